/* Sessions in the registry, as a worker keeps them: a token for each credential and tenant that asked lately.
 * The registry can end one at any moment, and does when the credential or the membership changes; the next
 * statement under it is refused with CREDENTIAL_STALE. */
#ifndef FCGI_SESSION_H
#define FCGI_SESSION_H

#include "store/session.h"

typedef struct fcgi_sessions fcgi_sessions;

/* NULL: memory is out. */
fcgi_sessions *fcgi_sessions_new(void);
void fcgi_sessions_free(fcgi_sessions *sessions);

/* Fills tenant and token of `actor`, whose credential, stamp and scope say who asks, for the tenant of that
 * name (NULL: the account's default one). The session is one that is kept, or begins on `authenticator`. The
 * token is valid until the next call. Errors: those of store_session_issue. */
OCCI_MUST_USE occi_error *fcgi_session_begin(fcgi_sessions *sessions, store_session *authenticator,
                                             occi_pool *pool, const char *tenant, store_actor *actor);
/* The actor's session is over. False: it was none that is kept, so that no new one can begin either. */
bool fcgi_session_drop(fcgi_sessions *sessions, const store_actor *actor);

#endif
