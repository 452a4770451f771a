/* The table of routes (see route.h). */
#include "fcgi/route.h"

#include <string.h>

typedef enum path_shape {
    PATH_QUERY,  /* the query interface */
    PATH_KIND,   /* the location of a kind */
    PATH_ENTITY, /* anything else that does not end in "/" */
    PATH_OTHER   /* nothing is there */
} path_shape;

static const struct {
    path_shape shape;
    const char *method;
    bool is_action; /* with ?action=term */
    fcgi_handler *handler;
} routes[] = {
    { PATH_QUERY, "GET", false, fcgi_query_list },          /* GFD.223 9.1 */
    { PATH_KIND, "GET", false, fcgi_collection_list },      /* GFD.223 11.1 */
    { PATH_KIND, "POST", false, fcgi_collection_create },   /* GFD.223 11.3.1 */
    { PATH_KIND, "DELETE", false, fcgi_collection_delete }, /* GFD.223 11.4.1 */
    { PATH_ENTITY, "GET", false, fcgi_entity_read },        /* GFD.223 10.1 */
    { PATH_ENTITY, "PUT", false, fcgi_entity_replace },     /* GFD.223 10.2.2 */
    { PATH_ENTITY, "POST", false, fcgi_entity_update },     /* GFD.223 10.3.1 */
    { PATH_ENTITY, "POST", true, fcgi_entity_act },         /* GFD.223 10.3.2 */
    { PATH_ENTITY, "DELETE", false, fcgi_entity_delete },   /* GFD.223 10.4 */
};

static const char *const query_paths[] = { "/-/", "/-", "/.well-known/org/ogf/occi/-/",
                                           "/.well-known/org/ogf/occi/-" };

static path_shape shape_of(fcgi_exchange *exchange)
{
    const char *path = exchange->request.path;
    for (size_t i = 0; i < sizeof query_paths / sizeof *query_paths; i++)
        if (strcmp(path, query_paths[i]) == 0)
            return PATH_QUERY;
    exchange->category = occi_model_find_location(exchange->model, path);
    if (exchange->category)
        return exchange->category->class == OCCI_KIND ? PATH_KIND : PATH_OTHER;
    return path[strlen(path) - 1] == '/' ? PATH_OTHER : PATH_ENTITY;
}

/* "GET, HEAD, POST": the methods of the rows that `shape` has. */
static const char *methods_of(occi_pool *pool, path_shape shape)
{
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (routes[i].shape != shape || routes[i].is_action)
            continue;
        occi_write_string(&list.writer, list.length ? ", " : "");
        occi_write_string(&list.writer, routes[i].method);
        if (strcmp(routes[i].method, "GET") == 0)
            occi_write_string(&list.writer, ", HEAD");
    }
    return list.writer.has_failed ? NULL : occi_buffer_text(&list);
}

occi_error *fcgi_route(fcgi_exchange *exchange, fcgi_handler **out)
{
    const fcgi_request *request = &exchange->request;
    path_shape shape = shape_of(exchange);
    if (shape == PATH_OTHER)
        return OCCI_FAIL(exchange->pool, NO_SUCH_ENTITY, request->path);
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    bool is_known = false;
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (routes[i].shape != shape || strcmp(routes[i].method, method) != 0)
            continue;
        is_known = true;
        if (routes[i].is_action == (request->action != NULL)) {
            *out = routes[i].handler;
            return NULL;
        }
    }
    if (is_known)
        return OCCI_FAIL(exchange->pool, QUERY, request->query, "an action is invoked by POST on an entity");
    ALLOC(exchange->response.allow = methods_of(exchange->pool, shape));
    return OCCI_FAIL(exchange->pool, METHOD, request->method, request->path, exchange->response.allow);
}
