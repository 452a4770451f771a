/* Categories and accounts (see registry.h). */
#include "store/registry.h"

#include "store/pipeline.h"

occi_error *store_credential_find(store_session *session, occi_pool *pool, const char *account,
                                  const store_credential **out)
{
    *out = NULL;
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, CREDENTIAL_OF, account));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    if (PQntuples(result) == 0)
        return NULL;
    store_credential *found;
    ALLOC(found = occi_pool_zero(pool, sizeof *found));
    *found = (store_credential){ .credential = pipeline_integer(result, 0, "credential"),
                                 .stamp = pipeline_integer(result, 0, "stamp"),
                                 .hash = pipeline_text(result, 0, "hash"),
                                 .tenant = (int)pipeline_integer(result, 0, "tenant") };
    *out = found;
    return NULL;
}

occi_error *store_actor_check(store_session *session, occi_pool *pool, const store_actor *actor)
{
    TRY(store_session_connect(session, pool));
    TRY(pipeline_add_actor(session, pool, actor));
    return pipeline_run(session, pool);
}

occi_error *store_session_issue(store_session *session, occi_pool *pool, const store_actor *actor,
                                const char *tenant, store_issued *out)
{
    const char *credential, *stamp;
    ALLOC(credential = pipeline_number(pool, actor->credential));
    ALLOC(stamp = pipeline_number(pool, actor->stamp));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, SESSION_ISSUE, credential, stamp, tenant, actor->scope));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    if (PQntuples(result) == 0)
        return OCCI_FAIL(pool, INTERNAL, "the registry has not begun the session it was asked for");
    *out = (store_issued){ .token = pipeline_text(result, 0, "token"),
                           .tenant = (int)pipeline_integer(result, 0, "tenant"),
                           .seconds = pipeline_integer(result, 0, "seconds") };
    return NULL;
}

/* One snapshot, so that versions and documents belong together. */
static occi_error *load_versions(store_session *session, occi_pool *pool, const char *token,
                                 const char *tenant, store_categories *out)
{
    TRY(PIPELINE_ADD(session, pool, SESSION_ENTER, token));
    TRY(PIPELINE_ADD(session, pool, REGISTRY_VERSION));
    TRY(PIPELINE_ADD(session, pool, MODEL_TENANT, tenant));
    TRY(pipeline_run(session, pool));
    const PGresult *versions = pipeline_result(session, 2);
    *out = (store_categories){ .version = pipeline_integer(versions, 0, "version"),
                               .tenant_version = pipeline_integer(versions, 0, "tenant_version"),
                               .tenant = PQgetvalue(pipeline_result(session, 3), 0, 0) };
    return NULL;
}

static occi_error *load(store_session *session, occi_pool *pool, const char *token, const char *tenant,
                        int64_t known_version, store_categories *out)
{
    TRY(load_versions(session, pool, token, tenant, out));
    bool is_known = out->version == known_version;
    if (!is_known)
        TRY(PIPELINE_ADD(session, pool, MODEL_PROVIDER));
    TRY(PIPELINE_ADD(session, pool, COMMIT));
    TRY(pipeline_run(session, pool));
    pipeline_set_open(session, false);
    if (!is_known)
        out->provider = PQgetvalue(pipeline_result(session, 0), 0, 0);
    return NULL;
}

occi_error *store_categories_load(store_session *session, occi_pool *pool, const store_actor *actor,
                                  int64_t known_version, store_categories *out)
{
    const char *tenant_id;
    ALLOC(tenant_id = pipeline_number(pool, actor->tenant));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN_SNAPSHOT));
    pipeline_set_open(session, true);
    occi_error *error = load(session, pool, actor->token, tenant_id, known_version, out);
    if (error)
        store_session_rollback(session);
    return error;
}
