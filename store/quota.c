/* Quotas (see quota.h). */
#include "store/quota.h"

#include <string.h>
#include "store/pipeline.h"

static occi_error *read_quotas(store_session *session, occi_pool *pool, store_quota **out, size_t *count)
{
    TRY(pipeline_run(session, pool));
    const PGresult *rows = pipeline_result(session, 0);
    *count = (size_t)PQntuples(rows);
    ALLOC(*out = occi_pool_array(pool, *count + 1, sizeof **out));
    for (int i = 0; i < PQntuples(rows); i++)
        (*out)[i] = (store_quota){ .tenant = pipeline_text(rows, i, "tenant"),
                                   .resource = pipeline_text(rows, i, "resource"),
                                   .used = pipeline_text(rows, i, "used"),
                                   .allowed = pipeline_text(rows, i, "allowed"),
                                   .counted = pipeline_text(rows, i, "counted"),
                                   .unit = pipeline_text(rows, i, "unit") };
    return NULL;
}

occi_error *store_quota_show(store_session *session, occi_pool *pool, const char *tenant, store_quota **out,
                             size_t *count)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, QUOTA_SHOW, tenant));
    return read_quotas(session, pool, out, count);
}

occi_error *store_quota_set(store_session *session, occi_pool *pool, const char *tenant, const char *resource,
                            const char *limit, bool *is_changed)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, QUOTA_SET, tenant, resource, limit));
    TRY(pipeline_run(session, pool));
    *is_changed = strcmp(PQgetvalue(pipeline_result(session, 0), 0, 0), "t") == 0;
    return NULL;
}

occi_error *store_quota_check(store_session *session, occi_pool *pool, store_quota **out, size_t *count)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, QUOTA_CHECK));
    return read_quotas(session, pool, out, count);
}
