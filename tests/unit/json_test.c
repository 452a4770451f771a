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

/* PostgreSQL writes numbers without exponents, so that large ones look like integers. */
START_TEST(what_the_registry_writes_is_read)
{
    json_t *json;
    char digits[302] = "1";
    memset(digits + 1, '0', 300);
    const char *text = occi_pool_format(
        pool, "[%s, -%s, 9223372036854775807, -9223372036854775808, 1.5, \"\\\"%s\", %s.25, 0]", digits,
        digits, digits, digits);
    check_accepted(occi_json_read(pool, text, &json));
    ck_assert(json_real_value(json_array_get(json, 0)) == 1e300);
    ck_assert(json_real_value(json_array_get(json, 1)) == -1e300);
    ck_assert_int_eq(json_integer_value(json_array_get(json, 2)), INT64_MAX);
    ck_assert(json_number_value(json_array_get(json, 3)) == -0x1p63);
    ck_assert(json_real_value(json_array_get(json, 4)) == 1.5);
    ck_assert_str_eq(json_string_value(json_array_get(json, 5)), occi_pool_format(pool, "\"%s", digits));
    ck_assert(json_real_value(json_array_get(json, 6)) == 1e300);
    ck_assert_int_eq(json_integer_value(json_array_get(json, 7)), 0);
}
END_TEST

/* What is deeper could not be sent back in all that it is shown in. */
START_TEST(a_value_is_not_deep)
{
    occi_entity *entity;
    static const char form[] = "{'kind': '" OURS "thing',"
                               " 'attributes': {'org.example.label': '', 'org.example.list': %s%s}}";
    for (int depth = 32; depth <= 33; depth++) {
        const char *open = occi_pool_format(pool, "%.*s", depth, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
        const char *close = occi_pool_format(pool, "%.*s", depth, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
        occi_error *error = occi_bind_create(
            pool, model, read_json(occi_pool_format(pool, form, open, close)), NULL, &entity);
        ck_assert(depth == 32 ? !error : error && error->code == OCCI_ERROR_ATTRIBUTE_TYPE);
        const char *text = occi_pool_format(
            pool, KIND(OURS, "thing") SET("org.example.label=\"\"") SET("org.example.list=\"%s%s\""), open,
            close);
        error = occi_bind_create(pool, model, say(text), NULL, &entity);
        ck_assert(depth == 32 ? !error : error && error->code == OCCI_ERROR_ATTRIBUTE_TYPE);
    }
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

/* --- conformance.md 170 to 185 --- */

static const occi_entity *shown_compute(void)
{
    return stored(create(COMPUTE MIXIN(TEMPLATE, "small") SET("occi.core.title=\"t\"")
                             SET("occi.core.summary=\"s\"") SET("occi.compute.speed=2.8")
                                 LINK("</network/1>; rel=\"" INF "network\"; category=\"" INF
                                      "networkinterface\"; occi.core.title=\"l\"")),
                  "/compute/1");
}

/* Each member of `object` is in `names`, a list with a blank behind each. */
static void check_members(const json_t *object, const char *names)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
        ck_assert_msg(strstr(names, occi_pool_format(pool, "%s ", name)) != NULL, "%s", name);
}

static const json_t *shown_categories(void)
{
    occi_buffer body;
    occi_buffer_init(&body, pool, 0);
    occi_output out = { .pool = pool, .body = &body.writer };
    size_t count = occi_model_count(model);
    const occi_category **categories = occi_pool_array(pool, count, sizeof *categories);
    for (size_t i = 0; i < count; i++)
        categories[i] = occi_model_at(model, i);
    occi_json_occi.categories(&out, categories, count);
    json_t *json;
    check_accepted(occi_json_read(pool, occi_buffer_text(&body), &json));
    return json;
}

START_TEST(conformance_170_media_types)
{
    ck_assert_ptr_eq(occi_rendering_find("application/occi+json", 21), &occi_json_occi);
    ck_assert_ptr_eq(occi_rendering_find("application/json", 16), &occi_json_plain);
    ck_assert_str_eq(occi_json_occi.content_type, "application/occi+json; charset=utf-8");
    ck_assert_str_eq(occi_json_plain.content_type, "application/json; charset=utf-8");
}
END_TEST

START_TEST(conformance_171_to_174_resources)
{
    const json_t *json = rendered(occi_json_occi.entity, shown_compute());
    check_members(json, "kind id title summary mixins attributes actions links ");
    ck_assert_str_eq(text_of(json, "kind"), INF "compute");
    ck_assert_str_eq(text_of(json, "id"), "urn:uuid:0b9d4d80-9e1a-7f52-8000-00000000000a");
    ck_assert_str_eq(text_of(json, "title"), "t");
    ck_assert_str_eq(text_of(json, "summary"), "s");
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(json, "attributes"), name, value)
    {
        ck_assert_ptr_null(strstr(name, "occi.core."));
        ck_assert_ptr_nonnull(strstr(name, "occi.compute."));
        ck_assert(!json_is_object(value));
    }
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(json, "mixins"), 0)), TEMPLATE "small");
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(json, "actions"), 0)),
                     INFRA "compute/action#start");
    ck_assert_uint_eq(json_array_size(json_object_get(json, "links")), 1);
    ck_assert(json_is_object(json_array_get(json_object_get(json, "links"), 0)));
}
END_TEST

