/* What a worker leaves in the audit by itself, because no row changes by it. */
#ifndef FCGI_TRAIL_H
#define FCGI_TRAIL_H

#include "fcgi/exchange.h"

/* Records what `error` has denied to somebody who is known: every 403. Failed logins are recorded where
 * they fail. That it could not be recorded stands in the log: the answer is a refusal either way. */
void fcgi_trail_refusal(fcgi_exchange *exchange, const occi_error *error);

#endif
