/* Taking a FastCGI request apart (see request.h). */
#include "fcgi/request.h"

#include <ctype.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "occi/uri.h"

#define OCCI_MAJOR 1
#define OCCI_MINOR 2

static occi_error *read_target(occi_pool *pool, const FCGX_Request *from, fcgi_request *request)
{
    const char *uri = FCGX_GetParam("REQUEST_URI", from->envp);
    if (!uri)
        return OCCI_FAIL(pool, INTERNAL,
                         "the FastCGI parameter REQUEST_URI is missing: check the nginx site");
    if (*uri != '/' &&
        *uri != '?') { /* absolute form (RFC 9112 3.2.2): nginx has looked at the host already */
        const char *host = strstr(uri, "://");
        uri = host ? host + 3 + strcspn(host + 3, "/?") : "/";
    }
    size_t length = strcspn(uri, "?");
    request->query = uri[length] ? uri + length + 1 : "";
    if (length > 0) /* one that is left out, as only the absolute form can do, is "/" */
        TRY(occi_uri_decode(pool, "the path", uri, length, &request->path));
    return occi_query_parse(pool, request->query, &request->asked);
}

#define TENANT_PREFIX "/t/"
#define AGENT_MAX     255

/* Letters that the name of a tenant can have; others would not reach the registry as what they are. */
static bool is_tenant(const char *name)
{
    return *name && strlen(name) < 64 && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

/* Takes "/t/NAME" off the path. */
static occi_error *take_prefix(occi_pool *pool, fcgi_request *request)
{
    if (strncmp(request->path, TENANT_PREFIX, strlen(TENANT_PREFIX)) != 0)
        return NULL;
    size_t length = strlen(TENANT_PREFIX) + strcspn(request->path + strlen(TENANT_PREFIX), "/");
    ALLOC(request->prefix = occi_pool_string_n(pool, request->path, length));
    request->path = request->path[length] ? request->path + length : "/";
    request->tenant = request->prefix + strlen(TENANT_PREFIX);
    return NULL;
}

static occi_error *read_tenant(occi_pool *pool, fcgi_request *request)
{
    const char *said = fcgi_request_field(request, "X_AUTH_TENANT");
    TRY(take_prefix(pool, request));
    if (said && *said && request->tenant && strcmp(said, request->tenant) != 0)
        return OCCI_FAIL(pool, TWO_TENANTS, said, request->tenant);
    if (said && *said)
        request->tenant = said;
    return !request->tenant || is_tenant(request->tenant) ? NULL
                                                          : OCCI_FAIL(pool, NO_SUCH_TENANT, request->tenant);
}

/* What a client calls itself can be any bytes, which the registry would not take. */
static occi_error *read_agent(occi_pool *pool, fcgi_request *request)
{
    if (!request->user_agent)
        return NULL;
    char *agent;
    size_t length = strlen(request->user_agent);
    ALLOC(agent = occi_pool_string_n(pool, request->user_agent, length < AGENT_MAX ? length : AGENT_MAX));
    for (char *byte = agent; *byte; byte++)
        if (*byte < ' ' || *byte > '~')
            *byte = '?';
    request->agent = agent;
    return NULL;
}

/* A host may become part of answers, so it must look like one. */
static bool is_host(const char *host)
{
    return host && *host &&
           host[strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]_")] == '\0';
}

static occi_error *read_base(occi_pool *pool, const FCGX_Request *from, fcgi_request *request)
{
    const char *scheme = FCGX_GetParam("REQUEST_SCHEME", from->envp);
    const char *host = FCGX_GetParam("HTTP_HOST", from->envp);
    if (!is_host(host))
        host = FCGX_GetParam("SERVER_NAME", from->envp);
    ALLOC(request->base =
              occi_pool_format(pool, "%s://%s", scheme && strcmp(scheme, "https") == 0 ? "https" : "http",
                               is_host(host) ? host : "localhost"));
    return NULL;
}

/* nginx before 1.23 passes a repeated field as several parameters of one name, later ones as one comma list.
 */
static occi_error *read_headers(occi_pool *pool, const FCGX_Request *from, fcgi_request *request)
{
    static const char prefix[] = "HTTP_";
    size_t count = 0;
    while (from->envp[count])
        count++;
    ALLOC(request->headers = occi_pool_array(pool, count + 1, sizeof *request->headers));
    for (size_t i = 0; i < count; i++) {
        const char *parameter = from->envp[i], *equals = strchr(parameter, '=');
        if (!equals || strncmp(parameter, prefix, sizeof prefix - 1) != 0)
            continue;
        const char *name = parameter + sizeof prefix - 1;
        occi_header *header = &request->headers[request->header_count];
        ALLOC(header->name = occi_pool_string_n(pool, name, (size_t)(equals - name)));
        header->value = equals + 1;
        header->length = strlen(header->value);
        request->header_count++;
    }
    return NULL;
}

/* All values of a field that is a list, as one list; empty when there is none. Names are those of FastCGI. */
static occi_error *read_list(occi_pool *pool, const fcgi_request *request, const char *name, const char **out)
{
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    for (size_t i = 0; i < request->header_count; i++) {
        if (strcmp(request->headers[i].name, name) != 0)
            continue;
        occi_write_string(&list.writer, list.length ? ", " : "");
        occi_write_string(&list.writer, request->headers[i].value);
    }
    ALLOC(*out = list.writer.has_failed ? NULL : occi_buffer_text(&list));
    return NULL;
}

static const char *number_text(occi_pool *pool, size_t number)
{
    const char *text = occi_pool_format(pool, "%zu", number);
    return text ? text : "?";
}

static occi_error *read_body(occi_pool *pool, const FCGX_Request *from, size_t body_max,
                             fcgi_request *request)
{
    const char *declared = FCGX_GetParam("CONTENT_LENGTH", from->envp);
    size_t length = declared ? strtoul(declared, NULL, 10) : 0;
    request->body = "";
    if (length > body_max)
        return OCCI_FAIL(pool, TOO_LARGE, "the request body", number_text(pool, body_max));
    if (length == 0)
        return NULL;
    char *body;
    ALLOC(body = occi_pool_zero(pool, length + 1));
    int got = FCGX_GetStr(body, (int)length, from->in);
    if (got < 0 || (size_t)got < length)
        return OCCI_FAIL(pool, BODY_INCOMPLETE, number_text(pool, got < 0 ? 0 : (size_t)got),
                         number_text(pool, length));
    request->body = body;
    request->body_length = length;
    return NULL;
}

occi_error *fcgi_request_read(occi_pool *pool, FCGX_Request *from, size_t body_max, fcgi_request *out)
{
    const struct {
        const char *parameter;
        const char **field;
        const char *fallback;
    } texts[] = {
        { "REQUEST_METHOD", &out->method, "GET" },
        { "CONTENT_TYPE", &out->content_type, NULL },
        { "HTTP_USER_AGENT", &out->user_agent, NULL },
        { "HTTP_AUTHORIZATION", &out->authorization, NULL },
        { "SSL_CLIENT_VERIFY", &out->certificate.verified, NULL },
        { "SSL_CLIENT_S_DN", &out->certificate.subject, NULL },
        { "SSL_CLIENT_I_DN", &out->certificate.issuer, NULL },
        { "SSL_CLIENT_FQANS", &out->certificate.attributes, NULL },
        { "REQUEST_ID", &out->id, "" },
        { "REMOTE_ADDR", &out->address, "" },
    };
    *out = (fcgi_request){ .path = "/", .prefix = "", .query = "", .base = "" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *value = FCGX_GetParam(texts[i].parameter, from->envp);
        *texts[i].field = value && *value ? value : texts[i].fallback;
    }
    TRY(read_base(pool, from, out));
    TRY(read_headers(pool, from, out));
    TRY(read_list(pool, out, "ACCEPT", &out->accept));
    TRY(read_agent(pool, out));
    TRY(read_target(pool, from, out));
    TRY(read_tenant(pool, out));
    return read_body(pool, from, body_max, out);
}

/* The media types of all rows that can be read, for the error sentence. */
static const char *readable_types(occi_pool *pool)
{
    occi_buffer list;
    occi_buffer_init(&list, pool, 0);
    const occi_rendering *row;
    for (size_t i = 0; (row = occi_rendering_at(i)); i++) {
        if (row->parse && list.length)
            occi_write_string(&list.writer, ", ");
        if (row->parse)
            occi_write_string(&list.writer, row->media_type);
    }
    return occi_buffer_text(&list);
}

static bool is_writing(const fcgi_request *request)
{
    return strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0;
}

/* That of its Content-Type; NULL: there is none, or it cannot be read. */
static const occi_rendering *find_rendering(const fcgi_request *request)
{
    const char *type = request->content_type;
    const occi_rendering *found = type ? occi_rendering_find(type, strcspn(type, "; \t")) : NULL;
    return found && found->parse ? found : NULL;
}

bool fcgi_request_is_typed(const fcgi_request *request)
{
    return find_rendering(request) != NULL;
}

occi_error *fcgi_request_parse(occi_pool *pool, const fcgi_request *request, const occi_message **out)
{
    const occi_rendering *rendering = find_rendering(request);
    /* HTTP libraries give a type of their own to what has no body, and then it says nothing. */
    if (request->content_type && !rendering && request->body_length > 0)
        return OCCI_FAIL(pool, MEDIA_TYPE, request->content_type, readable_types(pool));
    /* Filters may sit in the header of a request whatever its Content-Type, but what changes something is
     * said in one place only (text-rendering.md 6.10). */
    bool is_header = rendering ? rendering->is_in_headers : request->body_length == 0;
    size_t header_count = is_header || !is_writing(request) ? request->header_count : 0;
    if (request->body_length == 0)
        rendering = &occi_text_occi;
    else if (!rendering)
        rendering = occi_rendering_at(0);
    return rendering->parse(pool, request->headers, header_count, request->body, request->body_length, out);
}

const char *fcgi_request_field(const fcgi_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    return NULL;
}

/* The memory is libfcgi's, which would free it as it is. */
void fcgi_request_forget(fcgi_request *request)
{
    static const char *const secrets[] = { "AUTHORIZATION", "X_AUTH_TOKEN" };
    for (size_t i = 0; i < request->header_count; i++)
        for (size_t j = 0; j < sizeof secrets / sizeof *secrets; j++)
            if (strcmp(request->headers[i].name, secrets[j]) == 0)
                sodium_memzero((char *)(uintptr_t)request->headers[i].value, request->headers[i].length);
    request->authorization = NULL;
}

/* Whose an http URL is, and what follows. */
typedef struct authority {
    const char *host;
    size_t host_length;
    unsigned long port; /* 0: that of the scheme */
    const char *path;
} authority;

static bool read_authority(const char *uri, authority *out)
{
    size_t scheme = strcspn(uri, ":");
    bool is_tls = scheme == strlen("https") && strncasecmp(uri, "https", scheme) == 0;
    bool is_plain = scheme == strlen("http") && strncasecmp(uri, "http", scheme) == 0;
    if ((!is_tls && !is_plain) || strncmp(uri + scheme, "://", 3) != 0)
        return false;
    *out = (authority){ .host = uri + scheme + 3 };
    size_t length = strcspn(out->host, "/?#"), digits = length;
    while (digits > 0 && isdigit((unsigned char)out->host[digits - 1]))
        digits--;
    bool has_port = digits > 0 && out->host[digits - 1] == ':';
    unsigned long port = has_port ? strtoul(out->host + digits, NULL, 10) : 0;
    out->port = port == (is_tls ? 443 : 80) ? 0 : port;
    out->host_length = has_port ? digits - 1 : length;
    out->path = out->host + length;
    return true;
}

static const char *without(const char *uri, const char *front)
{
    size_t length = strlen(front);
    return strncmp(uri, front, length) == 0 && uri[length] == '/' ? uri + length : uri;
}

/* One host serves with and without TLS, and what a client has seen in one way it may say in the other. */
const char *fcgi_request_local(const fcgi_request *request, const char *uri)
{
    authority own, said;
    if (!read_authority(request->base, &own) || !read_authority(uri, &said) || *said.path != '/')
        return without(uri, request->prefix);
    bool is_own = own.host_length == said.host_length && own.port == said.port &&
                  strncasecmp(own.host, said.host, own.host_length) == 0;
    return without(is_own ? said.path : uri, request->prefix);
}

/* The product OCCI among those of a User-Agent; other products end in its name (rOCCI/5.0, jOCCI/2.0). */
static const char *find_claim(const char *user_agent)
{
    const char *claim = user_agent ? strcasestr(user_agent, "OCCI/") : NULL;
    while (claim && claim != user_agent && !strchr(" \t(,;", claim[-1]))
        claim = strcasestr(claim + 1, "OCCI/");
    return claim;
}

occi_error *fcgi_request_check_version(occi_pool *pool, const fcgi_request *request)
{
    const char *claim = find_claim(request->user_agent);
    if (!claim)
        return NULL;
    char *end;
    const char *version = claim + strlen("OCCI/");
    unsigned long major = strtoul(version, &end, 10), minor = *end == '.' ? strtoul(end + 1, &end, 10) : 0;
    if (major < OCCI_MAJOR || (major == OCCI_MAJOR && minor <= OCCI_MINOR))
        return NULL;
    const char *said;
    ALLOC(said = occi_pool_string_n(pool, version, (size_t)(end - version)));
    return OCCI_FAIL(pool, VERSION, said);
}
