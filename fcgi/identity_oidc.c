/* OpenID Connect access tokens (RFC 9068): signed statements of an identity provider, checked by fcgi/jwt.c;
 * the registry's rules say which tenants they give. */
#include <time.h>
#include "fcgi/scheme.h"

static bool find(fcgi_login *login)
{
    return fcgi_login_bearer(login) && fcgi_jwt_is_shaped(login->secret, login->length);
}

static occi_error *check_once(fcgi_login *login, bool is_reloaded, fcgi_jwt *token)
{
    struct timespec time;
    const fcgi_issuer *issuers;
    fcgi_jwt_trust trust = { .skew = (double)fcgi_identities_settings(login->identities)->oidc_skew };
    TRY(fcgi_issuers_get(login, is_reloaded, &issuers, &trust.count));
    trust.issuers = issuers;
    clock_gettime(CLOCK_REALTIME, &time);
    trust.now = (double)time.tv_sec;
    return fcgi_jwt_check(login->pool, login->secret, login->length, &trust, token, &login->problem);
}

static occi_error *find_identity(fcgi_login *login, const fcgi_jwt *token)
{
    bool is_found;
    const store_identity identity = { .type = "oidc",
                                      .issuer = token->issuer,
                                      .subject = token->subject,
                                      .claims = token->claims,
                                      .said_at = token->issued };
    login->account = token->subject;
    TRY(store_identity_find(login->session, login->pool, &identity, &login->principal, &is_found));
    login->principal.until = token->expires + (double)fcgi_identities_settings(login->identities)->oidc_skew;
    if (!is_found) {
        login->problem = "no rule gives a tenant to what the token says";
        login->refused_as = "token";
    }
    return NULL;
}

static occi_error *check(fcgi_login *login)
{
    fcgi_jwt token;
    TRY(check_once(login, false, &token));
    if (login->problem == fcgi_jwt_unknown_key) /* issuers change their keys when they like */
        TRY(check_once(login, true, &token));
    return login->problem ? NULL : find_identity(login, &token);
}

/* Once a minute it is checked again, so that a key that its issuer has withdrawn does not live on. */
const fcgi_scheme fcgi_scheme_oidc = { .name = "oidc", .remembered = 60, .find = find, .check = check };
