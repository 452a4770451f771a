/* Tests of occi/text_parse.c and, through it, occi/text_scan.c. */
#include "occi/text.h"

#include <string.h>
#include "occi/writer.h"
#include "tests/unit/unit.h"

#define INF "http://schemas.ogf.org/occi/infrastructure#"
/* A scheme short enough to be read in a table. */
#define S "scheme=\"http://x/#\""

static occi_pool *pool;

static void setup(void)
{
    pool = occi_pool_new(NULL);
}

static void teardown(void)
{
    occi_pool_fail_after(-1);
    occi_pool_free(pool);
}

/* A message as text: one item a line, what is not there left out. */

static void dump_member(occi_writer *out, const char *name, const char *text)
{
    if (!text)
        return;
    occi_write_string(out, " ");
    occi_write_string(out, name);
    occi_write_string(out, "=");
    occi_write_string(out, text);
}

static void dump_attribute(occi_writer *out, const occi_message_attribute *attribute)
{
    const char *quote = attribute->value.form == OCCI_LITERAL_QUOTED ? "'" : "";
    occi_write_string(out, " ");
    occi_write_string(out, attribute->name);
    occi_write_string(out, "=");
    occi_write_string(out, quote);
    occi_write_string(out, attribute->value.text);
    occi_write_string(out, quote);
}

static void dump_link(occi_writer *out, const occi_message_link *link)
{
    occi_write_string(out, "L ");
    occi_write_string(out, link->target);
    dump_member(out, "action", link->action);
    dump_member(out, "rel", link->rel);
    dump_member(out, "self", link->self);
    for (size_t i = 0; i < link->category_count; i++)
        dump_member(out, "category", link->categories[i]);
    for (size_t i = 0; i < link->attribute_count; i++)
        dump_attribute(out, &link->attributes[i]);
    occi_write_string(out, "\n");
}

static const char *dump(const occi_message *message)
{
    occi_buffer *buffer = occi_pool_zero(pool, sizeof *buffer);
    occi_buffer_init(buffer, pool, 0);
    occi_writer *out = &buffer->writer;
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_message_category *category = &message->categories[i];
        occi_write_string(out, "C ");
        occi_write_string(out, category->term);
        dump_member(out, "scheme", category->scheme);
        dump_member(out, "class", category->class_name);
        dump_member(out, "title", category->title);
        dump_member(out, "location", category->location);
        for (size_t j = 0; j < category->depends_count; j++)
            dump_member(out, "depends", category->depends[j]);
        dump_member(out, "has", category->has_attributes ? "attributes" : NULL);
        dump_member(out, "has", category->has_actions ? "actions" : NULL);
        occi_write_string(out, "\n");
    }
    for (size_t i = 0; i < message->link_count; i++)
        dump_link(out, &message->links[i]);
    for (size_t i = 0; i < message->attribute_count; i++) {
        occi_write_string(out, "A");
        dump_attribute(out, &message->attributes[i]);
        occi_write_string(out, "\n");
    }
    for (size_t i = 0; i < message->location_count; i++) {
        occi_write_string(out, "X ");
        occi_write_string(out, message->locations[i].uri);
        occi_write_string(out, "\n");
    }
    return occi_buffer_text(buffer);
}

static occi_error *parse(const char *body, const occi_message **out)
{
    /* Exactly as long as the text, so that reading past it is seen. */
    size_t length = strlen(body);
    char *bytes = malloc(length + 1);
    memcpy(bytes, body, length);
    char *exact = realloc(bytes, length ? length : 1);
    occi_error *error = occi_text_parse_body(pool, exact, length, out);
    free(exact);
    return error;
}

static const occi_message *must_parse(const char *body)
{
    const occi_message *message = NULL;
    occi_error *error = parse(body, &message);
    ck_assert_msg(!error, "%s: %s", body, error ? error->message : "");
    return message;
}

/* What is understood. */

typedef struct taken_row {
    const char *body;
    const char *expected;
} taken_row;

