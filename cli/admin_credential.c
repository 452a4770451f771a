/* occi-admin token, certificate and oidc: other ways than a password to be an account, and the rules that
 * make tenants of what identity providers say. */
#include "cli/admin.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store/admin_identity.h"
#include "store/token.h"

/* For people: what the registry says does not get to steer their terminal. */
static void print_cell(const char *text, int width)
{
    int column = 0;
    for (const char *at = text ? text : "-"; *at; at++, column++)
        putchar((unsigned char)*at < ' ' || *at == 0x7F ? '?' : *at);
    for (; column < width; column++)
        putchar(' ');
}

static void print_list(const char *const *titles, const store_list *list)
{
    int widths[8] = { 0 };
    for (size_t i = 0; i < list->columns; i++)
        widths[i] = (int)strlen(titles[i]);
    for (size_t i = 0; i < list->rows * list->columns; i++) {
        int width = list->cells[i] ? (int)strlen(list->cells[i]) : 1;
        if (width > widths[i % list->columns])
            widths[i % list->columns] = width;
    }
    for (size_t i = 0; i < (list->rows + 1) * list->columns; i++) {
        bool is_last = (i + 1) % list->columns == 0;
        print_cell(i < list->columns ? titles[i] : list->cells[i - list->columns],
                   is_last ? 0 : widths[i % list->columns] + 2);
        if (is_last)
            putchar('\n');
    }
}

static occi_error *need(occi_pool *pool, const char *value, const char *sentence)
{
    return value && *value ? NULL : OCCI_FAIL(pool, OPERATOR, sentence);
}

/* --- Tokens
 * --------------------------------------------------------------------------------------------------- */

/* "30d", "12h": a whole number of days, hours, minutes or seconds. */
static occi_error *read_span(occi_pool *pool, const char *text, int64_t *seconds)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
    *seconds = 0;
    if (!text)
        return NULL;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; digits > 0 && digits < 7 && i < sizeof units / sizeof *units; i++)
        if (text[digits] == units[i].letter && text[digits + 1] == '\0')
            *seconds = strtoll(text, NULL, 10) * units[i].seconds;
    return *seconds > 0 ? NULL
                        : OCCI_FAIL(pool, OPERATOR, "--expires takes a time like 30d, 12h, 90m or 45s");
}

static occi_error *check_scope(occi_pool *pool, const char *scope)
{
    static const char *const scopes[] = { "read", "write", "admin" };
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++)
        if (strcmp(scope, scopes[i]) == 0)
            return NULL;
    return OCCI_FAIL(pool, OPERATOR, "--scope is read, write or admin");
}

occi_error *admin_token_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    char token[STORE_TOKEN_SIZE], digest[STORE_DIGEST_SIZE];
    const char *scope = given->scope ? given->scope : "write";
    int64_t seconds;
    TRY(need(pool, given->label, "say what the token is called: --name NAME"));
    TRY(read_span(pool, given->expires, &seconds));
    TRY(check_scope(pool, scope));
    if (!store_token_make(token, digest))
        return OCCI_FAIL(pool, OPERATOR, "the system has no randomness");
    occi_error *error = store_token_add(session, pool, given->name, given->label, digest, seconds, scope);
    if (!error)
        printf("%s\n", token);
    sodium_memzero(token, sizeof token);
    if (!error)
        fprintf(stderr, "this is the only time that the token is shown\n");
    return error;
}

occi_error *admin_token_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    static const char *const titles[] = { "ACCOUNT", "NAME", "SCOPE", "CREATED", "EXPIRES", "LAST USED" };
    store_list list;
    (void)given;
    TRY(store_token_list(session, pool, &list));
    print_list(titles, &list);
    return NULL;
}

occi_error *admin_token_revoke(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(need(pool, given->label, "say which token: --name NAME"));
    TRY(store_token_revoke(session, pool, given->name, given->label));
    printf("token %s of account %s revoked\n", given->label, given->name);
    return NULL;
}

/* --- Certificates
 * --------------------------------------------------------------------------------------------- */

static occi_error *check_dn(occi_pool *pool, const char *dn)
{
    TRY(need(pool, dn, "say whose certificate: --dn DN"));
    if (*dn == '/')
        return OCCI_FAIL(
            pool, OPERATOR,
            "write the DN as nginx does (RFC 2253), last part first: \"CN=Ann Example,O=Grid,C=EU\"");
    return NULL;
}

