/* Questions to a model: lookups in its sorted indexes, and what categories are to one another (see model.h).
 */
#include "occi/model_parts.h"

#include <stdlib.h>
#include <string.h>

/* What is looked for in an index. */
typedef struct sought {
    const char *scheme; /* with `text` as term; NULL: `text` is all of it */
    const char *text;
    int64_t number;
} sought;

typedef int comparison(const void *left, const void *right);

static int by_identifier(const void *left, const void *right)
{
    const occi_category *const *one = left;
    const occi_category *const *other = right;
    return strcmp((*one)->identifier, (*other)->identifier);
}

static int by_location(const void *left, const void *right)
{
    const occi_category *const *one = left;
    const occi_category *const *other = right;
    return strcmp((*one)->location, (*other)->location);
}

static int by_key(const void *left, const void *right)
{
    const occi_category *const *one = left;
    const occi_category *const *other = right;
    return ((*one)->key > (*other)->key) - ((*one)->key < (*other)->key);
}

/* `head` and `tail`, one after the other, against `text`: no memory is needed to join them. */
static int compare_joined(const char *head, const char *tail, const char *text)
{
    size_t length = strlen(head);
    int order = strncmp(head, text, length);
    return order ? order : strcmp(tail, text + length);
}

static int seek_identifier(const void *wanted, const void *element)
{
    const sought *key = wanted;
    const occi_category *const *category = element;
    return compare_joined(key->scheme ? key->scheme : "", key->text, (*category)->identifier);
}

static int seek_location(const void *wanted, const void *element)
{
    const char *path = ((const sought *)wanted)->text;
    const occi_category *const *category = element;
    size_t length = strlen(path);
    return compare_joined(path, length && path[length - 1] == '/' ? "" : "/", (*category)->location);
}

static int seek_key(const void *wanted, const void *element)
{
    int64_t number = ((const sought *)wanted)->number;
    const occi_category *const *category = element;
    return (number > (*category)->key) - (number < (*category)->key);
}

static occi_category *seek(const sought *wanted, occi_category **index, size_t count, comparison *compare)
{
    occi_category **found = count ? bsearch(wanted, index, count, sizeof *index, compare) : NULL;
    return found ? *found : NULL;
}

occi_category *occi_model_find_own(const occi_model *model, const char *identifier)
{
    return seek(&(sought){ .text = identifier }, model->by_identifier, model->own_count, seek_identifier);
}

static const occi_category *find_registered(const occi_model *model, const sought *wanted)
{
    const occi_category *found = NULL;
    for (; model && !found; model = model->base)
        found = seek(wanted, model->by_identifier, model->own_count, seek_identifier);
    return found;
}

const occi_model *occi_model_base(const occi_model *model)
{
    return model->base;
}

const occi_category *occi_model_find_registered(const occi_model *model, const char *identifier)
{
    return find_registered(model, &(sought){ .text = identifier });
}

static const occi_category *find_aliased(const occi_model *model, const sought *wanted)
{
    for (; model; model = model->base)
        for (size_t i = 0; i < model->alias_count; i++)
            if (model->aliases[i].category &&
                compare_joined(wanted->scheme ? wanted->scheme : "", wanted->text, model->aliases[i].as) == 0)
                return model->aliases[i].category;
    return NULL;
}

static const occi_category *find_identifier(const occi_model *model, const sought *wanted)
{
    const occi_category *found = find_registered(model, wanted);
    return found ? found : find_aliased(model, wanted);
}

const occi_alias *occi_model_find_alias(const occi_model *model, const char *as, const char *attribute)
{
    for (; model; model = model->base)
        for (size_t i = 0; i < model->alias_count; i++) {
            const occi_alias *alias = &model->aliases[i];
            bool is_meant = attribute ? alias->value && strcmp(alias->attribute, attribute) == 0
                                      : !alias->value && !alias->category;
            if (is_meant && strcmp(alias->as, as) == 0)
                return alias;
        }
    return NULL;
}

const occi_category *occi_model_find(const occi_model *model, const char *identifier)
{
    return find_identifier(model, &(sought){ .text = identifier });
}

