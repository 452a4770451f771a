/* The JSON rendering (GFD.226), read and written: what text says can be said in it, and comes back as it was.
 */
#include "tests/unit/json_binding.h"

static json_t *rendered(void (*render)(occi_output *out, const occi_entity *entity),
                        const occi_entity *entity)
{
    occi_buffer body;
    occi_buffer_init(&body, pool, 0);
    occi_output out = { .pool = pool, .body = &body.writer, .base = "http://h" };
    render(&out, entity);
    ck_assert(!body.writer.has_failed);
    json_t *json;
    check_accepted(occi_json_read(pool, occi_buffer_text(&body), &json));
    return json;
}

static const char *text_of(const json_t *json, const char *member)
{
    return json_string_value(json_object_get(json, member));
}

START_TEST(an_entity_is_read_with_its_members_and_attributes)
{
    const occi_message *message =
        read_json("{'kind': '" INF "compute', 'title': 't', 'mixins': ['" TEMPLATE
                  "small', {'term': 'tag', 'scheme': '" OURS "'}],"
                  " 'attributes': {'occi.compute.cores': 2, 'occi.core.title': 'other'}, 'actions': ['x']}");
    ck_assert_ptr_null(message->next);
    ck_assert_uint_eq(message->category_count, 3);
    ck_assert_str_eq(message->categories[0].scheme, INF);
    ck_assert_str_eq(message->categories[0].term, "compute");
    ck_assert_uint_eq(message->attribute_count, 2); /* the member wins */
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
    ck_assert_str_eq(entity->title, "t");
    ck_assert_uint_eq(entity->mixin_count, 2);
}
END_TEST

START_TEST(links_are_read_in_each_form)
{
    const occi_message *message = read_json("{'kind': '" INF "compute', 'links': [{'kind': '" INF
                                            "storagelink', 'id': 'urn:uuid:x', 'title': 'l',"
                                            " 'target': {'location': '/storage/1', 'kind': '" INF
                                            "storage'}, 'attributes': {'occi.storagelink.deviceid': 'vdb'}},"
                                            " {'target': '/network/1'}]}");
    ck_assert_uint_eq(message->link_count, 2);
    ck_assert_str_eq(message->links[0].target, "/storage/1");
    ck_assert_str_eq(message->links[0].rel, INF "storage");
    ck_assert_str_eq(message->links[0].self, "urn:uuid:x");
    ck_assert_str_eq(message->links[0].categories[0], INF "storagelink");
    ck_assert_str_eq(message->links[1].target, "/network/1");
    occi_entity *link;
    check_accepted(
        occi_bind_create(pool, model,
                         read_json("{'kind': '" INF "storagelink', 'source': '/compute/1',"
                                   " 'target': {'location': '/storage/1', 'kind': '" INF "storage'}}"),
                         NULL, &link));
    ck_assert_str_eq(link->source, "/compute/1");
    ck_assert_str_eq(link->target, "/storage/1");
    ck_assert_ptr_eq(link->target_kind, find(INF "storage"));
}
END_TEST

START_TEST(several_entities_and_categories_are_read)
{
    const occi_message *message = read_json(
        "{'resources': [{'kind': 'a#b'}, {'kind': 'a#c'}], 'links': [{'kind': 'a#d', 'target': 'x'}]}");
    ck_assert_str_eq(message->categories[0].term, "b");
    ck_assert_str_eq(message->next->categories[0].term, "c");
    ck_assert_str_eq(message->next->next->categories[0].term, "d");
    ck_assert_ptr_null(message->next->next->next);
    message = read_json("{'kinds': [{'term': 'b', 'scheme': 'a#', 'location': '/b/'}], 'mixins': ['a#m']}");
    ck_assert_uint_eq(message->category_count, 2);
    ck_assert_str_eq(message->categories[1].class_name, "mixin");
    message = read_json("{'action': 'a#go', 'attributes': {'method': 'fast'}}");
    ck_assert_str_eq(message->categories[0].class_name, "action");
    ck_assert_str_eq(message->attributes[0].value.text, "fast");
    ck_assert_uint_eq(read_json("{}")->category_count, 0);
}
END_TEST

