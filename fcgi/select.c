/* Which entities a request speaks of (see exchange.h). */
#include "fcgi/exchange.h"

#include <string.h>
#include "occi/bind.h"

/* Kinds and mixins whose collections are below the path are part of it (GFD.223 4.1). */
static occi_error *select_below(fcgi_exchange *exchange, store_selection *out)
{
    const char *path = exchange->request.path;
    size_t length = strlen(path), count = occi_model_count(exchange->model);
    out->path = path;
    ALLOC(out->below = occi_pool_array(exchange->pool, count + 1, sizeof *out->below));
    for (size_t i = 0; i < count; i++) {
        const occi_category *category = occi_model_at(exchange->model, i);
        if (category->location && strncmp(category->location, path, length) == 0)
            out->below[out->below_count++] = category;
    }
    return NULL;
}

static bool is_filter(const occi_message *message)
{
    return message && (message->category_count || message->attribute_count);
}

/* Links name their ends by path, clients perhaps by URL. */
static void make_ends_local(const fcgi_request *request, occi_filter *filter)
{
    for (size_t i = 0; i < filter->value_count; i++) {
        occi_filter_value *value = &filter->values[i];
        if (value->member && (strcmp(value->member, "source") == 0 || strcmp(value->member, "target") == 0))
            value->value.string = fcgi_request_local(request, value->value.string);
    }
}

occi_error *fcgi_select(fcgi_exchange *exchange, const occi_message *headers, store_selection *out)
{
    const occi_message *query = &exchange->request.asked.filter;
    *out = (store_selection){ .category = exchange->category };
    if (!out->category)
        TRY(select_below(exchange, out));
    if (!is_filter(query) && !is_filter(headers))
        return NULL;
    occi_filter *filter;
    const occi_category *kind =
        exchange->category && exchange->category->class == OCCI_KIND ? exchange->category : NULL;
    ALLOC(filter = occi_pool_zero(exchange->pool, sizeof *filter));
    TRY(occi_bind_filter(exchange->pool, exchange->model, kind, query, filter));
    if (headers)
        TRY(occi_bind_filter(exchange->pool, exchange->model, kind, headers, filter));
    make_ends_local(&exchange->request, filter);
    out->filter = filter;
    return NULL;
}

occi_error *fcgi_select_named(fcgi_exchange *exchange, const occi_message *messages,
                              store_selection *selection)
{
    size_t count = 0;
    const char **named;
    for (const occi_message *message = messages; message; message = message->next)
        count += message->location_count;
    selection->named = NULL;
    selection->named_count = 0;
    if (count == 0)
        return NULL;
    ALLOC(named = occi_pool_array(exchange->pool, count, sizeof *named));
    for (const occi_message *message = messages; message; message = message->next)
        for (size_t i = 0; i < message->location_count; i++)
            named[selection->named_count++] =
                fcgi_request_local(&exchange->request, message->locations[i].uri);
    selection->named = named;
    return NULL;
}

/* Several entities cannot be a filter, so each of them has to say which it is. */
static occi_error *check_all_named(fcgi_exchange *exchange, const occi_message *messages)
{
    for (const occi_message *message = messages; message; message = message->next)
        if (message->location_count == 0)
            return OCCI_FAIL(exchange->pool, SYNTAX, "the body",
                             "each of several entities is named by its id or location");
    return NULL;
}

/* A body that lists nobody is an empty list, and takes nobody: only without one are all meant. */
occi_error *fcgi_select_members(fcgi_exchange *exchange, const occi_message *messages, store_selection *out)
{
    static const char *const nobody[] = { NULL };
    bool is_named = messages->next || messages->location_count;
    if (messages->next)
        TRY(check_all_named(exchange, messages));
    TRY(fcgi_select(exchange, is_named ? NULL : messages, out));
    TRY(fcgi_select_named(exchange, messages, out));
    if (!is_named && !is_filter(messages) && exchange->request.body_length > 0)
        out->named = nobody;
    return NULL;
}

occi_error *fcgi_check_path(fcgi_exchange *exchange, const store_selection *selection)
{
    bool is_there = selection->category || selection->below_count > 0;
    if (!is_there)
        TRY(store_path_exists(exchange->worker->session, exchange->pool, &exchange->actor, selection->path,
                              &is_there));
    return is_there ? NULL : OCCI_FAIL(exchange->pool, NO_SUCH_ENTITY, exchange->request.path);
}
