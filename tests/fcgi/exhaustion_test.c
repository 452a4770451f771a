/* Memory runs out in the middle of a request: for every allocation of a conversation with the real registry,
 * that one fails. Each request is answered nonetheless, with what it would have been or with 503, and the
 * next one is served as if nothing had been. Run by tests/http/exhaustion.t, with OCCI_DATABASE of a worker,
 * and OCCI_AUTHORIZATION, an Authorization field. */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fcgi/exchange.h"

#define OUT_MAX ((size_t)1024 * 1024)

/* A FastCGI request without nginx: parameters and body are given, the answer is kept in memory. */
typedef struct spoken {
    FCGX_Request request;
    FCGX_Stream in;
    FCGX_Stream out;
    unsigned char body[4096];
    unsigned char answer[OUT_MAX];
    char *parameters[16];
} spoken;

static void at_end(FCGX_Stream *stream)
{
    stream->isClosed = 1;
}

static void when_full(FCGX_Stream *stream, int is_closing)
{
    (void)is_closing;
    stream->isClosed = 1; /* OUT_MAX is more than any answer here */
}

static char *parameter(const char *name, const char *value)
{
    char *text = malloc(strlen(name) + strlen(value) + 2);
    if (!text)
        abort();
    sprintf(text, "%s=%s", name, value);
    return text;
}

static const char *accept = "text/plain";

static void begin(spoken *said, const char *method, const char *uri, const char *body)
{
    char length[32];
    snprintf(length, sizeof length, "%zu", strlen(body));
    const char *const values[][2] = {
        { "REQUEST_METHOD", method },   { "REQUEST_URI", uri },
        { "HTTP_HOST", "127.0.0.1" },   { "CONTENT_TYPE", "text/plain" },
        { "CONTENT_LENGTH", length },   { "HTTP_AUTHORIZATION", getenv("OCCI_AUTHORIZATION") },
        { "REQUEST_ID", "exhaustion" }, { "REMOTE_ADDR", "127.0.0.1" },
        { "HTTP_ACCEPT", accept },
    };
    memset(said, 0, offsetof(spoken, answer));
    memset(said->parameters, 0, sizeof said->parameters);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        said->parameters[i] = parameter(values[i][0], values[i][1]);
    memcpy(said->body, body, strlen(body));
    said->in = (FCGX_Stream){ .rdNext = said->body,
                              .stop = said->body + strlen(body),
                              .stopUnget = said->body,
                              .isReader = 1,
                              .fillBuffProc = at_end };
    said->in.wrNext = said->in.stop;
    said->out =
        (FCGX_Stream){ .wrNext = said->answer, .stop = said->answer + OUT_MAX, .emptyBuffProc = when_full };
    said->out.rdNext = said->out.stop;
    said->request = (FCGX_Request){ .in = &said->in, .out = &said->out, .envp = said->parameters };
}

static void end(spoken *said)
{
    *said->out.wrNext = '\0';
    for (size_t i = 0; said->parameters[i]; i++)
        free(said->parameters[i]);
}

/* The status of the answer; its text stays in `said`. An answer that is under way already, as long ones are, can only be cut: then a
 * client sees that it is not whole, and 503 stands for it here. */
static int ask(fcgi_worker *worker, spoken *said, const char *method, const char *uri, const char *body)
{
    begin(said, method, uri, body);
    bool is_served = fcgi_serve(worker, &said->request);
    end(said);
    if (!is_served)
        return 503;
    const char *status = strstr((char *)said->answer, "Status: ");
    return status ? atoi(status + strlen("Status: ")) : 0;
}

/* What is answered is answered whole: a page is seen to end, and JSON to be some. */
static bool is_whole(const spoken *said)
{
    const char *body = strstr((const char *)said->answer, "\r\n\r\n");
    if (!body)
        return false;
    body += 4;
    if (strcmp(accept, "text/html") == 0)
        return strstr(body, "</html>\n") != NULL;
    return strcmp(accept, "application/occi+json") != 0 || *body == '{';
}

/* Asks until no allocation fails any more. Answers how often it had to; -1 when an answer was neither. */
static int exhaust(fcgi_worker *worker, spoken *said, const char *method, const char *uri, const char *body,
                   int expected)
{
    for (int allocations = 0;; allocations++) {
        occi_pool_fail_after(allocations);
        int status = ask(worker, said, method, uri, body);
        occi_pool_fail_after(-1);
        if (status == expected && is_whole(said))
            return allocations;
        if (status != 503) {
            printf("# allocation %d of %s %s failed, and the answer was:\n%s\n", allocations, method, uri,
                   said->answer);
            return -1;
        }
    }
}