START_TEST(a_mixin_is_read_in_full)
{
    const occi_message *message =
        read_json("{'mixins': [{'term': 'blue', 'scheme': 'x#', 'title': 'Blue', 'location': '/tags/blue/',"
                  " 'depends': ['x#a', {'term': 'b', 'scheme': 'x#'}], 'applies': ['x#k'],"
                  " 'attributes': {'a': {}}, 'actions': ['x#go']},"
                  " {'term': 'red', 'scheme': 'x#', 'attributes': {}, 'actions': []}]}");
    const occi_message_category *blue = &message->categories[0], *red = &message->categories[1];
    ck_assert_str_eq(blue->title, "Blue");
    ck_assert_str_eq(blue->location, "/tags/blue/");
    ck_assert_uint_eq(blue->depends_count, 2);
    ck_assert_str_eq(blue->depends[0], "x#a");
    ck_assert_str_eq(blue->depends[1], "x#b");
    ck_assert_uint_eq(blue->applies_count, 1);
    ck_assert_str_eq(blue->applies[0], "x#k");
    ck_assert(blue->has_attributes && blue->has_actions);
    ck_assert_ptr_null(red->title);
    ck_assert_ptr_null(red->location);
    ck_assert_uint_eq(red->depends_count + red->applies_count, 0);
    ck_assert(!red->has_attributes && !red->has_actions);
}
END_TEST

START_TEST(json_types_are_kept)
{
    const occi_message *message =
        read_json("{'kind': '" INF "compute', 'attributes': {'occi.compute.cores': '2'}}");
    occi_entity *entity;
    check_refused(occi_bind_create(pool, model, message, NULL, &entity), OCCI_ERROR_ATTRIBUTE_TYPE,
                  "attribute occi.compute.cores: expected a positive integer, got \"2\"");
    message = read_json("{'kind': '" INF "compute', 'attributes': {'occi.compute.cores': 0}}");
    check_refused(occi_bind_create(pool, model, message, NULL, &entity), OCCI_ERROR_ATTRIBUTE_TYPE,
                  "attribute occi.compute.cores: expected a positive integer, got 0");
    message = read_json("{'kind': '" INF
                        "compute', 'attributes': {'occi.compute.cores': 2.0, 'occi.compute.memory': 2}}");
    check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
}
END_TEST

START_TEST(what_is_no_rendering_is_refused_with_its_place)
{
    check_syntax("{'kind': 3}", "kind: expected a string");
    check_syntax("{'resources': [{'kind': 'a#b'}, {'kind': ''}]}", "resources[1].kind: it is empty");
    check_syntax("{'kind': 'a#b', 'links': [{'kind': 'a#l'}]}", "links[0].target: it is missing");
    check_syntax("{'kind': 'a#b', 'mixins': 'a#m'}", "mixins: expected an array");
}
END_TEST

