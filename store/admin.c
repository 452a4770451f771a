/* Operators' changes (see admin.h). */
#include "store/admin.h"

#include <string.h>
#include "store/pipeline.h"

static const char *boolean(bool value)
{
    return value ? "true" : "false";
}

/* Runs the one statement that is queued; it answers whether it changed anything. */
static occi_error *run_change(store_session *session, occi_pool *pool, bool *is_changed)
{
    TRY(pipeline_run(session, pool));
    *is_changed = strcmp(PQgetvalue(pipeline_result(session, 0), 0, 0), "t") == 0;
    return NULL;
}

occi_error *store_tenant_add(store_session *session, occi_pool *pool, const char *name, const char *parent,
                             bool if_missing, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, TENANT_ADD, name, boolean(if_missing), parent));
    return run_change(session, pool, is_changed);
}

occi_error *store_account_add(store_session *session, occi_pool *pool, const char *name, const char *hash,
                              const char *tenant, const char *role, bool if_missing, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, ACCOUNT_ADD, name, hash, tenant, role, boolean(if_missing)));
    return run_change(session, pool, is_changed);
}

occi_error *store_host_add(store_session *session, occi_pool *pool, const char *name, const char *driver,
                           const char *uri, bool if_missing, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, HOST_ADD, name, driver, uri, boolean(if_missing)));
    return run_change(session, pool, is_changed);
}

occi_error *store_account_grant(store_session *session, occi_pool *pool, const char *name, const char *tenant,
                                const char *role, bool is_default, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, ACCOUNT_GRANT, name, tenant, role, boolean(is_default)));
    return run_change(session, pool, is_changed);
}

occi_error *store_account_revoke(store_session *session, occi_pool *pool, const char *name,
                                 const char *tenant, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, ACCOUNT_REVOKE, name, tenant));
    return run_change(session, pool, is_changed);
}

occi_error *store_account_password(store_session *session, occi_pool *pool, const char *name,
                                   const char *hash)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, ACCOUNT_PASSWORD, name, hash));
    return pipeline_run(session, pool);
}

occi_error *store_account_list(store_session *session, occi_pool *pool, const store_member **out,
                               size_t *count)
{
    store_member *list;
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, ACCOUNT_LIST));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    *count = (size_t)PQntuples(result);
    ALLOC(*out = list = occi_pool_array(pool, *count + 1, sizeof *list));
    for (int i = 0; i < (int)*count; i++) {
        const char *is_default = pipeline_text(result, i, "is_default");
        list[i] = (store_member){ .account = pipeline_text(result, i, "account"),
                                  .tenant = pipeline_text(result, i, "tenant"),
                                  .role = pipeline_text(result, i, "role"),
                                  .is_default = is_default && strcmp(is_default, "t") == 0 };
    }
    return NULL;
}

occi_error *store_share_add(store_session *session, occi_pool *pool, const char *path, const char *tenant,
                            bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, SHARE_ADD, path, tenant));
    return run_change(session, pool, is_changed);
}

occi_error *store_share_remove(store_session *session, occi_pool *pool, const char *path, const char *tenant,
                               bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, SHARE_REMOVE, path, tenant));
    return run_change(session, pool, is_changed);
}

occi_error *store_share_list(store_session *session, occi_pool *pool, const store_share **out, size_t *count)
{
    store_share *list;
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, SHARE_LIST));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    *count = (size_t)PQntuples(result);
    ALLOC(*out = list = occi_pool_array(pool, *count + 1, sizeof *list));
    for (int i = 0; i < (int)*count; i++)
        list[i] = (store_share){ pipeline_text(result, i, "path"), pipeline_text(result, i, "tenant") };
    return NULL;
}
