/* A request from its arrival to its answer: read, identify, negotiate, route, handle, answer. */
#include "fcgi/exchange.h"

#include <stdio.h>
#include <string.h>
#include "fcgi/route.h"
#include "fcgi/trail.h"
#include "store/registry.h"

/* What a worker remembers may be out of date, even twice if it changes meanwhile. */
#define ATTEMPTS_MAX 6

occi_error *fcgi_check_not_listing(fcgi_exchange *exchange)
{
    return exchange->response.rendering->is_listing_only
               ? OCCI_FAIL(exchange->pool, NOT_A_LISTING, exchange->request.path)
               : NULL;
}

static const char *media_types(occi_pool *pool)
{
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    const occi_rendering *row;
    for (size_t i = 0; (row = occi_rendering_at(i)); i++) {
        occi_write_string(&list.writer, list.length ? ", " : "");
        occi_write_string(&list.writer, row->media_type);
    }
    return occi_buffer_text(&list);
}

/* False: Accept names nothing that can be given, and it stays what it is. */
static bool choose_rendering(fcgi_exchange *exchange)
{
    const occi_rendering *rendering = occi_rendering_negotiate(exchange->request.accept);
    if (rendering)
        exchange->response.rendering = rendering;
    return rendering;
}

static occi_error *negotiate(fcgi_exchange *exchange)
{
    if (!choose_rendering(exchange))
        return OCCI_FAIL(exchange->pool, NOT_ACCEPTABLE, media_types(exchange->pool));
    return NULL;
}

static occi_error *route_and_handle(fcgi_exchange *exchange)
{
    fcgi_handler *handler;
    TRY(fcgi_route(exchange, &handler));
    return handler(exchange);
}

/* A refusal that comes from what the worker remembers alone, with no word of the registry, may come from what
 * is out of date by now. */
static occi_error *attempt(fcgi_exchange *exchange)
{
    fcgi_worker *worker = exchange->worker;
    fcgi_response_clear(&exchange->response, 200);
    exchange->response.allow = NULL;
    exchange->category = NULL;
    exchange->response.model = NULL;
    TRY(fcgi_identify(worker->identities, worker->authenticator, exchange->pool, &exchange->request,
                      &exchange->principal));
    exchange->actor.credential = exchange->principal.credential;
    exchange->actor.stamp = exchange->principal.stamp;
    exchange->actor.scope = exchange->principal.scope;
    TRY(fcgi_session_begin(worker->sessions, worker->authenticator, exchange->pool, exchange->request.tenant,
                           &exchange->actor));
    TRY(fcgi_categories_get(worker->categories, worker->session, exchange->pool, &exchange->actor,
                            &exchange->model));
    exchange->response.model = exchange->model;
    uint64_t trips = store_session_round_trips(worker->session);
    occi_error *refusal = route_and_handle(exchange);
    if (refusal && trips == store_session_round_trips(worker->session))
        TRY(store_actor_check(worker->session, exchange->pool, &exchange->actor));
    return refusal;
}

/* Most sessions are over because their time is. When it is the credential that has changed, no new one
 * begins, and what is remembered of that goes as well. */
static void drop_session(fcgi_exchange *exchange)
{
    if (!fcgi_session_drop(exchange->worker->sessions, &exchange->actor))
        fcgi_identities_drop(exchange->worker->identities, &exchange->actor);
}

/* How often the worker has waited for the registry. */
static uint64_t count_trips(const fcgi_worker *worker)
{
    return store_session_round_trips(worker->session) + store_session_round_trips(worker->authenticator);
}

/* Forgets what the registry has said is out of date. False: it was something else. */
static bool drop_stale(fcgi_exchange *exchange, const occi_error *error)
{
    if (error->code == OCCI_ERROR_CREDENTIAL_STALE) {
        drop_session(exchange);
        return true;
    }
    if (error->code != OCCI_ERROR_MODEL_STALE)
        return false;
    fcgi_categories_drop(exchange->worker->categories, exchange->actor.tenant);
    exchange->response.model = NULL;
    return true;
}

/* The change is committed, and what came out of date was only needed to show it. */
static occi_error *answer_done(fcgi_exchange *exchange)
{
    fcgi_response_clear(&exchange->response, 200);
    exchange->response.tag = NULL;
    fcgi_answer_empty(exchange);
    return NULL;
}

/* What is out of date is mostly found before anything is changed or sent, and then the handler is tried
 * again: never after it has changed something, nor when a part of the answer is out. */
static occi_error *handle(fcgi_exchange *exchange)
{
    store_session *session = exchange->worker->session;
    uint64_t commits = store_session_commits(session);
    occi_error *error = NULL;
    TRY(negotiate(exchange));
    TRY(fcgi_request_check_version(exchange->pool, &exchange->request));
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
        error = attempt(exchange);
        store_session_rollback(session);
        if (!error || !drop_stale(exchange, error) || exchange->response.is_sent)
            break;
        if (commits != store_session_commits(session))
            return answer_done(exchange);
    }
    return error;
}

static void log_failure(const fcgi_request *request, const occi_error *error)
{
    int status = occi_error_status(error->code);
    if (status >= 500 && error->code != OCCI_ERROR_VERSION)
        fprintf(stderr, "occi-fcgi: request %s: %d %s at %s: %s\n", request->id, status,
                occi_error_name(error->code), error->place, error->message);
}

static bool serve(fcgi_worker *worker, FCGX_Request *from, occi_pool *pool)
{
    fcgi_exchange exchange = { .worker = worker, .pool = pool };
    uint64_t trips_before = count_trips(worker);
    fcgi_response_init(&exchange.response, pool, from->out);
    occi_error *error = fcgi_request_read(pool, from, worker->settings.body_max, &exchange.request);
    exchange.preferences = fcgi_prefer_read(&exchange.request, worker->settings.wait_max);
    exchange.response.path = exchange.request.path;
    exchange.response.prefix = exchange.request.prefix;
    exchange.response.query = exchange.request.query;
    exchange.response.challenge = fcgi_identities_challenge(worker->identities, &exchange.request);
    exchange.actor.request = exchange.request.id;
    exchange.actor.address = exchange.request.address;
    exchange.actor.agent = exchange.request.agent;
    if (!error)
        error = handle(&exchange);
    else /* what cannot be read is refused in the rendering that was asked for, if that could be read */
        choose_rendering(&exchange);
    fcgi_request_forget(&exchange.request);
    if (worker->settings.trace)
        exchange.response.round_trips = (long)(count_trips(worker) - trips_before);
    if (!error)
        error = fcgi_response_finish(&exchange.response);
    if (!error)
        return true;
    log_failure(&exchange.request, error);
    fcgi_trail_refusal(&exchange, error);
    return fcgi_response_fail(&exchange.response, error, exchange.request.base);
}

bool fcgi_serve(fcgi_worker *worker, FCGX_Request *from)
{
    occi_pool *pool = occi_pool_new(NULL);
    if (!pool) {
        fcgi_response response;
        fcgi_response_init(&response, NULL, from->out);
        return fcgi_response_fail(&response, &occi_error_no_memory, "");
    }
    bool is_answered = serve(worker, from, pool);
    occi_pool_free(pool);
    return is_answered;
}
