/* JSON as text, before it is read: what it would cost, and numbers that the reader would not take (see
 * json.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "occi/json.h"

#define DIGITS "0123456789"

/* The end of the string whose quote is at `at`; `end` when it has none. */
static const char *after_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\' && at + 1 < end;
    return at < end ? at + 1 : end;
}

/* Behind the number whose digits start at `at`. `*is_large`: it is an integer that 64 bits may not hold. */
static const char *after_number(const char *at, bool *is_large)
{
    size_t digits = strspn(at, DIGITS), length = strspn(at, DIGITS ".eE+-");
    errno = 0;
    *is_large = digits == length && strtoll(at, NULL, 10) > 0 && errno == ERANGE;
    return at + length;
}

const char *occi_json_widen(occi_pool *pool, const char *text)
{
    occi_buffer wide;
    occi_buffer_init(&wide, pool, 0);
    const char *end = text + strlen(text);
    while (text < end) {
        const char *from = text;
        bool is_large = false;
        if (*text == '"')
            text = after_string(text, end);
        else if (strchr(DIGITS, *text))
            text = after_number(text, &is_large);
        else
            text++;
        occi_write(&wide.writer, from, (size_t)(text - from));
        if (is_large)
            occi_write_string(&wide.writer, ".0");
    }
    return wide.writer.has_failed ? NULL : occi_buffer_text(&wide);
}
