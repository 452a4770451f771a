/* Inside store/: statements queued and sent in one flush. Without an explicit BEGIN the statements of one
 * flush are one transaction (PostgreSQL ends an implicit transaction at the Sync message), so most functions
 * need no BEGIN and COMMIT. */
#ifndef STORE_PIPELINE_H
#define STORE_PIPELINE_H

#include <libpq-fe.h>
#include "store/session.h"

typedef enum store_statement {
#define STATEMENT(name, parameters, sql) STORE_##name,
#include "store/statements.h"
#undef STATEMENT
    STORE_STATEMENT_COUNT
} store_statement;

/* Queues a statement on the session that store_session_connect has made ready; nothing need be sent before
 * pipeline_run. `values` are its parameters as text, NULL for null. `name` is the statement without STORE_.
 */
#define PIPELINE_ADD(session, pool, name, ...)                                                               \
    pipeline_add((session), (pool), STORE_##name, (const char *const[]){ NULL, ##__VA_ARGS__, NULL } + 1)
OCCI_MUST_USE occi_error *pipeline_add(store_session *session, occi_pool *pool, store_statement statement,
                                       const char *const *values);

/* session_open for `actor`, first in the pipelines of workers. */
OCCI_MUST_USE occi_error *pipeline_add_actor(store_session *session, occi_pool *pool,
                                             const store_actor *actor);

/* Makes the session ready and opens the actor's: how most functions begin. */
OCCI_MUST_USE occi_error *pipeline_start(store_session *session, occi_pool *pool, const store_actor *actor);
/* Ends the second half of a change: COMMIT is its last statement, and when that has an answer nothing is open
 * any more. */
OCCI_MUST_USE occi_error *pipeline_commit(store_session *session, occi_pool *pool);

/* Sends what is queued and waits for all answers: one round trip. The first refusal becomes the error, and
 * nothing of the flush has happened then (of a transaction that was open before, nothing at all). */
OCCI_MUST_USE occi_error *pipeline_run(store_session *session, occi_pool *pool);

/* The same, but the rows of the last statement are handed to `row` one by one as they arrive and are not
 * kept. An error of `row` is given back after the rest has been read and thrown away. */
typedef occi_error *pipeline_row(void *context, const PGresult *result);
OCCI_MUST_USE occi_error *pipeline_run_rows(store_session *session, occi_pool *pool, pipeline_row *row,
                                            void *context);

/* The answer to the `index`-th statement queued since the last run; lives in the pool of the run. */
const PGresult *pipeline_result(const store_session *session, int index);

/* Between the two flushes of a write: what BEGIN opened is rolled back by store_session_rollback unless
 * closed. */
void pipeline_set_open(store_session *session, bool is_open);

/* A bigint or integer parameter as text. */
const char *pipeline_number(occi_pool *pool, int64_t number);
/* Column `name` of row `row`: NULL when null. */
const char *pipeline_text(const PGresult *result, int row, const char *name);
int64_t pipeline_integer(const PGresult *result, int row, const char *name);

PGconn *pipeline_connection(store_session *session);

#endif
