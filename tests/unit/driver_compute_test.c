/* The driver contract: the states of a compute, its root disk and images. */
#include "tests/unit/driver_world.h"

/* Compute: states. */

START_TEST(a_compute_starts_and_stops)
{
    driver_compute spec = a_compute(DRIVER_STATE_INACTIVE);
    apply(&spec);
    ck_assert_int_eq(run_number(), -1);
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply(&spec);
    int run = run_number();
    apply(&spec);
    ck_assert_int_eq(run_number(), run);
    static const driver_method methods[] = { DRIVER_METHOD_DEFAULT, DRIVER_METHOD_GRACEFUL,
                                             DRIVER_METHOD_ACPIOFF, DRIVER_METHOD_POWEROFF };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        spec.wanted = DRIVER_STATE_INACTIVE;
        spec.method = methods[i];
        apply(&spec);
        spec.wanted = DRIVER_STATE_ACTIVE;
        spec.method = DRIVER_METHOD_DEFAULT;
        apply(&spec);
    }
}
END_TEST

START_TEST(a_compute_is_made_active_at_once)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    ck_assert(domain_has("<name>occi-" COMPUTE "</name>", 0));
    ck_assert(domain_has("<uuid>" COMPUTE "</uuid>", 0));
    ck_assert(domain_has("<title>one</title>", 0));
    ck_assert(domain_has("root-" COMPUTE, 0));
}
END_TEST

START_TEST(a_compute_is_suspended_and_resumed)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    int run = run_number();
    spec.wanted = DRIVER_STATE_SUSPENDED;
    spec.method = DRIVER_METHOD_SUSPEND;
    apply(&spec);
    ck_assert_int_eq(has_saved_memory(), 0);
    spec.wanted = DRIVER_STATE_ACTIVE;
    spec.method = DRIVER_METHOD_DEFAULT;
    apply(&spec);
    ck_assert_int_eq(run_number(), run); /* it never stopped */
}
END_TEST

START_TEST(a_compute_hibernates_and_wakes)
{
    driver_compute spec = a_compute(DRIVER_STATE_SUSPENDED);
    spec.method = DRIVER_METHOD_HIBERNATE;
    apply(&spec); /* from nothing */
    ck_assert_int_eq(has_saved_memory(), 1);
    spec.wanted = DRIVER_STATE_ACTIVE;
    spec.method = DRIVER_METHOD_DEFAULT;
    apply(&spec);
    ck_assert_int_eq(has_saved_memory(), 0);
}
END_TEST

START_TEST(what_is_suspended_can_be_stopped)
{
    static const driver_method suspends[] = { DRIVER_METHOD_SUSPEND, DRIVER_METHOD_HIBERNATE };
    static const driver_method stops[] = { DRIVER_METHOD_GRACEFUL, DRIVER_METHOD_POWEROFF };
    for (size_t i = 0; i < 4; i++) {
        driver_compute spec = a_compute(DRIVER_STATE_SUSPENDED);
        spec.method = suspends[i / 2];
        apply(&spec);
        spec.wanted = DRIVER_STATE_INACTIVE;
        spec.method = stops[i % 2];
        apply(&spec);
        ck_assert_int_eq(has_saved_memory(), 0);
    }
}
END_TEST

START_TEST(a_compute_restarts)
{
    static const driver_method methods[] = { DRIVER_METHOD_DEFAULT, DRIVER_METHOD_GRACEFUL,
                                             DRIVER_METHOD_WARM, DRIVER_METHOD_COLD };
    static const driver_state before[] = { DRIVER_STATE_ACTIVE, DRIVER_STATE_INACTIVE,
                                           DRIVER_STATE_SUSPENDED };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        for (size_t j = 0; j < sizeof before / sizeof *before; j++) {
            driver_compute spec = a_compute(before[j]);
            apply(&spec);
            spec.method = methods[i];
            DONE(test->compute_restart(host, &spec, &seen, &note));
            ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
            ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_ACTIVE);
        }
}
END_TEST

START_TEST(a_cold_restart_is_a_new_run)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    int run = run_number();
    spec.method = DRIVER_METHOD_COLD;
    DONE(test->compute_restart(host, &spec, &seen, &note));
    ck_assert_int_ne(run_number(), run);
}
END_TEST

