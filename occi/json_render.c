/* From categories and entities to the JSON rendering (GFD.226 3). One tree for each entity, so that a listing
 * streams. */
#include <string.h>
#include "occi/json.h"

#define CORE_PREFIX "occi.core." /* members of the entity, not attributes */

/* A tree under construction; the first failure sticks. */
typedef struct tree {
    occi_pool *pool;
    const char *prefix; /* of the paths of categories */
    bool has_failed;
} tree;

/* Steals `value`, as jansson's _new functions do. */
static void put(tree *to, json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        to->has_failed = true;
}

static void put_text(tree *to, json_t *object, const char *name, const char *text)
{
    if (text)
        put(to, object, name, json_string(text));
}

static void append(tree *to, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        to->has_failed = true;
}

static json_t *identifiers(tree *to, const occi_category *const *categories, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        append(to, array, json_string(categories[i]->identifier));
    return array;
}

static void put_identifiers(tree *to, json_t *object, const char *name,
                            const occi_category *const *categories, size_t count)
{
    if (count)
        put(to, object, name, identifiers(to, categories, count));
}

static json_t *urn(tree *to, const char *id)
{
    const char *text = occi_pool_format(to->pool, "urn:uuid:%s", id);
    return text ? json_string(text) : NULL;
}

/* --- entities --- */

typedef struct shown {
    tree *to;
    const occi_entity *entity;
    json_t *list; /* the object or array that is filled */
} shown;

static bool show_attribute(void *context, const occi_attribute *attribute)
{
    shown *what = context;
    occi_value value;
    bool has;
    if (strncmp(attribute->name, CORE_PREFIX, strlen(CORE_PREFIX)) == 0)
        return true;
    if (occi_entity_value(what->to->pool, what->entity, attribute, &has, &value))
        what->to->has_failed = true;
    else if (has)
        put(what->to, what->list, attribute->name, occi_value_to_json(&value));
    return !what->to->has_failed;
}

static bool show_action(void *context, const occi_category *action)
{
    shown *what = context;
    append(what->to, what->list, json_string(action->identifier));
    return true;
}

static void put_end(tree *to, json_t *link, const char *name, const char *location, const occi_category *kind)
{
    json_t *end = json_object();
    put_text(to, end, "location", location);
    put_text(to, end, "kind", kind ? kind->identifier : NULL);
    put(to, link, name, end);
}

static void put_ends(tree *to, json_t *object, const occi_entity *entity)
{
    if (!occi_entity_is_link(entity))
        return;
    put_end(to, object, "source", entity->source, entity->source_kind);
    put_end(to, object, "target", entity->target, entity->target_kind);
}

/* An entity without its links. */
static json_t *entity_tree(tree *to, const occi_entity *entity)
{
    json_t *object = json_object(), *attributes = json_object(), *actions = json_array();
    put_text(to, object, "kind", entity->kind->identifier);
    if (entity->id)
        put(to, object, "id", urn(to, entity->id));
    put_identifiers(to, object, "mixins", entity->mixins, entity->mixin_count);
    put_text(to, object, "title", entity->title);
    put_text(to, object, "summary", entity->summary);
    occi_entity_definitions(entity, show_attribute, &(shown){ to, entity, attributes });
    put(to, object, "attributes", attributes);
    occi_entity_actions(entity, show_action, &(shown){ to, entity, actions });
    put(to, object, "actions", actions);
    put_ends(to, object, entity);
    return object;
}

/* A link that the registry has not seen yet has no id, and is to be read with GET. */
static json_t *whole_tree(tree *to, const occi_entity *entity)
{
    json_t *object = entity_tree(to, entity), *links = json_array();
    for (size_t i = 0; i < entity->link_count; i++)
        if (entity->links[i]->id)
            append(to, links, entity_tree(to, entity->links[i]));
    if (json_array_size(links))
        put(to, object, "links", json_incref(links));
    json_decref(links);
    return object;
}

/* --- categories --- */

static const char *const type_names[] = {
    [OCCI_STRING] = "string",   [OCCI_NUMBER] = "number", [OCCI_INTEGER] = "number",
    [OCCI_BOOLEAN] = "boolean", [OCCI_ARRAY] = "array",   [OCCI_OBJECT] = "object"
};

/* All of it, always: what is absent means the opposite of what it means in text (json-rendering.md 2). */
static json_t *attribute_tree(tree *to, const occi_attribute *attribute)
{
    json_t *object = json_object();
    put_text(to, object, "type", type_names[attribute->type]);
    put(to, object, "mutable", json_boolean(attribute->is_mutable));
    put(to, object, "required", json_boolean(attribute->is_required));
    if (attribute->pattern)
        put(to, object, "pattern", json_deep_copy(occi_pattern_schema(attribute->pattern)));
    if (attribute->default_value)
        put(to, object, "default", occi_value_to_json(attribute->default_value));
    put_text(to, object, "description", attribute->description);
    return object;
}

static void put_attributes(tree *to, json_t *object, const occi_category *category)
{
    size_t count = occi_category_shown_attribute_count(category);
    json_t *attributes = count ? json_object() : NULL;
    for (size_t i = 0; i < count; i++) {
        const occi_attribute *attribute = occi_category_shown_attribute(category, i);
        put(to, attributes, attribute->name, attribute_tree(to, attribute));
    }
    if (count)
        put(to, object, "attributes", attributes);
}

