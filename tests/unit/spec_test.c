/* What the reconciler makes of the registry's documents and operations: specs, steps, states, delays. */
#include <limits.h>
#include <string.h>
#include "reconciler/carry.h"
#include "tests/unit/unit.h"

#define INF "http://schemas.ogf.org/occi/infrastructure"
#define GIB (UINT64_C(1) << 30)

static json_t *json_of(const char *text)
{
    char bytes[4096];
    json_error_t where;
    strncpy(bytes, text, sizeof bytes - 1);
    bytes[sizeof bytes - 1] = '\0';
    for (char *quote = bytes; (quote = strchr(quote, '\''));)
        *quote = '"';
    json_t *json = json_loads(bytes, 0, &where);
    ck_assert_msg(json != NULL, "%s", where.text);
    return json;
}

START_TEST(a_compute_has_its_sizes_disks_and_interfaces)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *document = json_of(
        "{'id': '01a20dfb-09b5-7641-b05e-5279ee81e7fb', 'title': 'web', 'attributes': {'occi.compute.cores': "
        "3,"
        " 'occi.compute.memory': 0.5, 'occi.compute.share': 7, 'occi.compute.hostname': 'h', "
        "'occi.compute.architecture': 'x64',"
        " 'occi.compute.ephemeral_storage.size': 20.0},"
        " 'mixins': [{'term': 'large', 'depends': ['" INF
        "#resource_tpl']}, {'term': 'debian-12', 'depends': ['" INF "#os_tpl']}],"
        " 'links': [{'kind': '" INF
        "#storagelink', 'target': 's1', 'attributes': {'occi.storagelink.deviceid': 'vdb'}},"
        "  {'kind': 'http://schemas.ogf.org/occi/core#link', 'target': 'x', 'attributes': {}},"
        "  {'kind': '" INF
        "#networkinterface', 'target': 'n1', 'attributes': {'occi.networkinterface.interface': 'eth0',"
        "   'occi.networkinterface.mac': '52:54:00:00:00:01'}}]}");
    driver_compute compute;
    const char *wrong;
    ck_assert_ptr_null(spec_compute(pool, document, &compute, &wrong));
    ck_assert_ptr_null(wrong);
    ck_assert_str_eq(compute.id, "01a20dfb-09b5-7641-b05e-5279ee81e7fb");
    ck_assert_uint_eq(compute.cores, 3);
    ck_assert_uint_eq(compute.memory, GIB / 2);
    ck_assert_uint_eq(compute.share, 7);
    ck_assert_uint_eq(compute.root_size, 20 * GIB);
    ck_assert_str_eq(compute.image, "debian-12");
    ck_assert_str_eq(compute.hostname, "h");
    ck_assert_uint_eq(compute.disk_count, 1);
    ck_assert_str_eq(compute.disks[0].device, "vdb");
    ck_assert_uint_eq(compute.interface_count, 1);
    ck_assert_str_eq(compute.interfaces[0].mac, "52:54:00:00:00:01");
    json_decref(document);
    occi_pool_free(pool);
}
END_TEST

START_TEST(what_is_not_said_has_a_default)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *document = json_of("{'id': 'x', 'attributes': {}, 'links': null, 'mixins': null}");
    driver_compute compute;
    driver_network network;
    const char *wrong;
    ck_assert_ptr_null(spec_compute(pool, document, &compute, &wrong));
    ck_assert_uint_eq(compute.cores, 1);
    ck_assert_uint_eq(compute.memory, GIB);
    ck_assert_uint_eq(compute.root_size, 10 * GIB);
    ck_assert_ptr_null(compute.image);
    spec_network(document, &network);
    ck_assert_int_eq(network.vlan, -1);
    ck_assert(!network.is_dynamic);
    json_decref(document);
    occi_pool_free(pool);
}
END_TEST

START_TEST(numbers_have_an_end)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *document =
        json_of("{'id': 'x', 'attributes': {'occi.compute.cores': 9223372036854775807,"
                " 'occi.compute.memory': 1e308, 'occi.compute.share': -1, 'occi.network.vlan': 1e20}}");
    driver_compute compute;
    driver_network network;
    const char *wrong;
    ck_assert_ptr_null(spec_compute(pool, document, &compute, &wrong));
    ck_assert_uint_eq(compute.cores, UINT_MAX);
    ck_assert_uint_eq(compute.memory, UINT64_C(1) << 62);
    ck_assert_uint_eq(compute.share, 0);
    spec_network(document, &network);
    ck_assert_int_eq(network.vlan, INT_MAX);
    json_decref(document);
    occi_pool_free(pool);
}
END_TEST

START_TEST(states_have_the_words_of_their_class)
{
    ck_assert_str_eq(spec_state_word(DRIVER_STORAGE, DRIVER_STATE_ACTIVE), "online");
    ck_assert_str_eq(spec_state_word(DRIVER_STORAGE, DRIVER_STATE_INACTIVE), "offline");
    ck_assert_str_eq(spec_state_word(DRIVER_COMPUTE, DRIVER_STATE_SUSPENDED), "suspended");
    ck_assert_str_eq(spec_state_word(DRIVER_NETWORK, DRIVER_STATE_ABSENT), "absent");
    ck_assert_int_eq(spec_state_read("online"), DRIVER_STATE_ACTIVE);
    ck_assert_int_eq(spec_state_read("inactive"), DRIVER_STATE_INACTIVE);
    ck_assert_int_eq(spec_state_read("error"), DRIVER_STATE_ABSENT);
    ck_assert_int_eq(spec_state_read(NULL), DRIVER_STATE_ABSENT);
}
END_TEST

