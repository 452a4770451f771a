/* Writers: the sticky failure, and the writer into memory. */
#include "occi/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void occi_write(occi_writer *writer, const char *bytes, size_t length)
{
    if (writer->has_failed || length == 0)
        return;
    writer->has_failed = !writer->write(writer, bytes, length);
}

void occi_write_string(occi_writer *writer, const char *text)
{
    occi_write(writer, text, strlen(text));
}

void occi_write_format(occi_writer *writer, const char *format, ...)
{
    char text[512]; /* numbers and names of our own; longer text goes through occi_write_string */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        writer->has_failed = true;
    else
        occi_write(writer, text, (size_t)length);
}

static bool buffer_grow(occi_buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    char *bytes = occi_pool_resize(buffer->pool, buffer->bytes, capacity);
    if (!bytes)
        return false;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

static bool buffer_write(occi_writer *writer, const char *bytes, size_t length)
{
    occi_buffer *buffer = (occi_buffer *)writer;
    if (buffer->limit && length > buffer->limit - buffer->length) {
        buffer->is_full = true;
        return false;
    }
    if (buffer->length + length + 1 > buffer->capacity && !buffer_grow(buffer, buffer->length + length + 1))
        return false;
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
    return true;
}

void occi_buffer_init(occi_buffer *buffer, occi_pool *pool, size_t limit)
{
    *buffer = (occi_buffer){ .writer.write = buffer_write, .pool = pool, .limit = limit };
}

const char *occi_buffer_text(const occi_buffer *buffer)
{
    return buffer->bytes ? buffer->bytes : "";
}
