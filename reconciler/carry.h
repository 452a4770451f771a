/* Carrying one operation out: what it asks for is handed to the driver, and what became of it is told. */
#ifndef RECONCILER_CARRY_H
#define RECONCILER_CARRY_H

#include "reconciler/spec.h"

/* Calls the driver for `operation`. What `*out` points to lives in `pool`. Fails for memory only. */
OCCI_MUST_USE occi_error *reconciler_carry(occi_pool *pool, const driver *with, driver_host *host,
                                           const store_operation *operation, store_finish *out);

/* Milliseconds until an operation is tried again: growing with its attempts, and jittered so that many do not
 * come at once. */
int reconciler_delay(int attempts, unsigned random);

#endif
