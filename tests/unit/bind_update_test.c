/* Full and partial updates (GFD.223 10.2.2, 10.3.1): what stays, what goes, and what may be said again. */
#include "tests/unit/binding.h"

#define ID  "0b9d4d80-9e1a-7f52-8000-00000000000a"
#define NIC "category=\"" INF "networkinterface\""

/* A compute with a template, an image, an address and a disk. */
static occi_entity *compute_here(void)
{
    occi_entity *compute =
        create(COMPUTE MIXIN(TEMPLATE, "small") MIXIN("http://occibase.org/occi/os_tpl#", "debian-12")
                   SET("occi.core.title=\"web\"") SET("occi.compute.hostname=\"web\"")
                       SET("occi.compute.share=7") LINK("</network/1>; rel=\"" INF "network\"; " NIC)
                           LINK("</storage/1>; category=\"" INF "storagelink\""));
    return stored(compute, "/compute/" ID);
}

static occi_entity *interface_here(void)
{
    occi_entity *link =
        create(KIND(INF, "networkinterface") SET("occi.core.source=\"/compute/1\"")
                   SET("occi.core.target=\"/network/" ID "\"") SET("occi.networkinterface.interface=\"eth0\"")
                       SET("occi.networkinterface.mac=\"52:54:00:00:00:01\""));
    link->target_kind = find(INF "network");
    return stored(link, "/networkinterface/" ID);
}

static occi_entity *replace(const occi_entity *current, const char *text)
{
    return change(occi_bind_replace, current, text);
}

static occi_entity *update(const occi_entity *current, const char *text)
{
    return change(occi_bind_update, current, text);
}

static void refuse(binding_change *bind, const occi_entity *current, const char *text, occi_error_code code,
                   const char *message)
{
    occi_entity *changed;
    check_refused(bind(pool, model, say(text), current, &changed), code, message);
}

static void refuse_both(const occi_entity *current, const char *text, occi_error_code code,
                        const char *message)
{
    refuse(occi_bind_replace, current, text, code, message);
    refuse(occi_bind_update, current, text, code, message);
}

START_TEST(a_partial_update_changes_only_what_it_says)
{
    occi_entity *compute = update(compute_here(), SET("occi.compute.cores=4") SET("occi.core.summary=\"s\""));
    CHECK_SHOWN(compute, "occi.compute.cores", "4");
    CHECK_SHOWN(compute, "occi.core.summary", "s");
    CHECK_SHOWN(compute, "occi.core.title", "web");
    CHECK_SHOWN(compute, "occi.compute.hostname", "web");
    CHECK_SHOWN(compute, "occi.compute.share", "7");
    CHECK_SHOWN(compute, "occi.core.id", "urn:uuid:" ID);
    ck_assert_str_eq(compute->location, "/compute/" ID);
    ck_assert_str_eq(compute->state, "inactive");
    ck_assert_str_eq(compute->desired_state, "active");
    ck_assert_int_eq(compute->version, 1);
    ck_assert_uint_eq(compute->mixin_count, 2);
    ck_assert_uint_eq(compute->link_count, 0);
}
END_TEST

START_TEST(a_full_update_resets_what_it_does_not_say)
{
    occi_entity *compute = replace(compute_here(), COMPUTE SET("occi.compute.memory=4"));
    CHECK_SHOWN(compute, "occi.compute.memory", "4.0");
    CHECK_SHOWN(compute, "occi.compute.cores", "1");
    CHECK_SHOWN(compute, "occi.core.title", "none");
    CHECK_SHOWN(compute, "occi.compute.hostname", "none");
    CHECK_SHOWN(compute, "occi.compute.share", "none");
    CHECK_SHOWN(compute, "occi.compute.ephemeral_storage.size", "undefined");
    CHECK_SHOWN(compute, "occi.core.id", "urn:uuid:" ID);
    ck_assert_str_eq(compute->location, "/compute/" ID);
    ck_assert_str_eq(compute->state, "inactive");
    ck_assert_uint_eq(compute->mixin_count, 0);
    ck_assert_uint_eq(compute->link_count, 2);
}
END_TEST

START_TEST(results_share_no_array_with_what_is_there)
{
    occi_entity *current = compute_here(), *replaced = replace(current, ""), *updated = update(current, "");
    ck_assert_ptr_ne(replaced->links, current->links);
    ck_assert_ptr_ne(replaced->values, current->values);
    ck_assert_ptr_ne(updated->values, current->values);
    ck_assert_ptr_ne(updated->mixins, current->mixins);
    update(current, MIXIN(TEMPLATE, "large") SET("occi.compute.hostname=\"db\""));
    replace(current, "");
    CHECK_SHOWN(current, "occi.compute.hostname", "web");
    ck_assert(has_mixin(current, TEMPLATE "small"));
}
END_TEST

