/* The connection, the pipeline, and the prepared statements (see session.h and pipeline.h). */
#include "store/pipeline.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store/error.h"
#include "store/seal.h"

#define QUEUE_MAX 16
/* Names are always qualified, so the search path is empty; a worker that hangs in a transaction holds locks,
 * so the server ends it. */
#define OPTIONS "-c search_path= -c jit=off -c idle_in_transaction_session_timeout=10s"

typedef struct statement_row {
    const char *name;
    int parameters;
    const char *sql;
} statement_row;

static const statement_row statements[] = {
#define STATEMENT(name, parameters, sql) { #name, parameters, sql },
#include "store/statements.h"
#undef STATEMENT
};

typedef struct queued {
    store_statement statement;
    bool is_preparation; /* the Parse of the statement, whose answer is not for the caller */
} queued;

struct store_session {
    char *conninfo;
    char *user; /* NULL: as the conninfo says */
    char *program;
    char *options; /* for the server, of this session alone */
    PGconn *connection;
    uint64_t round_trips;
    uint64_t commits;
    bool is_open; /* inside BEGIN */
    bool is_prepared[STORE_STATEMENT_COUNT];
    queued queue[QUEUE_MAX * 2];
    int queue_length;
    PGresult *results[QUEUE_MAX];
    int result_count;
};

store_session *store_session_new(const char *conninfo, const char *program)
{
    return store_session_new_as(conninfo, NULL, program);
}

store_session *store_session_new_as(const char *conninfo, const char *user, const char *program)
{
    store_session *session = calloc(1, sizeof *session);
    if (!session)
        return NULL;
    session->conninfo = strdup(conninfo ? conninfo : "");
    session->user = user ? strdup(user) : NULL;
    session->program = strdup(program);
    session->options = strdup(OPTIONS);
    if (!session->conninfo || !session->program || !session->options || (user && !session->user)) {
        store_session_free(session);
        return NULL;
    }
    return session;
}

bool store_session_set_option(store_session *session, const char *setting, const char *value)
{
    char *longer = NULL;
    if (asprintf(&longer, "%s -c %s=%s", session->options, setting, value) < 0)
        return false;
    free(session->options);
    session->options = longer;
    return true;
}

static void disconnect(store_session *session)
{
    PQfinish(session->connection);
    session->connection = NULL;
    session->is_open = false;
    session->queue_length = 0;
    memset(session->is_prepared, 0, sizeof session->is_prepared);
}

void store_session_drop(store_session *session)
{
    disconnect(session);
}

void store_session_free(store_session *session)
{
    if (!session)
        return;
    disconnect(session);
    free(session->conninfo);
    free(session->user);
    free(session->program);
    free(session->options);
    free(session);
}

/* The server says goodbye by closing the socket; noticing it before a statement is sent means that none is
 * lost. */
static bool is_alive(store_session *session)
{
    if (!session->connection)
        return false;
    struct pollfd socket = { .fd = PQsocket(session->connection), .events = POLLIN };
    while (poll(&socket, 1, 0) > 0) /* its last words come first, then the end */
        if (!PQconsumeInput(session->connection))
            return false;
    return PQstatus(session->connection) == CONNECTION_OK;
}

static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

occi_error *store_session_connect(store_session *session, occi_pool *pool)
{
    /* Statements that were queued and never run belong to a function that failed half-way. */
    if (session->queue_length == 0 && !session->is_open && is_alive(session))
        return NULL;
    disconnect(session);
    const char *const keywords[] = { "dbname",  "user",            "fallback_application_name", "connect_timeout",
                                     "options", "client_encoding", NULL };
    const char *const values[] = {
        session->conninfo, session->user, session->program, "5", session->options, "UTF8", NULL
    };
    session->connection = PQconnectdbParams(keywords, values, 1);
    if (!session->connection)
        return &occi_error_no_memory;
    PQsetNoticeReceiver(session->connection, ignore_notice, NULL);
    if (PQstatus(session->connection) != CONNECTION_OK || !PQenterPipelineMode(session->connection)) {
        occi_error *error = store_error_connection(pool, session->connection);
        disconnect(session);
        return error;
    }
    return NULL;
}

uint64_t store_session_round_trips(const store_session *session)
{
    return session->round_trips;
}

uint64_t store_session_commits(const store_session *session)
{
    return session->commits;
}

PGconn *pipeline_connection(store_session *session)
{
    return session->connection;
}

void pipeline_set_open(store_session *session, bool is_open)
{
    session->is_open = is_open;
}

static occi_error *lose_connection(store_session *session, occi_pool *pool)
{
    occi_error *error = store_error_connection(pool, session->connection);
    disconnect(session);
    return error;
}

occi_error *pipeline_add(store_session *session, occi_pool *pool, store_statement statement,
                         const char *const *values)
{
    if (!session->connection || session->queue_length + 2 > QUEUE_MAX * 2)
        return store_error_connection(pool, session->connection);
    if (session->queue_length == 0)
        session->result_count = 0;
    const statement_row *row = &statements[statement];
    if (!session->is_prepared[statement]) {
        if (!PQsendPrepare(session->connection, row->name, row->sql, 0, NULL))
            return lose_connection(session, pool);
        session->queue[session->queue_length++] = (queued){ statement, true };
    }
    if (!PQsendQueryPrepared(session->connection, row->name, row->parameters, values, NULL, NULL, 0))
        return lose_connection(session, pool);
    session->queue[session->queue_length++] = (queued){ statement, false };
    return NULL;
}

