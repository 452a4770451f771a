/* What the tests of the driver contract share: an open host of libvirt's real test hypervisor, and a second
 * connection to test:///default, which sees the same world and says what the driver really did. Every test
 * runs in a process of its own, and so begins with a new world: the foreign domain "test", the network
 * "default" and the pool "default-pool". */
#ifndef TESTS_UNIT_DRIVER_WORLD_H
#define TESTS_UNIT_DRIVER_WORLD_H

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "drivers/driver.h"
#include "tests/unit/unit.h"

#define COMPUTE  "01890a5d-0000-7000-8000-0000000000c1"
#define COMPUTE2 "01890a5d-0000-7000-8000-0000000000c2"
#define STORAGE  "01890a5d-0000-7000-8000-0000000000a1"
#define NETWORK  "01890a5d-0000-7000-8000-0000000000e1"
#define GIB      (UINT64_C(1) << 30)
#define MIB      (UINT64_C(1) << 20)

#define UNUSED __attribute__((unused)) /* not every program asks everything */

static const driver *test;
static driver_host *host;
static virConnectPtr beside;
static driver_note note;
static driver_seen seen;

UNUSED static void open_host(void)
{
    test = driver_find("test");
    ck_assert_ptr_nonnull(test);
    ck_assert_msg(test->open(test->default_uri, &host, &note) == DRIVER_DONE, "%s", note.text);
    beside = virConnectOpen("test:///default");
    ck_assert_ptr_nonnull(beside);
}

UNUSED static void close_host(void)
{
    virConnectClose(beside);
    test->close(host);
}

#define DONE(call)    ck_assert_msg((call) == DRIVER_DONE, "%s: %s", #call, note.text)
#define AGAIN(call)   ck_assert_int_eq((call), DRIVER_AGAIN)
#define REFUSED(call) ck_assert_int_eq((call), DRIVER_REFUSED)
#define NOTED(words)                                                                                         \
    ck_assert_msg(strstr(note.text, (words)) != NULL, "\"%s\" is not in: %s", (words), note.text)

UNUSED static driver_compute a_compute(driver_state wanted)
{
    return (driver_compute){
        .id = COMPUTE, .title = "one", .cores = 2, .memory = 256 * MIB, .root_size = GIB, .wanted = wanted
    };
}

UNUSED static driver_storage a_storage(uint64_t size, driver_state wanted)
{
    return (driver_storage){ .id = STORAGE, .size = size, .wanted = wanted };
}

UNUSED static driver_network a_network(driver_state wanted)
{
    return (driver_network){ .id = NETWORK, .vlan = -1, .wanted = wanted };
}

UNUSED static void make_storage(void)
{
    driver_storage storage = a_storage(GIB, DRIVER_STATE_ACTIVE);
    DONE(test->storage_apply(host, &storage, &seen, &note));
}

UNUSED static void make_network(void)
{
    driver_network network = a_network(DRIVER_STATE_ACTIVE);
    DONE(test->network_apply(host, &network, &seen, &note));
}

UNUSED static driver_state compute_state(const char *id)
{
    driver_seen observed = { DRIVER_STATE_ERROR };
    DONE(test->compute_observe(host, id, &observed, &note));
    return observed.state;
}

UNUSED static driver_state storage_state(void)
{
    driver_seen observed = { DRIVER_STATE_ERROR };
    DONE(test->storage_observe(host, STORAGE, &observed, &note));
    return observed.state;
}

UNUSED static driver_state network_state(void)
{
    driver_seen observed = { DRIVER_STATE_ERROR };
    DONE(test->network_observe(host, NETWORK, &observed, &note));
    return observed.state;
}

/* What is asked twice is the same the second time, and what is seen is what is observed. */
UNUSED static void apply(const driver_compute *spec)
{
    for (int i = 0; i < 2; i++) {
        seen.state = DRIVER_STATE_ERROR;
        DONE(test->compute_apply(host, spec, &seen, &note));
        ck_assert_int_eq(seen.state, spec->wanted);
        ck_assert_int_eq(compute_state(spec->id), spec->wanted);
    }
}

/* libvirt's own view. */

UNUSED static virDomainPtr domain(void)
{
    virDomainPtr found = virDomainLookupByUUIDString(beside, COMPUTE);
    ck_assert_ptr_nonnull(found);
    return found;
}

UNUSED static char *domain_xml(unsigned flags)
{
    virDomainPtr found = domain();
    char *xml = virDomainGetXMLDesc(found, flags);
    ck_assert_ptr_nonnull(xml);
    virDomainFree(found);
    return xml;
}

UNUSED static bool domain_has(const char *part, unsigned flags)
{
    char *xml = domain_xml(flags);
    bool has = strstr(xml, part) != NULL;
    free(xml);
    return has;
}

/* A domain gets a new id whenever it starts. */
UNUSED static int run_number(void)
{
    virDomainPtr found = domain();
    int number = (int)virDomainGetID(found);
    virDomainFree(found);
    return number;
}

UNUSED static int has_saved_memory(void)
{
    virDomainPtr found = domain();
    int has = virDomainHasManagedSaveImage(found, 0);
    virDomainFree(found);
    return has;
}

/* The size of a volume in bytes; 0: none. */
UNUSED static uint64_t volume_size(const char *pool_name, const char *name)
{
    virStorageVolInfo info = { 0 };
    virStoragePoolPtr pool = virStoragePoolLookupByName(beside, pool_name);
    virStorageVolPtr volume = pool ? virStorageVolLookupByName(pool, name) : NULL;
    if (volume) {
        ck_assert_int_eq(virStorageVolGetInfo(volume, &info), 0);
        virStorageVolFree(volume);
    }
    if (pool)
        virStoragePoolFree(pool);
    return info.capacity;
}

UNUSED static bool network_has(const char *part)
{
    virNetworkPtr network = virNetworkLookupByUUIDString(beside, NETWORK);
    ck_assert_ptr_nonnull(network);
    char *xml = virNetworkGetXMLDesc(network, 0);
    bool has = strstr(xml, part) != NULL;
    free(xml);
    virNetworkFree(network);
    return has;
}

/* What an inventory lists, or events have told last. */
typedef struct listing {
    size_t count;
    char ids[8][DRIVER_UUID_SIZE];
    driver_class classes[8];
    driver_state states[8];
} listing;

UNUSED static void list(void *context, driver_class class, const char *id, driver_state state)
{
    listing *all = context;
    ck_assert_uint_lt(all->count, 8);
    memcpy(all->ids[all->count], id, DRIVER_UUID_SIZE);
    all->classes[all->count] = class;
    all->states[all->count++] = state;
}

UNUSED static bool is_listed(const listing *all, driver_class class, const char *id, driver_state state)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->ids[i], id) == 0 && all->classes[i] == class && all->states[i] == state)
            return true;
    return false;
}

/* Runs `tests`, which end in NULL, each in a world of its own. */
static int run_in_worlds(const char *name, const TTest *const *tests)
{
    Suite *suite = suite_create(name);
    TCase *group = tcase_create(name);
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, open_host, close_host);
    while (*tests)
        tcase_add_test(group, *tests++);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
#define RUN_IN_WORLDS(name, ...) run_in_worlds((name), (const TTest *const[]){ __VA_ARGS__, NULL })

#endif
