/* Collections in the registry (see collection.h). */
#include "store/collection.h"

#include <string.h>
#include "store/document.h"
#include "store/pipeline.h"

typedef struct listing {
    occi_pool *pool;
    const occi_category *kind; /* of all members; NULL: they may be of several */
    const occi_model *model;   /* NULL: locations are enough */
    store_entity_visit *visit;
    void *context;
} listing;

/* Memory stays flat: what one entity took is gone before the next. */
static occi_error *visit_whole(const listing *list, const PGresult *result)
{
    occi_pool *scratch;
    occi_entity *entity;
    ALLOC(scratch = occi_pool_new(list->pool));
    occi_error *error = document_read(scratch, list->model, pipeline_text(result, 0, "document"),
                                      pipeline_text(result, 0, "links"), &entity);
    if (!error)
        error = list->visit(list->context, entity);
    if (error && error != &occi_error_no_memory)
        return error; /* it lives in the scratch pool, which goes with the request's */
    occi_pool_free(scratch);
    return error;
}

static occi_error *visit_row(void *context, const PGresult *result)
{
    const listing *list = context;
    if (PQgetisnull(result, 0, 0)) /* gone since the statement began to look */
        return NULL;
    if (list->model)
        return visit_whole(list, result);
    const occi_entity entity = { .location = PQgetvalue(result, 0, 0), .kind = list->kind };
    return list->visit(list->context, &entity);
}

static bool is_kind(const store_selection *selection)
{
    return selection->category && selection->category->class == OCCI_KIND;
}

static store_statement list_statement(const store_selection *selection, bool is_whole)
{
    if (is_kind(selection))
        return is_whole ? STORE_KIND_ENTITIES : STORE_KIND_LOCATIONS;
    if (selection->category)
        return is_whole ? STORE_MIXIN_ENTITIES : STORE_MIXIN_LOCATIONS;
    return is_whole ? STORE_PATH_ENTITIES : STORE_PATH_LOCATIONS;
}

occi_error *store_collection_list(store_session *session, occi_pool *pool, const store_actor *actor,
                                  const store_selection *selection, const occi_model *model, size_t skip,
                                  size_t count, store_entity_visit *visit, void *context)
{
    const char *document, *skipped, *most = NULL;
    listing list = { pool, is_kind(selection) ? selection->category : NULL, model, visit, context };
    TRY(document_write_selection(pool, selection, &document));
    ALLOC(skipped = pipeline_number(pool, (int64_t)skip));
    if (count)
        ALLOC(most = pipeline_number(pool, (int64_t)count));
    TRY(pipeline_start(session, pool, actor));
    TRY(pipeline_add(session, pool, list_statement(selection, model != NULL),
                     (const char *const[]){ document, skipped, most }));
    return pipeline_run_rows(session, pool, visit_row, &list);
}

occi_error *store_path_exists(store_session *session, occi_pool *pool, const store_actor *actor,
                              const char *path, bool *out)
{
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, PATH_EXISTS, path));
    TRY(pipeline_run(session, pool));
    *out = strcmp(PQgetvalue(pipeline_result(session, 1), 0, 0), "t") == 0;
    return NULL;
}

occi_error *store_collection_delete(store_session *session, occi_pool *pool, const store_actor *actor,
                                    const store_selection *selection, size_t *count)
{
    const char *document;
    TRY(document_write_selection(pool, selection, &document));
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, COLLECTION_DELETE, document));
    TRY(pipeline_run(session, pool));
    *count = (size_t)pipeline_integer(pipeline_result(session, 1), 0, "collection_delete");
    return NULL;
}

static occi_error *read_opened(occi_pool *pool, const occi_model *model, const PGresult *result,
                               store_opened **out, size_t *count)
{
    *count = (size_t)PQntuples(result);
    ALLOC(*out = occi_pool_array(pool, *count + 1, sizeof **out));
    for (size_t i = 0; i < *count; i++) {
        int row = (int)i;
        TRY(document_read(pool, model, pipeline_text(result, row, "document"),
                          pipeline_text(result, row, "links"), &(*out)[i].entity));
        (*out)[i].is_named = strcmp(pipeline_text(result, row, "is_named"), "t") == 0;
    }
    return NULL;
}

static occi_error *open_locked(store_session *session, occi_pool *pool, const store_actor *actor,
                               const occi_model *model, const char *selection, store_opened **out,
                               size_t *count)
{
    const char *most;
    ALLOC(most = pipeline_number(pool, STORE_OPENED_MAX));
    TRY(pipeline_add_actor(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_OPEN, selection, most));
    TRY(pipeline_run(session, pool));
    return read_opened(pool, model, pipeline_result(session, 2), out, count);
}

occi_error *store_entities_open(store_session *session, occi_pool *pool, const store_actor *actor,
                                const occi_model *model, const store_selection *selection, store_opened **out,
                                size_t *count)
{
    const char *document;
    TRY(document_write_selection(pool, selection, &document));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    pipeline_set_open(session, true);
    occi_error *error = open_locked(session, pool, actor, model, document, out, count);
    if (error)
        store_session_rollback(session);
    return error;
}

occi_error *store_entities_write(store_session *session, occi_pool *pool, occi_entity *const *wanted,
                                 size_t count)
{
    const char *changes;
    TRY(document_write_changes(pool, wanted, count, &changes));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_WRITE, changes));
    return pipeline_commit(session, pool);
}

occi_error *store_entities_act(store_session *session, occi_pool *pool, const store_actor *actor,
                               const store_act *acts, size_t count, const char **made_model)
{
    const char *documents, *tenant;
    bool is_making = count > 0 && acts[0].transition->makes;
    *made_model = NULL;
    TRY(document_write_acts(pool, acts, count, &documents));
    ALLOC(tenant = pipeline_number(pool, actor->tenant));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_ACT, documents));
    if (is_making)
        TRY(PIPELINE_ADD(session, pool, MODEL_TENANT, tenant));
    TRY(pipeline_commit(session, pool));
    if (is_making)
        *made_model = PQgetvalue(pipeline_result(session, 1), 0, 0);
    return NULL;
}

occi_error *store_mixins_add(store_session *session, occi_pool *pool, const store_actor *actor,
                             const occi_tag *tags, size_t count)
{
    const char *documents;
    TRY(document_write_tags(pool, tags, count, &documents));
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, MIXINS_ADD, documents));
    return pipeline_run(session, pool);
}

occi_error *store_mixins_remove(store_session *session, occi_pool *pool, const store_actor *actor,
                                const occi_category *const *mixins, size_t count)
{
    const char *keys;
    TRY(document_write_keys(pool, mixins, count, &keys));
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, MIXINS_REMOVE, keys));
    return pipeline_run(session, pool);
}
