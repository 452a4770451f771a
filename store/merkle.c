/* The Merkle tree (see merkle.h). */
#include "store/merkle.h"

#include <string.h>

static const unsigned char leaf_mark = 0, node_mark = 1;

void store_merkle_leaf_begin(crypto_hash_sha256_state *state)
{
    crypto_hash_sha256_init(state);
    crypto_hash_sha256_update(state, &leaf_mark, 1);
}

store_hash store_merkle_leaf_end(crypto_hash_sha256_state *state)
{
    store_hash hash;
    crypto_hash_sha256_final(state, hash.bytes);
    return hash;
}

store_hash store_merkle_leaf(const void *bytes, size_t length)
{
    crypto_hash_sha256_state state;
    store_merkle_leaf_begin(&state);
    crypto_hash_sha256_update(&state, bytes, length);
    return store_merkle_leaf_end(&state);
}

static store_hash node(const store_hash *left, const store_hash *right)
{
    crypto_hash_sha256_state state;
    store_hash hash;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &node_mark, 1);
    crypto_hash_sha256_update(&state, left->bytes, sizeof left->bytes);
    crypto_hash_sha256_update(&state, right->bytes, sizeof right->bytes);
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

/* The largest power of two that is smaller than `count`, which is at least 2: how many leaves are left. */
static size_t split(size_t count)
{
    size_t left = 1;
    while (left < count - left)
        left *= 2;
    return left;
}

/* As deep as the logarithm of `count`. */
store_hash store_merkle_root(const store_hash *leaves, size_t count)
{
    if (count == 0) {
        store_hash empty;
        crypto_hash_sha256(empty.bytes, NULL, 0);
        return empty;
    }
    if (count == 1)
        return leaves[0];
    size_t left_count = split(count);
    store_hash left = store_merkle_root(leaves, left_count);
    store_hash right = store_merkle_root(leaves + left_count, count - left_count);
    return node(&left, &right);
}

size_t store_merkle_path(const store_hash *leaves, size_t count, size_t index,
                         store_hash path[STORE_MERKLE_PATH_MAX])
{
    store_hash upwards[STORE_MERKLE_PATH_MAX]; /* found from the root downwards */
    size_t length = 0;
    while (count > 1) {
        size_t left = split(count);
        bool is_left = index < left;
        upwards[length++] =
            is_left ? store_merkle_root(leaves + left, count - left) : store_merkle_root(leaves, left);
        leaves += is_left ? 0 : left;
        index -= is_left ? 0 : left;
        count = is_left ? left : count - left;
    }
    for (size_t i = 0; i < length; i++)
        path[i] = upwards[length - 1 - i];
    return length;
}

/* Whether the leaf lies in the left half, level by level from the root; answers how many levels there are. */
static size_t turns(size_t index, size_t count, bool is_left[STORE_MERKLE_PATH_MAX])
{
    size_t levels = 0;
    for (; count > 1; levels++) {
        size_t left = split(count);
        is_left[levels] = index < left;
        index -= is_left[levels] ? 0 : left;
        count = is_left[levels] ? left : count - left;
    }
    return levels;
}

bool store_merkle_check(const store_hash *leaf, size_t index, size_t count, const store_hash *path,
                        size_t length, const store_hash *root)
{
    bool is_left[STORE_MERKLE_PATH_MAX];
    if (index >= count || turns(index, count, is_left) != length)
        return false;
    store_hash hash = *leaf;
    for (size_t i = 0; i < length; i++)
        hash = is_left[length - 1 - i] ? node(&hash, &path[i]) : node(&path[i], &hash);
    return store_hash_is_equal(&hash, root);
}

bool store_hash_is_equal(const store_hash *one, const store_hash *other)
{
    return memcmp(one->bytes, other->bytes, sizeof one->bytes) == 0;
}
