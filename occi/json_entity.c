/* Entities, links and invocations in the JSON rendering (GFD.226 3.1), in the forms of older drafts as well
 * (json-rendering.md 6). */
#include <string.h>
#include "occi/json_parts.h"

#define CORE_PREFIX "occi.core."
#define UUID_LENGTH 36

/* Attributes of Core that are members of an entity or of an object that is one (GFD.226 3.1). */
static const struct {
    const char *member;
    const char *inner; /* NULL: the member itself */
    const char *attribute;
} members[] = {
    { "id", NULL, CORE_PREFIX "id" },
    { "title", NULL, CORE_PREFIX "title" },
    { "summary", NULL, CORE_PREFIX "summary" },
    { "source", "location", CORE_PREFIX "source" },
    { "source", "kind", CORE_PREFIX "source.kind" },
    { "target", "location", CORE_PREFIX "target" },
    { "target", "kind", CORE_PREFIX "target.kind" },
};
#define MEMBER_COUNT (sizeof members / sizeof *members)

/* An end's location or kind. A string is the location, and `rel` beside it the kind of the target. */
static occi_error *read_end(occi_pool *pool, const occi_node *link, const char *end, const char *inner,
                            const char **out)
{
    const occi_node outer = occi_node_member(link, end), within = occi_node_member(&outer, inner),
                    rel = occi_node_member(link, "rel");
    *out = NULL;
    if (strcmp(inner, "location") == 0)
        return occi_node_text(pool, json_is_object(outer.json) ? &within : &outer, out);
    if (within.json)
        return json_read_type(pool, &within, out);
    return rel.json && outer.json && strcmp(end, "target") == 0 ? json_read_type(pool, &rel, out) : NULL;
}

/* The member wins over an attribute of its name, be that flat or nested. The tree is the reader's own. */
static void drop_attribute(json_t *attributes, const char *name)
{
    json_t *occi = json_object_get(attributes, "occi"), *core = json_object_get(occi, "core");
    json_object_del(attributes, name);
    json_object_del(core, name + strlen(CORE_PREFIX));
    if (core && json_object_size(core) == 0)
        json_object_del(occi, "core");
    if (occi && json_object_size(occi) == 0)
        json_object_del(attributes, "occi");
}

/* One of Core's attributes where it is not a member, flat or nested. */
static occi_error *read_core_attribute(occi_pool *pool, const occi_node *entity, const char *name,
                                       const char **out)
{
    const occi_node attributes = occi_node_member(entity, "attributes"),
                    flat = occi_node_member(&attributes, name), occi = occi_node_member(&attributes, "occi"),
                    core = occi_node_member(&occi, "core"),
                    nested = occi_node_member(&core, name + strlen(CORE_PREFIX));
    return occi_node_text(pool, flat.json ? &flat : &nested, out);
}

/* A list of attributes that is being filled. */
typedef struct attribute_list {
    occi_message_attribute *items;
    size_t count;
    const char *place; /* of all of them: each is known by its name */
} attribute_list;

static void add_attribute(attribute_list *list, const char *name, const occi_literal *value)
{
    list->items[list->count++] = (occi_message_attribute){ name, *value, list->place };
}

static occi_error *read_member(occi_pool *pool, const occi_node *entity, size_t row, const char **out)
{
    const occi_node member = occi_node_member(entity, members[row].member);
    if (members[row].inner)
        return read_end(pool, entity, members[row].member, members[row].inner, out);
    return occi_node_text(pool, &member, out);
}

/* `but`: a member that is no attribute here; NULL: all are. */
static occi_error *read_members(occi_pool *pool, const occi_node *entity, const char *but,
                                attribute_list *list)
{
    json_t *attributes = json_object_get(entity->json, "attributes");
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const char *text;
        TRY(read_member(pool, entity, i, &text));
        if (!text)
            continue;
        drop_attribute(attributes, members[i].attribute);
        occi_literal literal = { .form = OCCI_LITERAL_QUOTED, .text = text };
        const occi_node member = occi_node_member(entity, members[i].member);
        if (!members[i].inner)
            TRY(occi_json_literal(pool, &member, &literal));
        if (!but || strcmp(members[i].member, but) != 0)
            add_attribute(list, members[i].attribute, &literal);
    }
    return NULL;
}

/* Names live as long as the tree, which is the pool's. */
static occi_error *read_attributes(occi_pool *pool, const occi_node *attributes, attribute_list *list)
{
    const char *name;
    json_t *value;
    json_object_foreach(attributes->json, name, value)
    {
        const occi_node attribute = { .outer = attributes, .name = name, .json = value };
        occi_literal literal;
        TRY(occi_node_check_name(pool, &attribute));
        TRY(occi_json_literal(pool, &attribute, &literal));
        add_attribute(list, name, &literal);
    }
    return NULL;
}

