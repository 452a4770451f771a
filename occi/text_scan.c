/* Lines and tokens of the text renderings (text-rendering.md 2 and 6.1 to 6.6). */
#include "occi/text_scan.h"

#include <string.h>
#include "occi/text.h"
#include "occi/utf8.h"

#define EXCERPT_MAX 256 /* bytes of a request copied for an error, which cuts it to what it shows */

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

static bool is_fold_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A CR or LF that is still in a line is part of a fold. */
static bool is_blank(char c)
{
    return is_fold_blank(c) || is_line_end(c);
}

/* What follows the line end at `at`. */
static const char *after_line_end(const char *at, const char *end)
{
    bool is_pair = at[0] == '\r' && at + 1 < end && at[1] == '\n';
    return at + (is_pair ? 2 : 1);
}

void occi_lines_init(occi_lines *lines, const char *bytes, size_t length, bool is_folding)
{
    *lines = (occi_lines){ .next = bytes, .end = bytes + length, .next_number = 1, .is_folding = is_folding };
}

bool occi_lines_next(occi_lines *lines)
{
    if (lines->next == lines->end)
        return false;
    const char *at = lines->next;
    lines->bytes = at;
    lines->number = lines->next_number;
    while (at < lines->end) {
        if (!is_line_end(*at)) {
            at++;
            continue;
        }
        lines->next = after_line_end(at, lines->end);
        lines->next_number++;
        /* An empty line cannot be continued: what is indented below it is a line of its own. */
        bool is_fold =
            lines->is_folding && at > lines->bytes && lines->next < lines->end && is_fold_blank(*lines->next);
        if (!is_fold) {
            lines->length = (size_t)(at - lines->bytes);
            return true;
        }
        at = lines->next;
    }
    lines->length = (size_t)(at - lines->bytes);
    lines->next = lines->end;
    return true;
}

void occi_text_trim(const char **bytes, size_t *length)
{
    while (*length && is_blank(**bytes)) {
        (*bytes)++;
        (*length)--;
    }
    while (*length && is_blank((*bytes)[*length - 1]))
        (*length)--;
}

static occi_error *line_too_large(occi_pool *pool, const char *place)
{
    char *limit;
    ALLOC(limit = occi_pool_format(pool, "%d bytes", OCCI_TEXT_LINE_MAX));
    return OCCI_FAIL(pool, TOO_LARGE, place, limit);
}

/* What is refused here need not be looked for in any token. */
occi_error *occi_text_check(occi_pool *pool, const char *place, const char *bytes, size_t length)
{
    if (length > OCCI_TEXT_LINE_MAX)
        return line_too_large(pool, place);
    const unsigned char *at = (const unsigned char *)bytes;
    const unsigned char *end = at + length;
    while (at < end) {
        size_t character = occi_utf8_length(at, end);
        if (character == 0)
            return OCCI_FAIL(pool, NOT_UTF8, place);
        bool is_control = (*at < 0x20 && *at != '\t') || *at == 0x7F;
        if (is_control && is_line_end((char)*at)) {
            const char *after = after_line_end((const char *)at, (const char *)end);
            is_control = after == (const char *)end || !is_fold_blank(*after);
            character = (size_t)(after - (const char *)at);
        }
        if (is_control) {
            char *what;
            ALLOC(what = occi_pool_format(pool, "the control character 0x%02X is not allowed", *at));
            return OCCI_FAIL(pool, SYNTAX, place, what);
        }
        at += character;
    }
    return NULL;
}

occi_error *occi_scan_start(occi_scan *scan, occi_pool *pool, const char *place, const char *bytes,
                            size_t length, bool is_references)
{
    TRY(occi_text_check(pool, place, bytes, length));
    *scan = (occi_scan){
        .pool = pool, .place = place, .next = bytes, .end = bytes + length, .is_references = is_references
    };
    return occi_scan_next(scan);
}

