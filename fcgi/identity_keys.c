/* Whose OpenID tokens are believed, and their keys: one issuer of the settings, whose keys are in a file, and
 * those of the registry, whose keys the reconciler fetches. Kept for a minute. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include "fcgi/scheme.h"

#define KEPT          60 /* seconds */
#define KEPT_AT_LEAST 5  /* also when a token speaks of a key that is not there: anybody can make up such */
#define ISSUERS_MAX   64
#define FILE_MAX      ((off_t)1024 * 1024)

struct fcgi_issuers {
    const fcgi_settings *settings;
    json_t *file; /* NULL: there is none, or it makes no sense */
    json_t *registry;
    time_t loaded; /* 0: never */
    fcgi_issuer list[ISSUERS_MAX];
    size_t count;
};

static bool has_file(const fcgi_settings *settings)
{
    return settings->oidc_jwks && *settings->oidc_jwks;
}

fcgi_issuers *fcgi_issuers_new(const fcgi_settings *settings)
{
    if (has_file(settings) && (!*settings->oidc_issuer || !*settings->oidc_audience)) {
        fprintf(stderr, "occi-fcgi: OCCI_OIDC_JWKS needs OCCI_OIDC_ISSUER and OCCI_OIDC_AUDIENCE\n");
        return NULL;
    }
    fcgi_issuers *issuers = calloc(1, sizeof *issuers);
    if (issuers)
        issuers->settings = settings;
    return issuers;
}

void fcgi_issuers_free(fcgi_issuers *issuers)
{
    if (!issuers)
        return;
    json_decref(issuers->file);
    json_decref(issuers->registry);
    free(issuers);
}

/* A file that makes no sense is as good as none; the log says so. */
static json_t *read_file(const char *path)
{
    json_error_t where = { .text = "it is no file, or larger than a mebibyte" };
    struct stat status;
    json_t *json = stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= FILE_MAX
                       ? json_load_file(path, JSON_REJECT_DUPLICATES, &where)
                       : NULL;
    if (json_is_array(json_object_get(json, "keys")))
        return json;
    fprintf(stderr, "occi-fcgi: OCCI_OIDC_JWKS: %s is no JWKS: %s\n", path,
            json ? "it has no keys" : where.text);
    json_decref(json);
    return NULL;
}

static void add(fcgi_issuers *issuers, const char *issuer, const char *audience, const json_t *keys)
{
    if (issuer && audience && keys && issuers->count < ISSUERS_MAX)
        issuers->list[issuers->count++] =
            (fcgi_issuer){ .issuer = issuer, .audience = audience, .keys = keys };
}

static occi_error *load(fcgi_login *login, fcgi_issuers *issuers)
{
    const fcgi_settings *settings = issuers->settings;
    const char *text;
    json_t *registry;
    TRY(store_oidc_issuers(login->session, login->pool, &text));
    ALLOC(registry = json_loads(text, 0, NULL));
    json_decref(issuers->registry);
    json_decref(issuers->file);
    issuers->registry = registry;
    issuers->file = has_file(settings) ? read_file(settings->oidc_jwks) : NULL;
    issuers->count = 0;
    add(issuers, settings->oidc_issuer, settings->oidc_audience, issuers->file);
    for (size_t i = 0; i < json_array_size(registry); i++) {
        const json_t *row = json_array_get(registry, i);
        add(issuers, json_string_value(json_object_get(row, "issuer")),
            json_string_value(json_object_get(row, "audience")), json_object_get(row, "jwks"));
    }
    issuers->loaded = time(NULL);
    return NULL;
}

occi_error *fcgi_issuers_get(fcgi_login *login, bool is_reloaded, const fcgi_issuer **list, size_t *count)
{
    fcgi_issuers *issuers = fcgi_identities_issuers(login->identities);
    time_t age = time(NULL) - issuers->loaded;
    if (!issuers->loaded || age < 0 || age >= (is_reloaded ? KEPT_AT_LEAST : KEPT))
        TRY(load(login, issuers));
    *list = issuers->list;
    *count = issuers->count;
    return NULL;
}
