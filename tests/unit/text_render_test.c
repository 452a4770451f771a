/* Tests of occi/text_render.c: what is written, byte by byte. */
#include "occi/text.h"

#include <string.h>
#include "tests/unit/render_model.h"
#include "tests/unit/unit.h"

/* An answer in the making. */

static occi_pool *pool;
static occi_buffer head;
static occi_buffer body;
static occi_output out;

static void start_output(occi_pool *scratch)
{
    occi_buffer_init(&head, scratch, 0);
    occi_buffer_init(&body, scratch, 0);
    out = (occi_output){
        .pool = scratch, .head = &head.writer, .body = &body.writer, .base = "https://cloud.example.org"
    };
}

#define ASSERT_HEAD(text) ck_assert_str_eq(occi_buffer_text(&head), text)
#define ASSERT_BODY(text) ck_assert_str_eq(occi_buffer_text(&body), text)

/* The entity that most tests show. */
static occi_attribute_value compute_values[8];
static occi_attribute_value nic_values[3];
static const occi_category *nic_mixins[1];
static const occi_category *compute_mixins[1];
static occi_entity nic;
static occi_entity outside;
static occi_entity *links[] = { &nic, &outside };
static occi_entity compute;

static void setup(void)
{
    pool = occi_pool_new(NULL);
    start_output(pool);
    nic_mixins[0] = &ip_mixin;
    compute_mixins[0] = &deb12;
    nic = (occi_entity){ .id = "90aa0000-0000-4000-8000-000000000002",
                         .location = "/networkinterface/90aa",
                         .kind = &nic_kind,
                         .mixins = nic_mixins,
                         .mixin_count = 1,
                         .source = "/compute/51d0",
                         .source_kind = &compute_kind,
                         .target = "/network/7c3e",
                         .target_kind = &network_kind,
                         .values = nic_values };
    outside = (occi_entity){ .id = "90bb0000-0000-4000-8000-000000000003",
                             .location = "/networkinterface/90bb",
                             .kind = &nic_kind,
                             .source = "/compute/51d0",
                             .target = "http://example.org/a b" };
    compute = (occi_entity){ .id = ID,
                             .location = "/compute/51d0",
                             .kind = &compute_kind,
                             .mixins = compute_mixins,
                             .mixin_count = 1,
                             .values = compute_values,
                             .links = links };
}

static void teardown(void)
{
    occi_pool_fail_after(-1);
    occi_pool_free(pool);
}

static void add_value(occi_entity *entity, const occi_attribute *attribute, occi_value value)
{
    entity->values[entity->value_count++] = (occi_attribute_value){ attribute, value };
}

/* In another order than the definitions'. */
static void fill_compute(void)
{
    compute.title = "web \"one\"";
    add_value(&compute, &deb12_own[0], (occi_value){ .type = OCCI_STRING, .string = "12" });
    add_value(&compute, &compute_own[2], (occi_value){ .type = OCCI_STRING, .string = "active" });
    add_value(&compute, &compute_own[1], (occi_value){ .type = OCCI_NUMBER, .number = 2 });
    add_value(&compute, &compute_own[0], (occi_value){ .type = OCCI_INTEGER, .integer = 2 });
    add_value(&nic, &nic_own[2], (occi_value){ .type = OCCI_NUMBER, .number = 0.25 });
    add_value(&nic, &nic_own[0], (occi_value){ .type = OCCI_STRING, .string = "52:54:00:0a:0b:0c" });
    add_value(&nic, &nic_own[1], (occi_value){ .type = OCCI_INTEGER, .integer = 1500 });
    compute.link_count = 2;
}

#define NIC_LINK                                                                                             \
    "</network/7c3e>; rel=\"" INF "network\"; self=\"/networkinterface/90aa\"; category=\"" INF              \
    "networkinterface " INF "ip\"; occi.core.id=\"urn:uuid:90aa0000-0000-4000-8000-000000000002\"; "         \
    "occi.core.source=\"/compute/51d0\"; occi.core.target=\"/network/7c3e\"; "                               \
    "occi.networkinterface.mac=\"52:54:00:0a:0b:0c\"; example.mtu=1500; example.speed=0.25"
