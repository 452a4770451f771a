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
    bool is_whole = exchange->response.rendering->wants_entities;
    listing list = { exchange, fcgi_response_output(&exchange->response, exchange->request.base), false };
    list.out.collection = exchange->category;
    TRY(store_collection_list(exchange->worker->session, exchange->pool, &exchange->actor, exchange->category,
                              is_whole ? exchange->model : NULL, write_item, &list));
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

static occi_error *bind_one(fcgi_exchange *exchange, const occi_message *message, occi_entity **out)
{
    TRY(occi_bind_create(exchange->pool, exchange->model, message, exchange->category, out));
    make_ends_local(&exchange->request, *out);
    if (!exchange->worker->settings.autostart)
        leave_initial(*out);
    return NULL;
}

/* One entity, or several where the rendering can say several: all of them, or none (GFD.223 11.3.1). */
occi_error *fcgi_collection_create(fcgi_exchange *exchange)
{
    const occi_message *messages;
    occi_entity **entities;
    const char **locations;
    size_t count = 0, i = 0;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &messages));
    for (const occi_message *message = messages; message; message = message->next)
        count++;
    ALLOC(entities = occi_pool_array(exchange->pool, count, sizeof *entities));
    ALLOC(locations = occi_pool_array(exchange->pool, count, sizeof *locations));
    for (const occi_message *message = messages; message; message = message->next)
        TRY(bind_one(exchange, message, &entities[i++]));
    TRY(store_entities_create(exchange->worker->session, exchange->pool, &exchange->actor, entities, count,
                              locations));
    return fcgi_answer_created(exchange, entities, locations, count);
}

occi_error *fcgi_collection_delete(fcgi_exchange *exchange)
{
    TRY(store_collection_delete(exchange->worker->session, exchange->pool, &exchange->actor,
                                exchange->category));
    fcgi_answer_empty(exchange);
    return NULL;
}
