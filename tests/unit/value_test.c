/* Values: what fits which type, what equals what, and the text of numbers. */
#include "occi/value.h"

#include <float.h>
#include <math.h>
#include <string.h>
#include "tests/unit/unit.h"

static occi_value read_value(occi_pool *pool, occi_type type, const char *text, bool *fits)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    ck_assert_ptr_nonnull(json);
    occi_value value;
    ck_assert_ptr_null(occi_value_from_json(pool, type, json, fits, &value));
    json_decref(json); /* the pool keeps what the value needs */
    return value;
}

START_TEST(json_fits_its_declared_type_only)
{
    static const struct {
        occi_type type;
        const char *json;
        bool fits;
    } rows[] = {
        { OCCI_STRING, "\"\"", true },
        { OCCI_STRING, "\"Zürich\"", true },
        { OCCI_STRING, "\"a\\u0000b\"", false },
        { OCCI_STRING, "1", false },
        { OCCI_STRING, "null", false },
        { OCCI_NUMBER, "2", true },
        { OCCI_NUMBER, "2.5", true },
        { OCCI_NUMBER, "\"2.5\"", false },
        { OCCI_NUMBER, "true", false },
        { OCCI_INTEGER, "2", true },
        { OCCI_INTEGER, "2.0", true },
        { OCCI_INTEGER, "-9223372036854775808.0", true },
        { OCCI_INTEGER, "9223372036854775808.0", false },
        { OCCI_INTEGER, "1e300", false },
        { OCCI_INTEGER, "2.5", false },
        { OCCI_INTEGER, "\"2\"", false },
        { OCCI_BOOLEAN, "true", true },
        { OCCI_BOOLEAN, "false", true },
        { OCCI_BOOLEAN, "1", false },
        { OCCI_ARRAY, "[1, 2]", true },
        { OCCI_ARRAY, "{}", false },
        { OCCI_OBJECT, "{\"a\": 1}", true },
        { OCCI_OBJECT, "[]", false },
        { OCCI_OBJECT, "null", false },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits;
        occi_value value = read_value(pool, rows[i].type, rows[i].json, &fits);
        ck_assert_msg(fits == rows[i].fits, "type %d, %s", rows[i].type, rows[i].json);
        ck_assert_int_eq(value.type, rows[i].type);
    }
    occi_pool_free(pool);
}
END_TEST

START_TEST(values_outlive_the_json_they_came_from)
{
    occi_pool *pool = occi_pool_new(NULL);
    bool fits;
    ck_assert_str_eq(read_value(pool, OCCI_STRING, "\"web1\"", &fits).string, "web1");
    ck_assert_double_eq(read_value(pool, OCCI_NUMBER, "2", &fits).number, 2.0);
    ck_assert_int_eq(read_value(pool, OCCI_INTEGER, "3.0", &fits).integer, 3);
    ck_assert(read_value(pool, OCCI_BOOLEAN, "true", &fits).boolean);
    ck_assert_uint_eq(json_array_size(read_value(pool, OCCI_ARRAY, "[1, 2]", &fits).json), 2);
    occi_pool_free(pool);
}
END_TEST

START_TEST(equality_looks_at_type_and_content)
{
    static const struct {
        occi_type left_type;
        const char *left;
        occi_type right_type;
        const char *right;
        bool equal;
    } rows[] = {
        { OCCI_STRING, "\"a\"", OCCI_STRING, "\"a\"", true },
        { OCCI_STRING, "\"a\"", OCCI_STRING, "\"b\"", false },
        { OCCI_STRING, "\"2\"", OCCI_INTEGER, "2", false },
        { OCCI_NUMBER, "2", OCCI_INTEGER, "2", true },
        { OCCI_INTEGER, "2", OCCI_NUMBER, "2.5", false },
        { OCCI_NUMBER, "2.5", OCCI_NUMBER, "2.5", true },
        { OCCI_NUMBER, "1e300", OCCI_INTEGER, "2", false },
        /* 2^53 + 1 has no double of its own */
        { OCCI_INTEGER, "9007199254740993", OCCI_NUMBER, "9007199254740992", false },
        { OCCI_BOOLEAN, "true", OCCI_BOOLEAN, "true", true },
        { OCCI_BOOLEAN, "true", OCCI_BOOLEAN, "false", false },
        { OCCI_BOOLEAN, "true", OCCI_INTEGER, "1", false },
        { OCCI_ARRAY, "[1, {\"a\": 2}]", OCCI_ARRAY, "[1, {\"a\": 2}]", true },
        { OCCI_ARRAY, "[1, 2]", OCCI_ARRAY, "[2, 1]", false },
        { OCCI_OBJECT, "{\"a\": 1, \"b\": 2}", OCCI_OBJECT, "{\"b\": 2, \"a\": 1}", true },
        { OCCI_OBJECT, "{}", OCCI_ARRAY, "[]", false },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits;
        occi_value left = read_value(pool, rows[i].left_type, rows[i].left, &fits);
        occi_value right = read_value(pool, rows[i].right_type, rows[i].right, &fits);
        ck_assert_msg(occi_value_equals(&left, &right) == rows[i].equal, "%s, %s", rows[i].left,
                      rows[i].right);
        ck_assert(occi_value_equals(&right, &left) == rows[i].equal);
    }
    occi_pool_free(pool);
}
END_TEST

