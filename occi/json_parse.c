/* From the JSON rendering to messages (GFD.226 3; the tolerant reader of json-rendering.md 6). */
#include <stdlib.h>
#include <string.h>
#include "occi/json.h"
#include "occi/node.h"

/* Several messages, one behind the other. */
typedef struct chain {
    occi_message *first;
    occi_message *last;
} chain;

static occi_error *add_message(occi_pool *pool, chain *to, occi_message **out)
{
    ALLOC(*out = occi_pool_zero(pool, sizeof **out));
    if (to->last)
        to->last->next = *out;
    else
        to->first = *out;
    to->last = *out;
    return NULL;
}

static occi_error *place_of(occi_pool *pool, const occi_node *node, const char **out)
{
    ALLOC(*out = occi_node_place(pool, node));
    return NULL;
}

/* An identifier, cut where a scheme usually ends: only the whole is ever compared. */
static occi_error *read_identifier(occi_pool *pool, const occi_node *node, occi_message_category *out)
{
    const char *identifier;
    TRY(occi_node_required(pool, node, &identifier));
    const char *end = strrchr(identifier, '#');
    size_t length = end ? (size_t)(end - identifier) + 1 : 0;
    ALLOC(out->scheme = occi_pool_string_n(pool, identifier, length));
    out->term = identifier + length;
    return place_of(pool, node, &out->place);
}

/* A category by its identifier, or as an object with term and scheme. */
static occi_error *read_category(occi_pool *pool, const occi_node *node, const char *class_name,
                                 occi_message_category *out)
{
    if (json_is_object(node->json)) {
        const occi_node term = occi_node_member(node, "term"), scheme = occi_node_member(node, "scheme");
        TRY(occi_node_required(pool, &term, &out->term));
        TRY(occi_node_required(pool, &scheme, &out->scheme));
        TRY(place_of(pool, node, &out->place));
    } else {
        TRY(read_identifier(pool, node, out));
    }
    out->class_name = class_name;
    return NULL;
}

/* A type identifier, or an object with term and scheme. */
static occi_error *read_type(occi_pool *pool, const occi_node *node, const char **out)
{
    occi_message_category category;
    if (!json_is_object(node->json))
        return occi_node_required(pool, node, out);
    TRY(read_category(pool, node, NULL, &category));
    ALLOC(*out = occi_pool_format(pool, "%s%s", category.scheme, category.term));
    return NULL;
}

static occi_error *read_types(occi_pool *pool, const occi_node *list, const char ***out, size_t *count)
{
    size_t length;
    TRY(occi_node_array(pool, list, &length));
    ALLOC(*out = occi_pool_array(pool, length + 1, sizeof **out));
    for (*count = 0; *count < length; (*count)++) {
        const occi_node element = occi_node_element(list, *count);
        TRY(read_type(pool, &element, &(*out)[*count]));
    }
    return NULL;
}

/* A category in full: not one that is named, but one that is to be. */
static occi_error *read_definition(occi_pool *pool, const occi_node *node, const char *class_name,
                                   occi_message_category *out)
{
    const occi_node title = occi_node_member(node, "title"), location = occi_node_member(node, "location"),
                    depends = occi_node_member(node, "depends"), applies = occi_node_member(node, "applies");
    TRY(read_category(pool, node, class_name, out));
    TRY(occi_node_text(pool, &title, &out->title));
    TRY(occi_node_text(pool, &location, &out->location));
    TRY(read_types(pool, &depends, &out->depends, &out->depends_count));
    TRY(read_types(pool, &applies, &out->applies, &out->applies_count));
    out->has_attributes = json_object_size(json_object_get(node->json, "attributes")) > 0;
    out->has_actions = json_array_size(json_object_get(node->json, "actions")) > 0;
    return NULL;
}

static occi_error *add_category(occi_pool *pool, occi_message *message, const occi_node *node,
                                const char *class_name)
{
    if (!node->json)
        return NULL;
    return read_category(pool, node, class_name, &message->categories[message->category_count++]);
}

static occi_error *read_literal(occi_pool *pool, const occi_node *node, occi_literal *out)
{
    out->form = OCCI_LITERAL_JSON;
    out->json = node->json;
    if (json_is_string(node->json))
        return occi_node_text(pool, node, &out->text);
    char *text = json_dumps(node->json, JSON_ENCODE_ANY | JSON_COMPACT);
    ALLOC(text);
    ALLOC(out->text = occi_pool_adopt(pool, text, free));
    return NULL;
}

static occi_error *add_attribute(occi_pool *pool, const occi_node *node, const char *name,
                                 occi_message_attribute *list, size_t *count)
{
    if (!node->json)
        return NULL;
    occi_message_attribute *attribute = &list[*count];
    ALLOC(attribute->name = occi_pool_string(pool, name));
    TRY(read_literal(pool, node, &attribute->value));
    TRY(place_of(pool, node, &attribute->place));
    (*count)++;
    return NULL;
}

