/* What seals say and how that is written down: an event becomes a leaf, a batch of leaves a Merkle tree, and
 * its root is part of a statement that is signed and that the next seal repeats the hash of. Only this code
 * makes those bytes, for the sealer (reconciler/), for whoever verifies (cli/), and for a proof that is
 * checked far from any registry. Pure functions, no database.
 *
 * The leaf of an event: a byte 1, then for each column of STORE_EVENT_COLUMNS a byte 0 when it is null, or a
 * byte 1, the length of its text in four bytes, and its text. The statement of a seal: the words of its first
 * line with their final zero, then the fields of store_seal from number to key in their order. All numbers
 * are big endian; texts are PostgreSQL's, in UTF-8. */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include <stdint.h>
#include "store/merkle.h"

/* COLUMN(name, SQL over audit.event e). None of them depends on a setting of the session but the encoding. */
#define STORE_EVENT_COLUMNS(COLUMN)                                                                          \
    COLUMN(id, "e.id")                                                                                       \
    COLUMN(at, "(extract(epoch from e.at) * 1000000)::bigint") /* microseconds since 1970 */                 \
    COLUMN(transaction, "e.transaction")                                                                     \
    COLUMN(tenant_id, "e.tenant_id")                                                                         \
    COLUMN(account, "e.account")                                                                             \
    COLUMN(credential, "e.credential")                                                                       \
    COLUMN(role, "e.role")                                                                                   \
    COLUMN(address, "e.address")                                                                             \
    COLUMN(request, "e.request")                                                                             \
    COLUMN(agent, "e.agent")                                                                                 \
    COLUMN(relation, "e.relation")                                                                           \
    COLUMN(operation, "e.operation")                                                                         \
    COLUMN(outcome, "e.outcome")                                                                             \
    COLUMN(before, "e.before::text")                                                                         \
    COLUMN(after, "e.after::text")

typedef enum store_event_column {
#define COLUMN(name, sql) STORE_EVENT_##name,
    STORE_EVENT_COLUMNS(COLUMN)
#undef COLUMN
        STORE_EVENT_COLUMN_COUNT
} store_event_column;

extern const char *const store_event_column_names[STORE_EVENT_COLUMN_COUNT];

/* The texts of one event's columns, NULL for null. */
typedef struct store_event {
    const char *values[STORE_EVENT_COLUMN_COUNT];
} store_event;

typedef struct store_seal {
    int64_t number;            /* from 1, without a gap */
    int64_t at;                /* microseconds since 1970 */
    int64_t first;             /* how many events the seals before cover */
    int64_t count;             /* how many this one does */
    store_hash root;           /* of their leaves */
    store_hash ids;            /* SHA-256 of their ids, eight bytes each */
    uint64_t last_transaction; /* of the last of them */
    uint64_t next_transaction; /* the first that had not begun when they were looked at */
    store_hash previous;       /* the head of the seal before; zeroes */
    unsigned char key[crypto_sign_PUBLICKEYBYTES];
    unsigned char signature[crypto_sign_BYTES];
    store_hash head; /* SHA-256 of a byte 2 and the statement: what the whole chain so far comes down to */
} store_seal;

store_hash store_event_leaf(const store_event *event);
store_hash store_seal_ids(const int64_t *ids, size_t count);

/* Fills key, signature and head in. */
void store_seal_sign(store_seal *seal, const unsigned char secret[crypto_sign_SECRETKEYBYTES]);
/* Whether the signature is that of its key over what the seal says. */
bool store_seal_is_signed(const store_seal *seal);
store_hash store_seal_head(const store_seal *seal);

#endif
