/* The driver "test": libvirt's own test hypervisor, in our process's memory. What it cannot do is done by
 * defining and making anew. */
#include "drivers/libvirt.h"

/* No flags are known, and every guest obeys. */
static int test_domain_shutdown(virDomainPtr domain, driver_method method)
{
    (void)method;
    return virDomainShutdown(domain);
}

/* As it was: running, or paused. */
static driver_outcome test_domain_restart(virDomainPtr domain, driver_note *note)
{
    int state, reason;
    if (virDomainGetState(domain, &state, &reason, 0) < 0 || virDomainDestroy(domain) < 0 ||
        virDomainCreate(domain) < 0)
        return libvirt_fail(note, "restart the compute with its new definition");
    if (state == VIR_DOMAIN_PAUSED && virDomainSuspend(domain) < 0)
        return libvirt_fail(note, "suspend the compute again");
    return DRIVER_DONE;
}

/* Within the limits that the domain was started with. */
static bool test_domain_resize(virDomainPtr domain, const driver_compute *spec, unsigned differences)
{
    unsigned long kib = (unsigned long)(spec->memory / 1024);
    if (differences & LIBVIRT_CORES &&
        virDomainSetVcpusFlags(domain, spec->cores, VIR_DOMAIN_AFFECT_LIVE) < 0)
        return false;
    if (differences & LIBVIRT_MEMORY && virDomainSetMemoryFlags(domain, kib, VIR_DOMAIN_AFFECT_LIVE) < 0)
        return false;
    return true;
}

static driver_outcome test_domain_update(virDomainPtr domain, const driver_compute *spec,
                                         unsigned differences, driver_note *note)
{
    if (!(differences & (LIBVIRT_DISKS | LIBVIRT_INTERFACES)) &&
        test_domain_resize(domain, spec, differences))
        return DRIVER_DONE;
    return test_domain_restart(domain, note);
}

static driver_outcome test_volume_grow(driver_host *host, virStoragePoolPtr pool, virStorageVolPtr volume,
                                       uint64_t size, driver_note *note)
{
    const char *name = virStorageVolGetName(volume);
    TRY(libvirt_volume_remove(pool, name, note));
    return libvirt_volume_make(host, pool, name, size, NULL, note);
}

static const libvirt_flavour test_flavour = {
    .domain_type = "test",
    .storage_folder = "/var/lib/occibase",
    .volume_format = "raw",
    .cores_limit = 16,
    .forgets_images = true,
    .tags_networks = true,
    .domain_shutdown = test_domain_shutdown,
    .domain_update = test_domain_update,
    .volume_grow = test_volume_grow,
};

static driver_outcome test_open(const char *uri, driver_host **host, driver_note *note)
{
    return libvirt_open(uri, &test_flavour, host, note);
}

const driver driver_test = {
    .name = "test",
    .default_uri = "test:///default",
    .capabilities =
        "Computes, networks and storages are remembered, not run: no guest boots, no packet flows, no byte "
        "is "
        "kept, and all is gone when the process ends. "
        "A running compute whose disks or interfaces change, or that gets more memory than it was started "
        "with, is restarted. "
        "Cores, up to 16, and less memory are given while it runs. "
        "Title, hostname, architecture and CPU share of a running compute change when it next starts. "
        "Guests obey every shutdown at once, however it is asked for. "
        "A storage or root disk that grows is made anew. "
        "An image that was lost is made anew, empty. "
        "Snapshots of a storage are full copies. "
        "There is no console, no DHCP lease and no migration.",
    .is_volatile = true,
    .open = test_open,
    .close = libvirt_close,
    .capacity = libvirt_capacity,
    .inventory = libvirt_inventory,
    .watch = libvirt_watch_start,
    .compute_apply = libvirt_compute_apply,
    .compute_restart = libvirt_compute_restart,
    .compute_save = libvirt_compute_save,
    .compute_observe = libvirt_compute_observe,
    .compute_remove = libvirt_compute_remove,
    .image_remove = libvirt_image_remove,
    .storage_apply = libvirt_storage_apply,
    .storage_observe = libvirt_storage_observe,
    .storage_remove = libvirt_storage_remove,
    .storage_backup = libvirt_storage_backup,
    .storage_snapshot = libvirt_storage_snapshot,
    .network_apply = libvirt_network_apply,
    .network_observe = libvirt_network_observe,
    .network_remove = libvirt_network_remove,
};
