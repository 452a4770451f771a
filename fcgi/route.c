/* The table of routes (see route.h). */
#include "fcgi/route.h"

#include <string.h>
#include "fcgi/precondition.h"

typedef enum path_shape {
    PATH_QUERY,        /* the query interface */
    PATH_KIND,         /* the location of a kind */
    PATH_MIXIN,        /* the location of a mixin */
    PATH_ROOT,         /* "/" */
    PATH_BELOW,        /* any other path that ends in "/": what is below it (GFD.223 4.1) */
    PATH_ENTITY,       /* anything else */
    PATH_SHOWN,        /* the location of a read-only kind, */
    PATH_SHOWN_ENTITY, /* and what is below it */
} path_shape;

/* What the query may say. */
typedef enum query_use {
    QUERY_NONE = 0,
    QUERY_ACTION = 1,     /* ?action=TERM, which makes it another request */
    QUERY_CATEGORIES = 2, /* category=… */
    QUERY_FILTER = 6,     /* attribute=… too */
    QUERY_PAGE = 8,
} query_use;

static const struct {
    path_shape shape;
    const char *method;
    query_use query;
    fcgi_handler *handler;
} routes[] = {
    { PATH_QUERY, "GET", QUERY_CATEGORIES, fcgi_query_list },                 /* GFD.223 9.1 */
    { PATH_QUERY, "POST", QUERY_NONE, fcgi_query_add },                       /* GFD.223 9.3 */
    { PATH_QUERY, "DELETE", QUERY_NONE, fcgi_query_remove },                  /* GFD.223 9.4 */
    { PATH_KIND, "GET", QUERY_FILTER | QUERY_PAGE, fcgi_collection_list },    /* GFD.223 11.1 */
    { PATH_KIND, "POST", QUERY_NONE, fcgi_collection_create },                /* GFD.223 11.3.1 */
    { PATH_KIND, "POST", QUERY_ACTION | QUERY_FILTER, fcgi_collection_act },  /* GFD.223 11.3.3 */
    { PATH_KIND, "DELETE", QUERY_FILTER, fcgi_collection_delete },            /* GFD.223 11.4.1 */
    { PATH_MIXIN, "GET", QUERY_FILTER | QUERY_PAGE, fcgi_collection_list },   /* GFD.223 11.1 */
    { PATH_MIXIN, "PUT", QUERY_NONE, fcgi_mixin_replace },                    /* GFD.223 11.2 */
    { PATH_MIXIN, "POST", QUERY_NONE, fcgi_mixin_associate },                 /* GFD.223 11.3.2 */
    { PATH_MIXIN, "POST", QUERY_ACTION | QUERY_FILTER, fcgi_collection_act }, /* GFD.223 11.3.3 */
    { PATH_MIXIN, "DELETE", QUERY_FILTER, fcgi_mixin_dissociate },            /* GFD.223 11.4.2 */
    { PATH_ROOT, "GET", QUERY_FILTER | QUERY_PAGE, fcgi_collection_list },    /* GFD.223 4.1 */
    { PATH_ROOT, "POST", QUERY_NONE, fcgi_collection_create },                /* http.md 5: old clients */
    { PATH_ROOT, "POST", QUERY_ACTION | QUERY_FILTER, fcgi_collection_act },  /* GFD.185 3.4.3 */
    { PATH_ROOT, "DELETE", QUERY_FILTER, fcgi_below_delete },                 /* GFD.185 3.4.2 */
    { PATH_BELOW, "GET", QUERY_FILTER | QUERY_PAGE, fcgi_collection_list },   /* GFD.223 4.1 */
    { PATH_BELOW, "POST", QUERY_ACTION | QUERY_FILTER, fcgi_collection_act }, /* GFD.185 3.4.3 */
    { PATH_BELOW, "DELETE", QUERY_FILTER, fcgi_below_delete },                /* GFD.185 3.4.2 */
    { PATH_ENTITY, "GET", QUERY_NONE, fcgi_entity_read },                     /* GFD.223 10.1 */
    { PATH_ENTITY, "PUT", QUERY_NONE, fcgi_entity_replace },                  /* GFD.223 10.2 */
    { PATH_ENTITY, "POST", QUERY_NONE, fcgi_entity_update },                  /* GFD.223 10.3.1 */
    { PATH_ENTITY, "POST", QUERY_ACTION, fcgi_entity_act },                   /* GFD.223 10.3.2 */
    { PATH_ENTITY, "DELETE", QUERY_NONE, fcgi_entity_delete },                /* GFD.223 10.4 */
    { PATH_SHOWN, "GET", QUERY_FILTER | QUERY_PAGE, fcgi_collection_list },   /* GFD.223 11.1 */
    { PATH_SHOWN_ENTITY, "GET", QUERY_NONE, fcgi_entity_read },               /* GFD.223 10.1 */
};
#define ROUTE_COUNT (sizeof routes / sizeof *routes)

