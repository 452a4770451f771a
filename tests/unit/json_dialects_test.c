/* The tolerant reader of json-rendering.md 6: what older drafts and other programs send means what GFD.226
 * would have said. A test for each row of the table there, each numbered point, and each limit. */
#include "tests/unit/json_binding.h"

#define THING_KIND "http://example.org/test#thing"
#define NIC        "'kind': '" INF "networkinterface'"
#define DISK       "'kind': '" INF "storagelink'"

static const char *location(const occi_message *message, size_t index)
{
    ck_assert_uint_lt(index, message->location_count);
    return message->locations[index].uri;
}

/* --- point 1: the forms of a document --- */

START_TEST(point_1_an_object_with_a_kind_is_an_entity)
{
    const occi_message *message = read_json("{'kind': 'a#b', 'links': [], 'mixins': [], 'actions': []}");
    ck_assert_ptr_null(message->next);
    ck_assert_uint_eq(message->category_count, 1);
    ck_assert_str_eq(message->categories[0].class_name, "kind");
    /* a kind derived from core#link makes it a link */
    const occi_entity *link = create_json("{" DISK ", 'source': '/compute/1', 'target': '/storage/1'}");
    ck_assert(occi_entity_is_link(link));
}
END_TEST

START_TEST(point_1_an_object_with_an_action_is_an_invocation)
{
    static const char *const forms[] = {
        "{'action': 'a#go', 'attributes': {'method': 'fast'}}",
        "{'action': {'term': 'go', 'scheme': 'a#', 'title': 'Go'}, 'attributes': {'method': 'fast'}, 'id': "
        "'x'}",
    };
    for (size_t i = 0; i < 2; i++) {
        const occi_message *message = read_json(forms[i]);
        ck_assert_uint_eq(message->category_count, 1);
        ck_assert_str_eq(message->categories[0].scheme, "a#");
        ck_assert_str_eq(message->categories[0].term, "go");
        ck_assert_str_eq(message->categories[0].class_name, "action");
        ck_assert_uint_eq(message->attribute_count, 1);
        ck_assert_str_eq(message->attributes[0].value.text, "fast");
    }
    check_syntax("{'action': 3}", "action: expected a string");
}
END_TEST

START_TEST(point_1_an_object_with_term_and_scheme_is_a_category)
{
    static const struct {
        const char *text;
        const char *class_name;
    } forms[] = {
        { "{'term': 't', 'scheme': 's#'}", NULL },
        { "{'term': 't', 'scheme': 's#', 'title': 'T', 'attributes': {'a': {}}}", NULL },
        { "{'term': 't', 'scheme': 's#', 'location': '/t/'}", "mixin" },
        { "{'term': 't', 'scheme': 's#', 'depends': []}", "mixin" },
        { "{'term': 't', 'scheme': 's#', 'applies': ['s#k']}", "mixin" },
        { "{'term': 't', 'scheme': 's#', 'parent': 's#p', 'location': '/t/'}", "kind" },
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const occi_message *message = read_json(forms[i].text);
        ck_assert_ptr_null(message->next);
        ck_assert_uint_eq(message->category_count, 1);
        ck_assert_str_eq(message->categories[0].term, "t");
        ck_assert_pstr_eq(message->categories[0].class_name, forms[i].class_name);
    }
    check_syntax("{'term': '', 'scheme': 's#'}", "term: it is empty");
}
END_TEST

START_TEST(point_1_collections_are_a_model)
{
    const occi_message *message =
        read_json("{'actions': [{'term': 'a', 'scheme': 's#'}], 'kinds': [{'term': 'k', 'scheme': 's#'}],"
                  " 'mixins': ['s#m', {'term': 'n', 'scheme': 's#'}], 'links': [{'kind': 's#l', 'source': "
                  "'/a', 'target': "
                  "'/b'}], 'resources': [{'kind': 's#r'}, '/r/1', '/r/2']}");
    ck_assert_str_eq(location(message, 0), "/r/1");
    ck_assert_str_eq(location(message, 1), "/r/2");
    message = message->next;
    ck_assert_str_eq(message->categories[0].term, "r");
    message = message->next;
    ck_assert_str_eq(message->categories[0].term, "l");
    message = message->next;
    ck_assert_ptr_null(message->next);
    ck_assert_uint_eq(message->category_count, 4);
    ck_assert_str_eq(message->categories[0].class_name, "kind");
    ck_assert_str_eq(message->categories[1].term, "m");
    ck_assert_str_eq(message->categories[3].class_name, "action");
    check_syntax("{'resources': {'kind': 's#r'}}", "resources: expected an array");
    check_syntax("{'mixins': {'term': 'm', 'scheme': 's#'}}", "mixins: expected an array");
    check_syntax("{'resources': [3]}", "resources[0]: expected an object");
}
END_TEST

START_TEST(point_1_an_array_of_strings_is_locations)
{
    const occi_message *message = read_json("['/compute/1', 'http://h/compute/2']");
    ck_assert_ptr_null(message->next);
    ck_assert_uint_eq(message->category_count, 0);
    ck_assert_uint_eq(message->location_count, 2);
    ck_assert_str_eq(location(message, 0), "/compute/1");
    ck_assert_str_eq(message->locations[1].place, "[1]");
    ck_assert_uint_eq(read_json("[]")->location_count, 0);
    check_syntax("['']", "[0]: it is empty");
    check_syntax("[['/a']]", "[0]: expected an object");
}
END_TEST

