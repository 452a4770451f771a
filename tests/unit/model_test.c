/* The model of model/: what it holds of OCCI Core, Infrastructure, the Compute Resource Templates Profile, Platform and
 * SLA, and the questions a model answers. */
#include "occi/model.h"

#include <stdio.h>
#include <string.h>
#include "tests/unit/models.h"

#define CORE     "http://schemas.ogf.org/occi/core#"
#define INF      "http://schemas.ogf.org/occi/infrastructure#"
#define INFRA    "http://schemas.ogf.org/occi/infrastructure/"
#define OGF      "http://schemas.ogf.org/occi/"
#define PLATFORM "http://schemas.ogf.org/occi/platform#"
#define SLA      "http://schemas.ogf.org/occi/sla#"
#define TEMPLATE "http://schemas.ogf.org/occi/infrastructure/compute/template/1.1#"

static occi_pool *pool;
static const occi_model *model;

static void load(void)
{
    pool = occi_pool_new(NULL);
    model = models_load(pool);
}

static void unload(void)
{
    occi_pool_free(pool);
}

static const occi_category *find(const char *identifier)
{
    const occi_category *category = occi_model_find(model, identifier);
    ck_assert_msg(category != NULL, "%s", identifier);
    return category;
}

static const occi_attribute *find_attribute(const char *identifier, const char *name)
{
    const occi_attribute *attribute = occi_category_attribute(find(identifier), name);
    ck_assert_msg(attribute != NULL, "%s of %s", name, identifier);
    return attribute;
}

