/* Compiled patterns: a table of the JSON Schema keywords that are understood, one reader each (see
 * pattern.h). As in JSON Schema, a keyword says nothing about values of a type that it was not made for. */
#include "occi/pattern.h"

#include <math.h>
#include <regex.h>
#include <string.h>
#include "occi/writer.h"

typedef struct bound {
    bool is_set;
    bool is_exclusive;
    double value;
} bound;

struct occi_pattern {
    const json_t *schema;
    const char *type; /* NULL: not said */
    const char *title;
    bound minimum;
    bound maximum;
    size_t length_minimum;
    size_t length_maximum;
    const char *expression; /* as in the schema; NULL: none, and no `regex` */
    regex_t *regex;
    occi_value *choices; /* of `enum`; strings borrowed from the schema */
    size_t choice_count; /* 0: anything */
};

static const char *const type_names[] = { "string", "number", "integer", "boolean", "array", "object" };

/* A reader answers what is wrong with `json`, or NULL. */
typedef const char *keyword_reader(occi_pattern *pattern, const json_t *json);

static const char *read_nothing(occi_pattern *pattern, const json_t *json)
{
    (void)pattern;
    return json_is_string(json) ? NULL : "expected a string";
}

static const char *read_title(occi_pattern *pattern, const json_t *json)
{
    pattern->title = json_string_value(json);
    return pattern->title ? NULL : "expected a string";
}

static const char *read_type(occi_pattern *pattern, const json_t *json)
{
    const char *name = json_string_value(json);
    for (size_t i = 0; name && i < sizeof type_names / sizeof *type_names; i++)
        if (strcmp(name, type_names[i]) == 0)
            pattern->type = type_names[i];
    return pattern->type ? NULL : "expected one of string, number, integer, boolean, array and object";
}

static const char *read_bound(bound *out, const json_t *json)
{
    out->is_set = json_is_number(json);
    out->value = json_number_value(json);
    return out->is_set ? NULL : "expected a number";
}

static const char *read_minimum(occi_pattern *pattern, const json_t *json)
{
    return read_bound(&pattern->minimum, json);
}

static const char *read_maximum(occi_pattern *pattern, const json_t *json)
{
    return read_bound(&pattern->maximum, json);
}

/* Draft-04: a boolean that sharpens the bound beside it, not a bound of its own as in later drafts. */
static const char *read_exclusive(bound *out, const json_t *json)
{
    out->is_exclusive = json_is_true(json);
    return json_is_boolean(json) ? NULL : "expected true or false, as in draft 04 of JSON Schema";
}

static const char *read_exclusive_minimum(occi_pattern *pattern, const json_t *json)
{
    return read_exclusive(&pattern->minimum, json);
}

static const char *read_exclusive_maximum(occi_pattern *pattern, const json_t *json)
{
    return read_exclusive(&pattern->maximum, json);
}

static const char *read_length(size_t *out, const json_t *json)
{
    if (!json_is_integer(json) || json_integer_value(json) < 0)
        return "expected an integer of at least 0";
    *out = (size_t)json_integer_value(json);
    return NULL;
}

static const char *read_length_minimum(occi_pattern *pattern, const json_t *json)
{
    return read_length(&pattern->length_minimum, json);
}

static const char *read_length_maximum(occi_pattern *pattern, const json_t *json)
{
    return read_length(&pattern->length_maximum, json);
}

static const char *read_expression(occi_pattern *pattern, const json_t *json)
{
    pattern->expression = json_string_value(json);
    return pattern->expression ? NULL : "expected a regular expression";
}

static const char *read_choices(occi_pattern *pattern, const json_t *json)
{
    pattern->choice_count = json_array_size(json); /* the values wait for memory in compile_choices */
    return pattern->choice_count ? NULL : "expected an array of values";
}

static const struct {
    const char *name;
    keyword_reader *read;
} keywords[] = {
    { "$schema", read_nothing },
    { "title", read_title },
    { "description", read_nothing },
    { "type", read_type },
    { "enum", read_choices },
    { "minimum", read_minimum },
    { "maximum", read_maximum },
    { "exclusiveMinimum", read_exclusive_minimum },
    { "exclusiveMaximum", read_exclusive_maximum },
    { "pattern", read_expression },
    { "minLength", read_length_minimum },
    { "maxLength", read_length_maximum },
};

