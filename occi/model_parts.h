/* What model.c, which answers questions, and model_parse.c and model_rules.c, which read documents, know of a
 * model and nobody else does. */
#ifndef OCCI_MODEL_PARTS_H
#define OCCI_MODEL_PARTS_H

#include "occi/model.h"
#include "occi/node.h"

#define OCCI_CLASS_COUNT 3

/* A model never changes once it is read, so its indexes are sorted arrays of its own categories. */
struct occi_model {
    const occi_model *base;           /* NULL: none */
    const occi_category **categories; /* the base's too, in the order of occi_model_at */
    size_t class_counts[OCCI_CLASS_COUNT];
    occi_category **by_identifier;
    occi_category **by_key;
    size_t own_count;
    occi_category **by_location; /* those that have one */
    size_t located_count;
    occi_alias *aliases; /* in the order of the document: they are few */
    size_t alias_count;
};

/* What is known while a document is read: its own categories can still be written. */
typedef struct occi_model_draft {
    occi_pool *pool;
    occi_model *model;
    occi_category *own; /* in the order of the document: kinds, mixins, actions */
    occi_node *nodes;   /* where each was found */
} occi_model_draft;

/* Sorts what the own categories are found by. */
OCCI_MUST_USE occi_error *occi_model_index(occi_pool *pool, occi_model *model, occi_category *own,
                                           size_t count);
/* An own category that can be written; NULL: there is none. */
occi_category *occi_model_find_own(const occi_model *model, const char *identifier);

/* A category by its own identifier, here or in a base; no alias. */
const occi_category *occi_model_find_registered(const occi_model *model, const char *identifier);

/* The category of class `class` that the text of `node` names, in the model or its base. */
OCCI_MUST_USE occi_error *occi_model_resolve(const occi_model_draft *draft, const occi_node *node,
                                             occi_class class, const occi_category **out);
/* The lifecycles, families, generators and aliases of a document whose categories are complete but for these.
 */
OCCI_MUST_USE occi_error *occi_model_read_rules(const occi_model_draft *draft, const occi_node *document);

#endif
