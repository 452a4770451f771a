/* occi-admin: what operators do. A table of commands; each reads its options, does one thing to the registry,
 * and says what it did. */
#include <getopt.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/admin.h"
#include "store/audit.h"

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
    { "audit key", "FILE",
      "show the public key of the private one in FILE; make a pair, and FILE, if it is not there", true,
      admin_audit_key },
    { "audit verify", "[--key PUBLIC]… [--since HEAD]",
      "check that all events are as they were sealed, by one of those keys, and name the first that is not;\n"
      "      HEAD: what an earlier verify printed, which the chain must still have",
      false, admin_audit_verify },
    { "audit prove", "EVENT [--archive FILE]", "print the proof that an event was sealed", true,
      admin_audit_prove },
    { "audit check-proof", "FILE --key PUBLIC", "check such a proof; needs no registry", true,
      admin_audit_check_proof },
    { "audit export", "--cadf", "print all events as a DMTF CADF log", false, admin_audit_export },
    { "audit archive", "DATE FILE",
      "write the events of the months that ended before DATE's into FILE, and let them go", true,
      admin_audit_archive },
    { "quota show", "TENANT", "show what a tenant uses and may use of each resource", true,
      admin_quota_show },
    { "quota set", "TENANT RESOURCE LIMIT",
      "allow a tenant that much of a resource, a number or none; when it uses more already, that stays, and\n"
      "      only growth is refused",
      true, admin_quota_set },
    { "quota check", "", "count everything anew and compare", false, admin_quota_check },
};

/* How many arguments the usage names before its first option. */
static int count_arguments(const command *of)
{
    int count = 0;
    for (const char *at = of->usage; *at >= 'A' && *at <= 'Z'; at += strspn(at, " ")) {
        at += strcspn(at, " ");
        count++;
    }
    return count;
}

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
        { "parent", &given->parent, NULL },
        { "since", &given->since, NULL },
        { "archive", &given->archive, NULL },
        { "if-missing", NULL, &given->if_missing },
        { "standard", NULL, &given->is_standard },
        { "default", NULL, &given->is_default },
        { "cadf", NULL, &given->is_cadf },
        { "key", &given->keys[0], NULL }, /* again and again */
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    struct option known[ROWS + 1] = { 0 };
    for (int i = 0; i < ROWS; i++)
        known[i] = (struct option){ rows[i].name, rows[i].text ? required_argument : no_argument, NULL, i };
    *given = (admin_options){ 0 };
    for (int row; (row = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        if (row >= ROWS) /* '?' and ':' are */
            return false;
        if (rows[row].text == given->keys && given->key_count == ADMIN_KEYS_MAX) {
            fprintf(stderr, "occi-admin: at most %d keys\n", ADMIN_KEYS_MAX);
            return false;
        }
        if (rows[row].text == given->keys)
            given->keys[given->key_count++] = optarg;
        else if (rows[row].text)
            *rows[row].text = optarg;
        else
            *rows[row].is_given = true;
    }
    bool has_all = chosen->needs_name == (optind < count) && count - optind == count_arguments(chosen);
    given->name = has_all && optind < count ? arguments[optind++] : NULL;
    for (int i = 0; has_all && optind < count; i++)
        given->more[i] = arguments[optind++];
    if (has_all)
        return true;
    fprintf(stderr, "Usage: occi-admin %s %s\n", chosen->words, chosen->usage);
    return false;
}

/* What the audit keeps of a command: its words and arguments, of which none is a secret, and who gave it. */
static char *details_of(const command *chosen, int count, char **arguments)
{
    const struct passwd *user = getpwuid(getuid());
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_string(arguments[i]));
    json_t *details = json_pack("{s:s, s:o, s:s?, s:s?}", "command", chosen->words, "arguments", list, "user",
                                user ? user->pw_name : NULL, "sudo", getenv("SUDO_USER"));
    char *text = details ? json_dumps(details, JSON_COMPACT) : NULL;
    json_decref(details);
    return text;
}

/* A command that has asked the registry for anything is an event of its own; one that could not be recorded
 * has failed. */
static occi_error *record(store_session *session, occi_pool *pool, const char *details,
                          const occi_error *error)
{
    if (store_session_round_trips(session) == 0)
        return NULL;
    store_session_rollback(session);
    return store_command_record(session, pool, details, error ? error->message : NULL);
}

/* The rows that a command changes are events with the same request id as the command itself. */
static bool note_origin(store_session *session)
{
    unsigned char random[16];
    char request[2 * sizeof random + 1];
    if (sodium_init() < 0)
        return false;
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(request, sizeof request, random, sizeof random);
    return store_session_set_option(session, "occi.request", request) &&
           store_session_set_option(session, "occi.agent", "occi-admin/" OCCI_VERSION);
}

static int run(const command *chosen, const admin_options *given, const char *details)
{
    occi_pool *pool = occi_pool_new(NULL);
    store_session *session = store_session_new(getenv("OCCI_DATABASE"), "occi-admin");
    bool is_ready = pool && session && details && note_origin(session);
    occi_error *error = is_ready ? chosen->run(session, pool, given) : &occi_error_no_memory;
    occi_error *unrecorded = is_ready ? record(session, pool, details, error) : NULL;
    if (!error && unrecorded)
        error = unrecorded;
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
    char *details = details_of(chosen, count - used - 1, arguments + used + 1);
    int status = run(chosen, &given, details);
    free(details);
    return status;
}
