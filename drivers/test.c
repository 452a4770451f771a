/* The driver of libvirt's test hypervisor: in the reconciler's own process, nothing to install or boot. */
#include "drivers/libvirt.h"

static const libvirt_flavour flavour = { .domain_type = "test",
                                         .is_volatile = true,
                                         .can_resize_volume = false };

static driver_outcome open_test(const char *uri, driver_host **host, driver_note *note)
{
    return libvirt_open(uri, &flavour, host, note);
}

const driver driver_test = {
    .name = "test",
    .default_uri = "test:///default",
    .capabilities = "The world is in memory and ends with the reconciler; it is rebuilt from the registry. "
                    "Disks and interfaces are attached and detached by defining the domain anew, and a "
                    "running domain that changes is started again. "
                    "A volume is resized by making it anew, so its content does not survive. "
                    "Nothing boots: a domain runs as soon as it is started.",
    .is_volatile = true,
    .open = open_test,
    .close = libvirt_close,
    .capacity = libvirt_capacity,
    .inventory = libvirt_inventory,
    .watch = libvirt_watch,
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