START_TEST(conformance_175_links)
{
    const occi_entity *compute = shown_compute();
    const json_t *inside =
        json_array_get(json_object_get(rendered(occi_json_occi.entity, compute), "links"), 0);
    const json_t *alone = rendered(occi_json_occi.entity, compute->links[0]);
    const json_t *created = rendered(occi_json_occi.created, compute->links[0]);
    ck_assert(json_equal((json_t *)inside, (json_t *)alone));
    check_members(alone, "kind id title mixins attributes actions source target ");
    check_members(created, "kind id source target ");
    const json_t *const links[] = { alone, created };
    for (size_t i = 0; i < 2; i++) {
        ck_assert_str_eq(text_of(links[i], "kind"), INF "networkinterface");
        ck_assert_str_eq(text_of(links[i], "id"), "urn:uuid:0b9d4d80-9e1a-7f52-8000-0000000000b0");
        ck_assert_str_eq(text_of(json_object_get(links[i], "source"), "location"), "/compute/1");
        ck_assert_str_eq(text_of(json_object_get(links[i], "source"), "kind"), INF "compute");
        ck_assert_str_eq(text_of(json_object_get(links[i], "target"), "location"), "/network/1");
        ck_assert_str_eq(text_of(json_object_get(links[i], "target"), "kind"), INF "network");
    }
    /* a target that is no OCCI resource has no kind, and a link without an id is none yet */
    compute->links[0]->target_kind = NULL;
    ck_assert_ptr_null(json_object_get(
        json_object_get(rendered(occi_json_occi.entity, compute->links[0]), "target"), "kind"));
    compute->links[0]->id = NULL;
    ck_assert_ptr_null(json_object_get(rendered(occi_json_occi.entity, compute), "links"));
}
END_TEST

START_TEST(conformance_176_invocations)
{
    occi_entity *compute = stored(create(COMPUTE), "/compute/1");
    occi_invocation invocation;
    check_accepted(occi_bind_action(
        pool, model,
        read_json("{'action': '" INFRA "compute/action#stop', 'attributes': {'method': 'graceful'}}"), "stop",
        compute, &invocation));
    ck_assert_ptr_eq(invocation.action, find(INFRA "compute/action#stop"));
    ck_assert_str_eq(value_text(&invocation.parameters[0].value), "graceful");
}
END_TEST

START_TEST(conformance_177_to_179_categories)
{
    const json_t *json = shown_categories(), *category;
    size_t i;
    check_members(json, "kinds mixins actions ");
    json_array_foreach(json_object_get(json, "kinds"), i, category)
    {
        check_members(category, "term scheme title parent attributes actions location ");
        bool is_entity = strcmp(text_of(category, "term"), "entity") == 0,
             is_unlocated =
                 strcmp(text_of(category, "term"), "shadow") == 0; /* a flaw of this test's model */
        ck_assert(is_entity == !text_of(category, "parent"));
        ck_assert((is_entity || is_unlocated) == !text_of(category, "location"));
    }
    json_array_foreach(json_object_get(json, "mixins"), i, category)
    {
        check_members(category, "term scheme title depends applies attributes actions location ");
        ck_assert_ptr_nonnull(text_of(category, "location"));
    }
    json_array_foreach(json_object_get(json, "actions"), i, category)
        check_members(category, "term scheme title attributes ");
}
END_TEST

static const char *listed(const occi_category *kind, const occi_entity *const *entities)
{
    occi_buffer *body = occi_pool_zero(pool, sizeof *body);
    occi_buffer_init(body, pool, 0);
    occi_output out = { .pool = pool, .body = &body->writer, .collection = kind };
    occi_json_occi.listing_begin(&out);
    for (; *entities; entities++)
        occi_json_occi.listing_item(&out, *entities);
    occi_json_occi.listing_end(&out);
    ck_assert(!body->writer.has_failed);
    return occi_buffer_text(body);
}

/* The kinds that are listed under each key, as "resources: compute compute links: storagelink". */
static const char *listed_kinds(const occi_category *kind, const occi_entity *const *entities)
{
    json_t *json, *list, *entity;
    const char *key, *text = "";
    size_t i;
    check_accepted(occi_json_read(pool, listed(kind, entities), &json));
    json_object_foreach(json, key, list)
    {
        text = occi_pool_format(pool, "%s%s%s:", text, *text ? " " : "", key);
        json_array_foreach(list, i, entity) text =
            occi_pool_format(pool, "%s %s", text, strchr(text_of(entity, "kind"), '#') + 1);
    }
    return text;
}

