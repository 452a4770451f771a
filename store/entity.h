/* Entities in the registry: what a tenant can create, read, change, act on and delete. Each function
 * runs as `actor` and sees only that actor's tenant. What is read lives in `pool`, and speaks of `model`,
 * which must be the actor's. Errors: CREDENTIAL_STALE and MODEL_STALE when the worker's memory is out of
 * date, NO_SUCH_ENTITY, and those of store/error.c. */
#ifndef STORE_ENTITY_H
#define STORE_ENTITY_H

#include "store/collection.h"

/* The entity at `location` with the links it owns. One round trip. */
OCCI_MUST_USE occi_error *store_entity_read(store_session *session, occi_pool *pool, const store_actor *actor,
                                            const occi_model *model, const char *location, occi_entity **out);

/* What makes a request the same as an earlier one (Idempotency-Key); both NULL: nothing does. */
typedef struct store_once {
    const char *key;
    const char *digest; /* of all that the request says */
} store_once;

/* Creates `entities` and their inline links, all or nothing, and asks for the states they desire; sets their
 * `id` and `location`. IDEMPOTENCY_KEY when the key was used for another request. One round trip. */
OCCI_MUST_USE occi_error *store_entities_create(store_session *session, occi_pool *pool,
                                                const store_actor *actor, occi_entity *const *entities,
                                                size_t count, const store_once *once);

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
/* Second half: asks for one transition of the opened entity. `*made_model` is the tenant's categories with
 * the mixin that the action made (NULL: it makes none), a document for occi_model_parse. One round trip. */
OCCI_MUST_USE occi_error *store_entity_act(store_session *session, occi_pool *pool, const store_actor *actor,
                                           const occi_model *model, const store_act *act, occi_entity **out,
                                           const char **made_model);
/* Second half: the opened entity is deleted with the links it owns. One round trip. */
OCCI_MUST_USE occi_error *store_opened_delete(store_session *session, occi_pool *pool,
                                              const occi_entity *opened);

/* Whether nothing is left to be carried out for the entities with these `ids` and their links. One round
 * trip. */
OCCI_MUST_USE occi_error *store_entities_settled(store_session *session, occi_pool *pool,
                                                 const store_actor *actor, const char *const *ids,
                                                 size_t count, bool *out);
/* Takes one of `places` for workers that wait; `*out` is NULL when all are taken. It has to be given back.
 * One round trip each. */
OCCI_MUST_USE occi_error *store_waiter_begin(store_session *session, occi_pool *pool, size_t places,
                                             const char **out);
OCCI_MUST_USE occi_error *store_waiter_end(store_session *session, occi_pool *pool, const char *place);

#endif
