/* Fetching the keys of OpenID providers (JWKS, RFC 7517) that the registry knows: a thread of its own, so
 * that a slow provider holds nobody's lease back. Reconcilers share the work; each issuer is one's at a time.
 */
#ifndef RECONCILER_KEYS_H
#define RECONCILER_KEYS_H

#include "reconciler/settings.h"

typedef struct reconciler_keys reconciler_keys;

/* Starts the thread. NULL: memory or threads are out. */
reconciler_keys *reconciler_keys_start(const reconciler_settings *settings);
/* Ends it; a transfer that is under way is broken off. NULL is fine. */
void reconciler_keys_stop(reconciler_keys *keys);

#endif
