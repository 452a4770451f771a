/* The rules for model documents: one broken at a time, with its sentence; several at once; and what ships
 * with us breaks none. Small documents are written with ' for " to stay readable. */
#include "occi/model_check.h"

#include <string.h>
#include "occi/json.h"
#include "tests/unit/models.h"

#define PARENT   "'parent':'http://schemas.ogf.org/occi/core#resource'"
#define OURS     "'scheme':'http://example.com/occi#'"
#define KIND     "{'term':'pump'," OURS "," PARENT ",'location':'/pump/'}"
#define CORE_URI "http://schemas.ogf.org/occi/core#"

static occi_pool *pool;
static json_t *others; /* what ships with us */

static void set_up(void)
{
    pool = occi_pool_new(NULL);
    others = occi_json_adopt(pool, models_document());
}

static void tear_down(void)
{
    occi_pool_free(pool);
}

static json_t *read_document(const char *text)
{
    char *json = occi_pool_string(pool, text);
    for (char *quote = json; (quote = strchr(quote, '\''));)
        *quote = '"';
    json_error_t where;
    json_t *document = occi_json_adopt(pool, json_loads(json, JSON_DECODE_ANY, &where));
    ck_assert_msg(document != NULL, "%s: %s", where.text, json);
    return document;
}

/* What is found, a line each: the rule, "!" for an error, and the sentence. */
static const char *findings(const json_t *document, const json_t *beside, bool is_standard)
{
    occi_findings found;
    const char *all = "";
    bool has_error = false;
    occi_error *error = occi_model_check(pool, document, beside, is_standard, &found);
    ck_assert_msg(error == NULL, "%s", error ? error->message : "");
    for (size_t i = 0; i < found.count; i++) {
        const occi_finding *one = &found.list[i];
        has_error |= one->is_error;
        all = occi_pool_format(pool, "%s%s%s %s\n", all, one->rule, one->is_error ? "!" : "", one->text);
    }
    ck_assert_int_eq(found.has_error, has_error);
    return all;
}

static void check_found(const char *text, const char *expected)
{
    ck_assert_str_eq(findings(read_document(text), others, false), expected);
}

START_TEST(what_ships_with_us_keeps_the_rules)
{
    static const char *const files[] = { MODEL_FILES };
    json_t *before = occi_json_adopt(pool, json_object());
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        json_t *document = occi_json_adopt(pool, models_read(files[i])), *list;
        const char *member;
        ck_assert_str_eq(findings(document, before, true), "");
        json_object_foreach(document, member, list)
        {
            if (!json_object_get(before, member))
                json_object_set_new(before, member, json_array());
            json_array_extend(json_object_get(before, member), list);
        }
    }
}
END_TEST

START_TEST(a_good_document_is_not_spoken_of)
{
    check_found("{}", "");
    check_found("{'kinds':[{'term':'pump'," OURS "," PARENT
                ",'location':'/pump/','actions':['http://example.com/occi#prime'],"
                "'attributes':{'com.example.pump.state':{'pattern':{'enum':['dry','wet']}}}}],"
                "'actions':[{'term':'prime'," OURS ",'attributes':{'method':{'default':'slow'}}}],"
                "'lifecycles':[{'kind':'http://example.com/"
                "occi#pump','state':'com.example.pump.state','initial':'dry',"
                "'transitions':[{'action':'http://example.com/occi#prime','from':['dry'],'to':'wet'}]}]}",
                "");
    /* a template gives a default to what the standard defines */
    check_found(
        "{'mixins':[{'term':'huge'," OURS ",'location':'/huge/',"
        "'depends':['http://schemas.ogf.org/occi/infrastructure#resource_tpl'],"
        "'attributes':{'occi.compute.cores':{'type':'number','pattern':{'type':'integer'},'default':64}}}]}",
        "");
}
END_TEST

