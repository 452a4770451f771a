/* The Link lines of a message: new links of a resource, and echoes of what a GET has shown (GFD.185 3.4.5).
 */
#include "occi/bind_parts.h"

#include <string.h>
#include <strings.h>

#define UUID_LENGTH 36

/* What a link inside its source has by its place, or gets from the registry: what a client says of it is a
 * wish that is not heard. */
static const char *const unheard[] = { "occi.core.id", "occi.core.source", "occi.core.source.kind" };

static bool is_unheard(const char *name)
{
    for (size_t i = 0; i < sizeof unheard / sizeof *unheard; i++)
        if (strcmp(unheard[i], name) == 0)
            return true;
    return false;
}

/* The path of an http URL; any other text as it is. */
static const char *path_of(const char *uri)
{
    const char *authority = strstr(uri, "://");
    if (strncasecmp(uri, "http", 4) != 0 || !authority)
        return uri;
    const char *path = strchr(authority + 3, '/');
    return path ? path : uri;
}

/* The registry keeps paths and does not know by which host name it was asked. Paths it has chosen end in the
 * UUID. */
bool bind_is_same_uri(const char *kept, const char *said)
{
    if (strcmp(kept, said) == 0)
        return true;
    if (*kept != '/')
        return false;
    const char *last = strrchr(kept, '/') + 1, *uuid = occi_uuid_text(said);
    return strcmp(kept, path_of(said)) == 0 || (strlen(uuid) == UUID_LENGTH && strcasecmp(last, uuid) == 0);
}

/* The link's own word for its target comes before the reference between < and > (text-rendering.md 5, ooi).
 */
static const char *target_of(const occi_message_link *link)
{
    for (size_t i = 0; i < link->attribute_count; i++)
        if (strcmp(link->attributes[i].name, "occi.core.target") == 0)
            return link->attributes[i].value.text;
    return link->target;
}

static occi_error *name_all(const bind_work *work, const occi_message_link *link, bind_named *out)
{
    *out = (bind_named){ 0 };
    ALLOC(out->mixins = occi_pool_array(work->pool, link->category_count + 1, sizeof *out->mixins));
    for (size_t i = 0; i < link->category_count; i++) {
        const occi_category *category = occi_model_find(work->model, link->categories[i]);
        if (!category)
            return OCCI_FAIL(work->pool, NO_SUCH_CATEGORY, link->categories[i]);
        if (category->is_read_only)
            return OCCI_FAIL(work->pool, READ_ONLY, category->identifier);
        if (category->class != OCCI_MIXIN && !occi_category_is_a(category, OCCI_CORE_LINK))
            return OCCI_FAIL(work->pool, LINK_KIND, category->identifier, target_of(link));
        TRY(bind_name(work->pool, out, category));
    }
    if (!out->kind)
        out->kind = occi_model_find(work->model, OCCI_CORE_LINK);
    return out->kind ? NULL : OCCI_FAIL(work->pool, NO_SUCH_CATEGORY, OCCI_CORE_LINK);
}

/* `rel` is a hint: what is not known, or not the kind of a resource, says nothing. */
static const occi_category *kind_of_target(const bind_work *work, const occi_message_link *link)
{
    const occi_category *kind = link->rel ? occi_model_find(work->model, link->rel) : NULL;
    return kind && kind->class == OCCI_KIND && occi_category_is_a(kind, OCCI_CORE_RESOURCE) ? kind : NULL;
}

static occi_error *bind_heard(const bind_work *work, const occi_message_link *link)
{
    size_t count = 0, said_count = link->attribute_count;
    const occi_message_attribute *said = link->attributes;
    occi_message_attribute *heard;
    TRY(bind_flatten_own(work, &said, &said_count));
    ALLOC(heard = occi_pool_array(work->pool, said_count + 1, sizeof *heard));
    for (size_t i = 0; i < said_count; i++)
        if (!is_unheard(said[i].name))
            heard[count++] = said[i];
    return bind_attributes(work, heard, count);
}

