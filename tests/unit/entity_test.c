/* Entities: what they show, what can be set, and the actions they have in each state. */
#include "tests/unit/binding.h"

#define ID "0b9d4d80-9e1a-7f52-8000-00000000000a"

static occi_entity *new_entity(const char *kind)
{
    occi_entity *entity = occi_pool_zero(pool, sizeof *entity);
    entity->kind = find(kind);
    return entity;
}

static void set(occi_entity *entity, const char *name, const char *text)
{
    const occi_attribute *attribute = occi_entity_definition(entity, name);
    ck_assert_ptr_nonnull(attribute);
    check_accepted(
        occi_entity_set(pool, entity, attribute, &(occi_value){ .type = OCCI_STRING, .string = text }));
}

static void add(occi_entity *entity, const char *mixin)
{
    check_accepted(occi_entity_add_mixin(pool, entity, find(mixin)));
}

START_TEST(links_descend_from_core_link)
{
    ck_assert(occi_entity_is_link(new_entity(INF "storagelink")));
    ck_assert(occi_entity_is_link(new_entity(CORE "link")));
    ck_assert(!occi_entity_is_link(new_entity(INF "compute")));
}
END_TEST

START_TEST(core_attributes_are_members)
{
    occi_entity *compute = new_entity(INF "compute");
    CHECK_SHOWN(compute, "occi.core.id", "none");
    CHECK_SHOWN(compute, "occi.core.title", "none");
    set(compute, "occi.core.id", "urn:uuid:" ID);
    set(compute, "occi.core.title", "web");
    set(compute, "occi.core.summary", "");
    ck_assert_str_eq(compute->id, ID);
    ck_assert_str_eq(compute->title, "web");
    CHECK_SHOWN(compute, "occi.core.id", "urn:uuid:" ID);
    CHECK_SHOWN(compute, "occi.core.title", "web");
    CHECK_SHOWN(compute, "occi.core.summary", "");
    CHECK_SHOWN(compute, "occi.core.source", "undefined");
    ck_assert_uint_eq(compute->value_count, 0);
}
END_TEST

START_TEST(state_attributes_are_members)
{
    occi_entity *compute = new_entity(INF "compute");
    compute->state = "error";
    compute->state_message = "no host has room";
    CHECK_SHOWN(compute, "occi.compute.state", "error");
    CHECK_SHOWN(compute, "occi.compute.state.message", "no host has room");
    set(compute, "occi.compute.state", "active");
    ck_assert_str_eq(compute->state, "active");
    occi_entity_unset(compute, occi_entity_definition(compute, "occi.compute.state.message"));
    occi_entity_unset(compute, occi_entity_definition(compute, "occi.compute.state"));
    CHECK_SHOWN(compute, "occi.compute.state.message", "none");
    CHECK_SHOWN(compute, "occi.compute.state", "active");
}
END_TEST

START_TEST(ends_of_links_are_members)
{
    occi_entity *link = new_entity(INF "networkinterface");
    set(link, "occi.core.source", "/compute/1");
    set(link, "occi.core.target", "/network/1");
    CHECK_SHOWN(link, "occi.core.target.kind", "none");
    link->target_kind = find(INF "network");
    CHECK_SHOWN(link, "occi.core.source", "/compute/1");
    CHECK_SHOWN(link, "occi.core.target", "/network/1");
    CHECK_SHOWN(link, "occi.core.target.kind", INF "network");
    occi_entity_unset(link, occi_entity_definition(link, "occi.core.target"));
    occi_entity_unset(link, occi_entity_definition(link, "occi.core.id"));
    occi_entity_unset(link, occi_entity_definition(link, "occi.core.target.kind"));
    CHECK_SHOWN(link, "occi.core.target", "/network/1");
    CHECK_SHOWN(link, "occi.core.target.kind", "none");
}
END_TEST

START_TEST(the_kind_of_an_end_is_not_set_by_name)
{
    occi_entity *link = new_entity(CORE "link");
    const occi_attribute *attribute = occi_entity_definition(link, "occi.core.target.kind");
    const occi_value value = { .type = OCCI_STRING, .string = INF "network" };
    ck_assert_int_eq(occi_entity_set(pool, link, attribute, &value)->code, OCCI_ERROR_INTERNAL);
}
END_TEST

START_TEST(a_value_replaces_that_of_the_same_name)
{
    occi_entity *compute = new_entity(INF "compute");
    set(compute, "occi.compute.hostname", "one");
    set(compute, "occi.compute.architecture", "x64");
    set(compute, "occi.compute.hostname", "two");
    ck_assert_uint_eq(compute->value_count, 2);
    CHECK_SHOWN(compute, "occi.compute.hostname", "two");
    occi_entity_unset(compute, occi_entity_definition(compute, "occi.compute.hostname"));
    occi_entity_unset(compute, occi_entity_definition(compute, "occi.compute.share"));
    ck_assert_uint_eq(compute->value_count, 1);
    CHECK_SHOWN(compute, "occi.compute.hostname", "none");
    CHECK_SHOWN(compute, "occi.compute.architecture", "x64");
}
END_TEST