START_TEST(each_rule_has_its_sentence)
{
    static const struct {
        const char *text;
        const char *found;
    } rows[] = {
        { "{'mixins':[{'term':'compute','scheme':'http://schemas.ogf.org/occi/infrastructure#','location':'/"
          "c/'}]}",
          "identifier-taken! mixins[0].term: another document defines this category already\n"
          "scheme-reserved! mixins[0].scheme: schemes under http://schemas.ogf.org/occi/ are reserved to the "
          "standard "
          "(GFD.221 5.5.1), for documents that ship with occibase (--standard); choose one of your own\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/m/','key':7}]}",
          "key! mixins[0].key: the registry hands out keys; leave it out\n" },
        { "{'mixins':[{'term':'m','scheme':'http://example.com/occi','location':'/m/'}]}",
          "scheme-form! mixins[0].scheme: a scheme is an absolute URI that ends in \"#\", or many clients "
          "cannot read it\n" },
        { "{'mixins':[{'term':'m','scheme':'occi#','location':'/m/'}]}",
          "scheme-form! mixins[0].scheme: a scheme is an absolute URI that ends in \"#\", or many clients "
          "cannot read it\n" },
        { "{'mixins':[{'term':'Big'," OURS ",'location':'/m/'}]}",
          "term-capitals mixins[0].term: some clients make terms lower case; choose one without capitals\n" },
        { "{'mixins':[{'term':'m'," OURS "}]}", "location-missing! mixins[0].location: every kind and mixin "
                                                "has a location, where its collection is\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/-/m/'}]}",
          "location-reserved! mixins[0].location: neither the root nor what is below /-/, /.well-known/ and "
          "/.web/ is free\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/'}]}",
          "location-reserved! mixins[0].location: neither the root nor what is below /-/, /.well-known/ and "
          "/.web/ is free\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/compute/'}]}",
          "location-taken! mixins[0].location: a category of another document is there already\n" },
        { "{'actions':[{'term':'go'," OURS "}]}", "action-owner! actions[0]: the action belongs to no kind "
                                                  "or mixin; it has to be among the actions of exactly one "
                                                  "(GFD.221 5.3.5)\n"
                                                  "action-effect actions[0]: no lifecycle has a transition "
                                                  "for this action, so it will always be refused\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/m/','attributes':{'occi.m.size':{}}}]}",
          "attribute-reserved! mixins[0].attributes.occi.m.size: names under occi. are reserved to the "
          "standard (GFD.221 "
          "5.3.2), for documents that ship with occibase (--standard), unless they are defined already and "
          "only get a "
          "default here; choose one like com.example.name\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/m/','attributes':{'m.size':{}}}]}",
          "attribute-domain mixins[0].attributes.m.size: names should begin with a domain of yours, turned "
          "round: "
          "com.example.name (GFD.221 5.3.2)\n" },
        { "{'kinds':[{'term':'k'," OURS ",'location':'/k/','parent':'http://example.com/occi#none'}]}",
          "reference! kinds[0].parent: no document defines this category\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/m/','applies':['http://example.com/occi#k','x']}]}",
          "reference! mixins[0].applies[0]: no document defines this category\n"
          "reference! mixins[0].applies[1]: no document defines this category\n" },
        { "{'generators':[{'attribute':'occi.compute.hostname','of':'http://schemas.ogf.org/occi/"
          "infrastructure#compute',"
          "'as':'mac'}]}",
          "owner! generators[0].of: lifecycles, families and generators may only speak of categories of "
          "their own document\n" },
        { "{'kinds':[" KIND "],'lifecycles':[{'kind':'http://example.com/occi#pump','driven':true,"
          "'state':'occi.core.id','initial':'a'}]}",
          "driven! lifecycles[0].driven: no driver makes kinds of other documents real; leave it out, and "
          "the registry "
          "itself moves the state\n" },
        { "{'kinds':[" KIND "],'lifecycles':[{'kind':'http://example.com/occi#pump','readonly':true}]}",
          "readonly! lifecycles[0].readonly: the registry shows nothing of its own under kinds of other "
          "documents; leave it out\n" },
        { "{'kinds':[{'term':'k'," OURS ",'location':'/k/'}]}",
          "document! kinds[0].parent: it is missing\n" },
        { "{'kinds':[{'term':'k'," OURS ",'location':'/k/','parent':'http://example.com/occi#k'}]}",
          "document! kinds[0].parent: it goes round in a circle\n" },
        { "{'mixins':[{'term':'m'," OURS
          ",'location':'/m/','attributes':{'com.example.a':{'type':'date'}}}]}",
          "document! mixins[0].attributes.com.example.a.type: expected one of string, number, boolean, array "
          "and object\n" },
        { "{'mixins':[{'term':'m'," OURS ",'location':'/m/','attributes':{'com.example.a':{'default':1}}}]}",
          "document! mixins[0].attributes.com.example.a.default: expected a string\n" },
        { "[]", "document! the document: expected an object\n" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_found(rows[i].text, rows[i].found);
}
END_TEST

START_TEST(what_ships_with_us_may_speak_for_the_standard)
{
    const char *text =
        "{'kinds':[{'term':'Pump','scheme':'http://schemas.ogf.org/occi/pumps#'," PARENT
        ",'location':'/pump/','attributes':{'occi.pump.state':{}}}],"
        "'lifecycles':[{'kind':'http://schemas.ogf.org/occi/pumps#Pump','state':'occi.pump.state',"
        "'initial':'dry','driven':true}]}";
    ck_assert_str_eq(findings(read_document(text), others, true), "");
    const char *found = findings(read_document(text), others, false);
    ck_assert_ptr_nonnull(strstr(found, "scheme-reserved! "));
    ck_assert_ptr_nonnull(strstr(found, "attribute-reserved! "));
    ck_assert_ptr_nonnull(strstr(found, "term-capitals "));
    ck_assert_ptr_nonnull(strstr(found, "driven! "));
}
END_TEST

START_TEST(what_others_need_is_not_given_up)
{
    json_t *beside =
        read_document("{'mixins':[{'term':'m','scheme':'y#','location':'/m/','applies':['x#gone']},"
                      "{'term':'n','scheme':'y#','depends':['y#m']}],"
                      "'kinds':[{'term':'c','scheme':'y#','parent':'x#lost','actions':['y#a']}],"
                      "'actions':[{'term':'a','scheme':'y#'}]}");
    ck_assert_str_eq(
        findings(read_document("{}"), beside, false),
        "needed! the document: it no longer defines x#lost, which y#c of another document needs\n"
        "needed! the document: it no longer defines x#gone, which y#m of another document needs\n");
}
END_TEST

START_TEST(an_action_has_one_owner)
{
    check_found("{'mixins':[{'term':'m'," OURS ",'location':'/m/','actions':['http://example.com/occi#go']},"
                "{'term':'n'," OURS ",'location':'/n/','actions':['http://example.com/occi#go']}],"
                "'actions':[{'term':'go'," OURS "}]}",
                "action-effect actions[0]: no lifecycle has a transition for this action, so it will always "
                "be refused\n"
                "document! mixins[1].actions[0]: it is the action of another category\n");
}
END_TEST

START_TEST(memory_that_is_out_leaves_nothing_behind)
{
    json_t *document =
        read_document("{'kinds':[{'term':'K','scheme':'occi'," PARENT "}],'families':[{'mixin':'x'}]}");
    occi_error *error;
    json_t *beside =
        read_document("{'mixins':[{'term':'m','scheme':'y#','location':'/m/','applies':['x#gone']}]}");
    long allocations = 0;
    do {
        occi_pool *inner = occi_pool_new(NULL);
        occi_findings found;
        occi_pool_fail_after(allocations++);
        error = occi_model_check(inner, document, beside, false, &found);
        occi_pool_fail_after(-1);
        ck_assert(!error || error == &occi_error_no_memory);
        occi_pool_free(inner);
    } while (error);
    ck_assert_int_gt(allocations, 10);
}
END_TEST

int main(void)
{
    static const TTest *const *const tests[] = {
        &what_ships_with_us_keeps_the_rules,
        &a_good_document_is_not_spoken_of,
        &each_rule_has_its_sentence,
        &what_ships_with_us_may_speak_for_the_standard,
        &what_others_need_is_not_given_up,
        &an_action_has_one_owner,
        &memory_that_is_out_leaves_nothing_behind,
    };
    TCase *group = tcase_create("model_check");
    tcase_set_timeout(group, 60);
    tcase_add_checked_fixture(group, set_up, tear_down);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(group, *tests[i]);
    Suite *suite = suite_create("model_check");
    suite_add_tcase(suite, group);
    return unit_run_suite(suite);
}
