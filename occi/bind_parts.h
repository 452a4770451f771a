/* What the parts of the binding know of one another: bind.c (what a message names, and the three ways to an
 * entity), bind_value.c (literals), bind_nested.c (names that are nested objects), bind_attributes.c,
 * bind_links.c and bind_action.c. */
#ifndef OCCI_BIND_PARTS_H
#define OCCI_BIND_PARTS_H

#include "occi/bind.h"
#include "occi/entity_member.h"

/* One entity on its way. */
typedef struct bind_work {
    occi_pool *pool;
    const occi_model *model;
    const occi_entity *current; /* what is there already; NULL: it is being created */
    occi_entity *entity;        /* what it becomes */
} bind_work;

/* The kind and the mixins that a message or a link names, each once. */
typedef struct bind_named {
    const occi_category *kind; /* NULL: none */
    const occi_category **mixins;
    size_t mixin_count;
} bind_named;

/* bind.c */
OCCI_MUST_USE occi_error *bind_resolve(occi_pool *pool, const occi_model *model,
                                       const occi_message_category *said, const occi_category **out);
/* Adds what was named; `named->mixins` has room for it. */
OCCI_MUST_USE occi_error *bind_name(occi_pool *pool, bind_named *named, const occi_category *category);
/* Makes `work->entity` a new one of `kind`, in the first state of its life. */
OCCI_MUST_USE occi_error *bind_begin(bind_work *work, const occi_category *kind);
/* Puts the mixins on the entity: each must apply to its kind, and of an exclusive family it has but the last.
 */
OCCI_MUST_USE occi_error *bind_mixins(const bind_work *work, const bind_named *named);

/* bind_value.c */
/* What the client means by a value of `attribute` that goes by several names. */
occi_literal bind_meant(const occi_model *model, const occi_attribute *attribute, const occi_literal *said);
/* The value of the declared type that the literal stands for, whatever the pattern says; `*fits`: there is
 * one. */
OCCI_MUST_USE occi_error *bind_literal(occi_pool *pool, occi_type type, const occi_literal *literal,
                                       bool *fits, occi_value *out);
/* `value` as one of `type`, where that loses nothing; false: it is of another type. */
bool bind_adapt(occi_type type, const occi_value *value, occi_value *out);

/* bind_nested.c */
/* The definition of attribute `name` by `defining`; NULL: there is none. */
typedef const occi_attribute *bind_lookup(const void *defining, const char *name);
/* `*attributes` with nested names made flat: what is an object and not defined is taken apart. It ends at the
 * first that is not defined even so. */
OCCI_MUST_USE occi_error *bind_flatten(occi_pool *pool, bind_lookup *find, const void *defining,
                                       const occi_message_attribute **attributes, size_t *count);

/* bind_attributes.c */
/* bind_flatten with the definitions of `work->entity`. */
OCCI_MUST_USE occi_error *bind_flatten_own(const bind_work *work, const occi_message_attribute **attributes,
                                           size_t *count);
/* Which of the current values outlive a change: those of a partial update all do. */
OCCI_MUST_USE occi_error *bind_keep_values(const bind_work *work, bool is_replaced);
OCCI_MUST_USE occi_error *bind_attributes(const bind_work *work, const occi_message_attribute *attributes,
                                          size_t count);
/* Defaults, then what is required. `is_partial`: of mixins only that are newly there. */
OCCI_MUST_USE occi_error *bind_complete(const bind_work *work, bool is_partial);

/* bind_links.c */
/* A link of `current` has ends that never change: `said` names the same thing as `kept`, as a URL, path or
 * UUID. */
bool bind_is_same_uri(const char *kept, const char *said);
/* The links that a resource is created with. */
OCCI_MUST_USE occi_error *bind_links_create(const bind_work *work, const occi_message *message);
/* The links that a partial update adds. */
OCCI_MUST_USE occi_error *bind_links_add(const bind_work *work, const occi_message *message);
/* A full update may repeat links, and nothing else. */
OCCI_MUST_USE occi_error *bind_links_check(const bind_work *work, const occi_message *message);

#endif
