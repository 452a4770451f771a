/* JSON Web Tokens: what is believed, and why what is not is refused. Tokens are signed here, with keys made
 * here. */
#include "fcgi/jwt.h"

#include <cjose/cjose.h>
#include <string.h>
#include "occi/json.h"
#include "tests/unit/unit.h"

#define NOW    1000000.0
#define GOOD   "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"ann\",\"iat\":999990,\"exp\":1000100}"
#define HEADER "{\"alg\":\"RS256\",\"kid\":\"r\"}"

static occi_pool *pool;
static cjose_jwk_t *rsa, *ec;
static json_t *keys;
static fcgi_jwt_trust trust;
static fcgi_issuer issuer;
static fcgi_jwt told;

static void add_key(cjose_jwk_t *key, const char *kid)
{
    cjose_err why;
    char *text = cjose_jwk_to_json(key, false, &why);
    json_t *json = json_loads(text, 0, NULL);
    json_object_set_new(json, "kid", json_string(kid));
    json_array_append_new(json_object_get(keys, "keys"), json);
    free(text);
}

static void set_up(void)
{
    cjose_err why;
    pool = occi_pool_new(NULL);
    rsa = cjose_jwk_create_RSA_random(2048, (const uint8_t *)"\1\0\1", 3, &why);
    ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &why);
    ck_assert_ptr_nonnull(rsa);
    ck_assert_ptr_nonnull(ec);
    keys = json_pack("{s:[]}", "keys");
    add_key(rsa, "r");
    add_key(ec, "e");
    issuer = (fcgi_issuer){ .issuer = "https://id", .audience = "occi", .keys = keys };
    trust = (fcgi_jwt_trust){ .issuers = &issuer, .count = 1, .now = NOW, .skew = 60 };
}

static void tear_down(void)
{
    json_decref(keys);
    cjose_jwk_release(rsa);
    cjose_jwk_release(ec);
    occi_pool_free(pool);
}

static const char *sign(const char *header, const char *claims, const cjose_jwk_t *key)
{
    cjose_err why;
    const char *text;
    json_t *fields = json_loads(header, 0, NULL);
    cjose_jws_t *jws = cjose_jws_sign(key, fields, (const uint8_t *)claims, strlen(claims), &why);
    ck_assert_msg(jws && cjose_jws_export(jws, &text, &why), "%s: %s", header, why.message);
    text = occi_pool_string(pool, text);
    cjose_jws_release(jws);
    json_decref(fields);
    return text;
}

/* What is wrong with it; "" when nothing is. */
static const char *problem_of(const char *token)
{
    const char *problem;
    ck_assert_ptr_null(fcgi_jwt_check(pool, token, strlen(token), &trust, &told, &problem));
    return problem ? problem : "";
}

static void check_claims(const char *claims, const char *expected)
{
    const char *problem = problem_of(sign(HEADER, claims, rsa));
    ck_assert_msg(*expected ? strstr(problem, expected) != NULL : !*problem, "%s: \"%s\"", claims, problem);
}

START_TEST(a_good_token_says_who_it_is)
{
    ck_assert_str_eq(problem_of(sign(HEADER, GOOD, rsa)), "");
    ck_assert_str_eq(told.issuer, "https://id");
    ck_assert_str_eq(told.subject, "ann");
    ck_assert_double_eq(told.issued, 999990);
    ck_assert_double_eq(told.expires, 1000100);
    ck_assert_ptr_nonnull(strstr(told.claims, "\"aud\":\"occi\""));
    ck_assert_str_eq(problem_of(sign("{\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":\"at+JWT\"}", GOOD, ec)), "");
    ck_assert_str_eq(problem_of(sign("{\"alg\":\"ES256\"}", GOOD, ec)), ""); /* the one key that fits */
}
END_TEST

START_TEST(claims_are_checked)
{
    static const struct {
        const char *claims;
        const char *problem;
    } rows[] = {
        { "{\"iss\":\"https://id\",\"aud\":[\"x\",\"occi\"],\"sub\":\"a\",\"iat\":1,\"exp\":1000100}", "" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":999941}", "" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":999940}", "has ended" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":1e300,\"nbf\":1000060}",
          "" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":1e300,\"nbf\":1000061}",
          "not begun" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1000061,\"exp\":1000100}",
          "not begun" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"exp\":1000100}", "does not say when" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1}", "does not say when" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":\"9999999999\"}",
          "does not say when" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":1000100,\"nbf\":null}",
          "does not say when" },
        { "{\"iss\":\"https://id\",\"aud\":\"occ\",\"sub\":\"a\",\"iat\":1,\"exp\":1000100}", "audience" },
        { "{\"iss\":\"https://id\",\"aud\":{\"occi\":1},\"sub\":\"a\",\"iat\":1,\"exp\":1000100}",
          "audience" },
        { "{\"iss\":\"https://id\",\"aud\":[],\"sub\":\"a\",\"iat\":1,\"exp\":1000100}", "audience" },
        { "{\"iss\":\"https://id\",\"aud\":[[\"occi\"]],\"sub\":\"a\",\"iat\":1,\"exp\":1000100}",
          "audience" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"iat\":1,\"exp\":1000100}", "subject" },
        { "{\"iss\":\"https://id\",\"aud\":\"occi\",\"sub\":\"a\\tb\",\"iat\":1,\"exp\":1000100}",
          "subject" },
        { "{\"iss\":\"https://other\",\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":1000100}",
          "not known" },
        { "{\"aud\":\"occi\",\"sub\":\"a\",\"iat\":1,\"exp\":1000100}", "not known" },
        { "[]", "no JSON object" },
        { "{\"iss\":\"https://id\",\"iss\":\"https://id\"}", "no JSON object" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_claims(rows[i].claims, rows[i].problem);
}
END_TEST

