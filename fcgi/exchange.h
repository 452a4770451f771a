/* One request and its answer, with everything a handler needs. */
#ifndef FCGI_EXCHANGE_H
#define FCGI_EXCHANGE_H

#include "fcgi/categories.h"
#include "fcgi/identity.h"
#include "fcgi/request.h"
#include "fcgi/response.h"
#include "fcgi/settings.h"

/* What a worker keeps between requests: nothing that the database could not tell it anew. */
typedef struct fcgi_worker {
    fcgi_settings settings;
    store_session *session;
    fcgi_categories *categories;
    fcgi_identities *identities;
} fcgi_worker;

typedef struct fcgi_exchange {
    fcgi_worker *worker;
    occi_pool *pool;
    fcgi_request request;
    fcgi_response response;
    store_actor actor;
    const occi_model *model;       /* as the actor's tenant sees it */
    const occi_category *category; /* whose location the path is; NULL: none's */
} fcgi_exchange;

/* Answers one FastCGI request. False when the connection has to be cut. */
bool fcgi_serve(fcgi_worker *worker, FCGX_Request *from);

/* What handlers answer with: an entity, 201 for new ones at `locations`, or that all is well. */
void fcgi_answer_entity(fcgi_exchange *exchange, const occi_entity *entity);
OCCI_MUST_USE occi_error *fcgi_answer_created(fcgi_exchange *exchange, occi_entity *const *entities,
                                              const char *const *locations, size_t count);
void fcgi_answer_empty(fcgi_exchange *exchange);
/* NOT_A_LISTING when the client asked for a rendering that only carries listings. Before anything is changed.
 */
OCCI_MUST_USE occi_error *fcgi_check_not_listing(fcgi_exchange *exchange);

/* The handlers, by route (route.c). */
occi_error *fcgi_query_list(fcgi_exchange *exchange);
occi_error *fcgi_collection_list(fcgi_exchange *exchange);
occi_error *fcgi_collection_create(fcgi_exchange *exchange);
occi_error *fcgi_collection_delete(fcgi_exchange *exchange);
occi_error *fcgi_entity_read(fcgi_exchange *exchange);
occi_error *fcgi_entity_replace(fcgi_exchange *exchange);
occi_error *fcgi_entity_update(fcgi_exchange *exchange);
occi_error *fcgi_entity_act(fcgi_exchange *exchange);
occi_error *fcgi_entity_delete(fcgi_exchange *exchange);

#endif
