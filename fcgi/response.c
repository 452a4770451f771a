/* Answers (see response.h). */
#include "fcgi/response.h"

#include <string.h>

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 204, "No Content" },
    { 304, "Not Modified" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 406, "Not Acceptable" },
    { 409, "Conflict" },
    { 412, "Precondition Failed" },
    { 413, "Request Entity Too Large" },
    { 415, "Unsupported Media Type" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
};

/* Fields that belong to a status wherever it comes from. */
static const struct {
    int status;
    const char *line;
} status_fields[] = {
    { 429, "Retry-After: 60\r\n" },
    { 503, "Retry-After: 2\r\n" },
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Status";
}

static bool put(fcgi_response *response, const char *bytes, size_t length)
{
    return FCGX_PutStr(bytes, (int)length, response->stream) == (int)length;
}

static bool put_text(fcgi_response *response, const char *text)
{
    return put(response, text, strlen(text));
}

/* The media types that requests may be written in (GFD.223 5.2: the server should list them). */
static void put_accept(fcgi_response *response)
{
    put_text(response, "Accept: ");
    const occi_rendering *row;
    for (size_t i = 0; (row = occi_rendering_at(i)); i++) {
        if (!row->parse)
            continue;
        put_text(response, i ? ", " : "");
        put_text(response, row->media_type);
    }
    put_text(response, "\r\n");
}

static bool send_head(fcgi_response *response)
{
    response->is_sent = true;
    FCGX_FPrintF(response->stream, "Status: %d %s\r\n", response->status, reason_of(response->status));
    put_text(response, "Server: " OCCI_SERVER "\r\n");
    FCGX_FPrintF(response->stream, "Content-Type: %s\r\n", response->rendering->content_type);
    put_accept(response);
    if (response->rendering->fields)
        put_text(response, response->rendering->fields);
    for (size_t i = 0; i < sizeof status_fields / sizeof *status_fields; i++)
        if (status_fields[i].status == response->status)
            put_text(response, status_fields[i].line);
    if (response->status == 401 && response->challenge)
        put_text(response, response->challenge);
    const struct {
        const char *name;
        const char *value;
    } fields[] = {
        { "Location: ", response->location },
        { "Allow: ", response->allow },
        { "ETag: ", response->tag },
        /* what has a tag may be kept, for its owner alone, and has to be asked for again */
        { "Cache-Control: ", response->tag ? "private, no-cache" : NULL },
        { "Vary: ", response->tag ? "Accept, X-Auth-Tenant" : NULL },
        { "Preference-Applied: ", response->preference },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].value) {
            put_text(response, fields[i].name);
            put_text(response, fields[i].value);
            put_text(response, "\r\n");
        }
    if (response->round_trips >= 0)
        FCGX_FPrintF(response->stream, "X-Occi-Round-Trips: %ld\r\n", response->round_trips);
    put_text(response, occi_buffer_text(&response->head));
    return put_text(response, "\r\n");
}

static bool send_held(fcgi_response *response)
{
    bool is_out = put(response, occi_buffer_text(&response->held), response->held.length);
    response->held.length = 0;
    return is_out;
}

static bool write_body(occi_writer *writer, const char *bytes, size_t length)
{
    fcgi_response *response = (fcgi_response *)writer;
    if (response->held.length + length <= FCGI_BODY_HELD) {
        occi_write(&response->held.writer, bytes, length);
        return !response->held.writer.has_failed;
    }
    return (response->is_sent || send_head(response)) && send_held(response) && put(response, bytes, length);
}

void fcgi_response_init(fcgi_response *response, occi_pool *pool, FCGX_Stream *stream)
{
    *response = (fcgi_response){ .body.write = write_body,
                                 .stream = stream,
                                 .pool = pool,
                                 .status = 200,
                                 .rendering = occi_rendering_at(0),
                                 .round_trips = -1 };
    occi_buffer_init(&response->head, pool, FCGI_HEADER_MAX);
    occi_buffer_init(&response->held, pool, 0);
}

occi_output fcgi_response_output(fcgi_response *response, const char *base)
{
    return (occi_output){ .pool = response->pool,
                          .head = &response->head.writer,
                          .body = &response->body,
                          .base = base,
                          .path = response->path,
                          .prefix = response->prefix,
                          .query = response->query,
                          .model = response->model };
}

void fcgi_response_clear(fcgi_response *response, int status)
{
    response->status = status;
    response->body.has_failed = false;
    occi_buffer_init(&response->head, response->pool, FCGI_HEADER_MAX);
    occi_buffer_init(&response->held, response->pool, 0);
}

/* A body fails for lack of memory, here or in the rendering, or because the client has gone. */
static bool is_short_of_memory(const fcgi_response *response)
{
    return response->body.has_failed && FCGX_GetError(response->stream) == 0;
}

occi_error *fcgi_response_finish(fcgi_response *response)
{
    if (response->head.is_full && !response->is_done)
        return OCCI_FAIL(response->pool, RENDERING_TOO_LARGE, "64 KiB");
    if (response->head.is_full) { /* what was changed can be read; that it was is all there is room for */
        fcgi_response_clear(response, response->status);
        occi_output out = fcgi_response_output(response, "");
        response->rendering->empty(&out);
    }
    if (response->head.writer.has_failed || is_short_of_memory(response))
        return &occi_error_no_memory;
    if (!response->is_sent) {
        if (response->status != 204 && response->status != 304) /* RFC 9110 8.6 */
            FCGX_FPrintF(response->stream, "Content-Length: %d\r\n", (int)response->held.length);
        send_head(response);
    }
    send_held(response); /* a client that has gone is nobody's error */
    return NULL;
}

bool fcgi_response_fail(fcgi_response *response, const occi_error *error, const char *base)
{
    if (response->is_sent)
        return false;
    int status = occi_error_status(error->code);
    response->location = NULL;
    response->tag = NULL;
    response->preference = NULL;
    if (response->rendering->is_listing_only) /* an error is none */
        response->rendering = occi_rendering_at(0);
    fcgi_response_clear(response, status);
    if (error != &occi_error_no_memory) {
        occi_output out = fcgi_response_output(response, base);
        response->rendering->error(&out, status, error);
    }
    if (error == &occi_error_no_memory || response->body.has_failed) {
        response->rendering = occi_rendering_at(0); /* nothing below needs memory */
        send_head(response);
        put_text(response, error->message);
        put_text(response, "\r\n");
        return true;
    }
    return fcgi_response_finish(response) == NULL;
}
