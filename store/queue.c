/* Hosts, leases and operations (see queue.h). */
#include "store/queue.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include "occi/json.h"
#include "store/pipeline.h"

occi_error *store_host_acquire(store_session *session, occi_pool *pool, const char *holder,
                               const char *drivers, int seconds, const store_host **out)
{
    const char *duration;
    *out = NULL;
    ALLOC(duration = pipeline_number(pool, seconds));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, HOST_ACQUIRE, holder, drivers, duration));
    TRY(pipeline_run(session, pool));
    const PGresult *result = pipeline_result(session, 0);
    if (PQntuples(result) == 0)
        return NULL;
    store_host *host;
    ALLOC(host = occi_pool_zero(pool, sizeof *host));
    *host = (store_host){ .id = (int)pipeline_integer(result, 0, "host"),
                          .name = pipeline_text(result, 0, "name"),
                          .driver = pipeline_text(result, 0, "driver"),
                          .uri = pipeline_text(result, 0, "uri"),
                          .fence = pipeline_integer(result, 0, "fence") };
    *out = host;
    return NULL;
}

/* The parameters that every statement about a held host begins with. */
static occi_error *host_parameters(occi_pool *pool, const store_host *host, const char **id,
                                   const char **fence)
{
    ALLOC(*id = pipeline_number(pool, host->id));
    ALLOC(*fence = pipeline_number(pool, host->fence));
    return NULL;
}

occi_error *store_host_renew(store_session *session, occi_pool *pool, const store_host *host, int seconds)
{
    const char *id, *fence, *duration;
    TRY(host_parameters(pool, host, &id, &fence));
    ALLOC(duration = pipeline_number(pool, seconds));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, HOST_RENEW, id, fence, duration));
    TRY(pipeline_run(session, pool));
    bool is_held = strcmp(PQgetvalue(pipeline_result(session, 0), 0, 0), "t") == 0;
    return is_held ? NULL : OCCI_FAIL(pool, LEASE_LOST, host->name);
}

occi_error *store_host_release(store_session *session, occi_pool *pool, const store_host *host)
{
    const char *id, *fence;
    TRY(host_parameters(pool, host, &id, &fence));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, HOST_RELEASE, id, fence));
    return pipeline_run(session, pool);
}

static store_operation *read_operation(occi_pool *pool, const json_t *json)
{
    store_operation *operation = occi_pool_zero(pool, sizeof *operation);
    if (!operation)
        return NULL;
    const struct {
        const char *member;
        const char **field;
    } texts[] = {
        { "id", &operation->id },           { "entity", &operation->entity },
        { "subject", &operation->subject }, { "kind", &operation->kind },
        { "verb", &operation->verb },       { "action", &operation->action },
        { "wanted", &operation->wanted },   { "makes", &operation->makes },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].field = json_string_value(json_object_get(json, texts[i].member));
    operation->tenant = (int)json_integer_value(json_object_get(json, "tenant"));
    operation->attempts = (int)json_integer_value(json_object_get(json, "attempts"));
    operation->parameters = json_object_get(json, "parameters");
    json_t *document = json_object_get(json, "document");
    operation->document = json_is_object(document) ? document : NULL;
    return operation;
}

occi_error *store_operation_claim(store_session *session, occi_pool *pool, const store_host *host,
                                  const store_operation **out, long *due_in)
{
    const char *id, *fence;
    *out = NULL;
    *due_in = -1;
    TRY(host_parameters(pool, host, &id, &fence));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, OPERATION_CLAIM, id, fence));
    TRY(pipeline_run(session, pool));
    json_t *json;
    TRY(occi_json_read(pool, PQgetvalue(pipeline_result(session, 0), 0, 0), &json));
    json_t *due = json_object_get(json, "due_in");
    if (json_is_integer(due))
        *due_in = (long)json_integer_value(due);
    if (!due)
        ALLOC(*out = read_operation(pool, json));
    return NULL;
}

static const char *const outcome_names[] = {
    [STORE_DONE] = "done", [STORE_FAILED] = "failed", [STORE_AGAIN] = "queued"
};

occi_error *store_operation_finish(store_session *session, occi_pool *pool, const store_host *host,
                                   const store_operation *operation, const store_finish *finish)
{
    const char *id, *fence, *tenant, *delay;
    TRY(host_parameters(pool, host, &id, &fence));
    ALLOC(tenant = pipeline_number(pool, operation->tenant));
    ALLOC(delay = pipeline_number(pool, finish->delay));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, OPERATION_FINISH, tenant, operation->id, id, fence,
                     outcome_names[finish->outcome], finish->message, finish->seen, finish->link_state,
                     finish->changed, delay));
    return pipeline_run(session, pool);
}

occi_error *store_drift_report(store_session *session, occi_pool *pool, const store_host *host,
                               const char *id, const char *seen)
{
    const char *host_id, *fence;
    TRY(host_parameters(pool, host, &host_id, &fence));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, DRIFT_REPORT, host_id, fence, id, seen));
    return pipeline_run(session, pool);
}

typedef struct placed {
    store_placed_visit *visit;
    void *context;
} placed;

static occi_error *visit_placed(void *context, const PGresult *result)
{
    const placed *list = context;
    return list->visit(list->context, pipeline_text(result, 0, "id"), pipeline_text(result, 0, "state"));
}

occi_error *store_host_entities(store_session *session, occi_pool *pool, const store_host *host,
                                store_placed_visit *visit, void *context)
{
    const char *id;
    ALLOC(id = pipeline_number(pool, host->id));
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, HOST_ENTITIES, id));
    return pipeline_run_rows(session, pool, visit_placed, &(placed){ visit, context });
}

occi_error *store_queue_listen(store_session *session, occi_pool *pool)
{
    TRY(store_session_connect(session, pool));
    TRY(PIPELINE_ADD(session, pool, LISTEN));
    return pipeline_run(session, pool);
}

/* Takes all notifications that have arrived; they say that something is new, not what. */
static bool take_notifications(PGconn *connection)
{
    bool is_notified = false;
    for (PGnotify *notification; (notification = PQnotifies(connection)); is_notified = true)
        PQfreemem(notification);
    return is_notified;
}

occi_error *store_queue_wait(store_session *session, occi_pool *pool, int wake, int timeout)
{
    PGconn *connection = pipeline_connection(session);
    if (!connection)
        return OCCI_FAIL(pool, DATABASE_AWAY);
    if (take_notifications(connection))
        return NULL;
    struct pollfd sources[] = { { .fd = PQsocket(connection), .events = POLLIN },
                                { .fd = wake, .events = POLLIN } };
    if (poll(sources, 2, timeout) < 0 && errno != EINTR)
        return OCCI_FAIL(pool, INTERNAL, strerror(errno));
    if (sources[0].revents && !PQconsumeInput(connection))
        return OCCI_FAIL(pool, DATABASE_AWAY);
    take_notifications(connection);
    return NULL;
}
