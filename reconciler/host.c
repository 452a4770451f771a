/* Holding a host (see host.h). */
#include "reconciler/host.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include "reconciler/carry.h"

#define THREADS_MAX 64
#define EVENTS_MAX  1024
#define AWAY_PAUSE  300 /* milliseconds between two attempts while the registry is away */

typedef struct event {
    driver_class class;
    char id[DRIVER_UUID_SIZE];
    driver_state state;
} event;

struct reconciler_host {
    store_host held; /* its texts are ours */
    const driver *with;
    driver_host *connection;
    const reconciler_settings *settings;
    int wake;
    pthread_t threads[THREADS_MAX];
    size_t thread_count;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    unsigned long rounds; /* grows when something may have been queued */
    bool is_stopping;
    bool is_lost;
    double held_until; /* seconds, monotonic: when our lease ends unless it is renewed */
    event events[EVENTS_MAX];
    size_t event_count;

    double renew_at; /* of the control thread alone */
    double sweep_at;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

const store_host *reconciler_host_held(const reconciler_host *host)
{
    return &host->held;
}

void reconciler_host_wake(reconciler_host *host)
{
    pthread_mutex_lock(&host->lock);
    host->rounds++;
    pthread_cond_broadcast(&host->changed);
    pthread_mutex_unlock(&host->lock);
}

static void lose(reconciler_host *host)
{
    pthread_mutex_lock(&host->lock);
    host->is_lost = true;
    pthread_cond_broadcast(&host->changed);
    pthread_mutex_unlock(&host->lock);
}

/* May a driver be called? Not when the lease may be another's by now. */
static bool may_work(reconciler_host *host, unsigned long *rounds)
{
    pthread_mutex_lock(&host->lock);
    bool may = !host->is_stopping && !host->is_lost && now() < host->held_until;
    *rounds = host->rounds;
    pthread_mutex_unlock(&host->lock);
    return may;
}

static bool is_ending(reconciler_host *host)
{
    pthread_mutex_lock(&host->lock);
    bool is = host->is_stopping || host->is_lost;
    pthread_mutex_unlock(&host->lock);
    return is;
}

/* Until something is queued after `rounds`, or for that many milliseconds. */
static void wait_for_work(reconciler_host *host, unsigned long rounds, long milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&host->lock);
    while (host->rounds == rounds && !host->is_stopping && !host->is_lost)
        if (pthread_cond_timedwait(&host->changed, &host->lock, &until) != 0)
            break;
    pthread_mutex_unlock(&host->lock);
}

static void log_error(const reconciler_host *host, const char *what, const occi_error *error)
{
    fprintf(stderr, "occi-reconciler: host %s: %s: %s\n", host->held.name, what, error->message);
}

static void log_outcome(const reconciler_host *host, const store_operation *operation,
                        const store_finish *finish, double seconds)
{
    static const char *const words[] = {
        [STORE_DONE] = "done", [STORE_FAILED] = "failed", [STORE_AGAIN] = "again"
    };
    fprintf(stderr, "occi-reconciler: host %s: operation %s %s %s %s: %s in %.1f ms%s%s\n", host->held.name,
            operation->id, operation->verb, operation->action ? operation->action : "-", operation->subject,
            words[finish->outcome], seconds * 1000, finish->message ? ": " : "",
            finish->message ? finish->message : "");
}

/* What a driver has done is recorded even when the registry goes away meanwhile and comes back, as long as
 * the lease is ours. When it refuses, the host is given up, so that whoever holds it next queues the
 * operation again. */
static void finish(reconciler_host *host, store_session *session, occi_pool *pool,
                   const store_operation *operation, const store_finish *ending)
{
    for (;;) {
        occi_error *error = store_operation_finish(session, pool, &host->held, operation, ending);
        if (!error)
            return;
        log_error(host, operation->id, error);
        if (error->code != OCCI_ERROR_DATABASE_AWAY && error->code != OCCI_ERROR_NO_MEMORY)
            lose(host);
        if (is_ending(host))
            return;
        usleep(AWAY_PAUSE * 1000);
    }
}