START_TEST(entities_say_where_they_are)
{
    const occi_message *message = read_json(
        "{'entities': [{'location': '/a'}], 'resources': [{'id': 'urn:uuid:1'}, {'kind': 'k#k', 'id': 'b', "
        "'self': "
        "'/b'}, {'id': 'c', 'self': '/x', 'location': '/c'}, {'kind': 'k#k', 'location': 3, 'self': null}]}");
    ck_assert_str_eq(location(message, 0), "urn:uuid:1");
    message = message->next;
    ck_assert_str_eq(location(message, 0), "/b");
    ck_assert_str_eq(message->locations[0].place, "resources[1]");
    message = message->next;
    ck_assert_str_eq(location(message, 0), "/c");
    message = message->next;
    ck_assert_uint_eq(message->location_count, 0);
    message = message->next;
    ck_assert_str_eq(location(message, 0), "/a");
    ck_assert_ptr_null(message->next);
    ck_assert_str_eq(location(read_json("{'location': '/a'}"), 0), "/a");
    ck_assert_str_eq(location(read_json("{'id': 'x'}"), 0), "x");
}
END_TEST

/* --- point 2: nested attributes --- */

START_TEST(point_2_nested_attributes_are_flat_ones)
{
    const occi_entity *entity = create_json(
        "{'kind': '" INF "compute', 'attributes': {'occi': {'compute': {'cores': 2, 'memory': 4.5,"
        " 'hostname': 'h'}, 'core': {'title': 't', 'summary': 's'}}, 'occi.compute.share': 3}}");
    CHECK_SHOWN(entity, "occi.compute.cores", "2");
    CHECK_SHOWN(entity, "occi.compute.memory", "4.5");
    CHECK_SHOWN(entity, "occi.compute.hostname", "h");
    CHECK_SHOWN(entity, "occi.compute.share", "3");
    ck_assert_str_eq(entity->title, "t");
    ck_assert_str_eq(entity->summary, "s");
    /* half nested, and of a mixin */
    entity = create_json(
        "{'kind': '" THING_KIND "', 'mixins': ['http://example.org/test#wide'],"
        " 'attributes': {'org.example': {'label': 'l', 'width': 1}, 'org': {'example.flag': true}}}");
    CHECK_SHOWN(entity, "org.example.label", "l");
    CHECK_SHOWN(entity, "org.example.width", "1.0");
    CHECK_SHOWN(entity, "org.example.flag", "true");
}
END_TEST

START_TEST(point_2_an_attribute_of_type_object_is_no_name)
{
    const occi_entity *entity =
        create_json("{'kind': '" THING_KIND "', 'attributes': {'org.example.label': 'l', 'org.example.map':"
                    " {'a': {'b': 1}}}}");
    CHECK_SHOWN(entity, "org.example.map", "{\"a\":{\"b\":1}}");
    entity =
        create_json("{'kind': '" THING_KIND
                    "', 'attributes': {'org': {'example': {'label': 'l', 'map': {'a': {}}, 'list': [{}]}}}}");
    CHECK_SHOWN(entity, "org.example.map", "{\"a\":{}}");
    CHECK_SHOWN(entity, "org.example.list", "[{}]");
}
END_TEST

