/* What operators change in the registry. Each function takes one round trip; `*is_changed` is false when
 * `if_missing` was given and the thing was there. */
#ifndef STORE_ADMIN_H
#define STORE_ADMIN_H

#include "store/session.h"

/* `parent` is the tenant in which this one is a project; NULL: none. */
OCCI_MUST_USE occi_error *store_tenant_add(store_session *session, occi_pool *pool, const char *name,
                                           const char *parent, bool if_missing, bool *is_changed);
/* `hash` as crypto_pwhash_str of libsodium makes it; `role` is reader, user or admin. */
OCCI_MUST_USE occi_error *store_account_add(store_session *session, occi_pool *pool, const char *name,
                                            const char *hash, const char *tenant, const char *role,
                                            bool if_missing, bool *is_changed);
OCCI_MUST_USE occi_error *store_host_add(store_session *session, occi_pool *pool, const char *name,
                                         const char *driver, const char *uri, bool if_missing,
                                         bool *is_changed);

/* What the account is in the tenant from now on; its default one too, if so said, or if it has no other. */
OCCI_MUST_USE occi_error *store_account_grant(store_session *session, occi_pool *pool, const char *name,
                                              const char *tenant, const char *role, bool is_default,
                                              bool *is_changed);
OCCI_MUST_USE occi_error *store_account_revoke(store_session *session, occi_pool *pool, const char *name,
                                               const char *tenant, bool *is_changed);
OCCI_MUST_USE occi_error *store_account_password(store_session *session, occi_pool *pool, const char *name,
                                                 const char *hash);

/* A membership; `tenant` and `role` are NULL for an account that has none. */
typedef struct store_member {
    const char *account;
    const char *tenant;
    const char *role;
    bool is_default;
} store_member;
OCCI_MUST_USE occi_error *store_account_list(store_session *session, occi_pool *pool,
                                             const store_member **out, size_t *count);

/* What is at `path` in the provider's tenant is readable in `tenant`; NULL: in all. */
OCCI_MUST_USE occi_error *store_share_add(store_session *session, occi_pool *pool, const char *path,
                                          const char *tenant, bool *is_changed);
OCCI_MUST_USE occi_error *store_share_remove(store_session *session, occi_pool *pool, const char *path,
                                             const char *tenant, bool *is_changed);
typedef struct store_share {
    const char *path;
    const char *tenant; /* NULL: everybody */
} store_share;
OCCI_MUST_USE occi_error *store_share_list(store_session *session, occi_pool *pool, const store_share **out,
                                           size_t *count);

#endif
