/* Entity instances (GFD.223 10). */
#include "fcgi/exchange.h"

#include <string.h>
#include "fcgi/precondition.h"
#include "occi/bind.h"
#include "occi/uri.h"

occi_error *fcgi_entity_read(fcgi_exchange *exchange)
{
    occi_entity *entity;
    TRY(fcgi_check_not_listing(exchange));
    TRY(store_entity_read(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                          exchange->request.path, &entity));
    return fcgi_answer_entity(exchange, entity);
}

static occi_error *read_message(fcgi_exchange *exchange, const occi_message **message)
{
    TRY(fcgi_check_not_listing(exchange));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, message));
    return (*message)->next
               ? OCCI_FAIL(exchange->pool, SYNTAX, "the body", "it has several entities, and this is one")
               : NULL;
}

/* What is there, locked until it is written. */
static occi_error *open_entity(fcgi_exchange *exchange, occi_entity **current)
{
    TRY(store_entity_open(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                          exchange->request.path, current));
    return fcgi_check_preconditions(exchange, *current);
}

/* Answers with the entity as it is after a change; when the client wanted to wait, as it has become. */
static occi_error *answer_changed(fcgi_exchange *exchange, occi_entity *changed)
{
    occi_entity *later;
    if (!fcgi_wait(exchange, &changed->id, 1))
        return fcgi_answer_entity(exchange, changed);
    occi_error *error = store_entity_read(exchange->worker->session, exchange->pool, &exchange->actor,
                                          exchange->model, changed->location, &later);
    if (error && error->code == OCCI_ERROR_MODEL_STALE)
        return error; /* as it was before is not what the client has waited for */
    return fcgi_answer_entity(exchange, error ? changed : later);
}

typedef occi_error *bind_change(occi_pool *pool, const occi_model *model, const occi_message *message,
                                const occi_entity *current, occi_entity **out);

static occi_error *change_entity(fcgi_exchange *exchange, const occi_message *message,
                                 const occi_entity *current, bind_change *bind)
{
    occi_entity *wanted, *changed;
    TRY(bind(exchange->pool, exchange->model, message, current, &wanted));
    for (size_t i = 0; i < wanted->link_count; i++)
        fcgi_make_ends_local(&exchange->request, wanted->links[i]);
    TRY(store_entity_write(exchange->worker->session, exchange->pool, exchange->model, wanted, &changed));
    return answer_changed(exchange, changed);
}

/* A full rendering names the kind, so that neither an empty body nor one that only means to add a mixin
 * empties an entity. */
static occi_error *check_is_full(occi_pool *pool, const occi_model *model, const occi_message *message)
{
    const occi_category **named;
    size_t count;
    TRY(occi_bind_categories(pool, model, message, &named, &count));
    for (size_t i = 0; i < count; i++)
        if (named[i]->class == OCCI_KIND)
            return NULL;
    return OCCI_FAIL(pool, NO_KIND);
}

/* PUT: what the request does not say is gone, but the links stay (GFD.223 10.2.2). */
static occi_error *bind_replacement(occi_pool *pool, const occi_model *model, const occi_message *message,
                                    const occi_entity *current, occi_entity **out)
{
    TRY(check_is_full(pool, model, message));
    TRY(occi_bind_replace(pool, model, message, current, out));
    (*out)->link_count = 0; /* none to add */
    return NULL;
}

/* --- at a path of the client's choice --- */

/* Below the location of a kind are its entities; clients tell the kind from it. */
static occi_error *check_neighbours(fcgi_exchange *exchange, const occi_category *kind)
{
    const char *path = exchange->request.path;
    size_t length = (size_t)(strrchr(path, '/') - path) + 1;
    for (size_t i = 0; i < occi_model_count(exchange->model); i++) {
        const occi_category *other = occi_model_at(exchange->model, i);
        bool is_above = other->class == OCCI_KIND && other != kind && other->location &&
                        strlen(other->location) == length && strncmp(other->location, path, length) == 0;
        if (is_above)
            return OCCI_FAIL(exchange->pool, KIND_ELSEWHERE, kind->identifier,
                             kind->location ? kind->location : "none", other->location);
    }
    return NULL;
}