START_TEST(point_2_what_is_not_defined_is_not_known)
{
    static const char whose[] = " is not defined by kind " THING_KIND " or its mixins";
    static const struct {
        const char *attributes;
        const char *name;
    } refused[] = {
        { "{'org': {'example': {'label': 'l', 'bogus': 1, 'other': 2}}}", "org.example.bogus" },
        { "{'org': {'example': {}}}", "org.example" },
        { "{'org': {}}", "org" },
        { "{'org': 1}", "org" },
        { "{'': {'': 1}}", "" },
        { "{'other': {'a': {'b': [1]}}}", "other.a.b" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        refuse_json(
            occi_pool_format(pool, "{'kind': '" THING_KIND "', 'attributes': %s}", refused[i].attributes),
            OCCI_ERROR_NO_SUCH_ATTRIBUTE, occi_pool_format(pool, "attribute %s%s", refused[i].name, whose));
}
END_TEST

START_TEST(point_2_nested_values_are_checked_as_flat_ones_are)
{
    refuse_json("{'kind': '" INF "compute', 'attributes': {'occi': {'compute': {'cores': '2'}}}}",
                OCCI_ERROR_ATTRIBUTE_TYPE,
                "attribute occi.compute.cores: expected a positive integer, got \"2\"");
    refuse_json("{'kind': '" INF "compute', 'attributes': {'occi.compute.cores': {'a': 1}}}",
                OCCI_ERROR_ATTRIBUTE_TYPE,
                "attribute occi.compute.cores: expected a positive integer, got {\"a\":1}");
    refuse_json("{'kind': '" INF "compute', 'attributes': {'occi': {'compute': {'state': 'active'}}}}",
                OCCI_ERROR_ATTRIBUTE_IMMUTABLE,
                "attribute occi.compute.state cannot be set by a client here");
    refuse_json("{'kind': '" INF
                "compute', 'attributes': {'occi': {'compute': {'cores': 2}}, 'occi.compute.cores': 2}}",
                OCCI_ERROR_ATTRIBUTE_TWICE, "attribute occi.compute.cores is given twice");
    refuse_json("{'kind': '" INF "compute', 'attributes': {'occi': {'compute': {'hostname': 'a\\nb'}}}}",
                OCCI_ERROR_SYNTAX, "occi.compute.hostname: it has a control character in it");
}
END_TEST

START_TEST(point_2_holds_for_links_and_actions)
{
    const occi_entity *entity = create_json("{'kind': '" INF "compute', 'links': [{" DISK
                                            ", 'target': '/storage/1', 'attributes': {'occi': {"
                                            "'storagelink': {'deviceid': 'vdx'}, 'core': {'id': 'mine', "
                                            "'source': '/elsewhere', 'title': 't'}}}}]}");
    CHECK_SHOWN(entity->links[0], "occi.storagelink.deviceid", "vdx");
    ck_assert_str_eq(entity->links[0]->title, "t");
    ck_assert_ptr_null(entity->links[0]->id);
    ck_assert_ptr_null(entity->links[0]->source);
    static const char document[] =
        "{'actions': [{'term': 'go', 'scheme': 's#', 'attributes': {'a.b': {'type': 'number'}}}],"
        " 'kinds': [{'term': 'k', 'scheme': 's#', 'actions': ['s#go'], 'parent': '" OCCI_CORE_RESOURCE
        "', 'location': '/k/'}]}";
    json_t *json = json_of(document);
    const occi_model *own;
    check_accepted(occi_model_parse(pool, json, model, &own));
    json_decref(json);
    const occi_entity current = { .kind = occi_model_find(own, "s#k") };
    occi_invocation invocation;
    check_accepted(occi_bind_action(pool, own, read_json("{'action': 's#go', 'attributes': {'a': {'b': 7}}}"),
                                    "go", &current, &invocation));
    ck_assert_uint_eq(invocation.parameter_count, 1);
    ck_assert_str_eq(value_text(&invocation.parameters[0].value), "7.0");
    check_refused(occi_bind_action(pool, own, read_json("{'action': 's#go', 'attributes': {'a': {'c': 7}}}"),
                                   "go", &current, &invocation),
                  OCCI_ERROR_NO_SUCH_ATTRIBUTE, "attribute a.c is not defined by action s#go");
}
END_TEST

/* --- point 3: ends --- */

START_TEST(point_3_ends_are_strings_or_objects)
{
    static const char *const forms[] = {
        "'source': '/compute/1', 'target': '/storage/1', 'rel': '" INF "storage'",
        "'source': {'location': '/compute/1', 'kind': '" INF
        "compute'}, 'target': {'location': '/storage/1', "
        "'kind': '" INF "storage'}, 'rel': '" INF "network'",
        "'source': {'location': '/compute/1'}, 'target': {'location': '/storage/1', 'kind': {'term': "
        "'storage', "
        "'scheme': '" INF "'}}",
        "'attributes': {'occi.core.source': '/compute/1', 'occi.core.target': '/storage/1', "
        "'occi.core.target.kind': '" INF "storage'}",
        "'attributes': {'occi': {'core': {'source': '/compute/1', 'target': '/storage/1', 'target.kind': "
        "'" INF "storage'}}}",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const occi_entity *link = create_json(occi_pool_format(pool, "{" DISK ", %s}", forms[i]));
        ck_assert_str_eq(link->source, "/compute/1");
        ck_assert_str_eq(link->target, "/storage/1");
        ck_assert_ptr_eq(link->target_kind, find(INF "storage"));
        const occi_entity *owner = create_json(
            occi_pool_format(pool, "{'kind': '" INF "compute', 'links': [{" DISK ", %s}]}", forms[i]));
        ck_assert_ptr_null(owner->links[0]->source);
        ck_assert_str_eq(owner->links[0]->target, "/storage/1");
        ck_assert_ptr_eq(owner->links[0]->target_kind, find(INF "storage"));
    }
    const occi_entity *link = create_json("{" DISK ", 'source': {'location': '/compute/1', 'kind': '" INF
                                          "compute'}, 'target': 'http://elsewhere/x'}");
    ck_assert_ptr_eq(link->source_kind, find(INF "compute"));
    ck_assert_ptr_null(link->target_kind);
    check_syntax("{" DISK ", 'source': 3, 'target': '/x'}", "source: expected a string");
    check_syntax("{" DISK ", 'target': {'location': ['/x']}}", "target.location: expected a string");
}
END_TEST

/* --- point 4: links --- */

/* The 2014 draft: URIs in the resource, the links beside it. */
START_TEST(point_4_a_string_is_a_link_of_the_same_message)
{
    static const char *const names[] = { "'id': '/link/1'", "'self': '/link/1'",
                                         "'id': 'x', 'location': '/link/1'" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const occi_message *message = read_json(occi_pool_format(
            pool,
            "{'resources': [{'kind': 'a#b'}, {'kind': '" INF "compute', 'links': ['/link/1']}],"
            " 'links': [{%s, " DISK ", 'source': '/compute/x', 'target': '/storage/1'},"
            " {" NIC ", 'source': '/compute/9', 'target': '/network/1'}]}",
            names[i]));
        ck_assert_uint_eq(message->link_count, 0);
        message = message->next;
        ck_assert_uint_eq(message->link_count, 1);
        ck_assert_str_eq(message->links[0].target, "/storage/1");
        ck_assert_str_eq(message->links[0].place, "links[0]");
        ck_assert_str_eq(location(message, 0), "/link/1"); /* a member of the collection it may be given to */
        occi_entity *entity;
        check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
        ck_assert_uint_eq(entity->link_count, 1);
        ck_assert_ptr_eq(entity->links[0]->kind, find(INF "storagelink"));
        message = message->next;
        ck_assert_str_eq(message->categories[0].term, "networkinterface");
        ck_assert_ptr_null(message->next);
    }
    /* URL, path and URN of one UUID */
    static const char uuid[] = "0b9d4d80-9e1a-7f52-8000-0000000000b0";
    const occi_message *message = read_json(occi_pool_format(
        pool,
        "{'resources': [{'kind': 'a#b', 'links': ['http://h/storagelink/%s']}], 'links': [{'id': "
        "'urn:uuid:%s', 'target': '/x'}]}",
        uuid, uuid));
    ck_assert_uint_eq(message->link_count, 1);
    ck_assert_str_eq(message->links[0].target, "/x");
    check_syntax("{'resources': [{'kind': 'a#b', 'links': ['/l']}, {'kind': 'a#b', 'links': ['/l']}],"
                 " 'links': [{'id': '/l', 'target': '/x'}]}",
                 "links[0]: it can be a link of one resource only");
}
END_TEST

START_TEST(point_4_links_without_source_belong_to_the_lone_resource)
{
    const occi_message *message = read_json(
        "{'resources': [{'kind': '" INF "compute', 'links': ['/link/1']}], 'links': [{'id': '/link/1', " DISK
        ", 'target': '/storage/1'}, {" NIC ", 'target': '/network/1', 'rel': '" INF "network'},"
        " {" NIC ", 'target': '/network/2', 'source': '/compute/9'},"
        " {" NIC ", 'attributes': {'occi': {'core': {'target': '/network/3', 'source': '/compute/9'}}}},"
        " {'id': 'urn:uuid:1'}]}");
    ck_assert_uint_eq(message->link_count, 2);
    ck_assert_str_eq(message->links[0].target, "/storage/1");
    ck_assert_str_eq(message->links[1].target, "/network/1");
    ck_assert_str_eq(message->links[1].rel, INF "network");
    ck_assert_str_eq(message->next->attributes[1].value.text, "/network/2");
    ck_assert_str_eq(location(message->next->next->next, 0), "urn:uuid:1");
    /* of two resources, neither is meant */
    message = read_json("{'resources': [{'kind': 'a#b'}, {'kind': 'a#b'}], 'links': [{'target': '/x'}]}");
    ck_assert_uint_eq(message->link_count + message->next->link_count, 0);
    ck_assert_str_eq(message->next->next->attributes[0].name, "occi.core.target");
}
END_TEST

START_TEST(point_4_a_string_is_a_link_that_is_there)
{
    static const char *const echoes[] = { "'/storagelink/0b9d4d80-9e1a-7f52-8000-0000000000b0'",
                                          "'http://h/storagelink/0b9d4d80-9e1a-7f52-8000-0000000000b0'",
                                          "'urn:uuid:0b9d4d80-9e1a-7f52-8000-0000000000b0'",
                                          "{'id': '0B9D4D80-9E1A-7F52-8000-0000000000B0'}",
                                          "{'self': '/mine'}",
                                          "{'location': '/mine', " DISK ", 'target': '/else'}" };
    occi_entity *current = stored(create(COMPUTE LINK("</storage/1>; category=\"" INF "storagelink\"")),
                                  "/compute/0b9d4d80-9e1a-7f52-8000-00000000000a");
    occi_entity *changed;
    for (size_t i = 0; i < sizeof echoes / sizeof *echoes; i++) {
        if (i == 4)
            current->links[0]->location = "/mine";
        const occi_message *message =
            read_json(occi_pool_format(pool, "{'kind': '" INF "compute', 'links': [%s]}", echoes[i]));
        check_accepted(occi_bind_update(pool, model, message, current, &changed));
        ck_assert_uint_eq(changed->link_count, 0); /* to add */
        check_accepted(occi_bind_replace(pool, model, message, current, &changed));
        ck_assert_uint_eq(changed->link_count, 1);
    }
    static const char unknown[] =
        "links[0]: it is none of the links here; a new link is given with its target";
    const occi_message *message = read_json("{'kind': '" INF "compute', 'links': ['/storagelink/other']}");
    check_refused(occi_bind_update(pool, model, message, current, &changed), OCCI_ERROR_SYNTAX, unknown);
    check_refused(occi_bind_replace(pool, model, message, current, &changed), OCCI_ERROR_SYNTAX, unknown);
    refuse_json("{'kind': '" INF "compute', 'links': ['/storagelink/other']}", OCCI_ERROR_SYNTAX,
                "links[0]: only a new link can belong to a new resource; give it with its target");
    check_syntax("{'kind': 'a#b', 'links': ['']}", "links[0]: it is empty");
    check_syntax("{'kind': 'a#b', 'links': [3]}", "links[0]: expected an object");
}
END_TEST

START_TEST(a_link_of_a_message_says_where_it_is)
{
    const occi_message *message = read_json("{'kind': 'a#b', 'links': ["
                                            "{'id': 'a', 'location': 'b', 'self': 'c', 'target': '/x'},"
                                            "{'id': 'a', 'location': 'b', 'target': '/x'},"
                                            "{'id': 'a', 'target': '/x'}, {'target': '/x'}]}");
    ck_assert_str_eq(message->links[0].self, "c");
    ck_assert_str_eq(message->links[1].self, "b");
    ck_assert_str_eq(message->links[2].self, "a");
    ck_assert_ptr_null(message->links[3].self);
}
END_TEST

/* --- point 5: categories --- */

START_TEST(point_5_categories_are_strings_or_objects)
{
    const occi_entity *entity = create_json(
        "{'kind': {'term': 'compute', 'scheme': '" INF
        "', 'title': 'Compute', 'attributes': {'a': 'required'}},"
        " 'mixins': ['" TEMPLATE "small', {'term': 'tag', 'scheme': '" OURS "', 'location': '/tag/'}],"
        " 'actions': [{'kind': {'term': 'start', 'scheme': 's#'}, 'link': '/compute/1?action=start'}, "
        "'s#stop'],"
        " 'links': [{'kind': {'term': 'networkinterface', 'scheme': '" INF "'},"
        "   'mixins': [{'term': 'ipnetworkinterface', 'scheme': '" INFRA "networkinterface#'}],"
        "   'attributes': {'occi.networkinterface.allocation': 'dynamic'},"
        "   'target': {'location': '/network/1', 'kind': {'term': 'network', 'scheme': '" INF "'}}}]}");
    ck_assert_ptr_eq(entity->kind, find(INF "compute"));
    ck_assert(has_mixin(entity, TEMPLATE "small"));
    ck_assert(has_mixin(entity, OURS "tag"));
    ck_assert_ptr_eq(entity->links[0]->kind, find(INF "networkinterface"));
    ck_assert(has_mixin(entity->links[0], INFRA "networkinterface#ipnetworkinterface"));
    ck_assert_ptr_eq(entity->links[0]->target_kind, find(INF "network"));
    check_syntax("{'kind': {'term': 'compute'}}", "kind.scheme: it is missing");
    check_syntax("{'kind': 'a#b', 'links': [{'kind': {'scheme': 's#'}, 'target': '/x'}]}",
                 "links[0].kind.term: it is missing");
}
END_TEST

/* --- point 6: what means nothing here --- */

START_TEST(point_6_unknown_members_are_passed_over)
{
    const occi_entity *entity =
        create_json("{'kind': '" INF "compute', 'location': '/compute/mine', 'self': 3, 'rel': '" INF
                    "network', 'actions': 'none', 'etag': {'a': [1]}, 'links': [{" NIC
                    ", 'target': '/network/1', 'actions': [], 'etag': 1, 'state': 'up'}]}");
    ck_assert_ptr_null(entity->location);
    ck_assert_uint_eq(entity->link_count, 1);
}
END_TEST

/* --- point 7: numbers --- */

START_TEST(point_7_integers_serve_floats_and_whole_floats_integers)
{
    const occi_entity *entity =
        create_json("{'kind': '" INF "compute', 'attributes': {'occi.compute.cores': 2.0, "
                    "'occi.compute.memory': 2, 'occi.compute.speed': 2e0}}");
    CHECK_SHOWN(entity, "occi.compute.cores", "2");
    CHECK_SHOWN(entity, "occi.compute.memory", "2.0");
    static const char *const refused[][3] = {
        { "cores", "2.5", "a positive integer" },         { "cores", "'2'", "a positive integer" },
        { "cores", "true", "a positive integer" },        { "cores", "null", "a positive integer" },
        { "memory", "'2.0'", "a number greater than 0" }, { "hostname", "2", "a host name" },
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const char *text =
            occi_pool_format(pool, "{'kind': '" INF "compute', 'attributes': {'occi.compute.%s': %s}}",
                             refused[i][0], refused[i][1]);
        const char *expected = occi_pool_format(pool, "attribute occi.compute.%s: expected %s, got %s",
                                                refused[i][0], refused[i][2], quoted(refused[i][1]));
        refuse_json(text, OCCI_ERROR_ATTRIBUTE_TYPE, expected);
    }
}
END_TEST

/* --- the table of dialects --- */

/* json-rendering.md 4, as it stands there. */
START_TEST(dialect_gfd_226)
{
    const occi_entity *entity =
        create_json("{'kind': '" INF "compute', 'title': 'web one', 'mixins': ['" TEMPLATE "small'],"
                    " 'attributes': {'occi.compute.hostname': 'web1.example.org'}, 'links': [{" DISK
                    ", 'attributes': {'occi.storagelink.deviceid': 'vdb'},"
                    " 'target': {'location': '/storage/d1', 'kind': '" INF "storage'}}]}");
    ck_assert_str_eq(entity->title, "web one");
    CHECK_SHOWN(entity->links[0], "occi.storagelink.deviceid", "vdb");
}
END_TEST

START_TEST(dialect_2014_draft_and_rocci_4)
{
    const occi_message *message = read_json(
        "{'resources': [{'kind': '" INF "compute', 'mixins': ['" TEMPLATE "small'], 'id': 'vm',"
        " 'attributes': {'occi': {'compute': {'hostname': 'web1', 'cores': 2}, 'core': {'title': 'web "
        "one'}}},"
        " 'links': ['/link/networkinterface/1']}],"
        " 'links': [{'kind': '" INF "networkinterface', 'id': '/link/networkinterface/1', 'rel': '" INF
        "network', 'target': '/network/1', 'attributes': {'occi': {'networkinterface': {'mac': "
        "'aa:bb:cc:dd:ee:ff'}}}}]}");
    ck_assert_ptr_null(message->next);
    ck_assert_uint_eq(message->link_count, 1);
    ck_assert_str_eq(message->links[0].rel, INF "network");
    occi_message without_id = *message; /* which is the server's to give */
    without_id.attributes++;
    without_id.attribute_count--;
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, &without_id, NULL, &entity));
    ck_assert_str_eq(entity->title, "web one");
    CHECK_SHOWN(entity->links[0], "occi.networkinterface.mac", "aa:bb:cc:dd:ee:ff");
}
END_TEST