occi_error *admin_certificate_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(check_dn(pool, given->dn));
    TRY(store_certificate_add(session, pool, given->name, given->dn, given->issuer ? given->issuer : ""));
    printf("certificate %s is account %s\n", given->dn, given->name);
    return NULL;
}

occi_error *admin_certificate_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(check_dn(pool, given->dn));
    TRY(store_certificate_remove(session, pool, given->dn, given->issuer ? given->issuer : ""));
    printf("certificate %s removed\n", given->dn);
    return NULL;
}

/* --- Rules
 * ---------------------------------------------------------------------------------------------------- */

static occi_error *add_rule(store_session *session, occi_pool *pool, const store_rule *rule)
{
    int64_t id;
    TRY(need(pool, rule->tenant, "say in which tenant: --tenant NAME"));
    TRY(store_rule_add(session, pool, rule, &id));
    printf("rule %lld: %s %s is in tenant %s as %s\n", (long long)id, rule->claim, rule->value, rule->tenant,
           rule->role);
    return NULL;
}

static occi_error *list_rules(store_session *session, occi_pool *pool, const char *type)
{
    static const char *const titles[] = { "ID", "ISSUER", "CLAIM", "VALUE", "TENANT", "ROLE" };
    store_list list;
    TRY(store_rule_list(session, pool, type, &list));
    print_list(titles, &list);
    return NULL;
}

static occi_error *remove_rule(store_session *session, occi_pool *pool, const char *type, const char *id)
{
    char *end;
    long long number = strtoll(id, &end, 10);
    if (*end || number <= 0)
        return OCCI_FAIL(pool, OPERATOR, "say which rule by its number; list shows it");
    TRY(store_rule_remove(session, pool, type, number));
    printf("rule %lld removed\n", number);
    return NULL;
}

occi_error *admin_certificate_rule_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(need(pool, given->fqan, "say which VOMS attribute: --fqan FQAN"));
    return add_rule(session, pool,
                    &(store_rule){ .type = "certificate",
                                   .issuer = "",
                                   .claim = "fqan",
                                   .value = given->fqan,
                                   .tenant = given->tenant,
                                   .role = given->role ? given->role : "user" });
}

occi_error *admin_certificate_rule_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    (void)given;
    return list_rules(session, pool, "certificate");
}

occi_error *admin_certificate_rule_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    return remove_rule(session, pool, "certificate", given->name);
}

occi_error *admin_oidc_rule_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(need(pool, given->issuer, "say whose tokens: --issuer ISSUER"));
    TRY(need(pool, given->claim, "say which claim: --claim groups"));
    TRY(need(pool, given->value, "say what has to be in it: --value VALUE"));
    return add_rule(session, pool,
                    &(store_rule){ .type = "oidc",
                                   .issuer = given->issuer,
                                   .claim = given->claim,
                                   .value = given->value,
                                   .tenant = given->tenant,
                                   .role = given->role ? given->role : "user" });
}

occi_error *admin_oidc_rule_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    (void)given;
    return list_rules(session, pool, "oidc");
}

occi_error *admin_oidc_rule_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    return remove_rule(session, pool, "oidc", given->name);
}

/* --- OpenID providers
 * ----------------------------------------------------------------------------------------- */

occi_error *admin_oidc_issuer_add(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(need(pool, given->audience, "say for whom the tokens have to be meant: --audience AUDIENCE"));
    TRY(need(pool, given->jwks_uri, "say where the keys are: --jwks-uri https://…"));
    TRY(store_issuer_add(session, pool, given->name, given->audience, given->jwks_uri));
    printf("issuer %s added; a reconciler fetches its keys\n", given->name);
    return NULL;
}

occi_error *admin_oidc_issuer_list(store_session *session, occi_pool *pool, const admin_options *given)
{
    static const char *const titles[] = { "ISSUER", "AUDIENCE", "JWKS", "KEYS", "FETCHED", "PROBLEM" };
    store_list list;
    (void)given;
    TRY(store_issuer_list(session, pool, &list));
    print_list(titles, &list);
    return NULL;
}

occi_error *admin_oidc_issuer_remove(store_session *session, occi_pool *pool, const admin_options *given)
{
    TRY(store_issuer_remove(session, pool, given->name));
    printf("issuer %s removed\n", given->name);
    return NULL;
}
