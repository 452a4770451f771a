/* The tokenizer of the text renderings: one for body lines and header values alike, so that both mean the
 * same.
 *
 * occi_lines cuts a body into lines and joins folded ones; occi_scan cuts what stands behind the colon into
 * words, quoted strings, <references> and the marks between them. Tokens point into the caller's bytes;
 * nothing is copied before occi_token_text is asked. Only text_parse.c uses this. */
#ifndef OCCI_TEXT_SCAN_H
#define OCCI_TEXT_SCAN_H

#include <stdbool.h>
#include "occi/error.h"

/* Lines ended by CRLF, LF or CR. `bytes` and `length` are the current line without its end; where it was
 * folded the fold is still in it, and counts as one blank. */
typedef struct occi_lines {
    const char *bytes;
    size_t length;
    size_t number; /* of the current line's first part, counted from 1 */

    const char *next;
    const char *end;
    size_t next_number;
    bool is_folding; /* a line that starts with a blank continues the one before it */
} occi_lines;

void occi_lines_init(occi_lines *lines, const char *bytes, size_t length, bool is_folding);
/* Goes to the next line; false when there is none. */
bool occi_lines_next(occi_lines *lines);
/* Cuts the blanks off both ends of a text. */
void occi_text_trim(const char **bytes, size_t *length);

typedef enum occi_token_type {
    OCCI_TOKEN_END,
    OCCI_TOKEN_COMMA,
    OCCI_TOKEN_SEMICOLON,
    OCCI_TOKEN_EQUALS,
    OCCI_TOKEN_WORD,
    OCCI_TOKEN_STRING,   /* "..." : the bytes are those between the quotes */
    OCCI_TOKEN_REFERENCE /* <...> : the bytes are those between the brackets, trimmed */
} occi_token_type;

typedef struct occi_token {
    occi_token_type type;
    const char *bytes;
    size_t length;
    bool is_after_blank;
    bool is_name; /* a word that "=" follows */
} occi_token;

typedef struct occi_scan {
    occi_pool *pool; /* for errors */
    const char *place;
    const char *next;
    const char *end;
    bool is_references; /* words are URI references: they end at a blank or comma only */
    occi_token token;   /* the current one */
} occi_scan;

/* Refuses what may stand nowhere in a line: too many bytes, malformed UTF-8, control characters other than
 * tab and folds. */
OCCI_MUST_USE occi_error *occi_text_check(occi_pool *pool, const char *place, const char *bytes,
                                          size_t length);
/* Checks `bytes` so, and reads the first token. `place` must outlive the
 * scan. */
OCCI_MUST_USE occi_error *occi_scan_start(occi_scan *scan, occi_pool *pool, const char *place,
                                          const char *bytes, size_t length, bool is_references);
/* Reads the next token into `scan->token`. A word behind "=" may contain "=". */
OCCI_MUST_USE occi_error *occi_scan_next(occi_scan *scan);
/* SYNTAX at the scan's place: `what`, and the text from the current token on. */
OCCI_MUST_USE occi_error *occi_scan_error(const occi_scan *scan, const char *what);
/* The same, and analysers know that it is never NULL. */
OCCI_MUST_USE static inline occi_error *occi_scan_fail(const occi_scan *scan, const char *what)
{
    occi_error *error = occi_scan_error(scan, what);
    if (!error)
        __builtin_unreachable();
    return error;
}

/* A copy of the token's text: strings unescaped, folds made one blank. NULL when memory is out. */
const char *occi_token_text(occi_pool *pool, const occi_token *token);

#endif
