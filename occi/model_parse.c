/* Model documents: their categories. The first pass makes a category of each and learns by what it is found,
 * the second reads what it says of others and its attributes, the third gathers what it inherits (see
 * model.h). */
#include "occi/model_parts.h"

#include <string.h>

static const char *const document_members[] = { "kinds",    "mixins",     "actions", "lifecycles",
                                                "families", "generators", "aliases", NULL };
static const char *const kind_members[] = { "key",    "term",       "scheme",  "title", "location",
                                            "parent", "attributes", "actions", NULL };
static const char *const mixin_members[] = { "key",     "term",    "scheme",     "title",   "location",
                                             "depends", "applies", "attributes", "actions", NULL };
static const char *const action_members[] = { "key", "term", "scheme", "title", "attributes", NULL };

static const struct {
    const char *list;
    const char *const *members;
} classes[OCCI_CLASS_COUNT] = {
    [OCCI_KIND] = { "kinds", kind_members },
    [OCCI_MIXIN] = { "mixins", mixin_members },
    [OCCI_ACTION] = { "actions", action_members },
};

/* Terms and attribute names: GFD.221 5.3.1, 5.3.2; the character set is GFD.229's. */
static bool is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    return !strchr("_.-", *text) && text[strspn(text, letters)] == '\0';
}

/* A URI's characters (RFC 3986 2) as far as they cannot end a quoted string or a list of type identifiers. A
 * "#" comes last, as readers of text cut there what some clients put behind it. */
static bool is_scheme(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text >= 0x7F || strchr("\"<>\\^`{|},;", *text) || (*text == '#' && text[1]))
            return false;
    return true;
}

static bool is_location(const char *text)
{
    return *text == '/' && text[strlen(text) - 1] == '/' && is_scheme(text) && !strpbrk(text, "?#");
}

static occi_error *read_key(occi_pool *pool, const occi_node *node, int64_t *out)
{
    if (!node->json)
        return NULL;
    *out = json_integer_value(node->json);
    return *out > 0 ? NULL : occi_node_fail(pool, node, "expected a positive integer");
}

static occi_error *read_head(occi_pool *pool, const occi_node *node, occi_class class, occi_category *out)
{
    out->class = class;
    TRY(occi_node_object(pool, node, classes[class].members));
    const occi_node number = occi_node_member(node, "key");
    const occi_node term = occi_node_member(node, "term");
    const occi_node scheme = occi_node_member(node, "scheme");
    const occi_node title = occi_node_member(node, "title");
    const occi_node location = occi_node_member(node, "location");
    TRY(read_key(pool, &number, &out->key));
    TRY(occi_node_required(pool, &term, &out->term));
    if (!is_name(out->term))
        return occi_node_fail(pool, &term, "a term is made of letters, digits, \"_\", \".\" and \"-\"");
    TRY(occi_node_required(pool, &scheme, &out->scheme));
    if (!is_scheme(out->scheme))
        return occi_node_fail(pool, &scheme, "expected a URI");
    ALLOC(out->identifier = occi_pool_format(pool, "%s%s", out->scheme, out->term));
    TRY(occi_node_text(pool, &title, &out->title));
    TRY(occi_node_text(pool, &location, &out->location));
    if (out->location && !is_location(out->location))
        return occi_node_fail(pool, &location, "expected a path that starts and ends with \"/\"");
    return NULL;
}

static int64_t greatest_key(const occi_model_draft *draft, size_t count)
{
    int64_t greatest = 0;
    for (size_t i = 0; i < count; i++)
        if (draft->own[i].key > greatest)
            greatest = draft->own[i].key;
    const occi_model *base = draft->model->base;
    for (size_t i = 0; base && i < occi_model_count(base); i++)
        if (occi_model_at(base, i)->key > greatest)
            greatest = occi_model_at(base, i)->key;
    return greatest;
}

/* Documents from files have no keys: only the registry hands out lasting ones. */
static void fill_keys(const occi_model_draft *draft, size_t count)
{
    int64_t next = greatest_key(draft, count) + 1;
    for (size_t i = 0; i < count; i++)
        if (draft->own[i].key == 0)
            draft->own[i].key = next++;
}

/* The one of two neighbours in an index that stands later in the document. */
static const occi_node *later(const occi_model_draft *draft, const occi_category *one,
                              const occi_category *other)
{
    return &draft->nodes[(one > other ? one : other) - draft->own];
}

