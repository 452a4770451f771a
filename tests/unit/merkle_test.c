/* Tests of store/merkle.c, against the vectors of Certificate Transparency, whose tree this is. */
#include "store/merkle.h"

#include <string.h>
#include "tests/unit/unit.h"

#define INPUTS 8

static const char *const inputs[INPUTS] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
};
static const char *const roots[INPUTS + 1] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static const char *hex(const store_hash *hash)
{
    static char text[2 * STORE_HASH_BYTES + 1];
    return sodium_bin2hex(text, sizeof text, hash->bytes, sizeof hash->bytes);
}

static void make_leaves(store_hash leaves[INPUTS])
{
    for (size_t i = 0; i < INPUTS; i++) {
        unsigned char bytes[16];
        size_t length = 0;
        ck_assert_int_eq(
            sodium_hex2bin(bytes, sizeof bytes, inputs[i], strlen(inputs[i]), NULL, &length, NULL), 0);
        leaves[i] = store_merkle_leaf(bytes, length);
    }
}

START_TEST(roots_are_those_of_certificate_transparency)
{
    store_hash leaves[INPUTS];
    make_leaves(leaves);
    for (size_t count = 0; count <= INPUTS; count++) {
        store_hash root = store_merkle_root(leaves, count);
        ck_assert_str_eq(hex(&root), roots[count]);
    }
}
END_TEST

START_TEST(a_path_is_that_of_certificate_transparency)
{
    static const char *const wanted[] = {
        /* of leaf 5 in a tree of 8, counted from 0 */
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    };
    store_hash leaves[INPUTS], path[STORE_MERKLE_PATH_MAX];
    make_leaves(leaves);
    ck_assert_uint_eq(store_merkle_path(leaves, INPUTS, 5, path), 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_str_eq(hex(&path[i]), wanted[i]);
}
END_TEST

START_TEST(every_leaf_of_every_tree_is_proven_and_no_other)
{
    enum { MANY = 70 };
    store_hash leaves[MANY], path[STORE_MERKLE_PATH_MAX];
    for (unsigned char i = 0; i < MANY; i++)
        leaves[i] = store_merkle_leaf(&i, 1);
    for (size_t count = 1; count <= MANY; count++) {
        store_hash root = store_merkle_root(leaves, count);
        for (size_t i = 0; i < count; i++) {
            size_t length = store_merkle_path(leaves, count, i, path);
            ck_assert(store_merkle_check(&leaves[i], i, count, path, length, &root));
            ck_assert(!store_merkle_check(&leaves[(i + 1) % MANY], i, count, path, length, &root));
            ck_assert(!store_merkle_check(&leaves[i], count, count, path, length, &root));
            ck_assert(!store_merkle_check(&leaves[i], i, count, path, length + 1, &root));
            if (length == 0)
                continue;
            ck_assert(!store_merkle_check(&leaves[i], i ^ 1, count, path, length, &root));
            ck_assert(!store_merkle_check(&leaves[i], i, count, path, length - 1, &root));
            path[length - 1].bytes[0] ^= 1;
            ck_assert(!store_merkle_check(&leaves[i], i, count, path, length, &root));
        }
    }
}
END_TEST

START_TEST(a_leaf_is_no_node)
{
    store_hash leaves[INPUTS];
    make_leaves(leaves);
    store_hash root = store_merkle_root(leaves, 2), forged = store_merkle_leaf(leaves, 2 * sizeof *leaves);
    ck_assert(!store_hash_is_equal(&root, &forged));
}
END_TEST

START_TEST(a_leaf_in_pieces_is_the_leaf)
{
    crypto_hash_sha256_state state;
    store_merkle_leaf_begin(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)"oc", 2);
    crypto_hash_sha256_update(&state, (const unsigned char *)"ci", 2);
    store_hash pieces = store_merkle_leaf_end(&state), whole = store_merkle_leaf("occi", 4);
    ck_assert(store_hash_is_equal(&pieces, &whole));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "merkle", roots_are_those_of_certificate_transparency, a_path_is_that_of_certificate_transparency,
        every_leaf_of_every_tree_is_proven_and_no_other, a_leaf_is_no_node, a_leaf_in_pieces_is_the_leaf);
}