#define OUTSIDE_LINK                                                                                         \
    "<http://example.org/a%20b>; rel=\"" CORE "resource\"; self=\"/networkinterface/90bb\"; category=\"" INF \
    "networkinterface\"; occi.core.id=\"urn:uuid:90bb0000-0000-4000-8000-000000000003\"; "                   \
    "occi.core.source=\"/compute/51d0\"; occi.core.target=\"http://example.org/a b\""

START_TEST(an_entity_in_plain_text)
{
    fill_compute();
    occi_text_plain.entity(&out, &compute);
    ASSERT_BODY("Category: compute; scheme=\"" INF "\"; class=\"kind\"\r\n"
                "Category: deb12; scheme=\"" OS "\"; class=\"mixin\"\r\n"
                "Link: " NIC_LINK "\r\n"
                "Link: " OUTSIDE_LINK "\r\n"
                "Link: </compute/51d0?action=start>; rel=\"" ACT "start\"\r\n"
                "Link: </compute/51d0?action=stop>; rel=\"" ACT "stop\"\r\n"
                "X-OCCI-Attribute: occi.core.id=\"urn:uuid:" ID "\"\r\n"
                "X-OCCI-Attribute: occi.core.title=\"web \\\"one\\\"\"\r\n"
                "X-OCCI-Attribute: occi.compute.cores=2\r\n"
                "X-OCCI-Attribute: occi.compute.memory=2.0\r\n"
                "X-OCCI-Attribute: occi.compute.state=\"active\"\r\n"
                "X-OCCI-Attribute: example.release=\"12\"\r\n");
    ASSERT_HEAD("");
    ck_assert(!body.writer.has_failed);
}
END_TEST

START_TEST(an_entity_in_header_lines)
{
    fill_compute();
    occi_text_occi.entity(&out, &compute);
    ASSERT_HEAD("Category: compute; scheme=\"" INF "\"; class=\"kind\", deb12; scheme=\"" OS
                "\"; class=\"mixin\"\r\n"
                "Link: " NIC_LINK ", " OUTSIDE_LINK ", "
                "</compute/51d0?action=start>; rel=\"" ACT "start\", </compute/51d0?action=stop>; rel=\"" ACT
                "stop\"\r\n"
                "X-OCCI-Attribute: occi.core.id=\"urn:uuid:" ID "\", occi.core.title=\"web \\\"one\\\"\", "
                "occi.compute.cores=2, occi.compute.memory=2.0, occi.compute.state=\"active\", "
                "example.release=\"12\"\r\n");
    ASSERT_BODY("OK");
}
END_TEST

START_TEST(a_link_is_an_entity_too)
{
    occi_text_plain.entity(&out, &nic);
    ASSERT_BODY("Category: networkinterface; scheme=\"" INF "\"; class=\"kind\"\r\n"
                "Category: ip; scheme=\"" INF "\"; class=\"mixin\"\r\n"
                "X-OCCI-Attribute: occi.core.id=\"urn:uuid:90aa0000-0000-4000-8000-000000000002\"\r\n"
                "X-OCCI-Attribute: occi.core.source=\"/compute/51d0\"\r\n"
                "X-OCCI-Attribute: occi.core.target=\"/network/7c3e\"\r\n");
}
END_TEST

/* Every type of value. */

typedef struct value_row {
    const occi_attribute *attribute;
    occi_value value;
    const char *json;
    const char *plain;
    const char *header;
} value_row;