START_TEST(headers_are_checked)
{
    static const struct {
        const char *header;
        const char *problem;
    } rows[] = {
        { "{\"alg\":\"RS512\",\"kid\":\"r\"}", "alg is none" },
        { "{\"alg\":\"PS256\",\"kid\":\"r\"}", "alg is none" },
        { "{\"alg\":\"RS256\",\"kid\":\"e\"}", "not known" },
        { "{\"alg\":\"RS256\",\"kid\":\"none\"}", "not known" },
        { "{\"alg\":\"RS256\",\"kid\":7}", "kid is no text" },
        { "{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", "extension" },
        { "{\"alg\":\"RS256\",\"b64\":false}", "extension" },
        { "{\"alg\":\"RS256\",\"typ\":\"dpop+jwt\"}", "typ" },
        { "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *problem = problem_of(sign(rows[i].header, GOOD, rsa));
        ck_assert_msg(*rows[i].problem ? strstr(problem, rows[i].problem) != NULL : !*problem, "%s: \"%s\"",
                      rows[i].header, problem);
    }
}
END_TEST

/* Every character of a token is under its signature, or is its signature. */
START_TEST(no_character_can_be_changed)
{
    const char *token = sign("{\"alg\":\"ES256\",\"kid\":\"e\"}", GOOD, ec);
    for (size_t i = 0; i < strlen(token); i++) {
        char *changed = occi_pool_string(pool, token);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        ck_assert_msg(*problem_of(changed), "character %zu", i);
    }
    for (size_t length = 0; length < strlen(token); length++)
        ck_assert_msg(*problem_of(occi_pool_string_n(pool, token, length)), "the first %zu", length);
}
END_TEST

START_TEST(a_key_that_several_could_be_is_none)
{
    ck_assert_str_eq(problem_of(sign("{\"alg\":\"RS256\"}", GOOD, rsa)), "");
    add_key(rsa, "r");
    ck_assert_ptr_eq(problem_of(sign("{\"alg\":\"RS256\"}", GOOD, rsa)), fcgi_jwt_unknown_key);
    ck_assert_ptr_eq(problem_of(sign(HEADER, GOOD, rsa)), fcgi_jwt_unknown_key);
}
END_TEST

START_TEST(shapes)
{
    static const char *const none[] = { "",     ".",       "..",     "a.b",    "a.b.", ".b.c",
                                        "a..c", "a.b.c.d", "a.b.c=", "a.b.c ", "a.b.+" };
    ck_assert(fcgi_jwt_is_shaped("a.b-_.c0", 8));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!fcgi_jwt_is_shaped(none[i], strlen(none[i])), "%s", none[i]);
    char *longest = occi_pool_zero(pool, FCGI_JWT_MAX + 2);
    memset(longest, 'a', FCGI_JWT_MAX);
    longest[1] = longest[3] = '.';
    ck_assert(fcgi_jwt_is_shaped(longest, FCGI_JWT_MAX));
    longest[FCGI_JWT_MAX] = 'a';
    ck_assert(!fcgi_jwt_is_shaped(longest, FCGI_JWT_MAX + 1));
}
END_TEST

START_TEST(memory_that_runs_out_is_an_error)
{
    const char *token = sign(HEADER, GOOD, rsa), *problem = "";
    for (long allocations = 0; problem; allocations++) {
        occi_pool_fail_after(allocations);
        occi_error *error = fcgi_jwt_check(pool, token, strlen(token), &trust, &told, &problem);
        occi_pool_fail_after(-1);
        if (error)
            ck_assert_ptr_eq(error, &occi_error_no_memory);
        else
            ck_assert_ptr_null(problem);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { a_good_token_says_who_it_is,
                                   claims_are_checked,
                                   headers_are_checked,
                                   no_character_can_be_changed,
                                   a_key_that_several_could_be_is_none,
                                   shapes,
                                   memory_that_runs_out_is_an_error };
    Suite *suite = suite_create("jwt");
    TCase *group = tcase_create("jwt");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, set_up, tear_down);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(group, tests[i]);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
