/* Literals become values (text-rendering.md 6.5): clients quote numbers and booleans, and leave words
 * unquoted. */
#include "occi/bind_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Up to here each integer is a double of its own. */
#define INTEGER_EXACT 0x1p53

/* Of what strtod takes, only decimal notation: neither blanks nor hexadecimal digits, "inf" or "nan". */
static bool is_decimal(const char *text)
{
    return *text && text[strspn(text, "0123456789+-.eE")] == '\0' && strpbrk(text, "0123456789");
}

static bool read_number(const char *text, double *out)
{
    char *end;
    if (!is_decimal(text))
        return false;
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

static bool integer_of(double number, int64_t *out)
{
    if (!(fabs(number) <= INTEGER_EXACT) || number != trunc(number))
        return false;
    *out = (int64_t)number;
    return true;
}

/* "2.0" is an integer as well: pyssf and others write every number so. */
static bool read_integer(const char *text, int64_t *out)
{
    char *end;
    double number;
    if (!is_decimal(text))
        return false;
    errno = 0;
    long long integer = strtoll(text, &end, 10);
    if (*end == '\0' && errno == 0) {
        *out = integer;
        return true;
    }
    return read_number(text, &number) && integer_of(number, out);
}

static bool read_boolean(const char *text, bool *out)
{
    *out = strcmp(text, "true") == 0;
    return *out || strcmp(text, "false") == 0;
}

static void release_json(void *json)
{
    json_decref(json);
}

/* The text rendering has no lists and objects; JSON inside a quoted string is how rOCCI writes them. */
static occi_error *read_json(occi_pool *pool, occi_type type, const occi_literal *literal, bool *fits,
                             json_t **out)
{
    json_error_t where;
    *fits = false;
    if (literal->form != OCCI_LITERAL_QUOTED)
        return NULL;
    json_t *json = json_loads(literal->text, JSON_REJECT_DUPLICATES, &where);
    if (!json)
        return json_error_code(&where) == json_error_out_of_memory ? &occi_error_no_memory : NULL;
    ALLOC(*out = occi_pool_adopt(pool, json, release_json));
    *fits = (type == OCCI_ARRAY ? json_is_array(json) : json_is_object(json)) && occi_value_is_shallow(json);
    return NULL;
}

occi_literal bind_meant(const occi_model *model, const occi_attribute *attribute, const occi_literal *said)
{
    bool is_text = said->form != OCCI_LITERAL_JSON || json_is_string(said->json);
    const occi_alias *alias = is_text ? occi_model_find_alias(model, said->text, attribute->name) : NULL;
    return alias ? (occi_literal){ .form = OCCI_LITERAL_QUOTED, .text = alias->value } : *said;
}

occi_error *bind_literal(occi_pool *pool, occi_type type, const occi_literal *literal, bool *fits,
                         occi_value *out)
{
    *out = (occi_value){ .type = type };
    if (literal->form == OCCI_LITERAL_JSON)
        return occi_value_from_json(pool, type, literal->json, fits, out);
    switch (type) {
    case OCCI_STRING:
        *fits = true;
        out->string = literal->text;
        return NULL;
    case OCCI_NUMBER:
        *fits = read_number(literal->text, &out->number);
        return NULL;
    case OCCI_INTEGER:
        *fits = read_integer(literal->text, &out->integer);
        return NULL;
    case OCCI_BOOLEAN:
        *fits = read_boolean(literal->text, &out->boolean);
        return NULL;
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        break;
    }
    return read_json(pool, type, literal, fits, &out->json);
}

bool bind_adapt(occi_type type, const occi_value *value, occi_value *out)
{
    *out = *value;
    if (value->type == type)
        return true;
    out->type = type;
    if (type == OCCI_NUMBER && value->type == OCCI_INTEGER) {
        out->number = (double)value->integer;
        return fabs(out->number) <= INTEGER_EXACT;
    }
    return type == OCCI_INTEGER && value->type == OCCI_NUMBER && integer_of(value->number, &out->integer);
}

occi_error *occi_bind_value(occi_pool *pool, const occi_attribute *attribute, const occi_literal *literal,
                            occi_value *out)
{
    bool fits;
    TRY(bind_literal(pool, attribute->type, literal, &fits, out));
    if (fits && (!attribute->pattern || occi_pattern_matches(attribute->pattern, out)))
        return NULL;
    const char *expected, *got;
    ALLOC(expected = occi_pattern_describe(pool, attribute->type, attribute->pattern));
    bool is_quoted = literal->form == OCCI_LITERAL_QUOTED || json_is_string(literal->json);
    ALLOC(got = occi_pool_format(pool, is_quoted ? "\"%s\"" : "%s", literal->text));
    return OCCI_FAIL(pool, ATTRIBUTE_TYPE, attribute->name, expected, got);
}
