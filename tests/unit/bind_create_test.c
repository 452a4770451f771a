/* Creation (GFD.221 5.3.6): what is taken, what is refused, in which words, and what the entity is then. */
#include "tests/unit/binding.h"

#define THING KIND(OURS, "thing") SET("org.example.label=\"a\"")
#define NIC   "category=\"" INF "networkinterface\""

static void refuse_at(const char *text, const char *at, occi_error_code code, const char *message)
{
    occi_entity *entity;
    check_refused(occi_bind_create(pool, model, say(text), at ? find(at) : NULL, &entity), code, message);
}

static void refuse(const char *text, occi_error_code code, const char *message)
{
    refuse_at(text, NULL, code, message);
}

START_TEST(a_kind_alone_is_enough)
{
    occi_entity *compute = create(COMPUTE);
    ck_assert_ptr_eq(compute->kind, find(INF "compute"));
    ck_assert_ptr_null(compute->id);
    ck_assert_ptr_null(compute->location);
    ck_assert_uint_eq(compute->mixin_count, 0);
    ck_assert_uint_eq(compute->link_count, 0);
    ck_assert_str_eq(compute->state, "inactive");
    ck_assert_str_eq(compute->desired_state, "active");
    CHECK_SHOWN(compute, "occi.compute.cores", "1");
    CHECK_SHOWN(compute, "occi.compute.memory", "1.0");
    CHECK_SHOWN(compute, "occi.compute.hostname", "none");
    CHECK_SHOWN(compute, "occi.compute.state.message", "none");
}
END_TEST

START_TEST(a_kind_without_a_life_has_no_state)
{
    occi_entity *resource = create(KIND(CORE, "resource"));
    ck_assert_ptr_null(resource->state);
    ck_assert_ptr_null(resource->desired_state);
}
END_TEST

START_TEST(the_collection_does_not_stand_for_a_kind)
{
    occi_entity *entity;
    refuse_at("", INF "network", OCCI_ERROR_NO_KIND,
              "the request names no kind; give one Category of class \"kind\"");
    check_accepted(occi_bind_create(pool, model, say(KIND(INF, "network")), find(INF "network"), &entity));
    ck_assert_ptr_eq(entity->kind, find(INF "network"));
}
END_TEST

START_TEST(categories_are_found_by_identifier)
{
    ck_assert_ptr_eq(create("Category: compute; scheme=\"" INF "\"")->kind, find(INF "compute"));
    static const occi_message_category whole = { .term = "compute", .scheme = INF "compute" };
    const occi_message message = { .categories = (occi_message_category *)&whole, .category_count = 1 };
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, &message, NULL, &entity));
    ck_assert_ptr_eq(entity->kind, find(INF "compute"));
    ck_assert_ptr_eq(create(COMPUTE COMPUTE)->kind, find(INF "compute"));
}
END_TEST

START_TEST(kinds_are_refused)
{
    refuse("", OCCI_ERROR_NO_KIND, "the request names no kind; give one Category of class \"kind\"");
    refuse(COMPUTE KIND(INF, "network"), OCCI_ERROR_TWO_KINDS,
           "the request names two kinds, " INF "compute and " INF "network; an entity has exactly one");
    refuse(KIND(INF, "computer"), OCCI_ERROR_NO_SUCH_CATEGORY,
           "category " INF "computer is not known here; GET /-/ lists those that are");
    refuse(KIND(CORE, "entity"), OCCI_ERROR_KIND_ABSTRACT,
           "kind " CORE "entity is abstract; create an entity of a kind derived from it");
    refuse(KIND("http://occibase.org/occi/quota#", "quota"), OCCI_ERROR_READ_ONLY,
           "http://occibase.org/occi/quota#quota only shows what the registry knows; clients cannot create, "
           "change, delete or link it");
    refuse(MIXIN(INF, "compute"), OCCI_ERROR_CLASS_MISMATCH,
           "category " INF "compute has class \"kind\", not \"mixin\"");
    refuse(COMPUTE ACTION(INFRA "compute/action#", "start"), OCCI_ERROR_CLASS_MISMATCH,
           "category " INFRA "compute/action#start has class \"action\", not \"kind or mixin\"");
    refuse_at(COMPUTE, INF "network", OCCI_ERROR_KIND_ELSEWHERE,
              "entities of kind " INF "compute are created at /compute/, not at /network/");
    refuse_at(KIND(OURS, "shadow"), INF "network", OCCI_ERROR_KIND_ELSEWHERE,
              "entities of kind " OURS "shadow are created at none, not at /network/");
}
END_TEST

