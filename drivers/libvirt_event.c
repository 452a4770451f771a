/* Events: one thread runs libvirt's event loop for all hosts of the process, from the first that is opened to
 * the last that is closed; a watch turns what libvirt tells of our things into the contract's events. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "drivers/libvirt.h"

/* The loop. */

static pthread_once_t loop_once = PTHREAD_ONCE_INIT;
static bool loop_is_registered;

static pthread_mutex_t loop_lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows */
static size_t loop_users;
static pthread_t loop_thread;
static atomic_bool loop_is_ending;

static void loop_register(void)
{
    loop_is_registered = virEventRegisterDefaultImpl() == 0;
}

static void *loop_run(void *nothing)
{
    while (!atomic_load(&loop_is_ending))
        virEventRunDefaultImpl();
    return nothing;
}

/* The process's signals are for its other threads. */
static int loop_start(void)
{
    sigset_t all, before;
    sigfillset(&all);
    atomic_store(&loop_is_ending, false);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&loop_thread, NULL, loop_run, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

driver_outcome libvirt_loop_enter(driver_note *note)
{
    pthread_once(&loop_once, loop_register);
    if (!loop_is_registered)
        return libvirt_again(note, "libvirt has no event loop");
    pthread_mutex_lock(&loop_lock);
    int failure = loop_users == 0 ? loop_start() : 0;
    if (!failure)
        loop_users++;
    pthread_mutex_unlock(&loop_lock);
    return failure ? libvirt_again(note, "cannot start the event thread: %s", strerror(failure))
                   : DRIVER_DONE;
}

static void wake(int timer, void *nothing)
{
    (void)nothing;
    virEventUpdateTimeout(timer, -1);
}

void libvirt_loop_leave(void)
{
    pthread_mutex_lock(&loop_lock);
    if (--loop_users == 0) {
        atomic_store(&loop_is_ending, true);
        int timer = virEventAddTimeout(0, wake, NULL, NULL);
        pthread_join(loop_thread, NULL);
        if (timer >= 0)
            virEventRemoveTimeout(timer);
    }
    pthread_mutex_unlock(&loop_lock);
}

/* The watch. */

/* libvirt may still be delivering an event when its callback is deregistered: each registration holds a
 * reference. */
struct libvirt_watch {
    atomic_int references;
    pthread_mutex_t lock; /* held while `event` runs */
    driver_event *event;  /* NULL: stopped */
    void *context;
};

static void watch_release(void *opaque)
{
    libvirt_watch *watch = opaque;
    if (atomic_fetch_sub(&watch->references, 1) > 1)
        return;
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

static void watch_tell(libvirt_watch *watch, driver_class class, const char *name, const char *uuid,
                       driver_state state)
{
    if (!libvirt_is_our_name(name, uuid))
        return;
    pthread_mutex_lock(&watch->lock);
    if (watch->event)
        watch->event(watch->context, class, uuid, state);
    pthread_mutex_unlock(&watch->lock);
}

/* The first row that fits speaks; an event without a row changes no state of ours. */
typedef struct event_row {
    int event;
    int detail; /* or ANY */
    driver_state state;
} event_row;
#define ANY -1

static const event_row domain_rows[] = {
    { VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_ADDED, DRIVER_STATE_INACTIVE },
    { VIR_DOMAIN_EVENT_UNDEFINED, ANY, DRIVER_STATE_ABSENT },
    { VIR_DOMAIN_EVENT_STARTED, ANY, DRIVER_STATE_ACTIVE },
    { VIR_DOMAIN_EVENT_RESUMED, ANY, DRIVER_STATE_ACTIVE },
    { VIR_DOMAIN_EVENT_SUSPENDED, ANY, DRIVER_STATE_SUSPENDED },
    { VIR_DOMAIN_EVENT_PMSUSPENDED, ANY, DRIVER_STATE_SUSPENDED },
    { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED, DRIVER_STATE_SUSPENDED },
    { VIR_DOMAIN_EVENT_STOPPED, ANY, DRIVER_STATE_INACTIVE },
    { VIR_DOMAIN_EVENT_CRASHED, ANY, DRIVER_STATE_ERROR },
};

static const event_row network_rows[] = {
    { VIR_NETWORK_EVENT_DEFINED, ANY, DRIVER_STATE_INACTIVE },
    { VIR_NETWORK_EVENT_UNDEFINED, ANY, DRIVER_STATE_ABSENT },
    { VIR_NETWORK_EVENT_STARTED, ANY, DRIVER_STATE_ACTIVE },
    { VIR_NETWORK_EVENT_STOPPED, ANY, DRIVER_STATE_INACTIVE },
};

static const event_row pool_rows[] = {
    { VIR_STORAGE_POOL_EVENT_DEFINED, ANY, DRIVER_STATE_INACTIVE },
    { VIR_STORAGE_POOL_EVENT_UNDEFINED, ANY, DRIVER_STATE_ABSENT },
    { VIR_STORAGE_POOL_EVENT_STARTED, ANY, DRIVER_STATE_ACTIVE },
    { VIR_STORAGE_POOL_EVENT_STOPPED, ANY, DRIVER_STATE_INACTIVE },
};

static const event_row *row_of(const event_row *rows, size_t count, int event, int detail)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].event == event && (rows[i].detail == ANY || rows[i].detail == detail))
            return &rows[i];
    return NULL;
}
#define ROW_OF(rows, event, detail) row_of((rows), sizeof(rows) / sizeof *(rows), (event), (detail))

