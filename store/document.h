/* Entities as the JSON documents that the registry's functions take and give (sql/functions/), and what
 * requests ask of them. */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "store/collection.h"

/* Reads `document`, and `links` (a JSON array of such, NULL: none). MODEL_STALE when it speaks of categories
 * that `model` does not know. */
OCCI_MUST_USE occi_error *document_read(occi_pool *pool, const occi_model *model, const char *document,
                                        const char *links, occi_entity **out);

/* What the entity should be, its links included, for entity_write. */
OCCI_MUST_USE occi_error *document_write(occi_pool *pool, const occi_entity *entity, const char **out);

/* Several, as an array, for entities_create. */
OCCI_MUST_USE occi_error *document_write_all(occi_pool *pool, occi_entity *const *entities, size_t count,
                                             const char **out);

/* What each is to become, without new links: [{"id", "document"}]. */
OCCI_MUST_USE occi_error *document_write_changes(occi_pool *pool, occi_entity *const *wanted, size_t count,
                                                 const char **out);

/* What actions ask for: [{"id", "wanted", "makes"}], the state to reach with the action and its parameters,
 * and the mixin that it makes. */
OCCI_MUST_USE occi_error *document_write_acts(occi_pool *pool, const store_act *acts, size_t count,
                                              const char **out);

/* Which members of which collection (sql/functions/30-collection.sql). */
OCCI_MUST_USE occi_error *document_write_selection(occi_pool *pool, const store_selection *selection,
                                                   const char **out);

/* New mixins, for mixins_add. */
OCCI_MUST_USE occi_error *document_write_tags(occi_pool *pool, const occi_tag *tags, size_t count,
                                              const char **out);

/* Arrays of categories' keys and of ids. */
OCCI_MUST_USE occi_error *document_write_keys(occi_pool *pool, const occi_category *const *categories,
                                              size_t count, const char **out);
OCCI_MUST_USE occi_error *document_write_ids(occi_pool *pool, const char *const *ids, size_t count,
                                             const char **out);

#endif