START_TEST(the_kind_is_fixed)
{
    ck_assert_ptr_eq(update(compute_here(), COMPUTE)->kind, find(INF "compute"));
    refuse_both(compute_here(), KIND(INF, "network"), OCCI_ERROR_KIND_FIXED,
                "the kind of an entity never changes: it is " INF "compute, the request says " INF "network");
    refuse_both(compute_here(), COMPUTE KIND(INF, "network"), OCCI_ERROR_TWO_KINDS,
                "the request names two kinds, " INF "compute and " INF "network; an entity has exactly one");
    refuse_both(compute_here(), ACTION(INFRA "compute/action#", "start"), OCCI_ERROR_CLASS_MISMATCH,
                "category " INFRA "compute/action#start has class \"action\", not \"kind or mixin\"");
}
END_TEST

START_TEST(a_new_template_replaces_the_old_one_and_resizes)
{
    occi_entity *compute = update(compute_here(), MIXIN(TEMPLATE, "medium") SET("occi.compute.cores=9"));
    ck_assert(!has_mixin(compute, TEMPLATE "small"));
    ck_assert(has_mixin(compute, TEMPLATE "medium"));
    ck_assert(has_mixin(compute, "http://occibase.org/occi/os_tpl#debian-12"));
    CHECK_SHOWN(compute, "occi.compute.cores", "2");
    CHECK_SHOWN(compute, "occi.compute.memory", "2.0");
    CHECK_SHOWN(compute, "occi.compute.share", "7");
    CHECK_SHOWN(replace(compute_here(), MIXIN(TEMPLATE, "medium") SET("occi.compute.cores=9")),
                "occi.compute.cores", "2");
    refuse_both(compute_here(), MIXIN(TEMPLATE, "medium") MIXIN(TEMPLATE, "large"),
                OCCI_ERROR_MIXIN_EXCLUSIVE,
                "only one mixin that depends on " INF "resource_tpl may be given, not both " TEMPLATE
                "medium and " TEMPLATE "large");
}
END_TEST

START_TEST(a_template_that_is_there_already_does_not_override)
{
    occi_entity *grown = update(compute_here(), SET("occi.compute.cores=8"));
    CHECK_SHOWN(update(grown, MIXIN(TEMPLATE, "small")), "occi.compute.cores", "8");
    CHECK_SHOWN(replace(grown, MIXIN(TEMPLATE, "small") SET("occi.compute.cores=8")), "occi.compute.cores",
                "8");
    CHECK_SHOWN(replace(grown, MIXIN(TEMPLATE, "small")), "occi.compute.cores", "1");
}
END_TEST

START_TEST(a_new_mixin_brings_defaults_and_demands)
{
    occi_entity *thing = stored(create(KIND(OURS, "thing") SET("org.example.label=\"a\"")), "/thing/" ID);
    occi_entity *wide = update(thing, MIXIN(OURS, "wide") SET("org.example.width=2"));
    CHECK_SHOWN(wide, "org.example.width", "2.0");
    CHECK_SHOWN(wide, "org.example.ratio", "0.5");
    CHECK_SHOWN(wide, "org.example.count", "1"); /* there already */
    refuse_both(thing, MIXIN(OURS, "wide") SET("org.example.label=\"a\""), OCCI_ERROR_ATTRIBUTE_REQUIRED,
                "attribute org.example.width is required and was not given");
    refuse(occi_bind_replace, wide, "", OCCI_ERROR_ATTRIBUTE_REQUIRED,
           "attribute org.example.label is required and was not given");
    CHECK_SHOWN(update(wide, SET("org.example.count=3")), "org.example.count", "3");
    CHECK_SHOWN(replace(wide, SET("org.example.label=\"b\"")), "org.example.width", "undefined");
    refuse_both(thing, MIXIN(OURS, "image"), OCCI_ERROR_MIXIN_NOT_APPLICABLE,
                "mixin " OURS "image does not apply to kind " OURS "thing");
}
END_TEST