occi_error *pipeline_add_actor(store_session *session, occi_pool *pool, const store_actor *actor)
{
    const char *registry, *tenant_registry;
    ALLOC(registry = pipeline_number(pool, actor->registry_version));
    ALLOC(tenant_registry = pipeline_number(pool, actor->tenant_registry_version));
    return PIPELINE_ADD(session, pool, SESSION_OPEN, actor->token, registry, tenant_registry, actor->request,
                        actor->address, actor->agent);
}

occi_error *pipeline_start(store_session *session, occi_pool *pool, const store_actor *actor)
{
    TRY(store_session_connect(session, pool));
    return pipeline_add_actor(session, pool, actor);
}

occi_error *pipeline_commit(store_session *session, occi_pool *pool)
{
    TRY(PIPELINE_ADD(session, pool, COMMIT));
    TRY(pipeline_run(session, pool));
    pipeline_set_open(session, false);
    session->commits++;
    return NULL;
}

static void release_result(void *result)
{
    PQclear(result);
}

/* Takes over one result. Keeps the caller's, remembers what is prepared, and answers the first refusal. */
static occi_error *take_result(store_session *session, occi_pool *pool, const queued *from, PGresult *result,
                               occi_error *error_so_far)
{
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        if (from->is_preparation) {
            session->is_prepared[from->statement] = true;
            PQclear(result);
        } else {
            session->results[session->result_count] = occi_pool_adopt(pool, result, release_result);
            if (!session->results[session->result_count++])
                return error_so_far ? error_so_far : &occi_error_no_memory;
        }
        return error_so_far;
    case PGRES_PIPELINE_ABORTED:
        PQclear(result);
        return error_so_far;
    default:
        if (!error_so_far)
            error_so_far = store_error_result(pool, result);
        PQclear(result);
        return error_so_far;
    }
}

/* Hands over the rows of a statement in single-row mode; the last, empty result is taken like any other. */
static occi_error *take_rows(store_session *session, occi_pool *pool, const queued *from, pipeline_row *row,
                             void *context, occi_error *error)
{
    for (PGresult *result; (result = PQgetResult(session->connection));) {
        if (PQresultStatus(result) != PGRES_SINGLE_TUPLE) {
            error = take_result(session, pool, from, result, error);
            continue;
        }
        if (!error)
            error = row(context, result);
        PQclear(result);
    }
    return error;
}

static occi_error *take_all(store_session *session, occi_pool *pool, pipeline_row *row, void *context)
{
    occi_error *error = NULL;
    for (int i = 0; i < session->queue_length; i++) {
        if (row && i == session->queue_length - 1)
            PQsetSingleRowMode(session->connection);
        error = take_rows(session, pool, &session->queue[i], row, context, error);
        if (PQstatus(session->connection) != CONNECTION_OK)
            return error ? error : store_error_connection(pool, session->connection);
    }
    return error;
}

/* The end of what was sent, where the server commits what has no transaction of its own. What waits for the
 * commit (sql/functions/60-quota.sql) may still refuse it. False: the connection is lost. */
static bool take_sync(store_session *session, occi_pool *pool, occi_error **error)
{
    for (int ends = 0; ends < 2 && PQstatus(session->connection) == CONNECTION_OK;) {
        PGresult *result = PQgetResult(session->connection);
        bool is_synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (!result)
            ends++; /* of the refusal; a second one: nothing more comes */
        else if (!is_synced && !*error)
            *error = store_error_result(pool, result);
        PQclear(result);
        if (is_synced)
            return true;
    }
    return false;
}

occi_error *pipeline_run_rows(store_session *session, occi_pool *pool, pipeline_row *row, void *context)
{
    if (!PQpipelineSync(session->connection))
        return lose_connection(session, pool);
    session->round_trips++;
    occi_error *error = take_all(session, pool, row, context);
    session->queue_length = 0;
    if (!take_sync(session, pool, &error)) {
        occi_error *lost = error ? error : store_error_connection(pool, session->connection);
        disconnect(session);
        return lost;
    }
    if (PQtransactionStatus(session->connection) == PQTRANS_INERROR)
        store_session_rollback(session);
    return error;
}

occi_error *pipeline_run(store_session *session, occi_pool *pool)
{
    return pipeline_run_rows(session, pool, NULL, NULL);
}

void store_session_rollback(store_session *session)
{
    if (session->queue_length > 0)
        disconnect(session);
    session->is_open = false;
    if (!session->connection || PQtransactionStatus(session->connection) == PQTRANS_IDLE)
        return;
    occi_pool *pool = occi_pool_new(NULL);
    if (!pool || PIPELINE_ADD(session, pool, ROLLBACK) || pipeline_run(session, pool))
        disconnect(session); /* which makes the server roll back */
    occi_pool_free(pool);
}

const PGresult *pipeline_result(const store_session *session, int index)
{
    return session->results[index];
}

const char *pipeline_number(occi_pool *pool, int64_t number)
{
    return occi_pool_format(pool, "%lld", (long long)number);
}

const char *pipeline_text(const PGresult *result, int row, const char *name)
{
    int column = PQfnumber(result, name);
    return column < 0 || PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

int64_t pipeline_integer(const PGresult *result, int row, const char *name)
{
    const char *text = pipeline_text(result, row, name);
    return text ? strtoll(text, NULL, 10) : 0;
}
