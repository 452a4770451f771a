/* The table of errors and the composition of their sentences. */
#include "occi/error.h"

#include <string.h>
#include "occi/utf8.h"
#include "occi/writer.h"

#define ARGUMENT_MAX 200 /* bytes of a client's text that an error repeats */

typedef struct error_row {
    const char *name;
    int status;
    const char *format;
} error_row;

static const error_row rows[] = {
#define ERROR_ROW(name, status, format) { #name, status, format },
#include "occi/error_rows.h"
#undef ERROR_ROW
};

occi_error occi_error_no_memory = { OCCI_ERROR_NO_MEMORY, "memory is out; try again later", "pool" };

static void write_argument(occi_writer *out, const char *text)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + strlen(text);
    size_t written = 0;
    while (at < end) {
        size_t character = occi_utf8_length(at, end), length = character ? character : 1;
        if (written + length > ARGUMENT_MAX) {
            occi_write_string(out, "…");
            return;
        }
        if (character == 0 || *at < 0x20 || *at == 0x7F)
            occi_write_format(out, "\\x%02X", *at);
        else
            occi_write(out, (const char *)at, length);
        written += length;
        at += length;
    }
}

occi_error *occi_error_new(occi_pool *pool, occi_error_code code, const char *place,
                           const char *const *arguments)
{
    occi_buffer sentence;
    occi_buffer_init(&sentence, pool, 0);
    const char *format = rows[code].format;
    for (const char *mark; (mark = strstr(format, "%s")); format = mark + 2) {
        occi_write(&sentence.writer, format, (size_t)(mark - format));
        if (*arguments)
            write_argument(&sentence.writer, *arguments++);
    }
    occi_write_string(&sentence.writer, format);
    occi_error *error = occi_pool_zero(pool, sizeof *error);
    if (!error || sentence.writer.has_failed)
        return &occi_error_no_memory;
    *error = (occi_error){ code, occi_buffer_text(&sentence), place };
    return error;
}

int occi_error_status(occi_error_code code)
{
    return rows[code].status;
}

const char *occi_error_name(occi_error_code code)
{
    return rows[code].name;
}