static occi_error *fail_taken(const occi_model_draft *draft, const occi_node *node, const char *member)
{
    const occi_node place = occi_node_member(node, member);
    return occi_node_fail(draft->pool, &place, "another category has it already");
}

static occi_error *check_unique_inside(const occi_model_draft *draft)
{
    const occi_model *model = draft->model;
    occi_category *const *names = model->by_identifier;
    occi_category *const *keys = model->by_key;
    occi_category *const *paths = model->by_location;
    for (size_t i = 1; i < model->own_count; i++) {
        if (strcmp(names[i - 1]->identifier, names[i]->identifier) == 0)
            return fail_taken(draft, later(draft, names[i - 1], names[i]), "term");
        if (keys[i - 1]->key == keys[i]->key)
            return fail_taken(draft, later(draft, keys[i - 1], keys[i]), "key");
    }
    for (size_t i = 1; i < model->located_count; i++)
        if (strcmp(paths[i - 1]->location, paths[i]->location) == 0)
            return fail_taken(draft, later(draft, paths[i - 1], paths[i]), "location");
    return NULL;
}

static occi_error *check_unique_beside_base(const occi_model_draft *draft)
{
    const occi_model *base = draft->model->base;
    for (size_t i = 0; i < draft->model->own_count; i++) {
        const occi_category *category = &draft->own[i];
        if (occi_model_find_registered(base, category->identifier))
            return fail_taken(draft, &draft->nodes[i], "term");
        if (occi_model_find_key(base, category->key))
            return fail_taken(draft, &draft->nodes[i], "key");
        if (category->location && occi_model_find_location(base, category->location))
            return fail_taken(draft, &draft->nodes[i], "location");
    }
    return NULL;
}

/* The order of occi_model_at. */
static occi_error *list_categories(const occi_model_draft *draft, const size_t own_counts[OCCI_CLASS_COUNT])
{
    occi_model *model = draft->model;
    const occi_model *base = model->base;
    size_t total = model->own_count + (base ? occi_model_count(base) : 0);
    size_t listed = 0;
    size_t base_at = 0;
    size_t own_at = 0;
    ALLOC(model->categories = occi_pool_array(draft->pool, total, sizeof *model->categories));
    for (size_t class = 0; class < OCCI_CLASS_COUNT; class ++) {
        size_t base_count = base ? base->class_counts[class] : 0;
        for (size_t i = 0; i < base_count; i++)
            model->categories[listed++] = base->categories[base_at++];
        for (size_t i = 0; i < own_counts[class]; i++)
            model->categories[listed++] = &draft->own[own_at++];
        model->class_counts[class] = base_count + own_counts[class];
    }
    return NULL;
}

/* First pass. `lists` must outlive the draft, whose nodes point to them. */
static occi_error *read_heads(occi_model_draft *draft, occi_pool *scratch,
                              const occi_node lists[OCCI_CLASS_COUNT])
{
    size_t counts[OCCI_CLASS_COUNT];
    size_t total = 0;
    for (size_t class = 0; class < OCCI_CLASS_COUNT; class ++) {
        TRY(occi_node_array(draft->pool, &lists[class], &counts[class]));
        total += counts[class];
    }
    ALLOC(draft->own = occi_pool_array(draft->pool, total, sizeof *draft->own));
    ALLOC(draft->nodes = occi_pool_array(scratch, total, sizeof *draft->nodes));
    size_t at = 0;
    for (size_t class = 0; class < OCCI_CLASS_COUNT; class ++)
        for (size_t i = 0; i < counts[class]; i++, at++) {
            draft->nodes[at] = occi_node_element(&lists[class], i);
            TRY(read_head(draft->pool, &draft->nodes[at], (occi_class) class, &draft->own[at]));
        }
    fill_keys(draft, total);
    TRY(occi_model_index(draft->pool, draft->model, draft->own, total));
    TRY(check_unique_inside(draft));
    TRY(check_unique_beside_base(draft));
    return list_categories(draft, counts);
}

occi_error *occi_model_resolve(const occi_model_draft *draft, const occi_node *node, occi_class class,
                               const occi_category **out)
{
    const char *identifier;
    TRY(occi_node_required(draft->pool, node, &identifier));
    *out = occi_model_find_registered(draft->model, identifier);
    if (!*out)
        return OCCI_FAIL(draft->pool, NO_SUCH_CATEGORY, identifier);
    if ((*out)->class == class)
        return NULL;
    const char *wrong;
    ALLOC(wrong = occi_pool_format(draft->pool, "%s is of class %s, not %s", identifier,
                                   occi_class_name((*out)->class), occi_class_name(class)));
    return occi_node_fail(draft->pool, node, wrong);
}

