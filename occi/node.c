/* Nodes of JSON documents and their places (see node.h). */
#include "occi/node.h"

#include <string.h>
#include "occi/writer.h"

occi_node occi_node_document(const json_t *document)
{
    return (occi_node){ .json = (json_t *)document };
}

occi_node occi_node_member(const occi_node *outer, const char *name)
{
    return (occi_node){ .outer = outer, .name = name, .json = json_object_get(outer->json, name) };
}

occi_node occi_node_element(const occi_node *outer, size_t index)
{
    return (occi_node){ .outer = outer, .index = index, .json = json_array_get(outer->json, index) };
}

static void write_place(occi_writer *out, const occi_node *node)
{
    if (!node->outer)
        return;
    write_place(out, node->outer);
    if (!node->name) {
        occi_write_format(out, "[%zu]", node->index);
        return;
    }
    if (node->outer->outer)
        occi_write_string(out, ".");
    occi_write_string(out, node->name);
}

const char *occi_node_place(occi_pool *pool, const occi_node *node)
{
    if (!node->outer)
        return "the document";
    occi_buffer place;
    occi_buffer_init(&place, pool, 0);
    write_place(&place.writer, node);
    return place.writer.has_failed ? NULL : occi_buffer_text(&place);
}

occi_error *occi_node_fail(occi_pool *pool, const occi_node *node, const char *wrong)
{
    const char *place;
    ALLOC(place = occi_node_place(pool, node));
    return OCCI_FAIL(pool, SYNTAX, place, wrong);
}

static bool is_known(const char *name, const char *const *known)
{
    for (; *known; known++)
        if (strcmp(name, *known) == 0)
            return true;
    return false;
}

occi_error *occi_node_object(occi_pool *pool, const occi_node *node, const char *const *known)
{
    if (!json_is_object(node->json))
        return occi_node_fail(pool, node, "expected an object");
    const char *name;
    json_t *json;
    json_object_foreach(node->json, name, json)
    {
        occi_node member = { .outer = node, .name = name, .json = json };
        if (known && !is_known(name, known))
            return occi_node_fail(pool, &member, "this member is not known");
    }
    return NULL;
}

occi_error *occi_node_array(occi_pool *pool, const occi_node *node, size_t *count)
{
    *count = json_array_size(node->json);
    if (node->json && !json_is_array(node->json))
        return occi_node_fail(pool, node, "expected an array");
    return NULL;
}

/* As in the text renderings: all but the tab. */
static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7F)
            return true;
    return false;
}

occi_error *occi_node_check_name(occi_pool *pool, const occi_node *node)
{
    if (has_control(node->name, strlen(node->name)))
        return occi_node_fail(pool, node->outer, "a name in it has a control character");
    return NULL;
}

occi_error *occi_node_text(occi_pool *pool, const occi_node *node, const char **out)
{
    *out = NULL;
    if (!node->json)
        return NULL;
    if (!json_is_string(node->json))
        return occi_node_fail(pool, node, "expected a string");
    const char *text = json_string_value(node->json);
    size_t length = json_string_length(node->json);
    if (has_control(text, length))
        return occi_node_fail(pool, node, "it has a control character in it");
    ALLOC(*out = occi_pool_string_n(pool, text, length));
    return NULL;
}

occi_error *occi_node_required(occi_pool *pool, const occi_node *node, const char **out)
{
    TRY(occi_node_text(pool, node, out));
    if (!*out)
        return occi_node_fail(pool, node, "it is missing");
    return **out ? NULL : occi_node_fail(pool, node, "it is empty");
}

occi_error *occi_node_boolean(occi_pool *pool, const occi_node *node, bool *out)
{
    if (node->json && !json_is_boolean(node->json))
        return occi_node_fail(pool, node, "expected true or false");
    if (node->json)
        *out = json_is_true(node->json);
    return NULL;
}
