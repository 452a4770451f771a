/* occi-admin migrate: the schema, the functions and the shipped models of the registry, brought up to date.
 */
#include "cli/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include "store/migrate.h"

static const char *setting(const char *variable, const char *fallback)
{
    const char *value = getenv(variable);
    return value && *value ? value : fallback;
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

occi_error *admin_migrate(store_session *session, occi_pool *pool, const admin_options *given)
{
    (void)given;
    const char *schema = setting("OCCI_SQLDIR", OCCI_DATADIR "/sql"), *functions;
    ALLOC(functions = occi_pool_format(pool, "%s/functions", schema));
    TRY(store_migrate_begin(session, pool));
    TRY(admin_files_visit(session, pool, schema, ".sql", apply_migration));
    TRY(admin_files_visit(session, pool, functions, ".sql", apply_functions));
    TRY(admin_files_visit(session, pool, setting("OCCI_MODELDIR", OCCI_DATADIR "/model"), ".json",
                          admin_model_ship));
    printf("the registry is up to date\n");
    return NULL;
}
