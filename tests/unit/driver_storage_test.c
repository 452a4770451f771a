/* The driver contract: storage. */
#include "tests/unit/driver_world.h"

/* Storage. */

static void apply_storage(const driver_storage *spec)
{
    for (int i = 0; i < 2; i++) {
        seen.state = DRIVER_STATE_ERROR;
        DONE(test->storage_apply(host, spec, &seen, &note));
        ck_assert_int_eq(seen.state, spec->wanted);
        ck_assert_int_eq(storage_state(), spec->wanted);
    }
}

START_TEST(a_storage_goes_online_and_offline)
{
    driver_storage spec = a_storage(GIB, DRIVER_STATE_INACTIVE);
    apply_storage(&spec);
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply_storage(&spec);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "data"), GIB);
    spec.wanted = DRIVER_STATE_INACTIVE;
    apply_storage(&spec);
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply_storage(&spec);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "data"), GIB);
}
END_TEST

START_TEST(a_storage_grows_online_and_offline)
{
    driver_storage spec = a_storage(GIB, DRIVER_STATE_ACTIVE);
    apply_storage(&spec);
    spec.size = 2 * GIB;
    apply_storage(&spec);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "data"), 2 * GIB);
    spec.wanted = DRIVER_STATE_INACTIVE;
    apply_storage(&spec);
    spec.size = 3 * GIB;
    apply_storage(&spec);
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply_storage(&spec);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "data"), 3 * GIB);
}
END_TEST

START_TEST(a_storage_does_not_shrink)
{
    driver_storage spec = a_storage(2 * GIB, DRIVER_STATE_ACTIVE);
    apply_storage(&spec);
    spec.size = GIB;
    REFUSED(test->storage_apply(host, &spec, &seen, &note));
    NOTED("cannot shrink from 2147483648 to 1073741824 bytes");
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "data"), 2 * GIB);
    spec = a_storage(2 * GIB, DRIVER_STATE_INACTIVE);
    apply_storage(&spec);
    spec.size = GIB;
    REFUSED(test->storage_apply(host, &spec, &seen, &note));
    ck_assert_int_eq(storage_state(), DRIVER_STATE_INACTIVE);
    spec.size = 0;
    REFUSED(test->storage_apply(host, &spec, &seen, &note));
}
END_TEST

START_TEST(a_storage_is_copied)
{
    static const driver_state states[] = { DRIVER_STATE_ACTIVE, DRIVER_STATE_INACTIVE };
    driver_storage spec = a_storage(GIB, DRIVER_STATE_ACTIVE);
    AGAIN(test->storage_backup(host, &spec, "b0", &seen, &note));
    NOTED("storage " STORAGE " is not there yet");
    for (size_t i = 0; i < 2; i++) {
        spec.wanted = states[i];
        apply_storage(&spec);
        for (int twice = 0; twice < 2; twice++) {
            DONE(test->storage_backup(host, &spec, i ? "b2" : "b1", &seen, &note));
            ck_assert_int_eq(seen.state, spec.wanted);
            DONE(test->storage_snapshot(host, &spec, i ? "s2" : "s1", &seen, &note));
            ck_assert_int_eq(seen.state, spec.wanted);
        }
    }
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply_storage(&spec);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "backup-b1"), GIB);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "snapshot-s1"), GIB);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "backup-b2"), GIB);
    ck_assert_uint_eq(volume_size("occi-" STORAGE, "snapshot-s2"), GIB);
    REFUSED(test->storage_backup(host, &spec, "a/b", &seen, &note));
}
END_TEST

START_TEST(a_storage_is_removed_with_its_copies)
{
    for (int i = 0; i < 2; i++) {
        driver_storage spec = a_storage(GIB, i ? DRIVER_STATE_INACTIVE : DRIVER_STATE_ACTIVE);
        apply_storage(&spec);
        DONE(test->storage_backup(host, &spec, "b1", &seen, &note));
        DONE(test->storage_remove(host, STORAGE, &note));
        ck_assert_int_eq(storage_state(), DRIVER_STATE_ABSENT);
        DONE(test->storage_remove(host, STORAGE, &note));
    }
}
END_TEST

int main(void)
{
    return RUN_IN_WORLDS("driver_storage", a_storage_goes_online_and_offline,
                         a_storage_grows_online_and_offline, a_storage_does_not_shrink, a_storage_is_copied,
                         a_storage_is_removed_with_its_copies);
}
