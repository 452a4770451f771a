/* Query strings (see query.h). */
#include "occi/query.h"

#include <string.h>
#include "occi/uri.h"

#define COUNT_ENOUGH 1000000000000 /* no collection has as many pages */
#define POSSIBLE     "possible are action=TERM, page=P, number=N, category=IDENTIFIER and attribute=NAME=VALUE"

/* What is read, into what. */
typedef struct query_parser {
    occi_pool *pool;
    const char *text; /* for errors */
    occi_query *query;
} query_parser;

typedef occi_error *parse_part(const query_parser *parser, const char *value);

static occi_error *fail(const query_parser *parser, const char *what)
{
    return OCCI_FAIL(parser->pool, QUERY, parser->text, what);
}

static occi_error *parse_action(const query_parser *parser, const char *value)
{
    if (parser->query->action)
        return fail(parser, "one action at a time");
    parser->query->action = value;
    return NULL;
}

/* A whole number greater than 0, which stops growing where more makes no difference. */
static occi_error *parse_count(const query_parser *parser, const char *value, size_t *out)
{
    if (*out)
        return fail(parser, "a page has one index and one number");
    if (!*value || value[strspn(value, "0123456789")] != '\0')
        return fail(parser, "page and number are whole numbers, counted from 1");
    for (; *value; value++)
        *out = *out < COUNT_ENOUGH ? *out * 10 + (size_t)(*value - '0') : *out;
    return *out ? NULL : fail(parser, "page and number are counted from 1");
}

static occi_error *parse_page(const query_parser *parser, const char *value)
{
    return parse_count(parser, value, &parser->query->page);
}

static occi_error *parse_number(const query_parser *parser, const char *value)
{
    TRY(parse_count(parser, value, &parser->query->number));
    if (parser->query->number <= OCCI_PAGE_NUMBER_MAX)
        return NULL;
    const char *limit;
    ALLOC(limit = occi_pool_format(parser->pool, "%d", OCCI_PAGE_NUMBER_MAX));
    return OCCI_FAIL(parser->pool, TOO_LARGE, "the number of entities on a page", limit);
}

/* An identifier, cut where a scheme usually ends: only the whole is ever compared. */
static occi_error *parse_category(const query_parser *parser, const char *value)
{
    occi_message *filter = &parser->query->filter;
    const char *mark = strrchr(value, '#'), *term = mark ? mark + 1 : value;
    if (!*term)
        return fail(parser, "category is a type identifier: its scheme and term");
    occi_message_category *category = &filter->categories[filter->category_count++];
    *category = (occi_message_category){ .term = term, .place = "the query" };
    ALLOC(category->scheme = occi_pool_string_n(parser->pool, value, (size_t)(term - value)));
    return NULL;
}

static occi_error *parse_attribute(const query_parser *parser, const char *value)
{
    occi_message *filter = &parser->query->filter;
    const char *equals = strchr(value, '=');
    if (!equals || equals == value)
        return fail(parser, "attribute is NAME=VALUE");
    occi_message_attribute *attribute = &filter->attributes[filter->attribute_count++];
    /* it ends where the part ends, as if it were in quotes */
    *attribute = (occi_message_attribute){ .value = { .form = OCCI_LITERAL_QUOTED, .text = equals + 1 },
                                           .place = "the query" };
    ALLOC(attribute->name = occi_pool_string_n(parser->pool, value, (size_t)(equals - value)));
    return NULL;
}

static const struct {
    const char *key;
    parse_part *parse;
} keys[] = {
    { "action", parse_action },     { "page", parse_page },           { "number", parse_number },
    { "category", parse_category }, { "attribute", parse_attribute },
};

static occi_error *parse_one(const query_parser *parser, const char *part, size_t length)
{
    const char *equals = memchr(part, '=', length), *value;
    if (!equals)
        return fail(parser, POSSIBLE);
    size_t key_length = (size_t)(equals - part);
    TRY(occi_uri_decode(parser->pool, "the query", equals + 1, length - key_length - 1, &value));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strlen(keys[i].key) == key_length && memcmp(keys[i].key, part, key_length) == 0)
            return keys[i].parse(parser, value);
    return fail(parser, POSSIBLE);
}

occi_error *occi_query_parse(occi_pool *pool, const char *text, occi_query *out)
{
    const query_parser parser = { pool, text, out };
    size_t parts = 1;
    for (const char *at = text; (at = strpbrk(at, "&;")); at++)
        parts++;
    *out = (occi_query){ 0 };
    ALLOC(out->filter.categories = occi_pool_array(pool, parts, sizeof *out->filter.categories));
    ALLOC(out->filter.attributes = occi_pool_array(pool, parts, sizeof *out->filter.attributes));
    while (*text) {
        size_t length = strcspn(text, "&;");
        if (length)
            TRY(parse_one(&parser, text, length));
        text += length + (text[length] != '\0');
    }
    if (out->page && !out->number)
        out->number = OCCI_PAGE_NUMBER_DEFAULT;
    if (out->number && !out->page)
        out->page = 1;
    return NULL;
}