static const value_row values[] = {
    { &compute_own[0],
      { .type = OCCI_INTEGER, .integer = INT64_MIN },
      NULL,
      "-9223372036854775808",
      "-9223372036854775808" },
    { &compute_own[1],
      { .type = OCCI_NUMBER, .number = 1e21 },
      NULL,
      "1000000000000000000000.0",
      "1000000000000000000000.0" },
    { &compute_own[1], { .type = OCCI_NUMBER, .number = 0.1 }, NULL, "0.1", "0.1" },
    { &compute_own[3], { .type = OCCI_BOOLEAN, .boolean = true }, NULL, "true", "true" },
    { &compute_own[3], { .type = OCCI_BOOLEAN, .boolean = false }, NULL, "false", "false" },
    { &compute_own[2], { .type = OCCI_STRING, .string = "" }, NULL, "\"\"", "\"\"" },
    { &compute_own[2],
      { .type = OCCI_STRING, .string = "a, b; c\\d\te" },
      NULL,
      "\"a, b; c\\\\d\te\"",
      "\"a, b; c\\\\d e\"" },
    { &compute_own[2],
      { .type = OCCI_STRING, .string = "x\r\nSet-Cookie: y=\"z\"\x1B\x7F" },
      NULL,
      "\"x  Set-Cookie: y=\\\"z\\\"  \"",
      "\"x  Set-Cookie: y=\\\"z\\\"  \"" },
    { &compute_own[2],
      { .type = OCCI_STRING, .string = "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x90\x84" },
      NULL,
      "\"\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x90\x84\"",
      "\"? ? ?\"" },
    { &compute_own[4],
      { .type = OCCI_ARRAY },
      "[{\"protocol\": \"tcp\"}, 22, \"a\\\"b\"]",
      "\"[{\\\"protocol\\\":\\\"tcp\\\"},22,\\\"a\\\\\\\"b\\\"]\"",
      "\"[{\\\"protocol\\\":\\\"tcp\\\"},22,\\\"a\\\\\\\"b\\\"]\"" },
    { &compute_own[5],
      { .type = OCCI_OBJECT },
      "{\"k\": \"\xC3\xA4\\n\"}",
      "\"{\\\"k\\\":\\\"\xC3\xA4\\\\n\\\"}\"",
      "\"{\\\"k\\\":\\\"\\\\u00E4\\\\n\\\"}\"" },
    { &compute_own[4],
      { .type = OCCI_ARRAY },
      "[\"\x7F\\t\x7F\"]",
      "\"[\\\"\\\\u007f\\\\t\\\\u007f\\\"]\"",
      "\"[\\\"\\\\u007f\\\\t\\\\u007f\\\"]\"" },
};

START_TEST(a_value_is_written)
{
    const value_row *row = &values[_i];
    occi_value value = row->value;
    json_t *json = row->json ? json_loads(row->json, 0, NULL) : NULL;
    if (json)
        value.json = json;
    compute.id = NULL;
    add_value(&compute, row->attribute, value);
    const char *line =
        occi_pool_format(pool, "X-OCCI-Attribute: %s=%s\r\n", row->attribute->name, row->plain);
    occi_text_plain.entity(&out, &compute);
    ck_assert_str_eq(strstr(occi_buffer_text(&body), "X-OCCI-Attribute"), line);

    line = occi_pool_format(pool, "X-OCCI-Attribute: %s=%s\r\n", row->attribute->name, row->header);
    occi_text_occi.entity(&out, &compute);
    ck_assert_str_eq(strstr(occi_buffer_text(&head), "X-OCCI-Attribute"), line);
    json_decref(json);
}
END_TEST

/* Every header line must be one that cannot be taken for two. */
static void assert_header_lines(const char *text)
{
    size_t lines = 0;
    while (*text) {
        const char *end = strstr(text, "\r\n");
        ck_assert_ptr_nonnull(end);
        ck_assert_msg(strncmp(text, "Category: ", 10) == 0 || strncmp(text, "Link: ", 6) == 0 ||
                          strncmp(text, "X-OCCI-", 7) == 0,
                      "%s", text);
        for (; text < end; text++)
            ck_assert_msg(*text >= 0x20 && *text < 0x7F, "byte 0x%02X", (unsigned char)*text);
        text = end + 2;
        lines++;
    }
    ck_assert_uint_le(lines, 3);
}