START_TEST(an_entity_is_shown_with_its_links_and_actions)
{
    occi_entity *entity = create(COMPUTE MIXIN(TEMPLATE, "small") SET("occi.core.title=\"a \\\"b\\\"\"") LINK(
        "</storage/1>; rel=\"" INF "storage\"; category=\"" INF "storagelink\""));
    entity->id = "01a20dfb-09b5-7641-b05e-5279ee81e7fb";
    entity->location = "/compute/1";
    entity->links[0]->id = entity->id;
    entity->links[0]->source = "/compute/1";
    const json_t *json = rendered(occi_json_occi.entity, entity);
    ck_assert_str_eq(text_of(json, "kind"), INF "compute");
    ck_assert_str_eq(text_of(json, "id"), "urn:uuid:01a20dfb-09b5-7641-b05e-5279ee81e7fb");
    ck_assert_str_eq(text_of(json, "title"), "a \"b\"");
    const json_t *attributes = json_object_get(json, "attributes");
    ck_assert_ptr_null(json_object_get(attributes, "occi.core.title"));
    ck_assert_int_eq(json_integer_value(json_object_get(attributes, "occi.compute.cores")), 1);
    ck_assert(json_is_real(json_object_get(attributes, "occi.compute.memory")));
    ck_assert_str_eq(text_of(attributes, "occi.compute.state"), "inactive");
    ck_assert_uint_eq(json_array_size(json_object_get(json, "actions")), 1);
    const json_t *link = json_array_get(json_object_get(json, "links"), 0);
    ck_assert_str_eq(text_of(json_object_get(link, "source"), "location"), "/compute/1");
    ck_assert_str_eq(text_of(json_object_get(link, "target"), "location"), "/storage/1");
    ck_assert_str_eq(text_of(json_object_get(link, "target"), "kind"), INF "storage");
}
END_TEST

START_TEST(what_is_shown_can_be_sent_back)
{
    occi_entity *entity = create(COMPUTE MIXIN(TEMPLATE, "small") SET("occi.core.title=\"t\""));
    occi_entity *again;
    entity->id = "01a20dfb-09b5-7641-b05e-5279ee81e7fb";
    entity->location = "/compute/1";
    char *text = json_dumps(rendered(occi_json_occi.entity, entity), 0);
    const occi_message *message;
    check_accepted(occi_json_parse(pool, text, strlen(text), &message));
    free(text);
    check_accepted(occi_bind_replace(pool, model, message, entity, &again));
    ck_assert_str_eq(again->title, "t");
    ck_assert_uint_eq(again->value_count, entity->value_count);
}
END_TEST

START_TEST(categories_are_shown_in_full)
{
    occi_buffer body;
    occi_buffer_init(&body, pool, 0);
    occi_output out = { .pool = pool, .body = &body.writer };
    const occi_category *categories[] = { find(INF "compute"), find(TEMPLATE "small"),
                                          find(INFRA "compute/action#stop"), find(OCCI_CORE_ENTITY) };
    json_t *json;
    occi_json_occi.categories(&out, categories, 4);
    check_accepted(occi_json_read(pool, occi_buffer_text(&body), &json));
    const json_t *kind = json_array_get(json_object_get(json, "kinds"), 0);
    ck_assert_str_eq(text_of(kind, "parent"), OCCI_CORE_RESOURCE);
    ck_assert_str_eq(text_of(kind, "location"), "/compute/");
    ck_assert_ptr_null(json_object_get(json_array_get(json_object_get(json, "kinds"), 1), "location"));
    const json_t *cores = json_object_get(json_object_get(kind, "attributes"), "occi.compute.cores");
    ck_assert_str_eq(text_of(cores, "type"), "number");
    ck_assert(json_is_true(json_object_get(cores, "mutable")));
    ck_assert(json_is_false(json_object_get(cores, "required")));
    ck_assert_int_eq(json_integer_value(json_object_get(cores, "default")), 1);
    ck_assert_str_eq(text_of(json_object_get(cores, "pattern"), "type"), "integer");
    const json_t *mixin = json_array_get(json_object_get(json, "mixins"), 0);
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(mixin, "depends"), 0)),
                     INF "resource_tpl");
    ck_assert_ptr_null(json_object_get(json_array_get(json_object_get(json, "actions"), 0), "location"));
}
END_TEST

int main(void)
{
    return BINDING_RUN("json", an_entity_is_read_with_its_members_and_attributes, links_are_read_in_each_form,
                       several_entities_and_categories_are_read, a_mixin_is_read_in_full, json_types_are_kept,
                       what_is_no_rendering_is_refused_with_its_place,
                       an_entity_is_shown_with_its_links_and_actions, what_is_shown_can_be_sent_back,
                       categories_are_shown_in_full);
}
