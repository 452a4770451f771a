/* Patterns: what each keyword lets through, how a pattern is described, and schemas that are refused. */
#include "occi/pattern.h"

#include <string.h>
#include "tests/unit/unit.h"

static const occi_pattern *compile(occi_pool *pool, const char *schema)
{
    json_t *json = json_loads(schema, 0, NULL);
    ck_assert_msg(json, "%s", schema);
    const occi_pattern *pattern;
    occi_error *error = occi_pattern_compile(pool, "here", json, &pattern);
    ck_assert_msg(!error, "%s: %s", schema, error ? error->message : "");
    json_decref(json); /* the pool keeps it */
    return pattern;
}

static occi_value text(const char *string)
{
    return (occi_value){ .type = OCCI_STRING, .string = string };
}

static occi_value integer(int64_t number)
{
    return (occi_value){ .type = OCCI_INTEGER, .integer = number };
}

static occi_value real(double number)
{
    return (occi_value){ .type = OCCI_NUMBER, .number = number };
}

static occi_value boolean(bool truth)
{
    return (occi_value){ .type = OCCI_BOOLEAN, .boolean = truth };
}

START_TEST(nothing_restricts_nothing)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_pattern *pattern = (const occi_pattern *)"not touched";
    ck_assert_ptr_null(occi_pattern_compile(pool, "here", NULL, &pattern));
    ck_assert_ptr_null(pattern);
    ck_assert_ptr_null(compile(pool, "{}"));
    occi_value value = text("anything");
    ck_assert(occi_pattern_matches(NULL, &value));
    ck_assert(!occi_pattern_is_integer(NULL));
    ck_assert_ptr_null(occi_pattern_schema(NULL));
    occi_pool_free(pool);
}
END_TEST

START_TEST(the_schema_is_kept)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_pattern *pattern = compile(pool, "{\"type\": \"integer\", \"minimum\": 1}");
    ck_assert(occi_pattern_is_integer(pattern));
    ck_assert_int_eq(json_integer_value(json_object_get(occi_pattern_schema(pattern), "minimum")), 1);
    ck_assert(!occi_pattern_is_integer(compile(pool, "{\"type\": \"number\"}")));
    occi_pool_free(pool);
}
END_TEST

typedef struct match_row {
    const char *schema;
    occi_value value;
    bool matches;
} match_row;

static void check_rows(const match_row *rows, size_t count)
{
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(occi_pattern_matches(compile(pool, rows[i].schema), &rows[i].value) == rows[i].matches,
                      "row %zu: %s", i, rows[i].schema);
    occi_pool_free(pool);
}

