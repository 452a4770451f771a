/* Binding: giving a message meaning by looking its words up in the model, in the order of GFD.221 5.3.6:
 * kind, mixins and what they depend on, applies, attributes (known, mutable, of their type and pattern),
 * defaults, required. The result is what the registry is asked to hold. Every refusal is an error that names
 * the attribute or category. */
#ifndef OCCI_BIND_H
#define OCCI_BIND_H

#include "occi/entity.h"
#include "occi/message.h"

/* A new entity, its inline links included. `at` is the kind whose location was POSTed to (NULL: any), and
 * must be the one that the message names. Values are complete: client's, else mixin's default, else kind's;
 * overriding families win over the client's. State is the lifecycle's initial one. */
OCCI_MUST_USE occi_error *occi_bind_create(occi_pool *pool, const occi_model *model, const occi_message *message,
                                           const occi_category *at, occi_entity **out);

/* A full update (PUT): `*out` is what `current` becomes: kind, id, links and what the server sets stay,
 * mutable attributes and mixins are those of the message, defaults where it is silent. Immutable attributes,
 * links and action links that only repeat what is there already are allowed. */
OCCI_MUST_USE occi_error *occi_bind_replace(occi_pool *pool, const occi_model *model,
                                            const occi_message *message, const occi_entity *current,
                                            occi_entity **out);

/* A partial update (POST): what the message says changes, mixins named are added; `out->links` holds only the
 * new links that Link lines ask for. */
OCCI_MUST_USE occi_error *occi_bind_update(occi_pool *pool, const occi_model *model,
                                           const occi_message *message, const occi_entity *current,
                                           occi_entity **out);

/* What an action request asks for. */
typedef struct occi_invocation {
    const occi_category *action;
    occi_attribute_value *parameters; /* given ones and defaults */
    size_t parameter_count;
} occi_invocation;

/* `term` is the value of ?action=. The message's category must be an action of that term which `current` has;
 * a message without any category stands for the only action of that term. Whether the action is available now
 * is not asked here. */
OCCI_MUST_USE occi_error *occi_bind_action(occi_pool *pool, const occi_model *model,
                                           const occi_message *message, const char *term,
                                           const occi_entity *current, occi_invocation *out);

/* The categories a filter names (GFD.223 7.1), resolved. Unknown ones are NO_SUCH_CATEGORY. */
OCCI_MUST_USE occi_error *occi_bind_categories(occi_pool *pool, const occi_model *model,
                                               const occi_message *message, const occi_category ***out,
                                               size_t *count);

/* What the entities of a collection have in common (GFD.223 7). Members are what attributes of Core and of
 * the lifecycles show, by the name that the registry knows them by. */
typedef struct occi_filter_value {
    const char *member; /* "title", "state", …; NULL: the attribute is an ordinary one */
    const occi_attribute *attribute;
    occi_value value;
} occi_filter_value;

typedef struct occi_filter {
    const occi_category **categories; /* kinds and mixins: all of them */
    size_t category_count;
    occi_filter_value *values;
    size_t value_count;
    const occi_category **state_kinds; /* kinds that show the state attributes that are compared */
    size_t state_kind_count;
    bool has_state; /* false: any kind */
} occi_filter;

/* Adds what `message` says to `filter` of a collection whose members are of `kind` (NULL: of any). Values are read as the
 * first definition of the attribute that they fit, by the kind or a mixin that applies to it. NO_SUCH_CATEGORY, NO_SUCH_ATTRIBUTE,
 * ATTRIBUTE_TYPE. */
OCCI_MUST_USE occi_error *occi_bind_filter(occi_pool *pool, const occi_model *model, const occi_category *kind,
                                           const occi_message *message, occi_filter *filter);

/* The mixin of one's own that a category of a message defines (GFD.223 9.3): a tag. `location` is its path.
 */
typedef struct occi_tag {
    const char *scheme;
    const char *term;
    const char *title; /* NULL: none */
    const char *location;
    const occi_category **depends;
    size_t depends_count;
    const char **siblings; /* identifiers of others of the same request that it depends on as well */
    size_t sibling_count;
    const occi_category **applies;
    size_t applies_count;
} occi_tag;
/* `location` is the message's, made local by the caller. A `rel` that is not known here is left out (http.md
 * 3). */
OCCI_MUST_USE occi_error *occi_bind_tag(occi_pool *pool, const occi_model *model,
                                        const occi_message_category *said, const char *location,
                                        occi_tag *out);
/* Adds to `tags[index]`, which `said` defines, what it depends on of those before it in the same request. */
OCCI_MUST_USE occi_error *occi_bind_siblings(occi_pool *pool, const occi_message_category *said,
                                             occi_tag *tags, size_t index);

/* `current` with `mixin`, and without it: what a change of the mixin's collection makes of a member
 * (GFD.223 11.2, 11.3.2, 11.4.2). */
OCCI_MUST_USE occi_error *occi_bind_associate(occi_pool *pool, const occi_model *model,
                                              const occi_category *mixin, const occi_entity *current,
                                              occi_entity **out);
OCCI_MUST_USE occi_error *occi_bind_dissociate(occi_pool *pool, const occi_model *model,
                                               const occi_category *mixin, const occi_entity *current,
                                               occi_entity **out);

/* The typed value of a literal for `attribute` (text-rendering.md 6.5), checked against its pattern. */
OCCI_MUST_USE occi_error *occi_bind_value(occi_pool *pool, const occi_attribute *attribute,
                                          const occi_literal *literal, occi_value *out);

#endif