static const taken_row taken[] = {
    { "", "" },
    { "\r\n\r\n", "" },
    { "  ", "" },
    { "Category: compute; scheme=\"" INF "\"; class=\"kind\"\r\n", "C compute scheme=" INF " class=kind\n" },
    { "Category: blue; " S "; class=\"mixin\"; title=\"Blue\"; rel=\"http://y#a http://y#b\"; "
      "location=\"/tags/blue/\"; attributes=\"a b{immutable}\"; actions=\"http://z#go\"",
      "C blue scheme=http://x/# class=mixin title=Blue location=/tags/blue/ depends=http://y#a "
      "depends=http://y#b has=attributes has=actions\n" },
    { "Category: blue; " S "; rel=\" http://y#a \"; attributes=\" \"; actions=\"\"; attributes=\"a\"",
      "C blue scheme=http://x/# depends=http://y#a\n" },
    /* line ends: CRLF, LF, CR, and the "\n\r" of a test suite */
    { "X-OCCI-Attribute: a=1\r\nX-OCCI-Attribute: b=2\nX-OCCI-Attribute: c=3\rX-OCCI-Attribute: d=4\n\r"
      "X-OCCI-Attribute: e=5",
      "A a=1\nA b=2\nA c=3\nA d=4\nA e=5\n" },
    /* folds, inside quotes too */
    { "Category: a;\r\n  " S ";\n\tclass=\"kind\"\r\nX-OCCI-Attribute: t=\"one\r\n two\"",
      "C a scheme=http://x/# class=kind\nA t='one two'\n" },
    { "X-OCCI-Attribute: t=\"one\\\r\n two\"", "A t='one two'\n" },
    { "X-OCCI-Attribute: a=1,\r\n\t b=2\r\n \r\n", "A a=1\nA b=2\n" },
    { "  X-OCCI-Attribute: a=1\r\n\r\n  X-OCCI-Attribute: b=2", "A a=1\nA b=2\n" },
    /* names in any case, aliases */
    { "category: a; " S "\nx-occi-attribute: b=1\nX_OCCI_LOCATION: /c\nlink: </d>",
      "C a scheme=http://x/#\nL /d\nA b=1\nX /c\n" },
    { "X-OCCI-Category: a; " S "\nX_occi_link : </d>\nCATEGORY:b;" S,
      "C a scheme=http://x/#\nC b scheme=http://x/#\nL /d\n" },
    /* lists, empty items */
    { "Category: a; " S "; class=\"kind\", b; " S "; class=\"mixin\",, c;" S ";,",
      "C a scheme=http://x/# class=kind\nC b scheme=http://x/# class=mixin\nC c scheme=http://x/#\n" },
    { "X-OCCI-Attribute: a=1, ,b=2,", "A a=1\nA b=2\n" },
    { "X-OCCI-Attribute: , ; ,", "" },
    { "X-OCCI-Attribute: a=1; b=2;", "A a=1\nA b=2\n" },
    { "X-OCCI-Attribute:", "" },
    { "X-OCCI-Location: http://h/a, /b\nX-OCCI-Location: </c,d>, /e?f=g;h",
      "X http://h/a\nX /b\nX /c,d\nX /e?f=g;h\n" },
    /* marks inside quotes and brackets are text */
    { "X-OCCI-Attribute: a=\"x, y; z=1 <b>\", b=2", "A a='x, y; z=1 <b>'\nA b=2\n" },
    { "Link: </a,b;c=d>; rel=\"http://x#y\", < /e >", "L /a,b;c=d rel=http://x#y\nL /e\n" },
    /* escapes: the title of the 1.1 test suite */
    { "X-OCCI-Attribute: occi.core.title=\"How's your quotes escaping? \\\", occi.compute.memory=1.0\"",
      "A occi.core.title='How's your quotes escaping? \", occi.compute.memory=1.0'\n" },
    { "X-OCCI-Attribute: a=\"\\\\\", b=\"\\n\\\"\", c=\"\"", "A a='\\'\nA b='n\"'\nA c=''\n" },
    { "X-OCCI-Attribute: a=\"\\\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\x84\tb\"",
      "A a='\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\x84\tb'\n" },
    /* blanks, unquoted values */
    { "X-OCCI-Attribute:a = 1 ,  b  =  \"2\"  ", "A a=1\nA b='2'\n" },
    { "X-OCCI-Attribute: hostname=foobar, n=-1.5e3, flag=true, e=",
      "A hostname=foobar\nA n=-1.5e3\nA flag=true\nA e=\n" },
    { "X-OCCI-Attribute: hostname=foo  bar, u=/x?y=z", "A hostname=foo  bar\nA u=/x?y=z\n" },
    { "Category:  a ;;  scheme = http://x/#  ; class=kind ;", "C a scheme=http://x/# class=kind\n" },
    /* parameters: any order and case, unknown ones, repeated ones */
    { "Category: a; CLASS=\"kind\"; hue=\"red\"; title=\"T\"; Scheme=\"http://x/#\"; class=\"mixin\"",
      "C a scheme=http://x/# class=kind title=T\n" },
    /* OpenStack, erocci, GFD.185 */
    { "Category: a; scheme=\"http://x/#a\"", "C a scheme=http://x/#\n" },
    { "Category: " S "; term=\"a\"; class=\"kind\"", "C a scheme=http://x/# class=kind\n" },
    { "Category: term=a " S ", a2 " S, "C a scheme=http://x/#\nC a2 scheme=http://x/#\n" },
    { "Category: a; " S " class=\"kind\"", "C a scheme=http://x/# class=kind\n" },
    { "Category: a; class=kind " S, "C a scheme=http://x/# class=kind\n" },
    { "Category: a; " S "; \"class=kind\"", "C a scheme=http://x/# class=kind\n" },
    { "Category: a; " S "; rel=\"\"", "C a scheme=http://x/#\n" },
    /* links */
    { "Link: </network/1>; rel=\"" INF "network\"; category=\"" INF "networkinterface http://x#ip\"; "
      "occi.networkinterface.allocation=\"dynamic\"",
      "L /network/1 rel=" INF "network category=" INF "networkinterface category=http://x#ip "
      "occi.networkinterface.allocation='dynamic'\n" },
    { "Link: </a>; category=http://x#a http://x#b; rel=http://x#r; self=/l; title=\"T\"; n=456",
      "L /a rel=http://x#r self=/l category=http://x#a category=http://x#b n=456\n" },
    { "Link: </a>; category=\"http://x#a\"; Category=\"http://x#b\"; rel=\"http://x#r http://x#s\"; "
      "rel=\"http://x#t\"",
      "L /a rel=http://x#r category=http://x#a category=http://x#b\n" },
    { "Link: </a>; b=1; a=2; b=3; a=\"4\"; c=5; b=6; A=7", "L /a b=1 a=2 c=5 A=7\n" },
    { "Link: </a>; occi.core.target=\"/b\"; occi.core.source=\"/c\";",
      "L /a occi.core.target='/b' occi.core.source='/c'\n" },
    { "Link: </a> category=\"http://x#a\"", "L /a category=http://x#a\n" },
    { "Link: </vm/1?action=stop>; rel=\"http://x/action#stop\", </vm/2>; rel=\"http://x/action#start\"; "
      "title=\"start\"",
      "L /vm/1?action=stop action=stop rel=http://x/action#stop\nL /vm/2 rel=http://x/action#start\n" },
    { "Link: <http://wiki/?action=edit&page=1>", "L http://wiki/?action=edit&page=1\n" },
};

