/* Messages as text, and their comparison (see message.h). */
#include "tests/fuzz/message.h"

#include <string.h>
#include "occi/writer.h"

static void write_escaped(occi_writer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            occi_write_string(out, "\\");
        occi_write(out, text, 1);
    }
}

static void write_quoted(occi_writer *out, const char *text)
{
    occi_write_string(out, "\"");
    write_escaped(out, text);
    occi_write_string(out, "\"");
}

static void write_parameter(occi_writer *out, const char *name, const char *text)
{
    if (!text)
        return;
    occi_write_string(out, "; ");
    occi_write_string(out, name);
    occi_write_string(out, "=");
    write_quoted(out, text);
}

static void write_category(occi_writer *out, const occi_message_category *category)
{
    occi_write_string(out, "Category: ");
    occi_write_string(out, category->term);
    write_parameter(out, "scheme", category->scheme);
    write_parameter(out, "class", category->class_name);
    write_parameter(out, "title", category->title);
    write_parameter(out, "location", category->location);
    occi_write_string(out, "; rel=\"");
    for (size_t i = 0; i < category->depends_count; i++) {
        occi_write_string(out, i ? " " : "");
        write_escaped(out, category->depends[i]);
    }
    occi_write_string(out, "\"");
    write_parameter(out, "attributes", category->has_attributes ? "some" : NULL);
    write_parameter(out, "actions", category->has_actions ? "some" : NULL);
    occi_write_string(out, "\r\n");
}

static void write_attribute(occi_writer *out, const occi_message_attribute *attribute)
{
    occi_write_string(out, attribute->name);
    occi_write_string(out, "=");
    if (attribute->value.form == OCCI_LITERAL_QUOTED)
        write_quoted(out, attribute->value.text);
    else
        occi_write_string(out, attribute->value.text);
}

static void write_link(occi_writer *out, const occi_message_link *link)
{
    occi_write_string(out, "Link: <");
    occi_write_string(out, link->target);
    occi_write_string(out, ">");
    write_parameter(out, "rel", link->rel);
    write_parameter(out, "self", link->self);
    for (size_t i = 0; i < link->category_count; i++)
        write_parameter(out, "category", link->categories[i]);
    for (size_t i = 0; i < link->attribute_count; i++) {
        occi_write_string(out, "; ");
        write_attribute(out, &link->attributes[i]);
    }
    occi_write_string(out, "\r\n");
}

const char *message_text(occi_pool *pool, const occi_message *message)
{
    occi_buffer text;
    occi_buffer_init(&text, pool, 0);
    occi_writer *out = &text.writer;
    for (size_t i = 0; i < message->category_count; i++)
        write_category(out, &message->categories[i]);
    for (size_t i = 0; i < message->link_count; i++)
        write_link(out, &message->links[i]);
    for (size_t i = 0; i < message->attribute_count; i++) {
        occi_write_string(out, "X-OCCI-Attribute: ");
        write_attribute(out, &message->attributes[i]);
        occi_write_string(out, "\r\n");
    }
    for (size_t i = 0; i < message->location_count; i++) {
        const char *uri = message->locations[i].uri;
        bool is_bare = !strpbrk(uri, ",;="); /* what would separate, in no brackets */
        occi_write_string(out, is_bare ? "X-OCCI-Location: " : "X-OCCI-Location: <");
        occi_write_string(out, uri);
        occi_write_string(out, is_bare ? "\r\n" : ">\r\n");
    }
    return occi_buffer_text(&text);
}

static const char *shown(const char *text)
{
    return text ? text : "(none)";
}

static const char *compare_text(occi_pool *pool, const char *what, const char *expected, const char *got)
{
    if (expected == got || (expected && got && strcmp(expected, got) == 0))
        return NULL;
    return occi_pool_format(pool, "%s: \"%s\" became \"%s\"", what, shown(expected), shown(got));
}

static const char *compare_count(occi_pool *pool, const char *what, size_t expected, size_t got)
{
    return expected == got ? NULL : occi_pool_format(pool, "%zu %s became %zu", expected, what, got);
}

