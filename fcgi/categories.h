/* The worker's copy of the registry's categories: the provider's, and small overlays with the own mixins of
 * the tenants that asked last. A copy is good as long as its version is; session_open in the database looks
 * at every request. */
#ifndef FCGI_CATEGORIES_H
#define FCGI_CATEGORIES_H

#include "occi/model.h"
#include "store/session.h"

typedef struct fcgi_categories fcgi_categories;

fcgi_categories *fcgi_categories_new(void);
void fcgi_categories_free(fcgi_categories *categories);

/* The model as the tenant sees it, loaded if it is not there; the versions go into `actor`. Borrowed until
 * the next call. */
OCCI_MUST_USE occi_error *fcgi_categories_get(fcgi_categories *categories, store_session *session,
                                              occi_pool *pool, store_actor *actor, const occi_model **out);
/* The copies of the actor's tenant are out of date: the next get loads them. */
void fcgi_categories_drop(fcgi_categories *categories, int tenant);

#endif