static occi_error *begin_attributes(occi_pool *pool, const occi_node *attributes, attribute_list *list)
{
    *list = (attribute_list){ 0 };
    if (attributes->json)
        TRY(occi_node_object(pool, attributes, NULL));
    ALLOC(list->place = occi_node_place(pool, attributes));
    ALLOC(list->items =
              occi_pool_array(pool, json_object_size(attributes->json) + MEMBER_COUNT, sizeof *list->items));
    return NULL;
}

static occi_error *read_all_attributes(occi_pool *pool, const occi_node *entity, const char *but,
                                       occi_message_attribute **out, size_t *count)
{
    const occi_node attributes = occi_node_member(entity, "attributes");
    attribute_list list;
    TRY(begin_attributes(pool, &attributes, &list));
    TRY(read_members(pool, entity, but, &list));
    TRY(read_attributes(pool, &attributes, &list));
    *out = list.items;
    *count = list.count;
    return NULL;
}

/* Where an entity says it is, NULL when it does not: servers of older drafts give a URL beside or as the id.
 */
static occi_error *read_self(occi_pool *pool, const occi_node *entity, const char *first, const char *second,
                             const char **out)
{
    const char *const names[] = { first, second, "id" };
    *out = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !*out; i++) {
        const occi_node member = occi_node_member(entity, names[i]);
        if (json_is_string(member.json))
            TRY(occi_node_text(pool, &member, out));
    }
    return NULL;
}

/* `message->locations` has room for it. */
static occi_error *add_location(occi_pool *pool, const occi_node *entity, occi_message *message)
{
    occi_message_location *location = &message->locations[message->location_count];
    TRY(read_self(pool, entity, "location", "self", &location->uri));
    if (!location->uri)
        return NULL;
    ALLOC(location->place = occi_node_place(pool, entity));
    message->location_count++;
    return NULL;
}

/* --- links --- */

static occi_error *read_link_categories(occi_pool *pool, const occi_node *node, occi_message_link *out)
{
    const occi_node kind = occi_node_member(node, "kind"), mixins = occi_node_member(node, "mixins");
    size_t mixin_count;
    TRY(occi_node_array(pool, &mixins, &mixin_count));
    ALLOC(out->categories = occi_pool_array(pool, mixin_count + 1, sizeof *out->categories));
    if (kind.json)
        TRY(json_read_type(pool, &kind, &out->categories[out->category_count++]));
    for (size_t i = 0; i < mixin_count; i++) {
        const occi_node mixin = occi_node_element(&mixins, i);
        TRY(json_read_type(pool, &mixin, &out->categories[out->category_count++]));
    }
    return NULL;
}

/* A link of the resource around it; one that only says where it is stands for a link that is there already.
 */
static occi_error *read_link(occi_pool *pool, const occi_node *node, occi_message_link *out)
{
    ALLOC(out->place = occi_node_place(pool, node));
    if (json_is_string(node->json))
        return occi_node_required(pool, node, &out->self);
    TRY(occi_node_object(pool, node, NULL));
    TRY(read_self(pool, node, "self", "location", &out->self));
    TRY(read_end(pool, node, "target", "location", &out->target));
    if (!out->target)
        TRY(read_core_attribute(pool, node, CORE_PREFIX "target", &out->target));
    if (!out->target) {
        const occi_node target = occi_node_member(node, "target");
        return out->self ? NULL : occi_node_fail(pool, &target, "it is missing");
    }
    TRY(read_end(pool, node, "target", "kind", &out->rel));
    TRY(read_link_categories(pool, node, out));
    return read_all_attributes(pool, node, "target", &out->attributes, &out->attribute_count);
}

/* URLs, paths and URNs that end in the same UUID are of the same link. */
static const char *end_of(const char *uri)
{
    size_t length = strlen(uri);
    return length > UUID_LENGTH && strchr("/:", uri[length - UUID_LENGTH - 1]) ? uri + length - UUID_LENGTH
                                                                               : uri;
}

occi_error *json_read_siblings(occi_pool *pool, const occi_node *document, json_siblings *out)
{
    static const char *const names[] = { "self", "location", "id" };
    *out = (json_siblings){ .list = occi_node_member(document, "links") };
    TRY(occi_node_array(pool, &out->list, &out->count));
    ALLOC(out->is_taken = occi_pool_array(pool, out->count + 1, sizeof *out->is_taken));
    ALLOC(out->places = occi_json_adopt(pool, json_object()));
    out->has_lone = json_array_size(json_object_get(document->json, "resources")) == 1;
    for (size_t i = 0; i < out->count; i++) {
        const json_t *link = json_array_get(out->list.json, i);
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            const char *uri = json_string_value(json_object_get(link, names[j]));
            if (uri && json_object_set_new(out->places, end_of(uri), json_integer((json_int_t)i)) != 0)
                return &occi_error_no_memory;
        }
    }
    return NULL;
}

