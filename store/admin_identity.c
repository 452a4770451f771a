/* Operators and identities (see admin_identity.h). */
#include "store/admin_identity.h"

#include <stdlib.h>
#include "store/pipeline.h"

/* Connects, queues one statement and runs it. */
#define RUN(session, pool, ...)                                                                              \
    do {                                                                                                     \
        TRY(store_session_connect(session, pool));                                                           \
        TRY(PIPELINE_ADD(session, pool, __VA_ARGS__));                                                       \
        TRY(pipeline_run(session, pool));                                                                    \
    } while (0)

static occi_error *take_list(store_session *session, occi_pool *pool, store_list *out)
{
    const PGresult *result = pipeline_result(session, 0);
    *out = (store_list){ .rows = (size_t)PQntuples(result), .columns = (size_t)PQnfields(result) };
    ALLOC(out->cells = occi_pool_array(pool, out->rows * out->columns + 1, sizeof *out->cells));
    for (size_t i = 0; i < out->rows * out->columns; i++) {
        int row = (int)(i / out->columns), column = (int)(i % out->columns);
        out->cells[i] = PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
    }
    return NULL;
}

occi_error *store_token_add(store_session *session, occi_pool *pool, const char *account, const char *name,
                            const char *digest, int64_t seconds, const char *scope)
{
    const char *number = NULL;
    if (seconds > 0)
        ALLOC(number = pipeline_number(pool, seconds));
    RUN(session, pool, TOKEN_ADD, account, name, digest, number, scope);
    return NULL;
}

occi_error *store_token_list(store_session *session, occi_pool *pool, store_list *out)
{
    RUN(session, pool, TOKEN_LIST);
    return take_list(session, pool, out);
}

occi_error *store_token_revoke(store_session *session, occi_pool *pool, const char *account, const char *name)
{
    RUN(session, pool, TOKEN_REVOKE, account, name);
    return NULL;
}

occi_error *store_certificate_add(store_session *session, occi_pool *pool, const char *account,
                                  const char *dn, const char *issuer)
{
    RUN(session, pool, CERTIFICATE_ADD, account, dn, issuer);
    return NULL;
}

occi_error *store_certificate_remove(store_session *session, occi_pool *pool, const char *dn,
                                     const char *issuer)
{
    RUN(session, pool, CERTIFICATE_REMOVE, dn, issuer);
    return NULL;
}

occi_error *store_rule_add(store_session *session, occi_pool *pool, const store_rule *rule, int64_t *id)
{
    RUN(session, pool, RULE_ADD, rule->type, rule->issuer, rule->claim, rule->value, rule->tenant,
        rule->role);
    *id = strtoll(PQgetvalue(pipeline_result(session, 0), 0, 0), NULL, 10);
    return NULL;
}

occi_error *store_rule_list(store_session *session, occi_pool *pool, const char *type, store_list *out)
{
    RUN(session, pool, RULE_LIST, type);
    return take_list(session, pool, out);
}

occi_error *store_rule_remove(store_session *session, occi_pool *pool, const char *type, int64_t id)
{
    const char *number;
    ALLOC(number = pipeline_number(pool, id));
    RUN(session, pool, RULE_REMOVE, type, number);
    return NULL;
}

occi_error *store_issuer_add(store_session *session, occi_pool *pool, const char *issuer,
                             const char *audience, const char *uri)
{
    RUN(session, pool, ISSUER_ADD, issuer, audience, uri);
    return NULL;
}

occi_error *store_issuer_list(store_session *session, occi_pool *pool, store_list *out)
{
    RUN(session, pool, ISSUER_LIST);
    return take_list(session, pool, out);
}

occi_error *store_issuer_remove(store_session *session, occi_pool *pool, const char *issuer)
{
    RUN(session, pool, ISSUER_REMOVE, issuer);
    return NULL;
}
