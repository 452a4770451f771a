/* A connection to libvirt: opening, capacity, inventory, events, and what libvirt's errors mean. */
#include "drivers/libvirt.h"

#include <libxml/parser.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Errors that another attempt may not meet again; all others are refusals. */
static const int passing[] = {
    VIR_ERR_INTERNAL_ERROR,    VIR_ERR_NO_MEMORY,
    VIR_ERR_SYSTEM_ERROR,      VIR_ERR_RPC,
    VIR_ERR_NO_CONNECT,        VIR_ERR_INVALID_CONN,
    VIR_ERR_OPERATION_FAILED,  VIR_ERR_OPERATION_INVALID,
    VIR_ERR_OPERATION_TIMEOUT, VIR_ERR_NO_DOMAIN,
    VIR_ERR_NO_NETWORK,        VIR_ERR_NO_STORAGE_POOL,
    VIR_ERR_NO_STORAGE_VOL,    VIR_ERR_STORAGE_VOL_EXIST,
    VIR_ERR_RESOURCE_BUSY,     VIR_ERR_AGENT_UNRESPONSIVE,
    VIR_ERR_AUTH_FAILED,
};

driver_outcome libvirt_failed(driver_note *note, const char *what)
{
    virErrorPtr error = virGetLastError();
    driver_note_set(note, "%s: %s", what, error && error->message ? error->message : "memory is out");
    if (!error)
        return DRIVER_AGAIN;
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (error->code == passing[i])
            return DRIVER_AGAIN;
    return DRIVER_REFUSED;
}

bool libvirt_is_missing(void)
{
    switch (virGetLastErrorCode()) {
    case VIR_ERR_NO_DOMAIN:
    case VIR_ERR_NO_NETWORK:
    case VIR_ERR_NO_STORAGE_POOL:
    case VIR_ERR_NO_STORAGE_VOL:
        virResetLastError();
        return true;
    default:
        return false;
    }
}

void libvirt_name(const char *id, char name[LIBVIRT_NAME_SIZE])
{
    snprintf(name, LIBVIRT_NAME_SIZE, LIBVIRT_NAME_PREFIX "%.36s", id);
}

const char *libvirt_id_of(const char *name)
{
    size_t length = strlen(LIBVIRT_NAME_PREFIX);
    bool is_ours = name && strncmp(name, LIBVIRT_NAME_PREFIX, length) == 0 &&
                   strlen(name + length) == DRIVER_UUID_SIZE - 1;
    return is_ours ? name + length : NULL;
}

/* --- the event loop: libvirt wants one for a process, running before the first connection --- */

static pthread_once_t loop_once = PTHREAD_ONCE_INIT;

static void *run_loop(void *context)
{
    for (;;)
        virEventRunDefaultImpl();
    return context;
}

static void ignore_error(void *context, virErrorPtr error)
{
    (void)context;
    (void)error;
}

/* A timer that does nothing keeps the loop from waiting for ever while nothing is registered. */
static void tick(int timer, void *context)
{
    (void)timer;
    (void)context;
}

static void start_loop(void)
{
    pthread_t thread;
    pthread_attr_t detached;
    xmlInitParser();
    virInitialize();
    virSetErrorFunc(NULL, ignore_error);
    virEventRegisterDefaultImpl();
    virEventAddTimeout(1000, tick, NULL, NULL);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &detached, run_loop, NULL);
    pthread_attr_destroy(&detached);
}

driver_outcome libvirt_open(const char *uri, const libvirt_flavour *flavour, driver_host **out,
                            driver_note *note)
{
    pthread_once(&loop_once, start_loop);
    driver_host *host = calloc(1, sizeof *host);
    if (!host) {
        driver_note_set(note, "memory is out");
        return DRIVER_AGAIN;
    }
    host->flavour = flavour;
    host->domain_callback = host->network_callback = host->pool_callback = -1;
    host->connection = virConnectOpen(uri);
    if (!host->connection) {
        free(host);
        return libvirt_failed(note, uri);
    }
    *out = host;
    return DRIVER_DONE;
}

void libvirt_close(driver_host *host)
{
    if (!host)
        return;
    if (host->domain_callback >= 0)
        virConnectDomainEventDeregisterAny(host->connection, host->domain_callback);
    if (host->network_callback >= 0)
        virConnectNetworkEventDeregisterAny(host->connection, host->network_callback);
    if (host->pool_callback >= 0)
        virConnectStoragePoolEventDeregisterAny(host->connection, host->pool_callback);
    virConnectClose(host->connection);
    free(host);
}

driver_outcome libvirt_capacity(driver_host *host, driver_capacity *capacity, driver_note *note)
{
    virNodeInfo info;
    if (virNodeGetInfo(host->connection, &info) < 0)
        return libvirt_failed(note, "the capacity of the host");
    *capacity = (driver_capacity){ .cores = info.cpus, .memory = (uint64_t)info.memory * 1024 };
    return DRIVER_DONE;
}

