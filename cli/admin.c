/* occi-admin: what operators do. A table of commands; each reads its options, does one thing to the registry,
 * and says what it did. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store/admin.h"
#include "store/migrate.h"

#define PASSWORD_MAX 1024

/* What the command line said. */
typedef struct options {
    const char *name; /* the argument that is no option; NULL: none */
    const char *tenant;
    const char *role;
    const char *driver;
    const char *uri;
    bool if_missing;
} options;

typedef struct command {
    const char *words; /* "tenant add" */
    const char *usage;
    const char *help;
    bool needs_name;
    occi_error *(*run)(store_session *session, occi_pool *pool, const options *given);
} command;

static const char *setting(const char *variable, const char *fallback)
{
    const char *value = getenv(variable);
    return value && *value ? value : fallback;
}

static void say(bool is_changed, const char *what, const char *name)
{
    printf("%s %s %s\n", what, name, is_changed ? "added" : "is there already");
}

/* The whole file as one text. */
static occi_error *read_file(occi_pool *pool, const char *path, const char **out)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", path, strerror(errno)));
    struct stat status;
    size_t size = fstat(fileno(file), &status) == 0 ? (size_t)status.st_size : 0;
    char *text = occi_pool_zero(pool, size + 1);
    bool is_whole = text && fread(text, 1, size, file) == size;
    fclose(file);
    ALLOC(*out = text);
    return is_whole ? NULL
                    : OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s cannot be read whole", path));
}

static int has_number(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

typedef occi_error *file_visit(store_session *session, occi_pool *pool, const char *name, const char *text);

static occi_error *visit_file(store_session *session, occi_pool *pool, const char *directory,
                              const char *name, file_visit *visit)
{
    const char *path, *text = NULL;
    ALLOC(path = occi_pool_format(pool, "%s/%s", directory, name));
    TRY(read_file(pool, path, &text));
    return visit(session, pool, name, text);
}

/* The numbered files of a folder in the order of their numbers. */
static occi_error *visit_files(store_session *session, occi_pool *pool, const char *directory,
                               const char *suffix, file_visit *visit)
{
    struct dirent **entries;
    occi_error *error = NULL;
    int count = scandir(directory, &entries, has_number, alphasort);
    if (count < 0)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "folder %s: %s", directory, strerror(errno)));
    for (int i = 0; i < count; i++) {
        const char *ending = strrchr(entries[i]->d_name, '.');
        if (!error && ending && strcmp(ending, suffix) == 0)
            error = visit_file(session, pool, directory, entries[i]->d_name, visit);
        free(entries[i]);
    }
    free(entries);
    return error;
}

static occi_error *apply_migration(store_session *session, occi_pool *pool, const char *name,
                                   const char *text)
{
    store_migration outcome;
    occi_error *error = store_migrate_apply(session, pool, name, text, &outcome);
    if (error)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", name, error->message));
    if (outcome == STORE_MIGRATION_CHANGED)
        return OCCI_FAIL(
            pool, OPERATOR,
            occi_pool_format(pool, "%s was changed after it was applied; write a new migration instead",
                             name));
    if (outcome == STORE_MIGRATION_APPLIED)
        printf("migration %s applied\n", name);
    return NULL;
}

static occi_error *apply_functions(store_session *session, occi_pool *pool, const char *name,
                                   const char *text)
{
    store_migration outcome;
    occi_error *error = store_migrate_functions(session, pool, name, text, &outcome);
    if (error)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "functions/%s: %s", name, error->message));
    if (outcome == STORE_MIGRATION_APPLIED)
        printf("functions %s brought up to date\n", name);
    return NULL;
}

static occi_error *load_model(store_session *session, occi_pool *pool, const char *name, const char *text)
{
    bool is_changed;
    occi_error *error = store_model_load(session, pool, name, text, &is_changed);
    if (error)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", name, error->message));
    if (is_changed)
        printf("model %s loaded\n", name);
    return NULL;
}

static occi_error *migrate(store_session *session, occi_pool *pool, const options *given)
{
    (void)given;
    const char *schema = setting("OCCI_SQLDIR", OCCI_DATADIR "/sql"), *functions;
    ALLOC(functions = occi_pool_format(pool, "%s/functions", schema));
    TRY(store_migrate_begin(session, pool));
    TRY(visit_files(session, pool, schema, ".sql", apply_migration));
    TRY(visit_files(session, pool, functions, ".sql", apply_functions));
    TRY(visit_files(session, pool, setting("OCCI_MODELDIR", OCCI_DATADIR "/model"), ".json", load_model));
    printf("the registry is up to date\n");
    return NULL;
}

static occi_error *add_tenant(store_session *session, occi_pool *pool, const options *given)
{
    bool is_changed;
    TRY(store_tenant_add(session, pool, given->name, given->if_missing, &is_changed));
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

static occi_error *add_account(store_session *session, occi_pool *pool, const options *given)
{
    char hash[crypto_pwhash_STRBYTES];
    bool is_changed;
    if (!given->tenant)
        return OCCI_FAIL(pool, OPERATOR, "say in which tenant: --tenant NAME");
    TRY(read_password(pool, hash));
    TRY(store_account_add(session, pool, given->name, hash, given->tenant, given->role, given->if_missing,
                          &is_changed));
    say(is_changed, "account", given->name);
    return NULL;
}

static occi_error *add_host(store_session *session, occi_pool *pool, const options *given)
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

static const command commands[] = {
    { "migrate", "", "bring the schema and the models of the registry up to date", false, migrate },
    { "tenant add", "NAME [--if-missing]", "add a tenant", true, add_tenant },
    { "account add", "NAME --tenant TENANT [--role reader|user|admin] [--if-missing]",
      "add an account; its password is one line of standard input", true, add_account },
    { "host add", "NAME --driver test --uri URI [--if-missing]", "add a host for the reconcilers to drive",
      true, add_host },
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
static bool read_options(int count, char **arguments, const command *chosen, options *given)
{
    static const struct option known[] = {
        { "tenant", required_argument, NULL, 't' }, { "role", required_argument, NULL, 'r' },
        { "driver", required_argument, NULL, 'd' }, { "uri", required_argument, NULL, 'u' },
        { "if-missing", no_argument, NULL, 'm' },   { NULL, 0, NULL, 0 },
    };
    *given = (options){ .role = "user" };
    for (int letter; (letter = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (letter) {
        case 't':
            given->tenant = optarg;
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

static int run(const command *chosen, const options *given)
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
    options given;
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
