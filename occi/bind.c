/* Binding (see bind.h): what a message names, and the three ways to an entity: creation, full and partial
 * update. */
#include "occi/bind_parts.h"

#include <string.h>

/* By scheme and term. Some clients give the whole identifier as the scheme (text-rendering.md 5). */
static const occi_category *find_said(const occi_model *model, const occi_message_category *said)
{
    const occi_category *found = occi_model_find_split(model, said->scheme, said->term);
    if (found)
        return found;
    found = occi_model_find(model, said->scheme);
    return found && strcmp(found->term, said->term) == 0 ? found : NULL;
}

occi_error *bind_resolve(occi_pool *pool, const occi_model *model, const occi_message_category *said,
                         const occi_category **out)
{
    const occi_category *found = find_said(model, said);
    if (!found) {
        const char *identifier;
        ALLOC(identifier = occi_pool_format(pool, "%s%s", said->scheme, said->term));
        return OCCI_FAIL(pool, NO_SUCH_CATEGORY, identifier);
    }
    if (said->class_name && strcmp(said->class_name, occi_class_name(found->class)) != 0)
        return OCCI_FAIL(pool, CLASS_MISMATCH, found->identifier, occi_class_name(found->class),
                         said->class_name);
    *out = found;
    return NULL;
}

static bool is_among(const occi_category *const *categories, size_t count, const occi_category *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (categories[i] == wanted)
            return true;
    return false;
}

occi_error *bind_name(occi_pool *pool, bind_named *named, const occi_category *category)
{
    switch (category->class) {
    case OCCI_KIND:
        if (named->kind && named->kind != category)
            return OCCI_FAIL(pool, TWO_KINDS, named->kind->identifier, category->identifier);
        named->kind = category;
        return NULL;
    case OCCI_MIXIN:
        if (!is_among(named->mixins, named->mixin_count, category))
            named->mixins[named->mixin_count++] = category;
        return NULL;
    case OCCI_ACTION:
        break;
    }
    return OCCI_FAIL(pool, CLASS_MISMATCH, category->identifier, occi_class_name(category->class),
                     "kind or mixin");
}

static occi_error *name_all(const bind_work *work, const occi_message *message, bind_named *out)
{
    *out = (bind_named){ 0 };
    ALLOC(out->mixins = occi_pool_array(work->pool, message->category_count + 1, sizeof *out->mixins));
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_category *category;
        TRY(bind_resolve(work->pool, work->model, &message->categories[i], &category));
        TRY(bind_name(work->pool, out, category));
    }
    return NULL;
}

/* What a mixin depends on comes with it (GFD.221 5.3.4), so all of that must apply as well. The last way up
 * is walked, not recursed into: a tenant can make long chains. */
static bool applies(const occi_category *mixin, const occi_category *kind)
{
    while (mixin && occi_mixin_applies(mixin, kind)) {
        size_t count = mixin->depends_count;
        for (size_t i = 0; i + 1 < count; i++)
            if (!applies(mixin->depends[i], kind))
                return false;
        mixin = count ? mixin->depends[count - 1] : NULL;
    }
    return !mixin;
}

static bool is_rival(const occi_category *mixin, const occi_category *other)
{
    return mixin != other && mixin->family && mixin->family->is_exclusive && other->family &&
           mixin->family->root == other->family->root;
}

/* GFD.224 3.5: a new template replaces the old one at once. */
static void remove_rivals(occi_entity *entity, const occi_category *mixin)
{
    size_t kept = 0;
    for (size_t i = 0; i < entity->mixin_count; i++)
        if (!is_rival(mixin, entity->mixins[i]))
            entity->mixins[kept++] = entity->mixins[i];
    entity->mixin_count = kept;
}

/* What it demands can only be given at creation, so that is when it can be given (GFD.221 5.3.4). */
static bool is_too_late(const bind_work *work, const occi_category *mixin)
{
    if (!work->current || occi_entity_has_mixin(work->current, mixin))
        return false;
    for (size_t i = 0; i < mixin->all_attribute_count; i++)
        if (mixin->all_attributes[i]->is_initial && mixin->all_attributes[i]->is_required)
            return true;
    return false;
}

