/* Who sends a request, by one of several schemes: HTTP Basic (RFC 7617) over the registry's accounts, API
 * tokens and OpenID Connect access tokens (RFC 6750), TLS client certificates that nginx has verified.
 *
 * A password hash is slow on purpose, and a signature is not quick either, so a worker remembers which
 * credentials it has seen to be right, under a keyed digest; whether they still are, the registry's stamp
 * says at every request. */
#ifndef FCGI_IDENTITY_H
#define FCGI_IDENTITY_H

#include "fcgi/request.h"
#include "fcgi/settings.h"
#include "store/identity.h"

typedef struct fcgi_identities fcgi_identities;

/* `settings` are borrowed. NULL: memory is out, the system has no randomness, or a setting makes no sense,
 * and then why is in the log. */
fcgi_identities *fcgi_identities_new(const fcgi_settings *settings);
void fcgi_identities_free(fcgi_identities *identities);

/* Fills `*out` from what the request carries; the scope in it lives for ever. CREDENTIALS when that is not
 * right; no word tells whether the account exists. NO_TENANT when it is, and no rule gives it a tenant.
 * LOGINS when its address has failed too often. SCOPE when a token that may only read is to change something.
 */
OCCI_MUST_USE occi_error *fcgi_identify(fcgi_identities *identities, store_session *session, occi_pool *pool,
                                        const fcgi_request *request, store_principal *out);
/* What is remembered of the actor's credential is out of date. */
void fcgi_identities_drop(fcgi_identities *identities, const store_actor *actor);

/* The lines of WWW-Authenticate for a request that is answered with 401: every scheme that is on. */
const char *fcgi_identities_challenge(const fcgi_identities *identities, const fcgi_request *request);

#endif
