/* API tokens of the registry (store/token.h), in Authorization: Bearer or X-Auth-Token. */
#include <sodium.h>
#include "fcgi/scheme.h"
#include "store/token.h"

/* A bearer's credential that cannot be a JWT is one of ours, or none. */
static bool find(fcgi_login *login)
{
    return fcgi_login_bearer(login) && !fcgi_jwt_is_shaped(login->secret, login->length);
}

static occi_error *check(fcgi_login *login)
{
    char digest[STORE_DIGEST_SIZE];
    bool is_found = false;
    if (!store_token_digest(login->secret, login->length, digest)) {
        login->problem = "this is no token";
        return NULL;
    }
    occi_error *error = store_token_find(login->session, login->pool, digest, &login->principal, &is_found);
    sodium_memzero(digest, sizeof digest);
    if (!error && !is_found)
        login->problem = "there is no such token, or it has ended";
    return error;
}

/* Once a minute the registry is asked again, and notes that the token is used. */
const fcgi_scheme fcgi_scheme_token = { .name = "token", .remembered = 60, .find = find, .check = check };