START_TEST(mixins_are_added_once)
{
    occi_entity *compute = create(COMPUTE MIXIN(OURS, "tag") MIXIN(OURS, "tag") MIXIN(INF, "os_tpl"));
    ck_assert_uint_eq(compute->mixin_count, 2);
    ck_assert(has_mixin(compute, OURS "tag"));
    ck_assert(has_mixin(compute, INF "os_tpl"));
}
END_TEST

START_TEST(mixins_are_refused)
{
    refuse(KIND(INF, "network") MIXIN(INF, "os_tpl"), OCCI_ERROR_MIXIN_NOT_APPLICABLE,
           "mixin " INF "os_tpl does not apply to kind " INF "network");
    refuse(KIND(INF, "network") MIXIN(OURS, "image"), OCCI_ERROR_MIXIN_NOT_APPLICABLE,
           "mixin " OURS "image does not apply to kind " INF "network");
    refuse(KIND(INF, "network") MIXIN(OURS, "picture"), OCCI_ERROR_MIXIN_NOT_APPLICABLE,
           "mixin " OURS "picture does not apply to kind " INF "network");
    refuse(COMPUTE MIXIN(TEMPLATE, "small") MIXIN(TEMPLATE, "large"), OCCI_ERROR_MIXIN_EXCLUSIVE,
           "only one mixin that depends on " INF "resource_tpl may be given, not both " TEMPLATE
           "small and " TEMPLATE "large");
}
END_TEST

START_TEST(the_client_wins_over_defaults)
{
    occi_entity *compute = create(COMPUTE SET("occi.compute.cores=3") SET("occi.compute.memory=0.5")
                                      SET("occi.core.title=\"web\"") SET("occi.core.summary=\"\""));
    CHECK_SHOWN(compute, "occi.compute.cores", "3");
    CHECK_SHOWN(compute, "occi.compute.memory", "0.5");
    CHECK_SHOWN(compute, "occi.core.title", "web");
    CHECK_SHOWN(compute, "occi.core.summary", "");
}
END_TEST

START_TEST(overriding_mixins_win_over_the_client)
{
    occi_entity *compute =
        create(COMPUTE SET("occi.compute.cores=3") SET("occi.compute.share=7") MIXIN(TEMPLATE, "medium"));
    CHECK_SHOWN(compute, "occi.compute.cores", "2");
    CHECK_SHOWN(compute, "occi.compute.memory", "2.0");
    CHECK_SHOWN(compute, "occi.compute.share", "7");
    /* immutable: the default is all there is */
    ck_assert_str_ne(shown(compute, "occi.compute.ephemeral_storage.size"), "none");
}
END_TEST

START_TEST(mixins_win_over_kinds_and_the_first_over_others)
{
    occi_entity *thing = create(THING MIXIN(OURS, "wider") SET("org.example.width=1") MIXIN(OURS, "widest"));
    CHECK_SHOWN(thing, "org.example.count", "5"); /* 5.0 in the mixin, an integer by the kind */
    CHECK_SHOWN(thing, "org.example.ratio", "0.5");
    CHECK_SHOWN(thing, "org.example.width", "1.0");
    CHECK_SHOWN(thing, "org.example.serial", "s-0");
    thing = create(THING MIXIN(OURS, "widest") MIXIN(OURS, "wider") SET("org.example.width=1")
                       SET("org.example.count=9"));
    CHECK_SHOWN(thing, "org.example.ratio", "0.75");
    CHECK_SHOWN(thing, "org.example.count", "9");
    CHECK_SHOWN(create(THING MIXIN(OURS, "whole")), "org.example.ratio", "3.0");
}
END_TEST

