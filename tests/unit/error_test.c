/* Tests of occi/error.c. */
#include "occi/error.h"

#include <stdbool.h>
#include <string.h>
#include "tests/unit/unit.h"

START_TEST(arguments_go_where_the_row_says)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_error *error = OCCI_FAIL(pool, ATTRIBUTE_TYPE, "occi.compute.cores", "an integer", "\"many\"");
    ck_assert_int_eq(error->code, OCCI_ERROR_ATTRIBUTE_TYPE);
    ck_assert_str_eq(error->message, "attribute occi.compute.cores: expected an integer, got \"many\"");
    ck_assert_ptr_nonnull(strstr(error->place, "error_test.c:"));
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_row_without_arguments_and_one_with_too_few)
{
    occi_pool *pool = occi_pool_new(NULL);
    ck_assert_str_eq(OCCI_FAIL(pool, LINK_ON_LINK)->message, "a link cannot have links of its own");
    ck_assert_str_eq(OCCI_FAIL(pool, SYNTAX, "line 1")->message, "line 1: ");
    occi_pool_free(pool);
}
END_TEST

START_TEST(client_bytes_cannot_break_the_sentence)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_error *error = OCCI_FAIL(pool, SYNTAX, "a\r\nSet-Cookie: b", "%s\x7F%n");
    ck_assert_str_eq(error->message, "a\\x0D\\x0ASet-Cookie: b: %s\\x7F%n");
    occi_pool_free(pool);
}
END_TEST

/* Else the sentence could not be told as JSON. */
START_TEST(what_is_no_utf8_is_shown_as_bytes)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_error *error = OCCI_FAIL(pool, NO_SUCH_ENTITY, "/\xFF\xC3\xA4\xC3");
    ck_assert_str_eq(error->message, "nothing here is called /\\xFF\xC3\xA4\\xC3");
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_long_argument_is_cut_between_characters)
{
    occi_pool *pool = occi_pool_new(NULL);
    char text[601];
    for (size_t i = 0; i < 600; i += 3)
        memcpy(text + i, "€", 3);
    text[600] = '\0';
    const char *message = OCCI_FAIL(pool, NO_SUCH_ENTITY, text)->message;
    const char *prefix = "nothing here is called ";
    ck_assert_uint_eq(strlen(message), strlen(prefix) + 198 + strlen("…"));
    ck_assert_str_eq(message + strlen(message) - 6, "€…");
    occi_pool_free(pool);
}
END_TEST

START_TEST(every_row_has_a_name_a_status_and_a_sentence)
{
    occi_pool *pool = occi_pool_new(NULL);
    for (int code = 0; code < OCCI_ERROR_COUNT; code++) {
        int status = occi_error_status((occi_error_code)code);
        ck_assert_msg(status >= 400 && status < 600, "%s", occi_error_name((occi_error_code)code));
        const char *const arguments[] = { "a", "b", "c", "d", NULL };
        occi_error *error = occi_error_new(pool, (occi_error_code)code, "here", arguments);
        ck_assert_msg(!strchr(error->message, '%'), "%s", error->message);
        ck_assert_str_ne(error->message, "");
    }
    ck_assert_str_eq(occi_error_name(OCCI_ERROR_ATTRIBUTE_TYPE), "ATTRIBUTE_TYPE");
    ck_assert_int_eq(occi_error_status(OCCI_ERROR_NO_SUCH_ENTITY), 404);
    occi_pool_free(pool);
}
END_TEST

START_TEST(without_memory_there_is_still_an_error)
{
    for (long n = 0; n < 100; n++) {
        occi_pool *pool = occi_pool_new(NULL);
        occi_pool_fail_after(n);
        occi_error *error = OCCI_FAIL(pool, SYNTAX, "line 1", "wrong");
        occi_pool_fail_after(-1);
        ck_assert_ptr_nonnull(error);
        bool is_done = error != &occi_error_no_memory;
        ck_assert_str_eq(error->message, is_done ? "line 1: wrong" : "memory is out; try again later");
        occi_pool_free(pool);
        if (is_done)
            return;
    }
    ck_abort_msg("no end");
}
END_TEST

static occi_error *passes_on(occi_error *error, bool *is_reached)
{
    TRY(error);
    *is_reached = true;
    return NULL;
}

START_TEST(try_gives_the_error_to_the_caller)
{
    bool is_reached = false;
    ck_assert_ptr_eq(passes_on(&occi_error_no_memory, &is_reached), &occi_error_no_memory);
    ck_assert(!is_reached);
    ck_assert_ptr_null(passes_on(NULL, &is_reached));
    ck_assert(is_reached);
}
END_TEST

int main(void)
{
    return UNIT_RUN("error", arguments_go_where_the_row_says, a_row_without_arguments_and_one_with_too_few,
                    client_bytes_cannot_break_the_sentence, what_is_no_utf8_is_shown_as_bytes,
                    a_long_argument_is_cut_between_characters, every_row_has_a_name_a_status_and_a_sentence,
                    without_memory_there_is_still_an_error, try_gives_the_error_to_the_caller);
}