START_TEST(dialect_old_erocci)
{
    const occi_message *message =
        read_json("{'kind': '" INF "compute', 'attributes': {'occi': {'compute': {'cores': 2}}},"
                  " 'links': [{'self': '/store/link/1', 'kind': '" INF "storagelink', 'target': '/storage/1',"
                  " 'source': '/compute/1'}]}");
    ck_assert_str_eq(message->links[0].self, "/store/link/1");
    ck_assert_str_eq(message->links[0].target, "/storage/1");
    ck_assert_uint_eq(read_json("['http://h/compute/1', 'http://h/compute/2']")->location_count, 2);
    message =
        read_json("{'mixins': [{'term': 'blue', 'scheme': 'x#', 'location': '/tags/blue/', 'title': ''}]}");
    ck_assert_str_eq(message->categories[0].location, "/tags/blue/");
}
END_TEST

START_TEST(dialect_erlang_occi)
{
    const occi_message *message =
        read_json("{'entities': [{'location': '/compute/1'}, {'location': '/compute/2'}]}");
    ck_assert_str_eq(location(message, 0), "/compute/1");
    ck_assert_str_eq(location(message->next, 0), "/compute/2");
    const occi_entity *entity = create_json(
        "{'kind': '" INF "compute', 'location': 'http://h/compute/1', 'links': [{" NIC
        ", 'location': 'http://h/link/1', 'source': {'location': '/compute/1'}, 'target': {'location': "
        "'/network/1', 'kind': '" INF "network'}}]}");
    ck_assert_str_eq(entity->links[0]->target, "/network/1");
}
END_TEST

