/* What an action request asks for (GFD.223 10.3.2): which action, and its parameters. */
#include "occi/bind_parts.h"

#include <string.h>

static bool has_action(const occi_entity *entity, const occi_category *action)
{
    const occi_category *category;
    for (size_t i = 0; (category = occi_entity_category(entity, i)); i++)
        for (size_t j = 0; j < category->all_action_count; j++)
            if (category->all_actions[j] == action)
                return true;
    return false;
}

static occi_error *fail_unknown(occi_pool *pool, const occi_entity *current, const char *term)
{
    return OCCI_FAIL(pool, NO_SUCH_ACTION, current->location ? current->location : current->kind->identifier,
                     term);
}

/* Without a category: the only action of that term. */
static occi_error *find_action(occi_pool *pool, const char *term, const occi_entity *current,
                               const occi_category **out)
{
    const occi_category *category, *found = NULL;
    for (size_t i = 0; (category = occi_entity_category(current, i)); i++)
        for (size_t j = 0; j < category->all_action_count; j++) {
            const occi_category *action = category->all_actions[j];
            if (strcmp(action->term, term) != 0 || action == found)
                continue;
            if (found)
                return OCCI_FAIL(pool, ACTION_MISSING);
            found = action;
        }
    *out = found;
    return found ? NULL : fail_unknown(pool, current, term);
}

static occi_error *read_action(occi_pool *pool, const occi_model *model, const occi_message *message,
                               const char *term, const occi_category **out)
{
    for (size_t i = 0; i < message->category_count; i++) {
        const occi_message_category *said = &message->categories[i];
        const occi_category *category;
        TRY(bind_resolve(pool, model, said, &category));
        if (category->class != OCCI_ACTION)
            return OCCI_FAIL(pool, CLASS_MISMATCH, category->identifier, occi_class_name(category->class),
                             occi_class_name(OCCI_ACTION));
        if (strcmp(category->term, term) != 0)
            return OCCI_FAIL(pool, ACTION_MISMATCH, term, category->identifier);
        if (i > 0 && category != *out)
            return OCCI_FAIL(pool, SYNTAX, said->place, "a request names one action");
        *out = category;
    }
    return NULL;
}

static bool is_given(const occi_invocation *invocation, const occi_attribute *attribute)
{
    for (size_t i = 0; i < invocation->parameter_count; i++)
        if (invocation->parameters[i].attribute == attribute)
            return true;
    return false;
}

static void add_parameter(occi_invocation *invocation, const occi_attribute *attribute,
                          const occi_value *value)
{
    invocation->parameters[invocation->parameter_count++] = (occi_attribute_value){ attribute, *value };
}

static occi_error *read_parameter(occi_pool *pool, const occi_message_attribute *said,
                                  occi_invocation *invocation)
{
    const occi_attribute *attribute = occi_category_attribute(invocation->action, said->name);
    if (!attribute) {
        const char *where;
        ALLOC(where = occi_pool_format(pool, "action %s", invocation->action->identifier));
        return OCCI_FAIL(pool, NO_SUCH_ATTRIBUTE, said->name, where);
    }
    if (is_given(invocation, attribute))
        return OCCI_FAIL(pool, ATTRIBUTE_TWICE, said->name);
    occi_value value;
    TRY(occi_bind_value(pool, attribute, &said->value, &value));
    add_parameter(invocation, attribute, &value);
    return NULL;
}

static const occi_attribute *find_definition(const void *action, const char *name)
{
    return occi_category_attribute(action, name);
}

/* Whether a parameter is mutable says nothing: it does not outlive the request. */
static occi_error *bind_parameters(occi_pool *pool, const occi_message *message, occi_invocation *invocation)
{
    const occi_category *action = invocation->action;
    const occi_message_attribute *said = message->attributes;
    size_t count = message->attribute_count;
    TRY(bind_flatten(pool, find_definition, action, &said, &count));
    ALLOC(invocation->parameters =
              occi_pool_array(pool, action->all_attribute_count + 1, sizeof *invocation->parameters));
    for (size_t i = 0; i < count; i++)
        TRY(read_parameter(pool, &said[i], invocation));
    for (size_t i = 0; i < action->all_attribute_count; i++) {
        const occi_attribute *attribute = action->all_attributes[i];
        if (is_given(invocation, attribute))
            continue;
        if (attribute->default_value)
            add_parameter(invocation, attribute, attribute->default_value);
        else if (attribute->is_required)
            return OCCI_FAIL(pool, ATTRIBUTE_REQUIRED, attribute->name);
    }
    return NULL;
}

occi_error *occi_bind_action(occi_pool *pool, const occi_model *model, const occi_message *message,
                             const char *term, const occi_entity *current, occi_invocation *out)
{
    *out = (occi_invocation){ 0 };
    if (message->category_count)
        TRY(read_action(pool, model, message, term, &out->action));
    else
        TRY(find_action(pool, term, current, &out->action));
    if (!has_action(current, out->action))
        return fail_unknown(pool, current, term);
    return bind_parameters(pool, message, out);
}