START_TEST(client_bytes_cannot_break_a_header_line)
{
    const char *evil = "/\r\nSet-Cookie: a\r\n\r\n<b>,\"\\\xC3\xA4\x01\x7F";
    const occi_category tag = {
        .class = OCCI_MIXIN, .term = evil, .scheme = evil, .identifier = evil, .title = evil, .location = evil
    };
    const occi_category *tags[] = { &tag };
    fill_compute();
    compute.location = nic.location = nic.target = nic.source = compute.title = compute.id = evil;
    compute_mixins[0] = nic_mixins[0] = &tag;
    out.base = evil;
    occi_text_occi.entity(&out, &compute);
    assert_header_lines(occi_buffer_text(&head));
    start_output(pool);
    out.base = evil;
    occi_text_occi.listing_item(&out, &compute);
    occi_text_occi.listing_item(&out, &compute);
    occi_text_occi.listing_end(&out);
    assert_header_lines(occi_buffer_text(&head));
    start_output(pool);
    occi_text_occi.categories(&out, tags, 1);
    assert_header_lines(occi_buffer_text(&head));
    ck_assert_ptr_null(strchr(occi_buffer_text(&head), ','));
    start_output(pool);
    occi_error error = { OCCI_ERROR_SYNTAX, evil, "here" };
    occi_text_occi.error(&out, 400, &error);
    assert_header_lines(occi_buffer_text(&head));
}
END_TEST

/* What is written is read again as the same. */
START_TEST(the_parser_reads_what_is_written)
{
    fill_compute();
    compute.title = "a \"b\" \\ c, d; e=f <g> \xC3\xA4\t.";
    occi_text_plain.entity(&out, &compute);
    const occi_message *message = NULL;
    occi_error *error = occi_text_plain.parse(pool, NULL, 0, body.bytes, body.length, &message);
    ck_assert_msg(!error, "%s", error ? error->message : "");
    ck_assert_uint_eq(message->category_count, 2);
    ck_assert_str_eq(message->categories[1].scheme, OS);
    ck_assert_uint_eq(message->link_count, 4);
    ck_assert_str_eq(message->links[0].categories[1], INF "ip");
    ck_assert_uint_eq(message->links[0].attribute_count, 6);
    ck_assert_str_eq(message->links[3].action, "stop");
    ck_assert_uint_eq(message->attribute_count, 6);
    ck_assert_str_eq(message->attributes[1].value.text, compute.title);
    ck_assert_int_eq(message->attributes[2].value.form, OCCI_LITERAL_TOKEN);
}
END_TEST

START_TEST(each_rendering_reads_from_its_place)
{
    const occi_header header = { "X_OCCI_ATTRIBUTE", "a=1, b=2", 8 };
    const char *text = "X-OCCI-Attribute: c=3";
    const occi_message *message = NULL;
    ck_assert_ptr_null(occi_text_plain.parse(pool, &header, 1, text, strlen(text), &message));
    ck_assert_uint_eq(message->attribute_count, 1);
    ck_assert_ptr_null(occi_text_occi.parse(pool, &header, 1, text, strlen(text), &message));
    ck_assert_uint_eq(message->attribute_count, 2);
    ck_assert_ptr_null(occi_text_uri_list.parse(pool, &header, 1, "/a\n/b\n", 6, &message));
    ck_assert_uint_eq(message->location_count, 2);
    ck_assert_ptr_null(occi_text_plain.parse(pool, NULL, 0, NULL, 0, &message));
    ck_assert_uint_eq(message->attribute_count, 0);
}
END_TEST

/* Categories. */

static const occi_category *const all[] = { &entity_kind, &compute_kind, &os_tpl,
                                            &deb12,       &start_action, &stop_action };

#define COMPUTE_CATEGORY                                                                                     \
    "compute; scheme=\"" INF "\"; class=\"kind\"; title=\"Compute Resource\"; rel=\"" CORE                   \
    "resource\"; location=\"/compute/\"; attributes=\"occi.core.id{immutable} occi.core.title "              \
    "occi.compute.cores occi.compute.memory{required} occi.compute.state{immutable required} example.on "    \
    "example.ports example.labels\"; actions=\"" ACT "start " ACT "stop\""
#define DEB12_CATEGORY                                                                                       \
    "deb12; scheme=\"" OS "\"; class=\"mixin\"; rel=\"" INF                                                  \
    "os_tpl\"; location=\"/mixin/deb12/\"; attributes=\"example.release\""
#define START_CATEGORY "start; scheme=\"" ACT "\"; class=\"action\"; title=\"Start\"; attributes=\"method\""

