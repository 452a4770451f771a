/* The model: the categories a request can speak of, as the registry holds them (GFD.221 5).
 *
 * A model is read-only once loaded and knows nothing of any particular kind: what a kind can do is data. A tenant's
 * own categories form a small model laid over the provider's (`base`). Lookups go through both; lists give the
 * base's categories first. Models are parsed from documents in the standard's JSON category rendering (GFD.226 3.2)
 * with four members of our own that never reach a client: see model/README.md. */
#ifndef OCCI_MODEL_H
#define OCCI_MODEL_H

#include "occi/pattern.h"
#include "occi/value.h"

typedef enum occi_class { OCCI_KIND, OCCI_MIXIN, OCCI_ACTION } occi_class;

typedef struct occi_attribute {
    const char *name;
    occi_type type;
    bool is_mutable;
    bool is_required;
    bool is_initial; /* immutable, yet a client may give it at creation (generators with "accept") */
    bool is_generated; /* the registry makes a value when there is none (generators with "as") */
    const occi_value *default_value; /* NULL: none */
    const occi_pattern *pattern;     /* NULL: anything of the type */
    const char *description;         /* NULL: none */
} occi_attribute;

typedef struct occi_category occi_category;

/* Instances of mixins made by an action (compute's `save`): a new mixin that depends on `depends`. */
typedef struct occi_making {
    const occi_category *depends;
    const char *scheme;
    const char *location; /* prefix; the term and "/" follow */
    const char *title;    /* name of the action's parameter that becomes the title */
} occi_making;

typedef struct occi_transition {
    const occi_category *action;
    const char *const *from; /* states in which the action is available; NULL-terminated */
    const char *to;
    const occi_making *makes; /* NULL: nothing */
} occi_transition;

/* The life of a kind's entities: which attribute shows the state, where it starts, which action leads where. */
typedef struct occi_lifecycle {
    const char *state_attribute;
    const char *message_attribute; /* NULL: none */
    const char *initial;
    const char *started; /* the state asked for on creation when autostart is on; NULL: stays initial */
    bool is_driven;      /* a reconciler makes it real; otherwise the registry's word is all there is */
    const occi_transition *transitions;
    size_t transition_count;
} occi_lifecycle;

/* Mixins that depend on a family's root replace one another; where they override, their defaults win over
 * what the client sent (GFD.224 3.5). */
typedef struct occi_family {
    const occi_category *root;
    bool is_exclusive;
    bool is_overriding;
} occi_family;

struct occi_category {
    int64_t key; /* the registry's; unique in a model and its base */
    occi_class class;
    const char *term;
    const char *scheme;
    const char *identifier;          /* scheme and term, concatenated */
    const char *title;               /* NULL: none */
    const char *location;            /* path ending in "/"; NULL: none */
    const occi_category *parent;     /* kinds; NULL for core#entity */
    const occi_category **depends;   /* mixins */
    size_t depends_count;
    const occi_category **applies;   /* mixins; none: any kind */
    size_t applies_count;
    const occi_attribute *attributes; /* own ones */
    size_t attribute_count;
    const occi_attribute **all_attributes; /* inherited (kind: parents first; mixin: depends first), then own */
    size_t all_attribute_count;
    const occi_category **actions; /* own ones */
    size_t action_count;
    const occi_category **all_actions;
    size_t all_action_count;
    const occi_lifecycle *lifecycle; /* own or inherited; NULL: none */
    bool is_read_only;               /* kinds: its entities only show what the registry knows; inherited */
    const occi_family *family;       /* of a mixin: the family it belongs to, its root included; NULL: none */
};

/* What clients of other times and places call a category, an attribute or a value of one. Such names are
 * taken on input only: nothing is kept or shown by them. */
typedef struct occi_alias {
    const char *as;                /* what they say */
    const occi_category *category; /* the category they mean; NULL: it is no category */
    const char *attribute;         /* the attribute they mean, or whose value */
    const char *value;             /* the value of `attribute` they mean; NULL: it is no value */
} occi_alias;

typedef struct occi_model occi_model;

/* Reads a document. Borrowed `base` must outlive the model. Errors: SYNTAX with the place in the document,
 * NO_SUCH_CATEGORY for a reference that nothing answers. The model lives in `pool`; `document` may go. */
OCCI_MUST_USE occi_error *occi_model_parse(occi_pool *pool, const json_t *document, const occi_model *base,
                                           const occi_model **out);

/* What the model stands on, without what it adds; NULL: nothing. */
const occi_model *occi_model_base(const occi_model *model);

/* NULL when there is none. `identifier` is scheme and term, or an alias; `location` a path with or without
 * the last "/". */
const occi_category *occi_model_find(const occi_model *model, const char *identifier);
const occi_category *occi_model_find_split(const occi_model *model, const char *scheme, const char *term);
const occi_category *occi_model_find_key(const occi_model *model, int64_t key);
const occi_category *occi_model_find_location(const occi_model *model, const char *location);

/* The alias that the attribute name `as` is; with `attribute`, the one that `as` is for a value of it. NULL:
 * it is none. One of no attribute is a name that is understood and passed over. */
const occi_alias *occi_model_find_alias(const occi_model *model, const char *as, const char *attribute);

/* All categories, kinds, then mixins, then actions, in the registry's order; the base's first in each class. */
size_t occi_model_count(const occi_model *model);
const occi_category *occi_model_at(const occi_model *model, size_t index);

/* `category` is `ancestor`, or descends from it by parents (kinds) or depends (mixins). */
bool occi_category_is(const occi_category *category, const occi_category *ancestor);
/* The same by identifier, for the core kinds: occi_category_is_a(kind, OCCI_CORE_LINK). */
bool occi_category_is_a(const occi_category *category, const char *identifier);
/* `mixin` may be put on entities of `kind` (GFD.221 5.3.4): applies is empty or names it or an ancestor. */
bool occi_mixin_applies(const occi_category *mixin, const occi_category *kind);
/* An attribute of the category or of what it inherits from; NULL when there is none. */
const occi_attribute *occi_category_attribute(const occi_category *category, const char *name);
/* What a category shows of its attributes and actions: a kind also what it inherits, as clients cannot know its ancestors' (core.md
 * 4); a mixin is shown beside what it depends on. */
size_t occi_category_shown_attribute_count(const occi_category *category);
const occi_attribute *occi_category_shown_attribute(const occi_category *category, size_t index);
const occi_category *const *occi_category_shown_actions(const occi_category *category, size_t *count);
/* "kind", "mixin", "action". */
const char *occi_class_name(occi_class class);

#define OCCI_CORE_ENTITY "http://schemas.ogf.org/occi/core#entity"
#define OCCI_CORE_RESOURCE "http://schemas.ogf.org/occi/core#resource"
#define OCCI_CORE_LINK "http://schemas.ogf.org/occi/core#link"

#endif