START_TEST(what_only_the_server_sets_is_kept)
{
    occi_entity *thing = stored(create(KIND(OURS, "thing") SET("org.example.label=\"a\"")), "/thing/" ID);
    const occi_attribute *serial = occi_entity_definition(thing, "org.example.serial");
    check_accepted(
        occi_entity_set(pool, thing, serial, &(occi_value){ .type = OCCI_STRING, .string = "s-9" }));
    CHECK_SHOWN(replace(thing, SET("org.example.label=\"b\"")), "org.example.serial", "s-9");
    refuse_both(thing, SET("org.example.serial=\"s-0\""), OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
                "attribute org.example.serial cannot be set by a client here");
}
END_TEST

START_TEST(what_the_registry_makes_is_kept)
{
    occi_entity *link = replace(interface_here(), "");
    CHECK_SHOWN(link, "occi.networkinterface.mac", "52:54:00:00:00:01");
    CHECK_SHOWN(link, "occi.networkinterface.interface", "eth0");
    link = replace(interface_here(), SET("occi.networkinterface.mac=\"52:54:00:00:00:02\""));
    CHECK_SHOWN(link, "occi.networkinterface.mac", "52:54:00:00:00:02");
}
END_TEST

START_TEST(user_data_is_given_once)
{
    occi_entity *compute =
        stored(create(COMPUTE MIXIN(INFRA "compute#", "user_data") SET("occi.compute.userdata=\"a\"")),
               "/compute/" ID);
    CHECK_SHOWN(replace(compute, MIXIN(INFRA "compute#", "user_data")), "occi.compute.userdata", "a");
    CHECK_SHOWN(update(compute, SET("occi.compute.userdata=\"a\"")), "occi.compute.userdata", "a");
    refuse_both(compute, MIXIN(INFRA "compute#", "user_data") SET("occi.compute.userdata=\"b\""),
                OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
                "attribute occi.compute.userdata cannot be set by a client here");
}
END_TEST

START_TEST(user_data_comes_too_late)
{
    refuse_both(compute_here(), MIXIN(INFRA "compute#", "user_data") SET("occi.compute.userdata=\"a\""),
                OCCI_ERROR_MIXIN_TOO_LATE,
                "mixin " INFRA "compute#user_data can only be given when the entity is created");
}
END_TEST

