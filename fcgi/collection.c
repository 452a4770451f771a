/* Collections of kinds, mixins and unbound paths (GFD.223 4.1, 11). */
#include "fcgi/exchange.h"

#include <sodium.h>
#include <string.h>
#include "occi/bind.h"
#include "occi/uri.h"

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
    if (list->out.page && list->out.items == list->out.number) {
        list->out.has_next = true; /* the one more that was asked for tells of it */
        return NULL;
    }
    if (!*list->exchange->request.prefix) {
        list->exchange->response.rendering->listing_item(&list->out, entity);
        return NULL;
    }
    __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *scratch = occi_pool_new(list->exchange->pool);
    ALLOC(scratch);
    TRY(occi_entity_below(scratch, entity, list->exchange->request.prefix, &entity));
    list->exchange->response.rendering->listing_item(&list->out, entity);
    return NULL;
}

static occi_error *list_members(fcgi_exchange *exchange, const store_selection *selection)
{
    const occi_query *asked = &exchange->request.asked;
    bool is_whole = exchange->response.rendering->wants_entities;
    listing list = { exchange, fcgi_response_output(&exchange->response, exchange->request.base), false };
    list.out.page = asked->page;
    list.out.number = asked->number;
    if (exchange->category && exchange->category->class == OCCI_KIND)
        list.out.collection = exchange->category;
    TRY(store_collection_list(exchange->worker->session, exchange->pool, &exchange->actor, selection,
                              is_whole ? exchange->model : NULL,
                              asked->page ? (asked->page - 1) * asked->number : 0,
                              asked->page ? asked->number + 1 : 0, write_item, &list));
    if (!list.is_begun)
        TRY(fcgi_check_path(exchange, selection));
    begin(&list);
    exchange->response.rendering->listing_end(&list.out);
    return NULL;
}

occi_error *fcgi_collection_list(fcgi_exchange *exchange)
{
    const occi_message *headers;
    store_selection selection;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &headers));
    TRY(fcgi_select(exchange, headers, &selection));
    return list_members(exchange, &selection);
}

occi_error *fcgi_collection_answer(fcgi_exchange *exchange)
{
    const store_selection selection = { .category = exchange->category };
    return list_members(exchange, &selection);
}

/* --- creating --- */

void fcgi_make_ends_local(const fcgi_request *request, occi_entity *entity)
{
    if (entity->source)
        entity->source = fcgi_request_local(request, entity->source);
    if (entity->target)
        entity->target = fcgi_request_local(request, entity->target);
    for (size_t i = 0; i < entity->link_count; i++)
        fcgi_make_ends_local(request, entity->links[i]);
}

void fcgi_leave_initial(const fcgi_exchange *exchange, occi_entity *entity)
{
    if (exchange->worker->settings.autostart)
        return;
    entity->desired_state = entity->state;
    for (size_t i = 0; i < entity->link_count; i++)
        fcgi_leave_initial(exchange, entity->links[i]);
}

/* GFD.223 11.3.2: nothing can be put into the collection of a kind. */
static occi_error *check_not_association(fcgi_exchange *exchange, const occi_message *message)
{
    bool is_only_named = message->location_count && !message->category_count && !message->attribute_count &&
                         !message->link_count;
    return is_only_named ? OCCI_FAIL(exchange->pool, KIND_COLLECTION, exchange->request.path) : NULL;
}

static occi_error *bind_one(fcgi_exchange *exchange, const occi_message *message, occi_entity **out)
{
    TRY(check_not_association(exchange, message));
    TRY(occi_bind_create(exchange->pool, exchange->model, message, exchange->category, out));
    fcgi_make_ends_local(&exchange->request, *out);
    fcgi_leave_initial(exchange, *out);
    return NULL;
}

/* Adds a text and its length, so that no two lists of texts look alike. */
static void digest_text(crypto_generichash_state *state, const char *text, size_t length)
{
    crypto_generichash_update(state, (const unsigned char *)&length, sizeof length);
    crypto_generichash_update(state, (const unsigned char *)text, length);
}

