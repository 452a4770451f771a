/* What seals say (see seal.h). */
#include "store/seal.h"

#include <stdlib.h>
#include <string.h>

static const char statement_words[] = "occibase audit seal 1";

#define STATEMENT_BYTES (sizeof statement_words + 6 * 8 + 3 * STORE_HASH_BYTES + crypto_sign_PUBLICKEYBYTES)

const char *const store_event_column_names[] = {
#define COLUMN(name, sql) #name,
    STORE_EVENT_COLUMNS(COLUMN)
#undef COLUMN
};

static void put_number(unsigned char *out, uint64_t number, size_t bytes)
{
    for (size_t i = bytes; i-- > 0; number >>= 8)
        out[i] = (unsigned char)(number & 0xFF);
}

store_hash store_event_leaf(const store_event *event)
{
    static const unsigned char version = 1;
    crypto_hash_sha256_state state;
    store_merkle_leaf_begin(&state);
    crypto_hash_sha256_update(&state, &version, 1);
    for (size_t i = 0; i < STORE_EVENT_COLUMN_COUNT; i++) {
        const char *value = event->values[i];
        unsigned char mark[5] = { value != NULL };
        size_t length = value ? strlen(value) : 0; /* PostgreSQL's texts are shorter than 1 GiB */
        put_number(mark + 1, length, 4);
        crypto_hash_sha256_update(&state, mark, value ? 5 : 1);
        crypto_hash_sha256_update(&state, (const unsigned char *)(value ? value : ""), length);
    }
    return store_merkle_leaf_end(&state);
}

store_hash store_seal_ids(const int64_t *ids, size_t count)
{
    crypto_hash_sha256_state state;
    store_hash hash;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        unsigned char bytes[8];
        put_number(bytes, (uint64_t)ids[i], sizeof bytes);
        crypto_hash_sha256_update(&state, bytes, sizeof bytes);
    }
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

static unsigned char *put_bytes(unsigned char *out, const void *bytes, size_t length)
{
    memcpy(out, bytes, length);
    return out + length;
}

static unsigned char *put_u64(unsigned char *out, uint64_t number)
{
    put_number(out, number, 8);
    return out + 8;
}

static void write_statement(const store_seal *seal, unsigned char out[STATEMENT_BYTES])
{
    out = put_bytes(out, statement_words, sizeof statement_words);
    out = put_u64(out, (uint64_t)seal->number);
    out = put_u64(out, (uint64_t)seal->at);
    out = put_u64(out, (uint64_t)seal->first);
    out = put_u64(out, (uint64_t)seal->count);
    out = put_bytes(out, seal->root.bytes, STORE_HASH_BYTES);
    out = put_bytes(out, seal->ids.bytes, STORE_HASH_BYTES);
    out = put_u64(out, seal->last_transaction);
    out = put_u64(out, seal->next_transaction);
    out = put_bytes(out, seal->previous.bytes, STORE_HASH_BYTES);
    put_bytes(out, seal->key, sizeof seal->key);
}

store_hash store_seal_head(const store_seal *seal)
{
    static const unsigned char head_mark = 2;
    unsigned char statement[STATEMENT_BYTES];
    crypto_hash_sha256_state state;
    store_hash head;
    write_statement(seal, statement);
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &head_mark, 1);
    crypto_hash_sha256_update(&state, statement, sizeof statement);
    crypto_hash_sha256_final(&state, head.bytes);
    return head;
}

void store_seal_sign(store_seal *seal, const unsigned char secret[crypto_sign_SECRETKEYBYTES])
{
    unsigned char statement[STATEMENT_BYTES];
    crypto_sign_ed25519_sk_to_pk(seal->key, secret);
    write_statement(seal, statement);
    crypto_sign_detached(seal->signature, NULL, statement, sizeof statement, secret);
    seal->head = store_seal_head(seal);
}

bool store_seal_is_signed(const store_seal *seal)
{
    unsigned char statement[STATEMENT_BYTES];
    write_statement(seal, statement);
    return crypto_sign_verify_detached(seal->signature, statement, sizeof statement, seal->key) == 0;
}