START_TEST(what_is_there_may_be_said_again)
{
    static const char *const cases[] = {
        "occi.core.id=\"urn:uuid:" ID "\"",
        "occi.core.id=\"URN:UUID:0B9D4D80-9E1A-7F52-8000-00000000000A\"",
        "occi.core.id=" ID,
        "occi.compute.state=\"inactive\"",
        "occi.compute.state=inactive",
        "occi.compute.ephemeral_storage.size=10",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        update(compute_here(), occi_pool_format(pool, SET("%s"), cases[i]));
    refuse_both(compute_here(), SET("occi.compute.state=\"active\""), OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
                "attribute occi.compute.state cannot be set by a client here");
    refuse(occi_bind_update, compute_here(), SET("occi.compute.state.message=\"\""),
           OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.compute.state.message cannot be set by a client here");
    refuse(occi_bind_update, compute_here(), SET("occi.compute.ephemeral_storage.size=\"ten\""),
           OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.compute.ephemeral_storage.size cannot be set by a client here");
    refuse(occi_bind_update, compute_here(), SET("occi.core.id=\"0b9d\""), OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.core.id cannot be set by a client here");
}
END_TEST

START_TEST(the_answer_of_a_get_is_a_fine_put)
{
    const char *text = COMPUTE MIXIN(TEMPLATE, "small") MIXIN("http://occibase.org/occi/os_tpl#", "debian-12")
        LINK("</network/1>; rel=\"" INF
             "network\"; self=\"/networkinterface/0b9d4d80-9e1a-7f52-8000-0000000000b0\"; " NIC
             "; occi.networkinterface.state=\"inactive\"; "
             "occi.core.id=\"urn:uuid:0b9d4d80-9e1a-7f52-8000-0000000000b0\"")
            LINK("</storage/1>; "
                 "self=\"https://cloud.example.org/storagelink/0b9d4d80-9e1a-7f52-8000-0000000000b1\";"
                 " category=\"" INF "storagelink\"")
                LINK("</compute/" ID "?action=start>; rel=\"" INFRA "compute/action#start\"")
                    SET("occi.core.id=\"urn:uuid:" ID "\"") SET("occi.core.title=\"web\"")
                        SET("occi.compute.cores=1") SET("occi.compute.memory=1.0") SET("occi.compute.share=7")
                            SET("occi.compute.hostname=\"web\"")
                                SET("occi.compute.state=\"inactive\"") "X-OCCI-Location: /compute/" ID "\n";
    occi_entity *current = compute_here(), *same = replace(current, text);
    ck_assert_uint_eq(same->value_count, current->value_count);
    ck_assert_uint_eq(same->mixin_count, current->mixin_count);
    ck_assert_uint_eq(same->link_count, 2);
    CHECK_SHOWN(same, "occi.core.title", "web");
    ck_assert_uint_eq(update(current, text)->link_count, 0);
}
END_TEST

START_TEST(a_full_update_may_only_repeat_links)
{
    occi_entity *current = compute_here();
    ck_assert_uint_eq(replace(current, LINK("</network/1>; " NIC))->link_count, 2);
    ck_assert_uint_eq(replace(current, LINK("<https://cloud.example.org/network/1>; " NIC))->link_count, 2);
    ck_assert_uint_eq(
        replace(current, LINK("</x>; " NIC "; occi.core.id=1; occi.core.target=\"/network/1\""))->link_count,
        2);
    refuse(occi_bind_replace, current, LINK("</network/2>; " NIC), OCCI_ERROR_LINK_IN_PUT,
           "a full update leaves links as they are, and the one to /network/2 is new: add it by POST");
    refuse(occi_bind_replace, current,
           LINK("</network/1>; self=\"/elsewhere\"; category=\"" INF "storagelink\""), OCCI_ERROR_LINK_IN_PUT,
           "a full update leaves links as they are, and the one to /network/1 is new: add it by POST");
    refuse(occi_bind_replace, current, LINK("</network/1>; category=\"" INF "wire\""),
           OCCI_ERROR_NO_SUCH_CATEGORY,
           "category " INF "wire is not known here; GET /-/ lists those that are");
}
END_TEST

START_TEST(a_partial_update_adds_links)
{
    occi_entity *current = compute_here();
    occi_entity *more = update(current, LINK("</network/1>; self=\"/wish\"; " NIC) LINK("</storage/2>"));
    ck_assert_uint_eq(more->link_count, 2);
    ck_assert_ptr_eq(more->links[0]->kind, find(INF "networkinterface"));
    ck_assert_str_eq(more->links[0]->target, "/network/1");
    ck_assert_ptr_eq(more->links[1]->kind, find(CORE "link"));
    refuse(occi_bind_update, current, LINK("</network/1>; " NIC "; occi.networkinterface.state=\"active\""),
           OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
           "attribute occi.networkinterface.state cannot be set by a client here");
}
END_TEST

/* What header lines cannot say is not changed by its echo. */
START_TEST(what_a_rendering_cannot_say_stays)
{
    occi_entity *current = compute_here();
    current->title = "na\xC3\xAFve\tline";
    current->summary = "\xE2\x82\xAC\xF0\x9F\x90\x84";
    const occi_entity *plain = replace(current, COMPUTE SET("occi.core.title=\"na\xC3\xAFve\tline\"")
                                                    SET("occi.core.summary=\"\xE2\x82\xAC\xF0\x9F\x90\x84\""));
    CHECK_SHOWN(plain, "occi.core.title", current->title);
    CHECK_SHOWN(plain, "occi.core.summary", current->summary);
    const occi_entity *header =
        replace(current, COMPUTE SET("occi.core.title=\"na?ve line\"") SET("occi.core.summary=\"??\""));
    CHECK_SHOWN(header, "occi.core.title", current->title);
    CHECK_SHOWN(header, "occi.core.summary", current->summary);
    const occi_entity *changed =
        replace(current, COMPUTE SET("occi.core.title=\"na?ve lin\"") SET("occi.core.summary=\"???\""));
    CHECK_SHOWN(changed, "occi.core.title", "na?ve lin");
    CHECK_SHOWN(changed, "occi.core.summary", "???");
}
END_TEST

START_TEST(a_link_has_no_links)
{
    refuse_both(interface_here(), LINK("</network/1>"), OCCI_ERROR_LINK_ON_LINK,
                "a link cannot have links of its own");
    update(interface_here(),
           LINK("</networkinterface/" ID "?action=up>; rel=\"" INFRA "network/action#up\""));
}
END_TEST

START_TEST(the_ends_of_a_link_are_fixed)
{
    static const char *const same[] = {
        "occi.core.source=\"/compute/1\"",
        "occi.core.source=\"https://cloud.example.org/compute/1\"",
        "occi.core.target=\"/network/" ID "\"",
        "occi.core.target=\"urn:uuid:" ID "\"",
        "occi.core.target.kind=\"" INF "network\"",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        const char *text = occi_pool_format(pool, SET("%s"), same[i]);
        ck_assert_str_eq(update(interface_here(), text)->source, "/compute/1");
        ck_assert_str_eq(replace(interface_here(), text)->target, "/network/" ID);
    }
    static const char *const other[][2] = {
        { "occi.core.source", "/compute/2" },
        { "occi.core.source", "https://cloud.example.org" },
        { "occi.core.target", "urn:uuid:0b9d4d80-9e1a-7f52-8000-0000000000ff" },
        { "occi.core.target.kind", INF "compute" },
        { "occi.core.source.kind", INF "compute" },
    };
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        refuse_both(interface_here(), occi_pool_format(pool, SET("%s=\"%s\""), other[i][0], other[i][1]),
                    OCCI_ERROR_LINK_ENDS_FIXED,
                    occi_pool_format(pool,
                                     "attribute %s cannot be changed; delete the link and create another",
                                     other[i][0]));
    occi_entity *abroad = interface_here();
    abroad->target = "https://elsewhere.example/a";
    refuse_both(abroad, SET("occi.core.target=\"/a\""), OCCI_ERROR_LINK_ENDS_FIXED,
                "attribute occi.core.target cannot be changed; delete the link and create another");
}
END_TEST

START_TEST(unknown_and_doubled_attributes_are_refused)
{
    refuse_both(compute_here(), SET("occi.storage.size=1"), OCCI_ERROR_NO_SUCH_ATTRIBUTE,
                "attribute occi.storage.size is not defined by kind " INF "compute or its mixins");
    refuse_both(compute_here(), SET("occi.core.id=" ID) SET("occi.core.id=" ID), OCCI_ERROR_ATTRIBUTE_TWICE,
                "attribute occi.core.id is given twice");
    refuse_both(compute_here(), SET("occi.compute.cores=\"two\""), OCCI_ERROR_ATTRIBUTE_TYPE,
                "attribute occi.compute.cores: expected a positive integer, got \"two\"");
}
END_TEST

static const occi_entity *current_entity;

static occi_error *try_replace(occi_pool *scratch, const void *given)
{
    occi_entity *changed;
    return occi_bind_replace(scratch, model, given, current_entity, &changed);
}

static occi_error *try_update(occi_pool *scratch, const void *given)
{
    occi_entity *changed;
    return occi_bind_update(scratch, model, given, current_entity, &changed);
}

START_TEST(memory_may_run_out)
{
    const occi_message *full = say(COMPUTE MIXIN(TEMPLATE, "medium") SET("occi.core.title=\"a\"")
                                       LINK("</network/1>; " NIC) SET("occi.compute.share=1"));
    const occi_message *partial = say(MIXIN(TEMPLATE, "medium") MIXIN(OURS, "tag")
                                          SET("occi.compute.state=\"inactive\"") LINK("</x>; " NIC));
    current_entity = compute_here();
    ck_assert_int_eq(starve(try_replace, full), OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_update, partial), OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_replace, partial), OCCI_ERROR_LINK_IN_PUT);
    current_entity = interface_here();
    ck_assert_int_eq(starve(try_replace, say(SET("occi.core.source=\"/compute/1\""))), OCCI_ERROR_COUNT);
    ck_assert_int_eq(starve(try_update, say(SET("occi.core.source=\"/x\""))), OCCI_ERROR_LINK_ENDS_FIXED);
}
END_TEST

int main(void)
{
    return BINDING_RUN(
        "bind_update", a_partial_update_changes_only_what_it_says, a_full_update_resets_what_it_does_not_say,
        results_share_no_array_with_what_is_there, the_kind_is_fixed,
        a_new_template_replaces_the_old_one_and_resizes, a_template_that_is_there_already_does_not_override,
        a_new_mixin_brings_defaults_and_demands, what_only_the_server_sets_is_kept,
        what_the_registry_makes_is_kept, user_data_is_given_once, user_data_comes_too_late,
        what_is_there_may_be_said_again, the_answer_of_a_get_is_a_fine_put,
        a_full_update_may_only_repeat_links, a_partial_update_adds_links,
        what_a_rendering_cannot_say_stays, a_link_has_no_links,
        the_ends_of_a_link_are_fixed, unknown_and_doubled_attributes_are_refused, memory_may_run_out);
}