START_TEST(a_compute_that_somebody_stopped_is_started_again)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    virDomainPtr found = domain();
    ck_assert_int_eq(virDomainDestroy(found), 0);
    virDomainFree(found);
    ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_INACTIVE);
    apply(&spec);
}
END_TEST

START_TEST(removing_leaves_nothing_behind)
{
    static const driver_state states[] = { DRIVER_STATE_ACTIVE, DRIVER_STATE_INACTIVE,
                                           DRIVER_STATE_SUSPENDED };
    for (size_t i = 0; i < 4; i++) {
        driver_compute spec = a_compute(states[i < 3 ? i : 2]);
        spec.method = i == 3 ? DRIVER_METHOD_HIBERNATE : DRIVER_METHOD_DEFAULT;
        apply(&spec);
        ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE), GIB);
        DONE(test->compute_remove(host, COMPUTE, &note));
        ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_ABSENT);
        ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE), 0);
        DONE(test->compute_remove(host, COMPUTE, &note));
    }
}
END_TEST

START_TEST(what_never_was_is_absent)
{
    ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_ABSENT);
    ck_assert_int_eq(storage_state(), DRIVER_STATE_ABSENT);
    ck_assert_int_eq(network_state(), DRIVER_STATE_ABSENT);
    DONE(test->compute_remove(host, COMPUTE, &note));
    DONE(test->storage_remove(host, STORAGE, &note));
    DONE(test->network_remove(host, NETWORK, &note));
    DONE(test->image_remove(host, "i1", &note));
}
END_TEST

/* Root disks and images. */

START_TEST(a_root_disk_is_as_large_as_asked_and_grows)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.root_size = 3 * GIB;
    apply(&spec);
    ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE), 3 * GIB);
    spec.root_size = 5 * GIB;
    apply(&spec);
    ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE), 5 * GIB);
    spec.root_size = GIB;
    apply(&spec);
    ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE), 5 * GIB);
}
END_TEST

START_TEST(a_forgotten_image_is_made_anew)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.image = "debian-12";
    apply(&spec);
    ck_assert_uint_gt(volume_size("occi-images", "image-debian-12"), 0);
    ck_assert_uint_gt(volume_size("occi-images", "root-" COMPUTE), 0);
}
END_TEST

START_TEST(a_compute_is_saved_as_an_image)
{
    static const driver_method methods[] = { DRIVER_METHOD_HOT, DRIVER_METHOD_DEFERRED };
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.root_size = 3 * GIB;
    apply(&spec);
    for (size_t i = 0; i < 2; i++) {
        spec.method = methods[i];
        for (int twice = 0; twice < 2; twice++) {
            DONE(test->compute_save(host, &spec, "saved", &seen, &note));
            ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
            ck_assert_uint_eq(volume_size("occi-images", "image-saved"), 3 * GIB);
        }
        DONE(test->image_remove(host, "saved", &note));
        ck_assert_uint_eq(volume_size("occi-images", "image-saved"), 0);
    }
    DONE(test->compute_save(host, &spec, "saved", &seen, &note));
    driver_compute copy = a_compute(DRIVER_STATE_ACTIVE);
    memcpy(copy.id, COMPUTE2, sizeof copy.id);
    copy.image = "saved";
    apply(&copy);
    DONE(test->compute_remove(host, COMPUTE, &note)); /* the image does not stand on it */
    ck_assert_uint_eq(volume_size("occi-images", "image-saved"), 3 * GIB);
    ck_assert_uint_eq(volume_size("occi-images", "root-" COMPUTE2), 3 * GIB);
}
END_TEST

START_TEST(an_image_needs_a_name_that_a_volume_can_have)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    REFUSED(test->compute_save(host, &spec, "../x", &seen, &note));
    REFUSED(test->compute_save(host, &spec, "", &seen, &note));
}
END_TEST

int main(void)
{
    return RUN_IN_WORLDS("driver_compute", a_compute_starts_and_stops, a_compute_is_made_active_at_once,
                         a_compute_is_suspended_and_resumed, a_compute_hibernates_and_wakes,
                         what_is_suspended_can_be_stopped, a_compute_restarts, a_cold_restart_is_a_new_run,
                         a_compute_that_somebody_stopped_is_started_again, removing_leaves_nothing_behind,
                         what_never_was_is_absent, a_root_disk_is_as_large_as_asked_and_grows,
                         a_forgotten_image_is_made_anew, a_compute_is_saved_as_an_image,
                         an_image_needs_a_name_that_a_volume_can_have);
}
