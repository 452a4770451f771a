/* The schemes, and what is remembered of what they have found out (see identity.h). */
#include "fcgi/identity.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "fcgi/scheme.h"
#include "occi/utf8.h"

#define REMEMBERED_MAX 256
#define CHALLENGE_MAX  1024

/* In the order in which a request is searched: a field of it counts before its connection, so that a browser
 * with a certificate can still be somebody else. */
static const fcgi_scheme *const schemes[] = { &fcgi_scheme_basic, &fcgi_scheme_token, &fcgi_scheme_oidc,
                                              &fcgi_scheme_certificate };

static const char *const scopes[] = { "read", "write", "admin" };

typedef struct remembered {
    unsigned char digest[crypto_generichash_BYTES];
    store_principal principal; /* of credential 0: the place is free */
    double until;              /* seconds since 1970; 0: as long as the stamp is right */
} remembered;

struct fcgi_identities {
    unsigned char key[crypto_generichash_KEYBYTES]; /* of this process alone */
    char unknown_hash[crypto_pwhash_STRBYTES];
    const fcgi_settings *settings;
    fcgi_issuers *issuers;
    char challenge[CHALLENGE_MAX];         /* lines of WWW-Authenticate */
    char refused_challenge[CHALLENGE_MAX]; /* the same, when a bearer token was refused */
    remembered places[REMEMBERED_MAX];
    size_t next;
};

/* What goes into a quoted text of a header line as it is. */
static bool is_quotable(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7F || strchr("\"'\\", *text))
            return false;
    return true;
}

static bool write_challenge(char out[CHALLENGE_MAX], const char *keystone, const char *bearer_error)
{
    int length = snprintf(out, CHALLENGE_MAX,
                          "WWW-Authenticate: Basic realm=\"occibase\", charset=\"UTF-8\"\r\n"
                          "WWW-Authenticate: Bearer realm=\"occibase\"%s\r\n%s%s%s",
                          bearer_error, *keystone ? "WWW-Authenticate: Keystone uri='" : "", keystone,
                          *keystone ? "'\r\n" : "");
    return length < CHALLENGE_MAX;
}

static bool set_up(fcgi_identities *identities)
{
    const char *keystone = identities->settings->keystone_uri ? identities->settings->keystone_uri : "";
    randombytes_buf(identities->key, sizeof identities->key);
    if (!is_quotable(keystone) || !write_challenge(identities->challenge, keystone, "") ||
        !write_challenge(identities->refused_challenge, keystone, ", error=\"invalid_token\"")) {
        fprintf(stderr, "occi-fcgi: OCCI_KEYSTONE_URI: expected a URI, got \"%s\"\n", keystone);
        return false;
    }
    identities->issuers = fcgi_issuers_new(identities->settings);
    return identities->issuers;
}

fcgi_identities *fcgi_identities_new(const fcgi_settings *settings)
{
    if (sodium_init() < 0)
        return NULL;
    fcgi_identities *identities = calloc(1, sizeof *identities);
    if (!identities)
        return NULL;
    identities->settings = settings;
    if (set_up(identities))
        return identities;
    fcgi_identities_free(identities);
    return NULL;
}

void fcgi_identities_free(fcgi_identities *identities)
{
    if (!identities)
        return;
    fcgi_issuers_free(identities->issuers);
    sodium_memzero(identities, sizeof *identities);
    free(identities);
}

const fcgi_settings *fcgi_identities_settings(const fcgi_identities *identities)
{
    return identities->settings;
}

fcgi_issuers *fcgi_identities_issuers(fcgi_identities *identities)
{
    return identities->issuers;
}

