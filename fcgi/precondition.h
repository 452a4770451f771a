/* Entity tags and the requests that depend on them (RFC 9110 8.8.3, 13.1): a client that keeps an answer need
 * not be sent it again, and one that changes what somebody else has changed meanwhile loses cleanly. */
#ifndef FCGI_PRECONDITION_H
#define FCGI_PRECONDITION_H

#include "fcgi/exchange.h"

/* The strong tag of the entity in the rendering of the answer: it changes with all that the rendering shows.
 * NULL when memory is out. */
const char *fcgi_tag_entity(const fcgi_exchange *exchange, const occi_entity *entity);
/* The same for the categories, as long as the registry's are what the worker has loaded. */
const char *fcgi_tag_categories(const fcgi_exchange *exchange);

/* If-None-Match of a GET names `tag`: the client has the answer already. */
bool fcgi_is_known(const fcgi_exchange *exchange, const char *tag);
/* PRECONDITION unless If-Match and If-None-Match allow a change of `entity` (NULL: there is none yet). In
 * which rendering the client has seen it does not matter. */
OCCI_MUST_USE occi_error *fcgi_check_preconditions(fcgi_exchange *exchange, const occi_entity *entity);
/* The same for what is no entity, of which `tag` is the tag (NULL: it has none, so that none can match). */
OCCI_MUST_USE occi_error *fcgi_check_collection_preconditions(fcgi_exchange *exchange, const char *tag);
bool fcgi_has_preconditions(const fcgi_exchange *exchange);

#endif
