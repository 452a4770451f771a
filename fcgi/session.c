/* The cache of sessions (see session.h). */
#include "fcgi/session.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "store/registry.h"

#define SESSIONS_MAX 256
#define TOKEN_MAX    96
#define TENANT_MAX   64 /* bytes of a tenant's name or a scope, with the zero */
/* Of its life that is left, a session that a request begins with needs as much as a request can last. */
#define RESERVE_SECONDS 90

typedef struct kept {
    int64_t credential; /* 0: the place is free */
    int64_t stamp;
    char scope[TENANT_MAX]; /* "": none, as below */
    char name[TENANT_MAX];  /* of the tenant that was asked for */
    int tenant;
    char token[TOKEN_MAX];
    time_t until;
    uint64_t used;
} kept;

struct fcgi_sessions {
    kept places[SESSIONS_MAX];
    uint64_t clock;
};

fcgi_sessions *fcgi_sessions_new(void)
{
    return calloc(1, sizeof(fcgi_sessions));
}

void fcgi_sessions_free(fcgi_sessions *sessions)
{
    if (!sessions)
        return;
    sodium_memzero(sessions, sizeof *sessions);
    free(sessions);
}

static time_t now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static bool is_same(const char *kept_text, const char *text)
{
    return strcmp(kept_text, text ? text : "") == 0;
}

static kept *find(fcgi_sessions *sessions, const store_actor *actor, const char *tenant)
{
    for (size_t i = 0; i < SESSIONS_MAX; i++) {
        kept *place = &sessions->places[i];
        if (place->credential && place->credential == actor->credential && place->stamp == actor->stamp &&
            is_same(place->scope, actor->scope) && is_same(place->name, tenant) &&
            place->until > now_seconds())
            return place;
    }
    return NULL;
}

static kept *least_used(fcgi_sessions *sessions)
{
    kept *oldest = &sessions->places[0];
    for (size_t i = 1; i < SESSIONS_MAX; i++)
        if (sessions->places[i].used < oldest->used)
            oldest = &sessions->places[i];
    return oldest;
}

static bool copy_text(char *to, size_t size, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length >= size)
        return false;
    memcpy(to, text ? text : "", length + 1);
    return true;
}

static occi_error *begin(fcgi_sessions *sessions, store_session *authenticator, occi_pool *pool,
                         const char *tenant, const store_actor *actor, kept **out)
{
    store_issued issued;
    TRY(store_session_issue(authenticator, pool, actor, tenant, &issued));
    kept *place = *out = least_used(sessions);
    *place = (kept){ .tenant = issued.tenant,
                     .stamp = actor->stamp,
                     .until = now_seconds() + issued.seconds - RESERVE_SECONDS };
    if (!copy_text(place->scope, sizeof place->scope, actor->scope) ||
        !copy_text(place->name, sizeof place->name, tenant) ||
        !copy_text(place->token, sizeof place->token, issued.token))
        return OCCI_FAIL(pool, INTERNAL, "the session's tenant, scope or token is longer than one can be");
    place->credential = actor->credential;
    return NULL;
}

occi_error *fcgi_session_begin(fcgi_sessions *sessions, store_session *authenticator, occi_pool *pool,
                               const char *tenant, store_actor *actor)
{
    actor->token = NULL;
    kept *place = find(sessions, actor, tenant);
    if (!place)
        TRY(begin(sessions, authenticator, pool, tenant, actor, &place));
    place->used = ++sessions->clock;
    actor->tenant = place->tenant;
    actor->token = place->token;
    return NULL;
}

bool fcgi_session_drop(fcgi_sessions *sessions, const store_actor *actor)
{
    for (size_t i = 0; actor->token && i < SESSIONS_MAX; i++)
        if (sessions->places[i].token == actor->token) {
            sodium_memzero(&sessions->places[i], sizeof sessions->places[i]);
            return true;
        }
    return false;
}
