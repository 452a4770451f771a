/* Who somebody is: what a worker asks the registry before it opens a session, and the keys of identity
 * providers, which the reconciler fetches. One round trip each. */
#ifndef STORE_IDENTITY_H
#define STORE_IDENTITY_H

#include "store/session.h"

/* Who was found: the credential as it is now, and what may be done with it. */
typedef struct store_principal {
    int64_t credential;
    int64_t stamp;
    int tenant;        /* where the account works by default */
    const char *scope; /* read, write (as a user) or admin (whatever the account may do) */
    double until;      /* seconds since 1970; 0: without end */
} store_principal;

/* Whether an address may try another credential: fewer than `most` of its attempts have failed within a
 * minute. */
OCCI_MUST_USE occi_error *store_login_allowed(store_session *session, occi_pool *pool, const char *address,
                                              size_t most, bool *is_allowed);

/* An attempt that failed, for the count of its address and for the audit. */
typedef struct store_failure {
    const char *scheme;
    const char *account; /* whom it claimed to be; NULL: nobody that can be named */
    const char *address;
    const char *agent; /* NULL: none was told */
    const char *request;
    const char *reason; /* a few words of ours */
} store_failure;
OCCI_MUST_USE occi_error *store_login_failed(store_session *session, occi_pool *pool,
                                             const store_failure *failure);

/* By the digest of a token (store/token.h). False: there is no such token, or it has ended. */
OCCI_MUST_USE occi_error *store_token_find(store_session *session, occi_pool *pool, const char *digest,
                                           store_principal *out, bool *is_found);

/* Somebody whom an identity provider, or nginx, vouches for. */
typedef struct store_identity {
    const char *type; /* oidc or certificate */
    const char *issuer;
    const char *subject;
    const char *claims; /* JSON: what rules may ask for */
    double said_at;     /* seconds since 1970: what an older statement says changes no membership */
} store_identity;
/* False: nobody has named this identity, and no rule gives it a tenant. */
OCCI_MUST_USE occi_error *store_identity_find(store_session *session, occi_pool *pool,
                                              const store_identity *identity, store_principal *out,
                                              bool *is_found);

/* Whose tokens are believed: a JSON array of issuer, audience and jwks. */
OCCI_MUST_USE occi_error *store_oidc_issuers(store_session *session, occi_pool *pool, const char **out);

/* The next issuer whose keys have to be fetched; `*uri` is NULL when there is none. */
OCCI_MUST_USE occi_error *store_jwks_due(store_session *session, occi_pool *pool, int *issuer,
                                         const char **uri);
/* What was fetched, or (`keys` is NULL) what went wrong. */
OCCI_MUST_USE occi_error *store_jwks_fetched(store_session *session, occi_pool *pool, int issuer,
                                             const char *keys, const char *problem);

#endif
