/* What handlers answer with (see exchange.h). */
#include "fcgi/exchange.h"

#include <string.h>
#include <time.h>
#include "fcgi/precondition.h"
#include "occi/json.h"

#define WAIT_FIRST_MS 10
#define WAIT_LAST_MS  200
#define LOCATIONS_MAX (FCGI_HEADER_MAX / 2) /* bytes, of a header line of them */

static bool is_reading(const fcgi_exchange *exchange)
{
    return strcmp(exchange->request.method, "GET") == 0 || strcmp(exchange->request.method, "HEAD") == 0;
}

/* The client has said that the status is enough (RFC 7240 4.2). */
static bool answer_minimal(fcgi_exchange *exchange, int status)
{
    if (!exchange->preferences.is_minimal || is_reading(exchange))
        return false;
    fcgi_response_clear(&exchange->response, status);
    exchange->response.preference =
        exchange->response.preference
            ? occi_pool_format(exchange->pool, "%s, return=minimal", exchange->response.preference)
            : "return=minimal";
    return true;
}

occi_error *fcgi_answer_entity(fcgi_exchange *exchange, const occi_entity *entity)
{
    fcgi_response *response = &exchange->response;
    response->is_done = !is_reading(exchange);
    ALLOC(response->tag = fcgi_tag_entity(exchange, entity));
    if (is_reading(exchange) && fcgi_is_known(exchange, response->tag)) {
        fcgi_response_clear(response, 304);
        return NULL;
    }
    if (answer_minimal(exchange, 204))
        return NULL;
    occi_output out = fcgi_response_output(response, exchange->request.base);
    TRY(occi_entity_below(exchange->pool, entity, exchange->request.prefix, &entity));
    response->rendering->entity(&out, entity);
    return NULL;
}

/* All locations have to be said (GFD.223 11.3.1), and a body may have no place for them: then in a header
 * line, as far as one goes. */
static void put_locations(const fcgi_exchange *exchange, const occi_output *out,
                          const occi_entity *const *entities, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += strlen(exchange->request.base) + strlen(entities[i]->location) + strlen(", ");
    for (size_t i = 0; i < count && length <= LOCATIONS_MAX; i++) {
        occi_write_string(out->head, i ? ", " : "X-OCCI-Location: ");
        occi_write_string(out->head, exchange->request.base);
        occi_write_string(out->head, entities[i]->location);
        occi_write_string(out->head, i + 1 < count ? "" : "\r\n");
    }
}

occi_error *fcgi_answer_created(fcgi_exchange *exchange, occi_entity *const *made, size_t count)
{
    const occi_entity **entities;
    const occi_rendering *rendering = exchange->response.rendering;
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    ALLOC(entities = occi_pool_array(exchange->pool, count, sizeof *entities));
    for (size_t i = 0; i < count; i++)
        TRY(occi_entity_below(exchange->pool, made[i], exchange->request.prefix, &entities[i]));
    exchange->response.status = 201;
    exchange->response.is_done = true;
    ALLOC(exchange->response.location =
              occi_pool_format(exchange->pool, "%s%s", exchange->request.base, entities[0]->location));
    bool is_minimal = answer_minimal(exchange, 201);
    if (count > 1 && (is_minimal || rendering->wants_entities))
        put_locations(exchange, &out, entities, count);
    if (is_minimal)
        return NULL;
    if (count == 1) {
        rendering->created(&out, entities[0]);
        return NULL;
    }
    out.collection = exchange->category;
    rendering->listing_begin(&out);
    for (int is_link = 0; is_link <= 1; is_link++) /* resources come first in listings of both */
        for (size_t i = 0; i < count; i++)
            if (occi_entity_is_link(entities[i]) == is_link)
                rendering->listing_item(&out, entities[i]);
    rendering->listing_end(&out);
    return NULL;
}

void fcgi_answer_empty(fcgi_exchange *exchange)
{
    if (answer_minimal(exchange, 204))
        return;
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    exchange->response.rendering->empty(&out);
}

/* Moves the youngest of the categories that `own` has beside its base to the front of `list`; there are
 * `count` of them. */
static void take_youngest(const occi_model *own, const occi_category **list, size_t count)
{
    size_t taken = 0;
    for (size_t i = 0; i < occi_model_count(own); i++) {
        const occi_category *category = occi_model_at(own, i);
        size_t at = taken;
        if (occi_model_find_key(occi_model_base(own), category->key))
            continue;
        while (at > 0 && list[at - 1]->key < category->key)
            at--;
        if (at == count)
            continue;
        taken += taken < count;
        memmove(&list[at + 1], &list[at], (taken - at - 1) * sizeof *list);
        list[at] = category;
    }
}

occi_error *fcgi_answer_made(fcgi_exchange *exchange, const char *document, size_t count)
{
    json_t *json;
    const occi_model *own;
    const occi_category **made;
    exchange->response.is_done = true;
    TRY(occi_json_read(exchange->pool, document, &json));
    TRY(occi_model_parse(exchange->pool, json, occi_model_base(exchange->model), &own));
    ALLOC(made = occi_pool_array(exchange->pool, count + 1, sizeof *made));
    take_youngest(own, made, count);
    occi_output out = fcgi_response_output(&exchange->response, exchange->request.base);
    exchange->response.rendering->categories(&out, made, count);
    return NULL;
}

/* --- waiting --- */

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void sleep_ms(long milliseconds)
{
    nanosleep(&(struct timespec){ .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L },
              NULL);
}

/* Asks again and again, ever more slowly. */
static occi_error *wait_until_settled(fcgi_exchange *exchange, const char *const *ids, size_t count)
{
    long long until = now_ms() + 1000LL * (long long)exchange->preferences.wait;
    for (long pause = WAIT_FIRST_MS;; pause = pause * 2 < WAIT_LAST_MS ? pause * 2 : WAIT_LAST_MS) {
        bool is_settled;
        __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *scratch = occi_pool_new(exchange->pool);
        ALLOC(scratch);
        if (store_entities_settled(exchange->worker->session, scratch, &exchange->actor, ids, count,
                                   &is_settled) ||
            is_settled || now_ms() + pause > until)
            return NULL;
        sleep_ms(pause);
    }
}

bool fcgi_wait(fcgi_exchange *exchange, const char *const *ids, size_t count)
{
    store_session *session = exchange->worker->session;
    const char *place = NULL;
    if (!exchange->preferences.wait || count == 0 ||
        store_waiter_begin(session, exchange->pool, exchange->worker->settings.waiters, &place) || !place)
        return false;
    occi_error *error = wait_until_settled(exchange, ids, count);
    if (store_waiter_end(session, exchange->pool, place))
        store_session_drop(session); /* which gives the place back */
    exchange->response.preference = occi_pool_format(exchange->pool, "wait=%zu", exchange->preferences.wait);
    return !error;
}