START_TEST(conformance_180_collections)
{
    const occi_entity *compute = shown_compute(), *link = compute->links[0];
#define LIST(...)                                                                                            \
    (const occi_entity *const[])                                                                             \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }
    const occi_category *computes = find(INF "compute"), *links = find(INF "networkinterface"),
                        *tags = find(OURS "tag");
    ck_assert_str_eq(listed(computes, LIST(NULL)), "{\"resources\":[]}");
    ck_assert_str_eq(listed(links, LIST(NULL)), "{\"links\":[]}");
    ck_assert_str_eq(listed_kinds(computes, LIST(compute, compute, NULL)), "resources: compute compute");
    ck_assert_str_eq(listed_kinds(links, LIST(link, link, NULL)), "links: networkinterface networkinterface");
    /* of several kinds: below a path, or of a mixin */
    ck_assert_str_eq(listed(NULL, LIST(NULL)), "{\"resources\":[],\"links\":[]}");
    ck_assert_str_eq(listed_kinds(NULL, LIST(compute, NULL)), "resources: compute links:");
    ck_assert_str_eq(listed_kinds(NULL, LIST(link, link, NULL)),
                     "resources: links: networkinterface networkinterface");
    ck_assert_str_eq(listed_kinds(tags, LIST(compute, compute, link, link, NULL)),
                     "resources: compute compute links: networkinterface networkinterface");
#undef LIST
}
END_TEST

static bool is_of_type(const json_t *value, const char *type)
{
    return strcmp(type, "string") == 0    ? json_is_string(value)
           : strcmp(type, "number") == 0  ? json_is_number(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
                                          : strcmp(type, "object") == 0 && json_is_object(value);
}

static void check_description(const json_t *description)
{
    check_members(description, "type mutable required pattern default description ");
    const char *type = text_of(description, "type");
    const json_t *pattern = json_object_get(description, "pattern"),
                 *default_value = json_object_get(description, "default");
    ck_assert_ptr_nonnull(strstr("string number boolean array object", type));
    ck_assert(json_is_boolean(json_object_get(description, "mutable")));
    ck_assert(json_is_boolean(json_object_get(description, "required")));
    ck_assert(!pattern || json_is_object(pattern));
    ck_assert_msg(!default_value || is_of_type(default_value, type), "%s", type);
}

START_TEST(conformance_181_to_184_attribute_descriptions)
{
    static const char *const classes[] = { "kinds", "mixins", "actions" };
    const json_t *json = shown_categories();
    size_t i, count = 0;
    const json_t *category;
    for (size_t class = 0; class < 3; class ++)
        json_array_foreach(json_object_get(json, classes[class]), i, category)
        {
            const char *name;
            json_t *description;
            json_object_foreach(json_object_get(category, "attributes"), name, description)
            {
                check_description(description);
                count++;
            }
        }
    ck_assert_uint_gt(count, 50);
    /* 183: what a document does not say */
    static const char document[] =
        "{'mixins': [{'term': 'm', 'scheme': 's#', 'location': '/m/', 'attributes': "
        "{'a.b': {}}}]}";
    const occi_model *own;
    check_accepted(occi_model_parse(pool, occi_json_adopt(pool, json_of(document)), model, &own));
    const occi_attribute *silent = occi_category_attribute(occi_model_find(own, "s#m"), "a.b");
    ck_assert_int_eq(silent->type, OCCI_STRING);
    ck_assert(!silent->is_mutable && !silent->is_required);
}
END_TEST

/* 185, with no validator: tests/http/json-schema.t has one. Numbers are as short as they can be. */
START_TEST(numbers_read_back_the_same)
{
    static const char *const numbers[] = {
        "2.8", "0.1", "1.0", "1e-300", "0.30000000000000004", "123456789.125", "-1.7976931348623157e308"
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        json_t *json = json_of(occi_pool_format(pool, "{'a': [{'b': %s}]}", numbers[i]));
        char *text = json_dumps(json, occi_json_flags(json));
        ck_assert_str_eq(text, quoted(occi_pool_format(pool, "{'a':[{'b':%s}]}", numbers[i])));
        free(text);
        json_decref(json);
    }
    ck_assert(json_number_value(json_object_get(
                  json_object_get(rendered(occi_json_occi.entity, shown_compute()), "attributes"),
                  "occi.compute.speed")) == 2.8);
}
END_TEST

int main(void)
{
    return BINDING_RUN("json", an_entity_is_read_with_its_members_and_attributes, links_are_read_in_each_form,
                       several_entities_and_categories_are_read, a_mixin_is_read_in_full, json_types_are_kept,
                       what_is_no_rendering_is_refused_with_its_place, what_the_registry_writes_is_read,
                       a_value_is_not_deep, an_entity_is_shown_with_its_links_and_actions,
                       what_is_shown_can_be_sent_back, categories_are_shown_in_full,
                       conformance_170_media_types, conformance_171_to_174_resources, conformance_175_links,
                       conformance_176_invocations, conformance_177_to_179_categories,
                       conformance_180_collections, conformance_181_to_184_attribute_descriptions,
                       numbers_read_back_the_same);
}
