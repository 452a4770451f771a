/* The queue as reconcilers see it: hosts held under a lease with a fencing number, operations claimed and
 * finished under it. Every function that records something answers LEASE_LOST when the lease is another's by
 * now; nothing has been recorded then. */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include <jansson.h>
#include "store/session.h"

typedef struct store_host {
    int id;
    const char *name;
    const char *driver;
    const char *uri;
    int64_t fence;
} store_host;

/* Takes the lease of a free host that has one of `drivers` ("{test,qemu}") for `seconds`; `*out` is NULL when
 * none is free. What its last holder left is queued again, and a repair for every entity on it. */
OCCI_MUST_USE occi_error *store_host_acquire(store_session *session, occi_pool *pool, const char *holder,
                                             const char *drivers, int seconds, const store_host **out);
OCCI_MUST_USE occi_error *store_host_renew(store_session *session, occi_pool *pool, const store_host *host,
                                           int seconds);
OCCI_MUST_USE occi_error *store_host_release(store_session *session, occi_pool *pool, const store_host *host);

typedef struct store_operation {
    int tenant;
    const char *id;
    const char *entity;  /* the UUID of what was asked to change */
    const char *subject; /* the UUID of whose thing on the host changes: a link's source, else the entity */
    const char *kind;    /* the entity's kind, by identifier */
    const char *verb;    /* "create", "update", "delete", "action", "repair" */
    const char *action;  /* identifier; NULL unless the verb is "action" */
    const char *wanted;  /* the state asked for; NULL: none in particular */
    const char *makes;   /* term of the mixin that the action makes; NULL: none, or it is gone */
    const json_t *parameters;
    const json_t *document; /* the subject (sql/080-queue.sql subject_document); NULL: it is gone */
    int attempts;           /* this one included */
} store_operation;

/* `*out` is NULL when there is nothing to do; the next is due in `*due_in` milliseconds then, -1: none is
 * queued. */
OCCI_MUST_USE occi_error *store_operation_claim(store_session *session, occi_pool *pool,
                                                const store_host *host, const store_operation **out,
                                                long *due_in);

typedef enum store_outcome { STORE_DONE, STORE_FAILED, STORE_AGAIN } store_outcome;

/* How an operation ended. Texts may be NULL. */
typedef struct store_finish {
    store_outcome outcome;
    const char *message;
    const char *seen;       /* the subject's state */
    const char *link_state; /* of the subject's links */
    const char *changed;    /* JSON object that is merged into the subject's attributes */
    int delay;              /* milliseconds until it is tried again; for STORE_AGAIN */
} store_finish;

OCCI_MUST_USE occi_error *store_operation_finish(store_session *session, occi_pool *pool,
                                                 const store_host *host, const store_operation *operation,
                                                 const store_finish *finish);

/* The host shows entity `id` in state `seen`: a repair is queued if the registry says otherwise. */
OCCI_MUST_USE occi_error *store_drift_report(store_session *session, occi_pool *pool, const store_host *host,
                                             const char *id, const char *seen);
/* Calls `visit` for every entity placed on the host. */
typedef occi_error *store_placed_visit(void *context, const char *id, const char *state);
OCCI_MUST_USE occi_error *store_host_entities(store_session *session, occi_pool *pool, const store_host *host,
                                              store_placed_visit *visit, void *context);

/* From now on the session hears of new operations. */
OCCI_MUST_USE occi_error *store_queue_listen(store_session *session, occi_pool *pool);
/* Waits until something new was queued, `timeout` milliseconds have passed, or `wake` (a file descriptor, -1:
 * none) is readable. DATABASE_AWAY when the connection is lost; then listen again. */
OCCI_MUST_USE occi_error *store_queue_wait(store_session *session, occi_pool *pool, int wake, int timeout);

#endif
