/* The driver contract: networks. */
#include "tests/unit/driver_world.h"

/* Network. */

static void apply_network(const driver_network *spec)
{
    for (int i = 0; i < 2; i++) {
        seen.state = DRIVER_STATE_ERROR;
        DONE(test->network_apply(host, spec, &seen, &note));
        ck_assert_int_eq(seen.state, spec->wanted);
        ck_assert_int_eq(network_state(), spec->wanted);
    }
}

START_TEST(a_network_goes_up_and_down)
{
    driver_network spec = a_network(DRIVER_STATE_INACTIVE);
    apply_network(&spec);
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply_network(&spec);
    ck_assert(network_has("<name>occi-" NETWORK "</name>"));
    ck_assert(!network_has("<ip "));
    ck_assert(!network_has("<forward"));
    spec.wanted = DRIVER_STATE_INACTIVE;
    apply_network(&spec);
    DONE(test->network_remove(host, NETWORK, &note));
    ck_assert_int_eq(network_state(), DRIVER_STATE_ABSENT);
    DONE(test->network_remove(host, NETWORK, &note));
}
END_TEST

START_TEST(a_network_changes_its_addresses)
{
    driver_network spec = a_network(DRIVER_STATE_ACTIVE);
    spec.address = "10.7.0.0/16";
    apply_network(&spec);
    ck_assert(network_has("address='10.7.0.1'"));
    ck_assert(!network_has("<dhcp>"));
    spec.address = "192.168.7.0/24";
    spec.gateway = "192.168.7.254";
    spec.is_dynamic = true;
    apply_network(&spec);
    ck_assert(network_has("address='192.168.7.254'"));
    ck_assert(!network_has("10.7.0"));
    ck_assert(network_has("<forward mode='nat'"));
    ck_assert(network_has("<range start='192.168.7.1' end='192.168.7.253'/>"));
    spec.address = "fd00:7::/64";
    spec.gateway = "fd00:7::1";
    apply_network(&spec);
    ck_assert(network_has("family='ipv6'"));
    ck_assert(network_has("address='fd00:7::1'"));
    spec.address = "10.0.0.0/8"; /* more addresses than libvirt hands out */
    spec.gateway = "10.0.0.1";
    apply_network(&spec);
    ck_assert(network_has("<range start='10.0.0.2'"));
    spec.vlan = 42;
    spec.label = "<green>";
    spec.title = "a & b";
    apply_network(&spec);
    spec.wanted = DRIVER_STATE_INACTIVE;
    spec.gateway = NULL;
    apply_network(&spec);
    ck_assert(!network_has("<forward"));
}
END_TEST

START_TEST(a_network_that_has_not_changed_is_left_alone)
{
    driver_network spec = a_network(DRIVER_STATE_ACTIVE);
    spec.address = "192.168.7.0/24";
    spec.gateway = "192.168.7.1";
    spec.is_dynamic = true;
    spec.label = "green";
    spec.vlan = 42;
    apply_network(&spec);
    virNetworkPtr network = virNetworkLookupByUUIDString(beside, NETWORK);
    char *before = virNetworkGetXMLDesc(network, 0);
    apply_network(&spec);
    char *after = virNetworkGetXMLDesc(network, 0);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    virNetworkFree(network);
}
END_TEST

START_TEST(addresses_that_cannot_be_are_refused)
{
    static const struct {
        const char *address, *gateway;
        bool is_dynamic;
    } bad[] = {
        { "10.0.0.1", NULL, false },          { "10.0.0.0/33", NULL, false },
        { "10.0.0.0/", NULL, false },         { "10.0.0.0/0", NULL, false },
        { "10.0.0.0/8x", NULL, false },       { "300.0.0.0/8", NULL, false },
        { "here/24", NULL, false },           { "", NULL, false },
        { "fd00::/129", NULL, false },        { "'/><x>/24", NULL, false },
        { "10.0.0.0/24", "10.0.1.1", false }, { "10.0.0.0/24", "10.0.0.0", false },
        { "10.0.0.0/24", "fd00::1", false },  { "10.0.0.0/24", "10.0.0.255", false },
        { "10.0.0.0/24", "gate", false },     { "10.0.0.1/32", NULL, true },
        { NULL, "10.0.0.1", false },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        driver_network spec = a_network(DRIVER_STATE_ACTIVE);
        spec.address = bad[i].address;
        spec.gateway = bad[i].gateway;
        spec.is_dynamic = bad[i].is_dynamic;
        note.text[0] = '\0';
        ck_assert_msg(test->network_apply(host, &spec, &seen, &note) == DRIVER_REFUSED, "%s %s",
                      bad[i].address ? bad[i].address : "none", bad[i].gateway ? bad[i].gateway : "none");
        ck_assert_uint_gt(strlen(note.text), 10);
    }
    ck_assert_int_eq(network_state(), DRIVER_STATE_ABSENT);
}
END_TEST

int main(void)
{
    return RUN_IN_WORLDS("driver_network", a_network_goes_up_and_down, a_network_changes_its_addresses,
                         a_network_that_has_not_changed_is_left_alone, addresses_that_cannot_be_are_refused);
}