/* What makes this request the same as another with the same key: all that it says. */
static occi_error *read_once(fcgi_exchange *exchange, store_once *out)
{
    static const char *const said[] = { "CATEGORY", "LINK", "X_OCCI_ATTRIBUTE", "X_OCCI_CATEGORY",
                                        "X_OCCI_LINK" };
    const fcgi_request *request = &exchange->request;
    unsigned char digest[crypto_generichash_BYTES];
    char *text;
    *out = (store_once){ .key = fcgi_request_field(request, "IDEMPOTENCY_KEY") };
    if (!out->key)
        return NULL;
    if (!*out->key || strlen(out->key) > 255)
        return OCCI_FAIL(exchange->pool, SYNTAX, "Idempotency-Key", "expected a text of 1 to 255 bytes");
    TRY(occi_uri_decode(exchange->pool, "Idempotency-Key", out->key, strlen(out->key), &out->key));
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    digest_text(&state, request->path, strlen(request->path));
    digest_text(&state, request->content_type ? request->content_type : "",
                request->content_type ? strlen(request->content_type) : 0);
    digest_text(&state, request->body, request->body_length);
    for (size_t i = 0; i < request->header_count; i++)
        for (size_t j = 0; j < sizeof said / sizeof *said; j++)
            if (strcmp(request->headers[i].name, said[j]) == 0)
                digest_text(&state, request->headers[i].value, request->headers[i].length);
    crypto_generichash_final(&state, digest, sizeof digest);
    ALLOC(text = occi_pool_zero(exchange->pool, 2 * sizeof digest + 1));
    out->digest = sodium_bin2hex(text, 2 * sizeof digest + 1, digest, sizeof digest);
    return NULL;
}

/* Of several entities the refusal says which one it was. */
static occi_error *at_entity(fcgi_exchange *exchange, occi_error *error, size_t index, size_t count)
{
    if (!error || error == &occi_error_no_memory || count == 1)
        return error;
    ALLOC(error->message =
              occi_pool_format(exchange->pool, "entity %zu of %zu: %s", index + 1, count, error->message));
    return error;
}

/* One entity, or several where the rendering can say several: all of them, or none (GFD.223 11.3.1). */
occi_error *fcgi_collection_create(fcgi_exchange *exchange)
{
    const occi_message *messages;
    occi_entity **entities;
    const char **ids;
    store_once once;
    size_t count = 0, i = 0;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &messages));
    for (const occi_message *message = messages; message; message = message->next)
        count++;
    ALLOC(entities = occi_pool_array(exchange->pool, count, sizeof *entities));
    ALLOC(ids = occi_pool_array(exchange->pool, count, sizeof *ids));
    for (const occi_message *message = messages; message; message = message->next, i++)
        TRY(at_entity(exchange, bind_one(exchange, message, &entities[i]), i, count));
    TRY(read_once(exchange, &once));
    TRY(store_entities_create(exchange->worker->session, exchange->pool, &exchange->actor, entities, count,
                              &once));
    for (i = 0; i < count; i++)
        ids[i] = entities[i]->id;
    fcgi_wait(exchange, ids, count);
    return fcgi_answer_created(exchange, entities, count);
}

/* --- actions --- */

static bool has_term(const occi_category *const *actions, size_t count, const char *term)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(actions[i]->term, term) == 0)
            return true;
    return false;
}

/* What is no action of any member is refused even where there is none yet: the actions of a kind's members
 * are the kind's (GFD.185 3.4.3), those of others any that is known here. */
