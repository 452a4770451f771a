/* What the tests of entities and of the binding share: the model of model/ with a few categories of our own
 * laid over it, requests in text/plain, and answers as text. */
#ifndef TESTS_UNIT_BINDING_H
#define TESTS_UNIT_BINDING_H

#include <string.h>
#include "occi/bind.h"
#include "occi/text.h"
#include "tests/unit/models.h"

#define CORE     "http://schemas.ogf.org/occi/core#"
#define INF      "http://schemas.ogf.org/occi/infrastructure#"
#define INFRA    "http://schemas.ogf.org/occi/infrastructure/"
#define TEMPLATE INFRA "compute/template/1.1#"
#define OURS     "http://example.org/test#"

#define CATEGORY(scheme, term, class) "Category: " term "; scheme=\"" scheme "\"; class=\"" class "\"\n"
#define KIND(scheme, term)            CATEGORY(scheme, term, "kind")
#define MIXIN(scheme, term)           CATEGORY(scheme, term, "mixin")
#define ACTION(scheme, term)          CATEGORY(scheme, term, "action")
#define COMPUTE                       KIND(INF, "compute")
#define SET(text)                     "X-OCCI-Attribute: " text "\n"
#define LINK(text)                    "Link: " text "\n"

/* Everything that the real model has no example of. */
static const char our_document[] =
    "{'kinds': [{'term': 'thing', 'scheme': 'http://example.org/test#', 'location': '/thing/',"
    "   'parent': 'http://schemas.ogf.org/occi/core#resource', 'attributes': {"
    "     'org.example.flag': {'type': 'boolean', 'mutable': true},"
    "     'org.example.list': {'type': 'array', 'mutable': true},"
    "     'org.example.map': {'type': 'object', 'mutable': true},"
    "     'org.example.ratio': {'type': 'number', 'mutable': true},"
    "     'org.example.count': {'type': 'number', 'mutable': true, 'pattern': {'type': 'integer'}, "
    "'default': 1},"
    "     'org.example.label': {'type': 'string', 'mutable': true, 'required': true},"
    "     'org.example.serial': {'type': 'string', 'default': 's-0'}},"
    "   'actions': ['http://example.org/test#poke']},"
    "  {'term': 'shadow', 'scheme': 'http://example.org/test#',"
    "   'parent': 'http://schemas.ogf.org/occi/core#resource'}],"
    " 'mixins': [{'term': 'tag', 'scheme': 'http://example.org/test#', 'location': '/tag/'},"
    "  {'term': 'wide', 'scheme': 'http://example.org/test#', 'location': '/wide/', 'attributes': {"
    "     'org.example.count': {'type': 'number', 'mutable': true, 'default': 5.0},"
    "     'org.example.ratio': {'type': 'number', 'mutable': true, 'default': 0.5},"
    "     'org.example.width': {'type': 'number', 'mutable': true, 'required': true}},"
    "   'actions': ['http://example.org/test/wide#poke']},"
    "  {'term': 'wider', 'scheme': 'http://example.org/test#', 'location': '/wider/',"
    "   'depends': ['http://example.org/test#wide']},"
    "  {'term': 'widest', 'scheme': 'http://example.org/test#', 'location': '/widest/',"
    "   'depends': ['http://example.org/test#wide'], 'attributes': {"
    "     'org.example.ratio': {'type': 'number', 'mutable': true, 'default': 0.75}}},"
    "  {'term': 'image', 'scheme': 'http://example.org/test#', 'location': '/image/',"
    "   'depends': ['http://example.org/test#tag', 'http://schemas.ogf.org/occi/infrastructure#os_tpl']},"
    "  {'term': 'picture', 'scheme': 'http://example.org/test#', 'location': '/picture/',"
    "   'depends': ['http://schemas.ogf.org/occi/infrastructure#os_tpl', 'http://example.org/test#tag']},"
    "  {'term': 'whole', 'scheme': 'http://example.org/test#', 'location': '/whole/', 'attributes': {"
    "     'org.example.ratio': {'type': 'number', 'mutable': true, 'pattern': {'type': 'integer'}, "
    "'default': 3}}}],"
    " 'actions': [{'term': 'poke', 'scheme': 'http://example.org/test#', 'attributes': {"
    "     'depth': {'type': 'number', 'pattern': {'type': 'integer'}, 'required': true},"
    "     'how': {'type': 'string', 'default': 'gently'}}},"
    "  {'term': 'poke', 'scheme': 'http://example.org/test/wide#'}]}";

static occi_pool *pool;
static const occi_model *model;

/* JSON with ' for ". */
static inline json_t *json_of(const char *text)
{
    json_error_t where;
    char *bytes = occi_pool_string(pool, text);
    for (char *quote = bytes; (quote = strchr(quote, '\''));)
        *quote = '"';
    json_t *json = json_loads(bytes, JSON_DECODE_ANY, &where);
    ck_assert_msg(json != NULL, "%s", where.text);
    return json;
}