occi_error *bind_mixins(const bind_work *work, const bind_named *named)
{
    for (size_t i = 0; i < named->mixin_count; i++) {
        const occi_category *mixin = named->mixins[i];
        if (!applies(mixin, work->entity->kind))
            return OCCI_FAIL(work->pool, MIXIN_NOT_APPLICABLE, mixin->identifier,
                             work->entity->kind->identifier);
        if (is_too_late(work, mixin))
            return OCCI_FAIL(work->pool, MIXIN_TOO_LATE, mixin->identifier);
        for (size_t j = 0; j < i; j++)
            if (is_rival(mixin, named->mixins[j]))
                return OCCI_FAIL(work->pool, MIXIN_EXCLUSIVE, mixin->family->root->identifier,
                                 named->mixins[j]->identifier, mixin->identifier);
        remove_rivals(work->entity, mixin);
        TRY(occi_entity_add_mixin(work->pool, work->entity, mixin));
    }
    return NULL;
}

occi_error *bind_begin(bind_work *work, const occi_category *kind)
{
    ALLOC(work->entity = occi_pool_zero(work->pool, sizeof *work->entity));
    work->entity->kind = kind;
    if (kind->lifecycle) {
        work->entity->state = kind->lifecycle->initial;
        work->entity->desired_state =
            kind->lifecycle->started ? kind->lifecycle->started : kind->lifecycle->initial;
    }
    return NULL;
}

static const char *shown_location(const occi_category *category)
{
    return category->location ? category->location : "none";
}

/* The kind to create: one, concrete, and that of the collection, which does not stand for it (GFD.185 3.4.4).
 */
static occi_error *choose_kind(occi_pool *pool, const occi_category *kind, const occi_category *at,
                               const occi_category **out)
{
    if (!kind)
        return OCCI_FAIL(pool, NO_KIND);
    if (strcmp(kind->identifier, OCCI_CORE_ENTITY) == 0)
        return OCCI_FAIL(pool, KIND_ABSTRACT, kind->identifier);
    if (at && kind != at)
        return OCCI_FAIL(pool, KIND_ELSEWHERE, kind->identifier, shown_location(kind), shown_location(at));
    if (kind->is_read_only)
        return OCCI_FAIL(pool, READ_ONLY, kind->identifier);
    *out = kind;
    return NULL;
}

/* GFD.185 3.4.5: a link is created with both its ends. */
static occi_error *check_ends(const bind_work *work)
{
    if (!occi_entity_is_link(work->entity))
        return NULL;
    if (!work->entity->source)
        return OCCI_FAIL(work->pool, LINK_END_MISSING, "occi.core.source");
    if (!work->entity->target)
        return OCCI_FAIL(work->pool, LINK_END_MISSING, "occi.core.target");
    return NULL;
}

occi_error *occi_bind_create(occi_pool *pool, const occi_model *model, const occi_message *message,
                             const occi_category *at, occi_entity **out)
{
    bind_work work = { .pool = pool, .model = model };
    bind_named named;
    const occi_category *kind = NULL;
    TRY(name_all(&work, message, &named));
    TRY(choose_kind(pool, named.kind, at, &kind));
    TRY(bind_begin(&work, kind));
    TRY(bind_mixins(&work, &named));
    TRY(bind_attributes(&work, message->attributes, message->attribute_count));
    TRY(bind_complete(&work, false));
    TRY(check_ends(&work));
    TRY(bind_links_create(&work, message));
    *out = work.entity;
    return NULL;
}

/* An entity like the current one, without its mixins, values and links. */
static occi_error *begin_change(bind_work *work, const bind_named *named)
{
    const occi_entity *current = work->current;
    if (named->kind && named->kind != current->kind)
        return OCCI_FAIL(work->pool, KIND_FIXED, current->kind->identifier, named->kind->identifier);
    ALLOC(work->entity = occi_pool_zero(work->pool, sizeof *work->entity));
    *work->entity = *current;
    work->entity->mixins = NULL;
    work->entity->mixin_count = 0;
    work->entity->values = NULL;
    work->entity->value_count = 0;
    work->entity->links = NULL;
    work->entity->link_count = 0;
    return NULL;
}

