/* The parts of a URI reference that requests are made of (RFC 3986). */
#ifndef OCCI_URI_H
#define OCCI_URI_H

#include <stdbool.h>
#include <stddef.h>
#include "occi/error.h"

/* Percent-decodes `length` bytes of `text` into `pool`. SYNTAX or NOT_UTF8, with `what` as the place, for a
 * "%" that nothing follows, control characters, NUL among them, and what is no UTF-8: no name of ours has
 * any. */
OCCI_MUST_USE occi_error *occi_uri_decode(occi_pool *pool, const char *what, const char *text, size_t length,
                                          const char **out);

/* A path that looks the same in every rendering and header, encoded or not: "/", unreserved characters (RFC
 * 3986 2.3) and "/" in segments of which none is empty, "." or "..". */
bool occi_uri_is_plain_path(const char *path);

/* A path below which neither entities nor collections can be placed: the query interface's, the well-known ones, and that of
 * the HTML rendering's style. */
bool occi_uri_is_reserved_path(const char *path);

#endif
