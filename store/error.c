/* The table of SQLSTATEs that mean something to a client; all others are DATABASE, with PostgreSQL's own
 * words. */
#include "store/error.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *sqlstate; /* or its class, the first two characters */
    occi_error_code code;
} rows[] = {
    { "OC001", OCCI_ERROR_CREDENTIAL_STALE },
    { "OC002", OCCI_ERROR_MODEL_STALE },
    { "OC003", OCCI_ERROR_NO_SUCH_CATEGORY },
    { "OC004", OCCI_ERROR_NO_SUCH_ENTITY },
    { "OC005", OCCI_ERROR_LINK_END_UNKNOWN },
    { "OC006", OCCI_ERROR_LINK_END_NOT_RESOURCE },
    { "OC007", OCCI_ERROR_STILL_LINKED },
    { "OC008", OCCI_ERROR_LINK_REL },
    { "OC009", OCCI_ERROR_LEASE_LOST },
    { "OC010", OCCI_ERROR_OPERATOR },
    { "OC011", OCCI_ERROR_LINK_END_KIND },
    { "OC012", OCCI_ERROR_IDEMPOTENCY_KEY },
    { "OC013", OCCI_ERROR_TOO_LARGE },
    { "OC014", OCCI_ERROR_CATEGORY_PROVIDED },
    { "OC015", OCCI_ERROR_MIXIN_IN_USE },
    { "OC020", OCCI_ERROR_LINK_CIRCLE },
    { "25006", OCCI_ERROR_READER },      /* session_open has made the transaction read-only */
    { "40", OCCI_ERROR_CHANGED },        /* serialization failure, deadlock */
    { "55P03", OCCI_ERROR_CHANGED },     /* lock not available */
    { "23503", OCCI_ERROR_CHANGED },     /* foreign key: the other end went or came meanwhile */
    { "23505", OCCI_ERROR_TAKEN },       /* unique: a location or an identifier */
    { "57P", OCCI_ERROR_DATABASE_AWAY }, /* shutting down, starting up */
    { "53", OCCI_ERROR_DATABASE_AWAY },  /* out of connections, disk or memory */
    { "08", OCCI_ERROR_DATABASE_AWAY },  /* connection */
};

static occi_error_code code_of(const char *sqlstate)
{
    for (size_t i = 0; sqlstate && i < sizeof rows / sizeof *rows; i++)
        if (strncmp(sqlstate, rows[i].sqlstate, strlen(rows[i].sqlstate)) == 0)
            return rows[i].code;
    return OCCI_ERROR_DATABASE;
}

occi_error *store_error_result(occi_pool *pool, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *const arguments[] = { message ? message : "no reason given", detail ? detail : "?",
                                      hint ? hint : "?", NULL };
    return occi_error_new(pool, sqlstate ? code_of(sqlstate) : OCCI_ERROR_DATABASE_AWAY,
                          sqlstate ? "registry" : "connection", arguments);
}

occi_error *store_error_connection(occi_pool *pool, const PGconn *connection)
{
    fprintf(stderr, "registry: %s", connection ? PQerrorMessage(connection) : "not connected\n");
    return OCCI_FAIL(pool, DATABASE_AWAY);
}