/* One operation, if one is due; `*pause` is how long to wait for the next otherwise (0: there may be more).
 */
static occi_error *work_once(reconciler_host *host, store_session *session, occi_pool *pool, long *pause)
{
    const store_operation *operation;
    store_finish ending;
    *pause = 0;
    TRY(store_operation_claim(session, pool, &host->held, &operation, pause));
    if (!operation) {
        *pause = *pause < 0 || *pause > 1000 ? 1000 : *pause + 1;
        return NULL;
    }
    double begin = now();
    occi_error *error = reconciler_carry(pool, host->with, host->connection, operation, &ending);
    if (error) /* memory: the operation is told to come again */
        ending = (store_finish){ .outcome = STORE_AGAIN, .message = error->message, .delay = 1000 };
    finish(host, session, pool, operation, &ending);
    log_outcome(host, operation, &ending, now() - begin);
    return NULL;
}

static void *work(void *context)
{
    reconciler_host *host = context;
    store_session *session = store_session_new(host->settings->database, "occi-reconciler");
    unsigned long rounds = 0;
    while (session && !is_ending(host)) {
        long pause = AWAY_PAUSE;
        occi_pool *pool = occi_pool_new(NULL);
        if (pool && may_work(host, &rounds)) {
            occi_error *error = work_once(host, session, pool, &pause);
            if (error && error->code == OCCI_ERROR_LEASE_LOST)
                lose(host);
            if (error) {
                log_error(host, "claiming an operation", error);
                pause = AWAY_PAUSE;
            }
        }
        occi_pool_free(pool);
        if (pause)
            wait_for_work(host, rounds, pause);
    }
    store_session_free(session);
    return NULL;
}

/* Called from the driver's thread: only noted here. When there are too many, a sweep finds what they would
 * have said. */
static void note_event(void *context, driver_class class, const char *id, driver_state state)
{
    reconciler_host *host = context;
    pthread_mutex_lock(&host->lock);
    if (host->event_count < EVENTS_MAX) {
        event *noted = &host->events[host->event_count++];
        noted->class = class;
        noted->state = state;
        snprintf(noted->id, sizeof noted->id, "%s", id);
    }
    pthread_mutex_unlock(&host->lock);
    if (eventfd_write(host->wake, 1) < 0)
        return; /* full: the control thread is awake anyway */
}

static bool open_host(reconciler_host *host)
{
    driver_note note = { "" };
    if (host->with->open(host->held.uri, &host->connection, &note) != DRIVER_DONE) {
        fprintf(stderr, "occi-reconciler: host %s cannot be opened: %s\n", host->held.name, note.text);
        return false;
    }
    if (host->with->watch(host->connection, note_event, host, &note) != DRIVER_DONE)
        fprintf(stderr, "occi-reconciler: host %s gives no events, so only sweeps find what changes: %s\n",
                host->held.name, note.text);
    return true;
}

static void release(reconciler_host *host)
{
    if (host->connection)
        host->with->close(host->connection);
    pthread_cond_destroy(&host->changed);
    pthread_mutex_destroy(&host->lock);
    free((char *)host->held.name);
    free((char *)host->held.driver);
    free((char *)host->held.uri);
    free(host);
}