static occi_error *take_sibling(occi_pool *pool, json_siblings *siblings, size_t index, occi_message *message)
{
    const occi_node node = occi_node_element(&siblings->list, index);
    if (siblings->is_taken[index])
        return occi_node_fail(pool, &node, "it can be a link of one resource only");
    siblings->is_taken[index] = true;
    TRY(add_location(pool, &node, message));
    return read_link(pool, &node, &message->links[message->link_count++]);
}

static occi_error *read_own_links(occi_pool *pool, const occi_node *links, size_t count,
                                  json_siblings *siblings, occi_message *message)
{
    for (size_t i = 0; i < count; i++) {
        const occi_node link = occi_node_element(links, i);
        const char *uri = siblings ? json_string_value(link.json) : NULL;
        const json_t *place = uri ? json_object_get(siblings->places, end_of(uri)) : NULL;
        if (place)
            TRY(take_sibling(pool, siblings, (size_t)json_integer_value(place), message));
        else
            TRY(read_link(pool, &link, &message->links[message->link_count++]));
    }
    return NULL;
}

/* It says what it links to, and not from where. */
static occi_error *has_no_source(occi_pool *pool, const occi_node *link, bool *out)
{
    const char *source, *target;
    TRY(read_core_attribute(pool, link, CORE_PREFIX "source", &source));
    TRY(read_core_attribute(pool, link, CORE_PREFIX "target", &target));
    *out = !source && !json_object_get(link->json, "source") &&
           (target || json_object_get(link->json, "target"));
    return NULL;
}

static occi_error *take_lone_siblings(occi_pool *pool, json_siblings *siblings, occi_message *message)
{
    for (size_t i = 0; i < siblings->count; i++) {
        const occi_node link = occi_node_element(&siblings->list, i);
        bool is_own;
        TRY(has_no_source(pool, &link, &is_own));
        if (is_own && !siblings->is_taken[i])
            TRY(take_sibling(pool, siblings, i, message));
    }
    return NULL;
}

/* --- entities --- */

/* Room for what the entity says, and for all links beside it when they can be its own. */
static occi_error *make_room(occi_pool *pool, size_t mixin_count, size_t link_count, occi_message *out)
{
    ALLOC(out->categories = occi_pool_array(pool, mixin_count + 1, sizeof *out->categories));
    ALLOC(out->links = occi_pool_array(pool, link_count + 1, sizeof *out->links));
    ALLOC(out->locations = occi_pool_array(pool, link_count + 1, sizeof *out->locations));
    return NULL;
}

static occi_error *add_category(occi_pool *pool, const occi_node *node, const char *class_name,
                                occi_message *message)
{
    return json_read_category(pool, node, class_name, &message->categories[message->category_count++]);
}

/* Actions that can be invoked now are the server's to say; what a client sends of them is an echo. */
occi_error *json_read_entity(occi_pool *pool, const occi_node *node, json_siblings *siblings,
                             occi_message *out)
{
    const occi_node kind = occi_node_member(node, "kind"), mixins = occi_node_member(node, "mixins"),
                    links = occi_node_member(node, "links");
    bool is_lone = siblings && siblings->has_lone;
    size_t mixin_count, link_count;
    TRY(occi_node_object(pool, node, NULL));
    TRY(occi_node_array(pool, &mixins, &mixin_count));
    TRY(occi_node_array(pool, &links, &link_count));
    TRY(make_room(pool, mixin_count, link_count + (is_lone ? siblings->count : 0), out));
    if (kind.json)
        TRY(add_category(pool, &kind, "kind", out));
    for (size_t i = 0; i < mixin_count; i++) {
        const occi_node mixin = occi_node_element(&mixins, i);
        TRY(add_category(pool, &mixin, "mixin", out));
    }
    TRY(add_location(pool, node, out));
    TRY(read_all_attributes(pool, node, NULL, &out->attributes, &out->attribute_count));
    TRY(read_own_links(pool, &links, link_count, siblings, out));
    return is_lone ? take_lone_siblings(pool, siblings, out) : NULL;
}

occi_error *json_read_invocation(occi_pool *pool, const occi_node *node, occi_message *out)
{
    const occi_node action = occi_node_member(node, "action"),
                    attributes = occi_node_member(node, "attributes");
    attribute_list list;
    TRY(make_room(pool, 0, 0, out));
    TRY(add_category(pool, &action, "action", out));
    TRY(begin_attributes(pool, &attributes, &list));
    TRY(read_attributes(pool, &attributes, &list));
    out->attributes = list.items;
    out->attribute_count = list.count;
    return NULL;
}
