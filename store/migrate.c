/* Migrations (see migrate.h). Files hold many statements, so they go out over the simple protocol, outside
 * the pipeline. */
#include "store/migrate.h"

#include <string.h>
#include "store/error.h"
#include "store/pipeline.h"

#define LOCK "select pg_advisory_lock(hashtext('occi_migration'))"
#define TABLE                                                                                                \
    "create table if not exists public.occi_migration ("                                                     \
    "name text primary key, digest text not null, applied_at timestamptz not null default now())"

/* Runs SQL of our own files; the session is in pipeline mode before and after. */
static occi_error *run_script(store_session *session, occi_pool *pool, const char *sql)
{
    PGconn *connection = pipeline_connection(session);
    if (!PQexitPipelineMode(connection))
        return store_error_connection(pool, connection);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    occi_error *error = is_done ? NULL : store_error_result(pool, result);
    PQclear(result);
    if (!PQenterPipelineMode(connection) && !error)
        error = store_error_connection(pool, connection);
    return error;
}

occi_error *store_migrate_begin(store_session *session, occi_pool *pool)
{
    TRY(store_session_connect(session, pool));
    TRY(run_script(session, pool, LOCK));
    return run_script(session, pool, "set client_min_messages = warning; " TABLE);
}

static occi_error *apply(store_session *session, occi_pool *pool, const char *name, const char *sql)
{
    TRY(run_script(session, pool, "begin"));
    TRY(run_script(session, pool, sql));
    TRY(PIPELINE_ADD(session, pool, MIGRATION_RECORD, name, sql));
    TRY(pipeline_run(session, pool));
    return run_script(session, pool, "commit");
}

static occi_error *apply_whole(store_session *session, occi_pool *pool, const char *name, const char *sql)
{
    occi_error *error = apply(session, pool, name, sql);
    if (error)
        store_session_rollback(session);
    return error;
}

/* Whether `name` was applied before, and with this text. */
static occi_error *find(store_session *session, occi_pool *pool, const char *name, const char *sql,
                        bool *is_there, bool *is_same)
{
    TRY(PIPELINE_ADD(session, pool, MIGRATION_FIND, name, sql));
    TRY(pipeline_run(session, pool));
    const PGresult *found = pipeline_result(session, 0);
    *is_there = PQntuples(found) > 0;
    *is_same = *is_there && strcmp(pipeline_text(found, 0, "is_same"), "t") == 0;
    return NULL;
}

occi_error *store_migrate_apply(store_session *session, occi_pool *pool, const char *name, const char *sql,
                                store_migration *out)
{
    bool is_there, is_same;
    TRY(find(session, pool, name, sql, &is_there, &is_same));
    *out = is_same ? STORE_MIGRATION_THERE : is_there ? STORE_MIGRATION_CHANGED : STORE_MIGRATION_APPLIED;
    return is_there ? NULL : apply_whole(session, pool, name, sql);
}

occi_error *store_migrate_functions(store_session *session, occi_pool *pool, const char *name,
                                    const char *sql, store_migration *out)
{
    const char *path;
    bool is_there, is_same;
    ALLOC(path = occi_pool_format(pool, "functions/%s", name));
    TRY(find(session, pool, path, sql, &is_there, &is_same));
    *out = is_same ? STORE_MIGRATION_THERE : STORE_MIGRATION_APPLIED;
    return is_same ? NULL : apply_whole(session, pool, path, sql);
}
