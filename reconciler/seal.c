/* The thread that seals (see seal.h). */
#include "reconciler/seal.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "store/audit.h"
#include "store/key.h"

#define PAUSE          2    /* seconds between two looks: a seal is due ten after the event */
#define PREPARE_PAUSES 1800 /* looks between two at the partitions: an hour */

struct reconciler_sealer {
    store_session *session;
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    pthread_t thread;
    bool is_running;
    pthread_mutex_t lock; /* of is_stopping */
    pthread_cond_t changed;
    bool is_stopping;
    store_seal last; /* that this process has seen: the registry must still have it */
};

static void log_error(const char *what, const occi_error *error)
{
    fprintf(stderr, "occi-reconciler: %s: %s\n", what, error->message);
}

/* False: it is time to stop. */
static bool wait_a_while(reconciler_sealer *self)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PAUSE;
    pthread_mutex_lock(&self->lock);
    while (!self->is_stopping && pthread_cond_timedwait(&self->changed, &self->lock, &until) == 0)
        ;
    bool is_stopping = self->is_stopping;
    pthread_mutex_unlock(&self->lock);
    return !is_stopping;
}

static bool is_time_to_stop(reconciler_sealer *self)
{
    pthread_mutex_lock(&self->lock);
    bool is_stopping = self->is_stopping;
    pthread_mutex_unlock(&self->lock);
    return is_stopping;
}

/* The log is a second place for the head of the chain, out of the registry's reach. */
static void note(reconciler_sealer *self, const store_seal *made)
{
    char head[2 * STORE_HASH_BYTES + 1];
    sodium_bin2hex(head, sizeof head, made->head.bytes, sizeof made->head.bytes);
    fprintf(stderr, "occi-reconciler: seal %" PRId64 " of %" PRId64 " events, head %s\n", made->number,
            made->count, head);
    self->last = *made;
}

/* Seal after seal, until what is left fits into the next. */
static void seal_all(reconciler_sealer *self)
{
    store_seal made = { .count = STORE_SEAL_EVENTS_MAX };
    while (made.count == STORE_SEAL_EVENTS_MAX && !is_time_to_stop(self)) {
        __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *pool = occi_pool_new(NULL);
        occi_error *error = pool ? store_seal_make(self->session, pool, self->secret, &self->last, &made)
                                 : &occi_error_no_memory;
        if (error)
            log_error("the audit is not sealed", error);
        else if (made.count > 0)
            note(self, &made);
        if (error)
            return;
    }
}

static void prepare(reconciler_sealer *self)
{
    occi_pool *pool = occi_pool_new(NULL);
    occi_error *error = pool ? store_audit_prepare(self->session, pool) : &occi_error_no_memory;
    if (error)
        log_error("the audit's partitions", error);
    occi_pool_free(pool);
}

static void *work(void *context)
{
    reconciler_sealer *self = context;
    for (unsigned round = 0; wait_a_while(self); round++) {
        if (round % PREPARE_PAUSES == 0)
            prepare(self);
        seal_all(self);
    }
    return NULL;
}

static void init_waiting(reconciler_sealer *self)
{
    pthread_condattr_t monotonic;
    pthread_mutex_init(&self->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&self->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

occi_error *reconciler_sealer_start(occi_pool *pool, const char *database, const char *key,
                                    reconciler_sealer **out)
{
    reconciler_sealer *self;
    *out = NULL;
    ALLOC(self = calloc(1, sizeof *self));
    init_waiting(self);
    occi_error *error = store_key_read(pool, key, self->secret);
    if (!error && !(self->session = store_session_new(database, "occi-reconciler sealer")))
        error = &occi_error_no_memory;
    if (!error && pthread_create(&self->thread, NULL, work, self) != 0)
        error = &occi_error_no_memory;
    if (error) {
        reconciler_sealer_stop(self);
        return error;
    }
    self->is_running = true;
    *out = self;
    return NULL;
}

void reconciler_sealer_stop(reconciler_sealer *self)
{
    if (!self)
        return;
    pthread_mutex_lock(&self->lock);
    self->is_stopping = true;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
    if (self->is_running)
        pthread_join(self->thread, NULL);
    store_session_free(self->session);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    sodium_memzero(self->secret, sizeof self->secret);
    free(self);
}
