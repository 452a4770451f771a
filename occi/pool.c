/* Pools on talloc (see pool.h): what it adds is the counter that lets a test make any allocation fail. */
#include "occi/pool.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

/* Small requests fit into the first block; talloc asks malloc for what is over. AddressSanitizer sees what is
 * written past the end of a piece of memory when each comes from malloc. */
#if defined(__SANITIZE_ADDRESS__)
#define FIRST_BLOCK 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIRST_BLOCK 0
#endif
#endif
#ifndef FIRST_BLOCK
#define FIRST_BLOCK 8192
#endif

static atomic_long allocations_left = -1;

static int is_refused(void)
{
    if (atomic_load_explicit(&allocations_left, memory_order_relaxed) < 0)
        return 0;
    if (atomic_load(&allocations_left) == 0)
        return 1;
    atomic_fetch_sub(&allocations_left, 1);
    return 0;
}

void occi_pool_fail_after(long allocations)
{
    atomic_store(&allocations_left, allocations);
}

occi_pool *occi_pool_new(occi_pool *parent)
{
    return is_refused() ? NULL : (occi_pool *)talloc_pool(parent, FIRST_BLOCK);
}

void occi_pool_free(occi_pool *pool)
{
    if (pool)
        talloc_free(pool);
}

void occi_pool_free_scoped(occi_pool **pool)
{
    occi_pool_free(*pool);
}

void *occi_pool_zero(occi_pool *pool, size_t size)
{
    return is_refused() ? NULL : talloc_zero_size(pool, size);
}

void *occi_pool_array(occi_pool *pool, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return occi_pool_zero(pool, bytes);
}

void *occi_pool_resize(occi_pool *pool, void *bytes, size_t size)
{
    return is_refused() ? NULL : talloc_realloc_size(pool, bytes, size);
}

char *occi_pool_string_n(occi_pool *pool, const char *bytes, size_t length)
{
    return is_refused() ? NULL : talloc_strndup(pool, bytes, length);
}

char *occi_pool_string(occi_pool *pool, const char *text)
{
    return occi_pool_string_n(pool, text, strlen(text));
}

char *occi_pool_format(occi_pool *pool, const char *format, ...)
{
    if (is_refused())
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    char *text = talloc_vasprintf(pool, format, arguments);
    va_end(arguments);
    return text;
}

typedef struct adopted {
    void *thing;
    void (*release)(void *thing);
} adopted;

static int release_adopted(adopted *child)
{
    child->release(child->thing);
    return 0;
}

void *occi_pool_adopt(occi_pool *pool, void *thing, void (*release)(void *thing))
{
    adopted *child = is_refused() ? NULL : talloc(pool, adopted);
    if (!child) {
        release(thing);
        return NULL;
    }
    *child = (adopted){ thing, release };
    talloc_set_destructor(child, release_adopted);
    return thing;
}