static occi_error *bind_link(const bind_work *owner, const occi_message_link *link, occi_entity **out)
{
    bind_work work = { .pool = owner->pool, .model = owner->model };
    bind_named named;
    TRY(name_all(&work, link, &named));
    TRY(bind_begin(&work, named.kind));
    TRY(bind_mixins(&work, &named));
    work.entity->source_kind = owner->entity->kind;
    work.entity->target = link->target;
    work.entity->target_kind = kind_of_target(&work, link);
    TRY(bind_heard(&work, link));
    TRY(bind_complete(&work, false));
    if (!work.entity->target || *work.entity->target == '\0')
        return OCCI_FAIL(work.pool, LINK_END_MISSING, "occi.core.target");
    *out = work.entity;
    return NULL;
}

static occi_error *add_link(const bind_work *work, const occi_message_link *link)
{
    if (occi_entity_is_link(work->entity))
        return OCCI_FAIL(work->pool, LINK_ON_LINK);
    TRY(bind_link(work, link, &work->entity->links[work->entity->link_count]));
    work->entity->link_count++;
    return NULL;
}

static occi_error *make_room(const bind_work *work, const occi_message *message)
{
    ALLOC(work->entity->links =
              occi_pool_array(work->pool, message->link_count + 1, sizeof *work->entity->links));
    return NULL;
}

/* An action link tells what can be done with an entity just now. That is the server's to say, so what a
 * client sends of it is an echo, in whatever request it stands (JSON's "actions" are passed over as well).
 * MartServer's have no query; a link of its own category whose URL happens to end like one is none. */
static bool is_action_link(const bind_work *work, const occi_message_link *link)
{
    const occi_category *rel = link->rel ? occi_model_find(work->model, link->rel) : NULL;
    return (rel && rel->class == OCCI_ACTION) || (link->action && link->category_count == 0);
}

occi_error *bind_links_create(const bind_work *work, const occi_message *message)
{
    TRY(make_room(work, message));
    for (size_t i = 0; i < message->link_count; i++) {
        const occi_message_link *link = &message->links[i];
        if (is_action_link(work, link))
            continue;
        if (!link->target)
            return OCCI_FAIL(work->pool, SYNTAX, link->place,
                             "only a new link can belong to a new resource; give it with its target");
        TRY(add_link(work, link));
    }
    return NULL;
}

/* A link that a GET has shown says where it is; in JSON, by its id alone. */
static bool is_at(const occi_entity *link, const occi_message_link *said)
{
    return said->self && ((link->location && bind_is_same_uri(link->location, said->self)) ||
                          (link->id && strcasecmp(link->id, occi_uuid_text(said->self)) == 0));
}

static bool is_echo(const bind_work *work, const occi_message_link *said)
{
    for (size_t i = 0; i < work->current->link_count; i++)
        if (is_at(work->current->links[i], said))
            return true;
    return false;
}

/* What a change says of links that is no echo must be a link in full. */
static occi_error *check_target(const bind_work *work, const occi_message_link *said)
{
    return said->target ? NULL
                        : OCCI_FAIL(work->pool, SYNTAX, said->place,
                                    "it is none of the links here; a new link is given with its target");
}

occi_error *bind_links_add(const bind_work *work, const occi_message *message)
{
    TRY(make_room(work, message));
    for (size_t i = 0; i < message->link_count; i++) {
        const occi_message_link *link = &message->links[i];
        if (is_action_link(work, link) || is_echo(work, link))
            continue;
        TRY(check_target(work, link));
        TRY(add_link(work, link));
    }
    return NULL;
}

/* One of the current links has the target and the kind of `said`. */
static occi_error *is_repeated(const bind_work *work, const occi_message_link *said, bool *out)
{
    bind_named named;
    TRY(name_all(work, said, &named));
    *out = false;
    for (size_t i = 0; i < work->current->link_count && !*out; i++) {
        const occi_entity *link = work->current->links[i];
        *out = link->kind == named.kind && link->target && bind_is_same_uri(link->target, target_of(said));
    }
    return NULL;
}

occi_error *bind_links_check(const bind_work *work, const occi_message *message)
{
    for (size_t i = 0; i < message->link_count; i++) {
        const occi_message_link *link = &message->links[i];
        if (is_action_link(work, link) || is_echo(work, link))
            continue;
        if (occi_entity_is_link(work->entity))
            return OCCI_FAIL(work->pool, LINK_ON_LINK);
        TRY(check_target(work, link));
        bool is_harmless;
        TRY(is_repeated(work, link, &is_harmless));
        if (!is_harmless)
            return OCCI_FAIL(work->pool, LINK_IN_PUT, target_of(link));
    }
    return NULL;
}