/* Its output; there is no input that we could be sent. */
START_TEST(dialect_pyssf)
{
    const occi_message *message =
        read_json("[{'kind': {'term': 'compute', 'scheme': '" INF
                  "', 'class': 'kind', 'attributes': {'occi.compute.cores': 'muttable', "
                  "'occi.compute.state': 'immutable'}},"
                  " 'mixins': [{'term': 'small', 'scheme': '" TEMPLATE "'}], 'identifier': '/compute/1',"
                  " 'actions': [{'kind': {'term': 'start', 'scheme': '" INFRA
                  "compute/action#'}, 'link': '/compute/1?action=start'}],"
                  " 'attributes': {'occi.compute.hostname': 'h'},"
                  " 'links': [{'kind': {'term': 'networkinterface', 'scheme': '" INF
                  "'}, 'mixins': [], 'source': '/compute/1', 'target': '/network/1', 'links': []}]}]");
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
    CHECK_SHOWN(entity, "occi.compute.hostname", "h");
    ck_assert_str_eq(entity->links[0]->target, "/network/1");
    /* all its values are strings, and JSON has numbers */
    refuse_json("[{'kind': '" INF "compute', 'attributes': {'occi.compute.cores': '2'}}]",
                OCCI_ERROR_ATTRIBUTE_TYPE,
                "attribute occi.compute.cores: expected a positive integer, got \"2\"");
}
END_TEST