driver_state libvirt_domain_state(virDomainPtr domain)
{
    int state, reason;
    if (virDomainGetState(domain, &state, &reason, 0) < 0)
        return DRIVER_STATE_ABSENT;
    switch (state) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
    case VIR_DOMAIN_SHUTDOWN:
        return DRIVER_STATE_ACTIVE;
    case VIR_DOMAIN_PAUSED:
    case VIR_DOMAIN_PMSUSPENDED:
        return DRIVER_STATE_SUSPENDED;
    case VIR_DOMAIN_CRASHED:
        return DRIVER_STATE_ERROR;
    default:
        return virDomainHasManagedSaveImage(domain, 0) > 0 ? DRIVER_STATE_SUSPENDED : DRIVER_STATE_INACTIVE;
    }
}

static driver_state on_or_off(int is_active)
{
    return is_active > 0 ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE;
}

static int list_domains(driver_host *host, driver_item *item, void *context)
{
    virDomainPtr *domains;
    int count = virConnectListAllDomains(host->connection, &domains, 0);
    for (int i = 0; i < count; i++) {
        const char *id = libvirt_id_of(virDomainGetName(domains[i]));
        if (id)
            item(context, DRIVER_COMPUTE, id, libvirt_domain_state(domains[i]));
        virDomainFree(domains[i]);
    }
    if (count >= 0)
        free(domains);
    return count;
}

static int list_networks(driver_host *host, driver_item *item, void *context)
{
    virNetworkPtr *networks;
    int count = virConnectListAllNetworks(host->connection, &networks, 0);
    for (int i = 0; i < count; i++) {
        const char *id = libvirt_id_of(virNetworkGetName(networks[i]));
        if (id)
            item(context, DRIVER_NETWORK, id, on_or_off(virNetworkIsActive(networks[i])));
        virNetworkFree(networks[i]);
    }
    if (count >= 0)
        free(networks);
    return count;
}

static int list_pools(driver_host *host, driver_item *item, void *context)
{
    virStoragePoolPtr *pools;
    int count = virConnectListAllStoragePools(host->connection, &pools, 0);
    for (int i = 0; i < count; i++) {
        const char *id = libvirt_id_of(virStoragePoolGetName(pools[i]));
        if (id)
            item(context, DRIVER_STORAGE, id, on_or_off(virStoragePoolIsActive(pools[i])));
        virStoragePoolFree(pools[i]);
    }
    if (count >= 0)
        free(pools);
    return count;
}

driver_outcome libvirt_inventory(driver_host *host, driver_item *item, void *context, driver_note *note)
{
    if (list_domains(host, item, context) < 0 || list_networks(host, item, context) < 0 ||
        list_pools(host, item, context) < 0)
        return libvirt_failed(note, "the inventory of the host");
    return DRIVER_DONE;
}

/* --- events --- */

static int on_domain(virConnectPtr connection, virDomainPtr domain, int event, int detail, void *context)
{
    (void)connection;
    (void)detail;
    const driver_host *host = context;
    const char *id = libvirt_id_of(virDomainGetName(domain));
    if (id)
        host->event(host->context, DRIVER_COMPUTE, id,
                    event == VIR_DOMAIN_EVENT_UNDEFINED ? DRIVER_STATE_ABSENT : libvirt_domain_state(domain));
    return 0;
}

static void on_network(virConnectPtr connection, virNetworkPtr network, int event, int detail, void *context)
{
    (void)connection;
    (void)detail;
    const driver_host *host = context;
    const char *id = libvirt_id_of(virNetworkGetName(network));
    if (id)
        host->event(host->context, DRIVER_NETWORK, id,
                    event == VIR_NETWORK_EVENT_UNDEFINED ? DRIVER_STATE_ABSENT
                                                         : on_or_off(virNetworkIsActive(network)));
}

static void on_pool(virConnectPtr connection, virStoragePoolPtr pool, int event, int detail, void *context)
{
    (void)connection;
    (void)detail;
    const driver_host *host = context;
    const char *id = libvirt_id_of(virStoragePoolGetName(pool));
    if (id)
        host->event(host->context, DRIVER_STORAGE, id,
                    event == VIR_STORAGE_POOL_EVENT_UNDEFINED ? DRIVER_STATE_ABSENT
                                                              : on_or_off(virStoragePoolIsActive(pool)));
}

driver_outcome libvirt_watch(driver_host *host, driver_event *event, void *context, driver_note *note)
{
    host->event = event;
    host->context = context;
    host->domain_callback =
        virConnectDomainEventRegisterAny(host->connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                         VIR_DOMAIN_EVENT_CALLBACK(on_domain), host, NULL);
    host->network_callback =
        virConnectNetworkEventRegisterAny(host->connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                          VIR_NETWORK_EVENT_CALLBACK(on_network), host, NULL);
    host->pool_callback =
        virConnectStoragePoolEventRegisterAny(host->connection, NULL, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
                                              VIR_STORAGE_POOL_EVENT_CALLBACK(on_pool), host, NULL);
    if (host->domain_callback < 0 || host->network_callback < 0 || host->pool_callback < 0)
        return libvirt_failed(note, "the events of the host");
    return DRIVER_DONE;
}
