/* Entities as the JSON documents that the registry's functions take and give (sql/functions/20-worker.sql). */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "occi/entity.h"

/* Reads `document`, and `links` (a JSON array of such, NULL: none). MODEL_STALE when it speaks of categories
 * that `model` does not know. */
OCCI_MUST_USE occi_error *document_read(occi_pool *pool, const occi_model *model, const char *document,
                                        const char *links, occi_entity **out);

/* What the entity should be, its links included, for entity_create and entity_write. */
OCCI_MUST_USE occi_error *document_write(occi_pool *pool, const occi_entity *entity, const char **out);

/* Several, as an array. */
OCCI_MUST_USE occi_error *document_write_all(occi_pool *pool, occi_entity *const *entities, size_t count,
                                             const char **out);

/* What an action asks for, for entity_act: the state to reach, the action, its parameters. */
OCCI_MUST_USE occi_error *document_write_desired(occi_pool *pool, const char *state, const char *action,
                                                 const occi_attribute_value *parameters, size_t count,
                                                 const char **out);

/* The mixin that an action makes, for entity_act. */
OCCI_MUST_USE occi_error *document_write_making(occi_pool *pool, const occi_making *making, const char *title,
                                                const char **out);

#endif
