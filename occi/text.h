/* The text renderings (GFD.229; text-rendering.md): text/plain, text/occi and text/uri-list.
 * The parser takes everything text-rendering.md 6 lists; the renderer emits the one strict form of its section 7. */
#ifndef OCCI_TEXT_H
#define OCCI_TEXT_H

#include "occi/entity.h"
#include "occi/message.h"
#include "occi/rendering.h"

typedef struct occi_header {
    const char *name; /* "Category", "X-OCCI-Attribute", or FastCGI's "CATEGORY", "X_OCCI_ATTRIBUTE" */
    const char *value;
    size_t length;
} occi_header;

/* The limits of text-rendering.md 6.9; beyond them TOO_LARGE. */
#define OCCI_TEXT_LINE_MAX (1024 * 1024)
#define OCCI_TEXT_ITEMS_MAX 65536

/* A body of lines "Name: value" ended by CRLF, LF or CR. Unknown names are UNKNOWN_LINE. */
OCCI_MUST_USE occi_error *occi_text_parse_body(occi_pool *pool, const char *bytes, size_t length,
                                               const occi_message **out);
/* Header fields as nginx passed them: repeated ones as several entries or as one comma list, in any mixture.
 * Unknown names are passed over. */
OCCI_MUST_USE occi_error *occi_text_parse_headers(occi_pool *pool, const occi_header *headers, size_t count,
                                                  const occi_message **out);
/* A body of URIs, one a line, "#" comments (RFC 2483): fills the message's locations. */
OCCI_MUST_USE occi_error *occi_text_parse_uri_list(occi_pool *pool, const char *bytes, size_t length,
                                                   const occi_message **out);

extern const occi_rendering occi_text_plain;
extern const occi_rendering occi_text_occi;
extern const occi_rendering occi_text_uri_list;

#endif
