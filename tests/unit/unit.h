/* What every unit test program shares: running its tests and reporting them as TAP on standard output.
 *
 *     int main(void)
 *     {
 *         return UNIT_RUN("pool", a_pool_frees_its_children, an_array_that_overflows_is_refused);
 *     }
 *
 * A program with loop tests or fixtures builds its own Suite and hands it to unit_run_suite. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

/* Runs `suite` and frees it; the answer is the program's exit status. Check prints the TAP itself, to where
 * CK_TAP_LOG_FILE_NAME says, and to standard output when it says nothing. */
static inline int unit_run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    if (!srunner_has_tap(runner))
        srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT); /* Check's own summary would stand in the middle of the TAP */
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* `tests` ends in NULL. Every test may take a minute: sanitizers and valgrind are slow. */
static inline int unit_run(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *group = tcase_create(name);
    tcase_set_timeout(group, 60);
    while (*tests)
        tcase_add_test(group, *tests++);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}

#define UNIT_RUN(name, ...) unit_run((name), (const TTest *const[]){ __VA_ARGS__, NULL })

#endif
