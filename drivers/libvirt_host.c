/* A host: the connection to its libvirt, what it holds, and what on it is ours. */
#include <libxml/parser.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "drivers/libvirt.h"

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* The caller has the error in the note; libvirt would print it as well. */
static void ignore_error(void *nothing, virErrorPtr error)
{
    (void)nothing;
    (void)error;
}

static void library_prepare(void)
{
    xmlInitParser();
    virInitialize();
    virSetErrorFunc(NULL, ignore_error);
}

driver_outcome libvirt_open(const char *uri, const libvirt_flavour *flavour, driver_host **host,
                            driver_note *note)
{
    pthread_once(&library_once, library_prepare);
    TRY(libvirt_loop_enter(note));
    driver_host *opened = calloc(1, sizeof *opened);
    virConnectPtr connection = opened ? virConnectOpen(uri) : NULL;
    if (!connection) {
        driver_outcome outcome =
            opened ? libvirt_fail(note, "connect to %s", uri) : libvirt_again(note, "out of memory");
        free(opened);
        libvirt_loop_leave();
        return outcome;
    }
    *opened = (driver_host){ .connection = connection,
                             .flavour = flavour,
                             .domain_events = -1,
                             .network_events = -1,
                             .pool_events = -1 };
    *host = opened;
    return DRIVER_DONE;
}

void libvirt_close(driver_host *host)
{
    if (!host)
        return;
    libvirt_watch_stop(host);
    virConnectClose(host->connection);
    free(host);
    libvirt_loop_leave();
}

driver_outcome libvirt_capacity(driver_host *host, driver_capacity *capacity, driver_note *note)
{
    virNodeInfo info;
    if (virNodeGetInfo(host->connection, &info) < 0)
        return libvirt_fail(note, "ask the host for its capacity");
    *capacity = (driver_capacity){ .cores = info.cpus, .memory = (uint64_t)info.memory * 1024 };
    return DRIVER_DONE;
}

void libvirt_name(const char *id, char name[LIBVIRT_NAME_SIZE])
{
    snprintf(name, LIBVIRT_NAME_SIZE, "occi-%s", id);
}

bool libvirt_is_our_name(const char *name, const char *uuid)
{
    char ours[LIBVIRT_NAME_SIZE];
    libvirt_name(uuid, ours);
    return name && strcmp(name, ours) == 0;
}

/* What is gone between the listing and the look at it is left out. */

static void tell_domain(virDomainPtr domain, driver_item *item, void *context)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    driver_note unused;
    driver_state state;
    if (libvirt_domain_is_ours(domain) && virDomainGetUUIDString(domain, uuid) == 0 &&
        libvirt_domain_state(domain, &state, &unused) == DRIVER_DONE)
        item(context, DRIVER_COMPUTE, uuid, state);
}

static void tell_network(virNetworkPtr network, driver_item *item, void *context)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    int is_active = virNetworkIsActive(network);
    if (is_active >= 0 && virNetworkGetUUIDString(network, uuid) == 0 &&
        libvirt_is_our_name(virNetworkGetName(network), uuid))
        item(context, DRIVER_NETWORK, uuid, is_active ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE);
}

static void tell_pool(virStoragePoolPtr pool, driver_item *item, void *context)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    int is_active = virStoragePoolIsActive(pool);
    if (is_active >= 0 && virStoragePoolGetUUIDString(pool, uuid) == 0 &&
        libvirt_is_our_name(virStoragePoolGetName(pool), uuid))
        item(context, DRIVER_STORAGE, uuid, is_active ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE);
}

driver_outcome libvirt_inventory(driver_host *host, driver_item *item, void *context, driver_note *note)
{
    virDomainPtr *domains;
    int count = virConnectListAllDomains(host->connection, &domains, 0);
    if (count < 0)
        return libvirt_fail(note, "list the domains");
    for (int i = 0; i < count; i++) {
        tell_domain(domains[i], item, context);
        virDomainFree(domains[i]);
    }
    free(domains);

    virNetworkPtr *networks;
    count = virConnectListAllNetworks(host->connection, &networks, 0);
    if (count < 0)
        return libvirt_fail(note, "list the networks");
    for (int i = 0; i < count; i++) {
        tell_network(networks[i], item, context);
        virNetworkFree(networks[i]);
    }
    free(networks);

    virStoragePoolPtr *pools;
    count = virConnectListAllStoragePools(host->connection, &pools, 0);
    if (count < 0)
        return libvirt_fail(note, "list the storage pools");
    for (int i = 0; i < count; i++) {
        tell_pool(pools[i], item, context);
        virStoragePoolFree(pools[i]);
    }
    free(pools);
    return DRIVER_DONE;
}
