/* The attributes of a message become those of an entity, in the order of GFD.221 5.3.6: known, not given
 * twice, one that the client may set, of its type and pattern; then defaults, and what is required. */
#include "occi/bind_parts.h"

#include <string.h>
#include <strings.h>

static occi_error *has_value(const bind_work *work, const occi_attribute *attribute, bool *out)
{
    occi_value value;
    return occi_entity_value(work->pool, work->entity, attribute, out, &value);
}

/* A value made by the registry outlives a full update that does not speak of it, as one that only the server
 * can set does. */
static bool is_kept(const occi_attribute *attribute, bool is_replaced)
{
    return !is_replaced || !attribute->is_mutable || attribute->is_generated;
}

occi_error *bind_keep_values(const bind_work *work, bool is_replaced)
{
    for (size_t i = 0; i < work->current->value_count; i++) {
        const occi_attribute_value *old = &work->current->values[i];
        const occi_attribute *attribute = occi_entity_definition(work->entity, old->attribute->name);
        occi_value value;
        /* gone with the mixin that defined it */
        if (!attribute || !bind_adapt(attribute->type, &old->value, &value))
            continue;
        if (is_kept(attribute, is_replaced))
            TRY(occi_entity_set(work->pool, work->entity, attribute, &value));
    }
    return NULL;
}

/* `said` is how a text rendering shows `kept`: in header lines a tab becomes a blank, and what is not ASCII "?"
 * (occi/text_render.c). What a rendering cannot say, its echo must not change. */
static bool is_shown_as(const char *kept, const char *said)
{
    while (*kept) {
        unsigned char byte = (unsigned char)*kept;
        bool is_blanked = byte == '\t' && *said == ' ';
        bool is_replaced = byte >= 0xC0 && *said == '?';
        if (*said != *kept && !is_blanked && !is_replaced)
            return false;
        kept++;
        said++;
        while (is_replaced && (*kept & 0xC0) == 0x80)
            kept++;
    }
    return *said == '\0';
}

/* The client says again what there is, as far as its rendering can: `*old` is that. */
static occi_error *is_echo(const bind_work *work, const occi_attribute *attribute, const occi_literal *said,
                           bool *out, occi_value *old)
{
    *out = false;
    if (!work->current || attribute->type != OCCI_STRING || said->form == OCCI_LITERAL_JSON)
        return NULL;
    TRY(occi_entity_value(work->pool, work->current, attribute, out, old));
    *out = *out && is_shown_as(old->string, said->text);
    return NULL;
}

/* The client only says again what is there: a GET's answer is a fine PUT. */
static occi_error *is_repeated(const bind_work *work, const occi_attribute *attribute,
                               const occi_member *member, const occi_literal *said, bool *out)
{
    occi_value old, new;
    /* The schema of GFD.226 wants an id even where there is none yet; the server makes its own. */
    *out = !work->current && member->role == OCCI_MEMBER_ID && said->form == OCCI_LITERAL_JSON;
    if (!work->current)
        return NULL;
    TRY(is_echo(work, attribute, said, out, &old));
    if (*out)
        return NULL;
    if (member->role == OCCI_MEMBER_ID) {
        const char *id = work->current->id;
        *out = id && strcasecmp(occi_uuid_text(id), occi_uuid_text(said->text)) == 0;
        return NULL;
    }
    bool has;
    TRY(occi_entity_value(work->pool, work->current, attribute, &has, &old));
    if (!has)
        return NULL;
    if (member->role == OCCI_MEMBER_END) {
        *out = bind_is_same_uri(old.string, said->text);
        return NULL;
    }
    bool fits;
    TRY(bind_literal(work->pool, attribute->type, said, &fits, &new));
    *out = fits && occi_value_equals(&old, &new);
    return NULL;
}

/* The kind of a link's end. It can only be kept when it is known here. */
static occi_error *set_end_kind(const bind_work *work, const occi_attribute *attribute,
                                const occi_member *member, const occi_value *value)
{
    const occi_category *kind = occi_model_find(work->model, value->string);
    if (!kind)
        return OCCI_FAIL(work->pool, NO_SUCH_CATEGORY, value->string);
    if (kind->class != OCCI_KIND || !occi_category_is_a(kind, OCCI_CORE_RESOURCE))
        return OCCI_FAIL(work->pool, ATTRIBUTE_TYPE, attribute->name,
                         "a kind derived from " OCCI_CORE_RESOURCE, value->string);
    *occi_member_category(work->entity, member) = kind;
    return NULL;
}

static bool is_end(const occi_member *member)
{
    return member->role == OCCI_MEMBER_END || member->role == OCCI_MEMBER_END_KIND;
}

/* A client may set what is mutable, the ends of a link while it creates it, and then what is meant to be
 * given once. */
static bool is_settable(const bind_work *work, const occi_attribute *attribute, const occi_member *member)
{
    if (work->current)
        return attribute->is_mutable && !is_end(member);
    return attribute->is_mutable || attribute->is_initial || is_end(member);
}