START_TEST(dialect_rocci_5)
{
    const occi_entity *entity = create_json(
        "{'kind': '" INF
        "compute', 'title': 'member', 'summary': 's', 'attributes': {'occi.core.title': 'attribute',"
        " 'occi.core.summary': 's', 'occi.compute.cores': 2}, 'links': [{" DISK ", 'title': 'l', 'target': "
        "{'location': '/storage/1', 'kind': '" INF "storage'}, 'attributes': {'occi.core.title': 'other',"
        " 'occi.core.id': 'x', 'occi.core.source': '/compute/1', 'occi.core.target': '/storage/9'}}]}");
    ck_assert_str_eq(entity->title, "member");
    ck_assert_str_eq(entity->links[0]->title, "l");
    ck_assert_str_eq(entity->links[0]->target, "/storage/1");
    /* nested attributes do not win either */
    entity =
        create_json("{'kind': '" INF "compute', 'title': 'member', 'attributes': {'occi': {'core': {'title': "
                    "'attribute', 'summary': 's'}}}}");
    ck_assert_str_eq(entity->title, "member");
    ck_assert_str_eq(entity->summary, "s");
    entity =
        create_json("{'kind': '" INF "compute', 'title': 'member', 'attributes': {'occi': {'core': {'title': "
                    "'attribute'}}}}");
    ck_assert_str_eq(entity->title, "member");
    /* identifiers alone, for a partial update */
    const occi_message *message = read_json("{'mixins': ['" TEMPLATE "small']}");
    ck_assert_str_eq(message->categories[0].scheme, TEMPLATE);
    ck_assert_str_eq(message->categories[0].term, "small");
}
END_TEST

START_TEST(dialect_ooi)
{
    const occi_entity *entity =
        create_json("{'kind': '" INF "compute', 'links': [{" DISK
                    ", 'target': {'location': 'http://h/storage/1', 'kind': '" INF "storage'}}]}");
    ck_assert_str_eq(entity->links[0]->target, "http://h/storage/1");
}
END_TEST