static occi_error *read_references(const occi_model_draft *draft, const occi_node *outer, const char *member,
                                   occi_class class, const occi_category ***out, size_t *count)
{
    const occi_node list = occi_node_member(outer, member);
    TRY(occi_node_array(draft->pool, &list, count));
    ALLOC(*out = occi_pool_array(draft->pool, *count, sizeof **out));
    for (size_t i = 0; i < *count; i++) {
        const occi_node node = occi_node_element(&list, i);
        TRY(occi_model_resolve(draft, &node, class, &(*out)[i]));
        for (size_t j = 0; j < i; j++)
            if ((*out)[j] == (*out)[i])
                return occi_node_fail(draft->pool, &node, "it is named twice");
    }
    return NULL;
}

static const struct {
    const char *name;
    occi_type type;
} types[] = {
    { "string", OCCI_STRING },   { "number", OCCI_NUMBER }, { "integer", OCCI_INTEGER },
    { "boolean", OCCI_BOOLEAN }, { "array", OCCI_ARRAY },   { "object", OCCI_OBJECT },
};

static bool type_find(const char *name, occi_type *out)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i].name) == 0) {
            *out = types[i].type;
            return true;
        }
    return false;
}

/* GFD.226 3.5.1 knows "number" only; that it is an integer stands in the pattern. */
static occi_error *read_type(occi_pool *pool, const occi_node *node, occi_type *out)
{
    const char *name;
    *out = OCCI_STRING;
    TRY(occi_node_text(pool, node, &name));
    if (!name || (type_find(name, out) && *out != OCCI_INTEGER))
        return NULL;
    return occi_node_fail(pool, node, "expected one of string, number, boolean, array and object");
}

static occi_error *read_pattern(occi_pool *pool, const occi_node *node, occi_attribute *out)
{
    const char *place;
    ALLOC(place = occi_node_place(pool, node));
    TRY(occi_pattern_compile(pool, place, node->json, &out->pattern));
    const char *name = json_string_value(json_object_get(node->json, "type"));
    occi_type said = out->type;
    if (name && type_find(name, &said) && said == OCCI_INTEGER && out->type == OCCI_NUMBER)
        out->type = OCCI_INTEGER;
    return said == out->type ? NULL : occi_node_fail(pool, node, "its type is not the attribute's");
}

static occi_error *read_default(occi_pool *pool, const occi_node *node, occi_attribute *out)
{
    if (!node->json)
        return NULL;
    occi_value *value;
    bool fits;
    ALLOC(value = occi_pool_zero(pool, sizeof *value));
    TRY(occi_value_from_json(pool, out->type, node->json, &fits, value));
    if (fits && occi_pattern_matches(out->pattern, value)) {
        out->default_value = value;
        return NULL;
    }
    const char *wrong = occi_pattern_describe(pool, out->type, out->pattern);
    ALLOC(wrong = occi_pool_format(pool, "expected %s", wrong));
    return occi_node_fail(pool, node, wrong);
}

static occi_error *read_attribute(occi_pool *pool, const occi_node *node, occi_attribute *out)
{
    static const char *const members[] = { "type",    "mutable",     "required", "pattern",
                                           "default", "description", NULL };
    TRY(occi_node_object(pool, node, members));
    if (!*node->name || !is_name(node->name))
        return occi_node_fail(pool, node, "a name is made of letters, digits, \"_\", \".\" and \"-\"");
    const occi_node type = occi_node_member(node, "type");
    const occi_node is_mutable = occi_node_member(node, "mutable");
    const occi_node is_required = occi_node_member(node, "required");
    const occi_node pattern = occi_node_member(node, "pattern");
    const occi_node default_value = occi_node_member(node, "default");
    const occi_node description = occi_node_member(node, "description");
    ALLOC(out->name = occi_pool_string(pool, node->name));
    TRY(read_type(pool, &type, &out->type));
    TRY(occi_node_boolean(pool, &is_mutable, &out->is_mutable));
    TRY(occi_node_boolean(pool, &is_required, &out->is_required));
    TRY(read_pattern(pool, &pattern, out));
    TRY(read_default(pool, &default_value, out));
    return occi_node_text(pool, &description, &out->description);
}

