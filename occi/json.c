/* JSON trees in pools (see json.h). */
#include "occi/json.h"

static void release(void *json)
{
    json_decref(json);
}

json_t *occi_json_adopt(occi_pool *pool, json_t *json)
{
    return json ? occi_pool_adopt(pool, json, release) : NULL;
}

occi_error *occi_json_read(occi_pool *pool, const char *text, json_t **out)
{
    json_error_t where;
    json_t *json = json_loads(text, JSON_DECODE_ANY, &where);
    if (!json && json_error_code(&where) != json_error_out_of_memory)
        return OCCI_FAIL(pool, INTERNAL, where.text);
    ALLOC(*out = occi_json_adopt(pool, json));
    return NULL;
}