START_TEST(dialect_martserver)
{
    const occi_message *message = read_json(
        "{'kind': '" INF "compute', 'location': '/compute/mine', 'mixins': [], 'actions': [], 'attributes': "
        "{}, 'links': [{" DISK ", 'id': 'urn:uuid:1', 'mixins': [], 'target': {'location': '/storage/1'}}]}");
    ck_assert_str_eq(location(message, 0), "/compute/mine");
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
    ck_assert_ptr_null(entity->links[0]->target_kind);
}
END_TEST

/* --- limits --- */

static occi_error_code code_of(const char *bytes, size_t length)
{
    const occi_message *message;
    const occi_error *error = occi_json_parse(pool, bytes, length, &message);
    return error ? error->code : OCCI_ERROR_COUNT;
}

START_TEST(what_is_no_json_is_400)
{
#define BYTES(text)                                                                                          \
    {                                                                                                        \
        text, sizeof text - 1                                                                                \
    }
    static const struct {
        const char *bytes;
        size_t length;
    } broken[] = {
        BYTES(""),
        BYTES("3"),
        BYTES("\"text\""),
        BYTES("{"),
        BYTES("{} {}"),
        BYTES("{\"kind\": \"a#b\",}"),
        BYTES("{\"a\": 1, \"a\": 2}"),                           /* said twice */
        BYTES("{\"title\": \"a\\u0000b\"}"),                     /* NUL */
        BYTES("{\"title\": \"a\0b\"}"),                          /* NUL */
        BYTES("{\"ti\\u0000tle\": \"a\"}"),                      /* NUL */
        BYTES("{\"kind\": \"a#b\"}\0"),                          /* NUL */
        BYTES("{\"title\": \"\xFF\"}"),                          /* no UTF-8 */
        BYTES("{\"title\": \"\xC0\x80\"}"),                      /* NUL, overlong */
        BYTES("{\"title\": \"\xED\xA0\x80\"}"),                  /* a surrogate in UTF-8 */
        BYTES("{\"title\": \"\xC3\"}"),                          /* cut off */
        BYTES("{\"title\": \"\\ud800\"}"),                       /* a lone surrogate */
        BYTES("{\"title\": \"\\udc00\\ud800\"}"),                /* a pair the wrong way round */
        BYTES("{\"title\": \"a\\nb\"}"),                         /* a control character */
        BYTES("{\"title\": \"\\u007f\"}"),                       /* likewise */
        BYTES("{\"attributes\": {\"a\\u0001\": 1}}"),            /* likewise, in a name */
        BYTES("{\"attributes\": {\"a\": 1e999}}"),               /* no double */
        BYTES("{\"attributes\": {\"a\": 9223372036854775808}}"), /* no integer of 64 bits */
        BYTES("{\"attributes\": {\"a\": NaN}}"),
    };
#undef BYTES
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        ck_assert_msg(code_of(broken[i].bytes, broken[i].length) == OCCI_ERROR_SYNTAX, "%zu: %s", i,
                      broken[i].bytes);
    ck_assert_int_eq(occi_error_status(OCCI_ERROR_SYNTAX), 400);
    ck_assert_str_eq(create_json("{'kind': '" INF "compute', 'title': 'a\\tb'}")->title, "a\tb");
}
END_TEST

/* `count` times `part`. */
static char *repeated(const char *part, size_t count)
{
    size_t length = strlen(part);
    char *text = occi_pool_zero(pool, length * count + 1);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, part, length);
    return text;
}

START_TEST(depth_is_limited)
{
    static const char *const parts[] = { "[", "{\"a\":" };
    for (size_t i = 0; i < 2; i++) {
        const char *deep = repeated(parts[i], 100000);
        ck_assert_int_eq(code_of(deep, strlen(deep)), OCCI_ERROR_SYNTAX);
    }
    /* As deep as it may be, with names so long that copies of them all would not fit anywhere. */
    const char *part = occi_pool_format(pool, "{\"%s\":", repeated("n", 4000));
    const char *text =
        occi_pool_format(pool, "{\"kind\":\"" INF "compute\",\"attributes\":%s{\"x\":1,\"y\":2}%s}",
                         repeated(part, 2000), repeated("}", 2000));
    const occi_message *message;
    occi_entity *entity;
    check_accepted(occi_json_parse(pool, text, strlen(text), &message));
    occi_error *error = occi_bind_create(pool, model, message, NULL, &entity);
    ck_assert_int_eq(error->code, OCCI_ERROR_NO_SUCH_ATTRIBUTE);
}
END_TEST

/* An entity with `count` attributes like `part`, whose one %zu makes it different from the others. */
static const char *wide(const char *part, size_t count)
{
    occi_buffer *text = occi_pool_zero(pool, sizeof *text);
    occi_buffer_init(text, pool, 0);
    occi_write_string(&text->writer, "{\"kind\":\"" INF "compute\",\"attributes\":{");
    for (size_t i = 0; i < count; i++)
        occi_write_format(&text->writer, "%s\"%s%zu\":1", i ? "," : "", part, i);
    occi_write_string(&text->writer, "}}");
    return occi_buffer_text(text);
}

