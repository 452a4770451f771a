/* JSON Web Tokens (RFC 7519) that an OpenID provider has signed (RFC 7515): reading and checking them, with
 * the advice of RFC 8725. The algorithm is one of a short list and decides what kind of key may check it;
 * which key that is, the issuer's own key set says, never the token. Pure functions: what time it is, and
 * whose tokens are believed, the caller says. cjose does the arithmetic. */
#ifndef FCGI_JWT_H
#define FCGI_JWT_H

#include <jansson.h>
#include <stdbool.h>
#include "occi/error.h"

#define FCGI_JWT_MAX ((size_t)16 * 1024) /* bytes of a token */

/* Whose tokens are believed, when they are meant for this audience and signed with a key of this set (RFC
 * 7517). */
typedef struct fcgi_issuer {
    const char *issuer;
    const char *audience;
    const json_t *keys;
} fcgi_issuer;

typedef struct fcgi_jwt_trust {
    const fcgi_issuer *issuers;
    size_t count;
    double now;  /* seconds since 1970 */
    double skew; /* how far two clocks may be apart, in seconds */
} fcgi_jwt_trust;

typedef struct fcgi_jwt {
    const char *issuer;
    const char *subject;
    const char *claims; /* all of them, as JSON */
    double issued;
    double expires;
} fcgi_jwt;

/* A problem that newer keys could solve. */
extern const char fcgi_jwt_unknown_key[];

/* Whether the text could be a token: three parts of Base64url, and not too long. */
bool fcgi_jwt_is_shaped(const char *token, size_t length);

/* `*problem` is NULL when the token is good, and then `*out` says what it does, in `pool`; else it is what is
 * wrong with it, in a few words for the log, and nothing of the token is in them. An error: memory is out. */
OCCI_MUST_USE occi_error *fcgi_jwt_check(occi_pool *pool, const char *token, size_t length,
                                         const fcgi_jwt_trust *trust, fcgi_jwt *out, const char **problem);

#endif
