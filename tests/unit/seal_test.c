/* Tests of store/seal.c and store/key.c. */
#include "store/key.h"
#include "store/seal.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/unit/unit.h"

static store_event an_event(void)
{
    store_event event = { .values = { [STORE_EVENT_id] = "7",
                                      [STORE_EVENT_at] = "1764115200000000",
                                      [STORE_EVENT_transaction] = "815",
                                      [STORE_EVENT_role] = "occi_worker",
                                      [STORE_EVENT_relation] = "entity",
                                      [STORE_EVENT_operation] = "INSERT",
                                      [STORE_EVENT_outcome] = "success",
                                      [STORE_EVENT_after] = "{\"title\": \"one\"}" } };
    return event;
}

START_TEST(a_leaf_is_what_the_header_says)
{
    /* Written down by hand from the description in seal.h. */
    static const unsigned char bytes[] = "\x01"
                                         "\x01\0\0\0\x01"
                                         "7"
                                         "\x01\0\0\0\x10"
                                         "1764115200000000"
                                         "\x01\0\0\0\x03"
                                         "815"
                                         "\0\0\0"
                                         "\x01\0\0\0\x0b"
                                         "occi_worker"
                                         "\0\0\0"
                                         "\x01\0\0\0\x06"
                                         "entity"
                                         "\x01\0\0\0\x06"
                                         "INSERT"
                                         "\x01\0\0\0\x07"
                                         "success"
                                         "\0"
                                         "\x01\0\0\0\x10"
                                         "{\"title\": \"one\"}";
    store_event event = an_event();
    store_hash leaf = store_event_leaf(&event), wanted = store_merkle_leaf(bytes, sizeof bytes - 1);
    ck_assert(store_hash_is_equal(&leaf, &wanted));
}
END_TEST

START_TEST(every_column_counts_and_null_is_not_empty)
{
    store_event event = an_event();
    store_hash leaf = store_event_leaf(&event);
    for (size_t i = 0; i < STORE_EVENT_COLUMN_COUNT; i++) {
        store_event other = event;
        other.values[i] = event.values[i] ? NULL : "";
        store_hash changed = store_event_leaf(&other);
        ck_assert_msg(!store_hash_is_equal(&leaf, &changed), "%s", store_event_column_names[i]);
    }
}
END_TEST

START_TEST(text_does_not_move_from_one_column_to_the_next)
{
    store_event one = an_event(), other = one;
    one.values[STORE_EVENT_account] = "ab";
    one.values[STORE_EVENT_credential] = "c";
    other.values[STORE_EVENT_account] = "a";
    other.values[STORE_EVENT_credential] = "bc";
    store_hash first = store_event_leaf(&one), second = store_event_leaf(&other);
    ck_assert(!store_hash_is_equal(&first, &second));
}
END_TEST

static void make_seal(store_seal *seal, unsigned char secret[crypto_sign_SECRETKEYBYTES])
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
    crypto_sign_keypair(public_key, secret);
    *seal = (store_seal){
        .number = 3, .at = 5, .first = 9, .count = 2, .last_transaction = 11, .next_transaction = 13
    };
    store_seal_sign(seal, secret);
    ck_assert_int_eq(memcmp(seal->key, public_key, sizeof public_key), 0);
}

START_TEST(a_signature_covers_all_that_a_seal_says)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    store_seal seal;
    make_seal(&seal, secret);
    ck_assert(store_seal_is_signed(&seal));
    store_hash head = store_seal_head(&seal);
    ck_assert(store_hash_is_equal(&head, &seal.head));
    store_seal changed[10];
    for (size_t i = 0; i < 10; i++)
        changed[i] = seal;
    changed[0].number++;
    changed[1].at++;
    changed[2].first++;
    changed[3].count++;
    changed[4].root.bytes[31] ^= 1;
    changed[5].ids.bytes[0] ^= 1;
    changed[6].last_transaction++;
    changed[7].next_transaction++;
    changed[8].previous.bytes[0] ^= 1;
    changed[9].key[0] ^= 1;
    for (size_t i = 0; i < 10; i++) {
        head = store_seal_head(&changed[i]);
        ck_assert_msg(!store_seal_is_signed(&changed[i]), "%zu", i);
        ck_assert_msg(!store_hash_is_equal(&head, &seal.head), "%zu", i);
    }
}
END_TEST

START_TEST(a_key_file_is_its_owners_alone)
{
    occi_pool *pool = occi_pool_new(NULL);
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    char path[] = "/tmp/occi-key-XXXXXX", public_key[STORE_KEY_TEXT], again[STORE_KEY_TEXT];
    struct stat status;
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    ck_assert_ptr_nonnull(store_key_make(pool, path)); /* what is there is left alone */
    unlink(path);
    ck_assert_ptr_null(store_key_make(pool, path));
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0400);
    ck_assert_ptr_null(store_key_read(pool, path, secret));
    store_key_public(secret, public_key);
    ck_assert_ptr_null(store_key_read(pool, path, secret));
    store_key_public(secret, again);
    ck_assert_str_eq(public_key, again);
    ck_assert_int_eq(chmod(path, 0440), 0);
    ck_assert_ptr_nonnull(store_key_read(pool, path, secret));
    ck_assert_int_eq(chmod(path, 0600), 0);
    ck_assert_int_eq(truncate(path, 63), 0);
    ck_assert_ptr_nonnull(store_key_read(pool, path, secret));
    unlink(path);
    ck_assert_ptr_nonnull(store_key_read(pool, path, secret));
    occi_pool_free(pool);
}
END_TEST

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    return UNIT_RUN("seal", a_leaf_is_what_the_header_says, every_column_counts_and_null_is_not_empty,
                    text_does_not_move_from_one_column_to_the_next, a_signature_covers_all_that_a_seal_says,
                    a_key_file_is_its_owners_alone);
}
