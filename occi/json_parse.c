/* From the JSON rendering to messages (GFD.226 3; the tolerant reader of json-rendering.md 6): the forms a
 * document can have. */
#include <stdlib.h>
#include "occi/json_parts.h"

/* Several messages, one behind the other. */
typedef struct chain {
    occi_pool *pool;
    occi_message *first;
    occi_message *last;
} chain;

static occi_error *add_message(chain *to, occi_message **out)
{
    ALLOC(*out = occi_pool_zero(to->pool, sizeof **out));
    if (to->last)
        to->last->next = *out;
    else
        to->first = *out;
    to->last = *out;
    return NULL;
}

occi_error *occi_json_literal(occi_pool *pool, const occi_node *node, occi_literal *out)
{
    *out = (occi_literal){ .form = OCCI_LITERAL_JSON, .json = node->json };
    if (json_is_string(node->json))
        return occi_node_text(pool, node, &out->text);
    char *text = json_dumps(node->json, occi_json_flags(node->json));
    ALLOC(text);
    ALLOC(out->text = occi_pool_adopt(pool, text, free));
    return NULL;
}

/* The collections of a document (GFD.226 3.3, 3.4; "entities" is erlang-occi's). */
static const struct {
    const char *member;
    const char *class_name; /* NULL: of entities */
} collections[] = { { "resources", NULL }, { "entities", NULL },  { "links", NULL },
                    { "kinds", "kind" },   { "mixins", "mixin" }, { "actions", "action" } };
#define COLLECTION_COUNT (sizeof collections / sizeof *collections)

static occi_error *read_entity(chain *to, const occi_node *node, json_siblings *siblings)
{
    occi_message *message;
    TRY(add_message(to, &message));
    return json_read_entity(to->pool, node, siblings, message);
}

/* Entities of which only the URI is given, all in one message. */
static occi_error *read_locations(chain *to, const occi_node *list, size_t count)
{
    occi_message *message = NULL;
    for (size_t i = 0; i < count; i++) {
        const occi_node element = occi_node_element(list, i);
        if (!json_is_string(element.json))
            continue;
        if (!message) {
            TRY(add_message(to, &message));
            ALLOC(message->locations = occi_pool_array(to->pool, count, sizeof *message->locations));
        }
        occi_message_location *location = &message->locations[message->location_count++];
        TRY(occi_node_required(to->pool, &element, &location->uri));
        ALLOC(location->place = occi_node_place(to->pool, &element));
    }
    return NULL;
}

/* `siblings` is NULL for a list that has none; of its own list, those that were read with a resource are left
 * out. */
static occi_error *read_entities(chain *to, const occi_node *list, json_siblings *siblings)
{
    size_t count;
    bool is_sibling = siblings && siblings->list.json == list->json;
    TRY(occi_node_array(to->pool, list, &count));
    TRY(read_locations(to, list, count));
    for (size_t i = 0; i < count; i++) {
        const occi_node element = occi_node_element(list, i);
        if (!json_is_string(element.json) && !(is_sibling && siblings->is_taken[i]))
            TRY(read_entity(to, &element, is_sibling ? NULL : siblings));
    }
    return NULL;
}

/* All categories of the document go into one message. */
static occi_error *read_categories(chain *to, const occi_node *document)
{
    occi_message *message = NULL;
    size_t counts[COLLECTION_COUNT] = { 0 }, total = 0;
    for (size_t i = 0; i < COLLECTION_COUNT; i++) {
        const occi_node list = occi_node_member(document, collections[i].member);
        if (collections[i].class_name)
            TRY(occi_node_array(to->pool, &list, &counts[i]));
        total += counts[i];
    }
    if (total == 0)
        return NULL;
    TRY(add_message(to, &message));
    ALLOC(message->categories = occi_pool_array(to->pool, total, sizeof *message->categories));
    for (size_t i = 0; i < COLLECTION_COUNT; i++) {
        const occi_node list = occi_node_member(document, collections[i].member);
        for (size_t j = 0; j < counts[i]; j++) {
            const occi_node category = occi_node_element(&list, j);
            TRY(json_read_definition(to->pool, &category, collections[i].class_name,
                                     &message->categories[message->category_count++]));
        }
    }
    return NULL;
}

