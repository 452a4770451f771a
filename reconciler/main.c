/* occi-reconciler: makes real what the registry says. Holds free hosts under a lease, and a pool of threads
 * on each carries operations out. What it knows, it knows from the registry; it can be killed at any moment,
 * and another takes over when the lease has ended. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include "reconciler/host.h"
#include "reconciler/keys.h"
#include "reconciler/seal.h"

#define HOSTS_MAX 256
#define TICK      500 /* milliseconds: how often leases and free hosts are looked at */

typedef struct control {
    reconciler_settings settings;
    store_session *session;
    char holder[128];
    const char *drivers; /* a PostgreSQL array of their names */
    reconciler_host *hosts[HOSTS_MAX];
    size_t host_count;
    reconciler_sealer *sealer; /* NULL: this reconciler does not seal */
    int signals;
    int events;  /* an eventfd: a host has something to report */
    int sources; /* an epoll of both */
    bool is_ready;
    bool is_stopping;
} control;

static void log_error(const char *what, const occi_error *error)
{
    fprintf(stderr, "occi-reconciler: %s: %s\n", what, error->message);
}

static bool open_sources(control *self)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGUSR1);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
        return false;
    self->signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    self->events = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->sources = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event readable = { .events = EPOLLIN };
    return self->signals >= 0 && self->events >= 0 && self->sources >= 0 &&
           epoll_ctl(self->sources, EPOLL_CTL_ADD, self->signals, &readable) == 0 &&
           epoll_ctl(self->sources, EPOLL_CTL_ADD, self->events, &readable) == 0;
}

/* "{test,qemu}" */
static const char *list_drivers(occi_pool *pool)
{
    const char *list = "{";
    for (size_t i = 0; list && driver_at(i); i++)
        list = occi_pool_format(pool, "%s%s%s", list, i ? "," : "", driver_at(i)->name);
    return list ? occi_pool_format(pool, "%s}", list) : NULL;
}

static void drop_host(control *self, size_t index)
{
    reconciler_host *host = self->hosts[index];
    fprintf(stderr, "occi-reconciler: lets go of host %s\n", reconciler_host_held(host)->name);
    reconciler_host_stop(host);
    self->hosts[index] = self->hosts[--self->host_count];
}

/* Takes every free host that it can. */
static occi_error *take_hosts(control *self, occi_pool *pool)
{
    const store_host *held;
    while (self->host_count < HOSTS_MAX) {
        TRY(store_host_acquire(self->session, pool, self->holder, self->drivers, (int)self->settings.lease,
                               &held));
        if (!held)
            return NULL;
        reconciler_host *host = reconciler_host_start(held, &self->settings, self->events);
        if (!host) /* not opened; its lease ends by itself, and then it is tried again */
            return NULL;
        self->hosts[self->host_count++] = host;
    }
    return NULL;
}

static occi_error *look_after(control *self, occi_pool *pool)
{
    for (size_t i = self->host_count; i-- > 0;) {
        if (!reconciler_host_renew(self->hosts[i], self->session, pool)) {
            drop_host(self, i);
            continue;
        }
        reconciler_host_report(self->hosts[i], self->session, pool);
    }
    TRY(store_queue_listen(self->session,
                           pool)); /* again in every round, for the connection may be a new one */
    TRY(take_hosts(self, pool));
    if (!self->is_ready)
        fprintf(stderr, "occi-reconciler: ready\n");
    self->is_ready = true;
    return NULL;
}

static void read_sources(control *self)
{
    struct signalfd_siginfo arrived;
    eventfd_t count;
    if (eventfd_read(self->events, &count) < 0 && errno != EAGAIN)
        fprintf(stderr, "occi-reconciler: events: %s\n", strerror(errno));
    while (read(self->signals, &arrived, sizeof arrived) == sizeof arrived) {
        if (arrived.ssi_signo != SIGUSR1)
            self->is_stopping = true;
        for (size_t i = 0; arrived.ssi_signo == SIGUSR1 && i < self->host_count; i++)
            reconciler_host_log_inventory(self->hosts[i]);
    }
}

