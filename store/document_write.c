/* Entities, and what is asked of them, to JSON documents (see document.h). */
#include "store/document.h"

#include <stdlib.h>
#include <string.h>
#include "occi/json.h"

/* Adds what is there; NULL is left out. Answers false when memory is out. */
static bool add_text(json_t *document, const char *member, const char *text)
{
    return !text || json_object_set_new(document, member, json_string(text)) == 0;
}

static bool add_key(json_t *document, const char *member, const occi_category *category)
{
    return !category || json_object_set_new(document, member, json_integer(category->key)) == 0;
}

static bool add_values(json_t *document, const char *member, const occi_attribute_value *values, size_t count)
{
    json_t *attributes = json_object();
    bool is_added = json_object_set_new(document, member, attributes) == 0;
    for (size_t i = 0; is_added && i < count; i++)
        is_added = json_object_set_new(attributes, values[i].attribute->name,
                                       occi_value_to_json(&values[i].value)) == 0;
    return is_added;
}

static bool add_mixins(json_t *document, const occi_entity *entity)
{
    json_t *mixins = json_array();
    bool is_added = json_object_set_new(document, "mixins", mixins) == 0;
    for (size_t i = 0; is_added && i < entity->mixin_count; i++)
        is_added = json_array_append_new(mixins, json_integer(entity->mixins[i]->key)) == 0;
    return is_added;
}

static bool add_entity(json_t *document, const occi_entity *entity)
{
    bool is_added =
        add_key(document, "kind", entity->kind) && add_mixins(document, entity) &&
        add_text(document, "location", entity->location) && add_text(document, "title", entity->title) &&
        add_text(document, "summary", entity->summary) && add_text(document, "state", entity->state) &&
        add_text(document, "source", entity->source) && add_text(document, "target", entity->target) &&
        add_key(document, "source_kind", entity->source_kind) &&
        add_key(document, "target_kind", entity->target_kind) &&
        add_values(document, "attributes", entity->values, entity->value_count);
    if (is_added && entity->desired_state) {
        json_t *desired = json_object();
        is_added = json_object_set_new(document, "desired", desired) == 0 &&
                   add_text(desired, "state", entity->desired_state);
    }
    return is_added;
}

static occi_error *dump(occi_pool *pool, json_t *document, bool is_complete, const char **out)
{
    ALLOC(occi_json_adopt(pool, document));
    char *text = is_complete ? json_dumps(document, JSON_COMPACT) : NULL;
    ALLOC(text);
    ALLOC(*out = occi_pool_adopt(pool, text, free));
    return NULL;
}

/* An entity with its links. */
static bool add_whole(json_t *document, const occi_entity *entity)
{
    json_t *links = json_array();
    bool is_complete = json_object_set_new(document, "links", links) == 0 && add_entity(document, entity);
    for (size_t i = 0; is_complete && i < entity->link_count; i++) {
        json_t *link = json_object();
        is_complete = json_array_append_new(links, link) == 0 && add_entity(link, entity->links[i]);
    }
    return is_complete;
}

occi_error *document_write(occi_pool *pool, const occi_entity *entity, const char **out)
{
    json_t *document = json_object();
    ALLOC(document);
    return dump(pool, document, add_whole(document, entity), out);
}

occi_error *document_write_all(occi_pool *pool, occi_entity *const *entities, size_t count, const char **out)
{
    json_t *documents = json_array();
    ALLOC(documents);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++) {
        json_t *document = json_object();
        is_complete = json_array_append_new(documents, document) == 0 && add_whole(document, entities[i]);
    }
    return dump(pool, documents, is_complete, out);
}

/* Keys of categories. */
static bool add_keys(json_t *document, const char *member, const occi_category *const *categories,
                     size_t count, const occi_class *only)
{
    json_t *keys = json_array();
    bool is_added = json_object_set_new(document, member, keys) == 0;
    for (size_t i = 0; is_added && i < count; i++)
        if (!only || categories[i]->class == *only)
            is_added = json_array_append_new(keys, json_integer(categories[i]->key)) == 0;
    return is_added;
}

static bool add_both_keys(json_t *document, const occi_category *const *categories, size_t count)
{
    static const occi_class kind = OCCI_KIND, mixin = OCCI_MIXIN;
    return add_keys(document, "kinds", categories, count, &kind) &&
           add_keys(document, "mixins", categories, count, &mixin);
}

static bool add_filter(json_t *document, const occi_filter *filter)
{
    json_t *json = json_object(), *attributes = json_object(), *members = json_object();
    bool is_added = json_object_set_new(document, "filter", json) == 0;
    is_added &= json_object_set_new(json, "attributes", attributes) == 0;
    is_added &= json_object_set_new(json, "members", members) == 0;
    if (!is_added)
        return false;
    for (size_t i = 0; is_added && i < filter->value_count; i++) {
        const occi_filter_value *value = &filter->values[i];
        is_added = json_object_set_new(value->member ? members : attributes,
                                       value->member ? value->member : value->attribute->name,
                                       occi_value_to_json(&value->value)) == 0;
    }
    if (is_added && filter->has_state)
        is_added = add_keys(json, "state_kinds", filter->state_kinds, filter->state_kind_count, NULL);
    return is_added && add_both_keys(json, filter->categories, filter->category_count);
}