static reconciler_host *make(const store_host *held, const reconciler_settings *settings, int wake)
{
    pthread_condattr_t monotonic;
    reconciler_host *host = calloc(1, sizeof *host);
    if (!host)
        return NULL;
    host->held = *held;
    host->held.name = strdup(held->name);
    host->held.driver = strdup(held->driver);
    host->held.uri = strdup(held->uri);
    host->with = driver_find(held->driver);
    host->settings = settings;
    host->wake = wake;
    pthread_mutex_init(&host->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&host->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    host->held_until = now() + (double)settings->lease;
    host->renew_at = now() + (double)settings->lease / 3;
    host->sweep_at = now() + (double)settings->sweep;
    return host;
}

reconciler_host *reconciler_host_start(const store_host *held, const reconciler_settings *settings, int wake)
{
    reconciler_host *host = make(held, settings, wake);
    if (!host || !host->held.name || !host->held.driver || !host->held.uri || !host->with ||
        !open_host(host)) {
        if (host)
            release(host);
        return NULL;
    }
    size_t wanted = settings->threads < THREADS_MAX ? settings->threads : THREADS_MAX;
    while (host->thread_count < wanted &&
           pthread_create(&host->threads[host->thread_count], NULL, work, host) == 0)
        host->thread_count++;
    fprintf(stderr, "occi-reconciler: holds host %s (%s, %s) with %zu threads\n", host->held.name,
            host->held.driver, host->held.uri, host->thread_count);
    return host;
}

void reconciler_host_stop(reconciler_host *host)
{
    pthread_mutex_lock(&host->lock);
    host->is_stopping = true;
    pthread_cond_broadcast(&host->changed);
    pthread_mutex_unlock(&host->lock);
    for (size_t i = 0; i < host->thread_count; i++)
        pthread_join(host->threads[i], NULL);
    release(host);
}

bool reconciler_host_renew(reconciler_host *host, store_session *session, occi_pool *pool)
{
    if (is_ending(host))
        return false;
    if (now() < host->renew_at)
        return true;
    double begin = now(); /* the lease runs from before the question, so that ours never ends later than the
                             registry's */
    occi_error *error = store_host_renew(session, pool, &host->held, (int)host->settings->lease);
    if (error) {
        log_error(host, "the lease", error);
        host->renew_at = now() + (double)AWAY_PAUSE / 1000;
        return error->code != OCCI_ERROR_LEASE_LOST && now() < host->held_until;
    }
    pthread_mutex_lock(&host->lock);
    host->held_until = begin + (double)host->settings->lease;
    pthread_mutex_unlock(&host->lock);
    host->renew_at = begin + (double)host->settings->lease / 3;
    return true;
}

/* --- what changed behind the registry's back --- */

static driver_outcome observe(const reconciler_host *host, driver_class class, const char *id,
                              driver_seen *seen, driver_note *note)
{
    switch (class) {
    case DRIVER_COMPUTE:
        return host->with->compute_observe(host->connection, id, seen, note);
    case DRIVER_STORAGE:
        return host->with->storage_observe(host->connection, id, seen, note);
    case DRIVER_NETWORK:
        return host->with->network_observe(host->connection, id, seen, note);
    }
    return DRIVER_REFUSED;
}

static void tell(reconciler_host *host, store_session *session, occi_pool *pool, const char *id,
                 const char *state)
{
    occi_error *error = store_drift_report(session, pool, &host->held, id, state);
    if (error)
        log_error(host, "reporting a change", error);
}

/* What an event or an inventory has told may be past; what counts is how it is now. */
static void report(reconciler_host *host, store_session *session, occi_pool *pool, driver_class class,
                   const char *id)
{
    driver_seen seen;
    driver_note note;
    if (observe(host, class, id, &seen, &note) == DRIVER_DONE) /* otherwise the next sweep sees it */
        tell(host, session, pool, id, spec_state_word(class, seen.state));
}

/* A sweep: everything of ours on the host, and of that what the registry thinks otherwise of. */
typedef struct sweep {
    occi_pool *pool;
    event *things;
    size_t count;
    size_t capacity;
    bool has_failed;
    event *drifted; /* absent ones have that state, and no class */
    size_t drifted_count;
    size_t drifted_capacity;
} sweep;

/* Room for one more; NULL when memory is out. */
static event *append(occi_pool *pool, event **list, size_t *count, size_t *capacity, const char *id)
{
    if (*count == *capacity) {
        size_t room = *capacity ? *capacity * 2 : 64;
        event *grown = occi_pool_resize(pool, *list, room * sizeof **list);
        if (!grown)
            return NULL;
        *list = grown;
        *capacity = room;
    }
    event *added = &(*list)[(*count)++];
    snprintf(added->id, sizeof added->id, "%s", id);
    return added;
}

static void collect(void *context, driver_class class, const char *id, driver_state state)
{
    sweep *found = context;
    event *thing = append(found->pool, &found->things, &found->count, &found->capacity, id);
    if (!thing) {
        found->has_failed = true;
        return;
    }
    thing->class = class;
    thing->state = state;
}

static int compare_events(const void *left, const void *right)
{
    return strcmp(((const event *)left)->id, ((const event *)right)->id);
}

static occi_error *compare_placed(void *context, const char *id, const char *state)
{
    sweep *found = context;
    event wanted = { 0 };
    snprintf(wanted.id, sizeof wanted.id, "%s", id);
    const event *thing =
        found->count ? bsearch(&wanted, found->things, found->count, sizeof wanted, compare_events) : NULL;
    if (thing && state && strcmp(spec_state_word(thing->class, thing->state), state) == 0)
        return NULL;
    event *drifted;
    ALLOC(drifted =
              append(found->pool, &found->drifted, &found->drifted_count, &found->drifted_capacity, id));
    drifted->class = thing ? thing->class : DRIVER_COMPUTE;
    drifted->state = thing ? thing->state : DRIVER_STATE_ABSENT;
    return NULL;
}

static void sweep_host(reconciler_host *host, store_session *session, occi_pool *pool)
{
    driver_note note;
    sweep found = { .pool = pool };
    if (host->with->inventory(host->connection, collect, &found, &note) != DRIVER_DONE || found.has_failed) {
        fprintf(stderr, "occi-reconciler: host %s: no sweep: %s\n", host->held.name,
                found.has_failed ? "memory is out" : note.text);
        return;
    }
    if (found.count)
        qsort(found.things, found.count, sizeof *found.things, compare_events);
    occi_error *error = store_host_entities(session, pool, &host->held, compare_placed, &found);
    if (error) {
        log_error(host, "no sweep", error);
        return;
    }
    for (size_t i = 0; i < found.drifted_count; i++) {
        const event *drifted = &found.drifted[i];
        if (drifted->state == DRIVER_STATE_ABSENT)
            tell(host, session, pool, drifted->id, driver_state_name(DRIVER_STATE_ABSENT));
        else
            report(host, session, pool, drifted->class, drifted->id);
    }
}

void reconciler_host_report(reconciler_host *host, store_session *session, occi_pool *pool)
{
    event events[64];
    size_t count;
    do {
        pthread_mutex_lock(&host->lock);
        count = host->event_count < 64 ? host->event_count : 64;
        memcpy(events, host->events, count * sizeof *events);
        memmove(host->events, host->events + count, (host->event_count - count) * sizeof *events);
        host->event_count -= count;
        pthread_mutex_unlock(&host->lock);
        for (size_t i = 0; i < count; i++)
            report(host, session, pool, events[i].class, events[i].id);
    } while (count == 64);
    if (now() < host->sweep_at)
        return;
    host->sweep_at = now() + (double)host->settings->sweep;
    sweep_host(host, session, pool);
}

static void log_item(void *context, driver_class class, const char *id, driver_state state)
{
    static const char *const classes[] = {
        [DRIVER_COMPUTE] = "compute", [DRIVER_STORAGE] = "storage", [DRIVER_NETWORK] = "network"
    };
    (void)context;
    fprintf(stderr, "occi-reconciler: inventory %s %s %s\n", classes[class], id,
            spec_state_word(class, state));
}

void reconciler_host_log_inventory(reconciler_host *host)
{
    driver_note note;
    if (host->with->inventory(host->connection, log_item, NULL, &note) != DRIVER_DONE)
        fprintf(stderr, "occi-reconciler: host %s: no inventory: %s\n", host->held.name, note.text);
    fprintf(stderr, "occi-reconciler: inventory of host %s is complete\n", host->held.name);
}