occi_error *occi_scan_error(const occi_scan *scan, const char *what)
{
    const occi_token *token = &scan->token;
    if (token->type == OCCI_TOKEN_END)
        return OCCI_FAIL(scan->pool, SYNTAX, scan->place, what);
    const char *from = token->bytes;
    if (token->type == OCCI_TOKEN_STRING || token->type == OCCI_TOKEN_REFERENCE)
        from--; /* the quote or bracket; in a trimmed reference, the blank before the text */
    size_t length = (size_t)(scan->end - from);
    char *sentence;
    ALLOC(sentence = occi_pool_format(scan->pool, "%s: %.*s", what,
                                      (int)(length < EXCERPT_MAX ? length : EXCERPT_MAX), from));
    return OCCI_FAIL(scan->pool, SYNTAX, scan->place, sentence);
}

static occi_error *scan_string(occi_scan *scan)
{
    const char *at = scan->next + 1;
    scan->token.bytes = at;
    while (at < scan->end && *at != '"')
        at += *at == '\\' && at + 1 < scan->end ? 2 : 1;
    if (at >= scan->end)
        return occi_scan_fail(scan, "a quoted string has no end quote");
    scan->token.length = (size_t)(at - scan->token.bytes);
    scan->next = at + 1;
    return NULL;
}

static occi_error *scan_reference(occi_scan *scan)
{
    scan->token.bytes = scan->next + 1;
    const char *close = memchr(scan->token.bytes, '>', (size_t)(scan->end - scan->token.bytes));
    if (!close)
        return occi_scan_fail(scan, "a reference that starts with < has no end");
    scan->token.length = (size_t)(close - scan->token.bytes);
    occi_text_trim(&scan->token.bytes, &scan->token.length);
    scan->next = close + 1;
    return NULL;
}

static bool ends_word(const occi_scan *scan, char c, bool is_value)
{
    if (is_blank(c) || c == ',' || c == '"')
        return true;
    if (scan->is_references)
        return false;
    return c == ';' || (c == '=' && !is_value);
}

static void scan_word(occi_scan *scan, bool is_value)
{
    const char *at = scan->next;
    scan->token.bytes = at;
    while (at < scan->end && !ends_word(scan, *at, is_value))
        at++;
    scan->token.length = (size_t)(at - scan->token.bytes);
    scan->next = at;
    while (at < scan->end && is_blank(*at))
        at++;
    scan->token.is_name = !is_value && at < scan->end && *at == '=';
}

static occi_token_type token_type(char first)
{
    switch (first) {
    case ',':
        return OCCI_TOKEN_COMMA;
    case ';':
        return OCCI_TOKEN_SEMICOLON;
    case '=':
        return OCCI_TOKEN_EQUALS;
    case '"':
        return OCCI_TOKEN_STRING;
    case '<':
        return OCCI_TOKEN_REFERENCE;
    default:
        return OCCI_TOKEN_WORD;
    }
}

occi_error *occi_scan_next(occi_scan *scan)
{
    bool is_value = scan->token.type == OCCI_TOKEN_EQUALS;
    const char *before = scan->next;
    while (scan->next < scan->end && is_blank(*scan->next))
        scan->next++;
    scan->token = (occi_token){ .bytes = scan->next, .is_after_blank = scan->next > before };
    if (scan->next == scan->end)
        return NULL;
    scan->token.type = token_type(*scan->next);
    switch (scan->token.type) {
    case OCCI_TOKEN_STRING:
        return scan_string(scan);
    case OCCI_TOKEN_REFERENCE:
        return scan_reference(scan);
    case OCCI_TOKEN_WORD:
        scan_word(scan, is_value);
        return NULL;
    default:
        scan->token.length = 1;
        scan->next++;
        return NULL;
    }
}

const char *occi_token_text(occi_pool *pool, const occi_token *token)
{
    char *text = occi_pool_resize(pool, NULL, token->length + 1);
    if (!text)
        return NULL;
    bool is_escaping = token->type == OCCI_TOKEN_STRING;
    const char *at = token->bytes;
    const char *end = at + token->length;
    size_t length = 0;
    while (at < end) {
        if (is_escaping && *at == '\\' && at + 1 < end)
            at++;
        if (is_line_end(*at)) {
            for (at = after_line_end(at, end); at < end && is_fold_blank(*at);)
                at++;
            text[length++] = ' ';
            continue;
        }
        text[length++] = *at++;
    }
    text[length] = '\0';
    return text;
}
