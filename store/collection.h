/* Collections in the registry (GFD.221 5.3.8): the members of a kind, a mixin or an unbound path, listed,
 * opened for a change of all of them, and deleted. As in entity.h, each function runs as `actor` and sees
 * only that actor's tenant. */
#ifndef STORE_COLLECTION_H
#define STORE_COLLECTION_H

#include "occi/bind.h"
#include "store/session.h"

/* Which entities are spoken of. */
typedef struct store_selection {
    const occi_category *category; /* the kind or mixin whose members; NULL: */
    const char *path; /* all below this path, and the members of `below`; NULL too: only the named */
    const occi_category **below; /* kinds and mixins located below the path */
    size_t below_count;
    const occi_filter *filter; /* NULL: no filter */
    const char *const
        *named; /* paths or URNs; NULL: nothing is named. Otherwise only these of the members, */
    size_t named_count;
    bool is_also_named; /* or these beside the members */
} store_selection;

/* An entity opened for a change. */
typedef struct store_opened {
    occi_entity *entity;
    bool is_named;
} store_opened;

/* Calls `visit` for each member, oldest first, as it arrives; it is gone after the call. `skip` are passed
 * over, `count` (0: all) are listed. Without `model` only `location` is read and set, with `kind` where the
 * collection is a kind's; with it the whole entity and its links, and in collections of several kinds
 * resources come before links. An error of `visit` ends the listing. One round trip. */
typedef occi_error *store_entity_visit(void *context, const occi_entity *entity);
OCCI_MUST_USE occi_error *store_collection_list(store_session *session, occi_pool *pool,
                                                const store_actor *actor, const store_selection *selection,
                                                const occi_model *model, size_t skip, size_t count,
                                                store_entity_visit *visit, void *context);
/* Whether an entity's path begins with `path`. One round trip. */
OCCI_MUST_USE occi_error *store_path_exists(store_session *session, occi_pool *pool, const store_actor *actor,
                                            const char *path, bool *out);

/* Deletes what is selected, all or nothing. One round trip. */
OCCI_MUST_USE occi_error *store_collection_delete(store_session *session, occi_pool *pool,
                                                  const store_actor *actor, const store_selection *selection,
                                                  size_t *count);

/* First half of a change of several: reads what is selected and locks it until the second half, or
 * store_session_rollback. More than STORE_OPENED_MAX are TOO_LARGE. One round trip. */
#define STORE_OPENED_MAX 10000
OCCI_MUST_USE occi_error *store_entities_open(store_session *session, occi_pool *pool,
                                              const store_actor *actor, const occi_model *model,
                                              const store_selection *selection, store_opened **out,
                                              size_t *count);
/* Second half: what each of the opened entities becomes. One round trip. */
OCCI_MUST_USE occi_error *store_entities_write(store_session *session, occi_pool *pool,
                                               occi_entity *const *wanted, size_t count);
/* Second half: asks for one transition of each. `*made_model` as in store_entity_act. One round trip. */
typedef struct store_act {
    const occi_entity *entity;
    const occi_transition *transition;
    const occi_attribute_value *parameters;
    size_t parameter_count;
} store_act;
OCCI_MUST_USE occi_error *store_entities_act(store_session *session, occi_pool *pool,
                                             const store_actor *actor, const store_act *acts, size_t count,
                                             const char **made_model);

/* Adds mixins of the tenant's own, removes them with all their associations; all or none. One round trip. */
OCCI_MUST_USE occi_error *store_mixins_add(store_session *session, occi_pool *pool, const store_actor *actor,
                                           const occi_tag *tags, size_t count);
OCCI_MUST_USE occi_error *store_mixins_remove(store_session *session, occi_pool *pool,
                                              const store_actor *actor, const occi_category *const *mixins,
                                              size_t count);

#endif
