/* Quotas, as operators see and change them (sql/functions/60-quota.sql). Each function takes one round trip.
 */
#ifndef STORE_QUOTA_H
#define STORE_QUOTA_H

#include "store/session.h"

/* Numbers are as PostgreSQL writes them: nothing is rounded on the way. */
typedef struct store_quota {
    const char *tenant; /* of a finding */
    const char *resource;
    const char *used;
    const char *allowed; /* or "none" */
    const char *counted; /* of a finding: what `used` should be */
    const char *unit;
} store_quota;

/* A tenant's, by name. Error: OPERATOR when there is no such tenant. */
OCCI_MUST_USE occi_error *store_quota_show(store_session *session, occi_pool *pool, const char *tenant,
                                           store_quota **out, size_t *count);
/* `limit` is a number or "none"; `*is_changed` is false when it was that already. */
OCCI_MUST_USE occi_error *store_quota_set(store_session *session, occi_pool *pool, const char *tenant,
                                          const char *resource, const char *limit, bool *is_changed);
/* Counts what there is, and answers where it is not what is held to be used. */
OCCI_MUST_USE occi_error *store_quota_check(store_session *session, occi_pool *pool, store_quota **out,
                                            size_t *count);

#endif