START_TEST(kinds_and_actions_are_known_by_identifier)
{
    spec_step step;
    ck_assert(spec_kind_find(INF "#storagelink")->is_link);
    ck_assert_int_eq(spec_kind_find(INF "#storage")->class, DRIVER_STORAGE);
    ck_assert_ptr_null(spec_kind_find(INF "#nothing"));
    ck_assert(spec_action_find(INF "/compute/action#restart", &step));
    ck_assert_int_eq(step, SPEC_RESTART);
    ck_assert(!spec_action_find(INF "/compute/action#fly", &step));
}
END_TEST

START_TEST(delays_grow_to_half_a_minute_and_are_jittered)
{
    ck_assert_int_ge(reconciler_delay(1, 0), 25);
    ck_assert_int_le(reconciler_delay(1, 25), 50);
    for (int attempts = 1; attempts < 40; attempts++) {
        ck_assert_int_ge(reconciler_delay(attempts + 1, 0), reconciler_delay(attempts, 0));
        ck_assert_int_le(reconciler_delay(attempts, 4294967295U), 30000);
    }
    ck_assert_int_eq(reconciler_delay(40, 0), 15000);
}
END_TEST

/* --- operations, carried out on the test hypervisor --- */

static store_finish carry(occi_pool *pool, driver_host *host, const char *kind, const char *verb,
                          const char *action, json_t *document)
{
    const store_operation operation = { .id = "01a20dfb-09b5-7641-b05e-5279ee81e7f0",
                                        .entity = "01a20dfb-09b5-7641-b05e-5279ee81e7fd",
                                        .subject = "01a20dfb-09b5-7641-b05e-5279ee81e7fd",
                                        .kind = kind,
                                        .verb = verb,
                                        .action = action,
                                        .wanted = "active",
                                        .attempts = 1,
                                        .document = document };
    store_finish finish;
    ck_assert_ptr_null(reconciler_carry(pool, driver_find("test"), host, &operation, &finish));
    return finish;
}

START_TEST(operations_end_as_the_driver_says)
{
    occi_pool *pool = occi_pool_new(NULL);
    driver_host *host;
    driver_note note;
    json_t *document = json_of("{'id': '01a20dfb-09b5-7641-b05e-5279ee81e7fd', 'kind': '" INF
                               "#compute', 'attributes': {}}");
    json_t *linked =
        json_of("{'id': '01a20dfb-09b5-7641-b05e-5279ee81e7fd', 'kind': '" INF
                "#compute', 'state': 'active', 'attributes': {},"
                " 'links': [{'kind': '" INF "#storagelink', 'target': '01a20dfb-09b5-7641-b05e-5279ee81e7fe',"
                " 'attributes': {'occi.storagelink.deviceid': 'vdb'}}]}");
    ck_assert_int_eq(driver_find("test")->open("test:///default", &host, &note), DRIVER_DONE);
    store_finish finish = carry(pool, host, INF "#compute", "create", NULL, document);
    ck_assert_int_eq(finish.outcome, STORE_DONE);
    ck_assert_str_eq(finish.seen, "active");
    ck_assert_str_eq(finish.link_state, "active");

    finish = carry(pool, host, INF "#storagelink", "create", NULL, linked);
    ck_assert_int_eq(finish.outcome, STORE_AGAIN);
    ck_assert_ptr_nonnull(strstr(finish.message, "is not there yet"));
    ck_assert_int_gt(finish.delay, 0);

    finish = carry(pool, host, INF "#storagelink", "delete", NULL, NULL);
    ck_assert_int_eq(finish.outcome, STORE_DONE);
    ck_assert_ptr_null(finish.seen);

    finish = carry(pool, host, "http://example.org#thing", "create", NULL, document);
    ck_assert_int_eq(finish.outcome, STORE_FAILED);
    ck_assert_str_eq(finish.message, "no driver makes entities of this kind real");

    finish = carry(pool, host, INF "#compute", "action", INF "/compute/action#save", document);
    ck_assert_int_eq(finish.outcome, STORE_FAILED);
    ck_assert_str_eq(finish.message, "the template to be made is gone");

    finish = carry(pool, host, INF "#compute", "delete", NULL, NULL);
    ck_assert_int_eq(finish.outcome, STORE_DONE);
    driver_find("test")->close(host);
    json_decref(document);
    json_decref(linked);
    occi_pool_free(pool);
}
END_TEST

int main(void)
{
    return UNIT_RUN("spec", a_compute_has_its_sizes_disks_and_interfaces, what_is_not_said_has_a_default,
                    numbers_have_an_end, states_have_the_words_of_their_class,
                    kinds_and_actions_are_known_by_identifier, delays_grow_to_half_a_minute_and_are_jittered,
                    operations_end_as_the_driver_says);
}
