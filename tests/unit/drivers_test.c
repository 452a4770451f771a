/* The driver contract (drivers/driver.h) on libvirt's own test hypervisor. What is so is asked of libvirt
 * over a second connection, which sees the same world. Each test has ids of its own; what was there before is
 * never touched. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <libvirt/libvirt.h>
#include "drivers/driver.h"
#include "tests/unit/unit.h"

#define GIB (UINT64_C(1) << 30)

#define DONE(call) ck_assert_msg((call) == DRIVER_DONE, "%s", note.text)

static const driver *with;
static driver_host *host;
static virConnectPtr witness;
static driver_seen seen;
static driver_note note;

static void open_host(void)
{
    with = driver_find("test");
    ck_assert_ptr_nonnull(with);
    DONE(with->open(with->default_uri, &host, &note));
    witness = virConnectOpen(with->default_uri);
    ck_assert_ptr_nonnull(witness);
}

static void close_host(void)
{
    virConnectClose(witness);
    with->close(host);
}

static driver_compute compute_of(char digit)
{
    driver_compute compute = {
        .cores = 2, .memory = GIB, .root_size = 10 * GIB, .wanted = DRIVER_STATE_ACTIVE
    };
    snprintf(compute.id, sizeof compute.id, "00000000-0000-7000-8000-00000000000%c", digit);
    return compute;
}

static void apply(const driver_compute *compute, driver_state expected)
{
    driver_outcome outcome = with->compute_apply(host, compute, &seen, &note);
    ck_assert_msg(outcome == DRIVER_DONE, "%s", note.text);
    ck_assert_int_eq(seen.state, expected);
    DONE(with->compute_observe(host, compute->id, &seen, &note));
    ck_assert_int_eq(seen.state, expected);
}

/* The XML that libvirt has of a domain; the caller frees it. */
static char *domain_xml(const char *id)
{
    virDomainPtr domain = virDomainLookupByUUIDString(witness, id);
    ck_assert_ptr_nonnull(domain);
    char *xml = virDomainGetXMLDesc(domain, 0);
    virDomainFree(domain);
    return xml;
}

static void check_domain(const char *id, const char *text, bool is_expected)
{
    char *xml = domain_xml(id);
    ck_assert_msg((strstr(xml, text) != NULL) == is_expected, "%s in %s", text, xml);
    free(xml);
}