/* Members of an entity that are attributes in the other renderings (GFD.226 3.1). */
static const struct {
    const char *member;
    const char *inner; /* the member of an object that stands for it as well; NULL: none */
    const char *attribute;
} members[] = {
    { "id", NULL, "occi.core.id" },
    { "title", NULL, "occi.core.title" },
    { "summary", NULL, "occi.core.summary" },
    { "source", "location", "occi.core.source" },
    { "target", "location", "occi.core.target" },
    { "target", "kind", "occi.core.target.kind" },
};
#define MEMBER_COUNT (sizeof members / sizeof *members)

static bool is_member_attribute(const occi_node *entity, const char *name)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (strcmp(members[i].attribute, name) == 0 && json_object_get(entity->json, members[i].member))
            return true;
    return false;
}

/* What the entity's members and its attributes say; the member wins where both do. `is_skipped` names a
 * member that is read elsewhere. */
static occi_error *read_attributes(occi_pool *pool, const occi_node *entity, const char *is_skipped,
                                   occi_message_attribute **out, size_t *count)
{
    const occi_node attributes = occi_node_member(entity, "attributes");
    const char *name;
    json_t *value;
    if (attributes.json)
        TRY(occi_node_object(pool, &attributes, NULL));
    ALLOC(*out = occi_pool_array(pool, json_object_size(attributes.json) + MEMBER_COUNT, sizeof **out));
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const occi_node member = occi_node_member(entity, members[i].member);
        if (is_skipped && strcmp(members[i].member, is_skipped) == 0)
            continue;
        if (!json_is_object(member.json) && members[i].inner && strcmp(members[i].inner, "location") != 0)
            continue; /* a plain string is the location */
        const occi_node inner = json_is_object(member.json) && members[i].inner
                                    ? occi_node_member(&member, members[i].inner)
                                    : member;
        TRY(add_attribute(pool, &inner, members[i].attribute, *out, count));
    }
    json_object_foreach(attributes.json, name, value)
    {
        const occi_node attribute = occi_node_member(&attributes, name);
        if (!is_member_attribute(entity, name))
            TRY(add_attribute(pool, &attribute, name, *out, count));
    }
    return NULL;
}

/* The text of a member that is a string, or an object with a string `inner`; NULL when it is not there. */
static occi_error *read_inner(occi_pool *pool, const occi_node *outer, const char *member, const char *inner,
                              const char **out)
{
    const occi_node node = occi_node_member(outer, member);
    const occi_node within = json_is_object(node.json) ? occi_node_member(&node, inner) : node;
    return occi_node_text(pool, &within, out);
}

static occi_error *read_link(occi_pool *pool, const occi_node *node, occi_message_link *out)
{
    const occi_node kind = occi_node_member(node, "kind"), mixins = occi_node_member(node, "mixins");
    const occi_node target = occi_node_member(node, "target"),
                    target_kind = occi_node_member(&target, "kind");
    size_t mixin_count;
    TRY(occi_node_object(pool, node, NULL));
    TRY(place_of(pool, node, &out->place));
    TRY(read_inner(pool, node, "target", "location", &out->target));
    if (!out->target)
        return occi_node_fail(pool, &target, "it is missing");
    if (json_is_object(target.json))
        TRY(occi_node_text(pool, &target_kind, &out->rel));
    TRY(read_inner(pool, node, "id", "id", &out->self));
    TRY(occi_node_array(pool, &mixins, &mixin_count));
    ALLOC(out->categories = occi_pool_array(pool, mixin_count + 1, sizeof *out->categories));
    if (kind.json)
        TRY(occi_node_required(pool, &kind, &out->categories[out->category_count++]));
    for (size_t i = 0; i < mixin_count; i++) {
        const occi_node mixin = occi_node_element(&mixins, i);
        TRY(occi_node_required(pool, &mixin, &out->categories[out->category_count++]));
    }
    return read_attributes(pool, node, "target", &out->attributes, &out->attribute_count);
}

static occi_error *read_links(occi_pool *pool, const occi_node *entity, occi_message *message)
{
    const occi_node links = occi_node_member(entity, "links");
    size_t count;
    TRY(occi_node_array(pool, &links, &count));
    ALLOC(message->links = occi_pool_array(pool, count + 1, sizeof *message->links));
    for (; message->link_count < count; message->link_count++) {
        const occi_node link = occi_node_element(&links, message->link_count);
        TRY(read_link(pool, &link, &message->links[message->link_count]));
    }
    return NULL;
}