static occi_error *check_term(fcgi_exchange *exchange)
{
    const occi_category *category = exchange->category;
    const char *term = exchange->request.asked.action;
    bool is_known = false;
    if (category && category->class == OCCI_KIND)
        is_known = has_term(category->all_actions, category->all_action_count, term);
    for (size_t i = 0;
         !is_known && (!category || category->class == OCCI_MIXIN) && i < occi_model_count(exchange->model);
         i++) {
        const occi_category *action = occi_model_at(exchange->model, i);
        is_known = action->class == OCCI_ACTION && strcmp(action->term, term) == 0;
    }
    return is_known ? NULL : OCCI_FAIL(exchange->pool, NO_SUCH_ACTION, exchange->request.path, term);
}

static occi_error *bind_act(fcgi_exchange *exchange, const occi_message *message, const occi_entity *entity,
                            store_act *out)
{
    const char *term = exchange->request.asked.action;
    occi_invocation invocation;
    TRY(occi_bind_action(exchange->pool, exchange->model, message, term, entity, &invocation));
    *out = (store_act){ .entity = entity,
                        .transition = occi_entity_transition(entity, invocation.action),
                        .parameters = invocation.parameters,
                        .parameter_count = invocation.parameter_count };
    return out->transition ? NULL
                           : OCCI_FAIL(exchange->pool, ACTION_UNAVAILABLE, invocation.action->identifier,
                                       entity->state ? entity->state : "none");
}

static occi_error *bind_acts(fcgi_exchange *exchange, const occi_message *message, const store_opened *opened,
                             size_t count, store_act **acts, const char ***ids)
{
    ALLOC(*acts = occi_pool_array(exchange->pool, count + 1, sizeof **acts));
    ALLOC(*ids = occi_pool_array(exchange->pool, count + 1, sizeof **ids));
    for (size_t i = 0; i < count; i++) {
        TRY(bind_act(exchange, message, opened[i].entity, &(*acts)[i]));
        (*ids)[i] = opened[i].entity->id;
    }
    return NULL;
}

/* GFD.223 11.3.3: an action on every member; where one cannot, none does (GFD.185 3.6.4). */
occi_error *fcgi_collection_act(fcgi_exchange *exchange)
{
    const occi_message *message;
    store_selection selection;
    store_opened *opened;
    store_act *acts;
    const char **ids, *made;
    size_t count;
    TRY(fcgi_check_not_listing(exchange));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &message));
    TRY(fcgi_select(exchange, NULL, &selection));
    TRY(check_term(exchange));
    TRY(store_entities_open(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                            &selection, &opened, &count));
    if (count == 0 && !selection.category)
        return OCCI_FAIL(exchange->pool, NO_SUCH_ENTITY, exchange->request.path);
    TRY(bind_acts(exchange, message, opened, count, &acts, &ids));
    TRY(store_entities_act(exchange->worker->session, exchange->pool, &exchange->actor, acts, count, &made));
    fcgi_wait(exchange, ids, count);
    if (made)
        return fcgi_answer_made(exchange, made, count);
    fcgi_answer_empty(exchange);
    return NULL;
}

/* --- deleting --- */

static occi_error *delete_selected(fcgi_exchange *exchange)
{
    const occi_message *messages;
    store_selection selection;
    size_t count;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &messages));
    TRY(fcgi_select_members(exchange, messages, &selection));
    TRY(store_collection_delete(exchange->worker->session, exchange->pool, &exchange->actor, &selection,
                                &count));
    if (count == 0)
        TRY(fcgi_check_path(exchange, &selection));
    fcgi_answer_empty(exchange);
    return NULL;
}

/* All members, or those that the request names (GFD.223 11.4.1). */
occi_error *fcgi_collection_delete(fcgi_exchange *exchange)
{
    return delete_selected(exchange);
}

/* One slip of the pen would take everything, so the operator has to allow it. */
occi_error *fcgi_below_delete(fcgi_exchange *exchange)
{
    if (!exchange->worker->settings.delete_below)
        return OCCI_FAIL(exchange->pool, DELETE_BELOW, exchange->request.path);
    return delete_selected(exchange);
}
