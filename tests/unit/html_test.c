/* The HTML rendering: every page is well-formed, keeps the rules of html_pages.h, and says what it is asked
 * for; nothing that anybody has said becomes markup. */
#include "tests/unit/html_pages.h"

/* --- the writer --- */

typedef struct written_row {
    const char *markup;
    const char *value;
    const char *expected;
} written_row;

static const written_row written[] = {
    { "<b>%t</b>", "plain", "<b>plain</b>" },
    { "<b>%t</b>", "", "<b></b>" },
    { "<b>%t</b>", NULL, "<b></b>" },
    { "%t", "\"><script>alert(1)</script>", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" },
    { "%t", "' onload='x' & &amp; &#39;", "&#39; onload=&#39;x&#39; &amp; &amp;amp; &amp;#39;" },
    { "%t", "</title><![CDATA[ <!-- -->", "&lt;/title&gt;&lt;![CDATA[ &lt;!-- --&gt;" },
    { "%t", "%t %p %n %", "%t %p %n %" },
    { "%t", "tab\tand\nline", "tab\tand\nline" },
    { "%t", "\x01\x1B[31m\r\x7F", "\xE2\x90\x81\xE2\x90\x9B[31m\xE2\x90\x8D\xE2\x90\xA1" },
    { "%t", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80" },
    { "%t", "\xC2\x85\xC2\xA0", "\xEF\xBF\xBD\xC2\xA0" },
    { "%t", "\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBC" },
    { "%t", "a\xFF\xC3<\xED\xA0\x80z", "a\xEF\xBF\xBD\xEF\xBF\xBD&lt;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz" },
    { "%t", "cut \xE2\x82", "cut \xEF\xBF\xBD\xEF\xBF\xBD" },
    { "%p", "/compute/1-2_3.~", "/compute/1-2_3.~" },
    { "%p", "/a b?c#d%20\"'&<>\\", "/a%20b%3Fc%23d%2520%22%27%26%3C%3E%5C" },
    { "%p", "/\xC3\xA4/\xFF\t", "/%C3%A4/%FF%09" },
    { "%p", "//evil.example/", "/.//evil.example/" },
    { "%p", "///", "/.///" },
    { "%p", "/\\evil.example/", "/%5Cevil.example/" },
    { "%u", "http://[::1]:80/a%20b?x=1&y=2#z", "http://[::1]:80/a%20b?x=1&amp;y=2#z" },
    { "%u", "http://h/\"><script>'\\ {}|^`", "http://h/%22%3E%3Cscript%3E%27%5C%20%7B%7D%7C%5E%60" },
    { "%u", "/\t/evil", "/%09/evil" },
    { "%u", "/\n\xC3\xA4", "/%0A%C3%A4" },
};

START_TEST(what_is_written_is_escaped)
{
    const written_row *row = &written[_i];
    start_page(pool, "/");
    occi_html_write(out.body, row->markup, row->value);
    ck_assert_str_eq(occi_buffer_text(&body), row->expected);
    ck_assert(!body.writer.has_failed);
}
END_TEST

START_TEST(several_marks_take_their_values_in_order)
{
    start_page(pool, "/");
    occi_html_write(out.body, "<a href=\"%p\" title=\"%t\">%t</a>", "/a b", NULL, "<");
    occi_html_write(out.body, "<br/>");
    ck_assert_str_eq(occi_buffer_text(&body), "<a href=\"/a%20b\" title=\"\">&lt;</a><br/>");
    occi_html_write(out.body, "%s", "there is no way past the marks");
    ck_assert(body.writer.has_failed);
}
END_TEST

START_TEST(only_safe_references_are_walkable)
{
    static const char *const safe[] = { "/", "/compute/1", "/\\h/", "http://h/", "https://h", "HTTPS://h/" };
    static const char *const unsafe[] = { "",
                                          "//h/",
                                          "javascript:alert(1)",
                                          "JavaScript:alert(1)",
                                          " javascript:alert(1)",
                                          "\tjavascript:alert(1)",
                                          "data:text/html,<script>",
                                          "urn:uuid:0",
                                          "compute/1",
                                          "http:/h",
                                          "http:javascript",
                                          "file:///etc/passwd",
                                          "#x",
                                          "?x" };
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        ck_assert_msg(occi_html_is_walkable(safe[i]), "%s", safe[i]);
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        ck_assert_msg(!occi_html_is_walkable(unsafe[i]), "%s", unsafe[i]);
}
END_TEST

/* --- an entity --- */

#define HOSTILE  "\"><script>alert(1)</script> & ' \x01\xE2\x80\xAE"
#define HARMLESS "\"><script>alert(1)</script> & ' \xE2\x90\x81\xE2\x80\xAE" /* what is read again */

static occi_entity *machine(const char *target)
{
    occi_entity *entity = create(COMPUTE MIXIN(TEMPLATE, "small") SET("occi.core.title=\"web\"") SET(
        "occi.core.summary=\"the shop\"") LINK("</storage/1>; rel=\"" INF "storage\"; category=\"" INF
                                               "storagelink\"; occi.core.title=\"root\""));
    stored(entity, "/compute/1");
    entity->links[0]->target = target;
    entity->links[0]->state = "active";
    entity->state = "inactive";
    entity->desired_state = "active";
    entity->state_message = "starting";
    return entity;
}

START_TEST(an_entity_is_shown_whole)
{
    start_page(pool, "/compute/1");
    occi_html.entity(&out, machine("/storage/1"));
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//title", "web – Compute Resource – occibase");
    CHECK_TEXT(page, "//h1", "web");
    CHECK_TEXT(page, "//dt[.='Kind']/following-sibling::dd[1]/a/@href", "/compute/");
    CHECK_TEXT(page, "//dt[.='Kind']/following-sibling::dd[1]/code", INF "compute");
    CHECK_TEXT(page, "//dt[.='Mixins']/following-sibling::dd[1]/a/@href", "/mixin/resource_tpl/small/");
    CHECK_TEXT(page, "//dt[.='State']/following-sibling::dd[1]", "inactive on its way to active starting");
    CHECK_TEXT(page, "//dt[.='Summary']/following-sibling::dd[1]", "the shop");
    CHECK_TEXT(page, "//tr[th/code='occi.compute.cores']/td", "1");
    CHECK_TEXT(page, "//tr[th/code='occi.compute.memory']/td", "1.0");
    CHECK_TEXT(page, "//tr[th/code='occi.compute.cores']/th/small", "Number of virtual CPU cores");
    CHECK_TEXT(page, "//tr[th/code='occi.core.id']/td", "urn:uuid:0b9d4d80-9e1a-7f52-8000-00000000000a");
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/th/a/@href",
               "/storagelink/0b9d4d80-9e1a-7f52-8000-0000000000b0");
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/th/a", "root");
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/td[1]/a/@href", "/storage/1");
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/td[2]/a/@href", "/storage/");
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/td[3]/span/@data-state", "active");
    CHECK_COUNT(page, "//table[caption='Actions']/tbody/tr", 1);
    CHECK_TEXT(page, "//table[caption='Actions']/tbody/tr/td", "POST /compute/1?action=start");
    CHECK_TEXT(page, "//table[caption='Actions']/tbody/tr/th/a/@href", "/-/#" INFRA "compute/action%23start");
    CHECK_TEXT(page, "//nav[@aria-label='Path']//li[last()]/a[@aria-current='page']/@href", "/compute/1");
    CHECK_TEXT(page, "//nav[@aria-label='Path']//li[2]/a/@href", "/compute/");
    CHECK_TEXT(page, "//nav[@aria-label='Collections']//a[@aria-current='true']", "Compute Resource");
}
END_TEST

START_TEST(a_link_leads_to_both_its_ends)
{
    occi_entity *link = create(KIND(INF, "storagelink") SET("occi.core.source=\"/compute/1\"")
                                   SET("occi.core.target=\"https://h/?a=1&b=%20\""));
    start_page(pool, "/storagelink/1");
    occi_html.entity(&out, stored(link, "/storagelink/1"));
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//h1", "1"); /* without a title, the end of its path */
    CHECK_TEXT(page, "//tr[th/code='occi.core.source']/td/a/@href", "/compute/1");
    CHECK_TEXT(page, "//tr[th/code='occi.core.target']/td/a/@href", "https://h/?a=1&b=%20");
    CHECK_TEXT(page, "//tr[th/code='occi.core.target']/td/a/@rel", "external noreferrer");
    CHECK_COUNT(page, "//table[caption='Links']", 0);
    CHECK_COUNT(page, "//table[caption='Actions']", 0);
}
END_TEST

START_TEST(every_type_of_value_is_shown)
{
    occi_entity *entity = create(KIND(OURS, "thing") SET("org.example.label=\"l\"") SET(
        "org.example.flag=true") SET("org.example.ratio=0.5") SET("org.example.count=-7"));
    json_t *list = json_of("['<b>', '\xC3\xA4', 1]");
    const occi_value value = { .type = OCCI_ARRAY, .json = list };
    check_accepted(occi_entity_set(pool, entity, occi_entity_definition(entity, "org.example.list"), &value));
    start_page(pool, "/thing/1");
    occi_html.entity(&out, stored(entity, "/thing/1"));
    json_decref(list);
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//tr[th/code='org.example.flag']/td", "true");
    CHECK_TEXT(page, "//tr[th/code='org.example.ratio']/td", "0.5");
    CHECK_TEXT(page, "//tr[th/code='org.example.count']/td", "-7");
    CHECK_TEXT(page, "//tr[th/code='org.example.list']/td/code", "[\"<b>\",\"\xC3\xA4\",1]");
    CHECK_TEXT(page, "//tr[th/code='org.example.serial']/td", "s-0");
    CHECK_COUNT(page, "//tr[th/code='org.example.map']", 0);
}
END_TEST

/* Targets that would run in the page, or lead away from what they seem. */
static const char *const hostile_targets[] = { "javascript:alert(1)", "data:text/html,x", "//evil.example/",
                                               "\"><script>alert(1)</script>", "urn:x:" HOSTILE };

START_TEST(nothing_said_becomes_markup)
{
    occi_entity *entity = machine(hostile_targets[_i]);
    entity->title = entity->summary = entity->state_message = entity->desired_state = HOSTILE;
    entity->links[0]->title = HOSTILE;
    entity->links[0]->state = HOSTILE;
    const occi_value value = { .type = OCCI_STRING, .string = HOSTILE };
    check_accepted(
        occi_entity_set(pool, entity, occi_entity_definition(entity, "occi.compute.hostname"), &value));
    start_page(pool, "/compute/" HOSTILE);
    out.query = HOSTILE;
    occi_html.entity(&out, entity);
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//title", HARMLESS " – Compute Resource – occibase");
    CHECK_TEXT(page, "//h1", HARMLESS);
    CHECK_TEXT(page, "//tr[th/code='occi.compute.hostname']/td", HARMLESS);
    CHECK_TEXT(page, "//dt[.='Summary']/following-sibling::dd[1]", HARMLESS);
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/th/a", HARMLESS);
    CHECK_TEXT(page, "//table[caption='Links']/tbody/tr/td[3]/span/@data-state", HARMLESS);
    CHECK_COUNT(page, "//table[caption='Links']/tbody/tr/td[1]/a", 0);
    CHECK_COUNT(page, "//table[caption='Links']/tbody/tr/td[1]/code", 1);
}
END_TEST

/* --- collections --- */

static void list(const char *path, size_t count)
{
    occi_entity *entity = machine("/storage/1");
    out.path = path;
    occi_html.listing_begin(&out);
    for (size_t i = 0; i < count; i++) {
        entity->title = i ? "" : HOSTILE;
        occi_pool_fail_after(0); /* a row takes no memory, so the millionth takes no more */
        occi_html.listing_item(&out, entity);
        occi_pool_fail_after(-1);
    }
    occi_html.listing_end(&out);
    ck_assert_uint_eq(out.items, count);
}

/* Rows are written into a writer that needs no memory either. */
static char bytes[1 << 20];
static size_t used;

static bool write_bytes(occi_writer *self, const char *text, size_t length)
{
    (void)self;
    ck_assert_uint_lt(used + length, sizeof bytes);
    memcpy(bytes + used, text, length);
    used += length;
    return true;
}

static xmlDoc *listed(const char *path, size_t count)
{
    occi_writer direct = { .write = write_bytes };
    used = 0;
    out.body = &direct;
    list(path, count);
    ck_assert(!direct.has_failed);
    occi_write(&body.writer, bytes, used);
    return finish_page();
}

START_TEST(a_collection_has_a_row_for_each_entity)
{
    start_page(pool, NULL);
    xmlDoc *page = listed("/compute/", 3);
    CHECK_TEXT(page, "//title", "Compute Resource – collection – occibase");
    CHECK_TEXT(page, "//nav[@aria-label='Collections']//a[@aria-current='page']/@href", "/compute/");
    CHECK_COUNT(page, "//table", 1);
    CHECK_COUNT(page, "//tbody/tr", 3);
    CHECK_TEXT(page, "//tbody/tr[1]/th/a", HARMLESS);
    CHECK_TEXT(page, "//tbody/tr[1]/th/a/@href", "/compute/1");
    CHECK_TEXT(page, "//tbody/tr[2]/th", "untitled");
    CHECK_TEXT(page, "//tbody/tr[1]/td[1]/a/@href", "/compute/");
    CHECK_TEXT(page, "//tbody/tr[1]/td[2]", "inactive");
    CHECK_TEXT(page, "//tbody/tr[1]/td[3]/a/@href", "/compute/1");
    CHECK_TEXT(page, "//main/p[last() - 1]", "3 entities");
    CHECK_TEXT(page, "//p[@class='hint']/a/@href", "/compute/?page=1&number=100");
    CHECK_COUNT(page, "//nav[@aria-label='Pages']", 0);
}
END_TEST

START_TEST(an_empty_collection_says_so)
{
    start_page(pool, NULL);
    xmlDoc *page = listed("/mixin/resource_tpl/small/", 0);
    CHECK_TEXT(page, "//h1", "A small Compute instance");
    CHECK_COUNT(page, "//table", 0);
    CHECK_TEXT(page, "//main/p[last() - 1]", "There are none.");
}
END_TEST

START_TEST(a_path_without_a_category_is_a_collection_too)
{
    start_page(pool, NULL);
    xmlDoc *page = listed("/mixin/", 1);
    CHECK_TEXT(page, "//h1", "/mixin/");
    CHECK_TEXT(page, "//main/p[last() - 1]", "1 entity");
    start_page(pool, NULL);
    out.model = NULL;
    out.collection = find(INF "network");
    CHECK_TEXT(listed(NULL, 1), "//h1", "Network Resource");
}
END_TEST

START_TEST(pages_lead_to_their_neighbours_and_keep_the_filters)
{
    start_page(pool, NULL);
    out.query = "category=http%3A%2F%2Fx%23y&page=2;number=3&attribute=a=\"<b>";
    out.page = 2;
    out.number = 3;
    out.has_next = true;
    xmlDoc *page = listed("/compute/", 3);
    CHECK_TEXT(page, "//nav[@aria-label='Pages']//a[@rel='prev']/@href",
               "/compute/?category=http%3A%2F%2Fx%23y&attribute=a=%22%3Cb%3E&page=1&number=3");
    CHECK_TEXT(page, "//nav[@aria-label='Pages']//a[@rel='next']/@href",
               "/compute/?category=http%3A%2F%2Fx%23y&attribute=a=%22%3Cb%3E&page=3&number=3");
    CHECK_TEXT(page, "//nav[@aria-label='Pages']//li[@aria-current='page']", "Page 2");
    CHECK_TEXT(page, "//main/p/a[.='Show all']/@href", "/compute/");
    CHECK_COUNT(page, "//p[@class='hint']/a", 0);
    start_page(pool, NULL);
    out.query = "page=1&number=3";
    out.page = 1;
    out.number = 3;
    page = listed("/compute/", 3); /* full, and still the last */
    CHECK_COUNT(page, "//nav[@aria-label='Pages']//a", 0);
    CHECK_COUNT(page, "//main/p/a[.='Show all']", 0);
    start_page(pool, NULL);
    out.query = "action=start";
    page = listed("/compute/", 1);
    CHECK_TEXT(page, "//p[@class='hint']/a/@href", "/compute/?page=1&number=100");
    CHECK_COUNT(page, "//main/p/a[.='Show all']", 0);
}
END_TEST

/* --- the query interface --- */

static size_t all_categories(const occi_category *all[], size_t max)
{
    size_t count = occi_model_count(model);
    ck_assert_uint_le(count, max);
    for (size_t i = 0; i < count; i++)
        all[i] = occi_model_at(model, i);
    return count;
}

static void check_definition(xmlDoc *document, const char *href)
{
    check_fragment(document, strchr(href, '#') + 1);
}

START_TEST(the_query_interface_shows_every_category)
{
    const occi_category *all[200];
    size_t count = all_categories(all, 200);
    start_page(pool, "/-/");
    occi_html.categories(&out, all, count);
    xmlDoc *page = finish_page();
    ck_assert_uint_eq((size_t)number_of(page, "count(//section)"), count);
    CHECK_COUNT(page, "//main/h2", 3);
    each_value(page, "//main//a[starts-with(@href, '/-/#')]/@href", check_definition);
#define SECTION(identifier) "//section[@id='" identifier "']"
    CHECK_TEXT(page, SECTION(INF "compute") "/h3", "Compute Resource");
    CHECK_TEXT(page, SECTION(INF "compute") "//dt[.='Collection']/following-sibling::dd[1]/a/@href",
               "/compute/");
    CHECK_TEXT(page, SECTION(INF "compute") "//dt[.='Parent']/following-sibling::dd[1]/a/@href",
               "/-/#http://schemas.ogf.org/occi/core%23resource");
    CHECK_COUNT(page, SECTION(INF "compute") "//dt[.='Actions']/following-sibling::dd[1]/a", 5);
#define CORES SECTION(INF "compute") "//tr[th/code='occi.compute.cores']"
    CHECK_TEXT(page, CORES "/td[1]", "integer");
    CHECK_TEXT(page, CORES "/td[2]", "yes");
    CHECK_TEXT(page, CORES "/td[3]", "no");
    CHECK_TEXT(page, CORES "/td[4]", "1");
    CHECK_TEXT(page, CORES "/td[5]", "a positive integer");
    CHECK_TEXT(page, CORES "/td[6]", "Number of virtual CPU cores");
    CHECK_TEXT(page, SECTION(TEMPLATE "small") "//dt[.='Depends on']/following-sibling::dd[1]/a/@href",
               "/-/#http://schemas.ogf.org/occi/infrastructure%23resource_tpl");
}
END_TEST

START_TEST(no_categories_are_a_page_too)
{
    const occi_category *one = find(TEMPLATE "small");
    start_page(pool, "/-/");
    occi_html.categories(&out, NULL, 0);
    CHECK_COUNT(finish_page(), "//section", 0);
    start_page(pool, "/-/");
    occi_html.categories(&out, &one, 1);
    xmlDoc *page = finish_page();
    CHECK_COUNT(page, "//section", 1);
    CHECK_TEXT(page, "//main/h2", "Mixins");
}
END_TEST

/* --- other answers --- */

START_TEST(a_created_entity_is_linked)
{
    start_page(pool, "/compute/");
    occi_html.created(&out, machine("/storage/1"));
    CHECK_TEXT(finish_page(), "//main//a/@href", "/compute/1");
    start_page(pool, "/compute/1");
    occi_html.empty(&out);
    CHECK_TEXT(finish_page(), "//h1", "Done");
}
END_TEST

START_TEST(every_error_is_a_page)
{
    for (int code = 0; code < OCCI_ERROR_COUNT; code++) {
        occi_error *error = occi_error_new(pool, (occi_error_code)code, "here",
                                           (const char *const[]){ HOSTILE, HOSTILE, HOSTILE, HOSTILE, NULL });
        int status = occi_error_status(error->code);
        start_page(pool, "/x");
        occi_html.error(&out, status, error);
        xmlDoc *page = finish_page();
        ck_assert(strlen(text_of(page, "//p[@class='error']")) >= 5);
        CHECK_TEXT(page, "//p[@class='hint']", occi_pool_format(pool, "HTTP status %d", status));
    }
    start_page(pool, NULL); /* before anything is known */
    out.query = NULL;
    out.model = NULL;
    occi_html.error(&out, 401, OCCI_FAIL(pool, CREDENTIALS));
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//h1", "Not signed in");
    CHECK_COUNT(page, "//nav[@aria-label='Collections']//a", 1);
}
END_TEST

START_TEST(crumbs_are_safe_and_short_for_any_path)
{
    start_page(pool, "//evil.example/\\x/");
    occi_html.empty(&out);
    xmlDoc *page = finish_page();
    CHECK_TEXT(page, "//nav[@aria-label='Path']//li[2]/a/@href", "/.//");
    CHECK_TEXT(page, "//nav[@aria-label='Path']//li[3]/a/@href", "/.//evil.example/");
    CHECK_TEXT(page, "//nav[@aria-label='Path']//li[4]/a/@href", "/.//evil.example/%5Cx/");
    char *deep = occi_pool_zero(pool, 60001);
    memset(deep, '/', 60000);
    start_page(pool, deep);
    occi_html.empty(&out);
    CHECK_COUNT(finish_page(), "//nav[@aria-label='Path']//li", 2);
    ck_assert_uint_lt(body.length, 10000);
}
END_TEST

/* --- memory --- */

/* The query interface first: without memory a pattern is described in fewer words, and what follows fails. */
static void write_everything(const occi_entity *entity)
{
    const occi_category *all[200];
    size_t count = all_categories(all, 200);
    occi_html.categories(&out, all, count);
    occi_html.entity(&out, entity);
    occi_html.listing_begin(&out);
    occi_html.listing_item(&out, entity);
    occi_html.listing_end(&out);
}

static void start_everything(occi_pool *scratch)
{
    start_page(scratch, "/compute/1");
    out.query = "category=x&page=2";
    out.page = 2;
    out.number = 1;
    out.has_next = true;
}

START_TEST(any_allocation_may_fail)
{
    const occi_entity *entity = machine("/storage/1");
    start_everything(pool);
    write_everything(entity);
    ck_assert(!body.writer.has_failed);
    const char *whole = occi_buffer_text(&body);
    bool has_failed = true;
    for (long allocations = 0; has_failed; allocations++) {
        ck_assert_int_lt(allocations, 10000);
        occi_pool *scratch = occi_pool_new(NULL);
        start_everything(scratch);
        occi_pool_fail_after(allocations);
        write_everything(entity);
        occi_pool_fail_after(-1);
        has_failed = body.writer.has_failed;
        ck_assert(has_failed || allocations > 5);
        if (!has_failed)
            ck_assert_str_eq(occi_buffer_text(&body), whole);
        occi_pool_free(scratch);
    }
}
END_TEST

int main(void)
{
    TCase *group = tcase_create("html");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, binding_load, binding_unload);
    tcase_add_loop_test(group, what_is_written_is_escaped, 0, (int)(sizeof written / sizeof *written));
    tcase_add_loop_test(group, nothing_said_becomes_markup, 0,
                        (int)(sizeof hostile_targets / sizeof *hostile_targets));
    const TTest *const tests[] = { several_marks_take_their_values_in_order,
                                   only_safe_references_are_walkable,
                                   an_entity_is_shown_whole,
                                   a_link_leads_to_both_its_ends,
                                   every_type_of_value_is_shown,
                                   a_collection_has_a_row_for_each_entity,
                                   an_empty_collection_says_so,
                                   a_path_without_a_category_is_a_collection_too,
                                   pages_lead_to_their_neighbours_and_keep_the_filters,
                                   the_query_interface_shows_every_category,
                                   no_categories_are_a_page_too,
                                   a_created_entity_is_linked,
                                   every_error_is_a_page,
                                   crumbs_are_safe_and_short_for_any_path,
                                   any_allocation_may_fail };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(group, tests[i]);
    Suite *suite = suite_create("html");
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
