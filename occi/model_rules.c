/* The members of a model document that the standard says in prose or pictures: lifecycles, families and
 * generators, and what it and others have called things: aliases (model/README.md). All but aliases may only
 * speak of categories of their own document, for a base is read-only. */
#include "occi/model_parts.h"

#include <string.h>

/* What a lifecycle is read for. */
typedef struct life_reader {
    const occi_model_draft *draft;
    const occi_category *kind;
    const occi_attribute *state;
    bool is_driven;
} life_reader;

/* The category of this document that member "kind", "mixin" or "of" names. */
static occi_error *read_owner(const occi_model_draft *draft, const occi_node *node, occi_category **out)
{
    const char *identifier;
    TRY(occi_node_required(draft->pool, node, &identifier));
    *out = occi_model_find_own(draft->model, identifier);
    return *out ? NULL : occi_node_fail(draft->pool, node, "there is no such category in this document");
}

static occi_error *read_kind(const occi_model_draft *draft, const occi_node *node, occi_category **out)
{
    TRY(read_owner(draft, node, out));
    if ((*out)->class != OCCI_KIND)
        return occi_node_fail(draft->pool, node, "it is not a kind");
    return (*out)->lifecycle ? occi_node_fail(draft->pool, node, "it has a lifecycle already") : NULL;
}

/* The name of a string attribute of `category`; NULL when it is not there. */
static occi_error *read_attribute(occi_pool *pool, const occi_node *node, const occi_category *category,
                                  const occi_attribute **out)
{
    const char *name;
    *out = NULL;
    TRY(occi_node_text(pool, node, &name));
    if (!name)
        return NULL;
    *out = occi_category_attribute(category, name);
    if (!*out || (*out)->type != OCCI_STRING)
        return occi_node_fail(pool, node, "there is no such attribute of type string");
    return NULL;
}

static occi_error *read_state(const life_reader *life, const occi_node *node, const char **out)
{
    occi_pool *pool = life->draft->pool;
    TRY(occi_node_required(pool, node, out));
    const occi_value value = { .type = OCCI_STRING, .string = *out };
    if (occi_pattern_matches(life->state->pattern, &value))
        return NULL;
    return occi_node_fail(pool, node, "the state attribute cannot have this value");
}

static occi_error *read_from(const life_reader *life, const occi_node *list, const char *const **out)
{
    occi_pool *pool = life->draft->pool;
    size_t count;
    TRY(occi_node_array(pool, list, &count));
    if (count == 0)
        return occi_node_fail(pool, list, "expected at least one state");
    const char **states;
    ALLOC(states = occi_pool_array(pool, count + 1, sizeof *states));
    for (size_t i = 0; i < count; i++) {
        const occi_node node = occi_node_element(list, i);
        TRY(read_state(life, &node, &states[i]));
    }
    *out = states;
    return NULL;
}

static occi_error *read_making(const life_reader *life, const occi_node *node, const occi_category *action,
                               const occi_making **out)
{
    static const char *const members[] = { "depends", "scheme", "location", "title", NULL };
    if (!node->json)
        return NULL;
    occi_pool *pool = life->draft->pool;
    TRY(occi_node_object(pool, node, members));
    const occi_node depends = occi_node_member(node, "depends");
    const occi_node scheme = occi_node_member(node, "scheme");
    const occi_node location = occi_node_member(node, "location");
    const occi_node title = occi_node_member(node, "title");
    const occi_attribute *parameter;
    occi_making *making;
    ALLOC(making = occi_pool_zero(pool, sizeof *making));
    TRY(occi_model_resolve(life->draft, &depends, OCCI_MIXIN, &making->depends));
    TRY(occi_node_required(pool, &scheme, &making->scheme));
    TRY(occi_node_required(pool, &location, &making->location));
    TRY(read_attribute(pool, &title, action, &parameter));
    if (!parameter)
        return occi_node_fail(pool, &title, "it is missing");
    making->title = parameter->name;
    *out = making;
    return NULL;
}

static bool has_action(const occi_category *category, const occi_category *action)
{
    for (size_t i = 0; i < category->all_action_count; i++)
        if (category->all_actions[i] == action)
            return true;
    return false;
}

