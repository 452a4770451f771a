/* Random models and entities (see generate.h). */
#include "tests/property/generate.h"

#include <float.h>
#include <math.h>
#include <string.h>
#include "occi/json.h"

#define CORE      "http://schemas.ogf.org/occi/core#"
#define OURS      "http://example.org/made#"
#define KINDS_MAX 8

/* xorshift64* (Marsaglia, Vigna). */
static uint64_t draw(generator *from)
{
    from->state ^= from->state >> 12;
    from->state ^= from->state << 25;
    from->state ^= from->state >> 27;
    return from->state * UINT64_C(2685821657736338717);
}

size_t generate_below(generator *from, size_t limit)
{
    return (size_t)((draw(from) >> 11) % limit);
}

static bool chance(generator *from, unsigned percent)
{
    return generate_below(from, 100) < percent;
}

#define ONE_OF(from, list) ((list)[generate_below((from), sizeof(list) / sizeof *(list))])

/* --- values --- */

static const char *text(generator *from)
{
    static const char *const ascii[] = { "a",   "Z",   "0",   " ",           "  ", "\"",   "\\",   "\\\"",
                                         ",",   ";",   "=",   "<",           ">",  "{",    "}",    "%",
                                         "%41", "'",   "#",   "&",           "/",  "?",    "~",    "\\",
                                         "\\n", "://", "a=b", "true",        "42", "null", "word", "\\t",
                                         "+",   ", ",  "; ",  "?action=stop" };
    static const char *const wide[] = { "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                        "\xC2\xA0", "\xEF\xBB\xBF", "\t" };
    const char *made = "";
    for (size_t left = generate_below(from, 8); left; left--)
        made =
            occi_pool_format(from->pool, "%s%s", made,
                             !from->is_ascii && chance(from, 25) ? ONE_OF(from, wide) : ONE_OF(from, ascii));
    return made;
}

static int64_t integer(generator *from)
{
    static const int64_t edges[] = { 0,
                                     1,
                                     -1,
                                     INT64_MAX,
                                     INT64_MIN,
                                     INT64_MAX - 1,
                                     (int64_t)1 << 53,
                                     ((int64_t)1 << 53) + 1,
                                     -((int64_t)1 << 53) - 1,
                                     INT32_MAX };
    if (chance(from, 30))
        return ONE_OF(from, edges);
    return (int64_t)(draw(from) >> generate_below(from, 63));
}

static double number(generator *from)
{
    static const double edges[] = { 0.0,     -0.0,     1.0,     0.1,      -2.5,   1e21,  1e-7,
                                    DBL_MAX, -DBL_MAX, DBL_MIN, 4.9e-324, 0x1p53, 0x1p63 };
    union {
        uint64_t bits;
        double number;
    } any;
    if (chance(from, 40))
        return ONE_OF(from, edges);
    do
        any.bits = draw(from);
    while (!isfinite(any.number));
    return any.number;
}

static json_t *tree(generator *from, size_t depth);

static json_t *container(generator *from, bool is_object, size_t depth)
{
    json_t *made = is_object ? json_object() : json_array();
    for (size_t left = generate_below(from, 4); left; left--)
        if (is_object)
            json_object_set_new(made, text(from), tree(from, depth + 1));
        else
            json_array_append_new(made, tree(from, depth + 1));
    return made;
}

/* Inside of arrays and objects, strings may be anything but have a NUL. */
static json_t *inner_text(generator *from)
{
    static const char *const odd[] = { "\n", "\r\n", "\x01", "\x1F", "\x7F", "a\x7F\tb", "\xEF\xBF\xBF" };
    return json_string(chance(from, 20) ? ONE_OF(from, odd) : text(from));
}

static json_t *tree(generator *from, size_t depth)
{
    switch (generate_below(from, depth < 3 ? 8 : 6)) {
    case 0:
        return json_integer(integer(from));
    case 1:
        return json_real(number(from));
    case 2:
        return json_boolean(chance(from, 50));
    case 3:
        return json_null();
    case 4:
    case 5:
        return inner_text(from);
    default:
        return container(from, chance(from, 50), depth);
    }
}

static json_t *letters(generator *from, size_t least, size_t most)
{
    size_t length = least + generate_below(from, most - least + 1);
    char made[64];
    for (size_t i = 0; i < length; i++)
        made[i] = (char)('a' + generate_below(from, 26));
    return json_stringn(made, length);
}

/* A value that the pattern allows; the patterns are those of pattern(). */
static json_t *allowed(generator *from, occi_type type, const json_t *schema)
{
    const json_t *choices = json_object_get(schema, "enum");
    if (choices)
        return json_incref(json_array_get(choices, generate_below(from, json_array_size(choices))));
    if (json_object_get(schema, "pattern"))
        return letters(from, 2, 8);
    if (json_object_get(schema, "maxLength"))
        return letters(from, 1, 5);
    if (json_object_get(schema, "minimum"))
        return type == OCCI_INTEGER ? json_integer(-5 + (int64_t)generate_below(from, 11))
                                    : json_real(-5 + (double)generate_below(from, 1000) / 100);
    switch (type) {
    case OCCI_STRING:
        return json_string(text(from));
    case OCCI_NUMBER:
        return json_real(number(from));
    case OCCI_INTEGER:
        return json_integer(integer(from));
    case OCCI_BOOLEAN:
        return json_boolean(chance(from, 50));
    case OCCI_ARRAY:
    case OCCI_OBJECT:
        break;
    }
    return container(from, type == OCCI_OBJECT, 0);
}

static occi_value value_for(generator *from, const occi_attribute *attribute)
{
    occi_value made;
    bool fits;
    json_t *json = allowed(from, attribute->type, occi_pattern_schema(attribute->pattern));
    occi_error *error = occi_value_from_json(from->pool, attribute->type, json, &fits, &made);
    json_decref(json);
    return error || !fits ? (occi_value){ .type = OCCI_STRING, .string = "(no value could be made)" } : made;
}

/* --- models --- */

static const struct {
    occi_type type;
    const char *name;
} types[] = { { OCCI_STRING, "string" },   { OCCI_NUMBER, "number" }, { OCCI_INTEGER, "number" },
              { OCCI_BOOLEAN, "boolean" }, { OCCI_ARRAY, "array" },   { OCCI_OBJECT, "object" } };

/* NULL: none. An integer is one by its pattern. */
static json_t *pattern(generator *from, occi_type type)
{
    json_t *made = type == OCCI_INTEGER ? json_pack("{s:s}", "type", "integer") : json_object();
    if (type == OCCI_INTEGER || type == OCCI_NUMBER) {
        if (chance(from, 40))
            json_object_update_new(made, json_pack("{s:i, s:f}", "minimum", -5, "maximum", 5.0));
    } else if (type == OCCI_STRING && chance(from, 60)) {
        switch (generate_below(from, 3)) {
        case 0:
            json_object_update_new(made, json_pack("{s:[s, s, s]}", "enum", text(from), text(from), "on"));
            break;
        case 1:
            json_object_update_new(made, json_pack("{s:s}", "pattern", "[a-z]{2,8}"));
            break;
        default:
            json_object_update_new(
                made, json_pack("{s:i, s:i, s:s}", "minLength", 1, "maxLength", 5, "title", text(from)));
        }
    }
    return made;
}

static json_t *attribute(generator *from, bool may_be_required)
{
    size_t row = generate_below(from, sizeof types / sizeof *types);
    json_t *made = json_pack("{s:s, s:b, s:b}", "type", types[row].name, "mutable", chance(from, 70),
                             "required", may_be_required && chance(from, 25));
    json_t *schema = pattern(from, types[row].type);
    if (chance(from, 40))
        json_object_set_new(made, "default", allowed(from, types[row].type, schema));
    if (chance(from, 40))
        json_object_set_new(made, "description", json_string(text(from)));
    if (json_object_size(schema))
        json_object_set_new(made, "pattern", schema);
    else
        json_decref(schema);
    return made;
}

/* Most names are the category's own; a few are shared, so that one defines again what another has defined. */
static json_t *attributes(generator *from, const char *owner)
{
    json_t *made = json_object();
    for (size_t i = generate_below(from, 6); i; i--)
        json_object_set_new(made, occi_pool_format(from->pool, "org.example.%s.a%zu", owner, i),
                            attribute(from, true));
    return made;
}

static json_t *category(generator *from, const char *term, const char *scheme, bool has_location)
{
    json_t *made =
        json_pack("{s:s, s:s, s:o}", "term", term, "scheme", scheme, "attributes", attributes(from, term));
    if (chance(from, 60))
        json_object_set_new(made, "title", json_string(text(from)));
    if (has_location)
        json_object_set_new(made, "location", json_string(occi_pool_format(from->pool, "/%s/", term)));
    return made;
}

/* Actions that are the category's own; the first of them drives its lifecycle. */
static const char *add_actions(generator *from, json_t *document, json_t *owner, const char *term)
{
    const char *scheme = occi_pool_format(from->pool, "http://example.org/made/%s/action#", term),
               *first = NULL;
    json_t *list = json_array();
    for (size_t i = generate_below(from, 3); i; i--) {
        const char *name = occi_pool_format(from->pool, "do-%zu", i);
        json_array_append_new(json_object_get(document, "actions"), category(from, name, scheme, false));
        first = occi_pool_format(from->pool, "%s%s", scheme, name);
        json_array_append_new(list, json_string(first));
    }
    json_object_set_new(owner, "actions", list);
    return first;
}

static void add_lifecycle(generator *from, json_t *document, json_t *kind, const char *term,
                          const char *action)
{
    const char *name = occi_pool_format(from->pool, "org.example.%s.state", term);
    json_t *transitions = json_array();
    json_object_set_new(json_object_get(kind, "attributes"), name,
                        json_pack("{s:s, s:b, s:{s:[s, s]}}", "type", "string", "mutable", 0, "pattern",
                                  "enum", "off", "on"));
    if (action)
        json_array_append_new(transitions,
                              json_pack("{s:s, s:[s], s:s}", "action", action, "from", "off", "to", "on"));
    json_array_append_new(json_object_get(document, "lifecycles"),
                          json_pack("{s:s, s:s, s:s, s:o}", "kind",
                                    occi_pool_format(from->pool, OURS "%s", term), "state", name, "initial",
                                    "off", "transitions", transitions));
}

static void add_kind(generator *from, json_t *document, size_t index)
{
    static const char *const roots[] = { CORE "resource", CORE "resource", CORE "link" };
    const char *term = occi_pool_format(from->pool, "kind-%zu", index);
    const char *parent = index && chance(from, 60)
                             ? occi_pool_format(from->pool, OURS "kind-%zu", generate_below(from, index))
                             : ONE_OF(from, roots);
    json_t *kind = category(from, term, OURS, true);
    json_object_set_new(kind, "parent", json_string(parent));
    const char *action = add_actions(from, document, kind, term);
    if (chance(from, 50))
        add_lifecycle(from, document, kind, term, action);
    json_array_append_new(json_object_get(document, "kinds"), kind);
}

static void add_mixin(generator *from, json_t *document, size_t index, size_t kinds)
{
    const char *term = occi_pool_format(from->pool, "mixin_%zu", index);
    json_t *mixin = category(from, term, OURS, true), *depends = json_array(), *applies = json_array();
    for (size_t i = 0; i < index; i++)
        if (chance(from, 20))
            json_array_append_new(depends, json_string(occi_pool_format(from->pool, OURS "mixin_%zu", i)));
    for (size_t i = 0; i < kinds; i++)
        if (chance(from, 10))
            json_array_append_new(applies, json_string(occi_pool_format(from->pool, OURS "kind-%zu", i)));
    json_object_set_new(mixin, "depends", depends);
    json_object_set_new(mixin, "applies", applies);
    add_actions(from, document, mixin, term);
    if (chance(from, 20))
        json_array_append_new(json_object_get(document, "families"),
                              json_pack("{s:s, s:b, s:b}", "mixin",
                                        occi_pool_format(from->pool, OURS "%s", term), "exclusive",
                                        chance(from, 50), "overriding", chance(from, 30)));
    json_array_append_new(json_object_get(document, "mixins"), mixin);
}

static json_t *core(const char *term, const char *parent, json_t *own)
{
    json_t *made = json_pack("{s:s, s:s, s:o}", "term", term, "scheme", CORE, "attributes", own);
    if (parent)
        json_object_set_new(made, "parent", json_string(parent));
    return made;
}

json_t *generate_document(generator *from)
{
    json_t *document =
        json_pack("{s:[], s:[], s:[], s:[], s:[]}", "kinds", "mixins", "actions", "lifecycles", "families");
    json_t *list = json_object_get(document, "kinds");
    json_array_append_new(
        list,
        core("entity", NULL, json_pack("{s:{}, s:{s:b}}", "occi.core.id", "occi.core.title", "mutable", 1)));
    json_array_append_new(
        list, core("resource", CORE "entity", json_pack("{s:{s:b}}", "occi.core.summary", "mutable", 1)));
    json_array_append_new(
        list, core("link", CORE "entity",
                   json_pack("{s:{s:b, s:b}, s:{s:b, s:b}, s:{s:b}, s:{s:b}}", "occi.core.source", "mutable",
                             1, "required", 1, "occi.core.target", "mutable", 1, "required", 1,
                             "occi.core.source.kind", "mutable", 1, "occi.core.target.kind", "mutable", 1)));
    size_t kinds = 1 + generate_below(from, KINDS_MAX), mixins = generate_below(from, 6);
    for (size_t i = 0; i < kinds; i++)
        add_kind(from, document, i);
    for (size_t i = 0; i < mixins; i++)
        add_mixin(from, document, i, kinds);
    return occi_json_adopt(from->pool, document);
}

/* --- entities --- */

static bool applies(const occi_category *mixin, const occi_category *kind)
{
    bool all = occi_mixin_applies(mixin, kind);
    for (size_t i = 0; i < mixin->depends_count; i++)
        all = all && applies(mixin->depends[i], kind);
    return all;
}

static bool has_rival(const occi_entity *entity, const occi_category *mixin)
{
    for (size_t i = 0; i < entity->mixin_count; i++)
        if (mixin->family && entity->mixins[i]->family &&
            entity->mixins[i]->family->root == mixin->family->root)
            return true;
    return false;
}

static void add_mixins(generator *from, const occi_model *model, occi_entity *entity)
{
    entity->mixins = occi_pool_array(from->pool, occi_model_count(model) + 1, sizeof *entity->mixins);
    for (size_t i = 0; i < occi_model_count(model); i++) {
        const occi_category *mixin = occi_model_at(model, i);
        if (mixin->class == OCCI_MIXIN && chance(from, 40) && applies(mixin, entity->kind) &&
            !has_rival(entity, mixin))
            entity->mixins[entity->mixin_count++] = mixin;
    }
}

/* The category or one of the entity's has a default for the attribute, so that no entity is without a value.
 */
static bool has_default(const occi_entity *entity, const char *name)
{
    const occi_attribute *kind = occi_category_attribute(entity->kind, name);
    bool has = kind && kind->default_value;
    for (size_t i = 0; i < entity->mixin_count && !has; i++) {
        const occi_attribute *of_mixin = occi_category_attribute(entity->mixins[i], name);
        has = of_mixin && of_mixin->default_value;
    }
    return has;
}

typedef struct filling {
    generator *from;
    occi_entity *entity;
    bool has_failed;
} filling;

static bool is_core(const char *name)
{
    return strncmp(name, "occi.core.", strlen("occi.core.")) == 0;
}

static bool fill(void *context, const occi_attribute *defined)
{
    filling *what = context;
    const occi_lifecycle *life = what->entity->kind->lifecycle;
    bool is_state = life && strcmp(life->state_attribute, defined->name) == 0;
    if (is_core(defined->name) || is_state)
        return true;
    bool is_needed = defined->is_required || has_default(what->entity, defined->name);
    if (!is_needed && !chance(what->from, 70))
        return true;
    occi_value value = value_for(what->from, defined);
    what->has_failed |= occi_entity_set(what->from->pool, what->entity, defined, &value) != NULL;
    return true;
}

static occi_entity *make(generator *from, const occi_model *model, const occi_category *kind)
{
    occi_entity *entity = occi_pool_zero(from->pool, sizeof *entity);
    entity->kind = kind;
    add_mixins(from, model, entity);
    entity->title = chance(from, 60) ? text(from) : NULL;
    entity->summary =
        occi_category_attribute(kind, "occi.core.summary") && chance(from, 40) ? text(from) : NULL;
    if (kind->lifecycle)
        entity->state = entity->desired_state = chance(from, 50) ? "off" : "on";
    filling what = { from, entity, false };
    occi_entity_definitions(entity, fill, &what);
    return what.has_failed ? NULL : entity;
}

/* A kind of the model that is a link, or one that is none; NULL: it has none. */
static const occi_category *pick_kind(generator *from, const occi_model *model, bool is_link)
{
    size_t count = occi_model_count(model), start = generate_below(from, count);
    for (size_t i = 0; i < count; i++) {
        const occi_category *kind = occi_model_at(model, (start + i) % count);
        if (kind->class == OCCI_KIND && kind->location && occi_category_is_a(kind, OCCI_CORE_LINK) == is_link)
            return kind;
    }
    return NULL;
}

static void join(generator *from, const occi_model *model, occi_entity *link, const char *source)
{
    static const char *const targets[] = { "/kind-0/1", "http://elsewhere.example.org/a,b;c?d=e&f#g",
                                           "urn:uuid:x" };
    link->source = source;
    link->target = chance(from, 70) ? ONE_OF(from, targets) : occi_pool_format(from->pool, "/%s", text(from));
    link->target_kind = chance(from, 60) ? pick_kind(from, model, false) : NULL;
}

occi_entity *generate_entity(generator *from, const occi_model *model)
{
    const occi_category *link_kind = pick_kind(from, model, true), *kind = pick_kind(from, model, false);
    if (!kind || (link_kind && chance(from, 30))) {
        occi_entity *link = make(from, model, link_kind);
        if (link)
            join(from, model, link, "/kind-0/source");
        return link;
    }
    occi_entity *entity = make(from, model, kind);
    size_t count = entity && link_kind ? generate_below(from, 4) : 0;
    if (count)
        entity->links = occi_pool_array(from->pool, count, sizeof *entity->links);
    for (size_t i = 0; i < count; i++) {
        occi_entity *link = make(from, model, pick_kind(from, model, true));
        if (!link)
            return NULL;
        join(from, model, link, NULL);
        link->source_kind = kind;
        entity->links[entity->link_count++] = link;
    }
    return entity;
}
