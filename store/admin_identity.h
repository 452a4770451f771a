/* What operators say about who somebody is: tokens, certificates, rules and OpenID providers. One round trip
 * each. */
#ifndef STORE_ADMIN_IDENTITY_H
#define STORE_ADMIN_IDENTITY_H

#include "store/session.h"

/* The rows of a list, row by row, as texts for people; NULL where there is nothing. */
typedef struct store_list {
    const char **cells;
    size_t rows;
    size_t columns;
} store_list;

/* `digest` as store/token.h makes it; `seconds` from now on it ends (0: never); `scope` is read, write or
 * admin. */
OCCI_MUST_USE occi_error *store_token_add(store_session *session, occi_pool *pool, const char *account,
                                          const char *name, const char *digest, int64_t seconds,
                                          const char *scope);
/* account, name, scope, created, expires, used */
OCCI_MUST_USE occi_error *store_token_list(store_session *session, occi_pool *pool, store_list *out);
OCCI_MUST_USE occi_error *store_token_revoke(store_session *session, occi_pool *pool, const char *account,
                                             const char *name);

/* `issuer` is the DN of the authority, or "": any that nginx believes. */
OCCI_MUST_USE occi_error *store_certificate_add(store_session *session, occi_pool *pool, const char *account,
                                                const char *dn, const char *issuer);
OCCI_MUST_USE occi_error *store_certificate_remove(store_session *session, occi_pool *pool, const char *dn,
                                                   const char *issuer);

/* Whoever has the value in the claim is in the tenant in that role. */
typedef struct store_rule {
    const char *type; /* oidc or certificate */
    const char *issuer;
    const char *claim;
    const char *value;
    const char *tenant;
    const char *role;
} store_rule;
OCCI_MUST_USE occi_error *store_rule_add(store_session *session, occi_pool *pool, const store_rule *rule,
                                         int64_t *id);
/* id, issuer, claim, value, tenant, role */
OCCI_MUST_USE occi_error *store_rule_list(store_session *session, occi_pool *pool, const char *type,
                                          store_list *out);
OCCI_MUST_USE occi_error *store_rule_remove(store_session *session, occi_pool *pool, const char *type,
                                            int64_t id);

OCCI_MUST_USE occi_error *store_issuer_add(store_session *session, occi_pool *pool, const char *issuer,
                                           const char *audience, const char *uri);
/* issuer, audience, uri, keys, fetched, problem */
OCCI_MUST_USE occi_error *store_issuer_list(store_session *session, occi_pool *pool, store_list *out);
OCCI_MUST_USE occi_error *store_issuer_remove(store_session *session, occi_pool *pool, const char *issuer);

#endif