/* The kind's own, or one that a mixin can bring to its entities. */
static bool can_have_action(const life_reader *life, const occi_category *action)
{
    if (has_action(life->kind, action))
        return true;
    for (size_t i = 0; i < occi_model_count(life->draft->model); i++) {
        const occi_category *mixin = occi_model_at(life->draft->model, i);
        if (mixin->class == OCCI_MIXIN && has_action(mixin, action) && occi_mixin_applies(mixin, life->kind))
            return true;
    }
    return false;
}

/* The attribute that becomes the instant of the transition; the registry sets it
 * (sql/functions/10-model.sql), at once, so the transition must be one that nobody carries out. */
static occi_error *check_stamp(const life_reader *life, const occi_node *node)
{
    const occi_attribute *attribute;
    if (node->json && life->is_driven)
        return occi_node_fail(life->draft->pool, node, "a driven kind's transitions are not stamped");
    return read_attribute(life->draft->pool, node, life->kind, &attribute);
}

static occi_error *read_transition(const life_reader *life, const occi_node *node, occi_transition *out)
{
    static const char *const members[] = { "action", "from", "to", "makes", "stamps", NULL };
    occi_pool *pool = life->draft->pool;
    TRY(occi_node_object(pool, node, members));
    const occi_node action = occi_node_member(node, "action");
    const occi_node from = occi_node_member(node, "from");
    const occi_node to = occi_node_member(node, "to");
    const occi_node makes = occi_node_member(node, "makes");
    const occi_node stamps = occi_node_member(node, "stamps");
    TRY(occi_model_resolve(life->draft, &action, OCCI_ACTION, &out->action));
    if (!can_have_action(life, out->action))
        return occi_node_fail(pool, &action,
                              "it is not an action of the kind, nor of a mixin that applies to it");
    TRY(read_from(life, &from, &out->from));
    TRY(read_state(life, &to, &out->to));
    TRY(check_stamp(life, &stamps));
    return read_making(life, &makes, out->action, &out->makes);
}

static occi_error *read_transitions(const life_reader *life, const occi_node *list, occi_lifecycle *out)
{
    occi_pool *pool = life->draft->pool;
    TRY(occi_node_array(pool, list, &out->transition_count));
    occi_transition *transitions;
    ALLOC(transitions = occi_pool_array(pool, out->transition_count, sizeof *transitions));
    for (size_t i = 0; i < out->transition_count; i++) {
        const occi_node node = occi_node_element(list, i);
        TRY(read_transition(life, &node, &transitions[i]));
    }
    out->transitions = transitions;
    return NULL;
}

/* What kinds of resources a link may join: one, or any of several. The registry, which knows the resources,
 * refuses others (sql/functions/20-worker.sql); here it only matters that they are kinds. */
static occi_error *check_end(const occi_model_draft *draft, const occi_node *node, const char *member,
                             const occi_category *link)
{
    const occi_node end = occi_node_member(node, member);
    const occi_category *kind;
    if (!end.json)
        return NULL;
    if (!occi_category_is_a(link, OCCI_CORE_LINK))
        return occi_node_fail(draft->pool, &end, "only links have ends");
    if (!json_is_array(end.json))
        return occi_model_resolve(draft, &end, OCCI_KIND, &kind);
    for (size_t i = 0; i < json_array_size(end.json); i++) {
        const occi_node one = occi_node_element(&end, i);
        TRY(occi_model_resolve(draft, &one, OCCI_KIND, &kind));
    }
    return NULL;
}

/* Links that make no circles; the registry sees to it (sql/functions/10-model.sql). */
static occi_error *check_acyclic(const occi_model_draft *draft, const occi_node *node,
                                 const occi_category *link)
{
    const occi_node acyclic = occi_node_member(node, "acyclic");
    bool is_acyclic = false;
    TRY(occi_node_boolean(draft->pool, &acyclic, &is_acyclic));
    if (is_acyclic && !occi_category_is_a(link, OCCI_CORE_LINK))
        return occi_node_fail(draft->pool, &acyclic, "only links can make circles");
    return NULL;
}

/* A kind without a state attribute has no life; only what its links join, and that it is read-only, is said
 * then. */
