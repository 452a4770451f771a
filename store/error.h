/* What PostgreSQL refuses, as errors of ours. SQLSTATEs that begin with "OC" are raised by sql/ with the
 * sentence's arguments in message, detail, hint and column. */
#ifndef STORE_ERROR_H
#define STORE_ERROR_H

#include <libpq-fe.h>
#include "occi/error.h"

occi_error *store_error_result(occi_pool *pool, const PGresult *result);
/* The connection cannot be had, or broke: DATABASE_AWAY; the reason goes to the log, not to the client. */
occi_error *store_error_connection(occi_pool *pool, const PGconn *connection);

#endif
