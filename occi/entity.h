/* Entities: resources and links as the registry holds them and the renderings show them (GFD.221 5.4). */
#ifndef OCCI_ENTITY_H
#define OCCI_ENTITY_H

#include "occi/model.h"

typedef struct occi_attribute_value {
    const occi_attribute *attribute;
    occi_value value;
} occi_attribute_value;

typedef struct occi_entity occi_entity;
struct occi_entity {
    const char *id;       /* UUID of 36 characters; NULL before the registry has made it */
    const char *location; /* path; NULL: the registry chooses <kind's location><id> */
    const occi_category *kind;
    const occi_category **mixins;
    size_t mixin_count;
    const char *title;   /* NULL: none, as all below */
    const char *summary;
    const char *state;
    const char *state_message;
    const char *desired_state; /* what was asked for last and may not be reached yet */
    occi_attribute_value *values; /* all others, in no particular order */
    size_t value_count;
    int64_t version; /* grows with every change */

    /* Links only. */
    const char *source; /* path, URN or URI as it was given; a path once it is in the registry */
    const occi_category *source_kind;
    const char *target;
    const occi_category *target_kind; /* NULL: unknown, or not an OCCI resource */

    /* Resources only: the links they own. */
    occi_entity **links;
    size_t link_count;
};

/* The entity as it is shown below `prefix`: paths of its own, of its links and of their ends begin with that. */
OCCI_MUST_USE occi_error *occi_entity_below(occi_pool *pool, const occi_entity *entity, const char *prefix,
                                            const occi_entity **out);

bool occi_entity_is_link(const occi_entity *entity);
/* The definition of attribute `name` on this entity: its kind's, else one of its mixins'; NULL: not defined. */
const occi_attribute *occi_entity_definition(const occi_entity *entity, const char *name);
/* The value the entity shows for `attribute`, core and state attributes included; `*has` is false when it has none.
 * Memory for what must be composed (occi.core.id) comes from `pool`; fails for lack of it only. */
OCCI_MUST_USE occi_error *occi_entity_value(occi_pool *pool, const occi_entity *entity, const occi_attribute *attribute,
                                            bool *has, occi_value *out);
/* Sets it (core attributes too), replacing what was there. `value` is shared, not copied. */
OCCI_MUST_USE occi_error *occi_entity_set(occi_pool *pool, occi_entity *entity, const occi_attribute *attribute,
                                          const occi_value *value);
/* Removes it where it can be absent. */
void occi_entity_unset(occi_entity *entity, const occi_attribute *attribute);
bool occi_entity_has_mixin(const occi_entity *entity, const occi_category *mixin);
OCCI_MUST_USE occi_error *occi_entity_add_mixin(occi_pool *pool, occi_entity *entity, const occi_category *mixin);
/* The transition that `action` would make now: from the entity's state, or from the one it is on its way to.
 * NULL: the action is not available. */
const occi_transition *occi_entity_transition(const occi_entity *entity, const occi_category *action);
/* The definitions to show, each once: the kind's (inherited first), then the mixins'. Calls `visit` until it
 * answers false. */
typedef bool occi_attribute_visit(void *context, const occi_attribute *attribute);
void occi_entity_definitions(const occi_entity *entity, occi_attribute_visit *visit, void *context);
/* The actions that can be invoked now (GFD.223 10.1: "currently applicable"), likewise. */
typedef bool occi_action_visit(void *context, const occi_category *action);
void occi_entity_actions(const occi_entity *entity, occi_action_visit *visit, void *context);

#endif
