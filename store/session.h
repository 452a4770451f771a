/* A session with the registry: one libpq connection in pipeline mode, with its prepared statements.
 *
 * Each public function of store/ is one thing that the system does to the database, in the fewest round
 * trips; none takes SQL. A session belongs to one thread. When the connection is lost the function at work
 * answers DATABASE_AWAY, what it did is rolled back by the server, and the next one connects anew. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include "occi/error.h"

typedef struct store_session store_session;

/* `conninfo` as libpq reads it (NULL: from the environment); `program` shows in pg_stat_activity. Does not
 * connect yet. NULL: memory is out. */
store_session *store_session_new(const char *conninfo, const char *program);
/* The same as the role `user`, whatever role the conninfo says. */
store_session *store_session_new_as(const char *conninfo, const char *user, const char *program);
void store_session_free(store_session *session);
/* From the next connection on, a setting has this value, in which there is no blank, backslash or quote.
 * False: memory is out. */
bool store_session_set_option(store_session *session, const char *setting, const char *value);

/* Connects if need be, so that a start can fail early. */
OCCI_MUST_USE occi_error *store_session_connect(store_session *session, occi_pool *pool);
/* Ends the connection, and with it all that the server keeps for it; the next function connects anew. */
void store_session_drop(store_session *session);
/* How often the session has waited for an answer of the database. */
uint64_t store_session_round_trips(const store_session *session);
/* How often a change of what a function named ..._open opened has been committed. */
uint64_t store_session_commits(const store_session *session);
/* Ends a transaction that a function named ..._open left open; does nothing when there is none. */
void store_session_rollback(store_session *session);

/* Who asks, as the worker remembers it, and for which request: what the registry's session_open checks and
 * the audit keeps. */
typedef struct store_actor {
    int64_t credential;
    int64_t stamp;
    const char *scope; /* what the credential is good for: "read", "write", "admin"; NULL: all */
    int tenant;
    const char *token;               /* of the session in the registry */
    int64_t registry_version;        /* of the provider's categories that the worker has loaded */
    int64_t tenant_registry_version; /* of the tenant's own */
    const char *request;             /* id of the request */
    const char *address;             /* the client's */
    const char *agent;               /* what the client calls itself; NULL: nothing */
} store_actor;

#endif
