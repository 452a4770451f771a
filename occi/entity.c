/* Entities (see entity.h). That some attributes are members of the structure and others entries of `values`
 * is known here and in entity_member.h only. */
#include "occi/entity.h"

#include <string.h>
#include <strings.h>
#include "occi/entity_member.h"

/* GFD.229 5.5.1 */
static const occi_member core_members[] = {
    { "occi.core.id", OCCI_MEMBER_ID, offsetof(occi_entity, id) },
    { "occi.core.title", OCCI_MEMBER_TEXT, offsetof(occi_entity, title) },
    { "occi.core.summary", OCCI_MEMBER_TEXT, offsetof(occi_entity, summary) },
    { "occi.core.source", OCCI_MEMBER_END, offsetof(occi_entity, source) },
    { "occi.core.target", OCCI_MEMBER_END, offsetof(occi_entity, target) },
    { "occi.core.source.kind", OCCI_MEMBER_END_KIND, offsetof(occi_entity, source_kind) },
    { "occi.core.target.kind", OCCI_MEMBER_END_KIND, offsetof(occi_entity, target_kind) },
};

static bool is_name(const char *wanted, const char *name)
{
    return wanted && strcmp(wanted, name) == 0;
}

occi_member occi_member_find(const occi_category *kind, const char *name)
{
    for (size_t i = 0; i < sizeof core_members / sizeof *core_members; i++)
        if (is_name(core_members[i].name, name))
            return core_members[i];
    const occi_lifecycle *lifecycle = kind->lifecycle;
    if (lifecycle && is_name(lifecycle->state_attribute, name))
        return (occi_member){ name, OCCI_MEMBER_TEXT, offsetof(occi_entity, state) };
    if (lifecycle && is_name(lifecycle->message_attribute, name))
        return (occi_member){ name, OCCI_MEMBER_TEXT, offsetof(occi_entity, state_message) };
    return (occi_member){ name, OCCI_MEMBER_NONE, 0 };
}

const char **occi_member_text(const occi_entity *entity, const occi_member *member)
{
    return (const char **)((char *)entity + member->offset);
}

const occi_category **occi_member_category(const occi_entity *entity, const occi_member *member)
{
    return (const occi_category **)((char *)entity + member->offset);
}

const char *occi_uuid_text(const char *id)
{
    static const char urn[] = "urn:uuid:";
    return strncasecmp(id, urn, sizeof urn - 1) == 0 ? id + sizeof urn - 1 : id;
}

const occi_category *occi_entity_category(const occi_entity *entity, size_t index)
{
    if (index == 0)
        return entity->kind;
    return index <= entity->mixin_count ? entity->mixins[index - 1] : NULL;
}

/* Only paths: what is elsewhere stays so, in another tenant too. */
static occi_error *put_below(occi_pool *pool, const char *prefix, const char **path)
{
    if (*path && **path == '/' && strncmp(*path, "/t/", 3) != 0)
        ALLOC(*path = occi_pool_format(pool, "%s%s", prefix, *path));
    return NULL;
}

static occi_error *copy_below(occi_pool *pool, const occi_entity *entity, const char *prefix,
                              occi_entity **out)
{
    ALLOC(*out = occi_pool_zero(pool, sizeof **out));
    **out = *entity;
    TRY(put_below(pool, prefix, &(*out)->location));
    TRY(put_below(pool, prefix, &(*out)->source));
    return put_below(pool, prefix, &(*out)->target);
}

occi_error *occi_entity_below(occi_pool *pool, const occi_entity *entity, const char *prefix,
                              const occi_entity **out)
{
    occi_entity *copy;
    *out = entity;
    if (!*prefix)
        return NULL;
    TRY(copy_below(pool, entity, prefix, &copy));
    ALLOC(copy->links = occi_pool_array(pool, entity->link_count + 1, sizeof *copy->links));
    for (size_t i = 0; i < entity->link_count; i++)
        TRY(copy_below(pool, entity->links[i], prefix, &copy->links[i]));
    *out = copy;
    return NULL;
}