static int on_domain(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *watch)
{
    (void)connection;
    const event_row *row = ROW_OF(domain_rows, event, detail);
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (row && virDomainGetUUIDString(domain, uuid) == 0)
        watch_tell(watch, DRIVER_COMPUTE, virDomainGetName(domain), uuid, row->state);
    return 0;
}

static void on_network(virConnectPtr connection, virNetworkPtr network, int event, int detail, void *watch)
{
    (void)connection;
    const event_row *row = ROW_OF(network_rows, event, detail);
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (row && virNetworkGetUUIDString(network, uuid) == 0)
        watch_tell(watch, DRIVER_NETWORK, virNetworkGetName(network), uuid, row->state);
}

static void on_pool(virConnectPtr connection, virStoragePoolPtr pool, int event, int detail, void *watch)
{
    (void)connection;
    const event_row *row = ROW_OF(pool_rows, event, detail);
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (row && virStoragePoolGetUUIDString(pool, uuid) == 0)
        watch_tell(watch, DRIVER_STORAGE, virStoragePoolGetName(pool), uuid, row->state);
}

/* The reference that goes with a registration; libvirt does not take it when it fails. */
static int registered(libvirt_watch *watch, int callback)
{
    if (callback < 0)
        watch_release(watch);
    return callback;
}

driver_outcome libvirt_watch_start(driver_host *host, driver_event *event, void *context, driver_note *note)
{
    libvirt_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        return libvirt_again(note, "out of memory");
    pthread_mutex_init(&watch->lock, NULL);
    watch->event = event;
    watch->context = context;
    atomic_init(&watch->references, 4);
    host->watch = watch;
    host->domain_events = registered(
        watch, virConnectDomainEventRegisterAny(host->connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                VIR_DOMAIN_EVENT_CALLBACK(on_domain), watch, watch_release));
    host->network_events = registered(
        watch,
        virConnectNetworkEventRegisterAny(host->connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                          VIR_NETWORK_EVENT_CALLBACK(on_network), watch, watch_release));
    host->pool_events =
        registered(watch, virConnectStoragePoolEventRegisterAny(
                              host->connection, NULL, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
                              VIR_STORAGE_POOL_EVENT_CALLBACK(on_pool), watch, watch_release));
    if (host->domain_events >= 0 && host->network_events >= 0 && host->pool_events >= 0)
        return DRIVER_DONE;
    driver_outcome outcome = libvirt_fail(note, "watch the host");
    libvirt_watch_stop(host);
    return outcome;
}

void libvirt_watch_stop(driver_host *host)
{
    if (!host->watch)
        return;
    pthread_mutex_lock(&host->watch->lock);
    host->watch->event = NULL;
    pthread_mutex_unlock(&host->watch->lock);
    if (host->domain_events >= 0)
        virConnectDomainEventDeregisterAny(host->connection, host->domain_events);
    if (host->network_events >= 0)
        virConnectNetworkEventDeregisterAny(host->connection, host->network_events);
    if (host->pool_events >= 0)
        virConnectStoragePoolEventDeregisterAny(host->connection, host->pool_events);
    host->domain_events = host->network_events = host->pool_events = -1;
    watch_release(host->watch);
    host->watch = NULL;
}