static keyword_reader *find_keyword(const char *name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(name, keywords[i].name) == 0)
            return keywords[i].read;
    return NULL;
}

static occi_error *fail(occi_pool *pool, const char *where, const char *keyword, const char *wrong)
{
    const char *place;
    ALLOC(place = occi_pool_format(pool, "%s.%s", where, keyword));
    return OCCI_FAIL(pool, SYNTAX, place, wrong);
}

static occi_error *read_keywords(occi_pool *pool, const char *where, const json_t *schema,
                                 occi_pattern *pattern)
{
    const char *name;
    json_t *json;
    json_object_foreach((json_t *)schema, name, json)
    {
        keyword_reader *read = find_keyword(name);
        const char *wrong = read ? read(pattern, json) : "this keyword is not understood in patterns";
        if (wrong)
            return fail(pool, where, name, wrong);
    }
    return NULL;
}

/* What the keywords say together. */
static occi_error *check_keywords(occi_pool *pool, const char *where, const occi_pattern *pattern)
{
    if (pattern->minimum.is_exclusive && !pattern->minimum.is_set)
        return fail(pool, where, "exclusiveMinimum", "there is no minimum");
    if (pattern->maximum.is_exclusive && !pattern->maximum.is_set)
        return fail(pool, where, "exclusiveMaximum", "there is no maximum");
    if (pattern->minimum.is_set && pattern->maximum.is_set && pattern->minimum.value > pattern->maximum.value)
        return fail(pool, where, "minimum", "it is greater than the maximum");
    if (pattern->length_minimum > pattern->length_maximum)
        return fail(pool, where, "minLength", "it is greater than maxLength");
    return NULL;
}

static bool choice_from_json(json_t *json, occi_value *out)
{
    switch (json_typeof(json)) {
    case JSON_STRING:
        *out = (occi_value){ .type = OCCI_STRING, .string = json_string_value(json) };
        return true;
    case JSON_INTEGER:
        *out = (occi_value){ .type = OCCI_INTEGER, .integer = json_integer_value(json) };
        return true;
    case JSON_REAL:
        *out = (occi_value){ .type = OCCI_NUMBER, .number = json_real_value(json) };
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        *out = (occi_value){ .type = OCCI_BOOLEAN, .boolean = json_is_true(json) };
        return true;
    case JSON_ARRAY:
        *out = (occi_value){ .type = OCCI_ARRAY, .json = json };
        return true;
    case JSON_OBJECT:
        *out = (occi_value){ .type = OCCI_OBJECT, .json = json };
        return true;
    case JSON_NULL:
        break;
    }
    return false;
}

static occi_error *compile_choices(occi_pool *pool, const char *where, occi_pattern *pattern)
{
    const json_t *list = json_object_get(pattern->schema, "enum");
    ALLOC(pattern->choices = occi_pool_array(pool, pattern->choice_count, sizeof *pattern->choices));
    for (size_t i = 0; i < pattern->choice_count; i++)
        if (!choice_from_json(json_array_get(list, i), &pattern->choices[i]))
            return fail(pool, where, "enum", "no attribute can have the value null");
    return NULL;
}

static void release_regex(void *regex)
{
    regfree(regex);
}

/* JSON Schema searches anywhere in the value; here an expression speaks of all of it (GFD.221 5.3.2). */
static occi_error *compile_expression(occi_pool *pool, const char *where, occi_pattern *pattern)
{
    const char *anchored;
    regex_t *regex;
    ALLOC(anchored = occi_pool_format(pool, "^(%s)$", pattern->expression));
    ALLOC(regex = occi_pool_zero(pool, sizeof *regex));
    int code = regcomp(regex, anchored, REG_EXTENDED | REG_NOSUB);
    if (code == REG_ESPACE)
        return &occi_error_no_memory;
    if (code) {
        char wrong[128];
        regerror(code, regex, wrong, sizeof wrong);
        return fail(pool, where, "pattern", wrong);
    }
    ALLOC(pattern->regex = occi_pool_adopt(pool, regex, release_regex));
    return NULL;
}

