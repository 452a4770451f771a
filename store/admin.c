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

occi_error *store_tenant_add(store_session *session, occi_pool *pool, const char *name, bool if_missing,
                             bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, TENANT_ADD, name, boolean(if_missing)));
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
