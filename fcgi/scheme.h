/* Inside fcgi/identity*.c: a scheme is one way to say who one is. Each has a file of its own, and a row in
 * the table of identity.c; what is remembered, counted and audited is the same for all, and is there. */
#ifndef FCGI_SCHEME_H
#define FCGI_SCHEME_H

#include "fcgi/identity.h"
#include "fcgi/jwt.h"
#include "fcgi/request.h"

/* An attempt to say who one is. */
typedef struct fcgi_login {
    fcgi_identities *identities;
    store_session *session;
    occi_pool *pool;
    const fcgi_request *request;

    /* What the scheme has found in the request: a credential, borrowed. */
    const char *secret;
    size_t length;

    /* What its check has found out. */
    store_principal principal;
    const char *account;    /* whom it claimed to be; NULL: nobody that can be named */
    const char *problem;    /* why it is refused, in a few words for the audit; NULL: it is not */
    const char *refused_as; /* of a row of its own: the identity is right but has no tenant; NULL: 401 */
} fcgi_login;

typedef struct fcgi_scheme {
    const char *name; /* for the audit */
    /* Seconds for which an answer is remembered at most; 0: until its stamp changes. */
    double remembered;
    /* Whether the request has a credential of this scheme. False too: memory is out. */
    bool (*find)(fcgi_login *login);
    /* Fills `principal` or `problem`. An error: it could not be found out. */
    occi_error *(*check)(fcgi_login *login);
} fcgi_scheme;

extern const fcgi_scheme fcgi_scheme_basic, fcgi_scheme_token, fcgi_scheme_oidc, fcgi_scheme_certificate;

/* The credential behind the scheme's name in Authorization, any case of letters; false: there is none. */
bool fcgi_login_authorization(fcgi_login *login, const char *scheme);
/* Of Authorization: Bearer, or of X-Auth-Token when there is no Authorization. */
bool fcgi_login_bearer(fcgi_login *login);

/* What is no UTF-8, the registry would not take. */
bool fcgi_is_text(const char *text, size_t length);

/* The issuers that are believed and their keys: those of the file that the settings name, and the registry's.
 * `is_reloaded`: the keys that were known did not do; they are loaded again unless they have just been. */
OCCI_MUST_USE occi_error *fcgi_issuers_get(fcgi_login *login, bool is_reloaded, const fcgi_issuer **issuers,
                                           size_t *count);

typedef struct fcgi_issuers fcgi_issuers; /* identity_keys.c */
fcgi_issuers *fcgi_issuers_new(const fcgi_settings *settings);
void fcgi_issuers_free(fcgi_issuers *issuers);

/* What schemes need of the identities. */
const fcgi_settings *fcgi_identities_settings(const fcgi_identities *identities);
fcgi_issuers *fcgi_identities_issuers(fcgi_identities *identities);
/* The hash that is checked when there is no such account, so that both take as long; made once. NULL: memory
 * is out. */
const char *fcgi_identities_unknown_hash(fcgi_identities *identities);

#endif
