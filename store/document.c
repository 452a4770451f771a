/* JSON documents from and to entities (see document.h). */
#include "store/document.h"

#include <stdlib.h>
#include <string.h>
#include "occi/json.h"

static occi_error *read_text(occi_pool *pool, const json_t *document, const char *member, const char **out)
{
    json_t *value = json_object_get(document, member);
    if (json_is_string(value))
        ALLOC(*out = occi_pool_string_n(pool, json_string_value(value), json_string_length(value)));
    return NULL;
}

static occi_error *read_category(occi_pool *pool, const occi_model *model, const json_t *key,
                                 const occi_category **out)
{
    if (!key || json_is_null(key))
        return NULL;
    *out = occi_model_find_key(model, json_integer_value(key));
    return *out ? NULL : OCCI_FAIL(pool, MODEL_STALE);
}

static occi_error *read_mixins(occi_pool *pool, const occi_model *model, const json_t *mixins,
                               occi_entity *entity)
{
    size_t count = json_array_size(mixins);
    if (count == 0)
        return NULL;
    ALLOC(entity->mixins = occi_pool_array(pool, count, sizeof(occi_category *)));
    for (size_t i = 0; i < count; i++)
        TRY(read_category(pool, model, json_array_get(mixins, i), &entity->mixins[i]));
    entity->mixin_count = count;
    return NULL;
}

static occi_error *read_attributes(occi_pool *pool, json_t *attributes, occi_entity *entity)
{
    const char *name;
    json_t *json;
    ALLOC(entity->values = occi_pool_array(pool, json_object_size(attributes) + 1, sizeof *entity->values));
    json_object_foreach(attributes, name, json)
    {
        const occi_attribute *attribute = occi_entity_definition(entity, name);
        bool fits = false;
        occi_attribute_value *value = &entity->values[entity->value_count];
        if (attribute)
            TRY(occi_value_from_json(pool, attribute->type, json, &fits, &value->value));
        if (fits) { /* an attribute that the model no longer defines is not shown */
            value->attribute = attribute;
            entity->value_count++;
        }
    }
    return NULL;
}

static occi_error *read_entity(occi_pool *pool, const occi_model *model, const json_t *document,
                               occi_entity **out)
{
    occi_entity *entity;
    ALLOC(entity = occi_pool_zero(pool, sizeof *entity));
    const struct {
        const char *member;
        const char **field;
    } texts[] = {
        { "id", &entity->id },
        { "location", &entity->location },
        { "title", &entity->title },
        { "summary", &entity->summary },
        { "state", &entity->state },
        { "message", &entity->state_message },
        { "desired", &entity->desired_state },
        { "source", &entity->source },
        { "target", &entity->target },
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        TRY(read_text(pool, document, texts[i].member, texts[i].field));
    entity->version = json_integer_value(json_object_get(document, "version"));
    TRY(read_category(pool, model, json_object_get(document, "kind"), &entity->kind));
    TRY(read_category(pool, model, json_object_get(document, "source_kind"), &entity->source_kind));
    TRY(read_category(pool, model, json_object_get(document, "target_kind"), &entity->target_kind));
    TRY(read_mixins(pool, model, json_object_get(document, "mixins"), entity));
    TRY(read_attributes(pool, json_object_get(document, "attributes"), entity));
    *out = entity;
    return NULL;
}

occi_error *document_read(occi_pool *pool, const occi_model *model, const char *document, const char *links,
                          occi_entity **out)
{
    json_t *json;
    TRY(occi_json_read(pool, document, &json));
    TRY(read_entity(pool, model, json, out));
    if (!links)
        return NULL;
    TRY(occi_json_read(pool, links, &json));
    occi_entity *entity = *out;
    ALLOC(entity->links = occi_pool_array(pool, json_array_size(json) + 1, sizeof *entity->links));
    for (; entity->link_count < json_array_size(json); entity->link_count++)
        TRY(read_entity(pool, model, json_array_get(json, entity->link_count),
                        &entity->links[entity->link_count]));
    return NULL;
}

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

occi_error *document_write_desired(occi_pool *pool, const char *state, const char *action,
                                   const occi_attribute_value *parameters, size_t count, const char **out)
{
    json_t *document = json_object();
    ALLOC(document);
    bool is_complete = add_text(document, "state", state) && add_text(document, "action", action) &&
                       add_values(document, "parameters", parameters, count);
    return dump(pool, document, is_complete, out);
}

occi_error *document_write_making(occi_pool *pool, const occi_making *making, const char *title,
                                  const char **out)
{
    json_t *document = json_object();
    ALLOC(document);
    bool is_complete = add_text(document, "scheme", making->scheme) &&
                       add_text(document, "location", making->location) &&
                       add_text(document, "title", title) && add_key(document, "depends", making->depends);
    return dump(pool, document, is_complete, out);
}
