/* The rules for model documents (see model_check.h). They read the JSON itself, so that one mistake does not
 * hide the next; occi_model_parse has the last word on the whole, this document laid beside the others. */
#include "occi/model_check.h"

#include <string.h>
#include "occi/node.h"
#include "occi/uri.h"

#define RESERVED_SCHEME    "http://schemas.ogf.org/occi/"
#define RESERVED_ATTRIBUTE "occi."

static const char *const lists[] = { "kinds", "mixins", "actions" };

typedef struct checker {
    occi_pool *pool;
    const json_t *document;
    const json_t *others;
    bool is_standard;
    occi_findings *out;
} checker;

/* Where a rule is looked at: a category, one of its attributes, a reference of it, or an entry of the
 * lifecycles, families or generators. */
typedef enum rule_scope { CATEGORY, ATTRIBUTE, REFERENCE, OWNER, LIFECYCLE } rule_scope;

typedef struct site {
    const occi_node *node;
    occi_class class; /* of the category */
    const char *text; /* what is referred to, or the attribute's name; NULL: no text */
} site;

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool starts_with(const char *text, const char *prefix)
{
    return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The category has scheme and term of `identifier`. */
static bool is_called(const json_t *category, const char *identifier)
{
    const char *scheme = text_of(category, "scheme"), *term = text_of(category, "term");
    size_t length = scheme ? strlen(scheme) : 0;
    return scheme && term && strncmp(identifier, scheme, length) == 0 &&
           strcmp(identifier + length, term) == 0;
}

typedef bool category_test(const json_t *category, const char *text);

static bool has_any(const json_t *document, category_test *test, const char *text)
{
    size_t i;
    json_t *category;
    for (size_t class = 0; text && class < sizeof lists / sizeof *lists; class ++)
        json_array_foreach(json_object_get(document, lists[class]), i,
                           category) if (test(category, text)) return true;
    return false;
}

static bool is_at(const json_t *category, const char *location)
{
    const char *own = text_of(category, "location");
    return own && strcmp(own, location) == 0;
}

static bool defines(const json_t *category, const char *attribute)
{
    return json_object_get(json_object_get(category, "attributes"), attribute);
}

static bool has_action(const json_t *category, const char *action)
{
    size_t i;
    json_t *named;
    json_array_foreach(json_object_get(category, "actions"), i,
                       named) if (json_is_string(named) &&
                                  strcmp(json_string_value(named), action) == 0) return true;
    return false;
}

static const char *identifier_of(const checker *check, const json_t *category)
{
    const char *scheme = text_of(category, "scheme"), *term = text_of(category, "term");
    return scheme && term ? occi_pool_format(check->pool, "%s%s", scheme, term) : NULL;
}

static bool is_taken(const checker *check, const site *at)
{
    return has_any(check->others, is_called, identifier_of(check, at->node->json));
}

static bool has_key(const checker *check, const site *at)
{
    (void)check;
    return json_object_get(at->node->json, "key");
}

static bool has_reserved_scheme(const checker *check, const site *at)
{
    (void)check;
    return starts_with(text_of(at->node->json, "scheme"), RESERVED_SCHEME);
}

static bool has_odd_scheme(const checker *check, const site *at)
{
    (void)check;
    const char *scheme = text_of(at->node->json, "scheme");
    return scheme && *scheme && (!strchr(scheme, ':') || scheme[strlen(scheme) - 1] != '#');
}

static bool has_capitals(const checker *check, const site *at)
{
    (void)check;
    const char *term = text_of(at->node->json, "term");
    return term && strpbrk(term, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static bool is_nowhere(const checker *check, const site *at)
{
    (void)check;
    return at->class != OCCI_ACTION && !json_object_get(at->node->json, "location") &&
           !is_called(at->node->json, OCCI_CORE_ENTITY);
}

static bool is_in_our_way(const checker *check, const site *at)
{
    (void)check;
    const char *location = text_of(at->node->json, "location");
    return location && (strcmp(location, "/") == 0 || occi_uri_is_reserved_path(location));
}

static bool is_occupied(const checker *check, const site *at)
{
    return has_any(check->others, is_at, text_of(at->node->json, "location"));
}

static bool is_nobodys(const checker *check, const site *at)
{
    const char *action = at->class == OCCI_ACTION ? identifier_of(check, at->node->json) : NULL;
    return action && !has_any(check->document, has_action, action) &&
           !has_any(check->others, has_action, action);
}

/* A lifecycle of this document or another has a transition for it. */
static bool is_bound(const json_t *document, const char *action)
{
    size_t i, j;
    json_t *lifecycle, *transition;
    json_array_foreach(json_object_get(document, "lifecycles"), i, lifecycle)
        json_array_foreach(json_object_get(lifecycle, "transitions"), j,
                           transition) if (text_of(transition, "action") &&
                                           strcmp(text_of(transition, "action"), action) == 0) return true;
    return false;
}

static bool is_without_effect(const checker *check, const site *at)
{
    const char *action = at->class == OCCI_ACTION ? identifier_of(check, at->node->json) : NULL;
    return action && !is_bound(check->document, action) && !is_bound(check->others, action);
}

/* Templates give defaults to attributes that the standard defines. */
static bool has_reserved_name(const checker *check, const site *at)
{
    return starts_with(at->text, RESERVED_ATTRIBUTE) && !has_any(check->others, defines, at->text);
}

static bool has_local_name(const checker *check, const site *at)
{
    (void)check;
    const char *dot = strchr(at->text, '.');
    return !starts_with(at->text, RESERVED_ATTRIBUTE) && !(dot && strchr(dot + 1, '.'));
}

static bool is_unknown(const checker *check, const site *at)
{
    return at->text && !has_any(check->document, is_called, at->text) &&
           !has_any(check->others, is_called, at->text);
}

static bool is_foreign(const checker *check, const site *at)
{
    return at->text && !has_any(check->document, is_called, at->text);
}

static bool is_driven(const checker *check, const site *at)
{
    (void)check;
    return json_is_true(json_object_get(at->node->json, "driven"));
}

static bool is_read_only(const checker *check, const site *at)
{
    (void)check;
    return json_is_true(json_object_get(at->node->json, "readonly"));
}

/* All rules. Those `is_ours` do not bind documents that ship with us. */
static const struct rule {
    rule_scope scope;
    const char *name;
    const char *member; /* the one of the site's that is at fault; NULL: the site itself */
    bool is_error;
    bool is_ours;
    bool (*is_broken)(const checker *check, const site *at);
    const char *sentence;
} rules[] = {
    { CATEGORY, "identifier-taken", "term", true, false, is_taken,
      "another document defines this category already" },
    { CATEGORY, "key", "key", true, false, has_key, "the registry hands out keys; leave it out" },
    { CATEGORY, "scheme-reserved", "scheme", true, true, has_reserved_scheme,
      "schemes under " RESERVED_SCHEME
      " are reserved to the standard (GFD.221 5.5.1), for documents that ship with "
      "occibase (--standard); choose one of your own" },
    { CATEGORY, "scheme-form", "scheme", true, false, has_odd_scheme,
      "a scheme is an absolute URI that ends in \"#\", or many clients cannot read it" },
    { CATEGORY, "term-capitals", "term", false, true, has_capitals,
      "some clients make terms lower case; choose one without capitals" },
    { CATEGORY, "location-missing", "location", true, false, is_nowhere,
      "every kind and mixin has a location, where its collection is" },
    { CATEGORY, "location-reserved", "location", true, false, is_in_our_way,
      "neither the root nor what is below /-/, /.well-known/ and /.web/ is free" },
    { CATEGORY, "location-taken", "location", true, false, is_occupied,
      "a category of another document is there already" },
    { CATEGORY, "action-owner", NULL, true, false, is_nobodys,
      "the action belongs to no kind or mixin; it has to be among the actions of exactly one (GFD.221 "
      "5.3.5)" },
    { CATEGORY, "action-effect", NULL, false, false, is_without_effect,
      "no lifecycle has a transition for this action, so it will always be refused" },
    { ATTRIBUTE, "attribute-reserved", NULL, true, true, has_reserved_name,
      "names under " RESERVED_ATTRIBUTE
      " are reserved to the standard (GFD.221 5.3.2), for documents that ship with "
      "occibase (--standard), unless they are defined already and only get a default here; choose one like "
      "com.example.name" },
    { ATTRIBUTE, "attribute-domain", NULL, false, true, has_local_name,
      "names should begin with a domain of yours, turned round: com.example.name (GFD.221 5.3.2)" },
    { REFERENCE, "reference", NULL, true, false, is_unknown, "no document defines this category" },
    { OWNER, "owner", NULL, true, false, is_foreign,
      "lifecycles, families and generators may only speak of categories of their own document" },
    { LIFECYCLE, "driven", "driven", true, true, is_driven,
      "no driver makes kinds of other documents real; leave it out, and the registry itself moves the "
      "state" },
    { LIFECYCLE, "readonly", "readonly", true, true, is_read_only,
      "the registry shows nothing of its own under kinds of other documents; leave it out" },
};

static occi_error *add_finding(const checker *check, const char *rule, const char *text, bool is_error)
{
    occi_findings *out = check->out;
    occi_finding *longer;
    ALLOC(text);
    ALLOC(longer = occi_pool_resize(check->pool, out->list, (out->count + 1) * sizeof *longer));
    out->list = longer;
    longer[out->count++] = (occi_finding){ rule, text, is_error };
    out->has_error |= is_error;
    return NULL;
}

static occi_error *apply_rules(const checker *check, rule_scope scope, const site *at)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        if (rule->scope != scope || (rule->is_ours && check->is_standard) || !rule->is_broken(check, at))
            continue;
        const occi_node member = occi_node_member(at->node, rule->member ? rule->member : "");
        const char *place;
        ALLOC(place = occi_node_place(check->pool, rule->member ? &member : at->node));
        TRY(add_finding(check, rule->name, occi_pool_format(check->pool, "%s: %s", place, rule->sentence),
                        rule->is_error));
    }
    return NULL;
}

/* One name, or a list of names. */
static occi_error *check_references(const checker *check, const occi_node *outer, const char *member,
                                    rule_scope scope)
{
    const occi_node named = occi_node_member(outer, member);
    if (json_is_string(named.json))
        return apply_rules(check, scope, &(site){ .node = &named, .text = json_string_value(named.json) });
    for (size_t i = 0; i < json_array_size(named.json); i++) {
        const occi_node one = occi_node_element(&named, i);
        TRY(apply_rules(check, scope, &(site){ .node = &one, .text = json_string_value(one.json) }));
    }
    return NULL;
}

static occi_error *check_category(const checker *check, const occi_node *node, occi_class class)
{
    static const char *const references[] = { "parent", "depends", "applies", "actions" };
    const occi_node attributes = occi_node_member(node, "attributes");
    const char *name;
    json_t *json;
    TRY(apply_rules(check, CATEGORY, &(site){ .node = node, .class = class }));
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        TRY(check_references(check, node, references[i], REFERENCE));
    if (class == OCCI_ACTION) /* names of parameters are free (GFD.221 5.3.2) */
        return NULL;
    json_object_foreach(attributes.json, name, json)
    {
        const occi_node attribute = { .outer = &attributes, .name = name, .json = json };
        TRY(apply_rules(check, ATTRIBUTE, &(site){ .node = &attribute, .class = class, .text = name }));
    }
    return NULL;
}

static occi_error *check_categories(const checker *check, const occi_node *root)
{
    for (size_t class = 0; class < sizeof lists / sizeof *lists; class ++) {
        const occi_node list = occi_node_member(root, lists[class]);
        for (size_t i = 0; i < json_array_size(list.json); i++) {
            const occi_node node = occi_node_element(&list, i);
            TRY(check_category(check, &node, (occi_class) class));
        }
    }
    return NULL;
}

static occi_error *check_steering(const checker *check, const occi_node *root)
{
    static const struct {
        const char *list;
        const char *owner;
    } steering[] = { { "lifecycles", "kind" }, { "families", "mixin" }, { "generators", "of" } };
    for (size_t i = 0; i < sizeof steering / sizeof *steering; i++) {
        const occi_node list = occi_node_member(root, steering[i].list);
        for (size_t j = 0; j < json_array_size(list.json); j++) {
            const occi_node node = occi_node_element(&list, j);
            TRY(check_references(check, &node, steering[i].owner, OWNER));
            if (i > 0)
                continue;
            TRY(check_references(check, &node, "source", REFERENCE));
            TRY(check_references(check, &node, "target", REFERENCE));
            TRY(apply_rules(check, LIFECYCLE, &(site){ .node = &node }));
        }
    }
    return NULL;
}

static occi_error *check_aliases(const checker *check, const occi_node *root)
{
    const occi_node list = occi_node_member(root, "aliases");
    for (size_t i = 0; i < json_array_size(list.json); i++) {
        const occi_node node = occi_node_element(&list, i);
        TRY(check_references(check, &node, "category", REFERENCE));
    }
    return NULL;
}

/* What the others refer to and nobody would define any more. */
static occi_error *check_needed_by(const checker *check, const json_t *category, const json_t *named)
{
    const char *wanted = json_string_value(named);
    if (!wanted || has_any(check->document, is_called, wanted) || has_any(check->others, is_called, wanted))
        return NULL;
    return add_finding(
        check, "needed",
        occi_pool_format(check->pool,
                         "the document: it no longer defines %s, which %s%s of another document needs",
                         wanted, text_of(category, "scheme"), text_of(category, "term")),
        true);
}

static occi_error *check_needed(const checker *check)
{
    static const char *const references[] = { "depends", "applies", "actions" };
    size_t at, i;
    json_t *category, *named;
    for (size_t class = 0; class < sizeof lists / sizeof *lists; class ++)
        json_array_foreach(json_object_get(check->others, lists[class]), at, category)
        {
            TRY(check_needed_by(check, category, json_object_get(category, "parent")));
            for (size_t j = 0; j < sizeof references / sizeof *references; j++)
                json_array_foreach(json_object_get(category, references[j]), i, named)
                    TRY(check_needed_by(check, category, named));
        }
    return NULL;
}

/* A rule has said it already: at the same place, or that a category is not known, for which the parser has no
 * place. */
static bool is_said(const checker *check, const occi_error *error)
{
    size_t place = strcspn(error->message, ":");
    for (size_t i = 0; i < check->out->count; i++) {
        const occi_finding *said = &check->out->list[i];
        if (error->code == OCCI_ERROR_NO_SUCH_CATEGORY
                ? strcmp(said->rule, "reference") == 0 || strcmp(said->rule, "needed") == 0
                : said->is_error && strncmp(said->text, error->message, place + 1) == 0)
            return true;
    }
    return false;
}

/* The document's own part of each list comes first, so that places are those in its file. */
static json_t *join(const json_t *document, const json_t *others)
{
    json_t *whole = json_deep_copy(document), *list;
    const char *member;
    json_object_foreach((json_t *)others, member, list)
    {
        json_t *own = json_object_get(whole, member);
        if (!own)
            json_object_set(whole, member, list);
        else if (json_is_array(own))
            json_array_extend(own, list);
    }
    return whole;
}

static occi_error *check_whole(const checker *check)
{
    const occi_model *model;
    json_t *whole = join(check->document, check->others);
    ALLOC(whole);
    occi_error *error = occi_model_parse(check->pool, whole, NULL, &model);
    json_decref(whole);
    if (!error || error == &occi_error_no_memory || is_said(check, error))
        return error == &occi_error_no_memory ? error : NULL;
    return add_finding(check, "document", error->message, true);
}

occi_error *occi_model_check(occi_pool *pool, const json_t *document, const json_t *others, bool is_standard,
                             occi_findings *out)
{
    *out = (occi_findings){ 0 };
    const checker check = { pool, document, others, is_standard, out };
    const occi_node root = occi_node_document(document);
    TRY(check_categories(&check, &root));
    TRY(check_steering(&check, &root));
    TRY(check_aliases(&check, &root));
    TRY(check_needed(&check));
    return check_whole(&check);
}
