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
    { "tenant add", "NAME [--parent TENANT] [--if-missing]",
      "add a tenant; with a parent, as a project there, whose admins are its admins", true,
      admin_tenant_add },
    { "account add", "NAME --tenant TENANT [--role reader|user|admin] [--if-missing]",
      "add an account; its password is one line of standard input", true, admin_account_add },
    { "account grant", "NAME --tenant TENANT --role reader|user|admin [--default]",
      "make an account a member of a tenant, or give it another role there; --default: it works there when "
      "a\n"
      "      request names no tenant",
      true, admin_account_grant },
    { "account revoke", "NAME --tenant TENANT", "end the membership of an account in a tenant", true,
      admin_account_revoke },
    { "account password", "NAME", "give an account another password: one line of standard input", true,
      admin_account_password },
    { "account list", "", "show the accounts and what they are in which tenants", false, admin_account_list },
    { "share add", "PATH [--tenant TENANT]",
      "let a tenant, or all, read and link to a resource of the tenant \"provider\"", true, admin_share_add },
    { "share remove", "PATH [--tenant TENANT]", "end that; links that are there stay", true,
      admin_share_remove },
    { "share list", "", "show what is shared with whom", false, admin_share_list },
    { "host add", "NAME --driver test --uri URI [--if-missing]", "add a host for the reconcilers to drive",
      true, admin_host_add },
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

/* The command whose words the arguments begin with; `*used` is how many they are. */
static const command *find_command(int count, char **arguments, int *used)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char words[64];
        *used = strchr(commands[i].words, ' ') ? 2 : 1;
        if (count <= *used)
            continue;
        snprintf(words, sizeof words, *used == 2 ? "%s %s" : "%s", arguments[1], arguments[2]);
        if (strcmp(words, commands[i].words) == 0)
            return &commands[i];
    }
    return NULL;
}

/* False when something is not understood; getopt or we have said what. */
static bool read_options(int count, char **arguments, const command *chosen, admin_options *given)
{
    static const struct option known[] = {
        { "tenant", required_argument, NULL, 't' },
        { "parent", required_argument, NULL, 'p' },
        { "role", required_argument, NULL, 'r' },
        { "default", no_argument, NULL, 'f' },
        { "driver", required_argument, NULL, 'd' },
        { "uri", required_argument, NULL, 'u' },
        { "if-missing", no_argument, NULL, 'm' },
        { "standard", no_argument, NULL, 's' },
        { NULL, 0, NULL, 0 },
    };
    *given = (admin_options){ 0 };
    for (int letter; (letter = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (letter) {
        case 't':
            given->tenant = optarg;
            break;
        case 'p':
            given->parent = optarg;
            break;
        case 'f':
            given->is_default = true;
            break;
        case 'r':
            given->role = optarg;
            break;
        case 'd':
            given->driver = optarg;
            break;
        case 'u':
            given->uri = optarg;
            break;
        case 'm':
            given->if_missing = true;
            break;
        case 's':
            given->is_standard = true;
            break;
        default:
            return false;
        }
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