static occi_error *read_attributes(occi_pool *pool, const occi_node *outer, occi_category *category)
{
    const occi_node list = occi_node_member(outer, "attributes");
    if (!list.json)
        return NULL;
    TRY(occi_node_object(pool, &list, NULL));
    occi_attribute *attributes;
    ALLOC(attributes = occi_pool_array(pool, json_object_size(list.json), sizeof *attributes));
    const char *name;
    json_t *json;
    json_object_foreach(list.json, name, json)
    {
        const occi_node node = { .outer = &list, .name = name, .json = json };
        TRY(read_attribute(pool, &node, &attributes[category->attribute_count++]));
    }
    category->attributes = attributes;
    return NULL;
}

/* Every kind descends from core#entity, which alone has no parent (GFD.221 5.3.3). */
static occi_error *read_parent(const occi_model_draft *draft, const occi_node *node, occi_category *category)
{
    const occi_node parent = occi_node_member(node, "parent");
    bool is_root = strcmp(category->identifier, OCCI_CORE_ENTITY) == 0;
    if (parent.json && is_root)
        return occi_node_fail(draft->pool, &parent, "the kind of all entities has no parent");
    if (is_root)
        return NULL;
    return occi_model_resolve(draft, &parent, OCCI_KIND, &category->parent);
}

/* Second pass. */
static occi_error *read_body(const occi_model_draft *draft, const occi_node *node, occi_category *category)
{
    if (category->class == OCCI_KIND)
        TRY(read_parent(draft, node, category));
    TRY(read_references(draft, node, "depends", OCCI_MIXIN, &category->depends, &category->depends_count));
    TRY(read_references(draft, node, "applies", OCCI_KIND, &category->applies, &category->applies_count));
    TRY(read_references(draft, node, "actions", OCCI_ACTION, &category->actions, &category->action_count));
    return read_attributes(draft->pool, node, category);
}

/* What the category inherits has been gathered. Never NULL then, be it empty. */
static bool is_gathered(const occi_category *category)
{
    return category->all_attributes;
}

static bool can_gather(const occi_category *category)
{
    bool can = !category->parent || is_gathered(category->parent);
    for (size_t i = 0; i < category->depends_count; i++)
        can = can && is_gathered(category->depends[i]);
    return can;
}

/* A definition replaces one of the same name that was inherited, in its place. */
static void add_attribute(occi_category *category, const occi_attribute *attribute)
{
    size_t at = 0;
    while (at < category->all_attribute_count &&
           strcmp(category->all_attributes[at]->name, attribute->name) != 0)
        at++;
    category->all_attributes[at] = attribute;
    category->all_attribute_count += at == category->all_attribute_count;
}

static void add_action(occi_category *category, const occi_category *action)
{
    for (size_t i = 0; i < category->all_action_count; i++)
        if (category->all_actions[i] == action)
            return;
    category->all_actions[category->all_action_count++] = action;
}

static void inherit(occi_category *category, const occi_category *from)
{
    for (size_t i = 0; i < from->all_attribute_count; i++)
        add_attribute(category, from->all_attributes[i]);
    for (size_t i = 0; i < from->all_action_count; i++)
        add_action(category, from->all_actions[i]);
}

static occi_error *gather(occi_pool *pool, occi_category *category)
{
    size_t attributes =
        category->attribute_count + (category->parent ? category->parent->all_attribute_count : 0);
    size_t actions = category->action_count + (category->parent ? category->parent->all_action_count : 0);
    for (size_t i = 0; i < category->depends_count; i++) {
        attributes += category->depends[i]->all_attribute_count;
        actions += category->depends[i]->all_action_count;
    }
    ALLOC(category->all_actions = occi_pool_array(pool, actions, sizeof *category->all_actions));
    ALLOC(category->all_attributes = occi_pool_array(pool, attributes, sizeof *category->all_attributes));
    if (category->parent)
        inherit(category, category->parent);
    for (size_t i = 0; i < category->depends_count; i++)
        inherit(category, category->depends[i]);
    for (size_t i = 0; i < category->attribute_count; i++)
        add_attribute(category, &category->attributes[i]);
    for (size_t i = 0; i < category->action_count; i++)
        add_action(category, category->actions[i]);
    return NULL;
}