START_TEST(categories_in_plain_text)
{
    occi_text_plain.categories(&out, all, COUNT(all));
    ASSERT_BODY("Category: entity; scheme=\"" CORE "\"; class=\"kind\"; title=\"Entity\"; "
                "attributes=\"occi.core.id{immutable} occi.core.title\"\r\n"
                "Category: " COMPUTE_CATEGORY "\r\n"
                "Category: os_tpl; scheme=\"" INF "\"; class=\"mixin\"; "
                "title=\"OS  \\\"templates\\\"  all \\\\ of them  \xC3\xA4\"; location=\"/mixin/os_tpl/\"\r\n"
                "Category: " DEB12_CATEGORY "\r\n"
                "Category: " START_CATEGORY "\r\n"
                "Category: stop; scheme=\"" ACT "\"; class=\"action\"\r\n");
    ASSERT_HEAD("");
}
END_TEST

START_TEST(categories_in_one_header_line)
{
    const occi_category *const some[] = { &compute_kind, &os_tpl, &start_action };
    occi_text_occi.categories(&out, some, COUNT(some));
    ASSERT_HEAD(
        "Category: " COMPUTE_CATEGORY ", os_tpl; scheme=\"" INF "\"; class=\"mixin\"; "
        "title=\"OS  \\\"templates\\\"  all \\\\ of them  ?\"; location=\"/mixin/os_tpl/\", " START_CATEGORY
        "\r\n");
    ASSERT_BODY("OK");
}
END_TEST

START_TEST(no_categories)
{
    occi_text_plain.categories(&out, NULL, 0);
    ASSERT_BODY("");
    occi_text_occi.categories(&out, NULL, 0);
    ASSERT_HEAD("");
    ASSERT_BODY("OK");
}
END_TEST

/* Listings. */

static void write_listing(const occi_rendering *rendering, size_t count)
{
    static occi_entity entities[] = { { .location = "/compute/1" },
                                      { .location = "/a,b \xC3\xA4" },
                                      { .location = "/compute/3" } };
    rendering->listing_begin(&out);
    for (size_t i = 0; i < count; i++)
        rendering->listing_item(&out, &entities[i]);
    rendering->listing_end(&out);
    ck_assert_uint_eq(out.items, count);
}

START_TEST(a_listing_in_plain_text)
{
    write_listing(&occi_text_plain, 3);
    ASSERT_BODY("X-OCCI-Location: https://cloud.example.org/compute/1\r\n"
                "X-OCCI-Location: https://cloud.example.org/a,b%20%C3%A4\r\n"
                "X-OCCI-Location: https://cloud.example.org/compute/3\r\n");
    ASSERT_HEAD("");
}
END_TEST

START_TEST(a_listing_in_one_header_line)
{
    write_listing(&occi_text_occi, 3);
    ASSERT_HEAD(
        "X-OCCI-Location: https://cloud.example.org/compute/1, https://cloud.example.org/a%2Cb%20%C3%A4, "
        "https://cloud.example.org/compute/3\r\n");
    ASSERT_BODY("OK");
}
END_TEST

START_TEST(a_listing_of_uris)
{
    write_listing(&occi_text_uri_list, 3);
    ASSERT_BODY("https://cloud.example.org/compute/1\r\nhttps://cloud.example.org/a,b%20%C3%A4\r\n"
                "https://cloud.example.org/compute/3\r\n");
    ASSERT_HEAD("");
}
END_TEST

START_TEST(empty_listings)
{
    write_listing(&occi_text_plain, 0);
    write_listing(&occi_text_uri_list, 0);
    ASSERT_BODY("");
    write_listing(&occi_text_occi, 0);
    ASSERT_HEAD("");
    ASSERT_BODY("OK");
}
END_TEST

/* Short answers. */

START_TEST(created)
{
    const char *location = "X-OCCI-Location: https://cloud.example.org/compute/51d0\r\n";
    occi_text_plain.created(&out, &compute);
    ASSERT_BODY(location);
    ASSERT_HEAD("");
    start_output(pool);
    occi_text_occi.created(&out, &compute);
    ASSERT_HEAD(location);
    ASSERT_BODY("OK");
    start_output(pool);
    occi_text_uri_list.created(&out, &compute);
    ASSERT_BODY("https://cloud.example.org/compute/51d0\r\n");
}
END_TEST

