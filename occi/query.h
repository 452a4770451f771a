/* The query of a request's URL. The standard knows ?action=TERM (GFD.223 10.3.2) and ?page=P&number=N
 * (GFD.223 6); filters, `category=IDENTIFIER` and `attribute=NAME=VALUE`, each any number of times, are an
 * addition of ours and mean what Category and X-OCCI-Attribute header lines of a GET mean (GFD.223 7). Parts
 * are separated by "&" or ";". */
#ifndef OCCI_QUERY_H
#define OCCI_QUERY_H

#include <stdbool.h>
#include "occi/message.h"

#define OCCI_PAGE_NUMBER_DEFAULT 100
#define OCCI_PAGE_NUMBER_MAX     1000

typedef struct occi_query {
    const char *action;  /* NULL: none */
    size_t page;         /* counted from 1; 0: the whole collection is asked for */
    size_t number;       /* entities on a page */
    occi_message filter; /* categories and attributes to filter by */
} occi_query;

/* `text` is what follows the "?", as it was sent. QUERY when it says anything else, SYNTAX for bad encoding,
 * TOO_LARGE for more than OCCI_PAGE_NUMBER_MAX on a page. */
OCCI_MUST_USE occi_error *occi_query_parse(occi_pool *pool, const char *text, occi_query *out);

#endif