static occi_error *keep_mixins(const bind_work *work)
{
    for (size_t i = 0; i < work->current->mixin_count; i++)
        TRY(occi_entity_add_mixin(work->pool, work->entity, work->current->mixins[i]));
    return NULL;
}

static occi_error *keep_links(const bind_work *work)
{
    size_t count = work->current->link_count;
    ALLOC(work->entity->links = occi_pool_array(work->pool, count + 1, sizeof *work->entity->links));
    for (size_t i = 0; i < count; i++)
        work->entity->links[i] = work->current->links[i];
    work->entity->link_count = count;
    return NULL;
}

/* GFD.223 10.2.2: what is not sent is gone or back at its default; links stay. */
occi_error *occi_bind_replace(occi_pool *pool, const occi_model *model, const occi_message *message,
                              const occi_entity *current, occi_entity **out)
{
    bind_work work = { .pool = pool, .model = model, .current = current };
    bind_named named;
    TRY(name_all(&work, message, &named));
    TRY(begin_change(&work, &named));
    work.entity->title = NULL;
    work.entity->summary = NULL;
    TRY(bind_mixins(&work, &named));
    TRY(bind_keep_values(&work, true));
    TRY(bind_attributes(&work, message->attributes, message->attribute_count));
    TRY(bind_complete(&work, false));
    TRY(bind_links_check(&work, message));
    TRY(keep_links(&work));
    *out = work.entity;
    return NULL;
}

/* GFD.223 10.3.1: only what is sent changes. */
occi_error *occi_bind_update(occi_pool *pool, const occi_model *model, const occi_message *message,
                             const occi_entity *current, occi_entity **out)
{
    bind_work work = { .pool = pool, .model = model, .current = current };
    bind_named named;
    TRY(name_all(&work, message, &named));
    TRY(begin_change(&work, &named));
    TRY(keep_mixins(&work));
    TRY(bind_mixins(&work, &named));
    TRY(bind_keep_values(&work, false));
    TRY(bind_attributes(&work, message->attributes, message->attribute_count));
    TRY(bind_complete(&work, true));
    TRY(bind_links_add(&work, message));
    *out = work.entity;
    return NULL;
}

/* Nothing but the mixins changes. */
static occi_error *change_mixins(bind_work *work, const bind_named *added, const occi_category *removed)
{
    const bind_named none = { 0 };
    TRY(begin_change(work, &none));
    for (size_t i = 0; i < work->current->mixin_count; i++)
        if (work->current->mixins[i] != removed)
            TRY(occi_entity_add_mixin(work->pool, work->entity, work->current->mixins[i]));
    TRY(bind_mixins(work, added));
    TRY(bind_keep_values(work, false));
    return bind_complete(work, true);
}

occi_error *occi_bind_associate(occi_pool *pool, const occi_model *model, const occi_category *mixin,
                                const occi_entity *current, occi_entity **out)
{
    bind_work work = { .pool = pool, .model = model, .current = current };
    TRY(change_mixins(&work, &(bind_named){ .mixins = &mixin, .mixin_count = 1 }, NULL));
    *out = work.entity;
    return NULL;
}

occi_error *occi_bind_dissociate(occi_pool *pool, const occi_model *model, const occi_category *mixin,
                                 const occi_entity *current, occi_entity **out)
{
    bind_work work = { .pool = pool, .model = model, .current = current };
    TRY(change_mixins(&work, &(bind_named){ 0 }, mixin));
    *out = work.entity;
    return NULL;
}

occi_error *occi_bind_categories(occi_pool *pool, const occi_model *model, const occi_message *message,
                                 const occi_category ***out, size_t *count)
{
    *count = 0;
    ALLOC(*out = occi_pool_array(pool, message->category_count + 1, sizeof **out));
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_category *category;
        TRY(bind_resolve(pool, model, &message->categories[i], &category));
        if (!is_among(*out, *count, category))
            (*out)[(*count)++] = category;
    }
    return NULL;
}
