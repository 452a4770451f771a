/* Tests of occi/rendering.c. */
#include "occi/rendering.h"

#include <string.h>
#include "occi/html.h"
#include "occi/json.h"
#include "occi/text.h"
#include "tests/unit/unit.h"

static const occi_rendering *find(const char *media_type)
{
    return occi_rendering_find(media_type, strlen(media_type));
}

START_TEST(renderings_are_found_by_media_type_and_alias)
{
    ck_assert_ptr_eq(find("text/plain"), &occi_text_plain);
    ck_assert_ptr_eq(find("text/occi+plain"), &occi_text_plain);
    ck_assert_ptr_eq(find("Text/OCCI"), &occi_text_occi);
    ck_assert_ptr_eq(find("text/uri-list"), &occi_text_uri_list);
    ck_assert_ptr_eq(occi_rendering_find("text/occi; charset=utf-8", 9), &occi_text_occi);
    ck_assert_ptr_null(find("text/plai"));
    ck_assert_ptr_null(find("text/plainer"));
    ck_assert_ptr_null(find(""));
}
END_TEST

START_TEST(text_plain_is_the_first_of_the_table)
{
    ck_assert_ptr_eq(occi_rendering_at(0), &occi_text_plain);
    size_t count = 0;
    for (const occi_rendering *row; (row = occi_rendering_at(count)); count++)
        ck_assert_ptr_eq(find(row->media_type), row);
    ck_assert_uint_ge(count, 3);
    ck_assert_ptr_null(occi_rendering_at(count + 1));
}
END_TEST

typedef struct accept_row {
    const char *accept;
    const occi_rendering *expected;
} accept_row;

static const accept_row accepts[] = {
    { NULL, &occi_text_plain },
    { "", &occi_text_plain },
    { "  ", &occi_text_plain },
    { " , ,", &occi_text_plain },
    { "*/*", &occi_text_plain },
    { "text/*", &occi_text_plain },
    { "TEXT/*", &occi_text_plain },
    { "*", &occi_text_plain },
    { "text/plain", &occi_text_plain },
    { "text/occi+plain", &occi_text_plain },
    { "text/plain; charset=utf-8", &occi_text_plain },
    { "text/occi", &occi_text_occi },
    { "Text/Occi", &occi_text_occi },
    { "text/uri-list", &occi_text_uri_list },
    { "text/uri-list;q=0.1", &occi_text_uri_list },
    /* rOCCI-api's default */
    { "text/plain,text/occi;q=0.2", &occi_text_plain },
    { "text/occi;q=0.2, text/plain", &occi_text_plain },
    { "text/occi, text/plain;q=0.2", &occi_text_occi },
    { "text/occi;q=0.9,text/plain;q=0.95", &occi_text_plain },
    { "text/occi;q=0.951,text/plain;q=0.95", &occi_text_occi },
    { "text/occi ; Q = 0.9 , text/plain ; q = .8", &occi_text_occi },
    /* ties go by the table */
    { "text/occi, text/plain", &occi_text_plain },
    { "text/uri-list, text/occi", &occi_text_occi },
    { "text/occi;q=7, text/plain", &occi_text_plain },
    { "text/occi;q=1.000, text/plain;q=1", &occi_text_plain },
    { "text/occi;q=high, text/plain;q=0.5", &occi_text_occi },
    /* uri-list wins by its own name only */
    { "text/uri-list, text/plain;q=0.5", &occi_text_uri_list },
    { "text/uri-list;q=0.5, */*;q=0.8", &occi_text_plain },
    { "text/uri-list;q=0.5, */*;q=0.1", &occi_text_uri_list },
    /* the closest range counts */
    { "text/plain;q=0.1, */*", &occi_text_occi },
    { "text/plain;q=0, */*", &occi_text_occi },
    { "text/*;q=0, */*;q=1", &occi_json_occi },
    { "application/*", &occi_json_occi },
    { "application/json", &occi_json_plain },
    { "text/plain;q=0.5, application/occi+json;q=0.9", &occi_json_occi },
    { "*/*;q=0.1, text/*;q=0.5, text/occi;q=0.3", &occi_text_plain },
    { "text/occi;q=0", NULL },
    { "text/plain;q=0.000", NULL },
    /* what browsers and old Java send */
    { "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", &occi_html },
    { "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", &occi_html },
    /* pages only for who names them, and likes nothing of OCCI as much */
    { "text/html", &occi_html },
    { "Text/HTML;q=0.1", &occi_html },
    { "text/html, */*", &occi_text_plain },
    { "text/html, text/*", &occi_text_plain },
    { "text/html, text/plain", &occi_text_plain },
    { "text/html, application/json", &occi_json_plain },
    { "text/html;q=0.9, application/json", &occi_json_plain },
    { "text/html;q=0, */*", &occi_text_plain },
    { "text/html;q=0", NULL },
    { "application/x-unknown, text/occi;q=0.1", &occi_text_occi },
    { "application/x-unknown", NULL },
    { "image/*", NULL },
    { "nonsense", NULL },
    { "text/", NULL },
    { "text", NULL },
    { "text/plainer", NULL },
    /* parameters that look like something else */
    { "text/occi;note=\"a,b;q=0, text/plain\";q=0.5", &occi_text_occi },
    { "text/occi;note=\"a\\\"b, text/plain\"", &occi_text_occi },
    { "text/occi;;;q=0.5;, ;text/plain;q=0.4", &occi_text_occi },
    { "text/occi;note=\"never closed, text/plain", &occi_text_occi },
};

START_TEST(negotiation)
{
    const accept_row *row = &accepts[_i];
    const occi_rendering *chosen = occi_rendering_negotiate(row->accept);
    ck_assert_msg(chosen == row->expected, "%s: %s", row->accept ? row->accept : "NULL",
                  chosen ? chosen->media_type : "none");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rendering");
    TCase *group = tcase_create("rendering");
    tcase_add_test(group, renderings_are_found_by_media_type_and_alias);
    tcase_add_test(group, text_plain_is_the_first_of_the_table);
    tcase_add_loop_test(group, negotiation, 0, (int)(sizeof accepts / sizeof *accepts));
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