static json_t *category_tree(tree *to, const occi_category *category)
{
    json_t *object = json_object();
    put_text(to, object, "term", category->term);
    put_text(to, object, "scheme", category->scheme);
    put_text(to, object, "title", category->title);
    put_text(to, object, "parent", category->parent ? category->parent->identifier : NULL);
    if (category->location)
        put_text(to, object, "location", occi_pool_format(to->pool, "%s%s", to->prefix, category->location));
    put_identifiers(to, object, "depends", category->depends, category->depends_count);
    put_identifiers(to, object, "applies", category->applies, category->applies_count);
    put_attributes(to, object, category);
    size_t action_count;
    const occi_category *const *actions = occi_category_shown_actions(category, &action_count);
    put_identifiers(to, object, "actions", actions, action_count);
    return object;
}

/* --- writing --- */

static int write_bytes(const char *bytes, size_t length, void *context)
{
    occi_writer *writer = context;
    occi_write(writer, bytes, length);
    return writer->has_failed ? -1 : 0;
}

/* Writes the tree and releases it. */
static void write_tree(occi_output *out, const tree *from, json_t *json)
{
    if (from->has_failed || !json ||
        json_dump_callback(json, write_bytes, out->body, occi_json_flags(json)) != 0)
        out->body->has_failed = true;
    json_decref(json);
}

static void json_categories(occi_output *out, const occi_category *const *categories, size_t count)
{
    static const char *const members[] = {
        [OCCI_KIND] = "kinds", [OCCI_MIXIN] = "mixins", [OCCI_ACTION] = "actions"
    };
    tree to = { .pool = out->pool, .prefix = occi_output_prefix(out) };
    json_t *object = json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        put(&to, object, members[i], json_array());
    for (size_t i = 0; i < count; i++)
        append(&to, json_object_get(object, members[categories[i]->class]),
               category_tree(&to, categories[i]));
    write_tree(out, &to, object);
}

/* What one entity of a listing took is gone before the next. */
static void json_entity(occi_output *out, const occi_entity *entity)
{
    tree to = { .pool = occi_pool_new(out->pool), .prefix = occi_output_prefix(out) };
    if (to.pool)
        write_tree(out, &to, whole_tree(&to, entity));
    else
        out->body->has_failed = true;
    occi_pool_free(to.pool);
}

/* Members of several kinds are in two arrays, resources and links, both there even when empty. */
static bool is_mixed(const occi_output *out)
{
    return !out->collection || out->collection->class != OCCI_KIND;
}

static void json_listing_begin(occi_output *out)
{
    bool is_links = !is_mixed(out) && occi_category_is_a(out->collection, OCCI_CORE_LINK);
    occi_write_string(out->body, is_links ? "{\"links\":[" : "{\"resources\":[");
}

static void begin_links(occi_output *out)
{
    occi_write_string(out->body, "],\"links\":[");
    out->is_at_links = true;
}

static void json_listing_item(occi_output *out, const occi_entity *entity)
{
    bool is_first = out->items == 0;
    if (is_mixed(out) && !out->is_at_links && occi_entity_is_link(entity)) {
        begin_links(out);
        is_first = true;
    }
    if (!is_first)
        occi_write_string(out->body, ",");
    json_entity(out, entity);
    out->items++;
}

static void json_listing_end(occi_output *out)
{
    if (is_mixed(out) && !out->is_at_links)
        begin_links(out);
    occi_write_string(out->body, "]}");
}

/* As much as is known without asking the registry again: a valid rendering, to be completed by GET. */
static void json_created(occi_output *out, const occi_entity *entity)
{
    tree to = { .pool = out->pool, .prefix = occi_output_prefix(out) };
    json_t *object = json_object();
    put_text(&to, object, "kind", entity->kind->identifier);
    put(&to, object, "id", urn(&to, entity->id));
    put_ends(&to, object, entity);
    write_tree(out, &to, object);
}

static void json_empty(occi_output *out)
{
    occi_write_string(out->body, "{}");
}

static void json_error(occi_output *out, int status, const occi_error *error)
{
    tree to = { .pool = out->pool, .prefix = occi_output_prefix(out) };
    json_t *object = json_object();
    put(&to, object, "code", json_integer(status));
    put_text(&to, object, "message", error->message);
    write_tree(out, &to, object);
}

static occi_error *json_read(occi_pool *pool, const struct occi_header *headers, size_t header_count,
                             const char *body, size_t body_length, const occi_message **out)
{
    (void)headers;
    (void)header_count;
    return occi_json_parse(pool, body, body_length, out);
}

#define JSON_RENDERING(type)                                                                                 \
    {                                                                                                        \
        .media_type = type, .aliases = (const char *const[]){ NULL },                                        \
        .content_type = type "; charset=utf-8", .wants_entities = true, .parse = json_read,                  \
        .categories = json_categories, .entity = json_entity, .listing_begin = json_listing_begin,           \
        .listing_item = json_listing_item, .listing_end = json_listing_end, .created = json_created,         \
        .empty = json_empty, .error = json_error,                                                            \
    }

const occi_rendering occi_json_occi = JSON_RENDERING("application/occi+json");
const occi_rendering occi_json_plain = JSON_RENDERING("application/json");
