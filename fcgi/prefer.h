/* What a client would like (RFC 7240): wait=SECONDS, to be answered when the state that it asks for is
 * reached, and return=minimal, not to be told what it knows. What is not understood is passed over, as the
 * RFC demands. */
#ifndef FCGI_PREFER_H
#define FCGI_PREFER_H

#include "fcgi/request.h"

typedef struct fcgi_preferences {
    bool is_minimal;
    size_t wait; /* seconds; 0: no */
} fcgi_preferences;

/* `wait_max` in seconds. */
fcgi_preferences fcgi_prefer_read(const fcgi_request *request, size_t wait_max);

#endif
