/* JSON documents to entities (see document.h). */
#include "store/document.h"

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
