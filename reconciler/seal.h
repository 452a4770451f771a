/* Sealing the audit: a thread with a session of its own, as occi_sealer, that every few seconds seals what
 * has been committed, and makes the partitions of the coming months. Of several reconcilers one at a time
 * does. */
#ifndef RECONCILER_SEAL_H
#define RECONCILER_SEAL_H

#include "occi/error.h"

typedef struct reconciler_sealer reconciler_sealer;

/* `key` is the path of the private key. `*out` is freed by reconciler_sealer_stop. Fails when the key cannot
 * be read. */
OCCI_MUST_USE occi_error *reconciler_sealer_start(occi_pool *pool, const char *database, const char *key,
                                                  reconciler_sealer **out);
/* NULL is allowed. */
void reconciler_sealer_stop(reconciler_sealer *sealer);

#endif