/* One round: leases, reports, free hosts; then waits for what comes. */
static void round_once(control *self, occi_pool *pool)
{
    occi_error *error = look_after(self, pool);
    if (!error)
        error = store_queue_wait(self->session, pool, self->sources, TICK);
    if (error) { /* the registry is away; signals are heard all the same */
        log_error("the registry", error);
        poll(&(struct pollfd){ .fd = self->sources, .events = POLLIN }, 1, TICK);
    }
    read_sources(self);
    for (size_t i = 0; i < self->host_count; i++)
        reconciler_host_wake(self->hosts[i]);
}

/* The calls in flight are finished; then the hosts are free at once. */
static void release_hosts(control *self)
{
    while (self->host_count) {
        occi_pool *pool = occi_pool_new(NULL);
        reconciler_host *host = self->hosts[self->host_count - 1];
        store_host held = *reconciler_host_held(host);
        held.name = pool ? occi_pool_string(pool, held.name) : NULL;
        drop_host(self, self->host_count - 1);
        occi_error *error = pool ? store_host_release(self->session, pool, &held) : NULL;
        if (error)
            log_error("a lease that was not given back", error);
        occi_pool_free(pool);
    }
}

/* Sealing is not what hosts wait for: a key that cannot be read ends the start, a registry that is away does
 * not. */
static bool start_sealer(control *self, occi_pool *pool)
{
    const reconciler_settings *settings = &self->settings;
    const char *database = settings->audit_database;
    if (!*settings->audit_key) {
        fprintf(stderr, "occi-reconciler: OCCI_AUDIT_KEY is not set: the audit is not sealed here\n");
        return true;
    }
    if (!*database)
        database = occi_pool_format(pool, "%s user=occi_sealer", settings->database);
    occi_error *error = database ? reconciler_sealer_start(pool, database, settings->audit_key, &self->sealer)
                                 : &occi_error_no_memory;
    if (error)
        log_error("the audit cannot be sealed", error);
    return !error;
}

static int run(control *self)
{
    occi_pool *lasting = occi_pool_new(NULL);
    self->session = store_session_new(self->settings.database, "occi-reconciler");
    self->drivers = lasting ? list_drivers(lasting) : NULL;
    if (gethostname(self->holder, 64) < 0)
        strcpy(self->holder, "?");
    snprintf(self->holder + strlen(self->holder), 32, ":%ld", (long)getpid());
    bool is_ready = self->session && self->drivers && open_sources(self); /* the signals, before any thread */
    reconciler_keys *keys = is_ready ? reconciler_keys_start(&self->settings) : NULL;
    is_ready = keys;
    if (!is_ready)
        fprintf(stderr, "occi-reconciler: memory or descriptors are out\n");
    is_ready = is_ready && start_sealer(self, lasting);
    while (is_ready && !self->is_stopping) {
        occi_pool *pool = occi_pool_new(NULL);
        if (pool)
            round_once(self, pool);
        occi_pool_free(pool);
    }
    reconciler_keys_stop(keys);
    release_hosts(self);
    reconciler_sealer_stop(self->sealer);
    store_session_free(self->session);
    occi_pool_free(lasting);
    return is_ready ? 0 : 1;
}

static void print_help(void)
{
    printf("Usage: occi-reconciler [--help | --version | --drivers]\n"
           "Carries out what the registry's queue asks for, on the hosts that are free. SIGUSR1: writes what "
           "is on them into the log.\n\n"
           "Environment:\n");
    occi_settings_print(reconciler_setting_rows, reconciler_setting_count, stdout);
}

static void print_drivers(void)
{
    for (size_t i = 0; driver_at(i); i++)
        printf("%s (%s): %s\n", driver_at(i)->name, driver_at(i)->default_uri, driver_at(i)->capabilities);
}

int main(int count, char **arguments)
{
    static control self; /* too large for the stack */
    char problem[256];
    if (count == 2 && strcmp(arguments[1], "--help") == 0) {
        print_help();
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("occi-reconciler %s\n", OCCI_VERSION);
        return 0;
    }
    if (count == 2 && strcmp(arguments[1], "--drivers") == 0) {
        print_drivers();
        return 0;
    }
    if (count > 1) {
        fprintf(stderr, "occi-reconciler: unknown argument \"%s\"; see occi-reconciler --help\n",
                arguments[1]);
        return 2;
    }
    if (!occi_settings_read(reconciler_setting_rows, reconciler_setting_count, &self.settings, problem,
                            sizeof problem)) {
        fprintf(stderr, "occi-reconciler: %s\n", problem);
        return 2;
    }
    return run(&self);
}