static void release_json(void *json)
{
    json_decref(json);
}

occi_error *occi_pattern_compile(occi_pool *pool, const char *where, const json_t *schema,
                                 const occi_pattern **out)
{
    *out = NULL;
    if (!schema)
        return NULL;
    if (!json_is_object(schema))
        return OCCI_FAIL(pool, SYNTAX, where, "expected a JSON Schema object");
    if (json_object_size(schema) == 0)
        return NULL;
    occi_pattern *pattern;
    ALLOC(pattern = occi_pool_zero(pool, sizeof *pattern));
    pattern->length_maximum = SIZE_MAX;
    ALLOC(pattern->schema = occi_pool_adopt(pool, json_incref((json_t *)schema), release_json));
    TRY(read_keywords(pool, where, schema, pattern));
    TRY(check_keywords(pool, where, pattern));
    if (pattern->choice_count)
        TRY(compile_choices(pool, where, pattern));
    if (pattern->expression)
        TRY(compile_expression(pool, where, pattern));
    *out = pattern;
    return NULL;
}

bool occi_pattern_is_integer(const occi_pattern *pattern)
{
    return pattern && pattern->type && strcmp(pattern->type, "integer") == 0;
}

const json_t *occi_pattern_schema(const occi_pattern *pattern)
{
    return pattern ? pattern->schema : NULL;
}

static const char *type_name(const occi_value *value)
{
    switch (value->type) {
    case OCCI_STRING:
        return "string";
    case OCCI_INTEGER:
        return "integer";
    case OCCI_NUMBER:
        return value->number == trunc(value->number) ? "integer" : "number";
    case OCCI_BOOLEAN:
        return "boolean";
    case OCCI_ARRAY:
        return "array";
    case OCCI_OBJECT:
        break;
    }
    return "object";
}

static bool type_matches(const occi_pattern *pattern, const occi_value *value)
{
    if (!pattern->type)
        return true;
    const char *name = type_name(value);
    return strcmp(pattern->type, name) == 0 ||
           (strcmp(pattern->type, "number") == 0 && strcmp(name, "integer") == 0);
}

static bool choice_matches(const occi_pattern *pattern, const occi_value *value)
{
    for (size_t i = 0; i < pattern->choice_count; i++)
        if (occi_value_equals(&pattern->choices[i], value))
            return true;
    return pattern->choice_count == 0;
}

static bool number_matches(const occi_pattern *pattern, double number)
{
    const bound *low = &pattern->minimum;
    const bound *high = &pattern->maximum;
    if (low->is_set && (low->is_exclusive ? number <= low->value : number < low->value))
        return false;
    return !high->is_set || (high->is_exclusive ? number < high->value : number <= high->value);
}

static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80; /* not a continuation of a UTF-8 character */
    return count;
}

static bool string_matches(const occi_pattern *pattern, const char *text)
{
    size_t length = count_characters(text);
    if (length < pattern->length_minimum || length > pattern->length_maximum)
        return false;
    return !pattern->regex || regexec(pattern->regex, text, 0, NULL, 0) == 0;
}

bool occi_pattern_matches(const occi_pattern *pattern, const occi_value *value)
{
    if (!pattern)
        return true;
    if (!type_matches(pattern, value) || !choice_matches(pattern, value))
        return false;
    if (value->type == OCCI_STRING)
        return string_matches(pattern, value->string);
    if (value->type == OCCI_NUMBER)
        return number_matches(pattern, value->number);
    return value->type != OCCI_INTEGER || number_matches(pattern, (double)value->integer);
}

/* A bound as a person would write it: 0, not 0.0. */
static void write_number(occi_writer *out, occi_pool *pool, double number)
{
    const char *text = occi_number_text(pool, number);
    size_t length = text ? strlen(text) : 0;
    out->has_failed |= !text;
    if (length > 2 && strcmp(text + length - 2, ".0") == 0)
        length -= 2;
    occi_write(out, text, length);
}

