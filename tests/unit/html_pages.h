/* Pages of the HTML rendering, read again by an XML parser, and what has to hold of every one of them. */
#ifndef TESTS_UNIT_HTML_PAGES_H
#define TESTS_UNIT_HTML_PAGES_H

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include "occi/html.h"
#include "occi/html_writer.h"
#include "occi/uri.h"
#include "tests/unit/binding.h"

static occi_buffer body;
static occi_output out;

static void start_page(occi_pool *scratch, const char *path)
{
    occi_buffer_init(&body, scratch, 0);
    out = (occi_output){ .pool = scratch,
                         .body = &body.writer,
                         .base = "https://cloud.example.org",
                         .path = path,
                         .query = "",
                         .model = model };
}

static void free_document(void *document)
{
    xmlFreeDoc(document);
}

static xmlXPathObject *evaluate(xmlDoc *document, const char *expression)
{
    xmlXPathContext *context = xmlXPathNewContext(document);
    xmlXPathObject *result = xmlXPathEval((const xmlChar *)expression, context);
    xmlXPathFreeContext(context);
    ck_assert_msg(result != NULL, "%s", expression);
    return result;
}

/* The expression as a number: "count(//h1)"; a comparison is 1 or 0. */
static int number_of(xmlDoc *document, const char *expression)
{
    xmlXPathObject *result = evaluate(document, expression);
    int number = (int)xmlXPathCastToNumber(result);
    xmlXPathFreeObject(result);
    return number;
}

/* The text of the first node. */
static const char *text_of(xmlDoc *document, const char *expression)
{
    xmlXPathObject *result = evaluate(document, expression);
    xmlChar *text = xmlXPathCastToString(result);
    xmlXPathFreeObject(result);
    return occi_pool_adopt(pool, text, free);
}

#define CHECK_TEXT(document, expression, text) ck_assert_str_eq(text_of(document, expression), text)
#define CHECK_COUNT(document, expression, n)   ck_assert_int_eq(number_of(document, "count(" expression ")"), n)

/* Calls `check` with the value of each attribute that the expression finds. */
static void each_value(xmlDoc *document, const char *expression, void (*check)(xmlDoc *, const char *))
{
    xmlXPathObject *result = evaluate(document, expression);
    for (int i = 0; result->nodesetval && i < result->nodesetval->nodeNr; i++) {
        xmlChar *value = xmlNodeGetContent(result->nodesetval->nodeTab[i]);
        check(document, (const char *)value);
        xmlFree(value);
    }
    xmlXPathFreeObject(result);
}

static int ids_called(xmlDoc *document, const char *id)
{
    ck_assert_ptr_null(strchr(id, '"'));
    return number_of(document, occi_pool_format(pool, "count(//*[@id=\"%s\"])", id));
}

static void check_id(xmlDoc *document, const char *id)
{
    ck_assert_msg(*id && !strpbrk(id, " \t\n"), "\"%s\" is no id", id);
    ck_assert_msg(ids_called(document, id) == 1, "%s is not unique", id);
}

static void check_fragment(xmlDoc *document, const char *fragment)
{
    const char *id;
    check_accepted(occi_uri_decode(pool, "fragment", fragment, strlen(fragment), &id));
    ck_assert_msg(ids_called(document, id) == 1, "nothing has the id %s", id);
}

/* Only to ourselves, by a path, and to the web; and written in characters that a URL has. */
static void check_href(xmlDoc *document, const char *href)
{
    ck_assert_msg(*href == '#' || occi_html_is_walkable(href), "%s leads nowhere", href);
    for (const char *c = href; *c; c++)
        ck_assert_msg(*c > 0x20 && *c < 0x7F && !strchr("\"'<>\\`{|}^", *c), "%s has a \"%c\"", href, *c);
    if (*href == '#')
        check_fragment(document, href + 1);
}

static void check_rules(xmlDoc *document)
{
    CHECK_TEXT(document, "/html/@lang", "en");
    CHECK_COUNT(document, "//h1", 1);
    CHECK_COUNT(document, "//main//h1", 1);
    CHECK_COUNT(document, "/html/body/main", 1);
    CHECK_COUNT(document, "/html/body/header", 1);
    CHECK_COUNT(document, "/html/body/footer", 1);
    CHECK_COUNT(document, "/html/head/meta[@name='viewport']", 1);
    CHECK_COUNT(document, "/html/head/title", 1);
    ck_assert(strstr(text_of(document, "/html/head/title"), text_of(document, "//h1")) != NULL);
    CHECK_COUNT(document, "//nav[not(@aria-label)]", 0);
    CHECK_COUNT(document, "//table[not(caption)]", 0);
    CHECK_COUNT(document, "//th[not(@scope)]", 0);
    CHECK_COUNT(document, "//table[not(tbody/tr)]", 0);
    CHECK_COUNT(document, "//tr[count(th) + count(td) != count(ancestor::table[1]/thead/tr/th)]", 0);
    CHECK_COUNT(document, "//a[not(@href)] | //a[normalize-space() = '']", 0);
    CHECK_COUNT(document, "/html/body/*[1][self::a][@href='#main']", 1);
    CHECK_COUNT(document,
                "//script | //style | //@style | //@*[starts-with(name(), 'on')] | //iframe | //form", 0);
    each_value(document, "//@id", check_id);
    each_value(document, "//@href", check_href);
}

/* What has been written, as a document that has passed all of that. */
static xmlDoc *finish_page(void)
{
    ck_assert(!body.writer.has_failed);
    ck_assert_msg(strncmp(occi_buffer_text(&body), "<!DOCTYPE html>\n<html", 21) == 0, "no HTML");
    xmlDoc *document = xmlReadMemory(occi_buffer_text(&body), (int)body.length, "page", NULL,
                                     XML_PARSE_NONET | XML_PARSE_PEDANTIC | XML_PARSE_NOWARNING);
    ck_assert_msg(document != NULL, "%s", occi_buffer_text(&body));
    occi_pool_adopt(pool, document, free_document);
    check_rules(document);
    return document;
}

#endif
