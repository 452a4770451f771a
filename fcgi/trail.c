/* Denials (see trail.h). */
#include "fcgi/trail.h"

#include <stdio.h>
#include <string.h>
#include "store/audit.h"

#define AGENT_MAX 255

/* What a client calls itself can be any bytes, which the registry would not take. */
static const char *printable(occi_pool *pool, const char *text)
{
    char *copy = text ? occi_pool_string_n(pool, text, strnlen(text, AGENT_MAX)) : NULL;
    for (char *byte = copy; byte && *byte; byte++)
        if (*byte < ' ' || *byte > '~')
            *byte = '?';
    return copy;
}

void fcgi_trail_refusal(fcgi_exchange *exchange, const occi_error *error)
{
    const fcgi_request *request = &exchange->request;
    if (occi_error_status(error->code) != 403 || exchange->actor.credential == 0)
        return;
    occi_error *unrecorded = store_denied(exchange->worker->session, exchange->pool, &exchange->actor,
                                          printable(exchange->pool, request->user_agent),
                                          printable(exchange->pool, request->method), request->path,
                                          occi_error_status(error->code), error->message);
    if (unrecorded)
        fprintf(stderr, "occi-fcgi: request %s: the denial is not in the audit: %s\n", request->id,
                unrecorded->message);
}
