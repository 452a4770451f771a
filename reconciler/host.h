/* A host that is held: its connection, its lease, and the threads that carry operations out on it. */
#ifndef RECONCILER_HOST_H
#define RECONCILER_HOST_H

#include "drivers/driver.h"
#include "reconciler/settings.h"
#include "store/queue.h"

typedef struct reconciler_host reconciler_host;

/* Opens the host and starts its threads. `wake` is an eventfd that is written when the host has something to
 * report. NULL when it cannot be opened; why is in the log. */
reconciler_host *reconciler_host_start(const store_host *held, const reconciler_settings *settings, int wake);
/* Waits for the calls in flight, ends the threads, closes the host, and frees it. The lease is the caller's
 * to release. */
void reconciler_host_stop(reconciler_host *host);

/* Something may have been queued. */
void reconciler_host_wake(reconciler_host *host);
/* Renews the lease if it is due. False when the host is lost, and has to be stopped. */
bool reconciler_host_renew(reconciler_host *host, store_session *session, occi_pool *pool);
/* Tells the registry what changed on the host behind its back: the events since last time, and everything
 * when a sweep is due. */
void reconciler_host_report(reconciler_host *host, store_session *session, occi_pool *pool);
/* Writes everything of ours that is on the host into the log. */
void reconciler_host_log_inventory(reconciler_host *host);
const store_host *reconciler_host_held(const reconciler_host *host);

#endif
