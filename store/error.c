/* The table of SQLSTATEs that mean something to a client; all others are DATABASE, with PostgreSQL's own
 * words. */
#include "store/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *sqlstate; /* or its class, the first two characters */
    occi_error_code code;
    const char
        *subject; /* what PostgreSQL itself speaks of in its own words; NULL: only our functions raise it */
} rows[] = {
    { "OC001", OCCI_ERROR_CREDENTIAL_STALE, NULL },
    { "OC002", OCCI_ERROR_MODEL_STALE, NULL },
    { "OC003", OCCI_ERROR_NO_SUCH_CATEGORY, NULL },
    { "OC004", OCCI_ERROR_NO_SUCH_ENTITY, NULL },
    { "OC005", OCCI_ERROR_LINK_END_UNKNOWN, NULL },
    { "OC006", OCCI_ERROR_LINK_END_NOT_RESOURCE, NULL },
    { "OC007", OCCI_ERROR_STILL_LINKED, NULL },
    { "OC008", OCCI_ERROR_LINK_REL, NULL },
    { "OC009", OCCI_ERROR_LEASE_LOST, NULL },
    { "OC010", OCCI_ERROR_OPERATOR, NULL },
    { "OC011", OCCI_ERROR_LINK_END_KIND, NULL },
    { "OC012", OCCI_ERROR_IDEMPOTENCY_KEY, NULL },
    { "OC013", OCCI_ERROR_TOO_LARGE, NULL },
    { "OC014", OCCI_ERROR_CATEGORY_PROVIDED, NULL },
    { "OC015", OCCI_ERROR_MIXIN_IN_USE, NULL },
    { "OC020", OCCI_ERROR_LINK_CIRCLE, NULL },
    { "OC050", OCCI_ERROR_QUOTA, NULL },
    { "OC051", OCCI_ERROR_READ_ONLY, NULL },
    { "OC030", OCCI_ERROR_NO_SUCH_TENANT, NULL },
    { "OC031", OCCI_ERROR_NO_DEFAULT_TENANT, NULL },
    { "25006", OCCI_ERROR_READER, NULL }, /* session_open has made the transaction read-only */
    { "40", OCCI_ERROR_CHANGED, "what the request speaks of" },    /* serialization failure, deadlock */
    { "55P03", OCCI_ERROR_CHANGED, "what the request speaks of" }, /* lock not available */
    { "23503", OCCI_ERROR_CHANGED,
      "a resource that the request speaks of" }, /* foreign key: the other end went or came meanwhile */
    { "23505", OCCI_ERROR_TAKEN, "what was to be created" }, /* unique: a location or an identifier */
    { "57P", OCCI_ERROR_DATABASE_AWAY, NULL },               /* shutting down, starting up */
    { "53", OCCI_ERROR_DATABASE_AWAY, NULL },                /* out of connections, disk or memory */
    { "08", OCCI_ERROR_DATABASE_AWAY, NULL },                /* connection */
};

/* What an error of the registry is to a client, and what it speaks of. */
static occi_error_code code_of(const char *sqlstate, const char **subject)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(sqlstate, rows[i].sqlstate, strlen(rows[i].sqlstate)) == 0) {
            *subject = rows[i].subject;
            return rows[i].code;
        }
    return OCCI_ERROR_DATABASE;
}

/* Our own functions put the arguments of the sentence into message, detail, hint and column; PostgreSQL's own
 * words are not for clients where the table knows better ones. */
occi_error *store_error_result(occi_pool *pool, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
    const char *subject = NULL;
    occi_error_code code = sqlstate ? code_of(sqlstate, &subject) : OCCI_ERROR_DATABASE_AWAY;
    const char *source = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    bool is_ours = source && strcmp(source, "exec_stmt_raise") == 0;
    const char *const arguments[] = { subject && !is_ours ? subject
                                      : message           ? message
                                                          : "no reason given",
                                      detail ? detail : "?", hint ? hint : "?", column ? column : "?", NULL };
    return occi_error_new(pool, code, sqlstate ? "registry" : "connection", arguments);
}

occi_error *store_error_connection(occi_pool *pool, const PGconn *connection)
{
    fprintf(stderr, "registry: %s", connection ? PQerrorMessage(connection) : "not connected\n");
    return OCCI_FAIL(pool, DATABASE_AWAY);
}
