/* What operators change in the registry. Each function takes one round trip; `*is_changed` is false when
 * `if_missing` was given and the thing was there. */
#ifndef STORE_ADMIN_H
#define STORE_ADMIN_H

#include "store/session.h"

OCCI_MUST_USE occi_error *store_tenant_add(store_session *session, occi_pool *pool, const char *name,
                                           bool if_missing, bool *is_changed);
/* `hash` as crypto_pwhash_str of libsodium makes it; `role` is reader, user or admin. */
OCCI_MUST_USE occi_error *store_account_add(store_session *session, occi_pool *pool, const char *name,
                                            const char *hash, const char *tenant, const char *role,
                                            bool if_missing, bool *is_changed);
OCCI_MUST_USE occi_error *store_host_add(store_session *session, occi_pool *pool, const char *name,
                                         const char *driver, const char *uri, bool if_missing,
                                         bool *is_changed);

#endif
