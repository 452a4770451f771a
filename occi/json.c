/* JSON trees in pools (see json.h). */
#include "occi/json.h"

#include <stdio.h>
#include <stdlib.h>

/* Digits that each decimal number of so many keeps as a double. */
#define DIGITS_SAFE 15

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
    if (!json && json_error_code(&where) == json_error_numeric_overflow) {
        const char *wide;
        ALLOC(wide = occi_json_widen(pool, text));
        json = json_loads(wide, JSON_DECODE_ANY, &where);
    }
    if (!json && json_error_code(&where) != json_error_out_of_memory)
        return OCCI_FAIL(pool, INTERNAL, where.text);
    ALLOC(*out = occi_json_adopt(pool, json));
    return NULL;
}

static bool is_short(const json_t *json)
{
    char text[32];
    size_t index;
    const char *name;
    json_t *inner;
    if (json_is_real(json)) {
        snprintf(text, sizeof text, "%.*g", DIGITS_SAFE, json_real_value(json));
        return strtod(text, NULL) == json_real_value(json);
    }
    json_array_foreach(json, index, inner) if (!is_short(inner)) return false;
    json_object_foreach((json_t *)json, name, inner) if (!is_short(inner)) return false;
    return true;
}

size_t occi_json_flags(const json_t *json)
{
    return JSON_ENCODE_ANY | JSON_COMPACT | (is_short(json) ? JSON_REAL_PRECISION(DIGITS_SAFE) : 0);
}