static const occi_rendering *const rows[] = { &occi_text_plain, &occi_text_occi, &occi_text_uri_list };

START_TEST(nothing_to_show_is_exactly_ok)
{
    rows[_i]->empty(&out);
    ASSERT_BODY("OK");
    ASSERT_HEAD("");
}
END_TEST

START_TEST(an_error_is_its_sentence)
{
    occi_error error = { OCCI_ERROR_SYNTAX, "line 1: \"\xC3\xA4\" is wrong", "here" };
    occi_text_plain.error(&out, 400, &error);
    ASSERT_BODY("line 1: \"\xC3\xA4\" is wrong\r\n");
    ASSERT_HEAD("");
    start_output(pool);
    occi_text_occi.error(&out, 400, &error);
    ASSERT_HEAD("X-OCCI-Error: line 1: \"?\" is wrong\r\n");
    ASSERT_BODY("line 1: \"\xC3\xA4\" is wrong");
    start_output(pool);
    occi_text_uri_list.error(&out, 400, &error);
    ASSERT_BODY("line 1: \"\xC3\xA4\" is wrong\r\n");
}
END_TEST

/* Failures. */

static void write_everything(const occi_rendering *rendering)
{
    rendering->entity(&out, &compute);
    rendering->categories(&out, all, COUNT(all));
    rendering->listing_item(&out, &compute);
    rendering->listing_end(&out);
}

START_TEST(any_allocation_may_fail)
{
    fill_compute();
    json_t *ports = json_loads("[1, {\"a\": 2}]", 0, NULL);
    add_value(&compute, &compute_own[4], (occi_value){ .type = OCCI_ARRAY, .json = ports });
    write_everything(rows[_i]);
    const char *whole = occi_pool_format(pool, "%s%s", occi_buffer_text(&head), occi_buffer_text(&body));
    bool has_failed = true;
    for (long n = 0; has_failed; n++) {
        ck_assert_int_lt(n, 10000);
        occi_pool *own = occi_pool_new(NULL);
        start_output(own);
        occi_pool_fail_after(n);
        write_everything(rows[_i]);
        occi_pool_fail_after(-1);
        has_failed = head.writer.has_failed || body.writer.has_failed;
        ck_assert(has_failed || n > 5);
        if (!has_failed)
            ck_assert_str_eq(occi_pool_format(own, "%s%s", occi_buffer_text(&head), occi_buffer_text(&body)),
                             whole);
        occi_pool_free(own);
    }
    json_decref(ports);
}
END_TEST

START_TEST(a_header_that_is_full_says_so)
{
    fill_compute();
    occi_buffer_init(&head, pool, 200);
    occi_text_occi.entity(&out, &compute);
    ck_assert(head.writer.has_failed);
    ck_assert(head.is_full);
    ck_assert_uint_le(head.length, 200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_render");
    TCase *group = tcase_create("text_render");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, setup, teardown);
    tcase_add_test(group, an_entity_in_plain_text);
    tcase_add_test(group, an_entity_in_header_lines);
    tcase_add_test(group, a_link_is_an_entity_too);
    tcase_add_loop_test(group, a_value_is_written, 0, (int)COUNT(values));
    tcase_add_test(group, client_bytes_cannot_break_a_header_line);
    tcase_add_test(group, the_parser_reads_what_is_written);
    tcase_add_test(group, each_rendering_reads_from_its_place);
    tcase_add_test(group, categories_in_plain_text);
    tcase_add_test(group, categories_in_one_header_line);
    tcase_add_test(group, no_categories);
    tcase_add_test(group, a_listing_in_plain_text);
    tcase_add_test(group, a_listing_in_one_header_line);
    tcase_add_test(group, a_listing_of_uris);
    tcase_add_test(group, empty_listings);
    tcase_add_test(group, created);
    tcase_add_loop_test(group, nothing_to_show_is_exactly_ok, 0, (int)COUNT(rows));
    tcase_add_test(group, an_error_is_its_sentence);
    tcase_add_loop_test(group, any_allocation_may_fail, 0,
                        2); /* plain and occi: URI lists have no entities */
    tcase_add_test(group, a_header_that_is_full_says_so);
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
