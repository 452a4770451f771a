/* JSON documents read with their places known, so that an error can say
 * "kinds[2].attributes.occi.compute.cores.type". A node lives on its reader's stack and points to the one
 * around it; the place is only written when it is asked for. Errors are SYNTAX and live in `pool`, as do the
 * texts that are read. */
#ifndef OCCI_NODE_H
#define OCCI_NODE_H

#include <stdbool.h>
#include <jansson.h>
#include "occi/error.h"

typedef struct occi_node occi_node;
struct occi_node {
    const occi_node *outer; /* NULL: the document */
    const char *name;       /* the member it is of `outer`; NULL: the element `index` */
    size_t index;
    json_t *json; /* borrowed; NULL: it is not there */
};

occi_node occi_node_document(const json_t *document);
occi_node occi_node_member(const occi_node *outer, const char *name);
occi_node occi_node_element(const occi_node *outer, size_t index);

/* "kinds[2].term"; "the document" for the outermost. NULL when memory is out. */
const char *occi_node_place(occi_pool *pool, const occi_node *node);
OCCI_MUST_USE occi_error *occi_node_fail(occi_pool *pool, const occi_node *node, const char *wrong);

/* An object, whose members' names all are in `known` (NULL-terminated; NULL: any). */
OCCI_MUST_USE occi_error *occi_node_object(occi_pool *pool, const occi_node *node, const char *const *known);
/* An array; `*count` is 0 when it is not there. */
OCCI_MUST_USE occi_error *occi_node_array(occi_pool *pool, const occi_node *node, size_t *count);
/* The member's name is text free of control characters. */
OCCI_MUST_USE occi_error *occi_node_check_name(occi_pool *pool, const occi_node *node);
/* Text free of control characters (but tab), copied; NULL when it is not there. */
OCCI_MUST_USE occi_error *occi_node_text(occi_pool *pool, const occi_node *node, const char **out);
/* The same, for what must be there and not be empty. */
OCCI_MUST_USE occi_error *occi_node_required(occi_pool *pool, const occi_node *node, const char **out);
/* `*out` stays what it is when it is not there. */
OCCI_MUST_USE occi_error *occi_node_boolean(occi_pool *pool, const occi_node *node, bool *out);

#endif
