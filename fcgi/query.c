/* The query interface (GFD.223 9). */
#include "fcgi/exchange.h"

#include "occi/bind.h"
#include "store/registry.h"

/* GET: all categories, or exactly those that the request names (http.md 7). */
occi_error *fcgi_query_list(fcgi_exchange *exchange)
{
    TRY(fcgi_check_not_listing(exchange));
    const occi_message *message;
    const occi_category **categories;
    size_t count;
    TRY(store_actor_check(exchange->worker->session, exchange->pool, &exchange->actor));
    TRY(fcgi_request_parse(exchange->pool, &exchange->request, &message));
    if (message->category_count) {
        TRY(occi_bind_categories(exchange->pool, exchange->model, message, &categories, &count));
    } else {
        count = occi_model_count(exchange->model);
        ALLOC(categories = occi_pool_array(exchange->pool, count + 1, sizeof *categories));
        for (size_t i = 0; i < count; i++)
            categories[i] = occi_model_at(exchange->model, i);
    }
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    exchange->response.rendering->categories(&out, categories, count);
    return NULL;
}