START_TEST(literals_are_coerced)
{
    static const struct {
        const char *said, *name, *shown;
    } cases[] = {
        { "org.example.flag=true", "org.example.flag", "true" },
        { "org.example.flag=\"false\"", "org.example.flag", "false" },
        { "org.example.count=2.0", "org.example.count", "2" },
        { "org.example.count=\"-3\"", "org.example.count", "-3" },
        { "org.example.count=9223372036854775807", "org.example.count", "9223372036854775807" },
        { "org.example.ratio=2", "org.example.ratio", "2.0" },
        { "org.example.ratio=\"0.25\"", "org.example.ratio", "0.25" },
        { "org.example.ratio=1e3", "org.example.ratio", "1000.0" },
        { "org.example.label=foobar", "org.example.label", "foobar" },
        { "org.example.label=2", "org.example.label", "2" },
        { "org.example.label=\"\"", "org.example.label", "" },
        { "org.example.list=\"[1,\\\"a\\\"]\"", "org.example.list", "[1,\"a\"]" },
        { "org.example.map=\"{\\\"a\\\":1}\"", "org.example.map", "{\"a\":1}" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *label = strstr(cases[i].said, "label") ? "" : SET("org.example.label=a");
        occi_entity *thing =
            create(occi_pool_format(pool, "%s%s" SET("%s"), KIND(OURS, "thing"), label, cases[i].said));
        ck_assert_msg(strcmp(shown(thing, cases[i].name), cases[i].shown) == 0, "%s", cases[i].said);
    }
}
END_TEST

START_TEST(what_is_of_another_type_is_refused)
{
    static const char *const cases[] = {
        "count=2.5",
        "count=two",
        "count=\"\"",
        "count=0x10",
        "count=9223372036854775808",
        "count=1e400",
        "count=\" 2\"",
        "count=2-",
        "ratio=inf",
        "ratio=nan",
        "ratio=1e999",
        "ratio=0x1p3",
        "ratio=1.2.3",
        "ratio=.",
        "ratio=e",
        "ratio=\"\"",
        "flag=1",
        "flag=TRUE",
        "flag=\"\"",
        "list=[1]",
        "list=\"\"",
        "list=\"{}\"",
        "list=\"[1,]\"",
        "list=\"[1] 2\"",
        "map=\"[]\"",
        "map={}",
        "map=\"\\\"a\\\"\"",
        "map=\"{\\\"a\\\":1,\\\"a\\\":2}\"",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        occi_entity *entity;
        const char *text = occi_pool_format(pool, "%s" SET("org.example.%s"), THING, cases[i]);
        occi_error *error = occi_bind_create(pool, model, say(text), NULL, &entity);
        ck_assert_msg(error && error->code == OCCI_ERROR_ATTRIBUTE_TYPE, "%s", cases[i]);
    }
}
END_TEST

START_TEST(a_refusal_says_what_was_expected_and_got)
{
    refuse(COMPUTE SET("occi.compute.cores=\"two\""), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute occi.compute.cores: expected a positive integer, got \"two\"");
    refuse(COMPUTE SET("occi.compute.cores=0"), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute occi.compute.cores: expected a positive integer, got 0");
    refuse(COMPUTE SET("occi.compute.architecture=\"ppc64\""), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute occi.compute.architecture: expected one of \"x86\", \"x64\", got \"ppc64\"");
}
END_TEST

START_TEST(attributes_are_refused)
{
    refuse(COMPUTE SET("occi.storage.size=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
           "attribute occi.storage.size is not defined by kind " INF "compute or its mixins");
    refuse(COMPUTE SET("occi.compute.cores=1") SET("occi.compute.cores=1"), OCCI_ERROR_ATTRIBUTE_TWICE,
           "attribute occi.compute.cores is given twice");
    refuse(COMPUTE SET("occi.compute.state=\"inactive\""), OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.compute.state cannot be set by a client here");
    refuse(COMPUTE SET("occi.core.id=\"x\""), OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.core.id cannot be set by a client here");
    refuse(KIND(INF, "storage"), OCCI_ERROR_ATTRIBUTE_REQUIRED,
           "attribute occi.storage.size is required and was not given");
    refuse(COMPUTE MIXIN(INFRA "credentials#", "ssh_key"), OCCI_ERROR_ATTRIBUTE_REQUIRED,
           "attribute occi.credentials.ssh.publickey is required and was not given");
    refuse(COMPUTE MIXIN(INFRA "compute#", "user_data"), OCCI_ERROR_ATTRIBUTE_REQUIRED,
           "attribute occi.compute.userdata is required and was not given");
}
END_TEST

START_TEST(what_is_given_once_is_taken)
{
    occi_entity *compute =
        create(COMPUTE MIXIN(INFRA "compute#", "user_data") SET("occi.compute.userdata=\"#cloud-config\""));
    CHECK_SHOWN(compute, "occi.compute.userdata", "#cloud-config");
}
END_TEST

START_TEST(a_link_is_created_with_its_ends)
{
    occi_entity *link = create(KIND(INF, "networkinterface") SET("occi.core.source=\"/compute/1\"")
                                   SET("occi.core.target=\"https://cloud.example.org/network/1\"")
                                       SET("occi.core.target.kind=\"" INF "network\"")
                                           SET("occi.networkinterface.interface=\"eth7\""));
    ck_assert_str_eq(link->source, "/compute/1");
    ck_assert_str_eq(link->target, "https://cloud.example.org/network/1");
    ck_assert_ptr_eq(link->target_kind, find(INF "network"));
    CHECK_SHOWN(link, "occi.networkinterface.interface", "eth7");
    CHECK_SHOWN(link, "occi.networkinterface.mac", "none"); /* the registry makes it */
    CHECK_SHOWN(link, "occi.networkinterface.state", "inactive");
}
END_TEST

START_TEST(a_link_without_its_ends_is_refused)
{
    refuse(KIND(INF, "storagelink") SET("occi.core.target=\"/storage/1\""), OCCI_ERROR_LINK_END_MISSING,
           "attribute occi.core.source is required: a link has a source and a target");
    refuse(KIND(INF, "storagelink") SET("occi.core.source=\"/compute/1\""), OCCI_ERROR_LINK_END_MISSING,
           "attribute occi.core.target is required: a link has a source and a target");
    refuse(KIND(CORE, "link") SET("occi.core.source=\"/compute/1\"") SET("occi.core.target=\"/storage/1\"")
               LINK("</network/1>"),
           OCCI_ERROR_LINK_ON_LINK, "a link cannot have links of its own");
    refuse(KIND(CORE, "link") SET("occi.core.target.kind=\"urn:x\""), OCCI_ERROR_NO_SUCH_CATEGORY,
           "category urn:x is not known here; GET /-/ lists those that are");
    refuse(KIND(CORE, "link") SET("occi.core.target.kind=\"" INF "os_tpl\""), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute occi.core.target.kind: expected a kind derived from " CORE "resource, got " INF
           "os_tpl");
}
END_TEST

START_TEST(inline_links_come_with_their_source)
{
    occi_entity *compute = create(COMPUTE LINK(
        "</network/1>; rel=\"" INF "network\"; self=\"/mine\"; category=\"" INF "networkinterface " INFRA
        "networkinterface#ipnetworkinterface\"; occi.core.id=456; occi.core.source=\"/compute/9\";"
        " occi.networkinterface.interface=\"eth1\"; occi.networkinterface.address=\"192.0.2.1\"")
                                      LINK("</storage/1>; rel=\"urn:unknown\"; category=\"" INF
                                           "storagelink\"; occi.core.target=\"/storage/2\"")
                                          LINK("<https://elsewhere.example/>; rel=\"" INF "os_tpl\""));
    ck_assert_uint_eq(compute->link_count, 3);
    const occi_entity *nic = compute->links[0], *disk = compute->links[1], *other = compute->links[2];
    ck_assert_ptr_eq(nic->kind, find(INF "networkinterface"));
    ck_assert(has_mixin(nic, INFRA "networkinterface#ipnetworkinterface"));
    ck_assert_ptr_eq(nic->target_kind, find(INF "network"));
    ck_assert_str_eq(nic->target, "/network/1");
    ck_assert_ptr_null(nic->source);
    ck_assert_ptr_null(nic->id);
    ck_assert_ptr_null(nic->location);
    ck_assert_str_eq(nic->state, "inactive");
    ck_assert_str_eq(nic->desired_state, "active");
    CHECK_SHOWN(nic, "occi.networkinterface.interface", "eth1");
    CHECK_SHOWN(nic, "occi.networkinterface.allocation", "dynamic");
    ck_assert_ptr_eq(disk->kind, find(INF "storagelink"));
    ck_assert_str_eq(disk->target, "/storage/2");
    ck_assert_ptr_null(disk->target_kind);
    ck_assert_ptr_eq(other->kind, find(CORE "link"));
    ck_assert_str_eq(other->target, "https://elsewhere.example/");
    ck_assert_ptr_null(other->target_kind);
}
END_TEST

START_TEST(inline_links_are_refused)
{
    refuse(COMPUTE LINK("</network/1>; " NIC "; occi.networkinterface.state=\"active\""),
           OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.networkinterface.state cannot be set by a client here");
    refuse(
        COMPUTE LINK("</network/1>; " NIC "; occi.networkinterface.mac=\"me\""), OCCI_ERROR_ATTRIBUTE_TYPE,
        "attribute occi.networkinterface.mac: expected a MAC address such as 52:54:00:12:34:56, got \"me\"");
    refuse(COMPUTE LINK("</network/1>; " NIC "; occi.compute.cores=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
           "attribute occi.compute.cores is not defined by kind " INF "networkinterface or its mixins");
    refuse(COMPUTE LINK("</network/1>; category=\"" INF "network\""), OCCI_ERROR_LINK_KIND,
           "category " INF "network of the link to /network/1 is not a kind derived from " CORE "link");
    refuse(COMPUTE LINK("</network/1>; category=\"" INFRA "compute/action#start\""), OCCI_ERROR_LINK_KIND,
           "category " INFRA "compute/action#start of the link to /network/1 is not a kind derived from " CORE
           "link");
    refuse(COMPUTE LINK("</network/1>; category=\"" INF "wire\""), OCCI_ERROR_NO_SUCH_CATEGORY,
           "category " INF "wire is not known here; GET /-/ lists those that are");
    refuse(COMPUTE LINK("</network/1>; category=\"" INF "storagelink " INF "networkinterface\""),
           OCCI_ERROR_TWO_KINDS,
           "the request names two kinds, " INF "storagelink and " INF
           "networkinterface; an entity has exactly one");
    refuse(COMPUTE LINK("</network/1>; category=\"" INF "storagelink " INF "os_tpl\""),
           OCCI_ERROR_MIXIN_NOT_APPLICABLE, "mixin " INF "os_tpl does not apply to kind " INF "storagelink");
}
END_TEST

START_TEST(action_links_are_passed_over)
{
    const occi_entity *compute =
        create(COMPUTE LINK("</compute/1?action=start>; rel=\"" INFRA "compute/action#start\"")
                   LINK("</compute/1>; rel=\"" INFRA "compute/action#start\"; title=\"start\"")
                       LINK("</compute/1?action=fly>; rel=\"http://example.org/action#fly\"")
                           LINK("<http://wiki/?action=edit>; category=\"" CORE "link\""));
    ck_assert_uint_eq(compute->link_count, 1);
    ck_assert_str_eq(compute->links[0]->target, "http://wiki/?action=edit");
}
END_TEST

START_TEST(aliases_mean_what_they_stand_for)
{
    const occi_entity *compute =
        create(COMPUTE MIXIN("http://schemas.openstack.org/compute/instance#", "user_data")
                   MIXIN("http://schemas.openstack.org/instance/credentials#", "public_key")
                       SET("org.openstack.compute.user_data=\"IyE=\"")
                           SET("org.openstack.credentials.publickey.name=\"mine\"")
                               SET("org.openstack.credentials.publickey.data=\"ssh-rsa AAAA\"")
                                   SET("occi.compute.architecture=\"x86_64\""));
    ck_assert(has_mixin(compute, INFRA "compute#user_data"));
    ck_assert(has_mixin(compute, INFRA "credentials#ssh_key"));
    ck_assert_uint_eq(compute->mixin_count, 2);
    CHECK_SHOWN(compute, "occi.compute.userdata", "IyE=");
    CHECK_SHOWN(compute, "occi.credentials.ssh.publickey", "ssh-rsa AAAA");
    CHECK_SHOWN(compute, "occi.compute.architecture", "x64");
    CHECK_SHOWN(compute, "org.openstack.compute.user_data", "undefined");
    refuse(COMPUTE SET("org.openstack.compute.user_data=\"a\""), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
           "attribute org.openstack.compute.user_data is not defined by kind " INF "compute or its mixins");
    refuse(COMPUTE MIXIN(INFRA "compute#", "user_data") SET("occi.compute.userdata=\"a\"")
               SET("org.openstack.compute.user_data=\"a\""),
           OCCI_ERROR_ATTRIBUTE_TWICE, "attribute occi.compute.userdata is given twice");
    refuse(COMPUTE SET("occi.compute.architecture=\"sparc\""), OCCI_ERROR_ATTRIBUTE_TYPE,
           "attribute occi.compute.architecture: expected one of \"x86\", \"x64\", got \"sparc\"");
}
END_TEST

START_TEST(a_link_to_nothing_is_refused)
{
    occi_message_link nowhere = { .target = "", .place = "line 1" };
    occi_message_category kind = { .term = "compute", .scheme = INF };
    const occi_message message = {
        .categories = &kind, .category_count = 1, .links = &nowhere, .link_count = 1
    };
    occi_entity *entity;
    check_refused(occi_bind_create(pool, model, &message, find(INF "compute"), &entity),
                  OCCI_ERROR_LINK_END_MISSING,
                  "attribute occi.core.target is required: a link has a source and a target");
}
END_TEST

START_TEST(categories_of_a_filter_are_found)
{
    const occi_category **found;
    size_t count;
    check_accepted(occi_bind_categories(
        pool, model, say(COMPUTE "Category: start; scheme=\"" INFRA "compute/action#\"\n" COMPUTE), &found,
        &count));
    ck_assert_uint_eq(count, 2);
    ck_assert_ptr_eq(found[0], find(INF "compute"));
    ck_assert_ptr_eq(found[1], find(INFRA "compute/action#start"));
    check_refused(occi_bind_categories(pool, model, say(MIXIN(OURS, "gone")), &found, &count),
                  OCCI_ERROR_NO_SUCH_CATEGORY,
                  "category " OURS "gone is not known here; GET /-/ lists those that are");
}
END_TEST

static occi_error *try_create(occi_pool *scratch, const void *given)
{
    occi_entity *entity;
    return occi_bind_create(scratch, model, given, NULL, &entity);
}

static occi_error *try_categories(occi_pool *scratch, const void *given)
{
    const occi_category **found;
    size_t count;
    return occi_bind_categories(scratch, model, given, &found, &count);
}

START_TEST(memory_may_run_out)
{
    static const struct {
        const char *said;
        occi_error_code code;
    } cases[] = {
        { COMPUTE MIXIN(TEMPLATE, "small") MIXIN(OURS, "tag") SET("occi.compute.hostname=\"a\"")
              LINK("</network/1>; " NIC "; occi.networkinterface.interface=\"eth1\"") LINK("</x>"),
          OCCI_ERROR_COUNT },
        { THING MIXIN(OURS, "wide") SET("org.example.width=1") SET("org.example.list=\"[]\""),
          OCCI_ERROR_COUNT },
        { COMPUTE SET("occi.compute.cores=\"two\""), OCCI_ERROR_ATTRIBUTE_TYPE },
        { COMPUTE SET("occi.storage.size=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE },
        { COMPUTE LINK("</x>; category=\"" INF "wire\""), OCCI_ERROR_NO_SUCH_CATEGORY },
        { KIND(INF, "computer"), OCCI_ERROR_NO_SUCH_CATEGORY },
        { KIND(CORE, "link"), OCCI_ERROR_LINK_END_MISSING },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(starve(try_create, say(cases[i].said)), cases[i].code);
    ck_assert_int_eq(starve(try_categories, say(COMPUTE)), OCCI_ERROR_COUNT);
}
END_TEST

int main(void)
{
    return BINDING_RUN(
        "bind_create", a_kind_alone_is_enough, a_kind_without_a_life_has_no_state,
        the_collection_does_not_stand_for_a_kind, categories_are_found_by_identifier, kinds_are_refused,
        mixins_are_added_once, mixins_are_refused, the_client_wins_over_defaults,
        overriding_mixins_win_over_the_client, mixins_win_over_kinds_and_the_first_over_others,
        literals_are_coerced, what_is_of_another_type_is_refused, a_refusal_says_what_was_expected_and_got,
        attributes_are_refused, what_is_given_once_is_taken, a_link_is_created_with_its_ends,
        a_link_without_its_ends_is_refused, inline_links_come_with_their_source, inline_links_are_refused,
        a_link_to_nothing_is_refused, action_links_are_passed_over,
        aliases_mean_what_they_stand_for, categories_of_a_filter_are_found, memory_may_run_out);
}
