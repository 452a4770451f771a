/* occi-fcgi: a FastCGI worker. Listens on file descriptor 0, as spawn-fcgi, multiwatch and systemd socket
 * units hand it over; serves one request at a time; keeps nothing that the database could not tell it anew,
 * so it can be killed at any moment. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "fcgi/exchange.h"

#define LISTEN_DESCRIPTOR 0

/* The signals that end a worker, multiwatch's SIGUSR1 among them. They are blocked and read from a
 * descriptor, so that a request that has begun is answered, and none is missed between two. -1: no such
 * descriptor can be had. */
static int open_signals(void)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGUSR1);
    signal(SIGPIPE, SIG_IGN);
    return sigprocmask(SIG_BLOCK, &ending, NULL) == 0 ? signalfd(-1, &ending, SFD_CLOEXEC) : -1;
}

/* Waits for a connection; false when the worker is to end. The listening socket does not block, so that a
 * worker that another one beat to a connection comes back here. */
static bool wait_for_connection(int signals)
{
    struct pollfd sources[] = { { .fd = LISTEN_DESCRIPTOR, .events = POLLIN },
                                { .fd = signals, .events = POLLIN } };
    while (poll(sources, 2, -1) < 0 && errno == EINTR)
        ;
    return sources[1].revents == 0 && (sources[0].revents & POLLIN);
}

static void serve_all(fcgi_worker *worker, int signals)
{
    FCGX_Request from;
    FCGX_InitRequest(&from, LISTEN_DESCRIPTOR, FCGI_FAIL_ACCEPT_ON_INTR);
    while (wait_for_connection(signals)) {
        if (FCGX_Accept_r(&from) != 0)
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

static bool make_ready(fcgi_worker *worker)
{
    const fcgi_settings *settings = &worker->settings;
    worker->session = store_session_new(settings->database, "occi-fcgi");
    worker->authenticator = *settings->auth_database
                                ? store_session_new(settings->auth_database, "occi-fcgi")
                                : store_session_new_as(settings->database, "occi_authenticator", "occi-fcgi");
    worker->categories = fcgi_categories_new();
    worker->identities = fcgi_identities_new(settings);
    worker->sessions = fcgi_sessions_new();
    return worker->session && worker->authenticator && worker->categories && worker->identities &&
           worker->sessions && FCGX_Init() == 0;
}

static int run(fcgi_worker *worker)
{
    bool is_ready = make_ready(worker);
    int signals = is_ready ? open_signals() : -1;
    if (signals >= 0)
        serve_all(worker, signals);
    else
        fprintf(stderr,
                "occi-fcgi: memory, randomness or descriptors are out, or a setting makes no sense\n");
    fcgi_sessions_free(worker->sessions);
    fcgi_identities_free(worker->identities);
    fcgi_categories_free(worker->categories);
    store_session_free(worker->authenticator);
    store_session_free(worker->session);
    close(signals);
    return signals >= 0 ? 0 : 1;
}

static void print_help(void)
{
    printf("Usage: occi-fcgi [--help | --version]\n"
           "Answers OCCI requests over FastCGI on the socket that is its standard input.\n"
           "Start it with spawn-fcgi, multiwatch or a systemd socket unit.\n\nEnvironment:\n");
    occi_settings_print(fcgi_setting_rows, fcgi_setting_count, stdout);
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
    if (!occi_settings_read(fcgi_setting_rows, fcgi_setting_count, &worker.settings, problem,
                            sizeof problem)) {
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
