/* The query interface (GFD.223 9). */
#include "fcgi/exchange.h"

#include <string.h>
#include "fcgi/precondition.h"
#include "occi/bind.h"
#include "store/registry.h"

/* The categories that the header and the query name; none: all. */
static occi_error *choose(fcgi_exchange *exchange, const occi_message *headers, const occi_category ***out,
                          size_t *count)
{
    const occi_category **more;
    size_t more_count;
    TRY(occi_bind_categories(exchange->pool, exchange->model, headers, out, count));
    TRY(occi_bind_categories(exchange->pool, exchange->model, &exchange->request.asked.filter, &more,
                             &more_count));
    ALLOC(*out = occi_pool_resize(exchange->pool, *out, (*count + more_count + 1) * sizeof **out));
    for (size_t i = 0; i < more_count; i++)
        (*out)[(*count)++] = more[i];
    return NULL;
}

static occi_error *choose_all(fcgi_exchange *exchange, const occi_category ***out, size_t *count)
{
    *count = occi_model_count(exchange->model);
    ALLOC(*out = occi_pool_array(exchange->pool, *count + 1, sizeof **out));
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = occi_model_at(exchange->model, i);
    ALLOC(exchange->response.tag = fcgi_tag_categories(exchange));
    return NULL;
}

/* GET: all categories, or exactly those that the request names (http.md 7). */
occi_error *fcgi_query_list(fcgi_exchange *exchange)
{
    const occi_message *headers;
    const occi_category **categories;
    size_t count;
    TRY(fcgi_check_not_listing(exchange));
    TRY(store_actor_check(exchange->worker->session, exchange->pool, &exchange->actor));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &headers));
    TRY(choose(exchange, headers, &categories, &count));
    if (count == 0)
        TRY(choose_all(exchange, &categories, &count));
    if (exchange->response.tag && fcgi_is_known(exchange, exchange->response.tag)) {
        fcgi_response_clear(&exchange->response, 304);
        return NULL;
    }
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    exchange->response.rendering->categories(&out, categories, count);
    return NULL;
}

static size_t count_categories(const occi_message *messages)
{
    size_t count = 0;
    for (const occi_message *message = messages; message; message = message->next)
        count += message->category_count;
    return count;
}

/* The categories of a request that adds or removes mixins; there has to be one. */
static occi_error *read_categories(fcgi_exchange *exchange, const occi_message **messages, size_t *count)
{
    TRY(fcgi_check_not_listing(exchange));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, messages));
    *count = count_categories(*messages);
    return *count ? NULL : OCCI_FAIL(exchange->pool, SYNTAX, "the request", "it names no mixin");
}

/* POST: mixins of the tenant's own, all or none (GFD.223 9.3). */
occi_error *fcgi_query_add(fcgi_exchange *exchange)
{
    const occi_message *messages;
    occi_tag *tags;
    size_t count, i = 0;
    TRY(read_categories(exchange, &messages, &count));
    ALLOC(tags = occi_pool_array(exchange->pool, count, sizeof *tags));
    for (const occi_message *message = messages; message; message = message->next)
        for (size_t j = 0; j < message->category_count; j++) {
            const occi_message_category *said = &message->categories[j];
            const char *location =
                said->location ? fcgi_request_local(&exchange->request, said->location) : NULL;
            TRY(occi_bind_tag(exchange->pool, exchange->model, said, location, &tags[i]));
            TRY(occi_bind_siblings(exchange->pool, said, tags, i++));
        }
    TRY(store_mixins_add(exchange->worker->session, exchange->pool, &exchange->actor, tags, count));
    fcgi_answer_empty(exchange);
    return NULL;
}

/* DELETE: they go, and with them every association (GFD.223 9.4). Whether they are the tenant's own, the
 * registry knows. */
occi_error *fcgi_query_remove(fcgi_exchange *exchange)
{
    const occi_message *messages;
    const occi_category **mixins, **found;
    size_t count, found_count, total = 0;
    TRY(read_categories(exchange, &messages, &count));
    ALLOC(mixins = occi_pool_array(exchange->pool, count, sizeof *mixins));
    for (const occi_message *message = messages; message; message = message->next) {
        TRY(occi_bind_categories(exchange->pool, exchange->model, message, &found, &found_count));
        memcpy(&mixins[total], found, found_count * sizeof *mixins);
        total += found_count;
    }
    TRY(store_mixins_remove(exchange->worker->session, exchange->pool, &exchange->actor, mixins, total));
    fcgi_answer_empty(exchange);
    return NULL;
}
