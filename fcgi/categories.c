/* The cache of models (see categories.h). */
#include "fcgi/categories.h"

#include <stdlib.h>
#include <string.h>
#include "occi/json.h"
#include "store/registry.h"

#define TENANTS_MAX 64

typedef struct loaded {
    occi_pool *pool; /* NULL: nothing is loaded */
    const occi_model *model;
    int64_t version;
    int tenant;
    uint64_t used;
} loaded;

struct fcgi_categories {
    loaded provider;
    loaded tenants[TENANTS_MAX];
    uint64_t clock;
};

fcgi_categories *fcgi_categories_new(void)
{
    return calloc(1, sizeof(fcgi_categories));
}

static void unload(loaded *copy)
{
    occi_pool_free(copy->pool);
    *copy = (loaded){ 0 };
}

/* Overlays refer to the provider's model, so they go with it. */
static void unload_all(fcgi_categories *categories)
{
    for (size_t i = 0; i < TENANTS_MAX; i++)
        unload(&categories->tenants[i]);
    unload(&categories->provider);
}

void fcgi_categories_free(fcgi_categories *categories)
{
    if (!categories)
        return;
    unload_all(categories);
    free(categories);
}

static loaded *find(fcgi_categories *categories, int tenant)
{
    for (size_t i = 0; i < TENANTS_MAX; i++)
        if (categories->tenants[i].pool && categories->tenants[i].tenant == tenant)
            return &categories->tenants[i];
    return NULL;
}

void fcgi_categories_drop(fcgi_categories *categories, int tenant)
{
    loaded *copy = find(categories, tenant);
    if (copy)
        unload(copy);
}

static loaded *least_used(fcgi_categories *categories)
{
    loaded *oldest = &categories->tenants[0];
    for (size_t i = 1; i < TENANTS_MAX; i++)
        if (categories->tenants[i].used < oldest->used)
            oldest = &categories->tenants[i];
    return oldest;
}

static occi_error *parse_into(loaded *copy, const char *document, const occi_model *base)
{
    json_t *json;
    TRY(occi_json_read(copy->pool, document, &json));
    return occi_model_parse(copy->pool, json, base, &copy->model);
}

static occi_error *parse(loaded *copy, occi_pool *pool, const char *document, int64_t version,
                         const occi_model *base)
{
    *copy = (loaded){ .version = version };
    ALLOC(copy->pool = occi_pool_new(NULL));
    occi_error *error = parse_into(copy, document, base);
    if (error && error != &occi_error_no_memory) /* the error must outlive the copy */
        error = OCCI_FAIL(pool, INTERNAL, error->message);
    if (error)
        unload(copy);
    return error;
}

static occi_error *load(fcgi_categories *categories, store_session *session, occi_pool *pool,
                        const store_actor *actor, loaded **out)
{
    store_categories fresh;
    TRY(store_categories_load(session, pool, actor,
                              categories->provider.pool ? categories->provider.version : -1, &fresh));
    if (fresh.provider) {
        unload_all(categories);
        TRY(parse(&categories->provider, pool, fresh.provider, fresh.version, NULL));
    }
    loaded *copy = least_used(categories);
    unload(copy);
    TRY(parse(copy, pool, fresh.tenant, fresh.tenant_version, categories->provider.model));
    copy->tenant = actor->tenant;
    *out = copy;
    return NULL;
}

occi_error *fcgi_categories_get(fcgi_categories *categories, store_session *session, occi_pool *pool,
                                store_actor *actor, const occi_model **out)
{
    loaded *copy = find(categories, actor->tenant);
    if (!copy)
        TRY(load(categories, session, pool, actor, &copy));
    copy->used = ++categories->clock;
    actor->registry_version = categories->provider.version;
    actor->tenant_registry_version = copy->version;
    *out = copy->model;
    return NULL;
}
