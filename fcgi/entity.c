/* Entity instances (GFD.223 10). */
#include "fcgi/exchange.h"

#include <string.h>
#include "occi/bind.h"
#include "occi/json.h"
#include "store/entity.h"

occi_error *fcgi_entity_read(fcgi_exchange *exchange)
{
    occi_entity *entity;
    TRY(fcgi_check_not_listing(exchange));
    TRY(store_entity_read(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                          exchange->request.path, &entity));
    fcgi_answer_entity(exchange, entity);
    return NULL;
}

/* The parts of a change that all have in common: what is asked, and of what, locked until it is written. */
static occi_error *open_entity(fcgi_exchange *exchange, const occi_message **message, occi_entity **current)
{
    TRY(fcgi_check_not_listing(exchange));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, message));
    if ((*message)->next)
        return OCCI_FAIL(exchange->pool, SYNTAX, "the body", "it has several entities, and this is one");
    return store_entity_open(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                             exchange->request.path, current);
}

typedef occi_error *bind_change(occi_pool *pool, const occi_model *model, const occi_message *message,
                                const occi_entity *current, occi_entity **out);

static occi_error *change_entity(fcgi_exchange *exchange, bind_change *bind)
{
    const occi_message *message;
    occi_entity *current, *wanted, *changed;
    TRY(open_entity(exchange, &message, &current));
    TRY(bind(exchange->pool, exchange->model, message, current, &wanted));
    for (size_t i = 0; i < wanted->link_count; i++)
        if (wanted->links[i]->target)
            wanted->links[i]->target = fcgi_request_local(&exchange->request, wanted->links[i]->target);
    TRY(store_entity_write(exchange->worker->session, exchange->pool, exchange->model, wanted, &changed));
    fcgi_answer_entity(exchange, changed);
    return NULL;
}

/* PUT: what the request does not say is gone, but the links stay (GFD.223 10.2.2). */
static occi_error *bind_replacement(occi_pool *pool, const occi_model *model, const occi_message *message,
                                    const occi_entity *current, occi_entity **out)
{
    if (message->category_count ==
        0) /* a full rendering names the kind; an empty body must not empty an entity */
        return OCCI_FAIL(pool, NO_KIND);
    TRY(occi_bind_replace(pool, model, message, current, out));
    (*out)->link_count = 0; /* none to add */
    return NULL;
}

occi_error *fcgi_entity_replace(fcgi_exchange *exchange)
{
    return change_entity(exchange, bind_replacement);
}

occi_error *fcgi_entity_update(fcgi_exchange *exchange)
{
    return change_entity(exchange, occi_bind_update);
}

/* The mixin that an action has just made is the youngest of the tenant's own; the answer renders it
 * (GFD.224 3.1, save). */
static occi_error *answer_made(fcgi_exchange *exchange, const char *document)
{
    json_t *json;
    const occi_model *own;
    TRY(occi_json_read(exchange->pool, document, &json));
    TRY(occi_model_parse(exchange->pool, json, exchange->model, &own));
    const occi_category *made = NULL;
    for (size_t i = 0; i < occi_model_count(own); i++) {
        const occi_category *category = occi_model_at(own, i);
        if (!made || category->key > made->key)
            made = category;
    }
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    exchange->response.rendering->categories(&out, &made, made ? 1 : 0);
    return NULL;
}

occi_error *fcgi_entity_act(fcgi_exchange *exchange)
{
    const occi_message *message;
    occi_entity *current, *changed;
    occi_invocation invocation;
    const char *made;
    TRY(open_entity(exchange, &message, &current));
    TRY(occi_bind_action(exchange->pool, exchange->model, message, exchange->request.action, current,
                         &invocation));
    const occi_transition *transition = occi_entity_transition(current, invocation.action);
    if (!transition)
        return OCCI_FAIL(exchange->pool, ACTION_UNAVAILABLE, invocation.action->identifier,
                         current->state ? current->state : "none");
    TRY(store_entity_act(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                         current, transition, invocation.parameters, invocation.parameter_count, &changed,
                         &made));
    if (made)
        return answer_made(exchange, made);
    fcgi_answer_entity(exchange, changed);
    return NULL;
}

occi_error *fcgi_entity_delete(fcgi_exchange *exchange)
{
    TRY(store_entity_delete(exchange->worker->session, exchange->pool, &exchange->actor,
                            exchange->request.path));
    fcgi_answer_empty(exchange);
    return NULL;
}
