/* Attribute values and their declared types (GFD.221 5.3.2, GFD.226 3.5.1). */
#ifndef OCCI_VALUE_H
#define OCCI_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>
#include "occi/error.h"

typedef enum occi_type {
    OCCI_STRING,
    OCCI_NUMBER,  /* the text rendering's float: "2.0" */
    OCCI_INTEGER, /* a "number" whose pattern says {"type": "integer"}: "2" */
    OCCI_BOOLEAN,
    OCCI_ARRAY,
    OCCI_OBJECT
} occi_type;

/* A value of `type`; what it points to belongs to the pool of whoever made it. */
typedef struct occi_value {
    occi_type type;
    union {
        const char *string; /* UTF-8 */
        double number;
        int64_t integer;
        bool boolean;
        json_t *json; /* arrays and objects; borrowed from the pool that adopted it */
    };
} occi_value;

/* How deep an array or object may be nested, itself counted: what holds it in a rendering goes around it. */
#define OCCI_VALUE_DEPTH_MAX 32

/* Whether `json` is nested no deeper. */
bool occi_value_is_shallow(const json_t *json);

/* Equal in type and content; numbers and integers compare by value. */
bool occi_value_equals(const occi_value *left, const occi_value *right);

/* The JSON of the value: a new reference, or NULL when memory is out. */
json_t *occi_value_to_json(const occi_value *value);

/* The value of declared type `type` that `json` holds (2 and 2.0 serve both numeric types); `*fits` is false when it is
 * of another type. Strings are copied, arrays and objects referenced, for the life of `pool`. Fails for memory only. */
OCCI_MUST_USE occi_error *occi_value_from_json(occi_pool *pool, occi_type type, json_t *json, bool *fits, occi_value *out);

/* A number in fixed notation, no sign plus, no exponent, at least one decimal: "2.0", "0.25" (text-rendering.md 7).
 * Exact: reading it back gives the same double. In `pool`; NULL when memory is out. */
const char *occi_number_text(occi_pool *pool, double number);

#endif
