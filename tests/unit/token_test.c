/* API tokens: what is made is recognised, and nothing else. */
#include "store/token.h"

#include <string.h>
#include "tests/unit/unit.h"

static char token[STORE_TOKEN_SIZE], digest[STORE_DIGEST_SIZE];

static void make(void)
{
    ck_assert(store_token_make(token, digest));
}

START_TEST(made)
{
    char again[STORE_DIGEST_SIZE];
    make();
    ck_assert_uint_eq(strlen(token), 53);
    ck_assert_int_eq(strncmp(token, "occi_", 5), 0);
    ck_assert_uint_eq(strlen(digest), 64);
    ck_assert(store_token_digest(token, strlen(token), again));
    ck_assert_str_eq(again, digest);
    ck_assert_ptr_null(strstr(digest, token + 5));
}
END_TEST

START_TEST(no_two_alike)
{
    char first[STORE_TOKEN_SIZE], first_digest[STORE_DIGEST_SIZE];
    make();
    memcpy(first, token, sizeof first);
    memcpy(first_digest, digest, sizeof first_digest);
    make();
    ck_assert_str_ne(first, token);
    ck_assert_str_ne(first_digest, digest);
}
END_TEST

/* Whichever character is another, the checksum or the form is wrong. */
START_TEST(changed)
{
    make();
    for (size_t i = 0; i < strlen(token); i++) {
        char other[STORE_TOKEN_SIZE], out[STORE_DIGEST_SIZE];
        memcpy(other, token, sizeof other);
        other[i] = other[i] == 'A' ? 'B' : 'A';
        ck_assert_msg(!store_token_digest(other, strlen(other), out), "character %zu", i);
    }
}
END_TEST

START_TEST(no_token)
{
    static const char *const texts[] = {
        "",
        "occi_",
        "occi_28NFZuMWGdBGseSuVgA_voe9dcoMq35Fq91RtB5ANuHLAPI",
        "occi_28NFZuMWGdBGseSuVgA_voe9dcoMq35Fq91RtB5ANuHLAPI=",
        "OCCI_28NFZuMWGdBGseSuVgA_voe9dcoMq35Fq91RtB5ANuHLAPIH",
        "occi_!8NFZuMWGdBGseSuVgA_voe9dcoMq35Fq91RtB5ANuHLAPIH",
    };
    char out[STORE_DIGEST_SIZE];
    ck_assert(store_token_digest("occi_28NFZuMWGdBGseSuVgA_voe9dcoMq35Fq91RtB5ANuHLAPIH", 53, out));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!store_token_digest(texts[i], strlen(texts[i]), out), "%s", texts[i]);
}
END_TEST

int main(void)
{
    return UNIT_RUN("token", made, no_two_alike, changed, no_token);
}
