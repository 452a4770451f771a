/* Identities in the registry (see identity.h). */
#include "store/identity.h"

#include <stdlib.h>
#include <string.h>
#include "store/pipeline.h"

occi_error *store_login_allowed(store_session *session, occi_pool *pool, const char *address, size_t most,
                                bool *is_allowed)
{
    const char *number;
    ALLOC(number = pipeline_number(pool, (int64_t)most));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, LOGIN_ALLOWED, address, number));
    TRY(pipeline_run(session, pool));
    *is_allowed = strcmp(PQgetvalue(pipeline_result(session, 0), 0, 0), "t") == 0;
    return NULL;
}

occi_error *store_login_failed(store_session *session, occi_pool *pool, const store_failure *failure)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, LOGIN_FAILED, failure->scheme, failure->account, failure->address,
                     failure->agent, failure->request, failure->reason));
    return pipeline_run(session, pool);
}

/* The principal in the one row of an answer, or that there is none. */
static void take_principal(const PGresult *result, store_principal *out, bool *is_found)
{
    *is_found = PQntuples(result) > 0;
    if (!*is_found)
        return;
    const char *until = pipeline_text(result, 0, "until");
    *out = (store_principal){ .credential = pipeline_integer(result, 0, "credential"),
                              .stamp = pipeline_integer(result, 0, "stamp"),
                              .tenant = (int)pipeline_integer(result, 0, "tenant"),
                              .scope = pipeline_text(result, 0, "scope"),
                              .until = until ? strtod(until, NULL) : 0 };
}

occi_error *store_token_find(store_session *session, occi_pool *pool, const char *digest,
                             store_principal *out, bool *is_found)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, TOKEN_OF, digest));
    TRY(pipeline_run(session, pool));
    take_principal(pipeline_result(session, 0), out, is_found);
    return NULL;
}

occi_error *store_identity_find(store_session *session, occi_pool *pool, const store_identity *identity,
                                store_principal *out, bool *is_found)
{
    const char *said_at;
    ALLOC(said_at = occi_pool_format(pool, "%.3f", identity->said_at));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, IDENTITY_OF, identity->type, identity->issuer, identity->subject,
                     identity->claims, said_at));
    TRY(pipeline_run(session, pool));
    take_principal(pipeline_result(session, 0), out, is_found);
    return NULL;
}

occi_error *store_oidc_issuers(store_session *session, occi_pool *pool, const char **out)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, OIDC_ISSUERS));
    TRY(pipeline_run(session, pool));
    *out = PQgetvalue(pipeline_result(session, 0), 0, 0);
    return NULL;
}

occi_error *store_jwks_due(store_session *session, occi_pool *pool, int *issuer, const char **uri)
{
    *uri = NULL;
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, JWKS_DUE));
    TRY(pipeline_run(session, pool));
    const PGresult *due = pipeline_result(session, 0);
    if (PQntuples(due) == 0)
        return NULL;
    *issuer = (int)pipeline_integer(due, 0, "issuer");
    *uri = pipeline_text(due, 0, "uri");
    return NULL;
}

occi_error *store_jwks_fetched(store_session *session, occi_pool *pool, int issuer, const char *keys,
                               const char *problem)
{
    const char *number;
    ALLOC(number = pipeline_number(pool, issuer));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, JWKS_FETCHED, number, keys, problem));
    return pipeline_run(session, pool);
}