START_TEST(numbers_keep_their_bounds)
{
    const char *positive = "{\"type\": \"integer\", \"minimum\": 0, \"exclusiveMinimum\": true}";
    const char *vlan =
        "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 4095, \"exclusiveMinimum\": false}";
    const char *below = "{\"maximum\": 1.5, \"exclusiveMaximum\": true}";
    const match_row rows[] = {
        { positive, integer(1), true },
        { positive, integer(0), false },
        { positive, integer(-1), false },
        { positive, real(2.0), true },
        { positive, real(2.5), false },
        { vlan, integer(0), true },
        { vlan, integer(4095), true },
        { vlan, integer(4096), false },
        { vlan, integer(-1), false },
        { below, real(1.4), true },
        { below, real(1.5), false },
        { below, integer(1), true },
        { below, integer(2), false },
        { below, text("9"), true },
        { "{\"type\": \"number\"}", integer(1), true },
        { "{\"type\": \"number\"}", real(1.5), true },
        { "{\"type\": \"number\"}", text("1"), false },
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(strings_keep_their_form)
{
    const char *word = "{\"type\": \"string\", \"pattern\": \"a|bc+\"}";
    const char *anchored = "{\"pattern\": \"^(x|y)$\"}";
    const char *length = "{\"minLength\": 2, \"maxLength\": 3}";
    const match_row rows[] = {
        { word, text("a"), true },
        { word, text("bcc"), true },
        { word, text("ab"), false },
        { word, text("xa"), false },
        { word, text(""), false },
        { word, text("a\nbc"), false },
        { anchored, text("x"), true },
        { anchored, text("xy"), false },
        { anchored, integer(3), true },
        { length, text("a"), false },
        { length, text("ab"), true },
        { length, text("abcd"), false },
        { length, text("äöü"), true }, /* six bytes, three characters */
        { length, integer(12345), true },
        { "{\"type\": \"string\"}", integer(1), false },
        { "{\"type\": \"boolean\"}", boolean(false), true },
        { "{\"type\": \"boolean\"}", text("false"), false },
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(choices_are_all_there_is)
{
    const char *words = "{\"enum\": [\"x86\", \"x64\"]}";
    const char *mixed = "{\"enum\": [1, 2.5, true, \"1\"]}";
    const match_row rows[] = {
        { words, text("x86"), true },  { words, text("X86"), false },  { words, text("x86_64"), false },
        { words, integer(86), false }, { mixed, integer(1), true },    { mixed, real(1.0), true },
        { mixed, real(2.5), true },    { mixed, boolean(true), true }, { mixed, boolean(false), false },
        { mixed, text("1"), true },    { mixed, text("2.5"), false },
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}
END_TEST

START_TEST(arrays_and_objects_have_a_type_and_choices)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *array = json_pack("[i]", 1);
    json_t *object = json_pack("{s: i}", "a", 1);
    occi_value array_value = { .type = OCCI_ARRAY, .json = array };
    occi_value object_value = { .type = OCCI_OBJECT, .json = object };
    const occi_pattern *arrays = compile(pool, "{\"type\": \"array\"}");
    const occi_pattern *choices = compile(pool, "{\"enum\": [[2], {\"a\": 1}]}");
    ck_assert(occi_pattern_matches(arrays, &array_value));
    ck_assert(!occi_pattern_matches(arrays, &object_value));
    ck_assert(!occi_pattern_matches(choices, &array_value));
    ck_assert(occi_pattern_matches(choices, &object_value));
    ck_assert_str_eq(occi_pattern_describe(pool, OCCI_ARRAY, arrays), "an array");
    ck_assert_str_eq(occi_pattern_describe(pool, OCCI_ARRAY, choices),
                     "one of a certain array, a certain object");
    json_decref(array);
    json_decref(object);
    occi_pool_free(pool);
}
END_TEST

START_TEST(descriptions_are_for_people)
{
    static const struct {
        occi_type type;
        const char *schema;
        const char *text;
    } rows[] = {
        { OCCI_STRING, "{}", "a string" },
        { OCCI_NUMBER, "{}", "a number" },
        { OCCI_INTEGER, "{}", "an integer" },
        { OCCI_BOOLEAN, "{}", "true or false" },
        { OCCI_ARRAY, "{}", "an array" },
        { OCCI_OBJECT, "{}", "an object" },
        { OCCI_BOOLEAN, "{\"type\": \"boolean\"}", "true or false" },
        { OCCI_INTEGER, "{\"type\": \"integer\"}", "an integer" },
        { OCCI_INTEGER, "{\"minimum\": 0, \"exclusiveMinimum\": true}", "a positive integer" },
        { OCCI_INTEGER, "{\"minimum\": 0}", "an integer of at least 0" },
        { OCCI_INTEGER, "{\"minimum\": 0, \"maximum\": 4095}", "an integer from 0 to 4095" },
        { OCCI_INTEGER, "{\"maximum\": 9}", "an integer of at most 9" },
        { OCCI_NUMBER, "{\"minimum\": 0, \"exclusiveMinimum\": true}", "a number greater than 0" },
        { OCCI_NUMBER, "{\"minimum\": 0.5, \"maximum\": 2}", "a number from 0.5 to 2" },
        { OCCI_NUMBER, "{\"maximum\": 1.25, \"exclusiveMaximum\": true}", "a number less than 1.25" },
        { OCCI_NUMBER, "{\"minimum\": 1, \"exclusiveMinimum\": true, \"maximum\": 2}",
          "a number greater than 1 and of at most 2" },
        { OCCI_STRING, "{\"enum\": [\"x86\", \"x64\"]}", "one of \"x86\", \"x64\"" },
        { OCCI_STRING, "{\"enum\": [\"x86\"]}", "\"x86\"" },
        { OCCI_NUMBER, "{\"enum\": [1, 2.5, true]}", "one of 1, 2.5, true" },
        { OCCI_STRING, "{\"pattern\": \"^[a-z]+$\"}", "a string that matches ^[a-z]+$" },
        { OCCI_STRING, "{\"pattern\": \"[a-z]+\"}", "a string that matches ^([a-z]+)$" },
        { OCCI_STRING, "{\"minLength\": 1}", "a string that is not empty" },
        { OCCI_STRING, "{\"minLength\": 2}", "a string of at least 2 characters" },
        { OCCI_STRING, "{\"minLength\": 1, \"maxLength\": 255}", "a string of 1 to 255 characters" },
        { OCCI_STRING, "{\"maxLength\": 9, \"pattern\": \"a*\"}",
          "a string of at most 9 characters that matches ^(a*)$" },
        { OCCI_STRING, "{\"title\": \"a MAC address\", \"pattern\": \"[0-9:]+\"}", "a MAC address" },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(occi_pattern_describe(pool, rows[i].type, compile(pool, rows[i].schema)),
                         rows[i].text);
    occi_pool_free(pool);
}
END_TEST

START_TEST(what_is_not_understood_is_refused)
{
    static const struct {
        const char *schema;
        const char *message;
    } rows[] = {
        { "[]", "here: expected a JSON Schema object" },
        { "{\"format\": \"ipv4\"}", "here.format: this keyword is not understood in patterns" },
        { "{\"$schema\": 4}", "here.$schema: expected a string" },
        { "{\"title\": 4}", "here.title: expected a string" },
        { "{\"type\": \"float\"}",
          "here.type: expected one of string, number, integer, boolean, array and object" },
        { "{\"type\": [\"string\"]}",
          "here.type: expected one of string, number, integer, boolean, array and object" },
        { "{\"enum\": []}", "here.enum: expected an array of values" },
        { "{\"enum\": \"x86\"}", "here.enum: expected an array of values" },
        { "{\"enum\": [null]}", "here.enum: no attribute can have the value null" },
        { "{\"minimum\": \"0\"}", "here.minimum: expected a number" },
        { "{\"exclusiveMinimum\": 0}",
          "here.exclusiveMinimum: expected true or false, as in draft 04 of JSON Schema" },
        { "{\"exclusiveMinimum\": true}", "here.exclusiveMinimum: there is no minimum" },
        { "{\"exclusiveMaximum\": true}", "here.exclusiveMaximum: there is no maximum" },
        { "{\"minimum\": 2, \"maximum\": 1}", "here.minimum: it is greater than the maximum" },
        { "{\"minLength\": -1}", "here.minLength: expected an integer of at least 0" },
        { "{\"maxLength\": 1.5}", "here.maxLength: expected an integer of at least 0" },
        { "{\"minLength\": 2, \"maxLength\": 1}", "here.minLength: it is greater than maxLength" },
        { "{\"pattern\": 1}", "here.pattern: expected a regular expression" },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *json = json_loads(rows[i].schema, 0, NULL);
        const occi_pattern *pattern;
        occi_error *error = occi_pattern_compile(pool, "here", json, &pattern);
        ck_assert_ptr_nonnull(error);
        ck_assert_int_eq(error->code, OCCI_ERROR_SYNTAX);
        ck_assert_str_eq(error->message, rows[i].message);
        ck_assert_ptr_null(pattern);
        json_decref(json);
    }
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_broken_expression_is_refused)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *json = json_pack("{s: s}", "pattern", "(a");
    const occi_pattern *pattern;
    occi_error *error = occi_pattern_compile(pool, "here", json, &pattern);
    ck_assert_int_eq(error->code, OCCI_ERROR_SYNTAX);
    ck_assert_ptr_nonnull(strstr(error->message, "here.pattern: "));
    json_decref(json);
    occi_pool_free(pool);
}
END_TEST

START_TEST(memory_that_is_out_leaves_nothing_behind)
{
    json_t *json = json_pack("{s: s, s: [s, s]}", "pattern", "[a-z]+", "enum", "a", "b");
    for (long allocations = 0;; allocations++) {
        occi_pool *pool = occi_pool_new(NULL);
        const occi_pattern *pattern;
        occi_pool_fail_after(allocations);
        occi_error *error = occi_pattern_compile(pool, "here", json, &pattern);
        const char *said = error ? NULL : occi_pattern_describe(pool, OCCI_STRING, pattern);
        occi_pool_fail_after(-1);
        bool is_enough = said && strcmp(said, "one of \"a\", \"b\"") == 0;
        if (error)
            ck_assert_ptr_eq(error, &occi_error_no_memory);
        else if (!is_enough)
            ck_assert_str_eq(said, "a string"); /* less is said when there is no room for more */
        occi_pool_free(pool);
        ck_assert_uint_eq(json->refcount, 1);
        if (is_enough)
            break;
    }
    json_decref(json);
}
END_TEST

int main(void)
{
    return UNIT_RUN("pattern", nothing_restricts_nothing, the_schema_is_kept, numbers_keep_their_bounds,
                    strings_keep_their_form, choices_are_all_there_is,
                    arrays_and_objects_have_a_type_and_choices, descriptions_are_for_people,
                    what_is_not_understood_is_refused, a_broken_expression_is_refused,
                    memory_that_is_out_leaves_nothing_behind);
}
