/* Who sends a request: HTTP Basic (RFC 7617) over the registry's accounts. The password hash is slow on
 * purpose, so a worker remembers which credentials it has seen to be right, under a keyed digest; whether
 * they still are, session_open in the database says at every request. */
#ifndef FCGI_IDENTITY_H
#define FCGI_IDENTITY_H

#include "store/session.h"

typedef struct fcgi_identities fcgi_identities;

/* NULL: memory is out, or the system has no randomness. */
fcgi_identities *fcgi_identities_new(void);
void fcgi_identities_free(fcgi_identities *identities);

/* Fills credential, stamp and tenant of `actor` from an Authorization field (NULL: none was sent).
 * CREDENTIALS when they are not right; no word tells whether the account exists. */
OCCI_MUST_USE occi_error *fcgi_identify(fcgi_identities *identities, store_session *session, occi_pool *pool,
                                        const char *authorization, store_actor *actor);
/* What is remembered of the actor's credential is out of date. */
void fcgi_identities_drop(fcgi_identities *identities, const store_actor *actor);

#endif