static const char *const query_paths[] = { "/-/", "/-", "/.well-known/org/ogf/occi/-/",
                                           "/.well-known/org/ogf/occi/-" };

/* Below the location of a read-only kind is nothing but its entities. */
static bool is_shown(const occi_model *model, const char *path)
{
    for (size_t i = 0; i < occi_model_count(model); i++) {
        const occi_category *kind = occi_model_at(model, i);
        if (kind->is_read_only && kind->location &&
            strncmp(path, kind->location, strlen(kind->location)) == 0)
            return true;
    }
    return false;
}

static path_shape shape_of(fcgi_exchange *exchange)
{
    const char *path = exchange->request.path;
    for (size_t i = 0; i < sizeof query_paths / sizeof *query_paths; i++)
        if (strcmp(path, query_paths[i]) == 0)
            return PATH_QUERY;
    if (strcmp(path, "/") == 0)
        return PATH_ROOT;
    exchange->category = occi_model_find_location(exchange->model, path);
    if (exchange->category && exchange->category->is_read_only)
        return PATH_SHOWN;
    if (exchange->category)
        return exchange->category->class == OCCI_KIND ? PATH_KIND : PATH_MIXIN;
    if (is_shown(exchange->model, path))
        return PATH_SHOWN_ENTITY;
    return path[strlen(path) - 1] == '/' ? PATH_BELOW : PATH_ENTITY;
}

static void add_method(occi_buffer *list, const char *method)
{
    size_t length = strlen(method);
    const char *found = list->length ? strstr(list->bytes, method) : NULL;
    if (found && (found[length] == '\0' || found[length] == ','))
        return;
    occi_write_string(&list->writer, list->length ? ", " : "");
    occi_write_string(&list->writer, method);
}

/* "GET, HEAD, POST, OPTIONS": the methods of the rows that `shape` has. */
static const char *methods_of(occi_pool *pool, path_shape shape)
{
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (routes[i].shape != shape)
            continue;
        add_method(&list, routes[i].method);
        if (strcmp(routes[i].method, "GET") == 0)
            add_method(&list, "HEAD");
    }
    add_method(&list, "OPTIONS");
    return list.writer.has_failed ? NULL : occi_buffer_text(&list);
}

static occi_error *answer_options(fcgi_exchange *exchange)
{
    fcgi_answer_empty(exchange);
    return NULL;
}

/* What the query says has a meaning for the route. */
static occi_error *check_query(fcgi_exchange *exchange, query_use use)
{
    const occi_query *asked = &exchange->request.asked;
    const char *query = exchange->request.query;
    if (asked->page && !(use & QUERY_PAGE))
        return OCCI_FAIL(exchange->pool, QUERY, query, "only a GET of a collection has pages");
    if (asked->filter.attribute_count && (use & QUERY_FILTER) != QUERY_FILTER)
        return OCCI_FAIL(exchange->pool, QUERY, query,
                         "only the members of a collection can be filtered by attribute");
    if (asked->filter.category_count && !(use & QUERY_CATEGORIES))
        return OCCI_FAIL(exchange->pool, QUERY, query, "only collections can be filtered by category");
    return NULL;
}

/* Entities are asked for theirs when they are locked; a change of anything else that the client wants only of
 * what it has seen must not slip through (RFC 9110 13.1.1). */
static occi_error *check_preconditions(fcgi_exchange *exchange, path_shape shape, const char *method)
{
    const char *tag = NULL;
    if (shape == PATH_ENTITY || strcmp(method, "GET") == 0)
        return NULL;
    if (shape == PATH_QUERY)
        ALLOC(tag = fcgi_tag_categories(exchange));
    return fcgi_check_collection_preconditions(exchange, tag);
}

occi_error *fcgi_route(fcgi_exchange *exchange, fcgi_handler **out)
{
    const fcgi_request *request = &exchange->request;
    path_shape shape = shape_of(exchange);
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    bool is_action = request->asked.action != NULL, has_other = false;
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (routes[i].shape != shape || strcmp(routes[i].method, method) != 0)
            continue;
        if (((routes[i].query & QUERY_ACTION) != 0) == is_action) {
            *out = routes[i].handler;
            TRY(check_query(exchange, routes[i].query));
            return check_preconditions(exchange, shape, method);
        }
        has_other = true;
    }
    if (has_other && is_action)
        return OCCI_FAIL(exchange->pool, QUERY, request->query,
                         "an action is invoked by POST on an entity or a collection of entities");
    ALLOC(exchange->response.allow = methods_of(exchange->pool, shape));
    if (strcmp(method, "OPTIONS") == 0) {
        *out = answer_options;
        return NULL;
    }
    if (shape == PATH_BELOW) {
        store_selection selection;
        TRY(fcgi_select(exchange, NULL, &selection));
        TRY(fcgi_check_path(exchange, &selection));
    }
    return OCCI_FAIL(exchange->pool, METHOD, request->method, request->path, exchange->response.allow);
}
