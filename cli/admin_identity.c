/* occi-admin tenant, account and host: who may use the cloud, and what it runs on. */
#include "cli/admin.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "store/admin.h"

#define PASSWORD_MAX 1024

static void say(bool is_changed, const char *what, const char *name)
{
    printf("%s %s %s\n", what, name, is_changed ? "added" : "is there already");
}

occi_error *admin_tenant_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    TRY(store_tenant_add(session, pool, given->name, given->parent, given->if_missing, &is_changed));
    say(is_changed, "tenant", given->name);
    return NULL;
}

/* One line of standard input, hashed; the password itself is wiped. */
static occi_error *read_password(occi_pool *pool, char hash[crypto_pwhash_STRBYTES])
{
    char password[PASSWORD_MAX];
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "Password: ");
    if (!fgets(password, sizeof password, stdin))
        *password = '\0';
    size_t length = strcspn(password, "\n");
    bool is_hashed = length > 0 && sodium_init() >= 0 &&
                     crypto_pwhash_str(hash, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
    sodium_memzero(password, sizeof password);
    if (length == 0)
        return OCCI_FAIL(pool, OPERATOR, "give the password as one line on standard input");
    return is_hashed ? NULL : &occi_error_no_memory;
}

occi_error *admin_account_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    char hash[crypto_pwhash_STRBYTES];
    bool is_changed;
    if (!given->tenant)
        return OCCI_FAIL(pool, OPERATOR, "say in which tenant: --tenant NAME");
    TRY(read_password(pool, hash));
    TRY(store_account_add(session, pool, given->name, hash, given->tenant, given->role ? given->role : "user",
                          given->if_missing, &is_changed));
    say(is_changed, "account", given->name);
    return NULL;
}

occi_error *admin_host_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    if (!given->driver || !given->uri)
        return OCCI_FAIL(pool, OPERATOR,
                         "say what drives the host, and where it is: --driver NAME --uri URI");
    TRY(store_host_add(session, pool, given->name, given->driver, given->uri, given->if_missing,
                       &is_changed));
    say(is_changed, "host", given->name);
    return NULL;
}

occi_error *admin_account_grant(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    if (!given->tenant || !given->role)
        return OCCI_FAIL(pool, OPERATOR,
                         "say what it is to be, and in which tenant: --tenant NAME --role ROLE");
    TRY(store_account_grant(session, pool, given->name, given->tenant, given->role, given->is_default,
                            &is_changed));
    printf("account %s %s %s in tenant %s\n", given->name, is_changed ? "is now" : "is already", given->role,
           given->tenant);
    return NULL;
}

occi_error *admin_account_revoke(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    if (!given->tenant)
        return OCCI_FAIL(pool, OPERATOR, "say in which tenant: --tenant NAME");
    TRY(store_account_revoke(session, pool, given->name, given->tenant, &is_changed));
    printf("account %s %s in tenant %s\n", given->name, is_changed ? "is nothing any more" : "was nothing",
           given->tenant);
    return NULL;
}

occi_error *admin_account_password(store_session *session, occi_pool *pool, const admin_options *given)
{
    char hash[crypto_pwhash_STRBYTES];
    TRY(read_password(pool, hash));
    TRY(store_account_password(session, pool, given->name, hash));
    printf("account %s has another password\n", given->name);
    return NULL;
}

/* Tabs between, for people and programs alike; no name has one. */
occi_error *admin_account_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    const store_member *members;
    size_t count;
    (void)given;
    TRY(store_account_list(session, pool, &members, &count));
    printf("account\ttenant\trole\tdefault\n");
    for (size_t i = 0; i < count; i++)
        printf("%s\t%s\t%s\t%s\n", members[i].account, members[i].tenant ? members[i].tenant : "-",
               members[i].role ? members[i].role : "-", members[i].is_default ? "yes" : "no");
    return NULL;
}

static const char *whom(const char *tenant)
{
    return tenant ? tenant : "everybody";
}

occi_error *admin_share_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    TRY(store_share_add(session, pool, given->name, given->tenant, &is_changed));
    printf("%s %s shared with %s\n", given->name, is_changed ? "is now" : "is already", whom(given->tenant));
    return NULL;
}

occi_error *admin_share_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    bool is_changed;
    TRY(store_share_remove(session, pool, given->name, given->tenant, &is_changed));
    printf("%s %s shared with %s\n", given->name, is_changed ? "is no longer" : "was not",
           whom(given->tenant));
    return NULL;
}

occi_error *admin_share_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    const store_share *shares;
    size_t count;
    (void)given;
    TRY(store_share_list(session, pool, &shares, &count));
    printf("path\ttenant\n");
    for (size_t i = 0; i < count; i++)
        printf("%s\t%s\n", shares[i].path, shares[i].tenant ? shares[i].tenant : "everybody");
    return NULL;
}
