/* A request as nginx handed it over, taken apart and checked, but not yet understood. */
#ifndef FCGI_REQUEST_H
#define FCGI_REQUEST_H

#include <fcgiapp.h>
#include "occi/query.h"
#include "occi/text.h"

/* The client's certificate, by nginx's own parameters; NULL: it said nothing of it. */
typedef struct fcgi_certificate {
    const char *verified;   /* "SUCCESS", "FAILED:…" or "NONE" */
    const char *subject;    /* DN as RFC 2253 writes it */
    const char *issuer;     /* likewise */
    const char *attributes; /* VOMS FQANs, with commas between */
} fcgi_certificate;

typedef struct fcgi_request {
    const char *method;
    const char *path;         /* decoded, begins with "/", without `prefix` */
    const char *prefix;       /* "/t/NAME" when the path begins so, else "" */
    const char *query;        /* as sent; "" when there is none */
    occi_query asked;         /* what it says */
    const char *content_type; /* NULL: none, as all below */
    const char *accept;
    const char *authorization;
    const char *user_agent;
    const char *agent;    /* the same, fit for the registry */
    const char *tenant;   /* the name of the one that is asked for, by prefix or X-Auth-Tenant */
    fcgi_certificate certificate;
    const char *id;       /* of the request, by nginx */
    const char *address;  /* of the client */
    const char *base;     /* "http://127.0.0.1:8080" */
    occi_header *headers; /* every HTTP_* parameter, repeated ones in their order */
    size_t header_count;
    const char *body;
    size_t body_length;
} fcgi_request;

/* Everything lives in `pool` or in `from`. `body_max` in bytes. Errors: SYNTAX, QUERY, TOO_LARGE,
 * BODY_INCOMPLETE, NO_SUCH_TENANT, TWO_TENANTS. What could be read before an error is in `*out`. */
OCCI_MUST_USE occi_error *fcgi_request_read(occi_pool *pool, FCGX_Request *from, size_t body_max,
                                            fcgi_request *out);

/* What the request says in the rendering of its Content-Type (http.md 9): the body's, or, for text/occi and
 * for requests without a body, the header's. MEDIA_TYPE when that is not understood. */
OCCI_MUST_USE occi_error *fcgi_request_parse(occi_pool *pool, const fcgi_request *request,
                                             const occi_message **out);

/* Its Content-Type is one that can be read, so that even an empty body says something: a list of nothing. */
bool fcgi_request_is_typed(const fcgi_request *request);

/* The header field that FastCGI calls `name` ("IF_MATCH"); NULL: it was not sent. Of several the first. */
const char *fcgi_request_field(const fcgi_request *request, const char *name);

/* Wipes the secrets that came with the request, when it is answered. */
void fcgi_request_forget(fcgi_request *request);

/* `uri` without the scheme and host of this endpoint, with TLS or without, and without the request's prefix:
 * "/compute/1" for "http://127.0.0.1:8080/compute/1" and, where that is the prefix, for "/t/red/compute/1". */
const char *fcgi_request_local(const fcgi_request *request, const char *uri);

/* The OCCI version that User-Agent claims is not newer than ours (GFD.223 5.3). */
OCCI_MUST_USE occi_error *fcgi_request_check_version(occi_pool *pool, const fcgi_request *request);

#endif
