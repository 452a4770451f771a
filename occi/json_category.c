/* Categories in the JSON rendering (GFD.226 3.2): named by identifiers or objects, and given in full. */
#include <string.h>
#include "occi/json_parts.h"

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
    return NULL;
}

occi_error *json_read_category(occi_pool *pool, const occi_node *node, const char *class_name,
                               occi_message_category *out)
{
    *out = (occi_message_category){ .class_name = class_name };
    if (json_is_object(node->json)) {
        const occi_node term = occi_node_member(node, "term"), scheme = occi_node_member(node, "scheme");
        TRY(occi_node_required(pool, &term, &out->term));
        TRY(occi_node_required(pool, &scheme, &out->scheme));
    } else {
        TRY(read_identifier(pool, node, out));
    }
    return place_of(pool, node, &out->place);
}

occi_error *json_read_type(occi_pool *pool, const occi_node *node, const char **out)
{
    occi_message_category category;
    if (!json_is_object(node->json))
        return occi_node_required(pool, node, out);
    TRY(json_read_category(pool, node, NULL, &category));
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
        TRY(json_read_type(pool, &element, &(*out)[*count]));
    }
    return NULL;
}

occi_error *json_read_definition(occi_pool *pool, const occi_node *node, const char *class_name,
                                 occi_message_category *out)
{
    const occi_node title = occi_node_member(node, "title"), location = occi_node_member(node, "location"),
                    depends = occi_node_member(node, "depends"), applies = occi_node_member(node, "applies");
    TRY(json_read_category(pool, node, class_name, out));
    TRY(occi_node_text(pool, &title, &out->title));
    TRY(occi_node_text(pool, &location, &out->location));
    TRY(read_types(pool, &depends, &out->depends, &out->depends_count));
    TRY(read_types(pool, &applies, &out->applies, &out->applies_count));
    out->has_attributes = json_object_size(json_object_get(node->json, "attributes")) > 0;
    out->has_actions = json_array_size(json_object_get(node->json, "actions")) > 0;
    return NULL;
}
