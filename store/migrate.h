/* Bringing the registry up to date: its schema by numbered SQL files, each applied once and never changed
 * afterwards; its functions and views by files that say what they are now, applied whenever their text has
 * changed. Each file in its own transaction, in order. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/session.h"

typedef enum store_migration {
    STORE_MIGRATION_APPLIED,
    STORE_MIGRATION_THERE,
    STORE_MIGRATION_CHANGED
} store_migration;

/* Only one migrator at a time: waits for any other, until the session ends. Makes the table of what was
 * applied. */
OCCI_MUST_USE occi_error *store_migrate_begin(store_session *session, occi_pool *pool);
/* Applies `sql`, the text of the file called `name`, unless it was applied before. CHANGED: it was, with
 * another text; nothing is done then. An error of the SQL is DATABASE and leaves no trace. */
OCCI_MUST_USE occi_error *store_migrate_apply(store_session *session, occi_pool *pool, const char *name,
                                              const char *sql, store_migration *out);
/* Applies `sql`, whose statements can be run again, unless it was the last text of this name that was
 * applied. */
OCCI_MUST_USE occi_error *store_migrate_functions(store_session *session, occi_pool *pool, const char *name,
                                                  const char *sql, store_migration *out);

#endif
