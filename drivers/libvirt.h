/* What the drivers on libvirt share. A row of the drivers' table (drivers/test.c) is a flavour, in which
 * hypervisors differ, on plumbing that is the same for all: libvirt_host.c      connection, capacity,
 * inventory      libvirt_compute.c   domains libvirt_event.c     event loop, watch libvirt_image.c     root
 * disks and images libvirt_error.c     errors to outcomes                   libvirt_storage.c   pools with
 * one volume libvirt_volume.c    volumes, pools                       libvirt_network.c   networks What is
 * ours on a host is called "occi-" and the entity's UUID, which is its UUID in libvirt, too; domains also
 * carry our mark in <metadata>. Only drivers include this file. */
#ifndef DRIVERS_LIBVIRT_H
#define DRIVERS_LIBVIRT_H

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "drivers/driver.h"

extern const driver driver_test;

/* The namespace of our element in <metadata>. */
#define LIBVIRT_MARK        "urn:occibase:mark"
#define LIBVIRT_MARK_PREFIX "occibase"

/* Name of the pool of root disks and images, the one thing on a host that belongs to no entity. */
#define LIBVIRT_IMAGES "occi-images"

#define LIBVIRT_NAME_SIZE   (DRIVER_UUID_SIZE + 5)
#define LIBVIRT_VOLUME_SIZE 160 /* a volume's name and a NUL */

/* What of a compute differs between two definitions of it (libvirt_domain_xml.c). */
enum {
    LIBVIRT_TITLE = 1 << 0,
    LIBVIRT_MARKING = 1 << 1,
    LIBVIRT_ARCHITECTURE = 1 << 2,
    LIBVIRT_CORES = 1 << 3,
    LIBVIRT_CORES_LIMIT = 1 << 4,
    LIBVIRT_MEMORY = 1 << 5,
    LIBVIRT_MEMORY_LIMIT = 1 << 6,
    LIBVIRT_SHARE = 1 << 7,
    LIBVIRT_DISKS = 1 << 8,
    LIBVIRT_INTERFACES = 1 << 9,
};

/* In what one libvirt hypervisor is not like the others. */
typedef struct libvirt_flavour {
    const char *domain_type;    /* <domain type='…'> */
    const char *storage_folder; /* where pools keep their files */
    const char *volume_format;
    unsigned cores_limit; /* cores that a compute can be given while it runs, unless it began with more */
    bool forgets_images;  /* an image that is not there was there once: it is made anew, empty */
    bool tags_networks;   /* a network of its own may carry a VLAN tag */
    /* Asks the guest to turn itself off. */
    int (*domain_shutdown)(virDomainPtr domain, driver_method method);
    /* Brings a running domain nearer to its new definition, from which it differs in `differences`. */
    driver_outcome (*domain_update)(virDomainPtr domain, const driver_compute *spec, unsigned differences,
                                    driver_note *note);
    driver_outcome (*volume_grow)(driver_host *host, virStoragePoolPtr pool, virStorageVolPtr volume,
                                  uint64_t size, driver_note *note);
} libvirt_flavour;

typedef struct libvirt_watch libvirt_watch;

struct driver_host {
    virConnectPtr connection;
    const libvirt_flavour *flavour;
    libvirt_watch *watch;                           /* NULL: nobody watches */
    int domain_events, network_events, pool_events; /* -1: not registered */
};

/* Scoped cleanup: `_cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;` */
#define _cleanup_(function) __attribute__((cleanup(function)))
#define LIBVIRT_CLEANUP(name, type, release)                                                                 \
    static inline void name(type *thing)                                                                     \
    {                                                                                                        \
        if (*thing)                                                                                          \
            release(*thing);                                                                                 \
    }
LIBVIRT_CLEANUP(libvirt_free_domain, virDomainPtr, virDomainFree)
LIBVIRT_CLEANUP(libvirt_free_network, virNetworkPtr, virNetworkFree)
LIBVIRT_CLEANUP(libvirt_free_pool, virStoragePoolPtr, virStoragePoolFree)
LIBVIRT_CLEANUP(libvirt_free_volume, virStorageVolPtr, virStorageVolFree)
LIBVIRT_CLEANUP(libvirt_free_text, char *, free)

/* TRY(f()): gives an outcome that is not DRIVER_DONE to our caller. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        driver_outcome try_outcome = (call);                                                                 \
        if (try_outcome != DRIVER_DONE)                                                                      \
            return try_outcome;                                                                              \
    } while (0)

/* libvirt_error.c: outcomes and their notes. */

