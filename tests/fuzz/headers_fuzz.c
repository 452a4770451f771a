/* A request as FastCGI hands it over: target, header fields, body. The input is written as HTTP is:
 *
 *     POST /compute/?action=start
 *     Accept: text/plain;q=0.5, application/json
 *     Category: compute; …
 *
 *     body
 *
 * What is read is clean, percent-decoded, and negotiated as RFC 9110 says; what is refused can be told in
 * every rendering. */
#include "fcgi/request.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message.h"

#define PARAMETERS_MAX 128
#define BODY_MAX       65536

typedef struct parameters {
    occi_pool *pool;
    char *list[PARAMETERS_MAX + 1];
    size_t count;
} parameters;

static void add(parameters *to, const char *name, const char *value)
{
    if (to->count < PARAMETERS_MAX)
        to->list[to->count++] = occi_pool_format(to->pool, "%s=%s", name, value);
}

/* The parameter that nginx makes of a field. */
static void add_field(parameters *to, char *name, const char *value)
{
    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    bool is_content = strcmp(name, "CONTENT_TYPE") == 0 || strcmp(name, "CONTENT_LENGTH") == 0;
    add(to, is_content ? name : occi_pool_format(to->pool, "HTTP_%s", name), value);
}

/* Cuts the line off; what follows it. */
static char *cut_line(char *text)
{
    char *end = text + strcspn(text, "\n");
    char *next = *end ? end + 1 : end;
    *end = '\0';
    if (end > text && end[-1] == '\r')
        end[-1] = '\0';
    return next;
}

/* The parameters of the request, and where its body starts. */
static char *read_head(parameters *to, char *text)
{
    char *line = text, *target;
    text = cut_line(line);
    target = line + strcspn(line, " ");
    if (*target)
        *target++ = '\0';
    add(to, "REQUEST_METHOD", line);
    add(to, "REQUEST_URI", target);
    add(to, "REQUEST_SCHEME", "http");
    add(to, "SERVER_NAME", "cloud.example.org");
    while (*text) {
        line = text;
        text = cut_line(line);
        if (!*line)
            break;
        char *colon = strchr(line, ':');
        if (!colon)
            continue;
        *colon++ = '\0';
        add_field(to, line, colon + strspn(colon, " "));
    }
    return text;
}

static bool is_given(const parameters *given, const char *name)
{
    return FCGX_GetParam(name, (char **)given->list) != NULL;
}

/* A media type of ours, asked for by its name, is what is answered. */
static void check_negotiation(const char *accept)
{
    const occi_rendering *row, *chosen = occi_rendering_negotiate(accept);
    fuzz_check(!chosen || !chosen->is_request_only ? NULL : "a rendering for requests is given in answers");
    for (size_t i = 0; (row = occi_rendering_at(i)); i++)
        fuzz_check(row->is_request_only || occi_rendering_negotiate(row->media_type) == row
                       ? NULL
                       : row->media_type);
}

/* The refusal in every rendering. */
static void check_told(occi_pool *pool, const occi_error *error)
{
    const occi_rendering *row;
    fuzz_check(roundtrip_error(pool, error));
    for (size_t i = 0; (row = occi_rendering_at(i)); i++) {
        occi_buffer head, body;
        occi_buffer_init(&head, pool, 0);
        occi_buffer_init(&body, pool, 0);
        occi_output out = { .pool = pool, .head = &head.writer, .body = &body.writer, .base = "http://h" };
        if (row->error)
            row->error(&out, occi_error_status(error->code), error);
        fuzz_check(head.writer.has_failed || body.writer.has_failed ? row->media_type : NULL);
    }
}

static void check_read(occi_pool *pool, const fcgi_request *request)
{
    fuzz_check(*request->path == '/' ? NULL : "a path does not begin with /");
    fuzz_check(roundtrip_is_clean(request->path) ? NULL : "a path is not clean");
    fuzz_check(roundtrip_is_clean(request->base) ? NULL : "the base is not clean");
    check_negotiation(request->accept);
    occi_error *error = fcgi_request_check_version(pool, request);
    if (error && error->code != OCCI_ERROR_VERSION)
        check_told(pool, error);
    const occi_message *message;
    error = fcgi_request_parse(pool, request, &message);
    if (error)
        check_told(pool, error);
    else
        fuzz_check(roundtrip_message(pool, message));
}

/* The same header lines in one body of lines: both parsers agree. */
static void check_as_body(occi_pool *pool, const fcgi_request *request)
{
    const occi_message *message, *again;
    if (occi_text_parse_headers(pool, request->headers, request->header_count, &message))
        return;
    const char *text = message_text(pool, message);
    occi_error *error = occi_text_parse_body(pool, text, strlen(text), &again);
    fuzz_check(error ? error->message : message_compare(pool, message, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    parameters given = { .pool = pool };
    char *text = fuzz_copy(pool, bytes, length);
    char *body = read_head(&given, text), *end = text + length;
    if (!is_given(&given, "CONTENT_LENGTH"))
        add(&given, "CONTENT_LENGTH", occi_pool_format(pool, "%zu", (size_t)(end - body)));
    /* A stream that has the body and then ends. */
    FCGX_Stream in = { .rdNext = (unsigned char *)body,
                       .wrNext = (unsigned char *)end,
                       .stop = (unsigned char *)end,
                       .stopUnget = (unsigned char *)body,
                       .isReader = 1,
                       .isClosed = 1 };
    FCGX_Request from = { .envp = given.list, .in = &in };
    fcgi_request request;
    occi_error *error = fcgi_request_read(pool, &from, BODY_MAX, &request);
    if (error) {
        check_told(pool, error);
        return 0;
    }
    check_read(pool, &request);
    check_as_body(pool, &request);
    return 0;
}
