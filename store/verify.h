/* Whether the registry's events are those that were sealed: the chain of seals walked from its first to its
 * last, each with its events, and the first thing that is not as it was named. */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "store/audit.h"

#define STORE_VERIFY_KEYS_MAX 8

/* What whoever asks knows from elsewhere. */
typedef struct store_verify_known {
    unsigned char keys[STORE_VERIFY_KEYS_MAX][crypto_sign_PUBLICKEYBYTES];
    size_t key_count;        /* 0: any key that the registry itself names will do */
    const store_hash *since; /* a head that the chain must still have; NULL: none is known */
} store_verify_known;

typedef struct store_verified {
    const char *finding; /* the first thing that is wrong, in one sentence; NULL: nothing is */
    int64_t seals;
    int64_t events;           /* that are as they were sealed */
    int64_t archived;         /* that have left */
    int64_t archive_unsealed; /* the event that says so, while it waits for a seal itself; 0: it does not */
    store_seal last;          /* number 0: there is no seal */
    store_waiting waiting;
} store_verified;

/* An error is that it could not be found out. */
OCCI_MUST_USE occi_error *store_verify(store_session *session, occi_pool *pool,
                                       const store_verify_known *known, store_verified *out);

#endif