static occi_error *check_stateless(const occi_model_draft *draft, const occi_node *node)
{
    static const char *const members[] = { "message", "initial", "started", "driven", "transitions" };
    const occi_node state = occi_node_member(node, "state");
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (json_object_get(node->json, members[i]))
            return occi_node_fail(draft->pool, &state, "it is missing");
    return NULL;
}

static occi_error *read_life(life_reader *life, const occi_node *node, occi_category *kind)
{
    occi_pool *pool = life->draft->pool;
    const occi_node state = occi_node_member(node, "state");
    const occi_node message = occi_node_member(node, "message");
    const occi_node initial = occi_node_member(node, "initial");
    const occi_node started = occi_node_member(node, "started");
    const occi_node driven = occi_node_member(node, "driven");
    const occi_node transitions = occi_node_member(node, "transitions");
    TRY(read_attribute(pool, &state, kind, &life->state));
    if (life->state->is_mutable)
        return occi_node_fail(pool, &state, "clients could set it: a state attribute is not mutable");
    const occi_attribute *message_attribute;
    TRY(read_attribute(pool, &message, kind, &message_attribute));
    occi_lifecycle *lifecycle;
    ALLOC(lifecycle = occi_pool_zero(pool, sizeof *lifecycle));
    lifecycle->state_attribute = life->state->name;
    lifecycle->message_attribute = message_attribute ? message_attribute->name : NULL;
    TRY(read_state(life, &initial, &lifecycle->initial));
    if (started.json)
        TRY(read_state(life, &started, &lifecycle->started));
    TRY(occi_node_boolean(pool, &driven, &lifecycle->is_driven));
    life->is_driven = lifecycle->is_driven;
    TRY(read_transitions(life, &transitions, lifecycle));
    kind->lifecycle = lifecycle;
    return NULL;
}

static occi_error *read_lifecycle(const occi_model_draft *draft, const occi_node *node)
{
    static const char *const members[] = { "kind",    "state",   "message",     "initial",
                                           "started", "driven",  "readonly",    "source",
                                           "target",  "acyclic", "transitions", NULL };
    TRY(occi_node_object(draft->pool, node, members));
    const occi_node owner = occi_node_member(node, "kind");
    occi_category *kind;
    TRY(read_kind(draft, &owner, &kind));
    TRY(check_end(draft, node, "source", kind));
    TRY(check_end(draft, node, "target", kind));
    TRY(check_acyclic(draft, node, kind));
    const occi_node read_only = occi_node_member(node, "readonly");
    TRY(occi_node_boolean(draft->pool, &read_only, &kind->is_read_only));
    life_reader life = { .draft = draft, .kind = kind };
    return json_object_get(node->json, "state") ? read_life(&life, node, kind) : check_stateless(draft, node);
}

static occi_error *read_family(const occi_model_draft *draft, const occi_node *node)
{
    static const char *const members[] = { "mixin", "exclusive", "overriding", NULL };
    TRY(occi_node_object(draft->pool, node, members));
    const occi_node owner = occi_node_member(node, "mixin");
    const occi_node exclusive = occi_node_member(node, "exclusive");
    const occi_node overriding = occi_node_member(node, "overriding");
    occi_category *mixin;
    TRY(read_owner(draft, &owner, &mixin));
    if (mixin->class != OCCI_MIXIN)
        return occi_node_fail(draft->pool, &owner, "it is not a mixin");
    if (mixin->family)
        return occi_node_fail(draft->pool, &owner, "it is the root of a family already");
    occi_family *family;
    ALLOC(family = occi_pool_zero(draft->pool, sizeof *family));
    family->root = mixin;
    TRY(occi_node_boolean(draft->pool, &exclusive, &family->is_exclusive));
    TRY(occi_node_boolean(draft->pool, &overriding, &family->is_overriding));
    mixin->family = family;
    return NULL;
}

static occi_attribute *find_own_attribute(const occi_category *category, const char *name)
{
    for (size_t i = 0; i < category->attribute_count; i++)
        if (strcmp(category->attributes[i].name, name) == 0)
            return (occi_attribute *)&category->attributes[i]; /* of this document, so it can be written */
    return NULL;
}

/* "mac", or letters and a "#" or "@" that stands for what is counted. */
static bool is_generator(const char *as)
{
    size_t letters = strspn(as, "abcdefghijklmnopqrstuvwxyz");
    return strcmp(as, "mac") == 0 || strcmp(as + letters, "#") == 0 || strcmp(as + letters, "@") == 0;
}

