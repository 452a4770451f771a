/* HTTP Basic and what is remembered of it (see identity.h). */
#include "fcgi/identity.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "occi/utf8.h"
#include "store/registry.h"

#define REMEMBERED_MAX 256
#define USERPASS_MAX   1024 /* bytes of "name:password" */

typedef struct remembered {
    unsigned char digest[crypto_generichash_BYTES];
    int64_t credential; /* 0: the place is free */
    int64_t stamp;
    int tenant;
} remembered;

struct fcgi_identities {
    unsigned char key[crypto_generichash_KEYBYTES]; /* of this process alone */
    char unknown_hash[crypto_pwhash_STRBYTES]; /* checked when there is no such account, so that both take as
                                                  long */
    remembered places[REMEMBERED_MAX];
    size_t next;
};

fcgi_identities *fcgi_identities_new(void)
{
    if (sodium_init() < 0)
        return NULL;
    fcgi_identities *identities = calloc(1, sizeof *identities);
    if (identities)
        randombytes_buf(identities->key, sizeof identities->key);
    return identities;
}

void fcgi_identities_free(fcgi_identities *identities)
{
    if (!identities)
        return;
    sodium_memzero(identities, sizeof *identities);
    free(identities);
}

void fcgi_identities_drop(fcgi_identities *identities, const store_actor *actor)
{
    for (size_t i = 0; i < REMEMBERED_MAX; i++)
        if (identities->places[i].credential == actor->credential)
            identities->places[i] = (remembered){ 0 };
}

/* What is no UTF-8 is no name, and the registry would not take the question. */
static bool is_text(const char *name, const char *end)
{
    size_t length = 1;
    while (name < end &&
           (length = occi_utf8_length((const unsigned char *)name, (const unsigned char *)end)) > 0)
        name += length;
    return length > 0;
}

/* Decodes "Basic <base64>" into `userpass` and splits it at the first colon; the name is what stands before.
 */
static bool read_basic(const char *authorization, char userpass[USERPASS_MAX + 1], char **password)
{
    static const char scheme[] = "Basic ";
    if (!authorization || strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return false;
    const char *encoded = authorization + sizeof scheme - 1;
    size_t length;
    if (sodium_base642bin((unsigned char *)userpass, USERPASS_MAX, encoded, strlen(encoded), " ", &length,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    userpass[length] = '\0';
    char *colon = strchr(userpass, ':');
    if (!colon || strlen(userpass) != length || !is_text(userpass, colon))
        return false;
    *password = colon + 1;
    return true;
}

static const remembered *recall(const fcgi_identities *identities, const unsigned char *digest)
{
    for (size_t i = 0; i < REMEMBERED_MAX; i++) {
        const remembered *place = &identities->places[i];
        if (place->credential && sodium_memcmp(place->digest, digest, sizeof place->digest) == 0)
            return place;
    }
    return NULL;
}

static bool password_is_right(fcgi_identities *identities, const store_credential *known,
                              const char *password)
{
    if (!known && !*identities->unknown_hash &&
        crypto_pwhash_str(identities->unknown_hash, "", 0, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return false;
    bool is_right = crypto_pwhash_str_verify(known ? known->hash : identities->unknown_hash, password,
                                             strlen(password)) == 0;
    return known && is_right;
}

static occi_error *check(fcgi_identities *identities, store_session *session, occi_pool *pool, char *name,
                         const char *password, const unsigned char *digest, const remembered **out)
{
    const store_credential *known;
    TRY(store_credential_find(session, pool, name, &known));
    if (!password_is_right(identities, known, password))
        return OCCI_FAIL(pool, CREDENTIALS);
    remembered *place = &identities->places[identities->next++ % REMEMBERED_MAX];
    *place = (remembered){ .credential = known->credential, .stamp = known->stamp, .tenant = known->tenant };
    memcpy(place->digest, digest, sizeof place->digest);
    *out = place;
    return NULL;
}

static occi_error *identify(fcgi_identities *identities, store_session *session, occi_pool *pool, char *name,
                            char *password, store_actor *actor)
{
    unsigned char digest[crypto_generichash_BYTES];
    crypto_generichash_state state;
    size_t name_length = (size_t)(password - name); /* with the colon between, which no name contains */
    crypto_generichash_init(&state, identities->key, sizeof identities->key, sizeof digest);
    crypto_generichash_update(&state, (const unsigned char *)name, name_length + strlen(password));
    crypto_generichash_final(&state, digest, sizeof digest);
    const remembered *place = recall(identities, digest);
    if (!place) {
        password[-1] = '\0';
        TRY(check(identities, session, pool, name, password, digest, &place));
    }
    actor->credential = place->credential;
    actor->stamp = place->stamp;
    actor->tenant = place->tenant;
    return NULL;
}

occi_error *fcgi_identify(fcgi_identities *identities, store_session *session, occi_pool *pool,
                          const char *authorization, store_actor *actor)
{
    char userpass[USERPASS_MAX + 1], *password;
    if (!read_basic(authorization, userpass, &password))
        return OCCI_FAIL(pool, CREDENTIALS);
    occi_error *error = identify(identities, session, pool, userpass, password, actor);
    sodium_memzero(userpass, sizeof userpass);
    return error;
}