START_TEST(json_is_given_back_as_it_came)
{
    static const struct {
        occi_type type;
        const char *json;
    } rows[] = {
        { OCCI_STRING, "\"Zürich\"" }, { OCCI_NUMBER, "2.5" },  { OCCI_INTEGER, "9223372036854775807" },
        { OCCI_BOOLEAN, "false" },     { OCCI_ARRAY, "[1,2]" }, { OCCI_OBJECT, "{\"a\":[]}" },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits;
        occi_value value = read_value(pool, rows[i].type, rows[i].json, &fits);
        json_t *json = occi_value_to_json(&value);
        char *text = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
        ck_assert_str_eq(text, rows[i].json);
        free(text);
        json_decref(json);
    }
    occi_pool_free(pool);
}
END_TEST

START_TEST(numbers_are_written_short_and_without_exponent)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        { 0, "0.0" },
        { 2, "2.0" },
        { 10, "10.0" },
        { -1.5, "-1.5" },
        { 0.1, "0.1" },
        { 0.25, "0.25" },
        { 1.0 / 3, "0.3333333333333333" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 123456789.125, "123456789.125" },
        { 1e15, "1000000000000000.0" },
        { 0x1p63, "9223372036854775808.0" },
        { 1e22, "10000000000000000000000.0" },
        { 1e-7, "0.0000001" },
        { 1.5e-10, "0.00000000015" },
    };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(occi_number_text(pool, rows[i].number), rows[i].text);
    occi_pool_free(pool);
}
END_TEST

START_TEST(numbers_read_back_exactly)
{
    static const double extremes[] = { DBL_MAX,       -DBL_MAX, DBL_MIN, DBL_TRUE_MIN,
                                       -DBL_TRUE_MIN, 1e23,     5e-324,  1 + DBL_EPSILON };
    occi_pool *pool = occi_pool_new(NULL);
    uint64_t bits = 0x9E3779B97F4A7C15;
    for (size_t i = 0; i < 20000; i++) {
        double number;
        bits ^= bits << 13, bits ^= bits >> 7,
            bits ^= bits << 17; /* xorshift: the same doubles in every run */
        memcpy(&number, &bits, sizeof number);
        if (i < sizeof extremes / sizeof *extremes)
            number = extremes[i];
        if (!isfinite(number))
            continue;
        const char *text = occi_number_text(pool, number);
        ck_assert_msg(strtod(text, NULL) == number, "%s is not %a", text, number);
        ck_assert_ptr_nonnull(strchr(text, '.'));
        ck_assert_ptr_null(strpbrk(text, "eE+"));
    }
    occi_pool_free(pool);
}
END_TEST

START_TEST(memory_that_is_out_is_said)
{
    static const struct {
        occi_type type;
        const char *json;
    } rows[] = { { OCCI_STRING, "\"a\"" }, { OCCI_ARRAY, "[1]" }, { OCCI_OBJECT, "{\"a\": 1}" } };
    occi_pool *pool = occi_pool_new(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *json = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
        occi_value value;
        bool fits;
        occi_pool_fail_after(0);
        ck_assert_ptr_eq(occi_value_from_json(pool, rows[i].type, json, &fits, &value),
                         &occi_error_no_memory);
        ck_assert_ptr_null(occi_number_text(pool, 1.5));
        occi_pool_fail_after(-1);
        ck_assert_uint_eq(json->refcount, 1);
        json_decref(json);
    }
    occi_pool_free(pool);
}
END_TEST

int main(void)
{
    return UNIT_RUN("value", json_fits_its_declared_type_only, values_outlive_the_json_they_came_from,
                    equality_looks_at_type_and_content, json_is_given_back_as_it_came,
                    numbers_are_written_short_and_without_exponent, numbers_read_back_exactly,
                    memory_that_is_out_is_said);
}