static inline void binding_load(void)
{
    pool = occi_pool_new(NULL);
    json_t *document = json_of(our_document);
    occi_error *error = occi_model_parse(pool, document, models_load(pool), &model);
    json_decref(document);
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
}

static inline void binding_unload(void)
{
    occi_pool_free(pool);
}

static inline int binding_run(const char *name, const TTest *const *tests)
{
    TCase *group = tcase_create(name);
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, binding_load, binding_unload);
    while (*tests)
        tcase_add_test(group, *tests++);
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}

#define BINDING_RUN(name, ...) binding_run((name), (const TTest *const[]){ __VA_ARGS__, NULL })

static inline const occi_category *find(const char *identifier)
{
    const occi_category *category = occi_model_find(model, identifier);
    ck_assert_msg(category != NULL, "%s", identifier);
    return category;
}

static inline const occi_message *say(const char *text)
{
    const occi_message *message;
    occi_error *error = occi_text_parse_body(pool, text, strlen(text), &message);
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
    return message;
}

/* `error` is there and says so. */
static inline void check_refused(const occi_error *error, occi_error_code code, const char *message)
{
    ck_assert_msg(error != NULL, "not refused: %s", message);
    ck_assert_msg(error->code == code, "%s: %s", occi_error_name(error->code), error->message);
    ck_assert_str_eq(error->message, message);
}

static inline void check_accepted(const occi_error *error)
{
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
}

static inline occi_entity *create(const char *text)
{
    occi_entity *entity;
    check_accepted(occi_bind_create(pool, model, say(text), NULL, &entity));
    return entity;
}

/* What the registry adds to a new entity, and to its inline links. */
static inline occi_entity *stored(occi_entity *entity, const char *location)
{
    entity->id = "0b9d4d80-9e1a-7f52-8000-00000000000a";
    entity->location = location;
    entity->version = 1;
    for (size_t i = 0; i < entity->link_count; i++) {
        occi_entity *link = entity->links[i];
        link->id = occi_pool_format(pool, "0b9d4d80-9e1a-7f52-8000-0000000000b%zu", i);
        link->location = occi_pool_format(pool, "%s%s", link->kind->location, link->id);
        link->source = location;
    }
    return entity;
}

static inline const char *value_text(const occi_value *value)
{
    char *text;
    switch (value->type) {
    case OCCI_STRING:
        return value->string;
    case OCCI_NUMBER:
        return occi_number_text(pool, value->number);
    case OCCI_INTEGER:
        return occi_pool_format(pool, "%lld", (long long)value->integer);
    case OCCI_BOOLEAN:
        return value->boolean ? "true" : "false";
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        break;
    }
    text = json_dumps(value->json, JSON_COMPACT);
    return occi_pool_adopt(pool, text, free);
}

/* The value of attribute `name` as text, "none" when there is none, "undefined" when there cannot be one. */
static inline const char *shown(const occi_entity *entity, const char *name)
{
    occi_value value;
    const occi_attribute *attribute = occi_entity_definition(entity, name);
    if (!attribute)
        return "undefined";
    bool has;
    check_accepted(occi_entity_value(pool, entity, attribute, &has, &value));
    return has ? value_text(&value) : "none";
}

#define CHECK_SHOWN(entity, name, text) ck_assert_str_eq(shown((entity), (name)), (text))

static inline bool has_mixin(const occi_entity *entity, const char *identifier)
{
    return occi_entity_has_mixin(entity, find(identifier));
}

typedef occi_error *binding_change(occi_pool *pool, const occi_model *model, const occi_message *message,
                                   const occi_entity *current, occi_entity **out);

static inline occi_entity *change(binding_change *bind, const occi_entity *current, const char *text)
{
    occi_entity *changed;
    check_accepted(bind(pool, model, say(text), current, &changed));
    return changed;
}

/* Runs `attempt` with ever more memory until there is enough; what it answers then. */
typedef occi_error *binding_attempt(occi_pool *scratch, const void *given);

static inline occi_error_code starve(binding_attempt *attempt, const void *given)
{
    for (long allocations = 0;; allocations++) {
        occi_pool *scratch = occi_pool_new(NULL);
        occi_pool_fail_after(allocations);
        occi_error *error = attempt(scratch, given);
        occi_pool_fail_after(-1);
        occi_error_code code = error ? error->code : OCCI_ERROR_COUNT;
        ck_assert(code != OCCI_ERROR_NO_MEMORY || error == &occi_error_no_memory);
        occi_pool_free(scratch);
        if (code != OCCI_ERROR_NO_MEMORY)
            return code;
        ck_assert_int_lt(allocations, 10000);
    }
}

#endif