static void write_choice(occi_writer *out, occi_pool *pool, const occi_value *choice)
{
    if (choice->type == OCCI_STRING) {
        occi_write_string(out, "\"");
        occi_write_string(out, choice->string);
        occi_write_string(out, "\"");
    } else if (choice->type == OCCI_INTEGER)
        occi_write_format(out, "%lld", (long long)choice->integer);
    else if (choice->type == OCCI_NUMBER)
        write_number(out, pool, choice->number);
    else if (choice->type == OCCI_BOOLEAN)
        occi_write_string(out, choice->boolean ? "true" : "false");
    else
        occi_write_string(out, choice->type == OCCI_ARRAY ? "a certain array" : "a certain object");
}

static void write_choices(occi_writer *out, occi_pool *pool, const occi_pattern *pattern)
{
    for (size_t i = 0; i < pattern->choice_count; i++) {
        occi_write_string(out, i ? ", " : pattern->choice_count > 1 ? "one of " : "");
        write_choice(out, pool, &pattern->choices[i]);
    }
}

static void write_bounds(occi_writer *out, occi_pool *pool, const char *noun, const bound *low,
                         const bound *high)
{
    bool is_range = low->is_set && high->is_set && !low->is_exclusive && !high->is_exclusive;
    occi_write_string(out, noun);
    if (low->is_set) {
        occi_write_string(out, is_range ? " from " : low->is_exclusive ? " greater than " : " of at least ");
        write_number(out, pool, low->value);
    }
    if (high->is_set) {
        if (low->is_set && !is_range)
            occi_write_string(out, " and");
        occi_write_string(out, is_range ? " to " : high->is_exclusive ? " less than " : " of at most ");
        write_number(out, pool, high->value);
    }
}

static void write_numeric(occi_writer *out, occi_pool *pool, bool is_integer, const occi_pattern *pattern)
{
    const bound *low = &pattern->minimum;
    if (is_integer && low->is_set && low->is_exclusive && low->value == 0 && !pattern->maximum.is_set)
        occi_write_string(out, "a positive integer");
    else
        write_bounds(out, pool, is_integer ? "an integer" : "a number", low, &pattern->maximum);
}

static void write_string(occi_writer *out, const occi_pattern *pattern)
{
    size_t low = pattern->length_minimum;
    size_t high = pattern->length_maximum;
    occi_write_string(out, "a string");
    if (high != SIZE_MAX && low > 0)
        occi_write_format(out, " of %zu to %zu characters", low, high);
    else if (high != SIZE_MAX)
        occi_write_format(out, " of at most %zu characters", high);
    else if (low > 1)
        occi_write_format(out, " of at least %zu characters", low);
    else if (low == 1 && !pattern->expression)
        occi_write_string(out, " that is not empty");
    const char *expression = pattern->expression;
    if (!expression)
        return;
    size_t length = strlen(expression);
    bool is_anchored = length > 1 && expression[0] == '^' && expression[length - 1] == '$';
    occi_write_string(out, is_anchored ? " that matches " : " that matches ^(");
    occi_write_string(out, expression);
    occi_write_string(out, is_anchored ? "" : ")$");
}

static const char *const plain_texts[] = {
    [OCCI_STRING] = "a string",       [OCCI_NUMBER] = "a number", [OCCI_INTEGER] = "an integer",
    [OCCI_BOOLEAN] = "true or false", [OCCI_ARRAY] = "an array",  [OCCI_OBJECT] = "an object",
};

const char *occi_pattern_describe(occi_pool *pool, occi_type type, const occi_pattern *pattern)
{
    if (!pattern)
        return plain_texts[type];
    if (pattern->title) /* the model's own words beat a regular expression */
        return pattern->title;
    occi_buffer text;
    occi_buffer_init(&text, pool, 0);
    if (pattern->choice_count)
        write_choices(&text.writer, pool, pattern);
    else if (type == OCCI_STRING)
        write_string(&text.writer, pattern);
    else if (type == OCCI_INTEGER || type == OCCI_NUMBER)
        write_numeric(&text.writer, pool, type == OCCI_INTEGER, pattern);
    else
        return plain_texts[type];
    return text.writer.has_failed ? plain_texts[type] : occi_buffer_text(&text);
}
