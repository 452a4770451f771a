/* Tests of occi/writer.c. */
#include "occi/writer.h"

#include <string.h>
#include "tests/unit/unit.h"

static occi_pool *pool;

static void setup(void)
{
    pool = occi_pool_new(NULL);
}

static void teardown(void)
{
    occi_pool_free(pool);
}

START_TEST(a_buffer_starts_empty_and_grows)
{
    occi_buffer buffer;
    occi_buffer_init(&buffer, pool, 0);
    ck_assert_str_eq(occi_buffer_text(&buffer), "");
    for (int i = 0; i < 1000; i++)
        occi_write_string(&buffer.writer, "0123456789");
    ck_assert(!buffer.writer.has_failed);
    ck_assert_uint_eq(buffer.length, 10000);
    ck_assert_uint_eq(strlen(occi_buffer_text(&buffer)), 10000);
}
END_TEST

START_TEST(formats_and_empty_writes)
{
    occi_buffer buffer;
    occi_buffer_init(&buffer, pool, 0);
    occi_write(&buffer.writer, "", 0);
    ck_assert_ptr_null(buffer.bytes);
    occi_write_format(&buffer.writer, "%d-%s", 4, "a");
    ck_assert_str_eq(occi_buffer_text(&buffer), "4-a");
}
END_TEST

START_TEST(a_format_too_long_fails_rather_than_be_cut)
{
    occi_buffer buffer;
    occi_buffer_init(&buffer, pool, 0);
    occi_write_format(&buffer.writer, "%600d", 1);
    ck_assert(buffer.writer.has_failed);
    ck_assert_str_eq(occi_buffer_text(&buffer), "");
}
END_TEST

START_TEST(a_limit_is_met_exactly_and_then_sticks)
{
    occi_buffer buffer;
    occi_buffer_init(&buffer, pool, 5);
    occi_write_string(&buffer.writer, "abc");
    occi_write_string(&buffer.writer, "de");
    ck_assert(!buffer.writer.has_failed);
    occi_write_string(&buffer.writer, "f");
    ck_assert(buffer.writer.has_failed);
    ck_assert(buffer.is_full);
    occi_write(&buffer.writer, "", 0);
    ck_assert(buffer.writer.has_failed);
    ck_assert_str_eq(occi_buffer_text(&buffer), "abcde");
}
END_TEST

START_TEST(lack_of_memory_sticks_and_is_not_the_limit)
{
    occi_buffer buffer;
    occi_buffer_init(&buffer, pool, 0);
    occi_write_string(&buffer.writer, "abc");
    occi_pool_fail_after(0);
    char large[1000];
    memset(large, 'x', sizeof large);
    occi_write(&buffer.writer, large, sizeof large);
    occi_pool_fail_after(-1);
    occi_write_string(&buffer.writer, "d");
    ck_assert(buffer.writer.has_failed);
    ck_assert(!buffer.is_full);
    ck_assert_str_eq(occi_buffer_text(&buffer), "abc");
}
END_TEST

static int calls;

static bool refuse(occi_writer *self, const char *bytes, size_t length)
{
    (void)self;
    (void)bytes;
    (void)length;
    calls++;
    return false;
}

START_TEST(a_failed_writer_is_not_asked_again)
{
    calls = 0;
    occi_writer writer = { .write = refuse };
    occi_write_string(&writer, "a");
    occi_write_string(&writer, "b");
    occi_write_format(&writer, "%d", 1);
    ck_assert(writer.has_failed);
    ck_assert_int_eq(calls, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("writer");
    TCase *group = tcase_create("writer");
    tcase_add_checked_fixture(group, setup, teardown);
    tcase_add_test(group, a_buffer_starts_empty_and_grows);
    tcase_add_test(group, formats_and_empty_writes);
    tcase_add_test(group, a_format_too_long_fails_rather_than_be_cut);
    tcase_add_test(group, a_limit_is_met_exactly_and_then_sticks);
    tcase_add_test(group, lack_of_memory_sticks_and_is_not_the_limit);
    tcase_add_test(group, a_failed_writer_is_not_asked_again);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
