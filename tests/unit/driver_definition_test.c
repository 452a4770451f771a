/* The driver contract: what a compute is made of. */
#include "tests/unit/driver_world.h"

/* Compute: definition. */

START_TEST(cores_and_less_memory_come_while_it_runs)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    spec.cores = 4;
    spec.memory = 128 * MIB;
    apply(&spec);
    ck_assert(domain_has("<currentMemory unit='KiB'>131072</currentMemory>", 0));
    ck_assert(domain_has("<currentMemory unit='KiB'>131072</currentMemory>", VIR_DOMAIN_XML_INACTIVE));
    virDomainPtr found = domain();
    ck_assert_int_eq(virDomainGetVcpusFlags(found, VIR_DOMAIN_AFFECT_LIVE), 4);
    ck_assert_int_eq(virDomainGetVcpusFlags(found, VIR_DOMAIN_AFFECT_CONFIG), 4);
    virDomainFree(found);
}
END_TEST

START_TEST(resizing_does_not_restart)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    int run = run_number();
    spec.cores = 4;
    spec.memory = 128 * MIB;
    apply(&spec);
    ck_assert_int_eq(run_number(), run);
}
END_TEST

START_TEST(more_memory_than_it_was_started_with_comes_too)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    spec.memory = GIB;
    apply(&spec);
    int run = run_number();
    ck_assert(domain_has("<currentMemory unit='KiB'>1048576</currentMemory>", 0));
    apply(&spec);
    ck_assert_int_eq(run_number(), run);
}
END_TEST

START_TEST(more_cores_than_the_limit_come_too)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    spec.cores = 24;
    apply(&spec);
    virDomainPtr found = domain();
    ck_assert_int_eq(virDomainGetVcpusFlags(found, VIR_DOMAIN_AFFECT_LIVE), 24);
    virDomainFree(found);
}
END_TEST

START_TEST(what_stays_the_same_is_not_defined_again)
{
    driver_disk disks[] = { { .storage = STORAGE, .device = "/dev/vdb" } };
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:AA:BB:01", .device = "eth0" } };
    make_storage();
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.title = " a  <&>\"' title\twith\neverything\x01 ";
    spec.hostname = "vm1.example.org";
    spec.architecture = "x64";
    spec.share = 512;
    spec.memory = 256 * MIB + 1;
    spec.disks = disks;
    spec.disk_count = 1;
    spec.interfaces = interfaces;
    spec.interface_count = 1;
    apply(&spec);
    char *before = domain_xml(0);
    int run = run_number();
    apply(&spec);
    char *after = domain_xml(0);
    ck_assert_str_eq(before, after);
    ck_assert_int_eq(run_number(), run);
    free(before);
    free(after);
}
END_TEST

START_TEST(disks_and_interfaces_appear_and_go)
{
    driver_disk disks[] = { { .storage = STORAGE, .device = "vdb" } };
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:aa:bb:01", .device = "eth0" } };
    make_storage();
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    apply(&spec);
    spec.disks = disks;
    spec.disk_count = 1;
    spec.interfaces = interfaces;
    spec.interface_count = 1;
    apply(&spec);
    ck_assert(domain_has("<source pool='occi-" STORAGE "' volume='data'/>", 0));
    ck_assert(domain_has("<target dev='vdb'", 0));
    ck_assert(domain_has("<source network='occi-" NETWORK "'/>", 0));
    ck_assert(domain_has("52:54:00:aa:bb:01", 0));
    spec.disk_count = 0;
    spec.interface_count = 0;
    apply(&spec);
    ck_assert(!domain_has(STORAGE, 0));
    ck_assert(!domain_has(NETWORK, 0));
    ck_assert(domain_has("root-" COMPUTE, 0));
}
END_TEST

START_TEST(a_paused_compute_stays_paused_when_its_disks_change)
{
    driver_disk disks[] = { { .storage = STORAGE, .device = "vdb" } };
    make_storage();
    driver_compute spec = a_compute(DRIVER_STATE_SUSPENDED);
    apply(&spec);
    spec.disks = disks;
    spec.disk_count = 1;
    apply(&spec);
    ck_assert(domain_has(STORAGE, 0));
    ck_assert_int_eq(has_saved_memory(), 0);
}
END_TEST

