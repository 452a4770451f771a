/* The registry of categories and of accounts, as the workers load them. */
#ifndef STORE_REGISTRY_H
#define STORE_REGISTRY_H

#include "store/session.h"

/* What must be known of an account to check its password. */
typedef struct store_credential {
    int64_t credential;
    int64_t stamp;
    const char *hash; /* as crypto_pwhash_str_verify of libsodium reads it */
    int tenant;       /* the account works here by default; 0: nowhere */
} store_credential;

/* `*out` is NULL when there is no such account, or it has no password. On a connection of the
 * authenticator's. One round trip. */
OCCI_MUST_USE occi_error *store_credential_find(store_session *session, occi_pool *pool, const char *account,
                                                const store_credential **out);

/* A session in the registry, which the token stands for. */
typedef struct store_issued {
    const char *token;
    int tenant;
    int64_t seconds; /* until it is over */
} store_issued;

/* Begins a session of the actor's credential in the tenant of that name (NULL: its account's default one), on
 * a connection of the authenticator's. CREDENTIAL_STALE: the credential has changed; NO_SUCH_TENANT,
 * NO_DEFAULT_TENANT. One round trip. */
OCCI_MUST_USE occi_error *store_session_issue(store_session *session, occi_pool *pool,
                                              const store_actor *actor, const char *tenant,
                                              store_issued *out);

/* Whether the actor's session and categories are what the worker remembers: CREDENTIAL_STALE or
 * MODEL_STALE if not. For requests that ask the registry nothing else. One round trip. */
OCCI_MUST_USE occi_error *store_actor_check(store_session *session, occi_pool *pool,
                                            const store_actor *actor);

/* The categories: the provider's if its version is not `known_version`, and the tenant's own always. */
typedef struct store_categories {
    int64_t version;
    const char *provider; /* a document for occi_model_parse; NULL: the version is the known one */
    int64_t tenant_version;
    const char *tenant;
} store_categories;

/* Those of the actor's tenant. One round trip, or two when the provider's have changed. */
OCCI_MUST_USE occi_error *store_categories_load(store_session *session, occi_pool *pool,
                                                const store_actor *actor, int64_t known_version,
                                                store_categories *out);

#endif