START_TEST(every_category_of_the_standard_is_there)
{
    static const struct {
        const char *identifier;
        occi_class class;
        const char *location;
    } rows[] = {
        { CORE "entity", OCCI_KIND, NULL },
        { CORE "resource", OCCI_KIND, "/resource/" },
        { CORE "link", OCCI_KIND, "/link/" },
        { INF "compute", OCCI_KIND, "/compute/" },
        { INF "network", OCCI_KIND, "/network/" },
        { INF "storage", OCCI_KIND, "/storage/" },
        { INF "networkinterface", OCCI_KIND, "/networkinterface/" },
        { INF "storagelink", OCCI_KIND, "/storagelink/" },
        { "http://occibase.org/occi/quota#quota", OCCI_KIND, "/quota/" },
        { PLATFORM "application", OCCI_KIND, "/application/" },
        { PLATFORM "component", OCCI_KIND, "/component/" },
        { PLATFORM "componentlink", OCCI_KIND, "/componentlink/" },
        { SLA "agreement", OCCI_KIND, "/agreement/" },
        { SLA "agreement_link", OCCI_KIND, "/agreement_link/" },
        { INFRA "network#ipnetwork", OCCI_MIXIN, "/mixin/ipnetwork/" },
        { INFRA "networkinterface#ipnetworkinterface", OCCI_MIXIN, "/mixin/ipnetworkinterface/" },
        { INF "os_tpl", OCCI_MIXIN, "/mixin/os_tpl/" },
        { INF "resource_tpl", OCCI_MIXIN, "/mixin/resource_tpl/" },
        { INFRA "credentials#ssh_key", OCCI_MIXIN, "/mixin/ssh_key/" },
        { INFRA "compute#user_data", OCCI_MIXIN, "/mixin/user_data/" },
        { TEMPLATE "small", OCCI_MIXIN, "/mixin/resource_tpl/small/" },
        { TEMPLATE "medium", OCCI_MIXIN, "/mixin/resource_tpl/medium/" },
        { TEMPLATE "large", OCCI_MIXIN, "/mixin/resource_tpl/large/" },
        { TEMPLATE "mem_small", OCCI_MIXIN, "/mixin/resource_tpl/mem_small/" },
        { TEMPLATE "mem_medium", OCCI_MIXIN, "/mixin/resource_tpl/mem_medium/" },
        { TEMPLATE "mem_large", OCCI_MIXIN, "/mixin/resource_tpl/mem_large/" },
        { "http://occibase.org/occi/os_tpl#debian-12", OCCI_MIXIN, "/mixin/os_tpl/debian-12/" },
        { PLATFORM "app_tpl", OCCI_MIXIN, "/mixin/app_tpl/" },
        { PLATFORM "res_tpl", OCCI_MIXIN, "/mixin/res_tpl/" },
        { PLATFORM "database", OCCI_MIXIN, "/mixin/database/" },
        { PLATFORM "databaselink", OCCI_MIXIN, "/mixin/databaselink/" },
        { SLA "agreement_tpl", OCCI_MIXIN, "/mixin/agreement_tpl/" },
        { SLA "agreement_term", OCCI_MIXIN, "/mixin/agreement_term/" },
        { INFRA "compute/action#start", OCCI_ACTION, NULL },
        { INFRA "compute/action#stop", OCCI_ACTION, NULL },
        { INFRA "compute/action#restart", OCCI_ACTION, NULL },
        { INFRA "compute/action#suspend", OCCI_ACTION, NULL },
        { INFRA "compute/action#save", OCCI_ACTION, NULL },
        { INFRA "network/action#up", OCCI_ACTION, NULL },
        { INFRA "network/action#down", OCCI_ACTION, NULL },
        { INFRA "storage/action#online", OCCI_ACTION, NULL },
        { INFRA "storage/action#offline", OCCI_ACTION, NULL },
        { INFRA "storage/action#backup", OCCI_ACTION, NULL },
        { INFRA "storage/action#snapshot", OCCI_ACTION, NULL },
        { INFRA "storage/action#resize", OCCI_ACTION, NULL },
        { OGF "platform/application/action#start", OCCI_ACTION, NULL },
        { OGF "platform/application/action#stop", OCCI_ACTION, NULL },
        { OGF "platform/component/action#start", OCCI_ACTION, NULL },
        { OGF "platform/component/action#stop", OCCI_ACTION, NULL },
        { SLA "accept", OCCI_ACTION, NULL },
        { SLA "reject", OCCI_ACTION, NULL },
        { SLA "suspend", OCCI_ACTION, NULL },
        { SLA "resume", OCCI_ACTION, NULL },
        { SLA "terminate", OCCI_ACTION, NULL },
    };
    size_t count = sizeof rows / sizeof *rows;
    ck_assert_uint_eq(occi_model_count(model), count);
    ck_assert_ptr_null(occi_model_at(model, count));
    for (size_t i = 0; i < count; i++) {
        const occi_category *category = occi_model_at(model, i);
        ck_assert_str_eq(category->identifier, rows[i].identifier);
        ck_assert_int_eq(category->class, rows[i].class);
        ck_assert_pstr_eq(category->location, rows[i].location);
        ck_assert_int_eq(category->key, (int64_t)i + 1);
        ck_assert_ptr_nonnull(category->title);
        ck_assert_ptr_null(strpbrk(category->title, ";,\"")); /* old clients split on these, quoted or not */
    }
}
END_TEST