static int number;

static void report(int allocations, const char *what)
{
    printf("%sok %d - %s, whichever of its %d allocations fails\n", allocations < 0 ? "not " : "", ++number,
           what, allocations);
}

/* The path in the Location field of the last answer. */
static char *location_of(const spoken *said)
{
    const char *field = strstr((const char *)said->answer, "Location: http://127.0.0.1");
    if (!field)
        return strdup("/none");
    const char *path = field + strlen("Location: http://127.0.0.1");
    return strndup(path, strcspn(path, "\r\n"));
}

/* Until the cloud's reconciler has put the storage online: a backup can be asked for in that state again and again. */
static void wait_online(fcgi_worker *worker, spoken *said, const char *path)
{
    for (int i = 0; i < 100; i++) {
        ask(worker, said, "GET", path, "");
        if (strstr((char *)said->answer, "occi.storage.state=\"online\""))
            return;
        usleep(100 * 1000);
    }
    printf("# the storage does not come online\n");
}

int main(void)
{
    static const char compute[] =
        "Category: compute; scheme=\"http://schemas.ogf.org/occi/infrastructure#\"; class=\"kind\"\n"
        "X-OCCI-Attribute: occi.core.title=\"exhausted\"\n";
    static const char storage[] =
        "Category: storage; scheme=\"http://schemas.ogf.org/occi/infrastructure#\"; class=\"kind\"\n"
        "X-OCCI-Attribute: occi.storage.size=1\n";
    static const char backup[] = "Category: backup; "
                                 "scheme=\"http://schemas.ogf.org/occi/infrastructure/storage/action#\"; class=\"action\"\n";
    char action[256];
    fcgi_worker worker = { .settings = { .body_max = 65536, .autostart = true, .login_failures = 1000000 } };
    spoken *said = malloc(sizeof *said);
    worker.session = store_session_new(getenv("OCCI_DATABASE"), "exhaustion-test");
    worker.authenticator = store_session_new_as(getenv("OCCI_DATABASE"), "occi_authenticator", "exhaustion-test");
    worker.sessions = fcgi_sessions_new();
    worker.categories = fcgi_categories_new();
    worker.identities = fcgi_identities_new(&worker.settings);
    if (!said || !worker.session || !worker.authenticator || !worker.sessions || !worker.categories || !worker.identities || !getenv("OCCI_AUTHORIZATION"))
        return 1;

    report(exhaust(&worker, said, "GET", "/-/", "", 200), "the query interface answers, from a cold start");
    report(exhaust(&worker, said, "POST", "/compute/", compute, 201), "a compute is created");
    char *path = location_of(said);
    report(exhaust(&worker, said, "GET", path, "", 200), "it is read");
    report(exhaust(&worker, said, "GET", "/compute/", "", 200), "its collection is listed");
    accept = "application/occi+json";
    report(exhaust(&worker, said, "GET", path, "", 200), "it is read as JSON");
    accept = "text/html";
    report(exhaust(&worker, said, "GET", path, "", 200), "it is read as a page");
    report(exhaust(&worker, said, "GET", "/compute/", "", 200), "and so is its collection");
    report(exhaust(&worker, said, "GET", "/-/", "", 200), "and the query interface");
    accept = "text/plain";
    report(exhaust(&worker, said, "PUT", path, compute, 200), "it is replaced");
    report(exhaust(&worker, said, "POST", path, "X-OCCI-Attribute: occi.compute.cores=3\n", 200),
           "it is updated");
    report(exhaust(&worker, said, "DELETE", "/compute/", "", 200), "its collection is deleted");

    report(exhaust(&worker, said, "POST", "/storage/", storage, 201), "a storage is created");
    free(path);
    path = location_of(said);
    wait_online(&worker, said, path);
    snprintf(action, sizeof action, "%s?action=backup", path);
    report(exhaust(&worker, said, "POST", action, backup, 200), "it is acted on");
    report(exhaust(&worker, said, "DELETE", "/storage/", "", 200), "its collection is deleted");
    printf("1..%d\n", number);

    free(path);
    fcgi_sessions_free(worker.sessions);
    fcgi_identities_free(worker.identities);
    fcgi_categories_free(worker.categories);
    store_session_free(worker.authenticator);
    store_session_free(worker.session);
    free(said);
    return 0;
}
