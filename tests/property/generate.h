/* Random models and entities, the same for the same seed. What is made is always valid: the model is
 * accepted, and the entity could be in a registry. */
#ifndef TESTS_PROPERTY_GENERATE_H
#define TESTS_PROPERTY_GENERATE_H

#include <stdint.h>
#include "occi/entity.h"

typedef struct generator {
    uint64_t state; /* the seed; 0 will not do */
    occi_pool *pool;
    bool is_ascii; /* strings have neither tabs nor characters that text/occi cannot carry */
} generator;

/* A number below `limit`. */
size_t generate_below(generator *from, size_t limit);

/* A model document with kinds and parents, mixins with depends and applies, attributes of all types with
 * patterns and defaults, actions, lifecycles and families. Goes with the pool. */
json_t *generate_document(generator *from);

/* An entity of some kind of the model, with mixins, values and, when it is a resource, links. */
occi_entity *generate_entity(generator *from, const occi_model *model);

#endif
