/* Routing: which handler answers a method on a path. The paths of collections are the locations of kinds and
 * mixins in the model. */
#ifndef FCGI_ROUTE_H
#define FCGI_ROUTE_H

#include "fcgi/exchange.h"

typedef occi_error *fcgi_handler(fcgi_exchange *exchange);

/* Finds the handler, and sets `exchange->category` for the path of a collection. METHOD with the methods that
 * are possible (in the response's Allow field too), NO_SUCH_ENTITY for a path that cannot be anything, QUERY
 * for ?action= where it has no meaning. */
OCCI_MUST_USE occi_error *fcgi_route(fcgi_exchange *exchange, fcgi_handler **out);

#endif