static occi_error *bind_attribute(const bind_work *work, const occi_attribute *attribute,
                                  const occi_literal *said)
{
    occi_member member = occi_member_find(work->entity->kind, attribute->name);
    if (!is_settable(work, attribute, &member)) {
        bool is_harmless;
        TRY(is_repeated(work, attribute, &member, said, &is_harmless));
        if (is_harmless)
            return NULL;
        return work->current && is_end(&member) ? OCCI_FAIL(work->pool, LINK_ENDS_FIXED, attribute->name)
                                                : OCCI_FAIL(work->pool, ATTRIBUTE_IMMUTABLE, attribute->name);
    }
    occi_value value;
    bool is_old;
    TRY(is_echo(work, attribute, said, &is_old, &value));
    if (!is_old)
        TRY(occi_bind_value(work->pool, attribute, said, &value));
    if (member.role == OCCI_MEMBER_END_KIND)
        return set_end_kind(work, attribute, &member, &value);
    return occi_entity_set(work->pool, work->entity, attribute, &value);
}

/* The definition of what the client calls `name`. */
static const occi_attribute *find_definition(const bind_work *work, const char *name)
{
    const occi_attribute *found = occi_entity_definition(work->entity, name);
    const occi_alias *alias = found ? NULL : occi_model_find_alias(work->model, name, NULL);
    return alias && alias->attribute ? occi_entity_definition(work->entity, alias->attribute) : found;
}

/* A name that means nothing here, and does no harm. */
static bool is_passed_over(const bind_work *work, const char *name)
{
    const occi_alias *alias = occi_model_find_alias(work->model, name, NULL);
    return alias && !alias->attribute;
}

static occi_error *fail_unknown(const bind_work *work, const char *name)
{
    const char *where;
    ALLOC(where = occi_pool_format(work->pool, "kind %s or its mixins", work->entity->kind->identifier));
    return OCCI_FAIL(work->pool, NO_SUCH_ATTRIBUTE, name, where);
}

static const occi_attribute *look_up(const void *work, const char *name)
{
    return find_definition(work, name);
}

occi_error *bind_flatten_own(const bind_work *work, const occi_message_attribute **attributes, size_t *count)
{
    return bind_flatten(work->pool, look_up, work, attributes, count);
}

occi_error *bind_attributes(const bind_work *work, const occi_message_attribute *attributes, size_t count)
{
    /* Only what is defined gets in here, once, so that the search stays short however long the message is. */
    const occi_attribute **given;
    TRY(bind_flatten_own(work, &attributes, &count));
    ALLOC(given = occi_pool_array(work->pool, count + 1, sizeof *given));
    for (size_t i = 0; i < count; i++) {
        const occi_attribute *attribute = find_definition(work, attributes[i].name);
        if (!attribute && is_passed_over(work, attributes[i].name))
            continue;
        if (!attribute)
            return fail_unknown(work, attributes[i].name);
        for (size_t j = 0; j < i; j++)
            if (given[j] == attribute)
                return OCCI_FAIL(work->pool, ATTRIBUTE_TWICE, attribute->name);
        given[i] = attribute;
        const occi_literal value = bind_meant(work->model, attribute, &attributes[i].value);
        TRY(bind_attribute(work, attribute, &value));
    }
    return NULL;
}

static bool is_new(const bind_work *work, const occi_category *mixin)
{
    return !work->current || !occi_entity_has_mixin(work->current, mixin);
}

/* GFD.221 5.3.7: what is not given has its default. `is_overriding`: also what is given (GFD.224 3.5.2). */
static occi_error *set_defaults(const bind_work *work, const occi_category *category, bool is_overriding)
{
    for (size_t i = 0; i < category->all_attribute_count; i++) {
        const occi_attribute *own = category->all_attributes[i];
        if (!own->default_value)
            continue;
        const occi_attribute *attribute = occi_entity_definition(work->entity, own->name);
        occi_value value;
        bool has;
        TRY(has_value(work, attribute, &has));
        if (has && !is_overriding)
            continue;
        if (bind_adapt(attribute->type, own->default_value, &value))
            TRY(occi_entity_set(work->pool, work->entity, attribute, &value));
    }
    return NULL;
}

/* Required is what a client can give; a link's ends are looked at by themselves, as inline links have one of
 * them by their place. */
static occi_error *require(const bind_work *work, const occi_category *category)
{
    for (size_t i = 0; i < category->all_attribute_count; i++) {
        const char *name = category->all_attributes[i]->name;
        const occi_attribute *attribute = occi_entity_definition(work->entity, name);
        occi_member member = occi_member_find(work->entity->kind, name);
        if (!attribute->is_required || attribute->is_generated || is_end(&member))
            continue;
        bool has;
        TRY(has_value(work, attribute, &has));
        if ((attribute->is_mutable || attribute->is_initial) && !has)
            return OCCI_FAIL(work->pool, ATTRIBUTE_REQUIRED, name);
    }
    return NULL;
}

static occi_error *set_mixin_defaults(const bind_work *work, bool is_partial)
{
    const occi_category *mixin;
    for (size_t i = 1; (mixin = occi_entity_category(work->entity, i)); i++)
        if (is_new(work, mixin) && mixin->family && mixin->family->is_overriding)
            TRY(set_defaults(work, mixin, true));
    for (size_t i = 1; (mixin = occi_entity_category(work->entity, i)); i++)
        if (!is_partial || is_new(work, mixin))
            TRY(set_defaults(work, mixin, false));
    return NULL;
}

occi_error *bind_complete(const bind_work *work, bool is_partial)
{
    const occi_category *category;
    TRY(set_mixin_defaults(work, is_partial));
    if (!is_partial) {
        TRY(set_defaults(work, work->entity->kind, false));
        TRY(require(work, work->entity->kind));
    }
    for (size_t i = 1; (category = occi_entity_category(work->entity, i)); i++)
        if (!is_partial || is_new(work, category))
            TRY(require(work, category));
    return NULL;
}