static bool add_named(json_t *document, const store_selection *selection)
{
    json_t *named = json_array();
    bool is_added = json_object_set_new(document, "named", named) == 0;
    for (size_t i = 0; is_added && i < selection->named_count; i++)
        is_added = json_array_append_new(named, json_string(selection->named[i])) == 0;
    return is_added && (!selection->is_also_named || json_object_set_new(document, "also", json_true()) == 0);
}

static bool add_selection(json_t *document, const store_selection *selection)
{
    const occi_category *category = selection->category;
    bool is_added = true;
    if (category)
        is_added = add_key(document, category->class == OCCI_KIND ? "kind" : "mixin", category);
    else if (selection->path)
        is_added = add_text(document, "path", selection->path) &&
                   add_both_keys(document, selection->below, selection->below_count);
    if (is_added && selection->filter)
        is_added = add_filter(document, selection->filter);
    return is_added && (!selection->named || add_named(document, selection));
}

occi_error *document_write_selection(occi_pool *pool, const store_selection *selection, const char **out)
{
    json_t *document = json_object();
    ALLOC(document);
    return dump(pool, document, add_selection(document, selection), out);
}

/* A new object at the end of `array`; NULL when memory is out. */
static json_t *append_object(json_t *array)
{
    json_t *object = json_object();
    return json_array_append_new(array, object) == 0 ? object : NULL;
}

/* A new object as a member. */
static json_t *add_object(json_t *document, const char *member)
{
    json_t *object = json_object();
    return json_object_set_new(document, member, object) == 0 ? object : NULL;
}

occi_error *document_write_changes(occi_pool *pool, occi_entity *const *wanted, size_t count,
                                   const char **out)
{
    json_t *changes = json_array();
    ALLOC(changes);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++) {
        json_t *change = append_object(changes);
        json_t *document = change ? add_object(change, "document") : NULL;
        is_complete = document && add_text(change, "id", wanted[i]->id) && add_entity(document, wanted[i]);
    }
    return dump(pool, changes, is_complete, out);
}

static bool add_desired(json_t *document, const char *state, const char *action,
                        const occi_attribute_value *parameters, size_t count)
{
    return add_text(document, "state", state) && add_text(document, "action", action) &&
           add_values(document, "parameters", parameters, count);
}

/* The title of a mixin that an action makes: the parameter that the making names. */
static const char *making_title(const occi_making *making, const occi_attribute_value *parameters,
                                size_t count)
{
    for (size_t i = 0; making->title && i < count; i++)
        if (strcmp(parameters[i].attribute->name, making->title) == 0 &&
            parameters[i].value.type == OCCI_STRING)
            return parameters[i].value.string;
    return NULL;
}

static bool add_making(json_t *document, const store_act *act)
{
    const occi_making *making = act->transition->makes;
    return add_text(document, "scheme", making->scheme) && add_text(document, "location", making->location) &&
           add_text(document, "title", making_title(making, act->parameters, act->parameter_count)) &&
           add_key(document, "depends", making->depends);
}

static bool add_act(json_t *document, const store_act *act)
{
    json_t *wanted = add_object(document, "wanted");
    bool is_added = wanted && add_text(document, "id", act->entity->id) &&
                    add_desired(wanted, act->transition->to, act->transition->action->identifier,
                                act->parameters, act->parameter_count);
    if (!is_added || !act->transition->makes)
        return is_added;
    json_t *makes = add_object(document, "makes");
    return makes && add_making(makes, act);
}

occi_error *document_write_acts(occi_pool *pool, const store_act *acts, size_t count, const char **out)
{
    json_t *documents = json_array();
    ALLOC(documents);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++) {
        json_t *document = append_object(documents);
        is_complete = document && add_act(document, &acts[i]);
    }
    return dump(pool, documents, is_complete, out);
}

static bool add_depends(json_t *document, const occi_tag *tag)
{
    bool is_added = add_keys(document, "depends", tag->depends, tag->depends_count, NULL);
    json_t *depends = json_object_get(document, "depends");
    for (size_t i = 0; is_added && i < tag->sibling_count; i++)
        is_added = json_array_append_new(depends, json_string(tag->siblings[i])) == 0;
    return is_added;
}

occi_error *document_write_tags(occi_pool *pool, const occi_tag *tags, size_t count, const char **out)
{
    json_t *documents = json_array();
    ALLOC(documents);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++) {
        json_t *document = append_object(documents);
        const occi_tag *tag = &tags[i];
        is_complete = document && add_text(document, "scheme", tag->scheme) &&
                      add_text(document, "term", tag->term) && add_text(document, "title", tag->title) &&
                      add_text(document, "location", tag->location) && add_depends(document, tag) &&
                      add_keys(document, "applies", tag->applies, tag->applies_count, NULL);
    }
    return dump(pool, documents, is_complete, out);
}

occi_error *document_write_keys(occi_pool *pool, const occi_category *const *categories, size_t count,
                                const char **out)
{
    json_t *keys = json_array();
    ALLOC(keys);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++)
        is_complete = json_array_append_new(keys, json_integer(categories[i]->key)) == 0;
    return dump(pool, keys, is_complete, out);
}

occi_error *document_write_ids(occi_pool *pool, const char *const *ids, size_t count, const char **out)
{
    json_t *array = json_array();
    ALLOC(array);
    bool is_complete = true;
    for (size_t i = 0; is_complete && i < count; i++)
        is_complete = json_array_append_new(array, json_string(ids[i])) == 0;
    return dump(pool, array, is_complete, out);
}