/* How a value is made is the registry's business (sql/functions/20-worker.sql); here it only matters who may
 * give it.
 */
static occi_error *read_generator(const occi_model_draft *draft, const occi_node *node)
{
    static const char *const members[] = { "attribute", "of", "as", "accept", NULL };
    TRY(occi_node_object(draft->pool, node, members));
    const occi_node name = occi_node_member(node, "attribute");
    const occi_node owner = occi_node_member(node, "of");
    const occi_node as = occi_node_member(node, "as");
    const occi_node accept = occi_node_member(node, "accept");
    occi_category *category;
    const char *text;
    TRY(read_owner(draft, &owner, &category));
    TRY(occi_node_required(draft->pool, &name, &text));
    occi_attribute *attribute = find_own_attribute(category, text);
    if (!attribute)
        return occi_node_fail(draft->pool, &name, "the category does not define this attribute itself");
    TRY(occi_node_text(draft->pool, &as, &text));
    if (text && !is_generator(text))
        return occi_node_fail(draft->pool, &as, "expected \"mac\", or letters and \"#\" or \"@\"");
    attribute->is_generated = text != NULL;
    TRY(occi_node_boolean(draft->pool, &accept, &attribute->is_initial));
    if (!text && !attribute->is_initial)
        return occi_node_fail(draft->pool, &as, "it is missing");
    return NULL;
}

static bool is_attribute(const occi_model *model, const char *name)
{
    for (size_t i = 0; i < occi_model_count(model); i++)
        if (occi_category_attribute(occi_model_at(model, i), name))
            return true;
    return false;
}

/* What the alias is called may be something's own name, or an alias already: then that counts, and
 * documents that do not know of one another can stand side by side. */
static occi_error *read_alias(const occi_model_draft *draft, const occi_node *node)
{
    static const char *const members[] = { "as", "category", "attribute", "value", NULL };
    occi_pool *pool = draft->pool;
    TRY(occi_node_object(pool, node, members));
    const occi_node as = occi_node_member(node, "as");
    const occi_node category = occi_node_member(node, "category");
    const occi_node attribute = occi_node_member(node, "attribute");
    const occi_node value = occi_node_member(node, "value");
    occi_alias alias = { 0 };
    TRY(occi_node_required(pool, &as, &alias.as));
    TRY(occi_node_text(pool, &attribute, &alias.attribute));
    TRY(occi_node_text(pool, &value, &alias.value));
    if (category.json && (alias.attribute || alias.value))
        return occi_node_fail(pool, &category, "an alias is of a category or of an attribute, not both");
    if (alias.value && !alias.attribute)
        return occi_node_fail(pool, &attribute, "it is missing");
    if (alias.attribute && !is_attribute(draft->model, alias.attribute))
        return occi_node_fail(pool, &attribute, "there is no such attribute");
    if (category.json) {
        const char *identifier;
        TRY(occi_node_required(pool, &category, &identifier));
        alias.category = occi_model_find_registered(draft->model, identifier);
        if (!alias.category)
            return OCCI_FAIL(pool, NO_SUCH_CATEGORY, identifier);
    }
    occi_alias *longer;
    occi_model *model = draft->model;
    ALLOC(longer = occi_pool_resize(pool, model->aliases, (model->alias_count + 1) * sizeof *longer));
    model->aliases = longer;
    longer[model->alias_count++] = alias;
    return NULL;
}

static const struct {
    const char *member;
    occi_error *(*read)(const occi_model_draft *draft, const occi_node *node);
} rules[] = {
    { "lifecycles", read_lifecycle },
    { "families", read_family },
    { "generators", read_generator },
    { "aliases", read_alias },
};

occi_error *occi_model_read_rules(const occi_model_draft *draft, const occi_node *document)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const occi_node list = occi_node_member(document, rules[i].member);
        size_t count;
        TRY(occi_node_array(draft->pool, &list, &count));
        for (size_t j = 0; j < count; j++) {
            const occi_node node = occi_node_element(&list, j);
            TRY(rules[i].read(draft, &node));
        }
    }
    return NULL;
}
