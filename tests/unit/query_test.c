/* Query strings and the URI parts they are made of. */
#include "occi/query.h"

#include <string.h>
#include "occi/uri.h"
#include "tests/unit/unit.h"

static occi_error *parse(occi_pool *pool, const char *text, occi_query *out)
{
    return occi_query_parse(pool, text, out);
}

START_TEST(an_empty_query_asks_for_nothing)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_query query;
    ck_assert_ptr_null(parse(pool, "", &query));
    ck_assert_ptr_null(query.action);
    ck_assert_uint_eq(query.page, 0);
    ck_assert_uint_eq(query.filter.category_count + query.filter.attribute_count, 0);
    occi_pool_free(pool);
}
END_TEST

START_TEST(each_key_is_read_and_decoded)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_query query;
    ck_assert_ptr_null(parse(pool,
                             "action=st%6Fp;page=3&number=20&category=http%3A%2F%2Fx%2Fy%23z;"
                             "attribute=occi.core.title=a%20b=c+d&attribute=n=2",
                             &query));
    ck_assert_str_eq(query.action, "stop");
    ck_assert_uint_eq(query.page, 3);
    ck_assert_uint_eq(query.number, 20);
    ck_assert_uint_eq(query.filter.category_count, 1);
    ck_assert_str_eq(query.filter.categories[0].scheme, "http://x/y#");
    ck_assert_str_eq(query.filter.categories[0].term, "z");
    ck_assert_uint_eq(query.filter.attribute_count, 2);
    ck_assert_str_eq(query.filter.attributes[0].name, "occi.core.title");
    ck_assert_str_eq(query.filter.attributes[0].value.text, "a b=c+d");
    ck_assert_str_eq(query.filter.attributes[1].value.text, "2");
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_page_has_a_size_and_a_size_a_page)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_query query;
    ck_assert_ptr_null(parse(pool, "page=2", &query));
    ck_assert_uint_eq(query.number, OCCI_PAGE_NUMBER_DEFAULT);
    ck_assert_ptr_null(parse(pool, "number=5", &query));
    ck_assert_uint_eq(query.page, 1);
    ck_assert_ptr_null(parse(pool, "page=99999999999999999999999&number=1000", &query));
    ck_assert_uint_gt(query.page, 1000000000);
    ck_assert_uint_le(query.page, SIZE_MAX / query.number);
    occi_pool_free(pool);
}
END_TEST

static const struct {
    const char *text;
    occi_error_code code;
} refused[] = {
    { "x=1", OCCI_ERROR_QUERY },
    { "action", OCCI_ERROR_QUERY },
    { "actions=stop", OCCI_ERROR_QUERY },
    { "action=start&action=stop", OCCI_ERROR_QUERY },
    { "page=0&number=1", OCCI_ERROR_QUERY },
    { "page=-1", OCCI_ERROR_QUERY },
    { "page=", OCCI_ERROR_QUERY },
    { "page=1&page=2", OCCI_ERROR_QUERY },
    { "page=1x", OCCI_ERROR_QUERY },
    { "number=1001", OCCI_ERROR_TOO_LARGE },
    { "number=99999999999999999999999", OCCI_ERROR_TOO_LARGE },
    { "category=http://x/y%23", OCCI_ERROR_QUERY },
    { "attribute=name", OCCI_ERROR_QUERY },
    { "attribute==2", OCCI_ERROR_QUERY },
    { "action=%", OCCI_ERROR_SYNTAX },
    { "action=%4", OCCI_ERROR_SYNTAX },
    { "action=%zz", OCCI_ERROR_SYNTAX },
    { "action=%00", OCCI_ERROR_SYNTAX },
    { "action=%ff", OCCI_ERROR_NOT_UTF8 },
};

START_TEST(what_cannot_be_meant_is_refused)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_query query;
    occi_error *error = parse(pool, refused[_i].text, &query);
    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->code, refused[_i].code);
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_plain_path_has_plain_segments)
{
    static const char *const plain[] = { "/a", "/compute/x-1_2.3~4", "/a/b/c", "/a/" };
    static const char *const others[] = { "",     "a",    "//a",  "/a//b",     "/a/./b", "/a/..",
                                          "/a b", "/a%b", "/a?b", "/\xC3\xA4", "/a#b",   "/a:b" };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        ck_assert_msg(occi_uri_is_plain_path(plain[i]), "%s", plain[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!occi_uri_is_plain_path(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(parsing_survives_exhausted_memory)
{
    static const char text[] = "action=stop&category=http://x%23y&attribute=a=b;page=1";
    for (long allocations = 0;; allocations++) {
        occi_pool *pool = occi_pool_new(NULL);
        occi_query query;
        occi_pool_fail_after(allocations);
        occi_error *error = parse(pool, text, &query);
        occi_pool_fail_after(-1);
        ck_assert(!error || error == &occi_error_no_memory);
        occi_pool_free(pool);
        if (!error)
            break;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("query");
    TCase *group = tcase_create("query");
    tcase_add_test(group, an_empty_query_asks_for_nothing);
    tcase_add_test(group, each_key_is_read_and_decoded);
    tcase_add_test(group, a_page_has_a_size_and_a_size_a_page);
    tcase_add_loop_test(group, what_cannot_be_meant_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(group, a_plain_path_has_plain_segments);
    tcase_add_test(group, parsing_survives_exhausted_memory);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
