/* Percent-decoding and plain paths (see uri.h). */
#include "occi/uri.h"

#include <ctype.h>
#include <string.h>
#include "occi/text_scan.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the two digits behind a "%" say; -1: they are none. */
static int encoded_byte(const char *digits, size_t length)
{
    int high = length >= 2 ? hex_digit(digits[0]) : -1;
    int low = high >= 0 ? hex_digit(digits[1]) : -1;
    return low >= 0 ? high << 4 | low : -1;
}

occi_error *occi_uri_decode(occi_pool *pool, const char *what, const char *text, size_t length,
                            const char **out)
{
    char *decoded;
    ALLOC(decoded = occi_pool_zero(pool, length + 1));
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        int byte = (unsigned char)text[i];
        if (byte == '%') {
            byte = encoded_byte(text + i + 1, length - i - 1);
            if (byte < 0)
                return OCCI_FAIL(pool, SYNTAX, what, "a % is not followed by two hexadecimal digits");
            i += 2;
        }
        if (byte < 0x20 || byte == 0x7F)
            return OCCI_FAIL(pool, SYNTAX, what, "it contains a control character");
        decoded[used++] = (char)byte;
    }
    TRY(occi_text_check(pool, what, decoded, used));
    *out = decoded;
    return NULL;
}

static bool is_plain_segment(const char *segment, size_t length)
{
    static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    bool is_dots = length <= 2 && strspn(segment, ".") >= length;
    return length > 0 && !is_dots && strspn(segment, unreserved) >= length;
}

bool occi_uri_is_plain_path(const char *path)
{
    if (*path != '/')
        return false;
    while (*path == '/') {
        size_t length = strcspn(++path, "/");
        if (!is_plain_segment(path, length) && path[0] != '\0')
            return false;
        path += length;
    }
    return true;
}

bool occi_uri_is_reserved_path(const char *path)
{
    static const char *const reserved[] = { "/-/", "/.well-known/", "/.web/", "/t/" };
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strncmp(path, reserved[i], strlen(reserved[i])) == 0)
            return true;
    return false;
}
