/* HTTP Basic (RFC 7617) over the registry's accounts. */
#include <sodium.h>
#include <string.h>
#include "fcgi/scheme.h"
#include "store/registry.h"

#define USERPASS_MAX 1024 /* bytes of "name:password" */

static bool find(fcgi_login *login)
{
    return fcgi_login_authorization(login, "Basic");
}

/* Decodes into `userpass` and splits it at the first colon; the name is what stands before. */
static bool read_userpass(const fcgi_login *login, char userpass[USERPASS_MAX + 1], char **password)
{
    size_t length;
    if (sodium_base642bin((unsigned char *)userpass, USERPASS_MAX, login->secret, login->length, " ", &length,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    userpass[length] = '\0';
    char *colon = strchr(userpass, ':');
    if (!colon || strlen(userpass) != length || !fcgi_is_text(userpass, (size_t)(colon - userpass)))
        return false;
    *colon = '\0';
    *password = colon + 1;
    return true;
}

static bool is_right(fcgi_login *login, const store_credential *known, const char *password)
{
    const char *hash = known ? known->hash : fcgi_identities_unknown_hash(login->identities);
    bool is_same = hash && crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    return known && is_same;
}

static occi_error *check_password(fcgi_login *login, const char *name, const char *password)
{
    const store_credential *known;
    ALLOC(login->account = occi_pool_string(login->pool, name));
    TRY(store_credential_find(login->session, login->pool, name, &known));
    if (!is_right(login, known, password)) {
        login->problem = known ? "the password is wrong" : "there is no such account";
        return NULL;
    }
    login->principal = (store_principal){
        .credential = known->credential, .stamp = known->stamp, .tenant = known->tenant, .scope = "admin"
    };
    return NULL;
}

static occi_error *check(fcgi_login *login)
{
    char userpass[USERPASS_MAX + 1], *password;
    occi_error *error = NULL;
    if (read_userpass(login, userpass, &password))
        error = check_password(login, userpass, password);
    else
        login->problem = "this is no name and password";
    sodium_memzero(userpass, sizeof userpass);
    return error;
}

const fcgi_scheme fcgi_scheme_basic = { .name = "basic", .find = find, .check = check };
