/* Errors are values: a code, one sentence that says what was wrong, and the place in the request or in the
 * code where it was found. NULL means that all is well. The rows of error_rows.h are all errors there are;
 * which HTTP status a code becomes stands in the row, and only fcgi/response.c reads it. */
#ifndef OCCI_ERROR_H
#define OCCI_ERROR_H

#include "occi/pool.h"

typedef enum occi_error_code {
#define ERROR_ROW(name, status, format) OCCI_ERROR_##name,
#include "occi/error_rows.h"
#undef ERROR_ROW
    OCCI_ERROR_COUNT
} occi_error_code;

typedef struct occi_error {
    occi_error_code code;
    const char *message; /* one sentence for the person who sent the request; UTF-8, no line ends */
    const char *place;   /* "file:line" in our code, for the log */
} occi_error;

#define OCCI_MUST_USE __attribute__((warn_unused_result))

/* The one error that needs no memory. */
extern occi_error occi_error_no_memory;

/* The error of row `code`: each `%s` of its format becomes the next argument. Client bytes are safe as
 * arguments: control characters and what is no UTF-8 are shown as `\xNN`, and an argument is cut after 200
 * bytes. Lives in `pool`.
 */
occi_error *occi_error_new(occi_pool *pool, occi_error_code code, const char *place,
                           const char *const *arguments);

/* The HTTP status of the row (RFC 9110), and its name ("ATTRIBUTE_TYPE"). */
int occi_error_status(occi_error_code code);
const char *occi_error_name(occi_error_code code);

/* A failure is never NULL, which compilers and analysers cannot know: with it they see that TRY leaves. */
static inline occi_error *occi_error_fail(occi_pool *pool, occi_error_code code, const char *place,
                                          const char *const *arguments)
{
    occi_error *error = occi_error_new(pool, code, place, arguments);
    if (!error)
        __builtin_unreachable();
    return error;
}

#define OCCI_PLACE_TEXT_(line) #line
#define OCCI_PLACE_TEXT(line)  OCCI_PLACE_TEXT_(line)
/* OCCI_FAIL(pool, ATTRIBUTE_TYPE, name, expected, got): an error value to return. The arguments end in NULL,
 * and follow one, so that there may be none. */
#define OCCI_FAIL(pool, name, ...)                                                                           \
    occi_error_fail((pool), OCCI_ERROR_##name, __FILE__ ":" OCCI_PLACE_TEXT(__LINE__),                       \
                    (const char *const[]){ NULL, ##__VA_ARGS__, NULL } + 1)

/* TRY(f()): gives f's error to our caller. Both macros return from the function that uses them. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        occi_error *try_error = (call);                                                                      \
        if (try_error)                                                                                       \
            return try_error;                                                                                \
    } while (0)
/* ALLOC(pointer = occi_pool_...()): the same when memory is out. */
#define ALLOC(assignment)                                                                                    \
    do {                                                                                                     \
        if (!(assignment))                                                                                   \
            return &occi_error_no_memory;                                                                    \
    } while (0)

#endif
