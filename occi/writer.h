/* Where renderers write: straight into the FastCGI stream, or into memory. The first failure sticks: all later
 * writes do nothing, and whoever owns the writer asks once, at the end, whether everything went out. */
#ifndef OCCI_WRITER_H
#define OCCI_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include "occi/pool.h"

typedef struct occi_writer occi_writer;
struct occi_writer {
    /* Takes all `length` bytes or answers false. */
    bool (*write)(occi_writer *self, const char *bytes, size_t length);
    bool has_failed;
};

void occi_write(occi_writer *writer, const char *bytes, size_t length);
void occi_write_string(occi_writer *writer, const char *text);
void occi_write_format(occi_writer *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A writer into memory of `pool`. `limit` is the most bytes it takes (0: no limit); more sets `is_full`. */
typedef struct occi_buffer {
    occi_writer writer; /* first member: a buffer is a writer */
    occi_pool *pool;
    char *bytes; /* always ends in a NUL that `length` does not count; NULL until something is written */
    size_t length;
    size_t capacity;
    size_t limit;
    bool is_full; /* the limit was met; otherwise a failure means that memory is out */
} occi_buffer;

void occi_buffer_init(occi_buffer *buffer, occi_pool *pool, size_t limit);
/* The text so far, "" if nothing was written. Borrowed: changes with the next write. */
const char *occi_buffer_text(const occi_buffer *buffer);

#endif