START_TEST(a_compute_is_made_and_goes_through_its_states)
{
    driver_compute compute = compute_of('1');
    apply(&compute, DRIVER_STATE_ACTIVE);
    apply(&compute, DRIVER_STATE_ACTIVE);
    check_domain(compute.id, "<vcpu placement='static'>2</vcpu>", true);
    check_domain(compute.id, "<memory unit='KiB'>1048576</memory>", true);
    compute.wanted = DRIVER_STATE_SUSPENDED;
    apply(&compute, DRIVER_STATE_SUSPENDED);
    apply(&compute, DRIVER_STATE_SUSPENDED);
    compute.method = DRIVER_METHOD_HIBERNATE;
    apply(&compute, DRIVER_STATE_SUSPENDED);
    compute.method = DRIVER_METHOD_DEFAULT;
    compute.wanted = DRIVER_STATE_ACTIVE;
    apply(&compute, DRIVER_STATE_ACTIVE);
    for (driver_method method = DRIVER_METHOD_DEFAULT; method <= DRIVER_METHOD_POWEROFF; method++) {
        compute.method = method;
        compute.wanted = DRIVER_STATE_INACTIVE;
        apply(&compute, DRIVER_STATE_INACTIVE);
        compute.wanted = DRIVER_STATE_ACTIVE;
        apply(&compute, DRIVER_STATE_ACTIVE);
    }
    DONE(with->compute_remove(host, compute.id, &note));
    DONE(with->compute_remove(host, compute.id, &note));
    DONE(with->compute_observe(host, compute.id, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ABSENT);
}
END_TEST

START_TEST(a_saved_memory_is_forgotten_by_a_stop)
{
    driver_compute compute = compute_of('2');
    compute.wanted = DRIVER_STATE_SUSPENDED;
    compute.method = DRIVER_METHOD_HIBERNATE;
    apply(&compute, DRIVER_STATE_SUSPENDED);
    compute.wanted = DRIVER_STATE_INACTIVE;
    apply(&compute, DRIVER_STATE_INACTIVE);
    DONE(with->compute_remove(host, compute.id, &note));
}
END_TEST

START_TEST(a_restart_ends_active_from_wherever_it_began)
{
    driver_compute compute = compute_of('3');
    compute.method = DRIVER_METHOD_COLD;
    DONE(with->compute_restart(host, &compute, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    for (driver_method method = DRIVER_METHOD_GRACEFUL; method <= DRIVER_METHOD_COLD; method++) {
        compute.method = method;
        DONE(with->compute_restart(host, &compute, &seen, &note));
        ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    }
    DONE(with->compute_remove(host, compute.id, &note));
}
END_TEST

START_TEST(a_changed_compute_is_defined_anew)
{
    driver_compute compute = compute_of('4');
    compute.title = "a <b> & \"c\"\x01";
    apply(&compute, DRIVER_STATE_ACTIVE);
    check_domain(compute.id, "<title>a &lt;b&gt; &amp; &quot;c&quot; </title>", true);
    compute.cores = 4;
    compute.memory = 2 * GIB;
    compute.share = 512;
    compute.architecture = "x86";
    apply(&compute, DRIVER_STATE_ACTIVE);
    check_domain(compute.id, "<vcpu placement='static'>4</vcpu>", true);
    check_domain(compute.id, "<memory unit='KiB'>2097152</memory>", true);
    check_domain(compute.id, "<shares>512</shares>", true);
    check_domain(compute.id, "arch='i686'", true);
    DONE(with->compute_remove(host, compute.id, &note));
}
END_TEST

START_TEST(disks_and_interfaces_come_and_go)
{
    driver_compute compute = compute_of('5');
    driver_disk disk = { .storage = "00000000-0000-7000-8000-0000000000d5", .device = "vdb" };
    driver_interface interface = { .network = "00000000-0000-7000-8000-0000000000e5",
                                   .mac = "52:54:00:01:02:03",
                                   .device = "eth0" };
    driver_storage storage = { .size = GIB, .wanted = DRIVER_STATE_ACTIVE };
    driver_network network = { .vlan = -1, .wanted = DRIVER_STATE_ACTIVE };
    strcpy(storage.id, disk.storage);
    strcpy(network.id, interface.network);
    compute.disks = &disk;
    compute.disk_count = 1;
    ck_assert_int_eq(with->compute_apply(host, &compute, &seen, &note), DRIVER_AGAIN);
    ck_assert_str_eq(note.text, "storage 00000000-0000-7000-8000-0000000000d5 is not there yet");
    DONE(with->storage_apply(host, &storage, &seen, &note));
    compute.interfaces = &interface;
    compute.interface_count = 1;
    ck_assert_int_eq(with->compute_apply(host, &compute, &seen, &note), DRIVER_AGAIN);
    DONE(with->network_apply(host, &network, &seen, &note));
    apply(&compute, DRIVER_STATE_ACTIVE);
    check_domain(compute.id, "<source pool='occi-00000000-0000-7000-8000-0000000000d5' volume='data'/>",
                 true);
    check_domain(compute.id, "<source network='occi-00000000-0000-7000-8000-0000000000e5'/>", true);
    check_domain(compute.id, "<mac address='52:54:00:01:02:03'/>", true);
    compute.disk_count = compute.interface_count = 0;
    apply(&compute, DRIVER_STATE_ACTIVE);
    check_domain(compute.id, "volume='data'", false);
    check_domain(compute.id, "<interface", false);
    DONE(with->compute_remove(host, compute.id, &note));
    DONE(with->storage_remove(host, storage.id, &note));
    DONE(with->network_remove(host, network.id, &note));
}
END_TEST

START_TEST(an_image_outlives_the_compute_it_was_saved_from)
{
    driver_compute compute = compute_of('6'), copy = compute_of('7');
    compute.image = "debian-12";
    apply(&compute, DRIVER_STATE_ACTIVE);
    for (driver_method method = DRIVER_METHOD_HOT; method <= DRIVER_METHOD_DEFERRED; method++) {
        compute.method = method;
        DONE(with->compute_save(host, &compute, "saved-6", &seen, &note));
        ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    }
    DONE(with->compute_remove(host, compute.id, &note));
    copy.image = "saved-6";
    apply(&copy, DRIVER_STATE_ACTIVE);
    DONE(with->compute_remove(host, copy.id, &note));
    DONE(with->image_remove(host, "saved-6", &note));
    DONE(with->image_remove(host, "saved-6", &note));
}
END_TEST

static uint64_t capacity_of(const char *storage, const char *volume_name)
{
    char name[64];
    virStorageVolInfo info = { 0 };
    snprintf(name, sizeof name, "occi-%s", storage);
    virStoragePoolPtr pool = virStoragePoolLookupByName(witness, name);
    virStorageVolPtr volume = pool ? virStorageVolLookupByName(pool, volume_name) : NULL;
    if (volume) {
        virStorageVolGetInfo(volume, &info);
        virStorageVolFree(volume);
    }
    if (pool)
        virStoragePoolFree(pool);
    return info.capacity;
}

START_TEST(a_storage_grows_goes_offline_and_is_copied)
{
    driver_storage storage = { .id = "00000000-0000-7000-8000-0000000000d8",
                               .size = 200 * GIB,
                               .wanted = DRIVER_STATE_ACTIVE };
    DONE(with->storage_apply(host, &storage, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    ck_assert_uint_eq(capacity_of(storage.id, "data"), 200 * GIB);
    storage.size = 300 * GIB;
    DONE(with->storage_apply(host, &storage, &seen, &note));
    ck_assert_uint_eq(capacity_of(storage.id, "data"), 300 * GIB);
    storage.size = GIB;
    ck_assert_int_eq(with->storage_apply(host, &storage, &seen, &note), DRIVER_REFUSED);
    ck_assert_ptr_nonnull(strstr(note.text, "cannot shrink"));
    storage.size = 300 * GIB;
    DONE(with->storage_backup(host, &storage, "b1", &seen, &note));
    DONE(with->storage_backup(host, &storage, "b1", &seen, &note));
    DONE(with->storage_snapshot(host, &storage, "s1", &seen, &note));
    ck_assert_uint_eq(capacity_of(storage.id, "backup-b1"), 300 * GIB);
    ck_assert_uint_eq(capacity_of(storage.id, "snapshot-s1"), 300 * GIB);
    storage.wanted = DRIVER_STATE_INACTIVE;
    for (int i = 0; i < 2; i++) {
        DONE(with->storage_apply(host, &storage, &seen, &note));
        ck_assert_int_eq(seen.state, DRIVER_STATE_INACTIVE);
    }
    DONE(with->storage_remove(host, storage.id, &note));
    DONE(with->storage_observe(host, storage.id, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ABSENT);
}
END_TEST

static void check_network(const char *id, const char *text)
{
    virNetworkPtr network = virNetworkLookupByUUIDString(witness, id);
    ck_assert_ptr_nonnull(network);
    char *xml = virNetworkGetXMLDesc(network, 0);
    ck_assert_msg(strstr(xml, text) != NULL, "%s in %s", text, xml);
    free(xml);
    virNetworkFree(network);
}

START_TEST(a_network_goes_up_and_down_and_changes)
{
    driver_network network = { .id = "00000000-0000-7000-8000-0000000000e9",
                               .vlan = -1,
                               .wanted = DRIVER_STATE_ACTIVE };
    DONE(with->network_apply(host, &network, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    network.address = "10.1.2.0/24";
    network.gateway = "10.1.2.1";
    network.is_dynamic = true;
    DONE(with->network_apply(host, &network, &seen, &note));
    ck_assert_int_eq(seen.state, DRIVER_STATE_ACTIVE);
    check_network(network.id, "address='10.1.2.1'");
    check_network(network.id, "<range start='10.1.2.2' end='10.1.2.254'/>");
    check_network(network.id, "<forward mode='nat'");
    network.address = "fd00:1::/64";
    network.gateway = NULL;
    DONE(with->network_apply(host, &network, &seen, &note));
    check_network(network.id, "address='fd00:1::1'");
    network.wanted = DRIVER_STATE_INACTIVE;
    for (int i = 0; i < 2; i++) {
        DONE(with->network_apply(host, &network, &seen, &note));
        ck_assert_int_eq(seen.state, DRIVER_STATE_INACTIVE);
    }
    network.address = "10.1.2.300/24";
    ck_assert_int_eq(with->network_apply(host, &network, &seen, &note), DRIVER_REFUSED);
    network.address = "10.1.2.0/24";
    network.gateway = "fd00::1";
    ck_assert_int_eq(with->network_apply(host, &network, &seen, &note), DRIVER_REFUSED);
    DONE(with->network_remove(host, network.id, &note));
    DONE(with->network_remove(host, network.id, &note));
}
END_TEST

static int listed;

static void count(void *context, driver_class class, const char *id, driver_state state)
{
    (void)class;
    if (strcmp(id, context) == 0 && state == DRIVER_STATE_ACTIVE)
        listed += 1;
    else
        listed +=
            1000; /* what is not ours: libvirt's test hypervisor comes with a domain, a network and a pool */
}

START_TEST(the_inventory_has_what_is_ours_and_nothing_else)
{
    driver_compute compute = compute_of('a');
    apply(&compute, DRIVER_STATE_ACTIVE);
    listed = 0;
    DONE(with->inventory(host, count, compute.id, &note));
    ck_assert_int_eq(listed, 1);
    DONE(with->compute_remove(host, compute.id, &note));
    virDomainPtr foreign = virDomainLookupByName(witness, "test");
    ck_assert_ptr_nonnull(foreign);
    ck_assert_int_eq(virDomainIsActive(foreign), 1);
    virDomainFree(foreign);
}
END_TEST

static volatile int ended;

static void hear(void *context, driver_class class, const char *id, driver_state state)
{
    if (class == DRIVER_COMPUTE && strcmp(id, context) == 0 && state == DRIVER_STATE_INACTIVE)
        ended = 1;
}

START_TEST(what_happens_behind_our_back_is_told)
{
    static driver_compute compute;
    compute = compute_of('b');
    apply(&compute, DRIVER_STATE_ACTIVE);
    DONE(with->watch(host, hear, compute.id, &note));
    virDomainPtr domain = virDomainLookupByUUIDString(witness, compute.id);
    ck_assert_int_eq(virDomainDestroy(domain), 0);
    virDomainFree(domain);
    for (int i = 0; i < 100 && !ended; i++)
        usleep(50 * 1000);
    ck_assert_int_eq(ended, 1);
    DONE(with->compute_remove(host, compute.id, &note));
}
END_TEST

START_TEST(what_cannot_be_is_refused_in_words)
{
    driver_compute compute = compute_of('c');
    compute.wanted = DRIVER_STATE_ABSENT;
    ck_assert_int_eq(with->compute_apply(host, &compute, &seen, &note), DRIVER_REFUSED);
    ck_assert_str_eq(note.text, "a compute cannot be made absent");
    DONE(with->compute_remove(host, compute.id, &note));
    driver_host *nowhere;
    ck_assert_int_ne(with->open("test:///no/such/file.xml", &nowhere, &note), DRIVER_DONE);
    ck_assert_ptr_null(driver_find("none"));
    driver_method method;
    ck_assert(!driver_method_parse("gently", &method));
    ck_assert(driver_method_parse(NULL, &method));
    ck_assert_int_eq(method, DRIVER_METHOD_DEFAULT);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_compute_is_made_and_goes_through_its_states,
        a_saved_memory_is_forgotten_by_a_stop,
        a_restart_ends_active_from_wherever_it_began,
        a_changed_compute_is_defined_anew,
        disks_and_interfaces_come_and_go,
        an_image_outlives_the_compute_it_was_saved_from,
        a_storage_grows_goes_offline_and_is_copied,
        a_network_goes_up_and_down_and_changes,
        the_inventory_has_what_is_ours_and_nothing_else,
        what_happens_behind_our_back_is_told,
        what_cannot_be_is_refused_in_words,
        NULL,
    };
    TCase *group = tcase_create("drivers");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, open_host, close_host);
    for (size_t i = 0; tests[i]; i++)
        tcase_add_test(group, tests[i]);
    Suite *suite = suite_create("drivers");
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
