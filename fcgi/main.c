/* occi-fcgi: a FastCGI worker. Listens on file descriptor 0, as spawn-fcgi, multiwatch and systemd socket
 * units hand it over; serves one request at a time; keeps nothing that the database could not tell it anew,
 * so it can be killed at any moment. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "fcgi/exchange.h"

#define LISTEN_DESCRIPTOR 0

static volatile sig_atomic_t is_stopping;

static void stop(int signal)
{
    (void)signal;
    is_stopping = 1;
}

/* SIGTERM and SIGINT are blocked but while waiting for a connection: a request that has begun is answered. */
static sigset_t block_signals(void)
{
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return before;
}

/* The socket does not block, so that a worker that another one beat to a connection waits here, where signals
 * reach it. */
static bool wait_for_connection(const sigset_t *signals)
{
    struct pollfd listener = { .fd = LISTEN_DESCRIPTOR, .events = POLLIN };
    return ppoll(&listener, 1, NULL, signals) > 0 && !is_stopping;
}

static void serve_all(fcgi_worker *worker, const sigset_t *signals)
{
    FCGX_Request from;
    FCGX_InitRequest(&from, LISTEN_DESCRIPTOR, FCGI_FAIL_ACCEPT_ON_INTR);
    while (!is_stopping) {
        if (!wait_for_connection(signals) || FCGX_Accept_r(&from) != 0)
            continue;
        if (fcgi_serve(worker, &from)) {
            FCGX_Finish_r(&from);
        } else { /* half an answer is out: cut the connection, so that nobody takes it for a whole one */
            FCGX_Free(&from, 1);
            FCGX_InitRequest(&from, LISTEN_DESCRIPTOR, FCGI_FAIL_ACCEPT_ON_INTR);
        }
    }
    FCGX_Free(&from, 1);
}

static int run(fcgi_worker *worker)
{
    worker->session = store_session_new(worker->settings.database, "occi-fcgi");
    worker->categories = fcgi_categories_new();
    worker->identities = fcgi_identities_new();
    bool is_ready = worker->session && worker->categories && worker->identities && FCGX_Init() == 0;
    if (is_ready) {
        sigset_t signals = block_signals();
        serve_all(worker, &signals);
    } else {
        fprintf(stderr, "occi-fcgi: memory or randomness is out\n");
    }
    fcgi_identities_free(worker->identities);
    fcgi_categories_free(worker->categories);
    store_session_free(worker->session);
    return is_ready ? 0 : 1;
}

static void print_help(void)
{
    printf("Usage: occi-fcgi [--help | --version]\n"
           "Answers OCCI requests over FastCGI on the socket that is its standard input.\n"
           "Start it with spawn-fcgi, multiwatch or a systemd socket unit.\n\nEnvironment:\n");
    fcgi_settings_print(stdout);
}

int main(int count, char **arguments)
{
    fcgi_worker worker = { 0 };
    char problem[256];
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        print_help();
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("occi-fcgi %s\n", OCCI_VERSION);
        return 0;
    }
    if (count > 1) {
        fprintf(stderr, "occi-fcgi: unknown argument \"%s\"; see occi-fcgi --help\n", arguments[1]);
        return 2;
    }
    if (!fcgi_settings_read(&worker.settings, problem, sizeof problem)) {
        fprintf(stderr, "occi-fcgi: %s\n", problem);
        return 2;
    }
    int flags = fcntl(LISTEN_DESCRIPTOR, F_GETFL);
    if (FCGX_IsCGI() || flags < 0 || fcntl(LISTEN_DESCRIPTOR, F_SETFL, flags | O_NONBLOCK) < 0) {
        fprintf(
            stderr,
            "occi-fcgi: standard input is not a listening socket; start it with spawn-fcgi or multiwatch\n");
        return 2;
    }
    return run(&worker);
}
