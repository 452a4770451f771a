/* Memory pools: everything a request or an operation allocates lives in one pool and dies with it.
 * A pool is a talloc context, so pools nest: freeing a pool frees the pools made under it, and what
 * a pool has adopted (database results, JSON trees) is released with it, in reverse order.
 * Every function answers NULL when memory is out; ALLOC in error.h turns that into an error value. */
#ifndef OCCI_POOL_H
#define OCCI_POOL_H

#include <stddef.h>

typedef struct occi_pool occi_pool;

/* A new pool under `parent` (NULL: on its own). */
occi_pool *occi_pool_new(occi_pool *parent);
void occi_pool_free(occi_pool *pool);
/* For a scoped pool: `__attribute__((cleanup(occi_pool_free_scoped))) occi_pool *pool = ...`. */
void occi_pool_free_scoped(occi_pool **pool);

/* `size` bytes of zeroes, aligned for any type. */
void *occi_pool_zero(occi_pool *pool, size_t size);
/* `count` elements of `size` bytes, zeroed; NULL too when the product does not fit a size_t. */
void *occi_pool_array(occi_pool *pool, size_t count, size_t size);
/* `bytes` (may be NULL) made `size` bytes long; what it held is kept, what is new is not cleared. */
void *occi_pool_resize(occi_pool *pool, void *bytes, size_t size);

char *occi_pool_string(occi_pool *pool, const char *text);
char *occi_pool_string_n(occi_pool *pool, const char *bytes, size_t length);
char *occi_pool_format(occi_pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ties `thing` to the pool: `release(thing)` is called when the pool goes. Answers `thing`, or NULL when memory
 * is out, and then `thing` has been released already. */
void *occi_pool_adopt(occi_pool *pool, void *thing, void (*release)(void *thing));

/* For tests: the `allocations`-th allocation from now on fails, and all after it; a negative number ends it. */
void occi_pool_fail_after(long allocations);

#endif