static occi_error *check_path(fcgi_exchange *exchange)
{
    const char *path = exchange->request.path;
    if (!occi_uri_is_plain_path(path) || strlen(path) > 1024)
        return OCCI_FAIL(exchange->pool, PATH, path,
                         "it may have letters, digits, \"-\", \".\", \"_\", \"~\" and \"/\", up to 1024");
    return occi_uri_is_reserved_path(path) ? OCCI_FAIL(exchange->pool, PATH, path, "it is reserved") : NULL;
}

/* PUT where nothing is (GFD.223 10.2.1). */
static occi_error *create_at(fcgi_exchange *exchange, const occi_message *message)
{
    occi_entity *wanted;
    TRY(fcgi_check_preconditions(exchange, NULL));
    TRY(check_path(exchange));
    TRY(occi_bind_create(exchange->pool, exchange->model, message, NULL, &wanted));
    TRY(check_neighbours(exchange, wanted->kind));
    wanted->location = exchange->request.path;
    fcgi_make_ends_local(&exchange->request, wanted);
    fcgi_leave_initial(exchange, wanted);
    TRY(store_entities_create(exchange->worker->session, exchange->pool, &exchange->actor, &wanted, 1,
                              &(store_once){ 0 }));
    fcgi_wait(exchange, &wanted->id, 1);
    return fcgi_answer_created(exchange, &wanted, 1);
}

static occi_error *replace_or_create(fcgi_exchange *exchange, const occi_message *message)
{
    occi_entity *current;
    occi_error *error = open_entity(exchange, &current);
    if (error && error->code == OCCI_ERROR_NO_SUCH_ENTITY)
        return create_at(exchange, message);
    return error ? error : change_entity(exchange, message, current, bind_replacement);
}

/* Where somebody else has created one since we looked, there is one to replace. */
occi_error *fcgi_entity_replace(fcgi_exchange *exchange)
{
    const occi_message *message;
    TRY(read_message(exchange, &message));
    occi_error *error = replace_or_create(exchange, message);
    if (!error || error->code != OCCI_ERROR_TAKEN)
        return error;
    store_session_rollback(exchange->worker->session);
    return replace_or_create(exchange, message);
}

occi_error *fcgi_entity_update(fcgi_exchange *exchange)
{
    const occi_message *message;
    occi_entity *current;
    TRY(read_message(exchange, &message));
    TRY(open_entity(exchange, &current));
    return change_entity(exchange, message, current, occi_bind_update);
}

occi_error *fcgi_entity_act(fcgi_exchange *exchange)
{
    const occi_message *message;
    occi_entity *current, *changed;
    occi_invocation invocation;
    const char *made;
    TRY(read_message(exchange, &message));
    TRY(open_entity(exchange, &current));
    TRY(occi_bind_action(exchange->pool, exchange->model, message, exchange->request.asked.action, current,
                         &invocation));
    const store_act act = { .entity = current,
                            .transition = occi_entity_transition(current, invocation.action),
                            .parameters = invocation.parameters,
                            .parameter_count = invocation.parameter_count };
    if (!act.transition)
        return OCCI_FAIL(exchange->pool, ACTION_UNAVAILABLE, invocation.action->identifier,
                         current->state ? current->state : "none");
    TRY(store_entity_act(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model, &act,
                         &changed, &made));
    if (!made)
        return answer_changed(exchange, changed);
    fcgi_wait(exchange, &changed->id, 1);
    return fcgi_answer_made(exchange, made, 1);
}

/* The body is ignored (GFD.223 10.4). What there is to clean up behind the entity, a client may wait for. */
occi_error *fcgi_entity_delete(fcgi_exchange *exchange)
{
    occi_entity *current;
    if (!fcgi_has_preconditions(exchange) && !exchange->preferences.wait) {
        TRY(store_entity_delete(exchange->worker->session, exchange->pool, &exchange->actor,
                                exchange->request.path));
    } else {
        TRY(open_entity(exchange, &current));
        TRY(store_opened_delete(exchange->worker->session, exchange->pool, current));
        fcgi_wait(exchange, &current->id, 1);
    }
    fcgi_answer_empty(exchange);
    return NULL;
}