bool occi_entity_is_link(const occi_entity *entity)
{
    return occi_category_is_a(entity->kind, OCCI_CORE_LINK);
}

const occi_attribute *occi_entity_definition(const occi_entity *entity, const char *name)
{
    const occi_category *category;
    const occi_attribute *found = NULL;
    for (size_t i = 0; !found && (category = occi_entity_category(entity, i)); i++)
        found = occi_category_attribute(category, name);
    return found;
}

/* By name: the same attribute may be defined by the kind and again by a mixin. */
static occi_attribute_value *find_value(const occi_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->value_count; i++)
        if (is_name(entity->values[i].attribute->name, name))
            return &entity->values[i];
    return NULL;
}

/* What a member holds, as text; NULL: nothing. */
static occi_error *member_shows(occi_pool *pool, const occi_entity *entity, const occi_member *member,
                                const char **out)
{
    if (member->role == OCCI_MEMBER_END_KIND) {
        const occi_category *kind = *occi_member_category(entity, member);
        *out = kind ? kind->identifier : NULL;
        return NULL;
    }
    *out = *occi_member_text(entity, member);
    if (member->role == OCCI_MEMBER_ID && *out)
        ALLOC(*out = occi_pool_format(pool, "urn:uuid:%s", *out));
    return NULL;
}

occi_error *occi_entity_value(occi_pool *pool, const occi_entity *entity, const occi_attribute *attribute,
                              bool *has, occi_value *out)
{
    occi_member member = occi_member_find(entity->kind, attribute->name);
    if (member.role == OCCI_MEMBER_NONE) {
        const occi_attribute_value *found = find_value(entity, attribute->name);
        if (found)
            *out = found->value;
        *has = found;
        return NULL;
    }
    *out = (occi_value){ .type = OCCI_STRING };
    TRY(member_shows(pool, entity, &member, &out->string));
    *has = out->string;
    return NULL;
}

static occi_error *set_member(occi_pool *pool, occi_entity *entity, const occi_member *member,
                              const occi_value *value)
{
    if (value->type != OCCI_STRING || member->role == OCCI_MEMBER_END_KIND)
        return OCCI_FAIL(pool, INTERNAL, "this member of an entity cannot be set as an attribute");
    const char *text = member->role == OCCI_MEMBER_ID ? occi_uuid_text(value->string) : value->string;
    *occi_member_text(entity, member) = text;
    return NULL;
}

occi_error *occi_entity_set(occi_pool *pool, occi_entity *entity, const occi_attribute *attribute,
                            const occi_value *value)
{
    occi_member member = occi_member_find(entity->kind, attribute->name);
    if (member.role != OCCI_MEMBER_NONE)
        return set_member(pool, entity, &member, value);
    occi_attribute_value *place = find_value(entity, attribute->name);
    if (!place) {
        occi_attribute_value *longer;
        ALLOC(longer = occi_pool_resize(pool, entity->values, (entity->value_count + 1) * sizeof *longer));
        entity->values = longer;
        place = &longer[entity->value_count++];
    }
    *place = (occi_attribute_value){ attribute, *value };
    return NULL;
}

void occi_entity_unset(occi_entity *entity, const occi_attribute *attribute)
{
    occi_member member = occi_member_find(entity->kind, attribute->name);
    occi_attribute_value *found;
    switch (member.role) {
    case OCCI_MEMBER_NONE:
        found = find_value(entity, attribute->name);
        if (found)
            *found = entity->values[--entity->value_count];
        break;
    case OCCI_MEMBER_TEXT:
        if (member.offset != offsetof(occi_entity, state))
            *occi_member_text(entity, &member) = NULL;
        break;
    case OCCI_MEMBER_END_KIND:
        *occi_member_category(entity, &member) = NULL;
        break;
    case OCCI_MEMBER_ID:
    case OCCI_MEMBER_END:
        break;
    }
}

