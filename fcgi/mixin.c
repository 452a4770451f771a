/* The collections of mixins (GFD.223 11.2, 11.3.2, 11.4.2): their members come and go by association. */
#include "fcgi/exchange.h"

#include <string.h>
#include "occi/bind.h"

/* Which members a change leaves. */
typedef bool is_member_then(const store_opened *opened, bool is_member);

static bool named_join(const store_opened *opened, bool is_member)
{
    return is_member || opened->is_named;
}

static bool only_named_stay(const store_opened *opened, bool is_member)
{
    (void)is_member;
    return opened->is_named;
}

static bool all_leave(const store_opened *opened, bool is_member)
{
    (void)opened;
    (void)is_member;
    return false;
}

/* What becomes of each; those that do not change are left out. */
static occi_error *bind_changes(fcgi_exchange *exchange, const store_opened *opened, size_t count,
                                is_member_then *is_then, occi_entity ***out, size_t *changed)
{
    *changed = 0;
    ALLOC(*out = occi_pool_array(exchange->pool, count + 1, sizeof **out));
    for (size_t i = 0; i < count; i++) {
        const occi_category *mixin = exchange->category;
        bool is_member = occi_entity_has_mixin(opened[i].entity, mixin);
        bool joins = is_then(&opened[i], is_member);
        if (joins == is_member)
            continue;
        TRY((joins ? occi_bind_associate : occi_bind_dissociate)(exchange->pool, exchange->model, mixin,
                                                                 opened[i].entity, &(*out)[*changed]));
        (*changed)++;
    }
    return NULL;
}

static occi_error *wait_for(fcgi_exchange *exchange, occi_entity *const *changed, size_t count)
{
    const char **ids;
    ALLOC(ids = occi_pool_array(exchange->pool, count + 1, sizeof *ids));
    for (size_t i = 0; i < count; i++)
        ids[i] = changed[i]->id;
    fcgi_wait(exchange, ids, count);
    return NULL;
}

/* Changes the membership, and answers with the collection as it is then. */
static occi_error *change(fcgi_exchange *exchange, const store_selection *selection, is_member_then *is_then)
{
    store_opened *opened;
    occi_entity **changed;
    size_t count, changed_count;
    TRY(store_entities_open(exchange->worker->session, exchange->pool, &exchange->actor, exchange->model,
                            selection, &opened, &count));
    TRY(bind_changes(exchange, opened, count, is_then, &changed, &changed_count));
    TRY(store_entities_write(exchange->worker->session, exchange->pool, changed, changed_count));
    TRY(wait_for(exchange, changed, changed_count));
    if (exchange->preferences.is_minimal) {
        fcgi_answer_empty(exchange);
        return NULL;
    }
    return fcgi_collection_answer(exchange);
}

/* The entities that the request names. Whole entities name themselves by their ids (json-rendering.md 3); a
 * kind alone is an attempt to create one. */
static occi_error *read_named(fcgi_exchange *exchange, bool may_be_none, store_selection *selection)
{
    const occi_message *messages;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &messages));
    for (const occi_message *message = messages; message; message = message->next)
        if (message->category_count && !message->location_count)
            return OCCI_FAIL(exchange->pool, MIXIN_COLLECTION, exchange->request.path);
    TRY(fcgi_select_named(exchange, messages, selection));
    return selection->named || may_be_none
               ? NULL
               : OCCI_FAIL(exchange->pool, SYNTAX, "the request", "it names no entity");
}

occi_error *fcgi_mixin_associate(fcgi_exchange *exchange)
{
    store_selection selection = { 0 };
    TRY(read_named(exchange, false, &selection));
    return change(exchange, &selection, named_join);
}

/* An empty list leaves no member, but it has to be said: a request without any body is more likely a mistake.
 */
occi_error *fcgi_mixin_replace(fcgi_exchange *exchange)
{
    static const char *const nobody[] = { NULL };
    store_selection selection = { .category = exchange->category, .is_also_named = true };
    TRY(read_named(exchange, fcgi_request_is_typed(&exchange->request), &selection));
    if (!selection.named)
        selection.named = nobody;
    return change(exchange, &selection, only_named_stay);
}

/* Those that the request names or describes, or all; none of them is deleted. */
occi_error *fcgi_mixin_dissociate(fcgi_exchange *exchange)
{
    const occi_message *messages;
    store_selection selection;
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &messages));
    TRY(fcgi_select_members(exchange, messages, &selection));
    if (selection.named && !selection.filter)
        selection.category = NULL; /* one that is no member need not be taken out */
    return change(exchange, &selection, all_leave);
}
