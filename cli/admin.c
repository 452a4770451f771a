/* occi-admin: what operators do. A table of commands; each reads its options, does one thing to the registry,
 * and says what it did. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/admin.h"

typedef struct command {
    const char *words; /* "tenant add" */
    const char *usage;
    const char *help;
    bool needs_name;
    admin_run *run;
} command;

static const command commands[] = {
    { "migrate", "", "bring the schema and the models of the registry up to date", false, admin_migrate },
    { "model add", "FILE [--standard]",
      "check a model document and load it, or what it says now, into the running cloud;\n"
      "      --standard: it is one of those that ship with occibase",
      true, admin_model_add },
    { "model list", "", "show the model documents, and how many entities use each", false, admin_model_list },
    { "model show", "NAME", "print a model document as it was loaded", true, admin_model_show },
    { "model remove", "NAME", "take a model document away that no entity uses", true, admin_model_remove },
    { "tenant add", "NAME [--if-missing]", "add a tenant", true, admin_tenant_add },
    { "account add", "NAME --tenant TENANT [--role reader|user|admin] [--if-missing]",
      "add an account; its password is one line of standard input", true, admin_account_add },
    { "host add", "NAME --driver test --uri URI [--if-missing]", "add a host for the reconcilers to drive",
      true, admin_host_add },
    { "token add", "ACCOUNT --name NAME [--expires 30d] [--scope read|write|admin]",
      "make a token that stands for the account, and print it, this once", true, admin_token_add },
    { "token list", "", "show the tokens, and when each was used last", false, admin_token_list },
    { "token revoke", "ACCOUNT --name NAME", "end a token at once", true, admin_token_revoke },
    { "certificate add", "ACCOUNT --dn DN [--issuer DN]",
      "let the owner of a TLS certificate be the account; --issuer: only of this authority", true,
      admin_certificate_add },
    { "certificate remove", "--dn DN [--issuer DN]", "end that", false, admin_certificate_remove },
    { "certificate rule add", "--fqan FQAN --tenant TENANT [--role reader|user|admin]",
      "let whoever has a VOMS attribute beside a certificate into a tenant", false,
      admin_certificate_rule_add },
    { "certificate rule list", "", "show these rules", false, admin_certificate_rule_list },
    { "certificate rule remove", "ID", "end one, and the memberships that come from it", true,
      admin_certificate_rule_remove },
    { "oidc issuer add", "ISSUER --audience AUDIENCE --jwks-uri URI",
      "believe the access tokens of an OpenID provider; a reconciler fetches its keys", true,
      admin_oidc_issuer_add },
    { "oidc issuer list", "", "show the providers, and when their keys were fetched", false,
      admin_oidc_issuer_list },
    { "oidc issuer remove", "ISSUER", "believe one no longer", true, admin_oidc_issuer_remove },
    { "oidc rule add",
      "--issuer ISSUER --claim NAME --value VALUE --tenant TENANT [--role reader|user|admin]",
      "let whoever has the value in a claim of a token into a tenant", false, admin_oidc_rule_add },
    { "oidc rule list", "", "show these rules", false, admin_oidc_rule_list },
    { "oidc rule remove", "ID", "end one, and the memberships that come from it", true,
      admin_oidc_rule_remove },
};

static void print_help(FILE *out)
{
    fprintf(out, "Usage: occi-admin COMMAND\n\nCommands:\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %s %s\n      %s\n", commands[i].words, commands[i].usage, commands[i].help);
    fprintf(out, "\nEnvironment:\n"
                 "  OCCI_DATABASE  how to reach the registry: a PostgreSQL connection string of its owner\n"
                 "  OCCI_SQLDIR    folder of the migrations (default " OCCI_DATADIR "/sql)\n"
                 "  OCCI_MODELDIR  folder of the model documents (default " OCCI_DATADIR "/model)\n");
}

static int count_words(const char *words)
{
    int count = 1;
    for (; *words; words++)
        count += *words == ' ';
    return count;
}

/* Whether the first arguments are these words. */
static bool begins_with(int count, char **arguments, const char *words, int number)
{
    for (int i = 1; i <= number; i++) {
        size_t length = strcspn(words, " ");
        if (i >= count || strlen(arguments[i]) != length || strncmp(arguments[i], words, length) != 0)
            return false;
        words += length + (words[length] == ' ');
    }
    return true;
}

/* The command whose words the arguments begin with; `*used` is how many they are. */
static const command *find_command(int count, char **arguments, int *used)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        *used = count_words(commands[i].words);
        if (begins_with(count, arguments, commands[i].words, *used))
            return &commands[i];
    }
    return NULL;
}

/* False when something is not understood; getopt or we have said what. */
static bool read_options(int count, char **arguments, const command *chosen, admin_options *given)
{
    const struct {
        const char *name;
        const char **text; /* NULL: it has no value, and is a switch */
        bool *is_given;
    } rows[] = {
        { "tenant", &given->tenant, NULL },
        { "role", &given->role, NULL },
        { "driver", &given->driver, NULL },
        { "uri", &given->uri, NULL },
        { "name", &given->label, NULL },
        { "expires", &given->expires, NULL },
        { "scope", &given->scope, NULL },
        { "dn", &given->dn, NULL },
        { "fqan", &given->fqan, NULL },
        { "issuer", &given->issuer, NULL },
        { "audience", &given->audience, NULL },
        { "jwks-uri", &given->jwks_uri, NULL },
        { "claim", &given->claim, NULL },
        { "value", &given->value, NULL },
        { "if-missing", NULL, &given->if_missing },
        { "standard", NULL, &given->is_standard },
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    struct option known[ROWS + 1] = { 0 };
    for (int i = 0; i < ROWS; i++)
        known[i] = (struct option){ rows[i].name, rows[i].text ? required_argument : no_argument, NULL, i };
    *given = (admin_options){ .role = "user" };
    for (int row; (row = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        if (row >= ROWS) /* '?' and ':' are */
            return false;
        if (rows[row].text)
            *rows[row].text = optarg;
        else
            *rows[row].is_given = true;
    }
    given->name = optind < count ? arguments[optind++] : NULL;
    if (optind == count && chosen->needs_name == (given->name != NULL))
        return true;
    fprintf(stderr, "Usage: occi-admin %s %s\n", chosen->words, chosen->usage);
    return false;
}

static int run(const command *chosen, const admin_options *given)
{
    occi_pool *pool = occi_pool_new(NULL);
    store_session *session = store_session_new(getenv("OCCI_DATABASE"), "occi-admin");
    occi_error *error = pool && session ? chosen->run(session, pool, given) : &occi_error_no_memory;
    if (error)
        fprintf(stderr, "occi-admin: %s\n", error->message);
    store_session_free(session);
    occi_pool_free(pool);
    return error ? 1 : 0;
}

int main(int count, char **arguments)
{
    int used;
    admin_options given;
    if (count == 2 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "help") == 0)) {
        print_help(stdout);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("occi-admin %s\n", OCCI_VERSION);
        return 0;
    }
    const command *chosen = find_command(count, arguments, &used);
    if (!chosen) {
        print_help(stderr);
        return 2;
    }
    if (!read_options(count - used, arguments + used, chosen, &given))
        return 2;
    return run(chosen, &given);
}