static occi_error *fail_circle(const occi_model_draft *draft)
{
    size_t at = 0;
    while (is_gathered(&draft->own[at]))
        at++;
    const occi_node place =
        occi_node_member(&draft->nodes[at], draft->own[at].class == OCCI_KIND ? "parent" : "depends");
    return occi_node_fail(draft->pool, &place, "it goes round in a circle");
}

/* Third pass: rounds rather than recursion, so that no chain is too long for the stack; a round that gathers
 * nothing has met a circle. `order` becomes one in which whoever inherits comes after those it inherits from.
 */
static occi_error *gather_all(const occi_model_draft *draft, occi_category **order)
{
    size_t count = draft->model->own_count;
    size_t gathered = 0;
    while (gathered < count) {
        size_t before = gathered;
        for (size_t i = 0; i < count; i++)
            if (!is_gathered(&draft->own[i]) && can_gather(&draft->own[i])) {
                TRY(gather(draft->pool, &draft->own[i]));
                order[gathered++] = &draft->own[i];
            }
        if (gathered == before)
            return fail_circle(draft);
    }
    return NULL;
}

static bool has_action(const occi_category *category, const occi_category *action)
{
    for (size_t i = 0; i < category->all_action_count; i++)
        if (category->all_actions[i] == action)
            return true;
    return false;
}

/* The category has brought the action in: a kind may name again what it inherits, as renderings of kinds do.
 */
static bool owns_action(const occi_category *category, const occi_category *action)
{
    if (!has_action(category, action) || (category->parent && has_action(category->parent, action)))
        return false;
    for (size_t i = 0; i < category->depends_count; i++)
        if (has_action(category->depends[i], action))
            return false;
    return true;
}

/* An action belongs to exactly one kind or mixin (GFD.221 5.3.5): none of the base, and none before it, owns
 * what the category at `index` does. */
static occi_error *check_actions(const occi_model_draft *draft, size_t index)
{
    const occi_model *base = draft->model->base;
    const occi_category *category = &draft->own[index];
    size_t base_count = base ? occi_model_count(base) : 0;
    for (size_t i = 0; i < category->action_count; i++) {
        const occi_category *action = category->actions[i];
        bool is_taken = false, is_owned = owns_action(category, action);
        for (size_t j = 0; is_owned && j < base_count + index; j++)
            is_taken |=
                owns_action(j < base_count ? occi_model_at(base, j) : &draft->own[j - base_count], action);
        if (is_taken) {
            const occi_node list = occi_node_member(&draft->nodes[index], "actions");
            const occi_node node = occi_node_element(&list, i);
            return occi_node_fail(draft->pool, &node, "it is the action of another category");
        }
    }
    return NULL;
}

/* A kind lives as its parent does, and a mixin belongs to the family of what it depends on, unless it says
 * otherwise. */
static void inherit_rules(occi_category *const *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        occi_category *category = order[i];
        if (!category->lifecycle && category->parent)
            category->lifecycle = category->parent->lifecycle;
        category->is_read_only |= category->parent && category->parent->is_read_only;
        for (size_t j = 0; j < category->depends_count && !category->family; j++)
            category->family = category->depends[j]->family;
    }
}

occi_error *occi_model_parse(occi_pool *pool, const json_t *document, const occi_model *base,
                             const occi_model **out)
{
    __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *scratch = NULL;
    ALLOC(scratch = occi_pool_new(pool));
    occi_model_draft draft = { .pool = pool };
    ALLOC(draft.model = occi_pool_zero(pool, sizeof *draft.model));
    draft.model->base = base;

    const occi_node root = occi_node_document(document);
    TRY(occi_node_object(pool, &root, document_members));
    occi_node lists[OCCI_CLASS_COUNT];
    for (size_t class = 0; class < OCCI_CLASS_COUNT; class ++)
        lists[class] = occi_node_member(&root, classes[class].list);
    TRY(read_heads(&draft, scratch, lists));
    for (size_t i = 0; i < draft.model->own_count; i++)
        TRY(read_body(&draft, &draft.nodes[i], &draft.own[i]));
    occi_category **order;
    ALLOC(order = occi_pool_array(scratch, draft.model->own_count, sizeof *order));
    TRY(gather_all(&draft, order));
    for (size_t i = 0; i < draft.model->own_count; i++)
        TRY(check_actions(&draft, i));
    TRY(occi_model_read_rules(&draft, &root));
    inherit_rules(order, draft.model->own_count);
    *out = draft.model;
    return NULL;
}
