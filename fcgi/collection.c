/* Collections of kinds (GFD.223 11). */
#include "fcgi/exchange.h"

#include "occi/bind.h"
#include "store/entity.h"

typedef struct listing {
    fcgi_exchange *exchange;
    occi_output out;
    bool is_begun;
} listing;

/* Nothing is written before the first row or the end, so that a refusal of the registry can still be
 * answered. */
static void begin(listing *list)
{
    if (list->is_begun)
        return;
    list->is_begun = true;
    list->exchange->response.rendering->listing_begin(&list->out);
}

static occi_error *write_item(void *context, const occi_entity *entity)
{
    listing *list = context;
    begin(list);
    list->exchange->response.rendering->listing_item(&list->out, entity);
    list->out.items++;
    return NULL;
}

occi_error *fcgi_collection_list(fcgi_exchange *exchange)
{
    listing list = { exchange, fcgi_response_output(&exchange->response, exchange->request.base), false };
    TRY(store_collection_list(exchange->worker->session, exchange->pool, &exchange->actor, exchange->category,
                              write_item, &list));
    begin(&list);
    exchange->response.rendering->listing_end(&list.out);
    return NULL;
}

/* A URL of this endpoint is as good as its path. */
static void make_ends_local(const fcgi_request *request, occi_entity *entity)
{
    if (entity->source)
        entity->source = fcgi_request_local(request, entity->source);
    if (entity->target)
        entity->target = fcgi_request_local(request, entity->target);
    for (size_t i = 0; i < entity->link_count; i++)
        make_ends_local(request, entity->links[i]);
}

/* Whether created things are started at once is the operator's choice. */
static void leave_initial(occi_entity *entity)
{
    entity->desired_state = entity->state;
    for (size_t i = 0; i < entity->link_count; i++)
        leave_initial(entity->links[i]);
}

occi_error *fcgi_collection_create(fcgi_exchange *exchange)
{
    const occi_message *message;
    occi_entity *entity;
    const char *location;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &message));
    TRY(occi_bind_create(exchange->pool, exchange->model, message, exchange->category, &entity));
    make_ends_local(&exchange->request, entity);
    if (!exchange->worker->settings.autostart)
        leave_initial(entity);
    TRY(store_entity_create(exchange->worker->session, exchange->pool, &exchange->actor, entity, &location));
    return fcgi_answer_created(exchange, entity->kind, location);
}

occi_error *fcgi_collection_delete(fcgi_exchange *exchange)
{
    TRY(store_collection_delete(exchange->worker->session, exchange->pool, &exchange->actor,
                                exchange->category));
    fcgi_answer_empty(exchange);
    return NULL;
}
