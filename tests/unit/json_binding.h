/* JSON with ' for ", read and bound, for the tests of the JSON rendering. */
#ifndef TESTS_UNIT_JSON_BINDING_H
#define TESTS_UNIT_JSON_BINDING_H

#include "occi/json.h"
#include "tests/unit/binding.h"

static inline char *quoted(const char *text)
{
    char *bytes = occi_pool_string(pool, text);
    for (char *quote = bytes; (quote = strchr(quote, '\''));)
        *quote = '"';
    return bytes;
}

static inline const occi_message *read_json(const char *text)
{
    const occi_message *message;
    const char *bytes = quoted(text);
    check_accepted(occi_json_parse(pool, bytes, strlen(bytes), &message));
    return message;
}

static inline void check_syntax(const char *text, const char *expected)
{
    const occi_message *message;
    const char *bytes = quoted(text);
    check_refused(occi_json_parse(pool, bytes, strlen(bytes), &message), OCCI_ERROR_SYNTAX, expected);
}

static inline occi_entity *create_json(const char *text)
{
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, read_json(text), NULL, &entity));
    return entity;
}

static inline void refuse_json(const char *text, occi_error_code code, const char *expected)
{
    occi_entity *entity;
    check_refused(occi_bind_create(pool, model, read_json(text), NULL, &entity), code, expected);
}

#endif
