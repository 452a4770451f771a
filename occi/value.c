/* Values: comparison, JSON and the text of numbers (see value.h). */
#include "occi/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 17 /* significant decimal digits that tell any two doubles apart */
/* The longest fixed notation of a double: sign, "0.", 323 zeroes and 17 digits, or 309 digits and ".0". */
#define NUMBER_MAX 400

static bool is_numeric(const occi_value *value)
{
    return value->type == OCCI_NUMBER || value->type == OCCI_INTEGER;
}

/* The integer that `number` is exactly; false when it is none, or too large for one. */
static bool integer_of(double number, int64_t *out)
{
    if (!(number >= -9223372036854775808.0 && number < 9223372036854775808.0) || number != trunc(number))
        return false;
    *out = (int64_t)number;
    return true;
}

/* A double beyond 2^53 cannot tell its neighbours apart, so mixed types meet as integers. */
static bool numerics_equal(const occi_value *left, const occi_value *right)
{
    if (left->type == OCCI_NUMBER && right->type == OCCI_NUMBER)
        return left->number == right->number;
    int64_t one = left->integer;
    int64_t other = right->integer;
    if (left->type == OCCI_NUMBER && !integer_of(left->number, &one))
        return false;
    if (right->type == OCCI_NUMBER && !integer_of(right->number, &other))
        return false;
    return one == other;
}

bool occi_value_equals(const occi_value *left, const occi_value *right)
{
    if (is_numeric(left) && is_numeric(right))
        return numerics_equal(left, right);
    if (left->type != right->type)
        return false;
    if (left->type == OCCI_STRING)
        return strcmp(left->string, right->string) == 0;
    if (left->type == OCCI_BOOLEAN)
        return left->boolean == right->boolean;
    return json_equal(left->json, right->json);
}

json_t *occi_value_to_json(const occi_value *value)
{
    switch (value->type) {
    case OCCI_STRING:
        return json_string(value->string);
    case OCCI_NUMBER:
        return json_real(value->number);
    case OCCI_INTEGER:
        return json_integer(value->integer);
    case OCCI_BOOLEAN:
        return json_boolean(value->boolean);
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        break;
    }
    return json_incref(value->json);
}

static void release_json(void *json)
{
    json_decref(json);
}

static bool integer_from_json(const json_t *json, int64_t *out)
{
    if (json_is_integer(json)) {
        *out = json_integer_value(json);
        return true;
    }
    return json_is_real(json) && integer_of(json_real_value(json), out);
}

static bool is_shallower(const json_t *json, size_t depth)
{
    size_t index;
    const char *name;
    json_t *inner;
    if (!json_is_array(json) && !json_is_object(json))
        return true;
    if (depth == 0)
        return false;
    json_array_foreach(json, index, inner)
    {
        if (!is_shallower(inner, depth - 1))
            return false;
    }
    json_object_foreach((json_t *)json, name, inner)
    {
        if (!is_shallower(inner, depth - 1))
            return false;
    }
    return true;
}

bool occi_value_is_shallow(const json_t *json)
{
    return is_shallower(json, OCCI_VALUE_DEPTH_MAX);
}

/* A NUL would cut the string short without a word. */
static bool is_text(const json_t *json)
{
    return json_is_string(json) && strlen(json_string_value(json)) == json_string_length(json);
}

occi_error *occi_value_from_json(occi_pool *pool, occi_type type, json_t *json, bool *fits, occi_value *out)
{
    *out = (occi_value){ .type = type };
    switch (type) {
    case OCCI_STRING:
        *fits = is_text(json);
        if (*fits)
            ALLOC(out->string = occi_pool_string(pool, json_string_value(json)));
        return NULL;
    case OCCI_NUMBER:
        *fits = json_is_number(json);
        out->number = json_number_value(json);
        return NULL;
    case OCCI_INTEGER:
        *fits = integer_from_json(json, &out->integer);
        return NULL;
    case OCCI_BOOLEAN:
        *fits = json_is_boolean(json);
        out->boolean = json_is_true(json);
        return NULL;
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        break;
    }
    *fits = (type == OCCI_ARRAY ? json_is_array(json) : json_is_object(json)) && occi_value_is_shallow(json);
    if (*fits)
        ALLOC(out->json = occi_pool_adopt(pool, json_incref(json), release_json));
    return NULL;
}

/* Fixed notation alone would need a thousand tries for a tiny number: the scientific one finds how many
 * significant digits are needed, and its exponent says how many of them are decimals. */
static int decimals_needed(double number)
{
    char text[NUMBER_MAX];
    int digits = 1;
    do
        snprintf(text, sizeof text, "%.*e", digits - 1, number);
    while (strtod(text, NULL) != number && digits++ < DIGITS_MAX);
    const char *exponent = strchr(text, 'e');
    int decimals = exponent ? digits - 1 - (int)strtol(exponent + 1, NULL, 10) : 1;
    return decimals > 1 ? decimals : 1;
}

const char *occi_number_text(occi_pool *pool, double number)
{
    char text[NUMBER_MAX];
    snprintf(text, sizeof text, "%.*f", decimals_needed(number), number);
    return occi_pool_string(pool, text);
}
