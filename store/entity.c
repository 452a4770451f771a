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

occi_error *store_entity_read(store_session *session, occi_pool *pool, const store_actor *actor,
                              const occi_model *model, const char *location, occi_entity **out)
{
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ, location));
    TRY(pipeline_run(session, pool));
    return read_row(pool, model, pipeline_result(session, 1), location, out);
}

occi_error *store_entities_create(store_session *session, occi_pool *pool, const store_actor *actor,
                                  occi_entity *const *entities, size_t count, const store_once *once)
{
    const char *documents;
    TRY(document_write_all(pool, entities, count, &documents));
    TRY(pipeline_start(session, pool, actor));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_CREATE, documents, once->key, once->digest));
    TRY(pipeline_run(session, pool));
    const PGresult *made = pipeline_result(session, 1);
    if ((size_t)PQntuples(made) != count)
        return OCCI_FAIL(pool, INTERNAL, "the registry has not created as many entities as were asked for");
    for (size_t i = 0; i < count; i++) {
        entities[i]->id = pipeline_text(made, (int)i, "id");
        entities[i]->location = pipeline_text(made, (int)i, "location");
    }
    return NULL;
}

occi_error *store_entity_delete(store_session *session, occi_pool *pool, const store_actor *actor,
                                const char *location)
{
    TRY(pipeline_start(session, pool, actor));
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

occi_error *store_entity_write(store_session *session, occi_pool *pool, const occi_model *model,
                               const occi_entity *wanted, occi_entity **out)
{
    const char *document;
    TRY(document_write(pool, wanted, &document));
    TRY(PIPELINE_ADD(session, pool, ENTITY_WRITE, wanted->id, document));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ_ID, wanted->id));
    TRY(pipeline_commit(session, pool));
    return read_row(pool, model, pipeline_result(session, 1), wanted->location, out);
}

occi_error *store_entity_act(store_session *session, occi_pool *pool, const store_actor *actor,
                             const occi_model *model, const store_act *act, occi_entity **out,
                             const char **made_model)
{
    const char *acts, *tenant;
    *made_model = NULL;
    TRY(document_write_acts(pool, act, 1, &acts));
    ALLOC(tenant = pipeline_number(pool, actor->tenant));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_ACT, acts));
    TRY(PIPELINE_ADD(session, pool, ENTITY_READ_ID, act->entity->id));
    if (act->transition->makes)
        TRY(PIPELINE_ADD(session, pool, MODEL_TENANT, tenant));
    TRY(pipeline_commit(session, pool));
    if (act->transition->makes)
        *made_model = PQgetvalue(pipeline_result(session, 2), 0, 0);
    return read_row(pool, model, pipeline_result(session, 1), act->entity->location, out);
}

occi_error *store_opened_delete(store_session *session, occi_pool *pool, const occi_entity *opened)
{
    TRY(PIPELINE_ADD(session, pool, ENTITY_DELETE, opened->location));
    return pipeline_commit(session, pool);
}

/* Without session_open: who waits has been let in, and a category that comes meanwhile is no reason to stop.
 * A session that ends is. */
occi_error *store_entities_settled(store_session *session, occi_pool *pool, const store_actor *actor,
                                   const char *const *ids, size_t count, bool *out)
{
    const char *list;
    TRY(document_write_ids(pool, ids, count, &list));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, SESSION_ENTER, actor->token));
    TRY(PIPELINE_ADD(session, pool, ENTITIES_SETTLED, list));
    TRY(pipeline_run(session, pool));
    *out = strcmp(PQgetvalue(pipeline_result(session, 1), 0, 0), "t") == 0;
    return NULL;
}

occi_error *store_waiter_begin(store_session *session, occi_pool *pool, size_t places, const char **out)
{
    const char *most;
    ALLOC(most = pipeline_number(pool, (int64_t)places));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, WAITER_BEGIN, most));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    *out = PQgetisnull(result, 0, 0) ? NULL : PQgetvalue(result, 0, 0);
    return NULL;
}

occi_error *store_waiter_end(store_session *session, occi_pool *pool, const char *place)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, WAITER_END, place));
    return pipeline_run(session, pool);
}