START_TEST(interfaces_are_in_the_order_of_their_names)
{
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:00:00:0a", .device = "eth10" },
                                      { .network = NETWORK, .mac = "52:54:00:00:00:02", .device = "eth2" } };
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_INACTIVE);
    spec.interfaces = interfaces;
    spec.interface_count = 2;
    apply(&spec);
    char *xml = domain_xml(0);
    ck_assert(strstr(xml, "52:54:00:00:00:02") < strstr(xml, "52:54:00:00:00:0a"));
    free(xml);
}
END_TEST

START_TEST(what_is_not_there_yet_is_waited_for)
{
    driver_disk disks[] = { { .storage = STORAGE, .device = "vdb" } };
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:aa:bb:01", .device = "eth0" } };
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.disks = disks;
    spec.disk_count = 1;
    AGAIN(test->compute_apply(host, &spec, &seen, &note));
    NOTED("storage " STORAGE " is not there yet");
    make_storage();
    spec.interfaces = interfaces;
    spec.interface_count = 1;
    AGAIN(test->compute_apply(host, &spec, &seen, &note));
    NOTED("network " NETWORK " is not there yet");
    make_network();
    apply(&spec);
}
END_TEST

START_TEST(a_compute_can_be_stopped_whatever_it_lacks)
{
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:aa:bb:01", .device = "eth0" } };
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.interfaces = interfaces;
    spec.interface_count = 1;
    apply(&spec);
    DONE(test->network_remove(host, NETWORK, &note));
    spec.wanted = DRIVER_STATE_INACTIVE;
    apply(&spec);
}
END_TEST

START_TEST(a_hostile_title_is_only_a_title)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.title = "</title><devices/>&amp;<![CDATA[x]]> \"'";
    apply(&spec);
    ck_assert(domain_has("&lt;/title&gt;&lt;devices/&gt;&amp;amp;&lt;![CDATA[x]]&gt;", 0));
    static const char *const titles[] = {
        "a\nb\r\tc",       "\x01\x02\x1f", "   ",          "",
        "\xff\xfe broken", "cut \xe2\x82", "\xef\xbf\xbf", "日本 – ünïcödé",
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        spec.title = titles[i];
        apply(&spec);
        char *before = domain_xml(0);
        apply(&spec);
        char *after = domain_xml(0);
        ck_assert_str_eq(before, after);
        free(before);
        free(after);
    }
    ck_assert(domain_has("日本 – ünïcödé", VIR_DOMAIN_XML_INACTIVE));
    spec.title = NULL;
    apply(&spec);
    ck_assert(!domain_has("<title>", VIR_DOMAIN_XML_INACTIVE));
}
END_TEST

START_TEST(what_cannot_be_is_refused_with_a_reason)
{
    driver_disk twice[] = { { .storage = STORAGE, .device = "vdb" },
                            { .storage = STORAGE, .device = "vdb" } };
    driver_interface odd[] = { { .network = NETWORK, .mac = "nonsense", .device = "eth0" } };
    make_storage();
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.cores = 0;
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.cores = 100000;
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.memory = 0;
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.architecture = "vax";
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    NOTED("vax");
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.disks = twice;
    spec.disk_count = 2;
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    NOTED("vdb");
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.interfaces = odd;
    spec.interface_count = 1;
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    odd[0].mac = "01:00:5e:00:00:01"; /* multicast */
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.image = "../../etc/passwd";
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    spec = a_compute(DRIVER_STATE_ABSENT);
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_ABSENT);
}
END_TEST

int main(void)
{
    return RUN_IN_WORLDS(
        "driver_definition", cores_and_less_memory_come_while_it_runs, resizing_does_not_restart,
        more_memory_than_it_was_started_with_comes_too, more_cores_than_the_limit_come_too,
        what_stays_the_same_is_not_defined_again, disks_and_interfaces_appear_and_go,
        a_paused_compute_stays_paused_when_its_disks_change, interfaces_are_in_the_order_of_their_names,
        what_is_not_there_yet_is_waited_for, a_compute_can_be_stopped_whatever_it_lacks,
        a_hostile_title_is_only_a_title, what_cannot_be_is_refused_with_a_reason);
}