const occi_category *occi_model_find_split(const occi_model *model, const char *scheme, const char *term)
{
    return find_identifier(model, &(sought){ .scheme = scheme, .text = term });
}

const occi_category *occi_model_find_key(const occi_model *model, int64_t number)
{
    const occi_category *found = NULL;
    for (; model && !found; model = model->base)
        found = seek(&(sought){ .number = number }, model->by_key, model->own_count, seek_key);
    return found;
}

const occi_category *occi_model_find_location(const occi_model *model, const char *location)
{
    const occi_category *found = NULL;
    for (; model && !found; model = model->base)
        found = seek(&(sought){ .text = location }, model->by_location, model->located_count, seek_location);
    return found;
}

static occi_error *sort_index(occi_pool *pool, occi_category *own, size_t count, comparison *compare,
                              occi_category ***out, size_t *out_count)
{
    size_t kept = 0;
    ALLOC(*out = occi_pool_array(pool, count, sizeof **out));
    for (size_t i = 0; i < count; i++)
        if (compare != by_location || own[i].location)
            (*out)[kept++] = &own[i];
    qsort(*out, kept, sizeof **out, compare);
    *out_count = kept;
    return NULL;
}

occi_error *occi_model_index(occi_pool *pool, occi_model *model, occi_category *own, size_t count)
{
    TRY(sort_index(pool, own, count, by_identifier, &model->by_identifier, &model->own_count));
    TRY(sort_index(pool, own, count, by_key, &model->by_key, &model->own_count));
    return sort_index(pool, own, count, by_location, &model->by_location, &model->located_count);
}

size_t occi_model_count(const occi_model *model)
{
    size_t count = 0;
    for (size_t class = 0; class < OCCI_CLASS_COUNT; class ++)
        count += model->class_counts[class];
    return count;
}

const occi_category *occi_model_at(const occi_model *model, size_t index)
{
    return index < occi_model_count(model) ? model->categories[index] : NULL;
}

/* `category` or one that it descends from is `ancestor`, or is called `identifier`; either may be NULL. The
 * last way up is walked, not recursed into: chains may be long, and forks are rare. */
static bool descends(const occi_category *category, const occi_category *ancestor, const char *identifier)
{
    while (category && category != ancestor &&
           (!identifier || strcmp(category->identifier, identifier) != 0)) {
        size_t last = category->depends_count;
        for (size_t i = 0; i + 1 < last; i++)
            if (descends(category->depends[i], ancestor, identifier))
                return true;
        category = last ? category->depends[last - 1] : category->parent;
    }
    return category;
}

bool occi_category_is(const occi_category *category, const occi_category *ancestor)
{
    return descends(category, ancestor, NULL);
}

bool occi_category_is_a(const occi_category *category, const char *identifier)
{
    return descends(category, NULL, identifier);
}

bool occi_mixin_applies(const occi_category *mixin, const occi_category *kind)
{
    for (size_t i = 0; i < mixin->applies_count; i++)
        if (occi_category_is(kind, mixin->applies[i]))
            return true;
    return mixin->applies_count == 0;
}

const occi_attribute *occi_category_attribute(const occi_category *category, const char *name)
{
    for (size_t i = 0; i < category->all_attribute_count; i++)
        if (strcmp(category->all_attributes[i]->name, name) == 0)
            return category->all_attributes[i];
    return NULL;
}

size_t occi_category_shown_attribute_count(const occi_category *category)
{
    return category->class == OCCI_KIND ? category->all_attribute_count : category->attribute_count;
}

const occi_attribute *occi_category_shown_attribute(const occi_category *category, size_t index)
{
    return category->class == OCCI_KIND ? category->all_attributes[index] : &category->attributes[index];
}

const occi_category *const *occi_category_shown_actions(const occi_category *category, size_t *count)
{
    bool is_kind = category->class == OCCI_KIND;
    *count = is_kind ? category->all_action_count : category->action_count;
    return is_kind ? category->all_actions : category->actions;
}

const char *occi_class_name(occi_class class)
{
    static const char *const names[] = { "kind", "mixin", "action" };
    return names[class];
}
