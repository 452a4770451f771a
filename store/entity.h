/* Entities in the registry: what a tenant can create, read, change, act on, list and delete. Each function
 * runs as `actor` and sees only that actor's tenant. What is read lives in `pool`, and speaks of `model`,
 * which must be the actor's. Errors: CREDENTIAL_STALE and MODEL_STALE when the worker's memory is out of
 * date, NO_SUCH_ENTITY, and those of store/error.c. */
#ifndef STORE_ENTITY_H
#define STORE_ENTITY_H

#include "occi/entity.h"
#include "store/session.h"

/* The entity at `location` with the links it owns. One round trip. */
OCCI_MUST_USE occi_error *store_entity_read(store_session *session, occi_pool *pool, const store_actor *actor,
                                            const occi_model *model, const char *location, occi_entity **out);

/* Creates `entities` and their inline links, all or nothing, and asks for the states they desire. `locations`
 * gets their paths. One round trip. */
OCCI_MUST_USE occi_error *store_entities_create(store_session *session, occi_pool *pool,
                                                const store_actor *actor, occi_entity *const *entities,
                                                size_t count, const char **locations);

/* Deletes the entity at `location` and the links it owns. One round trip. */
OCCI_MUST_USE occi_error *store_entity_delete(store_session *session, occi_pool *pool,
                                              const store_actor *actor, const char *location);

/* First half of a change: reads the entity and locks it until the second half, or store_session_rollback. One
 * round trip. */
OCCI_MUST_USE occi_error *store_entity_open(store_session *session, occi_pool *pool, const store_actor *actor,
                                            const occi_model *model, const char *location, occi_entity **out);
/* Second half: `wanted` is what the opened entity becomes; its links are new ones. `*out` is what it is then.
 * One round trip. */
OCCI_MUST_USE occi_error *store_entity_write(store_session *session, occi_pool *pool, const occi_model *model,
                                             const occi_entity *wanted, occi_entity **out);
/* Second half: asks for `transition` of the opened entity, with `parameters`. `*made_model` is the tenant's
 * categories with the mixin that the action made (NULL: it makes none), a document for occi_model_parse. One
 * round trip. */
OCCI_MUST_USE occi_error *store_entity_act(store_session *session, occi_pool *pool, const store_actor *actor,
                                           const occi_model *model, const occi_entity *opened,
                                           const occi_transition *transition,
                                           const occi_attribute_value *parameters, size_t parameter_count,
                                           occi_entity **out, const char **made_model);

/* Calls `visit` for each member of the kind's collection, oldest first, as it arrives; it is gone after the
 * call. Without `model` only `location` and `kind` are read and set; with it the whole entity and its links.
 * An error of `visit` ends the listing. One round trip. */
typedef occi_error *store_entity_visit(void *context, const occi_entity *entity);
OCCI_MUST_USE occi_error *store_collection_list(store_session *session, occi_pool *pool,
                                                const store_actor *actor, const occi_category *kind,
                                                const occi_model *model, store_entity_visit *visit,
                                                void *context);
/* Deletes all members of the kind's collection, all or nothing. One round trip. */
OCCI_MUST_USE occi_error *store_collection_delete(store_session *session, occi_pool *pool,
                                                  const store_actor *actor, const occi_category *kind);

#endif