const char *fcgi_identities_unknown_hash(fcgi_identities *identities)
{
    if (!*identities->unknown_hash &&
        crypto_pwhash_str(identities->unknown_hash, "", 0, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return NULL;
    return identities->unknown_hash;
}

void fcgi_identities_drop(fcgi_identities *identities, const store_actor *actor)
{
    for (size_t i = 0; i < REMEMBERED_MAX; i++)
        if (identities->places[i].principal.credential == actor->credential)
            identities->places[i] = (remembered){ 0 };
}

const char *fcgi_identities_challenge(const fcgi_identities *identities, const fcgi_request *request)
{
    fcgi_login login = { .request = request };
    return fcgi_login_bearer(&login) ? identities->refused_challenge : identities->challenge;
}

/* --- What schemes share
 * --------------------------------------------------------------------------------------- */

bool fcgi_is_text(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + length;
    size_t character = 1;
    while (at < end && (character = occi_utf8_length(at, end)) > 0)
        at += character;
    return character > 0;
}

bool fcgi_login_authorization(fcgi_login *login, const char *scheme)
{
    const char *field = login->request->authorization;
    size_t length = strlen(scheme);
    if (!field || strncasecmp(field, scheme, length) != 0 || field[length] != ' ')
        return false;
    login->secret = field + length + strspn(field + length, " ");
    login->length = strlen(login->secret);
    return true;
}

bool fcgi_login_bearer(fcgi_login *login)
{
    if (login->request->authorization)
        return fcgi_login_authorization(login, "Bearer");
    login->secret = fcgi_request_field(login->request, "X_AUTH_TOKEN");
    login->length = login->secret ? strlen(login->secret) : 0;
    return login->length > 0;
}

/* --- Memory
 * --------------------------------------------------------------------------------------------------- */

static void digest_of(const fcgi_login *login, const fcgi_scheme *scheme,
                      unsigned char digest[crypto_generichash_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, login->identities->key, sizeof login->identities->key,
                            crypto_generichash_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)scheme->name, strlen(scheme->name) + 1);
    crypto_generichash_update(&state, (const unsigned char *)login->secret, login->length);
    crypto_generichash_final(&state, digest, crypto_generichash_BYTES);
    sodium_memzero(&state, sizeof state);
}

/* One that has become too old is forgotten, and looked for anew. */
static const remembered *recall(fcgi_identities *identities, const unsigned char *digest, double now)
{
    for (size_t i = 0; i < REMEMBERED_MAX; i++) {
        remembered *place = &identities->places[i];
        if (!place->principal.credential || sodium_memcmp(place->digest, digest, sizeof place->digest) != 0)
            continue;
        if (place->until == 0 || now < place->until)
            return place;
        *place = (remembered){ 0 };
    }
    return NULL;
}

static const char *scope_of(const char *said)
{
    for (size_t i = 0; said && i < sizeof scopes / sizeof *scopes; i++)
        if (strcmp(scopes[i], said) == 0)
            return scopes[i];
    return scopes[0];
}

static void keep(fcgi_login *login, const fcgi_scheme *scheme, const unsigned char *digest, double now)
{
    fcgi_identities *identities = login->identities;
    remembered *place = &identities->places[identities->next++ % REMEMBERED_MAX];
    *place = (remembered){ .principal = login->principal,
                           .until = scheme->remembered > 0 ? now + scheme->remembered : 0 };
    if (login->principal.until > 0 && (place->until == 0 || login->principal.until < place->until))
        place->until = login->principal.until;
    memcpy(place->digest, digest, sizeof place->digest);
}

/* --- Logging in
 * ----------------------------------------------------------------------------------------------- */

static double now_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static occi_error *refuse(fcgi_login *login, const fcgi_scheme *scheme)
{
    const fcgi_request *request = login->request;
    const char *agent = request->user_agent;
    const store_failure failure = { .scheme = scheme->name,
                                    .account = login->account,
                                    .address = request->address,
                                    .agent = agent && fcgi_is_text(agent, strlen(agent)) ? agent : NULL,
                                    .request = request->id,
                                    .reason = login->problem };
    TRY(store_login_failed(login->session, login->pool, &failure));
    if (login->refused_as)
        return OCCI_FAIL(login->pool, NO_TENANT, login->refused_as);
    return OCCI_FAIL(login->pool, CREDENTIALS);
}

static occi_error *check(fcgi_login *login, const fcgi_scheme *scheme)
{
    bool is_allowed;
    TRY(store_login_allowed(login->session, login->pool, login->request->address,
                            login->identities->settings->login_failures, &is_allowed));
    if (!is_allowed)
        return OCCI_FAIL(login->pool, LOGINS);
    TRY(scheme->check(login));
    if (login->problem)
        return refuse(login, scheme);
    login->principal.scope = scope_of(login->principal.scope);
    return NULL;
}

static occi_error *log_in(fcgi_login *login, const fcgi_scheme *scheme, store_principal *out)
{
    unsigned char digest[crypto_generichash_BYTES];
    double now = now_seconds();
    digest_of(login, scheme, digest);
    const remembered *place = recall(login->identities, digest, now);
    if (place) {
        *out = place->principal;
        return NULL;
    }
    TRY(check(login, scheme));
    keep(login, scheme, digest, now);
    *out = login->principal;
    return NULL;
}

static bool is_reading(const char *method)
{
    static const char *const methods[] = { "GET", "HEAD", "OPTIONS" };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(method, methods[i]) == 0)
            return true;
    return false;
}

occi_error *fcgi_identify(fcgi_identities *identities, store_session *session, occi_pool *pool,
                          const fcgi_request *request, store_principal *out)
{
    fcgi_login login = { .identities = identities, .session = session, .pool = pool, .request = request };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!schemes[i]->find(&login))
            continue;
        TRY(log_in(&login, schemes[i], out));
        if (out->scope == scopes[0] && !is_reading(request->method))
            return OCCI_FAIL(pool, SCOPE);
        return NULL;
    }
    return OCCI_FAIL(pool, CREDENTIALS);
}
