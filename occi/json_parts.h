/* What the parts of the JSON reader know of one another: json_parse.c (documents), json_entity.c (entities, links and
 * invocations) and json_category.c. */
#ifndef OCCI_JSON_PARTS_H
#define OCCI_JSON_PARTS_H

#include "occi/json.h"
#include "occi/node.h"

/* json_category.c */
/* A category by its identifier, or by an object's term and scheme. */
OCCI_MUST_USE occi_error *json_read_category(occi_pool *pool, const occi_node *node, const char *class_name,
                                             occi_message_category *out);
/* The same as one text. */
OCCI_MUST_USE occi_error *json_read_type(occi_pool *pool, const occi_node *node, const char **out);
/* A category in full: not one that is named, but one that is to be. */
OCCI_MUST_USE occi_error *json_read_definition(occi_pool *pool, const occi_node *node, const char *class_name,
                                               occi_message_category *out);

/* json_entity.c */
/* The links of a document beside its resources. The drafts before GFD.226 have a resource's links there, and in
 * the resource only their URIs. */
typedef struct json_siblings {
    occi_node list;
    size_t count;
    json_t *places; /* by the end of each URI a link has: its place in the list */
    bool *is_taken; /* it was read with its resource */
    bool has_lone;  /* there is one resource, so that links without a source are its own */
} json_siblings;

OCCI_MUST_USE occi_error *json_read_siblings(occi_pool *pool, const occi_node *document, json_siblings *out);
/* `siblings` may be NULL. */
OCCI_MUST_USE occi_error *json_read_entity(occi_pool *pool, const occi_node *node, json_siblings *siblings,
                                           occi_message *out);
OCCI_MUST_USE occi_error *json_read_invocation(occi_pool *pool, const occi_node *node, occi_message *out);

#endif
