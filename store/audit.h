/* The audit in the registry: events and seals read, seals made, and what no trigger can see recorded. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/seal.h"
#include "store/session.h"

#define STORE_SEAL_EVENTS_MAX 1024 /* that one seal covers */

/* A seal as the registry has it: the statement and, in the order of the tree, what it is about. */
typedef struct store_sealed {
    store_seal seal;
    int64_t *ids;
    store_hash *leaves;
    size_t id_count; /* which a dishonest hand may have made others than seal.count */
    size_t leaf_count;
} store_sealed;

/* Seals the oldest events that are not, if there are any that have been committed for good and nobody else is
 * at it: everything older than the oldest transaction at work, so that none can come in between later on. One
 * seal, in `*out` (number 0: none). `known` is a seal that the caller remembers (number 0: none); the
 * registry must still have it, or its history has been rewritten and nothing is sealed. Runs as occi_sealer.
 */
OCCI_MUST_USE occi_error *store_seal_make(store_session *session, occi_pool *pool,
                                          const unsigned char secret[crypto_sign_SECRETKEYBYTES],
                                          const store_seal *known, store_seal *out);
/* Makes the partitions of the coming months. As occi_sealer. */
OCCI_MUST_USE occi_error *store_audit_prepare(store_session *session, occi_pool *pool);

/* Between these two, what is read is of one moment. */
OCCI_MUST_USE occi_error *store_audit_open(store_session *session, occi_pool *pool);
OCCI_MUST_USE occi_error *store_audit_close(store_session *session, occi_pool *pool);

/* The seal with the lowest number above `number`, and the one that covers an event; NULL: there is none. */
OCCI_MUST_USE occi_error *store_seal_after(store_session *session, occi_pool *pool, int64_t number,
                                           store_sealed **out);
OCCI_MUST_USE occi_error *store_seal_of(store_session *session, occi_pool *pool, const char *event,
                                        store_sealed **out);

typedef occi_error *store_event_visit(void *context, const store_event *event);

/* Where a seal ends, and a place between two seals. */
typedef struct store_place {
    uint64_t transaction;
    int64_t id;
} store_place;

/* Each event after `from` up to and with `to`, in the order of seals. */
OCCI_MUST_USE occi_error *store_events_between(store_session *session, occi_pool *pool, store_place from,
                                               store_place to, store_event_visit *visit, void *context);
/* Every event, in the order of their numbers, or those before `bound` (a timestamp) in the order of seals. */
OCCI_MUST_USE occi_error *store_events_all(store_session *session, occi_pool *pool, store_event_visit *visit,
                                           void *context);
OCCI_MUST_USE occi_error *store_events_before(store_session *session, occi_pool *pool, const char *bound,
                                              store_event_visit *visit, void *context);
/* NULL: there is no such event. */
OCCI_MUST_USE occi_error *store_event_find(store_session *session, occi_pool *pool, const char *id,
                                           const store_event **out);

/* What waits for a seal after `sealed`. */
typedef struct store_waiting {
    int64_t count;
    int64_t age; /* of the oldest, in seconds */
} store_waiting;
OCCI_MUST_USE occi_error *store_events_waiting(store_session *session, occi_pool *pool, store_place sealed,
                                               store_waiting *out);

/* The last archive's event and the ids of all events that have left, as PostgreSQL writes an int8multirange;
 * NULL: none have. */
OCCI_MUST_USE occi_error *store_archived(store_session *session, occi_pool *pool, int64_t *event,
                                         const char **ids);
/* The start of the month that `before` (a date) is in, when what lies before it can leave. Opens a
 * transaction that store_archive commits. */
OCCI_MUST_USE occi_error *store_archive_open(store_session *session, occi_pool *pool, const char *before,
                                             const char **bound);
OCCI_MUST_USE occi_error *store_archive(store_session *session, occi_pool *pool, const char *bound,
                                        const char *file, const char *digest, int64_t count, int *partitions);

/* --- what no trigger sees --- */

/* The actor was refused what they asked for. `agent` may be NULL. */
OCCI_MUST_USE occi_error *store_denied(store_session *session, occi_pool *pool, const store_actor *actor,
                                       const char *agent, const char *method, const char *path, int status,
                                       const char *reason);
/* `details` is a JSON object; `reason` is NULL when the command did what it says. */
OCCI_MUST_USE occi_error *store_command_record(store_session *session, occi_pool *pool, const char *details,
                                               const char *reason);

#endif