#define CHECK(call)                                                                                          \
    do {                                                                                                     \
        const char *check_wrong = (call);                                                                    \
        if (check_wrong)                                                                                     \
            return check_wrong;                                                                              \
    } while (0)

static const char *compare_attributes(occi_pool *pool, const occi_message_attribute *expected,
                                      size_t expected_count, const occi_message_attribute *got, size_t count)
{
    CHECK(compare_count(pool, "attributes", expected_count, count));
    for (size_t i = 0; i < count; i++) {
        const occi_literal *one = &expected[i].value, *other = &got[i].value;
        CHECK(compare_text(pool, "attribute", expected[i].name, got[i].name));
        CHECK(compare_text(pool, expected[i].name, one->text, other->text));
        if (one->form != other->form || (one->json && !json_equal(one->json, other->json)))
            return occi_pool_format(pool, "%s is of another form", expected[i].name);
    }
    return NULL;
}

static const char *compare_link(occi_pool *pool, const occi_message_link *expected,
                                const occi_message_link *got)
{
    CHECK(compare_text(pool, "target", expected->target, got->target));
    CHECK(compare_text(pool, "rel", expected->rel, got->rel));
    CHECK(compare_text(pool, "self", expected->self, got->self));
    CHECK(compare_text(pool, "action", expected->action, got->action));
    CHECK(compare_count(pool, "categories of a link", expected->category_count, got->category_count));
    for (size_t i = 0; i < got->category_count; i++)
        CHECK(compare_text(pool, "category of a link", expected->categories[i], got->categories[i]));
    return compare_attributes(pool, expected->attributes, expected->attribute_count, got->attributes,
                              got->attribute_count);
}

static const char *compare_identifiers(occi_pool *pool, const char **expected, size_t expected_count,
                                       const char **got, size_t count)
{
    CHECK(compare_count(pool, "categories of a category", expected_count, count));
    for (size_t i = 0; i < count; i++)
        CHECK(compare_text(pool, "category of a category", expected[i], got[i]));
    return NULL;
}

static const char *compare_category(occi_pool *pool, const occi_message_category *expected,
                                    const occi_message_category *got)
{
    CHECK(compare_text(pool, "term", expected->term, got->term));
    CHECK(compare_text(pool, "scheme", expected->scheme, got->scheme));
    CHECK(compare_text(pool, "class", expected->class_name, got->class_name));
    CHECK(compare_text(pool, "title", expected->title, got->title));
    CHECK(compare_text(pool, "location", expected->location, got->location));
    CHECK(compare_identifiers(pool, expected->depends, expected->depends_count, got->depends,
                              got->depends_count));
    CHECK(compare_identifiers(pool, expected->applies, expected->applies_count, got->applies,
                              got->applies_count));
    if (expected->has_attributes != got->has_attributes || expected->has_actions != got->has_actions)
        return occi_pool_format(pool, "what %s has is another", expected->term);
    return NULL;
}

static const char *compare_one(occi_pool *pool, const occi_message *expected, const occi_message *got)
{
    CHECK(compare_count(pool, "categories", expected->category_count, got->category_count));
    for (size_t i = 0; i < got->category_count; i++)
        CHECK(compare_category(pool, &expected->categories[i], &got->categories[i]));
    CHECK(compare_count(pool, "links", expected->link_count, got->link_count));
    for (size_t i = 0; i < got->link_count; i++)
        CHECK(compare_link(pool, &expected->links[i], &got->links[i]));
    CHECK(compare_count(pool, "locations", expected->location_count, got->location_count));
    for (size_t i = 0; i < got->location_count; i++)
        CHECK(compare_text(pool, "location", expected->locations[i].uri, got->locations[i].uri));
    return compare_attributes(pool, expected->attributes, expected->attribute_count, got->attributes,
                              got->attribute_count);
}

const char *message_compare(occi_pool *pool, const occi_message *expected, const occi_message *got)
{
    for (; expected && got; expected = expected->next, got = got->next)
        CHECK(compare_one(pool, expected, got));
    return expected || got ? "the number of entities is another" : NULL;
}
