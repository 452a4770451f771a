/* Reading model documents: what is refused and where, models laid over others, inheritance, and memory that
 * is out. Small documents are written with ' for " to stay readable. */
#include "occi/model.h"

#include <string.h>
#include "tests/unit/models.h"

/* A model to be refused something in: kinds e and k, mixins m and n, actions a and b. */
#define ENTITY "{'term':'entity','scheme':'http://schemas.ogf.org/occi/core#'}"
#define KIND_A                                                                                               \
    "{'term':'k','scheme':'x#','parent':'http://schemas.ogf.org/occi/core#entity','actions':['x#a'],"        \
    "'attributes':{'s':{'pattern':{'enum':['off','on']}},'i':{'type':'number'}}}"
#define MIXIN_A "{'term':'m','scheme':'x#'}"
#define ACTIONS "'actions':[{'term':'a','scheme':'x#','attributes':{'name':{}}},{'term':'b','scheme':'x#'}]"
#define BODY    "'kinds':[" ENTITY "," KIND_A "],'mixins':[" MIXIN_A "]," ACTIONS

static json_t *read_document(const char *text)
{
    char json[8192];
    ck_assert_uint_lt(strlen(text), sizeof json);
    strcpy(json, text);
    for (char *quote = json; (quote = strchr(quote, '\''));)
        *quote = '"';
    json_error_t where;
    json_t *document = json_loads(json, JSON_DECODE_ANY | JSON_ALLOW_NUL, &where);
    ck_assert_msg(document != NULL, "%s: %s", where.text, json);
    return document;
}

static const occi_model *parse(occi_pool *pool, const char *text, const occi_model *base)
{
    json_t *document = read_document(text);
    const occi_model *model = NULL;
    occi_error *error = occi_model_parse(pool, document, base, &model);
    json_decref(document);
    ck_assert_msg(error == NULL, "%s: %s", text, error ? error->message : "");
    return model;
}

static void check_refused(const char *text, const occi_model *base, const char *message)
{
    occi_pool *pool = occi_pool_new(NULL);
    json_t *document = read_document(text);
    const occi_model *model = NULL;
    occi_error *error = occi_model_parse(pool, document, base, &model);
    json_decref(document);
    ck_assert_msg(error != NULL, "%s", text);
    ck_assert_str_eq(error->message, message);
    ck_assert_int_eq(error->code,
                     strstr(message, "not known here") ? OCCI_ERROR_NO_SUCH_CATEGORY : OCCI_ERROR_SYNTAX);
    ck_assert_ptr_null(model);
    occi_pool_free(pool);
}

typedef struct refused_row {
    const char *text;
    const char *message;
} refused_row;

#define CHECK_REFUSED(rows)                                                                                  \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++)                                               \
    check_refused((rows)[i].text, NULL, (rows)[i].message)

START_TEST(an_empty_document_is_an_empty_model)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model = parse(pool, "{}", NULL);
    ck_assert_uint_eq(occi_model_count(model), 0);
    ck_assert_ptr_null(occi_model_at(model, 0));
    ck_assert_ptr_null(occi_model_find(model, "x#m"));
    ck_assert_uint_eq(occi_model_count(parse(pool, "{'kinds':[],'families':[]}", model)), 0);
    occi_pool_free(pool);
}
END_TEST