/* Call it where libvirt has just failed; the format says what we tried: "start the compute". */
driver_outcome libvirt_fail(driver_note *note, const char *format, ...) __attribute__((format(printf, 2, 3)));
driver_outcome libvirt_again(driver_note *note, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
driver_outcome libvirt_refuse(driver_note *note, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Whether libvirt's last failure on this thread was of that number. */
bool libvirt_failed_with(int code);

/* libvirt_event.c */

/* Starts the process's event loop, or uses the one that runs; and ends it when its last user is gone. */
driver_outcome libvirt_loop_enter(driver_note *note);
void libvirt_loop_leave(void);
driver_outcome libvirt_watch_start(driver_host *host, driver_event *event, void *context, driver_note *note);
/* When it returns, the event function runs no longer and is not called again. */
void libvirt_watch_stop(driver_host *host);

/* libvirt_host.c */

driver_outcome libvirt_open(const char *uri, const libvirt_flavour *flavour, driver_host **host,
                            driver_note *note);
void libvirt_close(driver_host *host);
driver_outcome libvirt_capacity(driver_host *host, driver_capacity *capacity, driver_note *note);
driver_outcome libvirt_inventory(driver_host *host, driver_item *item, void *context, driver_note *note);
/* "occi-" and the id. */
void libvirt_name(const char *id, char name[LIBVIRT_NAME_SIZE]);
/* Whether `name` is the one that we would give to a thing of that UUID. */
bool libvirt_is_our_name(const char *name, const char *uuid);

/* libvirt_compute.c */

driver_outcome libvirt_compute_apply(driver_host *, const driver_compute *, driver_seen *, driver_note *);
driver_outcome libvirt_compute_restart(driver_host *, const driver_compute *, driver_seen *, driver_note *);
driver_outcome libvirt_compute_save(driver_host *, const driver_compute *, const char *image, driver_seen *,
                                    driver_note *);
driver_outcome libvirt_compute_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_compute_remove(driver_host *, const char *id, driver_note *);
/* False for a domain that is gone or not ours. */
bool libvirt_domain_is_ours(virDomainPtr domain);
driver_outcome libvirt_domain_state(virDomainPtr domain, driver_state *state, driver_note *note);

/* libvirt_domain_xml.c */

/* What is wanted, as a definition that libvirt takes; `text` is the caller's to free. */
driver_outcome libvirt_domain_xml(const libvirt_flavour *flavour, const driver_compute *spec, char **text,
                                  driver_note *note);
/* In what (LIBVIRT_TITLE, …) the definition that is there is not what is wanted. */
driver_outcome libvirt_domain_differences(const char *there, const char *wanted, unsigned *differences,
                                          driver_note *note);

/* libvirt_image.c: the pool of images and root disks. */

/* The volume in LIBVIRT_IMAGES that is the compute's root disk. */
void libvirt_root_name(const char *compute, char name[LIBVIRT_VOLUME_SIZE]);
/* Makes the root disk, or makes it larger. */
driver_outcome libvirt_root_apply(driver_host *host, const driver_compute *spec, driver_note *note);
driver_outcome libvirt_root_remove(driver_host *host, const char *compute, driver_note *note);
driver_outcome libvirt_image_exists(driver_host *host, const char *image, bool *exists, driver_note *note);
driver_outcome libvirt_image_make(driver_host *host, const char *image, const char *compute,
                                  driver_note *note);
driver_outcome libvirt_image_remove(driver_host *host, const char *image, driver_note *note);

/* libvirt_volume.c: pools of files, and the volumes in a pool that is active. */

/* Writes prefix and id, which must be fit for a file's name. */
driver_outcome libvirt_volume_name(const char *prefix, const char *id, char name[LIBVIRT_VOLUME_SIZE],
                                   driver_note *note);
/* `volume` is NULL when there is none of that name. */
driver_outcome libvirt_volume_find(virStoragePoolPtr pool, const char *name, virStorageVolPtr *volume,
                                   driver_note *note);
driver_outcome libvirt_volume_size(virStorageVolPtr volume, uint64_t *size, driver_note *note);
/* A new volume, a copy of `source` unless that is NULL; done when there is one of that name. */
driver_outcome libvirt_volume_make(driver_host *host, virStoragePoolPtr pool, const char *name, uint64_t size,
                                   virStorageVolPtr source, driver_note *note);
/* A full copy named `to`, as large as `from`; again: done already. */
driver_outcome libvirt_volume_copy(driver_host *host, virStoragePoolPtr pool, const char *from,
                                   const char *to, driver_note *note);
driver_outcome libvirt_volume_remove(virStoragePoolPtr pool, const char *name, driver_note *note);
/* Defines a pool, or changes the definition of one that is inactive. `uuid` and `size` (what is in it, in
 * bytes) may be NULL and 0. */
driver_outcome libvirt_pool_define(driver_host *host, const char *name, const char *uuid, uint64_t size,
                                   virStoragePoolPtr *pool, driver_note *note);
/* The size that the definition tells; 0: none. */
driver_outcome libvirt_pool_told_size(virStoragePoolPtr pool, uint64_t *size, driver_note *note);
driver_outcome libvirt_pool_is_active(virStoragePoolPtr pool, bool *is_active, driver_note *note);
driver_outcome libvirt_pool_start(virStoragePoolPtr pool, driver_note *note);

/* libvirt_storage.c */

driver_outcome libvirt_storage_apply(driver_host *, const driver_storage *, driver_seen *, driver_note *);
driver_outcome libvirt_storage_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_storage_remove(driver_host *, const char *id, driver_note *);
driver_outcome libvirt_storage_backup(driver_host *, const driver_storage *, const char *copy, driver_seen *,
                                      driver_note *);
driver_outcome libvirt_storage_snapshot(driver_host *, const driver_storage *, const char *copy,
                                        driver_seen *, driver_note *);
/* AGAIN while the storage, or the volume in it, is not there. */
driver_outcome libvirt_storage_require(driver_host *host, const char *id, driver_note *note);
/* The volume in a storage's pool that is its content. */
#define LIBVIRT_DATA "data"

/* libvirt_network.c */

driver_outcome libvirt_network_apply(driver_host *, const driver_network *, driver_seen *, driver_note *);
driver_outcome libvirt_network_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_network_remove(driver_host *, const char *id, driver_note *);
/* AGAIN while the network is not there. */
driver_outcome libvirt_network_require(driver_host *host, const char *id, driver_note *note);

#endif
