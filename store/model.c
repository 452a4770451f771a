/* Model documents (see model.h). */
#include "store/model.h"

#include <string.h>
#include "store/pipeline.h"

static bool is_true(const PGresult *result, int row, const char *column)
{
    const char *text = pipeline_text(result, row, column);
    return text && strcmp(text, "t") == 0;
}

occi_error *store_model_lock(store_session *session, occi_pool *pool)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, MODEL_LOCK));
    return pipeline_run(session, pool);
}

occi_error *store_model_find(store_session *session, occi_pool *pool, const char *name, const char *document,
                             store_model_state *out)
{
    static const char *const states[] = { "new", "same", "changed", "removed" };
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, MODEL_STATE, name, document));
    TRY(pipeline_run(session, pool));
    const char *said = PQgetvalue(pipeline_result(session, 0), 0, 0);
    *out = STORE_MODEL_NEW;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(said, states[i]) == 0)
            *out = (store_model_state)i;
    return NULL;
}

/* The one text that the one statement answers; NULL: no row. */
static occi_error *read_text(store_session *session, occi_pool *pool, const char **out)
{
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    *out = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : NULL;
    return NULL;
}

occi_error *store_model_others(store_session *session, occi_pool *pool, const char *name,
                               const char **document)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, MODEL_OTHERS, name));
    return read_text(session, pool, document);
}

occi_error *store_model_read(store_session *session, occi_pool *pool, const char *name, const char **document)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, MODEL_TEXT, name));
    return read_text(session, pool, document);
}

/* BEGIN and a change are queued: keeps the change if it was not refused. */
static occi_error *run_change(store_session *session, occi_pool *pool, store_refusals *out)
{
    pipeline_set_open(session, true);
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 1);
    int count = PQntuples(result);
    *out = (store_refusals){ .count = (size_t)count };
    if (count == 0) {
        TRY(PIPELINE_ADD(session, pool, COMMIT));
        TRY(pipeline_run(session, pool));
        pipeline_set_open(session, false);
        return NULL;
    }
    ALLOC(out->list = occi_pool_array(pool, out->count, sizeof *out->list));
    for (int i = 0; i < count; i++)
        ALLOC(out->list[i] = occi_pool_string(pool, PQgetvalue(result, i, 0)));
    store_session_rollback(session);
    return NULL;
}

static occi_error *run_whole(store_session *session, occi_pool *pool, store_refusals *out)
{
    occi_error *error = run_change(session, pool, out);
    if (error)
        store_session_rollback(session);
    return error;
}

occi_error *store_model_load(store_session *session, occi_pool *pool, const char *name, const char *document,
                             bool is_standard, store_refusals *out)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    TRY(PIPELINE_ADD(session, pool, MODEL_APPLY, name, document, is_standard ? "true" : "false"));
    return run_whole(session, pool, out);
}

occi_error *store_model_remove(store_session *session, occi_pool *pool, const char *name, store_refusals *out)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    TRY(PIPELINE_ADD(session, pool, MODEL_REMOVE, name));
    return run_whole(session, pool, out);
}

occi_error *store_model_list(store_session *session, occi_pool *pool, store_model **out, size_t *count)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, MODEL_LIST));
    TRY(pipeline_run(session, pool));
    const PGresult *rows = pipeline_result(session, 0);
    *count = (size_t)PQntuples(rows);
    ALLOC(*out = occi_pool_array(pool, *count, sizeof **out));
    for (int i = 0; i < PQntuples(rows); i++)
        (*out)[i] = (store_model){ .name = pipeline_text(rows, i, "name"),
                                   .loaded = pipeline_text(rows, i, "loaded"),
                                   .is_standard = is_true(rows, i, "is_standard"),
                                   .is_removed = is_true(rows, i, "is_removed"),
                                   .kinds = pipeline_integer(rows, i, "kinds"),
                                   .mixins = pipeline_integer(rows, i, "mixins"),
                                   .actions = pipeline_integer(rows, i, "actions"),
                                   .entities = pipeline_integer(rows, i, "entities") };
    return NULL;
}
