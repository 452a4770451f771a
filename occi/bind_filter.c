/* Filters of collections (GFD.223 7, http.md 7): several categories and attributes all have to hold. */
#include "occi/bind_parts.h"

#include <string.h>

/* What the registry calls the members that attributes of Core show. */
static const struct {
    const char *attribute;
    const char *member;
} core_members[] = {
    { "occi.core.id", "id" },
    { "occi.core.title", "title" },
    { "occi.core.summary", "summary" },
    { "occi.core.source", "source" },
    { "occi.core.target", "target" },
    { "occi.core.source.kind", "source_kind" },
    { "occi.core.target.kind", "target_kind" },
};

static bool is_text(const char *text, const char *other)
{
    return text && strcmp(text, other) == 0;
}

static const char *core_member(const char *name)
{
    for (size_t i = 0; i < sizeof core_members / sizeof *core_members; i++)
        if (is_text(core_members[i].attribute, name))
            return core_members[i].member;
    return NULL;
}

/* What attribute `name` shows of the life of `kind`'s entities; NULL: nothing. */
static const char *life_member(const occi_category *kind, const char *name)
{
    const occi_lifecycle *life = kind->lifecycle;
    if (kind->class != OCCI_KIND || !life)
        return NULL;
    return is_text(life->state_attribute, name)     ? "state"
           : is_text(life->message_attribute, name) ? "message"
                                                    : NULL;
}

static bool is_state_kind(const occi_filter *filter, const occi_category *kind)
{
    for (size_t i = 0; i < filter->state_kind_count; i++)
        if (filter->state_kinds[i] == kind)
            return true;
    return !filter->has_state;
}

/* State attributes belong to some kinds only; of several of them, all have to be shown. */
static occi_error *narrow_kinds(occi_pool *pool, const occi_model *model, const char *name,
                                occi_filter *filter, const char **member)
{
    size_t total = occi_model_count(model), count = 0;
    const occi_category **kinds;
    *member = NULL;
    ALLOC(kinds = occi_pool_array(pool, total + 1, sizeof *kinds));
    for (size_t i = 0; i < total; i++) {
        const occi_category *kind = occi_model_at(model, i);
        const char *found = life_member(kind, name);
        if (found)
            *member = found;
        if (found && is_state_kind(filter, kind))
            kinds[count++] = kind;
    }
    if (!*member)
        return NULL;
    filter->has_state = true;
    filter->state_kinds = kinds;
    filter->state_kind_count = count;
    return NULL;
}

/* Entities of `kind` (NULL: of any) can show what `category` defines. */
static bool is_in_scope(const occi_category *category, const occi_category *kind)
{
    if (category->class == OCCI_ACTION)
        return false;
    return !kind || category == kind || (category->class == OCCI_MIXIN && occi_mixin_applies(category, kind));
}

/* The definitions of the attribute are tried in the model's order. */
static occi_error *read_defined(occi_pool *pool, const occi_model *model, const occi_category *kind,
                                const char *name, const occi_literal *said, bool *fits,
                                occi_filter_value *out)
{
    *fits = false;
    for (size_t i = 0; i < occi_model_count(model) && !*fits; i++) {
        const occi_category *category = occi_model_at(model, i);
        const occi_attribute *attribute =
            is_in_scope(category, kind) ? occi_category_attribute(category, name) : NULL;
        if (!attribute)
            continue;
        const occi_literal meant = bind_meant(model, attribute, said);
        out->attribute = attribute;
        TRY(bind_literal(pool, attribute->type, &meant, fits, &out->value));
    }
    return NULL;
}

static occi_error *read_value(occi_pool *pool, const occi_model *model, const occi_category *kind,
                              const occi_message_attribute *said, occi_filter_value *out)
{
    bool fits;
    const occi_alias *alias = occi_model_find_alias(model, said->name, NULL);
    TRY(read_defined(pool, model, kind, said->name, &said->value, &fits, out));
    if (!out->attribute && alias && alias->attribute)
        TRY(read_defined(pool, model, kind, alias->attribute, &said->value, &fits, out));
    if (fits)
        return NULL;
    if (!out->attribute)
        return OCCI_FAIL(pool, NO_SUCH_ATTRIBUTE, said->name, kind ? kind->identifier : "any kind or mixin");
    const char *expected;
    ALLOC(expected = occi_pattern_describe(pool, out->attribute->type, NULL));
    return OCCI_FAIL(pool, ATTRIBUTE_TYPE, said->name, expected, said->value.text);
}

static occi_error *add_value(occi_pool *pool, const occi_model *model, const occi_category *kind,
                             const occi_message_attribute *said, occi_filter *filter)
{
    occi_filter_value *value = &filter->values[filter->value_count];
    *value = (occi_filter_value){ .member = core_member(said->name) };
    TRY(read_value(pool, model, kind, said, value));
    if (!value->member)
        TRY(narrow_kinds(pool, model, said->name, filter, &value->member));
    if (is_text(value->member, "id"))
        value->value.string = occi_uuid_text(value->value.string);
    filter->value_count++;
    return NULL;
}

static occi_error *make_room(occi_pool *pool, const occi_message *message, occi_filter *filter)
{
    const occi_category **categories;
    occi_filter_value *values;
    size_t category_room = filter->category_count + message->category_count + 1;
    size_t value_room = filter->value_count + message->attribute_count + 1;
    ALLOC(categories = occi_pool_resize(pool, filter->categories, category_room * sizeof *categories));
    filter->categories = categories;
    ALLOC(values = occi_pool_resize(pool, filter->values, value_room * sizeof *values));
    filter->values = values;
    return NULL;
}

occi_error *occi_bind_filter(occi_pool *pool, const occi_model *model, const occi_category *kind,
                             const occi_message *message, occi_filter *filter)
{
    TRY(make_room(pool, message, filter));
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_category *category;
        TRY(bind_resolve(pool, model, &message->categories[i], &category));
        if (category->class == OCCI_ACTION)
            return OCCI_FAIL(pool, CLASS_MISMATCH, category->identifier, occi_class_name(category->class),
                             "kind or mixin");
        filter->categories[filter->category_count++] = category;
    }
    for (size_t i = 0; i < message->attribute_count; i++)
        TRY(add_value(pool, model, kind, &message->attributes[i], filter));
    return NULL;
}
