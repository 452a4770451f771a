/* The Merkle tree of RFC 6962, 2.1: SHA-256, a byte 0 before what a leaf stands for and a byte 1 before the
 * two hashes of a node, so that no leaf can be taken for a node. Pure functions over hashes; what a leaf
 * stands for is its caller's (store/seal.h). */
#ifndef STORE_MERKLE_H
#define STORE_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sodium.h>

#define STORE_HASH_BYTES      crypto_hash_sha256_BYTES
#define STORE_MERKLE_PATH_MAX 64 /* nodes: more than a tree over size_t leaves has levels */

typedef struct store_hash {
    unsigned char bytes[STORE_HASH_BYTES];
} store_hash;

/* The hash of a leaf, from what it stands for in one piece or in several. */
store_hash store_merkle_leaf(const void *bytes, size_t length);
void store_merkle_leaf_begin(crypto_hash_sha256_state *state);
store_hash store_merkle_leaf_end(crypto_hash_sha256_state *state);

store_hash store_merkle_root(const store_hash *leaves, size_t count);

/* The hashes that lead from leaf `index` to the root, lowest first (RFC 6962, 2.1.1); answers how many. */
size_t store_merkle_path(const store_hash *leaves, size_t count, size_t index,
                         store_hash path[STORE_MERKLE_PATH_MAX]);

/* Whether `path` leads from `leaf`, the `index`-th of `count`, to `root`. */
bool store_merkle_check(const store_hash *leaf, size_t index, size_t count, const store_hash *path,
                        size_t length, const store_hash *root);

bool store_hash_is_equal(const store_hash *one, const store_hash *other);

#endif
