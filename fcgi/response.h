/* The answer: status, header and body on their way into the FastCGI stream. Here, and nowhere else, errors
 * become HTTP. The body is held back until it is complete or has outgrown a buffer; only then are status and
 * header sent, so that an error met while rendering can still be answered as one. */
#ifndef FCGI_RESPONSE_H
#define FCGI_RESPONSE_H

#include <fcgiapp.h>
#include "occi/rendering.h"

#define FCGI_HEADER_MAX ((size_t)64 * 1024) /* of a rendering in header lines */
#define FCGI_BODY_HELD  ((size_t)32 * 1024)

typedef struct fcgi_response {
    occi_writer body; /* first member: the response is the writer of its body */
    occi_buffer head; /* header lines of a rendering in header lines */
    occi_buffer held; /* the body so far */
    FCGX_Stream *stream;
    occi_pool *pool;
    int status;
    const occi_rendering *rendering;
    const char *path;        /* of the request; where the answer stands, for renderings */
    const char *prefix;      /* likewise */
    const char *query;       /* likewise */
    const occi_model *model; /* likewise; borrowed from the cache of models */
    const char *location;    /* NULL: no such field, as all below */
    const char *allow;
    const char *tag;        /* ETag, with its quotes */
    const char *preference; /* Preference-Applied */
    const char *challenge;  /* lines of WWW-Authenticate, for 401; borrowed */
    long round_trips;       /* -1: not told */
    bool is_done; /* the request has changed something: it is too late to refuse it for what its answer lacks */
    bool is_sent; /* status and header are out */
} fcgi_response;

void fcgi_response_init(fcgi_response *response, occi_pool *pool, FCGX_Stream *stream);
/* What a rendering writes into; `base` is borrowed. */
occi_output fcgi_response_output(fcgi_response *response, const char *base);
/* There is nothing to say beside the status (204, 304), and what was written so far is forgotten. */
void fcgi_response_clear(fcgi_response *response, int status);
/* Everything was written: sends what is held back. An error when the rendering did not fit
 * (RENDERING_TOO_LARGE) or memory was out, and then nothing has been sent. */
OCCI_MUST_USE occi_error *fcgi_response_finish(fcgi_response *response);
/* Answers with `error` instead. False when it is too late for that: the connection must be cut so that the
 * client sees it. */
bool fcgi_response_fail(fcgi_response *response, const occi_error *error, const char *base);

#endif
