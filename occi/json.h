/* JSON trees that live in a pool. */
#ifndef OCCI_JSON_H
#define OCCI_JSON_H

#include <jansson.h>
#include "occi/error.h"

/* Reads `text`, any JSON value; the tree goes with `pool`. INTERNAL when it is none: for what our own
 * registry has written. */
OCCI_MUST_USE occi_error *occi_json_read(occi_pool *pool, const char *text, json_t **out);
/* Gives the tree to the pool; NULL when memory is out, and then it is released already. */
json_t *occi_json_adopt(occi_pool *pool, json_t *json);

#endif
