/* JSON: the JSON rendering (GFD.226; json-rendering.md), and trees that live in a pool. */
#ifndef OCCI_JSON_H
#define OCCI_JSON_H

#include <jansson.h>
#include "occi/message.h"
#include "occi/node.h"
#include "occi/rendering.h"

/* Reads `text`, any JSON value; the tree goes with `pool`. INTERNAL when it is none: for what our own
 * registry has written. */
OCCI_MUST_USE occi_error *occi_json_read(occi_pool *pool, const char *text, json_t **out);
/* `text` with ".0" behind the integers that 64 bits cannot hold: PostgreSQL writes 1e300 with all its digits. In
 * `pool`; NULL when memory is out. */
const char *occi_json_widen(occi_pool *pool, const char *text);
/* Gives the tree to the pool; NULL when memory is out, and then it is released already. */
json_t *occi_json_adopt(occi_pool *pool, json_t *json);

/* How to write the tree with jansson: compact, and numbers with no more digits than it takes to read back the
 * same (17 would show 2.8 as 2.7999999999999998), unless one of them takes all. */
size_t occi_json_flags(const json_t *json);

/* Values in a request body; more are TOO_LARGE. */
#define OCCI_JSON_VALUES_MAX 262144

/* A body in the JSON rendering, in the forms of older drafts as well (json-rendering.md 6): an entity, several in
 * collections or an array, an action invocation, categories, or URIs of entities. Several entities make several
 * messages, one behind the other. What is of no such form is SYNTAX with its place: "resources[1].links[0].target".
 * Members that mean nothing here are passed over. */
OCCI_MUST_USE occi_error *occi_json_parse(occi_pool *pool, const char *bytes, size_t length,
                                          const occi_message **out);
/* An attribute's value as a literal. A string with control characters is SYNTAX. */
OCCI_MUST_USE occi_error *occi_json_literal(occi_pool *pool, const occi_node *node, occi_literal *out);

extern const occi_rendering occi_json_occi;  /* application/occi+json */
extern const occi_rendering occi_json_plain; /* application/json: the same under the name that clients use */

#endif
