/* Entity tags (see precondition.h). */
#include "fcgi/precondition.h"

#include <inttypes.h>
#include <string.h>

/* Links are shown with their resource but have versions of their own: all of them, one after the other, are
 * mixed into one number (FNV-1a). */
static uint64_t mix(uint64_t number, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        number = (number ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return number;
}

static uint64_t mix_links(const occi_entity *entity)
{
    uint64_t number = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < entity->link_count; i++) {
        const occi_entity *link = entity->links[i];
        number = mix(number, link->id, strlen(link->id));
        number = mix(number, (const char *)&link->version, sizeof link->version);
    }
    return number;
}

static size_t rendering_index(const occi_rendering *rendering)
{
    size_t index = 0;
    while (occi_rendering_at(index) != rendering)
        index++;
    return index;
}

/* "STATE/CATEGORIES/RENDERING": what a change depends on comes first. */
const char *fcgi_tag_entity(const fcgi_exchange *exchange, const occi_entity *entity)
{
    return occi_pool_format(exchange->pool, "\"%" PRId64 ".%" PRIx64 "/%" PRId64 ".%" PRId64 ".%d/%zu\"",
                            entity->version, entity->link_count ? mix_links(entity) : 0,
                            exchange->actor.registry_version, exchange->actor.tenant_registry_version,
                            exchange->actor.tenant, rendering_index(exchange->response.rendering));
}

const char *fcgi_tag_categories(const fcgi_exchange *exchange)
{
    return occi_pool_format(exchange->pool, "\"%" PRId64 ".%" PRId64 ".%d/%zu\"",
                            exchange->actor.registry_version, exchange->actor.tenant_registry_version,
                            exchange->actor.tenant, rendering_index(exchange->response.rendering));
}

/* How two tags are compared. */
typedef enum comparison { BY_ALL, BY_STATE } comparison;

/* The length of what counts of a tag that begins with its quote. */
static size_t counted(const char *tag, comparison how)
{
    return 1 + strcspn(tag + 1, how == BY_STATE ? "\"/" : "\"");
}

/* A list of tags, or "*", names `tag` (NULL: nothing is there, which "*" does not name). `is_weak`: a tag
 * with W/ is as good as one without. */
static bool names(const char *list, const char *tag, comparison how, bool is_weak)
{
    if (!tag)
        return false;
    size_t length = counted(tag, how);
    while (*list) {
        list += strspn(list, " \t,");
        if (*list == '*')
            return true;
        bool is_marked = strncmp(list, "W/", 2) == 0;
        list += is_marked ? 2 : 0;
        if (*list != '"')
            return false;
        if ((is_weak || !is_marked) && counted(list, how) == length && strncmp(list, tag, length) == 0)
            return true;
        list += 1 + strcspn(list + 1, "\"");
        list += *list == '"';
    }
    return false;
}

bool fcgi_is_known(const fcgi_exchange *exchange, const char *tag)
{
    const char *list = fcgi_request_field(&exchange->request, "IF_NONE_MATCH");
    return list && names(list, tag, BY_ALL, true);
}

bool fcgi_has_preconditions(const fcgi_exchange *exchange)
{
    return fcgi_request_field(&exchange->request, "IF_MATCH") ||
           fcgi_request_field(&exchange->request, "IF_NONE_MATCH");
}

occi_error *fcgi_check_preconditions(fcgi_exchange *exchange, const occi_entity *entity)
{
    const char *wanted = fcgi_request_field(&exchange->request, "IF_MATCH");
    const char *unwanted = fcgi_request_field(&exchange->request, "IF_NONE_MATCH");
    const char *tag = NULL;
    if (!wanted && !unwanted)
        return NULL;
    if (entity)
        ALLOC(tag = fcgi_tag_entity(exchange, entity));
    if (wanted && !names(wanted, tag, BY_STATE, false))
        return OCCI_FAIL(exchange->pool, PRECONDITION, exchange->request.path,
                         tag ? "it was changed since; read it again" : "nothing is there");
    if (unwanted && names(unwanted, tag, BY_STATE, true))
        return OCCI_FAIL(exchange->pool, PRECONDITION, exchange->request.path, "it is there already");
    return NULL;
}

occi_error *fcgi_check_collection_preconditions(fcgi_exchange *exchange, const char *tag)
{
    const char *wanted = fcgi_request_field(&exchange->request, "IF_MATCH");
    if (!wanted || strcmp(wanted, "*") == 0 || names(wanted, tag, BY_STATE, false))
        return NULL;
    return OCCI_FAIL(exchange->pool, PRECONDITION, exchange->request.path,
                     tag ? "it was changed since; read it again" : "collections have no entity tags");
}