START_TEST(mixins_define_what_the_kind_does_not)
{
    occi_entity *compute = new_entity(INF "compute");
    ck_assert_ptr_null(occi_entity_definition(compute, "occi.compute.ephemeral_storage.size"));
    add(compute, TEMPLATE "small");
    add(compute, TEMPLATE "small");
    ck_assert_uint_eq(compute->mixin_count, 1);
    ck_assert(has_mixin(compute, TEMPLATE "small"));
    ck_assert(!has_mixin(compute, INF "resource_tpl"));
    ck_assert_ptr_nonnull(occi_entity_definition(compute, "occi.compute.ephemeral_storage.size"));
    ck_assert_ptr_eq(occi_entity_definition(compute, "occi.compute.cores"),
                     occi_category_attribute(find(INF "compute"), "occi.compute.cores"));
}
END_TEST

typedef struct names {
    char text[4096];
    size_t left;
} names;

static bool note(names *so_far, const char *name)
{
    strcat(strcat(so_far->text, *so_far->text ? " " : ""), name);
    return --so_far->left > 0;
}

static bool note_attribute(void *context, const occi_attribute *attribute)
{
    return note(context, attribute->name);
}

static bool note_action(void *context, const occi_category *action)
{
    return note(context, action->term);
}

START_TEST(definitions_are_visited_once_inherited_first)
{
    occi_entity *thing = new_entity(OURS "thing");
    add(thing, OURS "wider");
    add(thing, OURS "widest");
    names all = { .left = SIZE_MAX }, some = { .left = 2 };
    occi_entity_definitions(thing, note_attribute, &all);
    ck_assert_str_eq(all.text,
                     "occi.core.id occi.core.title occi.core.summary org.example.flag org.example.list "
                     "org.example.map org.example.ratio org.example.count org.example.label "
                     "org.example.serial org.example.width");
    occi_entity_definitions(thing, note_attribute, &some);
    ck_assert_str_eq(some.text, "occi.core.id occi.core.title");
}
END_TEST

static const char *actions_in(occi_entity *entity, const char *state)
{
    static names all;
    all = (names){ .left = SIZE_MAX };
    entity->state = state;
    occi_entity_actions(entity, note_action, &all);
    return all.text;
}

START_TEST(actions_shown_are_those_of_the_state)
{
    occi_entity *compute = new_entity(INF "compute");
    compute->desired_state = "active";
    ck_assert_str_eq(actions_in(compute, "inactive"), "start");
    ck_assert_str_eq(actions_in(compute, "active"), "stop restart suspend save");
    ck_assert_str_eq(actions_in(compute, "suspended"), "start");
    ck_assert_str_eq(actions_in(compute, "error"), "start stop");
    ck_assert_str_eq(actions_in(compute, NULL), "");
    names one = { .left = 1 };
    compute->state = "active";
    occi_entity_actions(compute, note_action, &one);
    ck_assert_str_eq(one.text, "stop");
}
END_TEST

START_TEST(actions_without_transition_are_always_shown_once)
{
    occi_entity *thing = new_entity(OURS "thing");
    ck_assert_str_eq(actions_in(thing, NULL), "poke");
    add(thing, OURS "wide");
    add(thing, OURS "wider");
    ck_assert_str_eq(actions_in(thing, NULL), "poke poke");
    ck_assert_ptr_null(occi_entity_transition(thing, find(OURS "poke")));
}
END_TEST

START_TEST(a_transition_starts_where_it_is_or_is_going)
{
    occi_entity *compute = new_entity(INF "compute");
    const occi_category *start = find(INFRA "compute/action#start"),
                        *stop = find(INFRA "compute/action#stop");
    compute->state = "inactive";
    ck_assert_str_eq(occi_entity_transition(compute, start)->to, "active");
    ck_assert_ptr_null(occi_entity_transition(compute, stop));
    compute->desired_state = "active";
    ck_assert_str_eq(occi_entity_transition(compute, stop)->to, "inactive");
    ck_assert_ptr_null(occi_entity_transition(compute, find(INFRA "network/action#up")));
}
END_TEST

static occi_error *fill(occi_pool *scratch, const void *given)
{
    (void)given;
    occi_entity entity = { .kind = find(INF "compute") };
    const occi_value text = { .type = OCCI_STRING, .string = "x64" };
    TRY(occi_entity_add_mixin(scratch, &entity, find(TEMPLATE "small")));
    TRY(occi_entity_add_mixin(scratch, &entity, find(OURS "tag")));
    TRY(occi_entity_set(scratch, &entity, occi_entity_definition(&entity, "occi.compute.architecture"),
                        &text));
    TRY(occi_entity_set(scratch, &entity, occi_entity_definition(&entity, "occi.compute.hostname"), &text));
    entity.id = ID;
    occi_value id;
    bool has = false;
    TRY(occi_entity_value(scratch, &entity, occi_entity_definition(&entity, "occi.core.id"), &has, &id));
    ck_assert(has); /* lack of memory is not lack of a value */
    ck_assert_str_eq(id.string, "urn:uuid:" ID);
    return NULL;
}

START_TEST(memory_may_run_out)
{
    ck_assert_int_eq(starve(fill, NULL), OCCI_ERROR_COUNT);
}
END_TEST

int main(void)
{
    return BINDING_RUN("entity", links_descend_from_core_link, core_attributes_are_members,
                       state_attributes_are_members, ends_of_links_are_members,
                       the_kind_of_an_end_is_not_set_by_name, a_value_replaces_that_of_the_same_name,
                       mixins_define_what_the_kind_does_not, definitions_are_visited_once_inherited_first,
                       actions_shown_are_those_of_the_state, actions_without_transition_are_always_shown_once,
                       a_transition_starts_where_it_is_or_is_going, memory_may_run_out);
}