START_TEST(a_category_is_found_by_everything_it_is_called)
{
    for (size_t i = 0; i < occi_model_count(model); i++) {
        const occi_category *category = occi_model_at(model, i);
        ck_assert_ptr_eq(occi_model_find(model, category->identifier), category);
        ck_assert_ptr_eq(occi_model_find_split(model, category->scheme, category->term), category);
        ck_assert_ptr_eq(occi_model_find_key(model, category->key), category);
        if (category->location) {
            char bare[256];
            snprintf(bare, sizeof bare, "%.*s", (int)strlen(category->location) - 1, category->location);
            ck_assert_ptr_eq(occi_model_find_location(model, category->location), category);
            ck_assert_ptr_eq(occi_model_find_location(model, bare), category);
        }
    }
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
    static const char *const names[] = { "",   "compute", INF, INF "comput", INF "computer", INF "Compute",
                                         "zzz" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_ptr_null(occi_model_find(model, names[i]));
        ck_assert_ptr_null(occi_model_find_split(model, "", names[i]));
        ck_assert_ptr_null(occi_model_find_split(model, INF "c", names[i]));
        ck_assert_ptr_null(occi_model_find_location(model, names[i]));
    }
    static const char *const paths[] = { "/",          "//",      "/comput",  "/compute//",
                                         "/compute/x", "/mixin/", "/Compute/" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        ck_assert_ptr_null(occi_model_find_location(model, paths[i]));
    ck_assert_ptr_null(occi_model_find_key(model, 0));
    ck_assert_ptr_null(occi_model_find_key(model, -1));
    ck_assert_ptr_null(occi_model_find_key(model, 1000));
}
END_TEST

START_TEST(kinds_inherit_from_their_parents)
{
    const occi_category *compute = find(INF "compute");
    const occi_category *storagelink = find(INF "storagelink");
    ck_assert_ptr_null(find(OCCI_CORE_ENTITY)->parent);
    ck_assert_ptr_eq(compute->parent, find(OCCI_CORE_RESOURCE));
    ck_assert_ptr_eq(storagelink->parent, find(OCCI_CORE_LINK));
    ck_assert(occi_category_is(compute, compute));
    ck_assert(occi_category_is(compute, find(OCCI_CORE_ENTITY)));
    ck_assert(!occi_category_is(compute, find(OCCI_CORE_LINK)));
    ck_assert(!occi_category_is(find(OCCI_CORE_RESOURCE), compute));
    ck_assert(occi_category_is_a(compute, OCCI_CORE_RESOURCE));
    ck_assert(occi_category_is_a(storagelink, OCCI_CORE_LINK));
    ck_assert(!occi_category_is_a(storagelink, OCCI_CORE_RESOURCE));

    ck_assert_uint_eq(compute->attribute_count, 8);
    ck_assert_uint_eq(compute->all_attribute_count, 11);
    static const char *const first[] = { "occi.core.id", "occi.core.title", "occi.core.summary",
                                         "occi.compute.architecture" };
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        ck_assert_str_eq(compute->all_attributes[i]->name, first[i]);
    ck_assert_uint_eq(storagelink->all_attribute_count, 10);
    ck_assert_ptr_null(occi_category_attribute(compute, "occi.core.source"));
    ck_assert_ptr_eq(find_attribute(INF "compute", "occi.core.id"), &find(OCCI_CORE_ENTITY)->attributes[0]);
}
END_TEST

START_TEST(mixins_depend_and_apply)
{
    const occi_category *small = find(TEMPLATE "small");
    const occi_category *debian = find("http://occibase.org/occi/os_tpl#debian-12");
    ck_assert_uint_eq(small->depends_count, 1);
    ck_assert_ptr_eq(small->depends[0], find(INF "resource_tpl"));
    ck_assert(occi_category_is(small, find(INF "resource_tpl")));
    ck_assert(!occi_category_is(small, find(INF "os_tpl")));
    ck_assert(occi_category_is_a(debian, INF "os_tpl"));
    ck_assert_str_eq(debian->title, "Debian 12 (bookworm)");
    static const struct {
        const char *mixin;
        const char *kind;
    } rows[] = {
        { INFRA "network#ipnetwork", INF "network" },
        { INFRA "networkinterface#ipnetworkinterface", INF "networkinterface" },
        { INF "os_tpl", INF "compute" },
        { INF "resource_tpl", INF "compute" },
        { INFRA "credentials#ssh_key", INF "compute" },
        { INFRA "compute#user_data", INF "compute" },
        { TEMPLATE "large", INF "compute" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert(occi_mixin_applies(find(rows[i].mixin), find(rows[i].kind)));
        ck_assert(!occi_mixin_applies(find(rows[i].mixin), find(INF "storage")));
        ck_assert(!occi_mixin_applies(find(rows[i].mixin), find(OCCI_CORE_RESOURCE)));
    }
}
END_TEST

/* "i": client may not set it; "r": required; "c": immutable, but given at creation. */
START_TEST(attributes_are_as_the_standard_says)
{
    static const struct {
        const char *category;
        const char *name;
        occi_type type;
        const char *flags;
        const char *expected;
    } rows[] = {
        { CORE "entity", "occi.core.id", OCCI_STRING, "i", "a string" },
        { CORE "entity", "occi.core.title", OCCI_STRING, "", "a string" },
        { CORE "resource", "occi.core.summary", OCCI_STRING, "", "a string" },
        { CORE "link", "occi.core.source", OCCI_STRING, "r", "a string that is not empty" },
        { CORE "link", "occi.core.target", OCCI_STRING, "r", "a string that is not empty" },
        { CORE "link", "occi.core.source.kind", OCCI_STRING, "", "a string that is not empty" },
        { CORE "link", "occi.core.target.kind", OCCI_STRING, "", "a string that is not empty" },
        { INF "compute", "occi.compute.architecture", OCCI_STRING, "", "one of \"x86\", \"x64\"" },
        { INF "compute", "occi.compute.cores", OCCI_INTEGER, "", "a positive integer" },
        { INF "compute", "occi.compute.hostname", OCCI_STRING, "", "a host name" },
        { INF "compute", "occi.compute.share", OCCI_INTEGER, "", "an integer of at least 0" },
        { INF "compute", "occi.compute.speed", OCCI_NUMBER, "", "a number greater than 0" },
        { INF "compute", "occi.compute.memory", OCCI_NUMBER, "", "a number greater than 0" },
        { INF "compute", "occi.compute.state", OCCI_STRING, "i",
          "one of \"active\", \"inactive\", \"suspended\", \"error\"" },
        { INF "compute", "occi.compute.state.message", OCCI_STRING, "i", "a string" },
        { INF "network", "occi.network.vlan", OCCI_INTEGER, "", "an integer from 0 to 4095" },
        { INF "network", "occi.network.label", OCCI_STRING, "", "a string of 1 to 255 characters" },
        { INF "network", "occi.network.state", OCCI_STRING, "i",
          "one of \"active\", \"inactive\", \"error\"" },
        { INF "network", "occi.network.state.message", OCCI_STRING, "i", "a string" },
        { INF "storage", "occi.storage.size", OCCI_NUMBER, "r", "a number greater than 0" },
        { INF "storage", "occi.storage.state", OCCI_STRING, "i",
          "one of \"online\", \"offline\", \"error\", \"backup\", \"snapshot\", \"resize\", \"degraded\"" },
        { INF "storage", "occi.storage.state.message", OCCI_STRING, "i", "a string" },
        { INF "networkinterface", "occi.networkinterface.interface", OCCI_STRING, "ic",
          "a string of 1 to 64 characters" },
        { INF "networkinterface", "occi.networkinterface.mac", OCCI_STRING, "",
          "a MAC address such as 52:54:00:12:34:56" },
        { INF "networkinterface", "occi.networkinterface.state", OCCI_STRING, "i",
          "one of \"active\", \"inactive\", \"error\"" },
        { INF "storagelink", "occi.storagelink.deviceid", OCCI_STRING, "",
          "a string of 1 to 255 characters" },
        { INF "storagelink", "occi.storagelink.mountpoint", OCCI_STRING, "",
          "a string of 1 to 4096 characters" },
        { INF "storagelink", "occi.storagelink.state", OCCI_STRING, "i",
          "one of \"active\", \"inactive\", \"error\"" },
        { INFRA "network#ipnetwork", "occi.network.address", OCCI_STRING, "",
          "a range of IPv4 or IPv6 addresses such as 192.0.2.0/24" },
        { INFRA "network#ipnetwork", "occi.network.gateway", OCCI_STRING, "", "an IPv4 or IPv6 address" },
        { INFRA "network#ipnetwork", "occi.network.allocation", OCCI_STRING, "",
          "one of \"dynamic\", \"static\"" },
        { INFRA "networkinterface#ipnetworkinterface", "occi.networkinterface.address", OCCI_STRING, "",
          "an IPv4 or IPv6 address" },
        { INFRA "networkinterface#ipnetworkinterface", "occi.networkinterface.gateway", OCCI_STRING, "",
          "an IPv4 or IPv6 address" },
        { INFRA "networkinterface#ipnetworkinterface", "occi.networkinterface.allocation", OCCI_STRING, "",
          "one of \"dynamic\", \"static\"" },
        { INFRA "credentials#ssh_key", "occi.credentials.ssh.publickey", OCCI_STRING, "r",
          "a string of 1 to 16384 characters" },
        { INFRA "compute#user_data", "occi.compute.userdata", OCCI_STRING, "irc",
          "a string that is not empty" },
        { TEMPLATE "small", "occi.compute.ephemeral_storage.size", OCCI_NUMBER, "i",
          "a number greater than 0" },
        { TEMPLATE "small", "occi.compute.ephemeral_storage.deviceid", OCCI_STRING, "",
          "a string of 1 to 255 characters" },
        { INFRA "compute/action#stop", "method", OCCI_STRING, "",
          "one of \"graceful\", \"acpioff\", \"poweroff\"" },
        { INFRA "compute/action#restart", "method", OCCI_STRING, "",
          "one of \"graceful\", \"warm\", \"cold\"" },
        { INFRA "compute/action#suspend", "method", OCCI_STRING, "", "one of \"hibernate\", \"suspend\"" },
        { INFRA "compute/action#save", "method", OCCI_STRING, "", "one of \"hot\", \"deferred\"" },
        { INFRA "compute/action#save", "name", OCCI_STRING, "", "a string of 1 to 255 characters" },
        { INFRA "storage/action#resize", "size", OCCI_NUMBER, "r", "a number greater than 0" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const occi_attribute *attribute = find_attribute(rows[i].category, rows[i].name);
        const char *expected = occi_pattern_describe(pool, attribute->type, attribute->pattern);
        ck_assert_msg(attribute->type == rows[i].type, "%s", rows[i].name);
        ck_assert_msg(attribute->is_mutable == !strchr(rows[i].flags, 'i'), "%s", rows[i].name);
        ck_assert_msg(attribute->is_required == (strchr(rows[i].flags, 'r') != NULL), "%s", rows[i].name);
        ck_assert_msg(attribute->is_initial == (strchr(rows[i].flags, 'c') != NULL), "%s", rows[i].name);
        ck_assert_str_eq(expected, rows[i].expected);
        ck_assert_ptr_nonnull(attribute->description);
    }
}
END_TEST

START_TEST(defaults_are_as_the_standard_says)
{
    static const struct {
        const char *category;
        const char *name;
        const char *string; /* NULL: `number` */
        double number;
    } rows[] = {
        { INF "compute", "occi.compute.cores", NULL, 1 },
        { INF "compute", "occi.compute.memory", NULL, 1 },
        { INFRA "networkinterface#ipnetworkinterface", "occi.networkinterface.allocation", "dynamic", 0 },
        { INFRA "compute/action#stop", "method", "graceful", 0 },
        { INFRA "compute/action#restart", "method", "graceful", 0 },
        { INFRA "compute/action#suspend", "method", "suspend", 0 },
        { INFRA "compute/action#save", "method", "hot", 0 },
        { TEMPLATE "small", "occi.compute.cores", NULL, 1 },
        { TEMPLATE "small", "occi.compute.memory", NULL, 1 },
        { TEMPLATE "small", "occi.compute.ephemeral_storage.size", NULL, 10 },
        { TEMPLATE "small", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
        { TEMPLATE "medium", "occi.compute.cores", NULL, 2 },
        { TEMPLATE "medium", "occi.compute.memory", NULL, 2 },
        { TEMPLATE "medium", "occi.compute.ephemeral_storage.size", NULL, 20 },
        { TEMPLATE "medium", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
        { TEMPLATE "large", "occi.compute.cores", NULL, 4 },
        { TEMPLATE "large", "occi.compute.memory", NULL, 4 },
        { TEMPLATE "large", "occi.compute.ephemeral_storage.size", NULL, 40 },
        { TEMPLATE "large", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
        { TEMPLATE "mem_small", "occi.compute.cores", NULL, 1 },
        { TEMPLATE "mem_small", "occi.compute.memory", NULL, 4 },
        { TEMPLATE "mem_small", "occi.compute.ephemeral_storage.size", NULL, 10 },
        { TEMPLATE "mem_small", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
        { TEMPLATE "mem_medium", "occi.compute.cores", NULL, 2 },
        { TEMPLATE "mem_medium", "occi.compute.memory", NULL, 8 },
        { TEMPLATE "mem_medium", "occi.compute.ephemeral_storage.size", NULL, 20 },
        { TEMPLATE "mem_medium", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
        { TEMPLATE "mem_large", "occi.compute.cores", NULL, 4 },
        { TEMPLATE "mem_large", "occi.compute.memory", NULL, 16 },
        { TEMPLATE "mem_large", "occi.compute.ephemeral_storage.size", NULL, 40 },
        { TEMPLATE "mem_large", "occi.compute.ephemeral_storage.deviceid", "vda", 0 },
    };
    size_t count = 0;
    for (size_t i = 0; i < occi_model_count(model); i++)
        for (size_t j = 0; j < occi_model_at(model, i)->attribute_count; j++)
            count += occi_model_at(model, i)->attributes[j].default_value != NULL;
    ck_assert_uint_eq(count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const occi_value *value = find_attribute(rows[i].category, rows[i].name)->default_value;
        const occi_value number = { .type = OCCI_NUMBER, .number = rows[i].number };
        const occi_value string = { .type = OCCI_STRING, .string = rows[i].string };
        ck_assert_msg(occi_value_equals(value, rows[i].string ? &string : &number), "%s", rows[i].name);
    }
}
END_TEST

START_TEST(addresses_and_names_are_checked)
{
    const char *range = INFRA "network#ipnetwork";
    const char *address = INFRA "networkinterface#ipnetworkinterface";
    const struct {
        const char *category;
        const char *name;
        const char *value;
        bool matches;
    } rows[] = {
        { range, "occi.network.address", "192.168.0.0/16", true },
        { range, "occi.network.address", "0.0.0.0/0", true },
        { range, "occi.network.address", "fd00:1:2::/48", true },
        { range, "occi.network.address", "::/0", true },
        { range, "occi.network.address", "192.168.0.0", false },
        { range, "occi.network.address", "192.168.0.0/33", false },
        { range, "occi.network.address", "192.168.256.0/24", false },
        { range, "occi.network.address", "fd00::/129", false },
        { range, "occi.network.gateway", "192.168.0.1", true },
        { range, "occi.network.gateway", "fe80::1", true },
        { range, "occi.network.gateway", "1:2:3:4:5:6:7:8", true },
        { range, "occi.network.gateway", "192.168.0.1/24", false },
        { range, "occi.network.gateway", "192.168.0", false },
        { range, "occi.network.gateway", "1.2.3.4\n", false },
        { range, "occi.network.gateway", "1::2::3", false },
        { range, "occi.network.gateway", "1:2:3:4:5:6:7", false },
        { range, "occi.network.gateway", "1:2:3:4:5:6:7:8:9", false },
        { range, "occi.network.gateway", "gateway", false },
        { address, "occi.networkinterface.address", "10.0.0.5", true },
        { address, "occi.networkinterface.address", "10.0.0.5/24", true },
        { address, "occi.networkinterface.address", "fd00::5/64", true },
        { address, "occi.networkinterface.address", "10.0.0.5/", false },
        { INF "networkinterface", "occi.networkinterface.mac", "00:16:3e:AA:bb:0c", true },
        { INF "networkinterface", "occi.networkinterface.mac", "00:16:3e:aa:bb", false },
        { INF "networkinterface", "occi.networkinterface.mac", "00:16:3e:aa:bb:cg", false },
        { INF "compute", "occi.compute.hostname", "web1.example.org", true },
        { INF "compute", "occi.compute.hostname", "a", true },
        { INF "compute", "occi.compute.hostname", "-a.example.org", false },
        { INF "compute", "occi.compute.hostname", "a..b", false },
        { INF "compute", "occi.compute.hostname", "a b", false },
        { INF "compute", "occi.compute.hostname", "", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const occi_value value = { .type = OCCI_STRING, .string = rows[i].value };
        const occi_pattern *pattern = find_attribute(rows[i].category, rows[i].name)->pattern;
        ck_assert_msg(occi_pattern_matches(pattern, &value) == rows[i].matches, "%s", rows[i].value);
    }
}
END_TEST

/* The actions of `kind` that are available in `state`, in the lifecycle's order. */
static void check_available(const char *kind, const char *state, const char *expected)
{
    const occi_lifecycle *lifecycle = find(kind)->lifecycle;
    char available[256] = "";
    for (size_t i = 0; i < lifecycle->transition_count; i++) {
        const occi_transition *transition = &lifecycle->transitions[i];
        for (const char *const *from = transition->from; *from; from++)
            if (strcmp(*from, state) == 0) {
                strcat(available, transition->action->term);
                strcat(available, ">");
                strcat(available, transition->to);
                strcat(available, " ");
            }
    }
    ck_assert_msg(strcmp(available, expected) == 0, "%s in %s: %s", kind, state, available);
}

START_TEST(lifecycles_are_the_diagrams)
{
    static const struct {
        const char *kind;
        const char *state;
        const char *message;
        const char *initial;
        const char *started;
        size_t transitions;
    } rows[] = {
        { INF "compute", "occi.compute.state", "occi.compute.state.message", "inactive", "active", 5 },
        { INF "network", "occi.network.state", "occi.network.state.message", "inactive", "active", 2 },
        { INF "storage", "occi.storage.state", "occi.storage.state.message", "offline", "online", 5 },
        { INF "networkinterface", "occi.networkinterface.state", "occi.networkinterface.state.message",
          "inactive", "active", 0 },
        { INF "storagelink", "occi.storagelink.state", "occi.storagelink.state.message", "inactive", "active",
          0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const occi_lifecycle *lifecycle = find(rows[i].kind)->lifecycle;
        ck_assert_str_eq(lifecycle->state_attribute, rows[i].state);
        ck_assert_str_eq(lifecycle->message_attribute, rows[i].message);
        ck_assert_str_eq(lifecycle->initial, rows[i].initial);
        ck_assert_str_eq(lifecycle->started, rows[i].started);
        ck_assert(lifecycle->is_driven);
        ck_assert_uint_eq(lifecycle->transition_count, rows[i].transitions);
    }
    ck_assert_ptr_null(find(OCCI_CORE_RESOURCE)->lifecycle);
    check_available(INF "compute", "inactive", "start>active ");
    check_available(INF "compute", "active", "stop>inactive restart>active suspend>suspended save>active ");
    check_available(INF "compute", "suspended", "start>active ");
    check_available(INF "compute", "error", "start>active stop>inactive ");
    check_available(INF "network", "inactive", "up>active ");
    check_available(INF "network", "active", "down>inactive ");
    check_available(INF "network", "error", "up>active ");
    check_available(INF "storage", "offline", "online>online ");
    check_available(INF "storage", "online", "offline>offline backup>online snapshot>online resize>online ");
    check_available(INF "storage", "degraded", "offline>offline ");
    check_available(INF "storage", "error", "online>online ");
}
END_TEST

/* These nobody drives, and what is created is at its initial state. */
START_TEST(agreements_and_applications_live_in_the_registry)
{
    const occi_lifecycle *agreement = find(SLA "agreement")->lifecycle;
    const occi_lifecycle *application = find(PLATFORM "application")->lifecycle;
    ck_assert_str_eq(agreement->initial, "pending");
    ck_assert(!agreement->is_driven && !agreement->started && !agreement->message_attribute);
    ck_assert_str_eq(application->initial, "active");
    ck_assert(!application->is_driven && !application->started);
    check_available(SLA "agreement", "pending", "accept>accepted reject>rejected ");
    check_available(SLA "agreement", "accepted", "suspend>suspended terminate>terminated ");
    check_available(SLA "agreement", "suspended", "resume>accepted terminate>terminated ");
    check_available(SLA "agreement", "rejected", "");
    check_available(SLA "agreement", "terminated", "");
    check_available(PLATFORM "application", "active", "stop>inactive ");
    check_available(PLATFORM "application", "inactive", "start>active ");
    check_available(PLATFORM "component", "active", "stop>inactive ");
    check_available(PLATFORM "component", "inactive", "start>active ");
    ck_assert_ptr_null(find(PLATFORM "componentlink")->lifecycle);
    ck_assert_ptr_null(find(SLA "agreement_link")->lifecycle);
}
END_TEST

START_TEST(save_makes_an_os_template)
{
    const occi_lifecycle *lifecycle = find(INF "compute")->lifecycle;
    for (size_t i = 0; i + 1 < lifecycle->transition_count; i++)
        ck_assert_ptr_null(lifecycle->transitions[i].makes);
    const occi_making *makes = lifecycle->transitions[lifecycle->transition_count - 1].makes;
    ck_assert_ptr_eq(makes->depends, find(INF "os_tpl"));
    ck_assert_str_eq(makes->scheme, "http://occibase.org/occi/os_tpl#");
    ck_assert_str_eq(makes->location, "/mixin/os_tpl/");
    ck_assert_str_eq(makes->title, "name");
}
END_TEST

START_TEST(templates_are_families)
{
    const occi_family *sizes = find(INF "resource_tpl")->family;
    const occi_family *systems = find(INF "os_tpl")->family;
    ck_assert_ptr_eq(sizes->root, find(INF "resource_tpl"));
    ck_assert(sizes->is_exclusive && sizes->is_overriding);
    ck_assert(systems->is_exclusive && !systems->is_overriding);
    ck_assert_ptr_eq(find(TEMPLATE "small")->family, sizes);
    ck_assert_ptr_eq(find("http://occibase.org/occi/os_tpl#debian-12")->family, systems);
    ck_assert_ptr_null(find(INFRA "credentials#ssh_key")->family);
}
END_TEST

START_TEST(classes_have_names)
{
    ck_assert_str_eq(occi_class_name(OCCI_KIND), "kind");
    ck_assert_str_eq(occi_class_name(OCCI_MIXIN), "mixin");
    ck_assert_str_eq(occi_class_name(OCCI_ACTION), "action");
}
END_TEST

int main(void)
{
    static const TTest *const *const tests[] = {
        &every_category_of_the_standard_is_there,
        &a_category_is_found_by_everything_it_is_called,
        &what_is_not_there_is_not_found,
        &kinds_inherit_from_their_parents,
        &mixins_depend_and_apply,
        &attributes_are_as_the_standard_says,
        &defaults_are_as_the_standard_says,
        &addresses_and_names_are_checked,
        &lifecycles_are_the_diagrams,
        &agreements_and_applications_live_in_the_registry,
        &save_makes_an_os_template,
        &templates_are_families,
        &classes_have_names,
    };
    TCase *group = tcase_create("model");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, load, unload);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(group, *tests[i]);
    Suite *suite = suite_create("model");
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
