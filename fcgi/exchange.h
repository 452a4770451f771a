/* One request and its answer, with everything a handler needs. */
#ifndef FCGI_EXCHANGE_H
#define FCGI_EXCHANGE_H

#include "fcgi/categories.h"
#include "fcgi/identity.h"
#include "fcgi/prefer.h"
#include "fcgi/request.h"
#include "fcgi/response.h"
#include "fcgi/session.h"
#include "fcgi/settings.h"
#include "store/entity.h"

/* What a worker keeps between requests: nothing that the database could not tell it anew. */
typedef struct fcgi_worker {
    fcgi_settings settings;
    store_session *session;
    store_session *authenticator; /* a connection for nothing but checking who asks and beginning sessions */
    fcgi_categories *categories;
    fcgi_identities *identities;
    fcgi_sessions *sessions;
} fcgi_worker;

typedef struct fcgi_exchange {
    fcgi_worker *worker;
    occi_pool *pool;
    fcgi_request request;
    fcgi_response response;
    fcgi_preferences preferences;
    store_principal principal; /* who the request comes from */
    store_actor actor;
    const occi_model *model;       /* as the actor's tenant sees it */
    const occi_category *category; /* whose location the path is; NULL: none's */
} fcgi_exchange;

/* Answers one FastCGI request. False when the connection has to be cut. */
bool fcgi_serve(fcgi_worker *worker, FCGX_Request *from);

/* What handlers answer with: an entity, 201 for new ones, or that all is well. */
OCCI_MUST_USE occi_error *fcgi_answer_entity(fcgi_exchange *exchange, const occi_entity *entity);
OCCI_MUST_USE occi_error *fcgi_answer_created(fcgi_exchange *exchange, occi_entity *const *made,
                                              size_t count);
void fcgi_answer_empty(fcgi_exchange *exchange);
/* The mixins that an action has just made, the `count` youngest of the tenant's own in `document`, rendered
 * (GFD.224 3.1, save). */
OCCI_MUST_USE occi_error *fcgi_answer_made(fcgi_exchange *exchange, const char *document, size_t count);
/* Holds the answer back until nothing is left to be carried out for the entities, or the client's patience or
 * ours ends. What was asked for is done already, so nothing that goes wrong here is an error. True: what is
 * known of them is out of date now. */
bool fcgi_wait(fcgi_exchange *exchange, const char *const *ids, size_t count);

/* NOT_A_LISTING when the client asked for a rendering that only carries listings. Before anything is changed.
 */
OCCI_MUST_USE occi_error *fcgi_check_not_listing(fcgi_exchange *exchange);

/* A URL of this endpoint is as good as its path: for the ends of a new entity's links. */
void fcgi_make_ends_local(const fcgi_request *request, occi_entity *entity);
/* Whether created things are started at once is the operator's choice. */
void fcgi_leave_initial(const fcgi_exchange *exchange, occi_entity *entity);

/* Which entities the request speaks of: the collection its path is, and its filters, in the query and, where
 * `headers` is not NULL, there. `*out` and what it points to live in the exchange's pool. */
OCCI_MUST_USE occi_error *fcgi_select(fcgi_exchange *exchange, const occi_message *headers,
                                      store_selection *out);
/* Both for requests that take members away: those that the messages name; a message that names none but says
 * something of them is a filter, so that nobody loses what was not meant. */
OCCI_MUST_USE occi_error *fcgi_select_members(fcgi_exchange *exchange, const occi_message *messages,
                                              store_selection *out);
/* NO_SUCH_ENTITY unless the path of the selection is the location of something, or something's begins with
 * it. */
OCCI_MUST_USE occi_error *fcgi_check_path(fcgi_exchange *exchange, const store_selection *selection);
/* The locations of the messages are the entities that `selection` names; `named` is NULL when there are none.
 */
OCCI_MUST_USE occi_error *fcgi_select_named(fcgi_exchange *exchange, const occi_message *messages,
                                            store_selection *selection);

/* The members of the collection that the path is, without a filter: what a change of it answers with. */
OCCI_MUST_USE occi_error *fcgi_collection_answer(fcgi_exchange *exchange);

/* The handlers, by route (route.c). */
occi_error *fcgi_query_list(fcgi_exchange *exchange);
occi_error *fcgi_query_add(fcgi_exchange *exchange);
occi_error *fcgi_query_remove(fcgi_exchange *exchange);
occi_error *fcgi_collection_list(fcgi_exchange *exchange);
occi_error *fcgi_collection_create(fcgi_exchange *exchange);
occi_error *fcgi_collection_act(fcgi_exchange *exchange);
occi_error *fcgi_collection_delete(fcgi_exchange *exchange);
occi_error *fcgi_below_delete(fcgi_exchange *exchange);
occi_error *fcgi_mixin_associate(fcgi_exchange *exchange);
occi_error *fcgi_mixin_replace(fcgi_exchange *exchange);
occi_error *fcgi_mixin_dissociate(fcgi_exchange *exchange);
occi_error *fcgi_entity_read(fcgi_exchange *exchange);
occi_error *fcgi_entity_replace(fcgi_exchange *exchange);
occi_error *fcgi_entity_update(fcgi_exchange *exchange);
occi_error *fcgi_entity_act(fcgi_exchange *exchange);
occi_error *fcgi_entity_delete(fcgi_exchange *exchange);

#endif
