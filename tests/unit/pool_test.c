/* Tests of occi/pool.c. */
#include "occi/pool.h"

#include <stdint.h>
#include <string.h>
#include "tests/unit/unit.h"

static int releases; /* since the current test began */
static int order[4];

static void release(void *thing)
{
    order[releases++] = *(int *)thing;
}

START_TEST(memory_is_zeroed_and_strings_are_copies)
{
    occi_pool *pool = occi_pool_new(NULL);
    char *zero = occi_pool_zero(pool, 100);
    for (size_t i = 0; i < 100; i++)
        ck_assert_int_eq(zero[i], 0);
    char original[] = "abc";
    char *copy = occi_pool_string(pool, original);
    original[0] = 'X';
    ck_assert_str_eq(copy, "abc");
    ck_assert_str_eq(occi_pool_string_n(pool, "abcdef", 3), "abc");
    ck_assert_str_eq(occi_pool_string_n(pool, "", 0), "");
    ck_assert_str_eq(occi_pool_format(pool, "%s-%d", "x", 7), "x-7");
    occi_pool_free(pool);
}
END_TEST

START_TEST(an_array_that_overflows_is_refused)
{
    occi_pool *pool = occi_pool_new(NULL);
    ck_assert_ptr_null(occi_pool_array(pool, SIZE_MAX / 2, 3));
    int *numbers = occi_pool_array(pool, 10, sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    ck_assert_int_eq(numbers[9], 0);
    occi_pool_free(pool);
}
END_TEST

START_TEST(resizing_keeps_what_was_there)
{
    occi_pool *pool = occi_pool_new(NULL);
    char *bytes = occi_pool_resize(pool, NULL, 4);
    memcpy(bytes, "abc", 4);
    bytes = occi_pool_resize(pool, bytes, 100000); /* far beyond the pool's first block */
    ck_assert_str_eq(bytes, "abc");
    memset(bytes, 'x', 100000);
    occi_pool_free(pool);
}
END_TEST

START_TEST(what_is_adopted_is_released_with_the_pool)
{
    releases = 0;
    int first = 1, second = 2;
    occi_pool *outer = occi_pool_new(NULL);
    occi_pool *inner = occi_pool_new(outer);
    ck_assert_ptr_eq(occi_pool_adopt(inner, &first, release), &first);
    ck_assert_ptr_eq(occi_pool_adopt(inner, &second, release), &second);
    occi_pool_free(outer);
    ck_assert_int_eq(releases, 2);
    ck_assert_int_eq(order[0], 2); /* in reverse order */
    ck_assert_int_eq(order[1], 1);
}
END_TEST

START_TEST(a_pool_freed_by_itself_leaves_its_parent_usable)
{
    releases = 0;
    int thing = 5;
    occi_pool *outer = occi_pool_new(NULL);
    {
        __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *inner = occi_pool_new(outer);
        ck_assert_ptr_nonnull(occi_pool_adopt(inner, &thing, release));
    }
    ck_assert_int_eq(releases, 1);
    ck_assert_str_eq(occi_pool_string(outer, "still here"), "still here");
    occi_pool_free(outer);
    ck_assert_int_eq(releases, 1);
    occi_pool_free(NULL);
}
END_TEST

START_TEST(every_function_fails_when_it_is_told_to)
{
    releases = 0;
    int thing = 3;
    occi_pool *pool = occi_pool_new(NULL);
    char *bytes = occi_pool_zero(pool, 1);
    occi_pool_fail_after(1);
    ck_assert_ptr_nonnull(occi_pool_zero(pool, 1));
    ck_assert_ptr_null(occi_pool_zero(pool, 1));
    ck_assert_ptr_null(occi_pool_array(pool, 1, 1));
    ck_assert_ptr_null(occi_pool_resize(pool, bytes, 2));
    ck_assert_ptr_null(occi_pool_string(pool, "a"));
    ck_assert_ptr_null(occi_pool_string_n(pool, "a", 1));
    ck_assert_ptr_null(occi_pool_format(pool, "%d", 1));
    ck_assert_ptr_null(occi_pool_new(pool));
    ck_assert_ptr_null(occi_pool_adopt(pool, &thing, release));
    ck_assert_int_eq(releases, 1); /* what could not be adopted is gone all the same */
    occi_pool_fail_after(-1);
    ck_assert_ptr_nonnull(occi_pool_zero(pool, 1));
    occi_pool_free(pool);
    ck_assert_int_eq(releases, 1);
}
END_TEST

int main(void)
{
    return UNIT_RUN("pool", memory_is_zeroed_and_strings_are_copies, an_array_that_overflows_is_refused,
                    resizing_keeps_what_was_there, what_is_adopted_is_released_with_the_pool,
                    a_pool_freed_by_itself_leaves_its_parent_usable, every_function_fails_when_it_is_told_to);
}