/* Actions that can be invoked now are the server's to say; what a client sends of them is an echo. */
static occi_error *read_entity(occi_pool *pool, const occi_node *node, chain *to)
{
    const occi_node kind = occi_node_member(node, "kind"), mixins = occi_node_member(node, "mixins");
    occi_message *message;
    size_t mixin_count;
    TRY(add_message(pool, to, &message));
    TRY(occi_node_object(pool, node, NULL));
    TRY(occi_node_array(pool, &mixins, &mixin_count));
    ALLOC(message->categories = occi_pool_array(pool, mixin_count + 1, sizeof *message->categories));
    TRY(add_category(pool, message, &kind, "kind"));
    for (size_t i = 0; i < mixin_count; i++) {
        const occi_node mixin = occi_node_element(&mixins, i);
        TRY(add_category(pool, message, &mixin, "mixin"));
    }
    TRY(read_attributes(pool, node, NULL, &message->attributes, &message->attribute_count));
    return read_links(pool, node, message);
}

static occi_error *read_invocation(occi_pool *pool, const occi_node *node, chain *to)
{
    const occi_node action = occi_node_member(node, "action");
    occi_message *message;
    TRY(add_message(pool, to, &message));
    ALLOC(message->categories = occi_pool_array(pool, 1, sizeof *message->categories));
    TRY(add_category(pool, message, &action, "action"));
    return read_attributes(pool, node, NULL, &message->attributes, &message->attribute_count);
}

/* The collections of a document (GFD.226 3.3, 3.4). */
static const struct {
    const char *member;
    const char *class_name; /* NULL: of entities */
} collections[] = { { "resources", NULL },
                    { "links", NULL },
                    { "kinds", "kind" },
                    { "mixins", "mixin" },
                    { "actions", "action" } };
#define COLLECTION_COUNT (sizeof collections / sizeof *collections)

static bool is_collections(const json_t *document)
{
    for (size_t i = 0; i < COLLECTION_COUNT; i++)
        if (json_object_get(document, collections[i].member))
            return true;
    return false;
}

/* All categories of the document go into one message. */
static occi_error *read_categories(occi_pool *pool, const occi_node *document, chain *to)
{
    size_t total = 0;
    occi_message *message;
    for (size_t i = 0; i < COLLECTION_COUNT; i++)
        total += collections[i].class_name
                     ? json_array_size(json_object_get(document->json, collections[i].member))
                     : 0;
    if (total == 0)
        return NULL;
    TRY(add_message(pool, to, &message));
    ALLOC(message->categories = occi_pool_array(pool, total, sizeof *message->categories));
    for (size_t i = 0; i < COLLECTION_COUNT; i++) {
        const occi_node list = occi_node_member(document, collections[i].member);
        for (size_t j = 0; collections[i].class_name && j < json_array_size(list.json); j++) {
            const occi_node category = occi_node_element(&list, j);
            TRY(read_definition(pool, &category, collections[i].class_name,
                                &message->categories[message->category_count++]));
        }
    }
    return NULL;
}

static occi_error *read_collections(occi_pool *pool, const occi_node *document, chain *to)
{
    for (size_t i = 0; i < COLLECTION_COUNT; i++) {
        const occi_node list = occi_node_member(document, collections[i].member);
        size_t count;
        TRY(occi_node_array(pool, &list, &count));
        for (size_t j = 0; !collections[i].class_name && j < count; j++) {
            const occi_node entity = occi_node_element(&list, j);
            TRY(read_entity(pool, &entity, to));
        }
    }
    return read_categories(pool, document, to);
}

static occi_error *read_document(occi_pool *pool, const occi_node *document, chain *to)
{
    TRY(occi_node_object(pool, document, NULL));
    if (json_is_string(json_object_get(document->json, "action")))
        return read_invocation(pool, document, to);
    /* "links" and "actions" of one entity are no collections. */
    if (!json_object_get(document->json, "kind") && !json_object_get(document->json, "attributes") &&
        !json_object_get(document->json, "id") && is_collections(document->json))
        return read_collections(pool, document, to);
    return read_entity(pool, document, to);
}

occi_error *occi_json_parse(occi_pool *pool, const char *bytes, size_t length, const occi_message **out)
{
    json_error_t where;
    chain messages = { NULL, NULL };
    json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
    if (!json && json_error_code(&where) != json_error_out_of_memory) {
        const char *place;
        ALLOC(place = occi_pool_format(pool, "the body, line %d", where.line));
        return OCCI_FAIL(pool, SYNTAX, place, where.text);
    }
    ALLOC(json = occi_json_adopt(pool, json));
    const occi_node document = occi_node_document(json);
    occi_message *empty;
    TRY(read_document(pool, &document, &messages));
    if (!messages.first)
        TRY(add_message(pool, &messages, &empty));
    *out = messages.first;
    return NULL;
}
