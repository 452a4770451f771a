/* The escaping writer of HTML (see html_writer.h). */
#include "occi/html_writer.h"

#include <string.h>
#include <strings.h>
#include "occi/utf8.h"

#define REPLACEMENT     "\xEF\xBF\xBD" /* U+FFFD */
#define ESCAPED_MAX     8
#define UNRESERVED      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
#define PATH_BYTES      UNRESERVED "/:@!$()*,;=+"
#define REFERENCE_BYTES PATH_BYTES "%?#[]&"

/* C1 controls, U+FFFE and U+FFFF are no text (HTML 13.2.3.5, XML 1.0 2.2), though UTF-8 can say them. */
static bool is_unshowable(const unsigned char *at, size_t length)
{
    return length == 0 || (length == 2 && at[0] == 0xC2 && at[1] < 0xA0) ||
           (length == 3 && at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE);
}

/* What stands for the character at `at`; NULL: it stands for itself. `picture` is room for it. */
static const char *escape(const unsigned char *at, size_t length, char picture[ESCAPED_MAX])
{
    switch (*at) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        break;
    }
    if (is_unshowable(at, length))
        return REPLACEMENT;
    if (*at >= 0x20 && *at != 0x7F)
        return NULL;
    /* U+2400 and on: pictures of the control characters, in their order, but for DELETE */
    memcpy(picture, "\xE2\x90", 2);
    picture[2] = (char)(0x80 + (*at == 0x7F ? 0x21 : *at));
    picture[3] = '\0';
    return picture;
}

void occi_html_text(occi_writer *to, const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + length, *from = at;
    char picture[ESCAPED_MAX];
    while (at < end) {
        size_t character = occi_utf8_length(at, end);
        const char *instead = escape(at, character, picture);
        size_t step = character ? character : 1;
        if (instead) {
            occi_write(to, (const char *)from, (size_t)(at - from));
            occi_write_string(to, instead);
            from = at + step;
        }
        at += step;
    }
    occi_write(to, (const char *)from, (size_t)(end - from));
}

/* All bytes but those of `kept` are percent-encoded. Neither set has any but "&" that HTML would mind. */
static void write_encoded(occi_writer *to, const char *text, const char *kept)
{
    while (*text) {
        size_t plain = strspn(text, kept);
        occi_html_text(to, text, plain);
        text += plain;
        if (*text)
            occi_write_format(to, "%%%02X", (unsigned char)*text++);
    }
}

/* "/." before two slashes: "//a" would be a host called a. */
static void write_path(occi_writer *to, const char *path)
{
    if (strncmp(path, "//", 2) == 0)
        occi_write_string(to, "/.");
    write_encoded(to, path, PATH_BYTES);
}

static void write_value(occi_writer *to, char mark, const char *value)
{
    switch (mark) {
    case 't':
        occi_html_text(to, value, strlen(value));
        break;
    case 'p':
        write_path(to, value);
        break;
    case 'u':
        write_encoded(to, value, REFERENCE_BYTES);
        break;
    default:
        to->has_failed = true; /* a template of ours is wrong, and the tests render all of them */
    }
}

void occi_html_write_values(occi_writer *to, const char *markup, const char *const *values)
{
    for (const char *mark; (mark = strchr(markup, '%')); markup = mark + 2) {
        occi_write(to, markup, (size_t)(mark - markup));
        if (*values)
            write_value(to, mark[1], *values);
        values++;
    }
    occi_write_string(to, markup);
}

bool occi_html_is_walkable(const char *reference)
{
    return (reference[0] == '/' && reference[1] != '/') || strncasecmp(reference, "http://", 7) == 0 ||
           strncasecmp(reference, "https://", 8) == 0;
}