START_TEST(a_body_is_taken)
{
    ck_assert_str_eq(dump(must_parse(taken[_i].body)), taken[_i].expected);
}
END_TEST

/* What is refused, and how. */

typedef struct refused_row {
    const char *body;
    occi_error_code code;
    const char *sentence;
} refused_row;

static const refused_row refused[] = {
    { "Hello: world", OCCI_ERROR_UNKNOWN_LINE,
      "line 1: \"Hello\" is none of Category, Link, X-OCCI-Attribute and X-OCCI-Location" },
    { "\n\nno colon at all", OCCI_ERROR_UNKNOWN_LINE,
      "line 3: \"no colon at all\" is none of Category, Link, X-OCCI-Attribute and X-OCCI-Location" },
    { ": a=1", OCCI_ERROR_UNKNOWN_LINE,
      "line 1: \"\" is none of Category, Link, X-OCCI-Attribute and X-OCCI-Location" },
    { "Categor: a", OCCI_ERROR_UNKNOWN_LINE,
      "line 1: \"Categor\" is none of Category, Link, X-OCCI-Attribute and X-OCCI-Location" },
    { "X-OCCI-Attribute: a=1\r\n\r\nX-OCCI-Attribute: b=\"open, c=1", OCCI_ERROR_SYNTAX,
      "line 3: a quoted string has no end quote: \"open, c=1" },
    { "X-OCCI-Attribute: a=1,\n b=2\nX-OCCI-Attribute: c=\"\\\"", OCCI_ERROR_SYNTAX,
      "line 3: a quoted string has no end quote: \"\\\"" },
    { "X-OCCI-Attribute: c=\"\\", OCCI_ERROR_SYNTAX, "line 1: a quoted string has no end quote: \"\\" },
    { "X-OCCI-Attribute: a=\"web \"one\"\"", OCCI_ERROR_SYNTAX, "line 1: \",\" is expected: one\"\"" },
    { "X-OCCI-Attribute: a=b\"c\"", OCCI_ERROR_SYNTAX, "line 1: \",\" is expected: \"c\"" },
    { "X-OCCI-Attribute: a=1 b=2", OCCI_ERROR_SYNTAX, "line 1: \",\" is expected: b=2" },
    { "X-OCCI-Attribute: a", OCCI_ERROR_SYNTAX, "line 1: a name must be followed by \"=\" and a value: a" },
    { "X-OCCI-Attribute: \"a\"=1", OCCI_ERROR_SYNTAX, "line 1: a name is expected: \"a\"=1" },
    { "X-OCCI-Attribute: =1", OCCI_ERROR_SYNTAX, "line 1: a name is expected: =1" },
    { "X-OCCI-Attribute: a=<b>", OCCI_ERROR_SYNTAX, "line 1: a value with < must be quoted: <b>" },
    { "X-OCCI-Attribute: a==b", OCCI_ERROR_SYNTAX, "line 1: \",\" is expected: =b" },
    { "X-OCCI-Attribute: .a=1", OCCI_ERROR_SYNTAX, "line 1: this is not a valid name: .a=1" },
    { "X-OCCI-Attribute: a$b=1", OCCI_ERROR_SYNTAX, "line 1: this is not a valid name: a$b=1" },
    { "Category: a; scheme=\"http://x\"title=\"b\"", OCCI_ERROR_SYNTAX,
      "line 1: \";\" or \",\" is expected: title=\"b\"" },
    { "Category: a", OCCI_ERROR_SYNTAX, "line 1: the category has no scheme: a" },
    { "Category: a; scheme=\"\"", OCCI_ERROR_SYNTAX, "line 1: the category has no scheme: a; scheme=\"\"" },
    { "Category: " S, OCCI_ERROR_SYNTAX, "line 1: the category has no valid term: " S },
    { "Category: a/b; " S, OCCI_ERROR_SYNTAX, "line 1: the category has no valid term: a/b; " S },
    { "Category: \"a\"; " S, OCCI_ERROR_SYNTAX, "line 1: a category starts with its term: \"a\"; " S },
    { "Category: a; kind; " S, OCCI_ERROR_SYNTAX,
      "line 1: a name must be followed by \"=\" and a value: kind; " S },
    { "Category: a; \"kind\"", OCCI_ERROR_SYNTAX,
      "line 1: a name and \"=\" are expected before the quoted string: \"kind\"" },
    { "Category: a; \"b c=kind\"", OCCI_ERROR_SYNTAX, "line 1: this is not a valid name: \"b c=kind\"" },
    { "Link: /a; rel=\"b\"", OCCI_ERROR_SYNTAX,
      "line 1: a link starts with its target in < and >: /a; rel=\"b\"" },
    { "Link: </a; rel=\"b\"", OCCI_ERROR_SYNTAX,
      "line 1: a reference that starts with < has no end: </a; rel=\"b\"" },
    { "Link: <>; rel=\"b\"", OCCI_ERROR_SYNTAX, "line 1: the link has no target: <>; rel=\"b\"" },
    { "Link: </a> </b>", OCCI_ERROR_SYNTAX, "line 1: \";\" or \",\" is expected: </b>" },
    { "X-OCCI-Location: /a /b", OCCI_ERROR_SYNTAX, "line 1: \",\" is expected: /b" },
    { "X-OCCI-Location: <>", OCCI_ERROR_SYNTAX, "line 1: the location is empty: <>" },
    { "X-OCCI-Location: \"/a b\"", OCCI_ERROR_SYNTAX, "line 1: a location is one URI: /a b" },
    { "X-OCCI-Attribute: a=\"b\x01\"", OCCI_ERROR_SYNTAX,
      "line 1: the control character 0x01 is not allowed" },
    { "X-OCCI-Attribute: a=\"b\x7F\"", OCCI_ERROR_SYNTAX,
      "line 1: the control character 0x7F is not allowed" },
    { "a\x01: b", OCCI_ERROR_SYNTAX, "line 1: the control character 0x01 is not allowed" },
    { "X-OCCI-Attribute: a=\"\xE4\"", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xC0\xAF\"", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xE0\x9F\xBF\"", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xED\xA0\x80\"", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xF0\x8F\xBF\xBF\"", OCCI_ERROR_NOT_UTF8,
      "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xF4\x90\x80\x80\"", OCCI_ERROR_NOT_UTF8,
      "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\"\xF5\x80\x80\x80\"", OCCI_ERROR_NOT_UTF8,
      "line 1: the text is not valid UTF-8" },
    { "X-OCCI-Attribute: a=\xE2\x82", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
    { "\x80", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
};

START_TEST(a_body_is_refused)
{
    const occi_message *message;
    occi_error *error = parse(refused[_i].body, &message);
    ck_assert_msg(error, "%s", refused[_i].body);
    ck_assert_str_eq(error->message, refused[_i].sentence);
    ck_assert_str_eq(occi_error_name(error->code), occi_error_name(refused[_i].code));
}
END_TEST

START_TEST(a_nul_is_a_control_character)
{
    static const char body[] = "X-OCCI-Attribute: a=\"b\0c\"";
    const occi_message *message;
    occi_error *error = occi_text_parse_body(pool, body, sizeof body - 1, &message);
    ck_assert_str_eq(error->message, "line 1: the control character 0x00 is not allowed");
}
END_TEST

START_TEST(places_are_line_numbers)
{
    const occi_message *message = must_parse("Category: a;\r\n " S "\r\n\r\nX-OCCI-Attribute: a=1, b=2\n"
                                             "Link: </c>; d=1\nX-OCCI-Location: /e");
    ck_assert_str_eq(message->categories[0].place, "line 1");
    ck_assert_str_eq(message->attributes[1].place, "line 4");
    ck_assert_str_eq(message->links[0].place, "line 5");
    ck_assert_str_eq(message->links[0].attributes[0].place, "line 5");
    ck_assert_str_eq(message->locations[0].place, "line 6");
}
END_TEST

/* Headers. */

static occi_error *parse_headers(const occi_header *headers, size_t count, const occi_message **out)
{
    return occi_text_parse_headers(pool, headers, count, out);
}

#define HEADER(name, value)                                                                                  \
    {                                                                                                        \
        name, value, sizeof value - 1                                                                        \
    }

START_TEST(headers_are_taken_repeated_and_as_lists)
{
    const occi_header headers[] = {
        HEADER("CATEGORY", "compute; " S "; class=\"kind\", tag; " S "; class=\"mixin\""),
        HEADER("HOST", "cloud.example.org"),
        HEADER("X_OCCI_ATTRIBUTE", "a=1, b=\"x, y\""),
        HEADER("X-OCCI-Attribute", "c=\"z\""),
        HEADER("ACCEPT", "\"not even a header of ours"),
        HEADER("Link", "</a>; b=c"),
        HEADER("X-OCCI-Link", "</d>\r\n ; e=f"),
        HEADER("X_OCCI_LOCATION", "http://h/a,http://h/b"),
        HEADER("X-OCCI-Category", "more; " S),
        HEADER("COOKIE", "\xFF"),
        HEADER("X-OCCI-Attribute", ""),
    };
    const occi_message *message = NULL;
    ck_assert_ptr_null(parse_headers(headers, sizeof headers / sizeof *headers, &message));
    ck_assert_str_eq(dump(message),
                     "C compute scheme=http://x/# class=kind\nC tag scheme=http://x/# class=mixin\n"
                     "C more scheme=http://x/#\nL /a b=c\nL /d e=f\nA a=1\nA b='x, y'\nA c='z'\n"
                     "X http://h/a\nX http://h/b\n");
    ck_assert_str_eq(message->categories[0].place, "header Category");
    ck_assert_str_eq(message->categories[2].place, "header X-OCCI-Category");
    ck_assert_str_eq(message->attributes[2].place, "header X-OCCI-Attribute");
}
END_TEST

START_TEST(a_header_is_refused_by_its_name)
{
    const occi_header open[] = { HEADER("X_OCCI_ATTRIBUTE", "a=\"b") };
    const occi_header split[] = { HEADER("X_OCCI_ATTRIBUTE", "a=\"b\"\r\nX-Evil: c") };
    const occi_header ended[] = { HEADER("LINK", "</a>\n") };
    const occi_message *message;
    ck_assert_str_eq(parse_headers(open, 1, &message)->message,
                     "header X-OCCI-Attribute: a quoted string has no end quote: \"b");
    ck_assert_str_eq(parse_headers(split, 1, &message)->message,
                     "header X-OCCI-Attribute: the control character 0x0D is not allowed");
    ck_assert_str_eq(parse_headers(ended, 1, &message)->message,
                     "header Link: the control character 0x0A is not allowed");
    ck_assert_ptr_null(parse_headers(NULL, 0, &message));
    ck_assert_str_eq(dump(message), "");
}
END_TEST

/* URI lists. */

START_TEST(a_uri_list_is_taken)
{
    static const char body[] = "# a comment\r\nhttp://h/compute/1\r\n\r\n  /compute/2,3;x=y  \n#\n/a?b=c";
    const occi_message *message = NULL;
    ck_assert_ptr_null(occi_text_parse_uri_list(pool, body, sizeof body - 1, &message));
    ck_assert_str_eq(dump(message), "X http://h/compute/1\nX /compute/2,3;x=y\nX /a?b=c\n");
}
END_TEST

static const refused_row uri_lists[] = {
    { "http://h/a b", OCCI_ERROR_SYNTAX, "line 1: a location is one URI: http://h/a b" },
    { "#\n\"a\"", OCCI_ERROR_SYNTAX, "line 2: a location is one URI: \"a\"" },
    { "/a\n<b>", OCCI_ERROR_SYNTAX, "line 2: a location is one URI: <b>" },
    { "/a\n\x01", OCCI_ERROR_SYNTAX, "line 2: the control character 0x01 is not allowed" },
    { "/\xFF", OCCI_ERROR_NOT_UTF8, "line 1: the text is not valid UTF-8" },
};

START_TEST(a_uri_list_is_refused)
{
    const occi_message *message;
    occi_error *error =
        occi_text_parse_uri_list(pool, uri_lists[_i].body, strlen(uri_lists[_i].body), &message);
    ck_assert_msg(error, "%s", uri_lists[_i].body);
    ck_assert_str_eq(error->message, uri_lists[_i].sentence);
    ck_assert_int_eq(error->code, uri_lists[_i].code);
}
END_TEST

/* Limits. */

static char *repeated(const char *head, const char *unit, size_t count, size_t *length)
{
    size_t unit_length = strlen(unit);
    size_t head_length = strlen(head);
    char *text = occi_pool_resize(pool, NULL, head_length + count * unit_length + 1);
    memcpy(text, head, head_length);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head_length + i * unit_length, unit, unit_length);
    *length = head_length + count * unit_length;
    text[*length] = '\0';
    return text;
}

START_TEST(as_many_items_as_the_limit_says_are_taken)
{
    size_t length;
    const occi_message *message;
    char *body = repeated("", "X-OCCI-Attribute: a=1\r\n", OCCI_TEXT_ITEMS_MAX, &length);
    ck_assert_ptr_null(occi_text_parse_body(pool, body, length, &message));
    ck_assert_uint_eq(message->attribute_count, OCCI_TEXT_ITEMS_MAX);
    body = repeated("X-OCCI-Attribute: b=1\n", "X-OCCI-Attribute: a=1\r\n", OCCI_TEXT_ITEMS_MAX, &length);
    occi_error *error = occi_text_parse_body(pool, body, length, &message);
    ck_assert_int_eq(error->code, OCCI_ERROR_TOO_LARGE);
    ck_assert_ptr_nonnull(strstr(error->message, "the limit of 65536"));
}
END_TEST

START_TEST(a_list_beyond_the_limits_is_too_large)
{
    static const char *const rows[][2] = {
        { "Link: </a>", ";a=1" },
        { "Link: </a>;category=\"", "b " },
        { "Link: ", "<a>," },
        { "Category: ", "a;" S "," },
        { "X-OCCI-Location: ", "/a," },
        { "X-OCCI-Attribute: ", "a=1,\n " },
        { "X-OCCI-Attribute: a=\"", "x" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length;
        const occi_message *message;
        char *body = repeated(rows[i][0], rows[i][1], OCCI_TEXT_LINE_MAX / strlen(rows[i][1]) + 1, &length);
        body[length - 1] = rows[i][0][strlen(rows[i][0]) - 1] == '"' ? '"' : ' ';
        occi_error *error = occi_text_parse_body(pool, body, length, &message);
        ck_assert_msg(error && error->code == OCCI_ERROR_TOO_LARGE, "%s: %s", rows[i][0],
                      error ? error->message : "taken");
    }
}
END_TEST

START_TEST(a_uri_list_has_the_same_limit)
{
    size_t length;
    const occi_message *message;
    char *body = repeated("", "/a\n", OCCI_TEXT_ITEMS_MAX, &length);
    ck_assert_ptr_null(occi_text_parse_uri_list(pool, body, length, &message));
    ck_assert_uint_eq(message->location_count, OCCI_TEXT_ITEMS_MAX);
    body = repeated("/b\n", "/a\n", OCCI_TEXT_ITEMS_MAX, &length);
    ck_assert_int_eq(occi_text_parse_uri_list(pool, body, length, &message)->code, OCCI_ERROR_TOO_LARGE);
}
END_TEST

/* Half a megabyte of parameters of one link, all different in name, then all the same: quadratic time would
 * show as Check's time limit. */
START_TEST(time_grows_with_the_length_only)
{
    occi_buffer different;
    occi_buffer_init(&different, pool, 0);
    occi_write_string(&different.writer, "Link: </a>");
    for (int i = 0; i < 60000; i++)
        occi_write_format(&different.writer, "; a%d=1", i);
    const occi_message *message = NULL;
    ck_assert_ptr_null(occi_text_parse_body(pool, occi_buffer_text(&different), different.length, &message));
    ck_assert_uint_eq(message->links[0].attribute_count, 60000);
    ck_assert_str_eq(message->links[0].attributes[59999].name, "a59999");

    size_t length;
    char *same = repeated("Link: </a>", ";a=1", 60000, &length);
    ck_assert_ptr_null(occi_text_parse_body(pool, same, length, &message));
    ck_assert_uint_eq(message->links[0].attribute_count, 1);

    char *empty = repeated("X-OCCI-Attribute: ", ",", 1000000, &length);
    ck_assert_ptr_null(occi_text_parse_body(pool, empty, length, &message));
    char *blank = repeated("X-OCCI-Attribute: a", " ", 1000000, &length);
    ck_assert_int_eq(occi_text_parse_body(pool, blank, length, &message)->code, OCCI_ERROR_SYNTAX);
    char *lines = repeated("", "\n", 3000000, &length);
    ck_assert_ptr_null(occi_text_parse_body(pool, lines, length, &message));
}
END_TEST

/* Memory. */

static const char every_structure[] =
    "Category: compute; scheme=\"http://x/#compute\"; class=\"kind\"; rel=\"a b\"; \"title=x\", tag; " S
    "\r\n"
    "Link: </a>; rel=\"b\"; self=\"c\"; category=\"d e\"; f=\"g\"; f=h; i=j k\r\n"
    "X-OCCI-Attribute: a=1, b=\"c\", d=e\r\n"
    "X-OCCI-Location: /a, </b>\r\n";

static occi_error *parse_all(occi_pool *into, const occi_message **out)
{
    const occi_header header = { "CATEGORY", "a; " S, strlen("a; " S) };
    TRY(occi_text_parse_headers(into, &header, 1, out));
    TRY(occi_text_parse_uri_list(into, "/a\n/b", 5, out));
    return occi_text_parse_body(into, every_structure, sizeof every_structure - 1, out);
}

START_TEST(any_allocation_may_fail)
{
    for (long n = 0;; n++) {
        ck_assert_int_lt(n, 10000);
        occi_pool *own = occi_pool_new(NULL);
        const occi_message *message = NULL;
        occi_pool_fail_after(n);
        occi_error *error = parse_all(own, &message);
        occi_pool_fail_after(-1);
        if (!error) {
            ck_assert_uint_eq(message->category_count, 2);
            occi_pool_free(own);
            ck_assert_int_gt(n, 40);
            return;
        }
        ck_assert_ptr_eq(error, &occi_error_no_memory);
        occi_pool_free(own);
    }
}
END_TEST

START_TEST(any_allocation_may_fail_in_a_refusal)
{
    for (size_t row = 0; row < sizeof refused / sizeof *refused; row++)
        for (long n = 0;; n++) {
            const occi_message *message;
            occi_pool_fail_after(n);
            occi_error *error =
                occi_text_parse_body(pool, refused[row].body, strlen(refused[row].body), &message);
            occi_pool_fail_after(-1);
            ck_assert_ptr_nonnull(error);
            if (error != &occi_error_no_memory)
                break;
            ck_assert_int_lt(n, 1000);
        }
}
END_TEST

/* Every beginning of a valid text, and every one-byte change of it, is answered one way or the other. */
START_TEST(no_text_does_harm)
{
    size_t length = sizeof every_structure - 1;
    static const char marks[] = "\0\r\n\t \",;=<>\\:a\x80\xC3";
    const occi_message *message;
    for (size_t i = 0; i <= length; i++) {
        char *cut = malloc(i ? i : 1);
        memcpy(cut, every_structure, i);
        occi_pool *own = occi_pool_new(NULL);
        occi_error *error = occi_text_parse_body(own, cut, i, &message);
        for (size_t mark = 0; i && mark < sizeof marks - 1; mark++) {
            cut[i / 2] = marks[mark];
            error = occi_text_parse_body(own, cut, i, &message);
        }
        ck_assert(!error || error->message);
        occi_pool_free(own);
        free(cut);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_parse");
    TCase *group = tcase_create("text_parse");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, setup, teardown);
    tcase_add_loop_test(group, a_body_is_taken, 0, (int)(sizeof taken / sizeof *taken));
    tcase_add_loop_test(group, a_body_is_refused, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(group, a_nul_is_a_control_character);
    tcase_add_test(group, places_are_line_numbers);
    tcase_add_test(group, headers_are_taken_repeated_and_as_lists);
    tcase_add_test(group, a_header_is_refused_by_its_name);
    tcase_add_test(group, a_uri_list_is_taken);
    tcase_add_loop_test(group, a_uri_list_is_refused, 0, (int)(sizeof uri_lists / sizeof *uri_lists));
    tcase_add_test(group, as_many_items_as_the_limit_says_are_taken);
    tcase_add_test(group, a_list_beyond_the_limits_is_too_large);
    tcase_add_test(group, a_uri_list_has_the_same_limit);
    tcase_add_test(group, time_grows_with_the_length_only);
    tcase_add_test(group, any_allocation_may_fail);
    tcase_add_test(group, any_allocation_may_fail_in_a_refusal);
    tcase_add_test(group, no_text_does_harm);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