START_TEST(documents_have_a_shape)
{
    static const refused_row rows[] = {
        { "[]", "the document: expected an object" },
        { "{'resources':[]}", "resources: this member is not known" },
        { "{'kinds':{}}", "kinds: expected an array" },
        { "{'lifecycles':null}", "lifecycles: expected an array" },
        { "{'kinds':['x#k']}", "kinds[0]: expected an object" },
        { "{'mixins':[{'term':'m','scheme':'x#','parent':'x#m'}]}",
          "mixins[0].parent: this member is not known" },
        { "{'kinds':[{'term':'m','scheme':'x#','depends':[]}]}",
          "kinds[0].depends: this member is not known" },
        { "{'actions':[{'term':'a','scheme':'x#','location':'/a/'}]}",
          "actions[0].location: this member is not known" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

#define TERM "a term is made of letters, digits, \"_\", \".\" and \"-\""
#define PATH "expected a path that starts and ends with \"/\""
START_TEST(heads_are_checked)
{
    static const refused_row rows[] = {
        { "{'mixins':[{'scheme':'x#'}]}", "mixins[0].term: it is missing" },
        { "{'mixins':[{'term':'','scheme':'x#'}]}", "mixins[0].term: it is empty" },
        { "{'mixins':[{'term':1,'scheme':'x#'}]}", "mixins[0].term: expected a string" },
        { "{'mixins':[{'term':'a b','scheme':'x#'}]}", "mixins[0].term: " TERM },
        { "{'mixins':[{'term':'-b','scheme':'x#'}]}", "mixins[0].term: " TERM },
        { "{'mixins':[{'term':'ä','scheme':'x#'}]}", "mixins[0].term: " TERM },
        { "{'mixins':[{'term':'a\\u0000','scheme':'x#'}]}",
          "mixins[0].term: it has a control character in it" },
        { "{'mixins':[{'term':'m'}]}", "mixins[0].scheme: it is missing" },
        { "{'mixins':[{'term':'m','scheme':'x y#'}]}", "mixins[0].scheme: expected a URI" },
        { "{'mixins':[{'term':'m','scheme':'x;#'}]}", "mixins[0].scheme: expected a URI" },
        { "{'mixins':[{'term':'m','scheme':'x#y#'}]}", "mixins[0].scheme: expected a URI" },
        { "{'mixins':[{'term':'m','scheme':'x#','title':1}]}", "mixins[0].title: expected a string" },
        { "{'mixins':[{'term':'m','scheme':'x#','title':'a\\nb'}]}",
          "mixins[0].title: it has a control character in it" },
        { "{'mixins':[{'term':'m','scheme':'x#','location':'m/'}]}", "mixins[0].location: " PATH },
        { "{'mixins':[{'term':'m','scheme':'x#','location':'/m'}]}", "mixins[0].location: " PATH },
        { "{'mixins':[{'term':'m','scheme':'x#','location':''}]}", "mixins[0].location: " PATH },
        { "{'mixins':[{'term':'m','scheme':'x#','location':'/m?/'}]}", "mixins[0].location: " PATH },
        { "{'mixins':[{'term':'m','scheme':'x#','key':0}]}", "mixins[0].key: expected a positive integer" },
        { "{'mixins':[{'term':'m','scheme':'x#','key':'1'}]}", "mixins[0].key: expected a positive integer" },
        { "{'mixins':[{'term':'m','scheme':'x#'},{'term':'m','scheme':'x#'}]}",
          "mixins[1].term: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#'}],'actions':[{'term':'m','scheme':'x#'}]}",
          "actions[0].term: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#','key':7},{'term':'n','scheme':'x#','key':7}]}",
          "mixins[1].key: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#','location':'/m/'},{'term':'b','scheme':'x#','location':'/m/"
          "'}]}",
          "mixins[1].location: another category has it already" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

START_TEST(references_must_be_answered)
{
    static const refused_row rows[] = {
        { "{'kinds':[{'term':'k','scheme':'x#'}]}", "kinds[0].parent: it is missing" },
        { "{'kinds':[{'term':'k','scheme':'x#','parent':'x#p'}]}",
          "category x#p is not known here; GET /-/ lists those that are" },
        { "{'kinds':[" ENTITY ",{'term':'k','scheme':'x#','parent':'x#m'}],'mixins':[" MIXIN_A "]}",
          "kinds[1].parent: x#m is of class mixin, not kind" },
        { "{'kinds':[{'term':'entity','scheme':'http://schemas.ogf.org/occi/core#','parent':'x#k'}]}",
          "kinds[0].parent: the kind of all entities has no parent" },
        { "{'mixins':[{'term':'m','scheme':'x#','depends':'x#m'}]}", "mixins[0].depends: expected an array" },
        { "{'mixins':[{'term':'m','scheme':'x#','depends':[1]}]}",
          "mixins[0].depends[0]: expected a string" },
        { "{'mixins':[{'term':'m','scheme':'x#','applies':['x#k']}]}",
          "category x#k is not known here; GET /-/ lists those that are" },
        { "{'mixins':[" MIXIN_A ",{'term':'n','scheme':'x#','applies':['x#m']}]}",
          "mixins[1].applies[0]: x#m is of class mixin, not kind" },
        { "{'mixins':[" MIXIN_A ",{'term':'n','scheme':'x#','depends':['x#m','x#m']}]}",
          "mixins[1].depends[1]: it is named twice" },
        { "{'mixins':[{'term':'n','scheme':'x#','actions':['x#a']},{'term':'m','scheme':'x#','actions':['x#a'"
          "]}]," ACTIONS "}",
          "mixins[1].actions[0]: it is the action of another category" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

START_TEST(circles_are_refused)
{
    static const refused_row rows[] = {
        { "{'kinds':[{'term':'k','scheme':'x#','parent':'x#k'}]}",
          "kinds[0].parent: it goes round in a circle" },
        { "{'kinds':[" ENTITY
          ",{'term':'k','scheme':'x#','parent':'x#l'},{'term':'l','scheme':'x#','parent':'x#k'}]}",
          "kinds[1].parent: it goes round in a circle" },
        { "{'mixins':[" MIXIN_A ",{'term':'n','scheme':'x#','depends':['x#m','x#o']},"
          "{'term':'o','scheme':'x#','depends':['x#n']}]}",
          "mixins[1].depends: it goes round in a circle" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

#define ATTRIBUTE(text) "{'mixins':[{'term':'m','scheme':'x#','attributes':{'a.b':{" text "}}}]}"
#define AT              "mixins[0].attributes.a.b"
START_TEST(attributes_are_checked)
{
    static const refused_row rows[] = {
        { "{'mixins':[{'term':'m','scheme':'x#','attributes':[]}]}",
          "mixins[0].attributes: expected an object" },
        { "{'mixins':[{'term':'m','scheme':'x#','attributes':{'a':1}}]}",
          "mixins[0].attributes.a: expected an object" },
        { "{'mixins':[{'term':'m','scheme':'x#','attributes':{'a b':{}}}]}",
          "mixins[0].attributes.a b: a name is made of letters, digits, \"_\", \".\" and \"-\"" },
        { "{'mixins':[{'term':'m','scheme':'x#','attributes':{'':{}}}]}",
          "mixins[0].attributes.: a name is made of letters, digits, \"_\", \".\" and \"-\"" },
        { ATTRIBUTE("'unit':'GiB'"), AT ".unit: this member is not known" },
        { ATTRIBUTE("'type':1"), AT ".type: expected a string" },
        { ATTRIBUTE("'type':'float'"),
          AT ".type: expected one of string, number, boolean, array and object" },
        { ATTRIBUTE("'type':'integer'"),
          AT ".type: expected one of string, number, boolean, array and object" },
        { ATTRIBUTE("'mutable':'yes'"), AT ".mutable: expected true or false" },
        { ATTRIBUTE("'required':null"), AT ".required: expected true or false" },
        { ATTRIBUTE("'description':{}"), AT ".description: expected a string" },
        { ATTRIBUTE("'pattern':'[a-z]+'"), AT ".pattern: expected a JSON Schema object" },
        { ATTRIBUTE("'pattern':{'format':'uri'}"),
          AT ".pattern.format: this keyword is not understood in patterns" },
        { ATTRIBUTE("'pattern':{'type':'number'}"), AT ".pattern: its type is not the attribute's" },
        { ATTRIBUTE("'type':'boolean','pattern':{'type':'integer'}"),
          AT ".pattern: its type is not the attribute's" },
        { ATTRIBUTE("'default':1"), AT ".default: expected a string" },
        { ATTRIBUTE("'type':'number','default':'1'"), AT ".default: expected a number" },
        { ATTRIBUTE("'type':'number','pattern':{'type':'integer'},'default':1.5"),
          AT ".default: expected an integer" },
        { ATTRIBUTE("'pattern':{'enum':['on','off']},'default':'up'"),
          AT ".default: expected one of \"on\", \"off\"" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

#define LIFE(text)  "{" BODY ",'lifecycles':[{" text "}]}"
#define LIVES       "'kind':'x#k','state':'s','initial':'off'"
#define MOVES(text) LIFE(LIVES ",'transitions':[{" text "}]")
#define START       "'action':'x#a','from':['off'],'to':'on'"
#define ON          "lifecycles[0].transitions[0]"
START_TEST(lifecycles_are_checked)
{
    static const refused_row rows[] = {
        { LIFE("'kind':'x#k','states':[]"), "lifecycles[0].states: this member is not known" },
        { LIFE("'state':'s'"), "lifecycles[0].kind: it is missing" },
        { LIFE("'kind':'x#z'"), "lifecycles[0].kind: there is no such category in this document" },
        { LIFE("'kind':'x#m'"), "lifecycles[0].kind: it is not a kind" },
        { LIFE(LIVES "},{" LIVES), "lifecycles[1].kind: it has a lifecycle already" },
        { LIFE("'kind':'x#k','initial':'off'"), "lifecycles[0].state: it is missing" },
        { LIFE("'kind':'x#k','state':'t'"),
          "lifecycles[0].state: there is no such attribute of type string" },
        { LIFE("'kind':'x#k','state':'i'"),
          "lifecycles[0].state: there is no such attribute of type string" },
        { LIFE("'kind':'x#k','driven':true"), "lifecycles[0].state: it is missing" },
        { LIFE("'kind':'x#k','state':'s'"), "lifecycles[0].initial: it is missing" },
        { LIFE("'kind':'x#k','readonly':1"), "lifecycles[0].readonly: expected true or false" },
        { LIFE("'kind':'x#k','acyclic':1"), "lifecycles[0].acyclic: expected true or false" },
        { LIFE("'kind':'x#k','acyclic':true"), "lifecycles[0].acyclic: only links can make circles" },
        { LIFE("'kind':'x#k','source':'x#k'"), "lifecycles[0].source: only links have ends" },
        { LIFE("'kind':'x#k','state':'s','initial':'up'"),
          "lifecycles[0].initial: the state attribute cannot have this value" },
        { LIFE(LIVES ",'started':'up'"),
          "lifecycles[0].started: the state attribute cannot have this value" },
        { LIFE(LIVES ",'message':'t'"), "lifecycles[0].message: there is no such attribute of type string" },
        { LIFE(LIVES ",'driven':1"), "lifecycles[0].driven: expected true or false" },
        { LIFE(LIVES ",'transitions':{}"), "lifecycles[0].transitions: expected an array" },
        { MOVES("'when':1"), ON ".when: this member is not known" },
        { MOVES("'from':['off']"), ON ".action: it is missing" },
        { MOVES("'action':'x#z'"), "category x#z is not known here; GET /-/ lists those that are" },
        { MOVES("'action':'x#m'"), ON ".action: x#m is of class mixin, not action" },
        { MOVES("'action':'x#b'"),
          ON ".action: it is not an action of the kind, nor of a mixin that applies to it" },
        { MOVES("'action':'x#a'"), ON ".from: expected at least one state" },
        { MOVES("'action':'x#a','from':['up']"), ON ".from[0]: the state attribute cannot have this value" },
        { MOVES("'action':'x#a','from':['off']"), ON ".to: it is missing" },
        { MOVES(START ",'stamps':'i'"), ON ".stamps: there is no such attribute of type string" },
        { LIFE(LIVES ",'driven':true,'transitions':[{" START ",'stamps':'s'}]"),
          ON ".stamps: a driven kind's transitions are not stamped" },
        { MOVES(START ",'makes':[]"), ON ".makes: expected an object" },
        { MOVES(START ",'makes':{}"), ON ".makes.depends: it is missing" },
        { MOVES(START ",'makes':{'depends':'x#k'}"), ON ".makes.depends: x#k is of class kind, not mixin" },
        { MOVES(START ",'makes':{'depends':'x#m'}"), ON ".makes.scheme: it is missing" },
        { MOVES(START ",'makes':{'depends':'x#m','scheme':'y#'}"), ON ".makes.location: it is missing" },
        { MOVES(START ",'makes':{'depends':'x#m','scheme':'y#','location':'/y/'}"),
          ON ".makes.title: it is missing" },
        { MOVES(START ",'makes':{'depends':'x#m','scheme':'y#','location':'/y/','title':'size'}"),
          ON ".makes.title: there is no such attribute of type string" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

#define LINKS                                                                                                \
    "{'kinds':[" ENTITY ",{'term':'link','scheme':'http://schemas.ogf.org/occi/core#','parent':'http://"     \
    "schemas.ogf.org/occi/core#entity'},{'term':'l','scheme':'x#','parent':'http://schemas.ogf.org/occi/"    \
    "core"                                                                                                   \
    "#link'}],'mixins':[" MIXIN_A "],'lifecycles':[{'kind':'x#l',"
START_TEST(links_say_what_they_join)
{
    static const refused_row rows[] = {
        { LINKS "'source':'x#m'}]}", "lifecycles[0].source: x#m is of class mixin, not kind" },
        { LINKS "'target':['x#l',1]}]}", "lifecycles[0].target[1]: expected a string" },
        { LINKS "'target':['x#l','x#z']}]}", "category x#z is not known here; GET /-/ lists those that are" },
    };
    CHECK_REFUSED(rows);
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model = parse(
        pool,
        LINKS "'source':['x#l','http://schemas.ogf.org/occi/core#entity'],'target':'x#l','acyclic':true}]}",
        NULL);
    ck_assert_ptr_null(occi_model_find(model, "x#l")->lifecycle); /* they have no state */
    ck_assert(!occi_model_find(model, "x#l")->is_read_only);
    occi_pool_free(pool);
}
END_TEST

START_TEST(read_only_kinds_have_read_only_children)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model =
        parse(pool,
              "{'kinds':[" ENTITY ",{'term':'child','scheme':'x#','parent':'x#shown'},"
              "{'term':'shown','scheme':'x#','parent':'http://schemas.ogf.org/occi/core#entity'}],"
              "'lifecycles':[{'kind':'x#shown','readonly':true}]}",
              NULL);
    ck_assert(occi_model_find(model, "x#shown")->is_read_only);
    ck_assert(occi_model_find(model, "x#child")->is_read_only);
    ck_assert(!occi_model_find(model, OCCI_CORE_ENTITY)->is_read_only);
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_state_attribute_is_the_servers)
{
    check_refused("{'kinds':[" ENTITY
                  ",{'term':'k','scheme':'x#','parent':'http://schemas.ogf.org/occi/core#entity',"
                  "'attributes':{'s':{'mutable':true}}}],'lifecycles':[{" LIVES "}]}",
                  NULL, "lifecycles[0].state: clients could set it: a state attribute is not mutable");
}
END_TEST

START_TEST(a_mixin_brings_actions_to_a_life)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model =
        parse(pool,
              "{'kinds':[" ENTITY "," KIND_A
              "],'mixins':[{'term':'m','scheme':'x#','applies':['x#k'],'actions':['x#b']}]," ACTIONS
              ",'lifecycles':[{" LIVES ",'transitions':[{'action':'x#b','from':['off'],'to':'on'}]}]}",
              NULL);
    ck_assert_ptr_eq(occi_model_find(model, "x#k")->lifecycle->transitions[0].action,
                     occi_model_find(model, "x#b"));
    check_refused("{'kinds':[" ENTITY "," KIND_A ",{'term':'c','scheme':'x#','parent':'x#k'}],"
                  "'mixins':[{'term':'m','scheme':'x#','applies':['x#c'],'actions':['x#b']}]," ACTIONS
                  ",'lifecycles':[{" LIVES ",'transitions':[{'action':'x#b','from':['off'],'to':'on'}]}]}",
                  NULL, ON ".action: it is not an action of the kind, nor of a mixin that applies to it");
    occi_pool_free(pool);
}
END_TEST

START_TEST(families_and_generators_are_checked)
{
    static const refused_row rows[] = {
        { "{" BODY ",'families':[{'exclusive':true}]}", "families[0].mixin: it is missing" },
        { "{" BODY ",'families':[{'mixin':'x#z'}]}",
          "families[0].mixin: there is no such category in this document" },
        { "{" BODY ",'families':[{'mixin':'x#k'}]}", "families[0].mixin: it is not a mixin" },
        { "{" BODY ",'families':[{'mixin':'x#m','exclusive':1}]}",
          "families[0].exclusive: expected true or false" },
        { "{" BODY ",'families':[{'mixin':'x#m','sole':true}]}",
          "families[0].sole: this member is not known" },
        { "{" BODY ",'families':[{'mixin':'x#m'},{'mixin':'x#m'}]}",
          "families[1].mixin: it is the root of a family already" },
        { "{" BODY ",'generators':[{'of':'x#k','as':'mac'}]}", "generators[0].attribute: it is missing" },
        { "{" BODY ",'generators':[{'attribute':'s','as':'mac'}]}", "generators[0].of: it is missing" },
        { "{" BODY ",'generators':[{'attribute':'t','of':'x#k','as':'mac'}]}",
          "generators[0].attribute: the category does not define this attribute itself" },
        { "{" BODY ",'generators':[{'attribute':'s','of':'x#k'}]}", "generators[0].as: it is missing" },
        { "{" BODY ",'generators':[{'attribute':'s','of':'x#k','as':'eth0'}]}",
          "generators[0].as: expected \"mac\", or letters and \"#\" or \"@\"" },
        { "{" BODY ",'generators':[{'attribute':'s','of':'x#k','as':'mac','accept':'no'}]}",
          "generators[0].accept: expected true or false" },
        { "{" BODY ",'generators':[{'attribute':'s','of':'x#k','as':'mac','for':1}]}",
          "generators[0].for: this member is not known" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

START_TEST(aliases_are_checked)
{
    static const refused_row rows[] = {
        { "{" BODY ",'aliases':[{'category':'x#k'}]}", "aliases[0].as: it is missing" },
        { "{" BODY ",'aliases':[{'as':'o','category':'x#z'}]}",
          "category x#z is not known here; GET /-/ lists those that are" },
        { "{" BODY ",'aliases':[{'as':'o','category':'x#k','attribute':'s'}]}",
          "aliases[0].category: an alias is of a category or of an attribute, not both" },
        { "{" BODY ",'aliases':[{'as':'o','value':'on'}]}", "aliases[0].attribute: it is missing" },
        { "{" BODY ",'aliases':[{'as':'o','attribute':'t'}]}",
          "aliases[0].attribute: there is no such attribute" },
        { "{" BODY ",'aliases':[{'as':'o','attribute':'s','value':1}]}",
          "aliases[0].value: expected a string" },
        { "{" BODY ",'aliases':[{'as':'o','of':'x#k'}]}", "aliases[0].of: this member is not known" },
    };
    CHECK_REFUSED(rows);
}
END_TEST

START_TEST(aliases_are_found_after_own_names)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *base =
        parse(pool,
              "{" BODY ",'aliases':[{'as':'old#k','category':'x#k'},{'as':'x#m','category':'x#k'},"
              "{'as':'o','attribute':'s'},{'as':'yes','attribute':'s','value':'on'},{'as':'nothing'}]}",
              NULL);
    const occi_model *model = parse(pool,
                                    "{'mixins':[{'term':'k','scheme':'old#'},{'term':'u','scheme':'y#'}],"
                                    "'aliases':[{'as':'old#u','category':'y#u'},{'as':'t','attribute':'s'}]}",
                                    base);
    ck_assert_ptr_eq(occi_model_find(base, "old#k"), occi_model_find(base, "x#k"));
    ck_assert_ptr_eq(occi_model_find_split(base, "old#", "k"), occi_model_find(base, "x#k"));
    ck_assert_str_eq(occi_model_find(model, "x#m")->term, "m");
    ck_assert_str_eq(occi_model_find(model, "old#k")->scheme, "old#"); /* a tenant's own */
    ck_assert_ptr_eq(occi_model_find(model, "old#u"), occi_model_find(model, "y#u"));
    ck_assert_ptr_null(occi_model_find(model, "o"));
    ck_assert_str_eq(occi_model_find_alias(model, "o", NULL)->attribute, "s");
    ck_assert_str_eq(occi_model_find_alias(model, "t", NULL)->attribute, "s");
    ck_assert_ptr_null(occi_model_find_alias(model, "nothing", NULL)->attribute);
    ck_assert_ptr_null(occi_model_find_alias(model, "yes", NULL));
    ck_assert_ptr_null(occi_model_find_alias(model, "old#k", NULL));
    ck_assert_str_eq(occi_model_find_alias(model, "yes", "s")->value, "on");
    ck_assert_ptr_null(occi_model_find_alias(model, "yes", "i"));
    ck_assert_uint_eq(occi_model_count(model), occi_model_count(base) + 2); /* aliases are not listed */
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_child_inherits_and_redefines)
{
    occi_pool *pool = occi_pool_new(NULL);
    /* The child stands before its parent: order means nothing. */
    const occi_model *model =
        parse(pool,
              "{'kinds':[{'term':'c','scheme':'x#','parent':'x#k','actions':['x#b'],"
              "'attributes':{'i':{'type':'boolean'},'z':{}}}," ENTITY "," KIND_A "],'mixins':[" MIXIN_A
              "]," ACTIONS ",'lifecycles':[{" LIVES ",'transitions':[{" START "}]}]}",
              NULL);
    const occi_category *kind = occi_model_find(model, "x#k");
    const occi_category *child = occi_model_find(model, "x#c");
    ck_assert_uint_eq(child->attribute_count, 2);
    ck_assert_uint_eq(child->all_attribute_count, 3);
    ck_assert_ptr_eq(child->all_attributes[0], &kind->attributes[0]);
    ck_assert_ptr_eq(child->all_attributes[1], &child->attributes[0]);
    ck_assert_int_eq(occi_category_attribute(child, "i")->type, OCCI_BOOLEAN);
    ck_assert_int_eq(occi_category_attribute(kind, "i")->type, OCCI_NUMBER);
    ck_assert_uint_eq(child->all_action_count, 2);
    ck_assert_str_eq(child->all_actions[0]->term, "a");
    ck_assert_str_eq(child->all_actions[1]->term, "b");
    ck_assert_ptr_nonnull(kind->lifecycle);
    ck_assert_ptr_eq(child->lifecycle, kind->lifecycle);
    ck_assert(!kind->lifecycle->is_driven);
    ck_assert_ptr_null(kind->lifecycle->started);
    ck_assert_ptr_null(kind->lifecycle->message_attribute);
    occi_pool_free(pool);
}
END_TEST

/* As a rendering of the model does. */
START_TEST(an_inherited_action_may_be_named_again)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model = parse(
        pool,
        "{'kinds':[" ENTITY "," KIND_A ",{'term':'l','scheme':'x#','parent':'x#k','actions':['x#a','x#b']},"
        "{'term':'j','scheme':'x#','parent':'x#k','actions':['x#a']}],'mixins':[" MIXIN_A "]," ACTIONS "}",
        NULL);
    ck_assert_uint_eq(occi_model_find(model, "x#l")->all_action_count, 2);
    ck_assert_uint_eq(occi_model_find(model, "x#j")->all_action_count, 1);
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_diamond_inherits_once)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model =
        parse(pool,
              "{'mixins':[{'term':'d','scheme':'x#','depends':['x#b','x#c']},{'term':'b','scheme':'x#','"
              "depends':['x#r']},"
              "{'term':'c','scheme':'x#','depends':['x#r']},{'term':'r','scheme':'x#','attributes':{'a':{}},'"
              "actions':['x#go']}],"
              "'actions':[{'term':'go','scheme':'x#'}],'families':[{'mixin':'x#r','exclusive':true}]}",
              NULL);
    const occi_category *bottom = occi_model_find(model, "x#d");
    const occi_category *root = occi_model_find(model, "x#r");
    ck_assert_uint_eq(bottom->all_attribute_count, 1);
    ck_assert_uint_eq(bottom->all_action_count, 1);
    ck_assert(occi_category_is(bottom, root));
    ck_assert(occi_category_is(bottom, occi_model_find(model, "x#b")));
    ck_assert(occi_category_is_a(bottom, "x#c"));
    ck_assert(!occi_category_is_a(bottom, "x#z"));
    ck_assert_ptr_eq(bottom->family, root->family);
    ck_assert(occi_mixin_applies(bottom, root)); /* nothing named: applies to all */
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_long_chain_is_no_trouble)
{
    enum { LENGTH = 2000 };
    occi_pool *pool = occi_pool_new(NULL);
    json_t *mixins = json_array();
    for (int i = LENGTH - 1; i >= 0; i--) { /* the worst order: each before what it depends on */
        json_t *mixin = json_pack("{s:s}", "scheme", "x#");
        char name[32];
        snprintf(name, sizeof name, "m%d", i);
        json_object_set_new(mixin, "term", json_string(name));
        snprintf(name, sizeof name, "x#m%d", i - 1);
        if (i)
            json_object_set_new(mixin, "depends", json_pack("[s]", name));
        json_array_append_new(mixins, mixin);
    }
    json_t *document = json_pack("{s:o}", "mixins", mixins);
    const occi_model *model;
    ck_assert_ptr_null(occi_model_parse(pool, document, NULL, &model));
    ck_assert(occi_category_is(occi_model_at(model, 0), occi_model_find(model, "x#m0")));
    json_decref(document);
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_generator_says_what_is_taken_at_creation)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *model =
        parse(pool,
              "{" BODY ",'generators':[{'attribute':'s','of':'x#k','as':'eth#','accept':true},"
              "{'attribute':'i','of':'x#k','as':'vd@'}]}",
              NULL);
    const occi_category *kind = occi_model_find(model, "x#k");
    ck_assert(occi_category_attribute(kind, "s")->is_initial);
    ck_assert(!occi_category_attribute(kind, "i")->is_initial);
    occi_pool_free(pool);
}
END_TEST

START_TEST(keys_are_kept_or_handed_out)
{
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *base =
        parse(pool,
              "{'mixins':[{'term':'a','scheme':'x#','key':40},{'term':'b','scheme':'x#'},"
              "{'term':'c','scheme':'x#','key':7}]}",
              NULL);
    ck_assert_ptr_eq(occi_model_find_key(base, 40), occi_model_find(base, "x#a"));
    ck_assert_ptr_eq(occi_model_find_key(base, 41), occi_model_find(base, "x#b"));
    ck_assert_ptr_eq(occi_model_find_key(base, 7), occi_model_find(base, "x#c"));
    const occi_model *model = parse(pool, "{'mixins':[{'term':'d','scheme':'x#'}]}", base);
    ck_assert_ptr_eq(occi_model_find_key(model, 42), occi_model_find(model, "x#d"));
    occi_pool_free(pool);
}
END_TEST

START_TEST(a_tenants_model_lies_over_the_providers)
{
    static const char *const files[] = { MODEL_FILES };
    occi_pool *pool = occi_pool_new(NULL);
    const occi_model *base = models_load(pool);
    size_t count = occi_model_count(base);
    const occi_model *model = parse(
        pool,
        "{'mixins':[{'term':'blue','scheme':'http://tags/~ann#','location':'/tags/ann/blue/','key':900},"
        "{'term':'mine','scheme':'http://tpl/~ann#',"
        "'depends':['http://schemas.ogf.org/occi/infrastructure#os_tpl'],'location':'/mixin/os_tpl/mine/'}]}",
        base);
    const occi_category *mine = occi_model_find(model, "http://tpl/~ann#mine");
    ck_assert_uint_eq(occi_model_count(model), count + 2);
    ck_assert_uint_eq(occi_model_count(base), count);
    ck_assert_ptr_null(occi_model_find(base, "http://tpl/~ann#mine"));
    ck_assert_ptr_eq(occi_model_find(model, OCCI_CORE_LINK), occi_model_find(base, OCCI_CORE_LINK));
    ck_assert_ptr_eq(occi_model_find_location(model, "/compute"),
                     occi_model_find_location(base, "/compute/"));
    ck_assert_ptr_eq(occi_model_find_location(model, "/mixin/os_tpl/mine"), mine);
    ck_assert_ptr_eq(occi_model_find_key(model, 900), occi_model_find_location(model, "/tags/ann/blue/"));
    ck_assert_int_eq(mine->key, 901);
    ck_assert(mine->family->is_exclusive);
    /* Kinds, then mixins, the provider's first, then actions. */
    size_t before_actions = 0;
    for (size_t i = 0; i < count; i++) {
        const occi_category *category = occi_model_at(base, i);
        before_actions += category->class != OCCI_ACTION;
        ck_assert_ptr_eq(occi_model_at(model, category->class == OCCI_ACTION ? i + 2 : i), category);
    }
    ck_assert_ptr_eq(occi_model_at(model, before_actions + 1), mine);

    static const refused_row rows[] = {
        { "{'mixins':[{'term':'os_tpl','scheme':'http://schemas.ogf.org/occi/infrastructure#'}]}",
          "mixins[0].term: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#','location':'/compute/'}]}",
          "mixins[0].location: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#','key':1}]}",
          "mixins[0].key: another category has it already" },
        { "{'mixins':[{'term':'m','scheme':'x#','actions':['http://schemas.ogf.org/occi/infrastructure/"
          "network/action#up']}]}",
          "mixins[0].actions[0]: it is the action of another category" },
        { "{'families':[{'mixin':'http://schemas.ogf.org/occi/infrastructure#os_tpl'}]}",
          "families[0].mixin: there is no such category in this document" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_refused(rows[i].text, base, rows[i].message);

    /* Each file of model/ can also be laid over those before it. */
    const occi_model *layers = NULL;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        json_t *document = models_read(files[i]);
        ck_assert_ptr_null(occi_model_parse(pool, document, layers, &layers));
        json_decref(document);
    }
    ck_assert_uint_eq(occi_model_count(layers), count);
    occi_pool_free(pool);
}
END_TEST

/* Fails every `step`-th allocation of reading `document`, one in each round, until all succeed. */
static void check_failing(json_t *document, long step)
{
    for (long allocations = 0;; allocations += step) {
        occi_pool *pool = occi_pool_new(NULL);
        const occi_model *model = NULL;
        occi_pool_fail_after(allocations);
        occi_error *error = occi_model_parse(pool, document, NULL, &model);
        occi_pool_fail_after(-1);
        if (error)
            ck_assert_ptr_eq(error, &occi_error_no_memory);
        occi_pool_free(pool);
        if (!error)
            break;
    }
    ck_assert_uint_eq(document->refcount, 1);
}

START_TEST(memory_that_is_out_leaves_nothing_behind)
{
    json_t *small =
        read_document("{" BODY ",'lifecycles':[{" LIVES ",'transitions':[{" START
                      ",'makes':{'depends':'x#m','scheme':'y#','location':'/y/','title':'name'}}]}],"
                      "'families':[{'mixin':'x#m'}],'generators':[{'attribute':'i','of':'x#k','as':'vd@'}],"
                      "'aliases':[{'as':'o','category':'x#k'},{'as':'p','attribute':'i'}]}");
    json_t *all = models_document();
    check_failing(small, 1);
    check_failing(all, 7);
    json_decref(small);
    json_decref(all);
}
END_TEST

START_TEST(errors_survive_memory_that_is_out)
{
    static const char *const texts[] = {
        "{'kinds':[{'term':'k','scheme':'x#','parent':'x#k'}]}",
        "{'kinds':[{'term':'k','scheme':'x#','parent':'x#m'}],'mixins':[" MIXIN_A "]}",
        ATTRIBUTE("'pattern':{'enum':['on','off']},'default':'up'"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *document = read_document(texts[i]);
        occi_error *error;
        long allocations = 0;
        do {
            occi_pool *pool = occi_pool_new(NULL);
            const occi_model *model;
            occi_pool_fail_after(allocations++);
            error = occi_model_parse(pool, document, NULL, &model);
            occi_pool_fail_after(-1);
            ck_assert_ptr_nonnull(error);
            bool is_out = error == &occi_error_no_memory;
            ck_assert(is_out || error->code == OCCI_ERROR_SYNTAX);
            occi_pool_free(pool);
            if (!is_out)
                break;
        } while (true);
        json_decref(document);
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN("model_parse", an_empty_document_is_an_empty_model, documents_have_a_shape,
                    heads_are_checked, references_must_be_answered, circles_are_refused,
                    attributes_are_checked, lifecycles_are_checked, links_say_what_they_join,
                    read_only_kinds_have_read_only_children, a_state_attribute_is_the_servers,
                    a_mixin_brings_actions_to_a_life, families_and_generators_are_checked,
                    aliases_are_checked, aliases_are_found_after_own_names, a_child_inherits_and_redefines,
                    an_inherited_action_may_be_named_again, a_diamond_inherits_once,
                    a_long_chain_is_no_trouble, a_generator_says_what_is_taken_at_creation,
                    keys_are_kept_or_handed_out, a_tenants_model_lies_over_the_providers,
                    memory_that_is_out_leaves_nothing_behind, errors_survive_memory_that_is_out);
}
