/* Attributes whose names are nested objects, {"occi": {"compute": {"cores": 2}}}, as the JSON drafts before
 * GFD.226 have them, become flat ones (json-rendering.md 6). Which objects are values and which are parts of
 * names only the definitions can tell. */
#include "occi/bind_parts.h"

#include <string.h>
#include "occi/json.h"

typedef struct flattening {
    occi_pool *pool;
    bind_lookup *find;
    const void *defining;
    occi_message_attribute *items;
    size_t count;
    size_t room;
    const char *place; /* of the attribute that is being taken apart */
    char *name;        /* where in it we are, dotted */
    size_t length;
    size_t name_room;
    bool is_refused; /* one was not defined: it is the last, as the binding ends there */
} flattening;

static occi_error *add(flattening *to, const occi_message_attribute *attribute)
{
    if (to->count == to->room) {
        size_t room = to->room ? 2 * to->room : 16;
        void *longer = occi_pool_resize(to->pool, to->items, room * sizeof *to->items);
        ALLOC(longer);
        to->items = longer;
        to->room = room;
    }
    to->items[to->count++] = *attribute;
    return NULL;
}

/* Puts "." and `part` behind the first `length` bytes of the name; the first part has no dot before it. */
static occi_error *set_name(flattening *to, size_t length, const char *part)
{
    size_t added = strlen(part) + (length > 0), needed = length + added + 1;
    if (needed > to->name_room) {
        ALLOC(to->name = occi_pool_resize(to->pool, to->name, 2 * needed));
        to->name_room = 2 * needed;
    }
    if (length)
        to->name[length] = '.';
    strcpy(to->name + length + (length > 0), part);
    to->length = length + added;
    return NULL;
}

static occi_error *add_leaf(flattening *to, const occi_node *node, const occi_attribute *attribute)
{
    occi_message_attribute leaf = { .place = to->place };
    to->is_refused = !attribute;
    leaf.name = attribute ? attribute->name : occi_pool_string(to->pool, to->name);
    ALLOC(leaf.name);
    TRY(occi_json_literal(to->pool, node, &leaf.value));
    return add(to, &leaf);
}

/* An object that is no value of a defined attribute is a part of names. */
static bool is_nested(const occi_attribute *attribute, const json_t *json)
{
    return !attribute && json_object_size(json) > 0;
}

/* jansson's limit on depth is the limit of this recursion. */
static occi_error *flatten(flattening *to, const occi_node *node)
{
    const occi_attribute *attribute = to->find(to->defining, to->name);
    if (!is_nested(attribute, node->json))
        return add_leaf(to, node, attribute);
    size_t length = to->length;
    const char *part;
    json_t *json;
    json_object_foreach(node->json, part, json)
    {
        const occi_node inner = { .outer = node, .name = part, .json = json };
        TRY(occi_node_check_name(to->pool, &inner));
        TRY(set_name(to, length, part));
        TRY(flatten(to, &inner));
        if (to->is_refused)
            break;
    }
    return NULL;
}

static occi_error *flatten_one(flattening *to, const occi_message_attribute *said)
{
    const occi_node document = { 0 };
    const occi_node node = { .outer = &document, .name = said->name, .json = said->value.json };
    to->place = said->place;
    TRY(set_name(to, 0, said->name));
    return flatten(to, &node);
}

static bool must_flatten(const flattening *to, const occi_message_attribute *said)
{
    return said->value.form == OCCI_LITERAL_JSON && json_is_object(said->value.json) &&
           is_nested(to->find(to->defining, said->name), said->value.json);
}

occi_error *bind_flatten(occi_pool *pool, bind_lookup *find, const void *defining,
                         const occi_message_attribute **attributes, size_t *count)
{
    const occi_message_attribute *said = *attributes;
    flattening to = { .pool = pool, .find = find, .defining = defining };
    size_t first = 0;
    while (first < *count && !must_flatten(&to, &said[first]))
        first++;
    if (first == *count)
        return NULL;
    for (size_t i = 0; i < *count && !to.is_refused; i++)
        TRY(must_flatten(&to, &said[i]) ? flatten_one(&to, &said[i]) : add(&to, &said[i]));
    *attributes = to.items;
    *count = to.count;
    return NULL;
}