START_TEST(values_are_limited)
{
    const occi_message *message;
    const char *text = wide("a", 1000000);
    check_refused(occi_json_parse(pool, text, strlen(text), &message), OCCI_ERROR_TOO_LARGE,
                  "the number of values in the body is larger than the limit of 262144");
    ck_assert_int_eq(occi_error_status(OCCI_ERROR_TOO_LARGE), 413);
    text = wide("a", OCCI_JSON_VALUES_MAX - 3); /* with the document, the kind and the attributes */
    ck_assert_int_eq(code_of(text, strlen(text)), OCCI_ERROR_COUNT);
    text = wide("a", OCCI_JSON_VALUES_MAX - 2);
    ck_assert_int_eq(code_of(text, strlen(text)), OCCI_ERROR_TOO_LARGE);
    /* marks in strings are no values */
    text = occi_pool_format(pool, "{\"title\":\"\\\"%s\"}", repeated("[{,\\\\", OCCI_JSON_VALUES_MAX));
    ck_assert_int_eq(code_of(text, strlen(text)), OCCI_ERROR_COUNT);
}
END_TEST

/* Were it to grow with the square of their number, this would take hours. */
START_TEST(many_values_take_no_longer_each)
{
    const occi_message *message;
    occi_entity *entity;
    const char *text = wide("a", OCCI_JSON_VALUES_MAX - 3);
    check_accepted(occi_json_parse(pool, text, strlen(text), &message));
    ck_assert_uint_eq(message->attribute_count, OCCI_JSON_VALUES_MAX - 3);
    ck_assert_int_eq(occi_bind_create(pool, model, message, NULL, &entity)->code,
                     OCCI_ERROR_NO_SUCH_ATTRIBUTE);
    text = occi_pool_format(pool, "{\"kind\":\"" INF "compute\",\"mixins\":[%s\"" TEMPLATE "small\"]}",
                            repeated("\"" TEMPLATE "small\",", 100000));
    check_accepted(occi_json_parse(pool, text, strlen(text), &message));
    check_accepted(occi_bind_create(pool, model, message, NULL, &entity));
    ck_assert_uint_eq(entity->mixin_count, 1);
    text =
        occi_pool_format(pool,
                         "{\"resources\":[{\"kind\":\"" INF "compute\",\"links\":[\"/last\"]}],\"links\":[%s"
                         "{\"id\":\"/last\",\"target\":\"/x\"}]}",
                         repeated("{\"id\":\"/l\",\"source\":\"/y\"},", 60000));
    check_accepted(occi_json_parse(pool, text, strlen(text), &message));
    ck_assert_uint_eq(message->link_count, 1);
}
END_TEST

START_TEST(memory_may_run_out)
{
    static const char *const texts[] = {
        "{'kind': {'term': 'compute', 'scheme': '" INF "'}, 'mixins': ['" TEMPLATE
        "small'], 'title': 't', 'attributes': {'occi': {'compute': {'cores': 2}}, 'occi.compute.memory': "
        "3.5},"
        " 'links': [{" DISK ", 'target': {'location': '/x', 'kind': {'term': 'storage', 'scheme': '" INF
        "'}}, 'attributes': {'occi': {'storagelink': {'deviceid': 'vdx'}}}}]}",
        "{'resources': [{'kind': '" INF
        "compute', 'links': ['/l']}], 'links': [{'self': '/l', 'target': '/x'},"
        " {'target': '/y'}]}",
        "['/a', '/b']",
        "{'mixins': [{'term': 't', 'scheme': 's#', 'depends': ['s#d'], 'applies': [{'term': 'a', 'scheme': "
        "'s#'}]}]}",
        "{'term': 't', 'scheme': 's#'}",
        "{'action': 's#go', 'attributes': {'a': 1}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = quoted(texts[i]);
        const occi_message *message;
        occi_entity *entity;
        occi_error *error;
        long allocations = 0;
        do {
            occi_pool *scratch = occi_pool_new(NULL);
            occi_pool_fail_after(allocations++);
            error = occi_json_parse(scratch, text, strlen(text), &message);
            if (!error && message->category_count && i < 2)
                error = occi_bind_create(scratch, model, message, NULL, &entity);
            occi_pool_fail_after(-1);
            occi_pool_free(scratch);
            ck_assert(!error || error == &occi_error_no_memory);
        } while (error);
    }
}
END_TEST

int main(void)
{
    return BINDING_RUN(
        "json_dialects", point_1_an_object_with_a_kind_is_an_entity,
        point_1_an_object_with_an_action_is_an_invocation,
        point_1_an_object_with_term_and_scheme_is_a_category, point_1_collections_are_a_model,
        point_1_an_array_of_strings_is_locations, entities_say_where_they_are,
        point_2_nested_attributes_are_flat_ones, point_2_an_attribute_of_type_object_is_no_name,
        point_2_what_is_not_defined_is_not_known, point_2_nested_values_are_checked_as_flat_ones_are,
        point_2_holds_for_links_and_actions, point_3_ends_are_strings_or_objects,
        point_4_a_string_is_a_link_of_the_same_message,
        point_4_links_without_source_belong_to_the_lone_resource, point_4_a_string_is_a_link_that_is_there,
        a_link_of_a_message_says_where_it_is, point_5_categories_are_strings_or_objects,
        point_6_unknown_members_are_passed_over, point_7_integers_serve_floats_and_whole_floats_integers,
        dialect_gfd_226, dialect_2014_draft_and_rocci_4, dialect_old_erocci, dialect_erlang_occi,
        dialect_pyssf, dialect_rocci_5, dialect_ooi, dialect_martserver, what_is_no_json_is_400,
        depth_is_limited, values_are_limited, many_values_take_no_longer_each, memory_may_run_out);
}