static occi_error *read_collections(chain *to, const occi_node *document)
{
    json_siblings siblings;
    TRY(json_read_siblings(to->pool, document, &siblings));
    for (size_t i = 0; i < COLLECTION_COUNT; i++) {
        const occi_node list = occi_node_member(document, collections[i].member);
        if (!collections[i].class_name)
            TRY(read_entities(to, &list, &siblings));
    }
    return read_categories(to, document);
}

/* What a category that stands by itself must be by what it says: only kinds have a parent, and what else has
 * a location, or speaks of other categories, is a mixin. NULL: it may be of any class. */
static const char *class_of(const json_t *category)
{
    static const char *const of_mixins[] = { "location", "depends", "applies" };
    if (json_object_get(category, "parent"))
        return "kind";
    for (size_t i = 0; i < sizeof of_mixins / sizeof *of_mixins; i++)
        if (json_object_get(category, of_mixins[i]))
            return "mixin";
    return NULL;
}

static occi_error *read_definition(chain *to, const occi_node *document)
{
    occi_message *message;
    TRY(add_message(to, &message));
    ALLOC(message->categories = occi_pool_zero(to->pool, sizeof *message->categories));
    message->category_count = 1;
    return json_read_definition(to->pool, document, class_of(document->json), message->categories);
}

static occi_error *read_invocation(chain *to, const occi_node *document)
{
    occi_message *message;
    TRY(add_message(to, &message));
    return json_read_invocation(to->pool, document, message);
}

static bool has(const occi_node *document, const char *member)
{
    return json_object_get(document->json, member);
}

/* An entity's "links", "mixins" and "actions" are no collections, and what else it says tells it from a
 * document of them. */
static bool is_entity(const occi_node *document)
{
    static const char *const own[] = { "kind", "id", "title", "summary", "source", "target", "attributes" };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (has(document, own[i]))
            return true;
    for (size_t i = 0; i < COLLECTION_COUNT; i++)
        if (has(document, collections[i].member))
            return false;
    return json_object_size(document->json) > 0;
}

static occi_error *read_document(chain *to, const occi_node *document)
{
    if (json_is_array(document->json))
        return read_entities(to, document, NULL);
    TRY(occi_node_object(to->pool, document, NULL));
    if (has(document, "action"))
        return read_invocation(to, document);
    if (!has(document, "kind") && has(document, "term") && has(document, "scheme"))
        return read_definition(to, document);
    return is_entity(document) ? read_entity(to, document, NULL) : read_collections(to, document);
}

/* Once read, a value costs many times its bytes, so they are counted first: each is the document or follows
 * one of
 * "[", "{" and ",". */
static occi_error *check_size(occi_pool *pool, const char *bytes, size_t length)
{
    size_t count = 1;
    bool is_quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '"')
            is_quoted = !is_quoted;
        else if (is_quoted)
            i += bytes[i] == '\\';
        else
            count += bytes[i] == '[' || bytes[i] == '{' || bytes[i] == ',';
    }
    if (count <= OCCI_JSON_VALUES_MAX)
        return NULL;
    const char *limit;
    ALLOC(limit = occi_pool_format(pool, "%d", OCCI_JSON_VALUES_MAX));
    return OCCI_FAIL(pool, TOO_LARGE, "the number of values in the body", limit);
}

occi_error *occi_json_parse(occi_pool *pool, const char *bytes, size_t length, const occi_message **out)
{
    json_error_t where;
    chain messages = { .pool = pool };
    TRY(check_size(pool, bytes, length));
    json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &where);
    if (!json && json_error_code(&where) != json_error_out_of_memory) {
        const char *place;
        ALLOC(place = occi_pool_format(pool, "the body, line %d", where.line));
        return OCCI_FAIL(pool, SYNTAX, place, where.text);
    }
    ALLOC(json = occi_json_adopt(pool, json));
    const occi_node document = occi_node_document(json);
    occi_message *empty;
    TRY(read_document(&messages, &document));
    if (!messages.first)
        TRY(add_message(&messages, &empty));
    *out = messages.first;
    return NULL;
}