bool occi_entity_has_mixin(const occi_entity *entity, const occi_category *mixin)
{
    for (size_t i = 0; i < entity->mixin_count; i++)
        if (entity->mixins[i] == mixin)
            return true;
    return false;
}

occi_error *occi_entity_add_mixin(occi_pool *pool, occi_entity *entity, const occi_category *mixin)
{
    if (occi_entity_has_mixin(entity, mixin))
        return NULL;
    const occi_category **longer;
    ALLOC(longer = occi_pool_resize(pool, entity->mixins, (entity->mixin_count + 1) * sizeof *longer));
    entity->mixins = longer;
    longer[entity->mixin_count++] = mixin;
    return NULL;
}

static bool is_from(const occi_transition *transition, const char *state)
{
    for (const char *const *from = transition->from; state && *from; from++)
        if (strcmp(*from, state) == 0)
            return true;
    return false;
}

/* The transition that `action` makes from `state`. */
static const occi_transition *transition_from(const occi_lifecycle *lifecycle, const occi_category *action,
                                              const char *state)
{
    for (size_t i = 0; i < lifecycle->transition_count; i++)
        if (lifecycle->transitions[i].action == action && is_from(&lifecycle->transitions[i], state))
            return &lifecycle->transitions[i];
    return NULL;
}

const occi_transition *occi_entity_transition(const occi_entity *entity, const occi_category *action)
{
    const occi_lifecycle *lifecycle = entity->kind->lifecycle;
    if (!lifecycle)
        return NULL;
    const occi_transition *found = transition_from(lifecycle, action, entity->state);
    return found ? found : transition_from(lifecycle, action, entity->desired_state);
}

/* One of the entity's categories before `index` defines `name` already. */
static bool is_defined_before(const occi_entity *entity, size_t index, const char *name)
{
    for (size_t i = 0; i < index; i++)
        if (occi_category_attribute(occi_entity_category(entity, i), name))
            return true;
    return false;
}

void occi_entity_definitions(const occi_entity *entity, occi_attribute_visit *visit, void *context)
{
    const occi_category *category;
    for (size_t i = 0; (category = occi_entity_category(entity, i)); i++)
        for (size_t j = 0; j < category->all_attribute_count; j++) {
            const occi_attribute *attribute = category->all_attributes[j];
            bool is_shown = occi_category_attribute(category, attribute->name) == attribute &&
                            !is_defined_before(entity, i, attribute->name);
            if (is_shown && !visit(context, attribute))
                return;
        }
}

static bool has_action(const occi_category *category, const occi_category *action)
{
    for (size_t i = 0; i < category->all_action_count; i++)
        if (category->all_actions[i] == action)
            return true;
    return false;
}

static bool has_action_before(const occi_entity *entity, size_t index, const occi_category *action)
{
    for (size_t i = 0; i < index; i++)
        if (has_action(occi_entity_category(entity, i), action))
            return true;
    return false;
}

/* What GET shows goes by the state that is reached, not the one that is asked for (GFD.223 10.1). An action
 * that no transition names does not depend on the state. */
static bool is_applicable(const occi_entity *entity, const occi_category *action)
{
    const occi_lifecycle *lifecycle = entity->kind->lifecycle;
    bool is_bound = false;
    for (size_t i = 0; lifecycle && i < lifecycle->transition_count; i++)
        is_bound |= lifecycle->transitions[i].action == action;
    return !is_bound || transition_from(lifecycle, action, entity->state);
}

void occi_entity_actions(const occi_entity *entity, occi_action_visit *visit, void *context)
{
    const occi_category *category;
    for (size_t i = 0; (category = occi_entity_category(entity, i)); i++)
        for (size_t j = 0; j < category->all_action_count; j++) {
            const occi_category *action = category->all_actions[j];
            bool is_shown = is_applicable(entity, action) && !has_action_before(entity, i, action);
            if (is_shown && !visit(context, action))
                return;
        }
}
