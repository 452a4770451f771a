/* Entities in the registry (see entity.h). */
#include "store/entity.h"

#include <string.h>
#include "store/document.h"
#include "store/pipeline.h"

/* The entity in the first row of ENTITY_READ or ENTITY_READ_ID; NO_SUCH_ENTITY when there is none. */
static occi_error *read_row(occi_pool *pool, const occi_model *model, const PGresult *result,
                            const char *location, occi_entity **out)
{
    if (PQntuples(result) == 0)
        return OCCI_FAIL(pool, NO_SUCH_ENTITY, location);
    return document_read(pool, model, pipeline_text(result, 0, "document"), pipeline_text(result, 0, "links"),
                         out);
}

/* Makes the session ready and opens the actor's session in the registry. */
static occi_error *start(store_session *session, occi_pool *pool, const store_actor *actor)
{
    TRY(store_session_connect(session, pool));
    return pipeline_add_actor(session, pool, actor);
}

occi_error *store_entity_read(store_session *session, occi_pool *pool, const store_actor *actor,
                              const occi_model *model, const char *location, occi_entity **out)
{
    TRY(start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ, location));
    TRY(pipeline_run(session, pool));
    return read_row(pool, model, pipeline_result(session, 1), location, out);
}

occi_error *store_entities_create(store_session *session, occi_pool *pool, const store_actor *actor,
                                  occi_entity *const *entities, size_t count, const char **locations)
{
    const char *documents;
    TRY(document_write_all(pool, entities, count, &documents));
    TRY(start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_CREATE, documents));
    TRY(pipeline_run(session, pool));
    for (size_t i = 0; i < count; i++)
        locations[i] = PQgetvalue(pipeline_result(session, 1), (int)i, 0);
    return NULL;
}

occi_error *store_entity_delete(store_session *session, occi_pool *pool, const store_actor *actor,
                                const char *location)
{
    TRY(start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITY_DELETE, location));
    return pipeline_run(session, pool);
}

static occi_error *open_locked(store_session *session, occi_pool *pool, const store_actor *actor,
                               const occi_model *model, const char *location, occi_entity **out)
{
    TRY(pipeline_add_actor(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITY_LOCK, location));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ, location));
    TRY(pipeline_run(session, pool));
    return read_row(pool, model, pipeline_result(session, 3), location, out);
}

occi_error *store_entity_open(store_session *session, occi_pool *pool, const store_actor *actor,
                              const occi_model *model, const char *location, occi_entity **out)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, BEGIN));
    pipeline_set_open(session, true);
    occi_error *error = open_locked(session, pool, actor, model, location, out);
    if (error)
        store_session_rollback(session);
    return error;
}

/* COMMIT is the last statement of the second half: when it has an answer, nothing is open any more. */
static occi_error *run_commit(store_session *session, occi_pool *pool)
{
    TRY(PIPELINE_ADD(session, pool, COMMIT));
    TRY(pipeline_run(session, pool));
    pipeline_set_open(session, false);
    return NULL;
}

occi_error *store_entity_write(store_session *session, occi_pool *pool, const occi_model *model,
                               const occi_entity *wanted, occi_entity **out)
{
    const char *document;
    TRY(document_write(pool, wanted, &document));
    TRY(PIPELINE_ADD(session, pool, ENTITY_WRITE, wanted->id, document));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ_ID, wanted->id));
    TRY(run_commit(session, pool));
    return read_row(pool, model, pipeline_result(session, 1), wanted->location, out);
}

/* The title of a mixin that an action makes: the parameter that the making names. */
static const char *making_title(const occi_making *making, const occi_attribute_value *parameters,
                                size_t count)
{
    for (size_t i = 0; making->title && i < count; i++)
        if (strcmp(parameters[i].attribute->name, making->title) == 0 &&
            parameters[i].value.type == OCCI_STRING)
            return parameters[i].value.string;
    return NULL;
}

occi_error *store_entity_act(store_session *session, occi_pool *pool, const store_actor *actor,
                             const occi_model *model, const occi_entity *opened,
                             const occi_transition *transition, const occi_attribute_value *parameters,
                             size_t parameter_count, occi_entity **out, const char **made_model)
{
    const char *desired, *making = NULL, *tenant;
    *made_model = NULL;
    TRY(document_write_desired(pool, transition->to, transition->action->identifier, parameters,
                               parameter_count, &desired));
    if (transition->makes)
        TRY(document_write_making(pool, transition->makes,
                                  making_title(transition->makes, parameters, parameter_count), &making));
    ALLOC(tenant = pipeline_number(pool, actor->tenant));
    TRY(PIPELINE_ADD(session, pool, ENTITY_ACT, opened->id, desired, making));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ_ID, opened->id));
    if (making)
        TRY(PIPELINE_ADD(session, pool, MODEL_TENANT, tenant));
    TRY(run_commit(session, pool));
    if (making)
        *made_model = PQgetvalue(pipeline_result(session, 2), 0, 0);
    return read_row(pool, model, pipeline_result(session, 1), opened->location, out);
}

typedef struct listing {
    occi_pool *pool;
    const occi_category *kind;
    const occi_model *model; /* NULL: locations are enough */
    store_entity_visit *visit;
    void *context;
} listing;

/* Memory stays flat: what one entity took is gone before the next. */
static occi_error *visit_whole(const listing *list, const PGresult *result)
{
    occi_pool *scratch;
    occi_entity *entity;
    ALLOC(scratch = occi_pool_new(list->pool));
    occi_error *error = read_row(scratch, list->model, result, "", &entity);
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
    if (list->model)
        return visit_whole(list, result);
    const occi_entity entity = { .location = PQgetvalue(result, 0, 0), .kind = list->kind };
    return list->visit(list->context, &entity);
}

occi_error *store_collection_list(store_session *session, occi_pool *pool, const store_actor *actor,
                                  const occi_category *kind, const occi_model *model,
                                  store_entity_visit *visit, void *context)
{
    const char *key;
    ALLOC(key = pipeline_number(pool, kind->key));
    TRY(start(session, pool, actor));
    if (model)
        TRY(PIPELINE_ADD(session, pool, COLLECTION_ENTITIES, key));
    else
        TRY(PIPELINE_ADD(session, pool, COLLECTION_LOCATIONS, key));
    return pipeline_run_rows(session, pool, visit_row, &(listing){ pool, kind, model, visit, context });
}

occi_error *store_collection_delete(store_session *session, occi_pool *pool, const store_actor *actor,
                                    const occi_category *kind)
{
    const char *key;
    ALLOC(key = pipeline_number(pool, kind->key));
    TRY(start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, COLLECTION_DELETE, key));
    return pipeline_run(session, pool);
}
