/* What the drivers on libvirt share: an open host, its errors, and the XML of the things on it. A
 * hypervisor's own ways are a flavour.
 *
 * Everything of ours bears the entity's UUID and the name "occi-<uuid>"; a domain carries a fingerprint of
 * what it was defined from in its metadata, so that a change is found without comparing XML. What bears no
 * such name is never listed nor touched. */
#ifndef DRIVER_LIBVIRT_H
#define DRIVER_LIBVIRT_H

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include "drivers/driver.h"

#define LIBVIRT_NAME_PREFIX "occi-"
#define LIBVIRT_NAME_SIZE   (sizeof LIBVIRT_NAME_PREFIX + DRIVER_UUID_SIZE)
#define LIBVIRT_IMAGE_POOL  "occi-images" /* root disks and images */
#define LIBVIRT_DATA_VOLUME "data"        /* a storage is a pool of its own with this volume */
#define LIBVIRT_METADATA    "http://occibase.org/libvirt"

/* How a hypervisor differs. */
typedef struct libvirt_flavour {
    const char *domain_type; /* <domain type=…> */
    bool is_volatile; /* the world is gone when the last connection closes: missing images are made anew,
                         empty */
    bool can_resize_volume; /* otherwise a volume is made anew in its new size */
} libvirt_flavour;

struct driver_host {
    virConnectPtr connection;
    const libvirt_flavour *flavour;
    driver_event *event;
    void *context;
    int domain_callback; /* -1: not registered */
    int network_callback;
    int pool_callback;
};

extern const driver driver_test;

/* libvirt_host.c */
driver_outcome libvirt_open(const char *uri, const libvirt_flavour *flavour, driver_host **host,
                            driver_note *note);
void libvirt_close(driver_host *host);
driver_outcome libvirt_capacity(driver_host *host, driver_capacity *capacity, driver_note *note);
driver_outcome libvirt_inventory(driver_host *host, driver_item *item, void *context, driver_note *note);
driver_outcome libvirt_watch(driver_host *host, driver_event *event, void *context, driver_note *note);
/* The outcome of libvirt's last error in this thread; the note says what was tried and libvirt's reason. */
driver_outcome libvirt_failed(driver_note *note, const char *what);
/* True, and the error forgotten, when the last error says that there is no such thing. */
bool libvirt_is_missing(void);
void libvirt_name(const char *id, char name[LIBVIRT_NAME_SIZE]);
/* The UUID behind a name of ours; NULL: it is not ours. */
const char *libvirt_id_of(const char *name);
driver_state libvirt_domain_state(virDomainPtr domain);

/* libvirt_compute.c */
driver_outcome libvirt_compute_apply(driver_host *, const driver_compute *, driver_seen *, driver_note *);
driver_outcome libvirt_compute_restart(driver_host *, const driver_compute *, driver_seen *, driver_note *);
driver_outcome libvirt_compute_save(driver_host *, const driver_compute *, const char *image, driver_seen *,
                                    driver_note *);
driver_outcome libvirt_compute_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_compute_remove(driver_host *, const char *id, driver_note *);
driver_outcome libvirt_image_remove(driver_host *, const char *image, driver_note *);

/* libvirt_storage.c */
driver_outcome libvirt_storage_apply(driver_host *, const driver_storage *, driver_seen *, driver_note *);
driver_outcome libvirt_storage_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_storage_remove(driver_host *, const char *id, driver_note *);
driver_outcome libvirt_storage_backup(driver_host *, const driver_storage *, const char *copy, driver_seen *,
                                      driver_note *);
driver_outcome libvirt_storage_snapshot(driver_host *, const driver_storage *, const char *copy,
                                        driver_seen *, driver_note *);
/* The running pool of that name, defined and started if need be; `id` is its UUID (NULL: libvirt chooses).
 * NULL on failure. */
virStoragePoolPtr libvirt_pool_need(driver_host *host, const char *name, const char *id);
/* Makes sure that the volume is there: new, or a copy of `origin` (NULL: empty). */
driver_outcome libvirt_volume_need(virStoragePoolPtr pool, const char *name, uint64_t size,
                                   virStorageVolPtr origin, driver_note *note);
/* Deletes it if it is there. */
driver_outcome libvirt_volume_remove(virStoragePoolPtr pool, const char *name, driver_note *note);

/* libvirt_network.c */
driver_outcome libvirt_network_apply(driver_host *, const driver_network *, driver_seen *, driver_note *);
driver_outcome libvirt_network_observe(driver_host *, const char *id, driver_seen *, driver_note *);
driver_outcome libvirt_network_remove(driver_host *, const char *id, driver_note *);

/* libvirt_xml.c: text to free with xmlFree (libvirt_xml_free); NULL when memory is out. */
char *libvirt_domain_xml(const libvirt_flavour *flavour, const driver_compute *compute);
char *libvirt_pool_xml(const char *name, const char *id);
char *libvirt_volume_xml(const char *name, uint64_t size);
typedef struct libvirt_subnet { /* what <ip> of a network says; all addresses as text */
    const char *family;         /* "ipv4" or "ipv6"; NULL: the network has no addresses */
    char host[64];
    unsigned prefix;
    char first[64]; /* of the DHCP range; "": none */
    char last[64];
    bool is_routed; /* by NAT: a gateway was given */
} libvirt_subnet;
char *libvirt_network_xml(const driver_network *network, const libvirt_subnet *subnet);
void libvirt_xml_free(char **xml);
/* The fingerprint that a definition carries, ours or as libvirt gives it back (quotes of either kind); 0:
 * none. */
uint64_t libvirt_fingerprint(const char *xml);

/* Scoped cleanup: `_cleanup_(libvirt_free_domain) virDomainPtr domain = …`. */
#define _cleanup_(release) __attribute__((cleanup(release)))
static inline void libvirt_free_domain(virDomainPtr *domain)
{
    if (*domain)
        virDomainFree(*domain);
}
static inline void libvirt_free_network(virNetworkPtr *network)
{
    if (*network)
        virNetworkFree(*network);
}
static inline void libvirt_free_pool(virStoragePoolPtr *pool)
{
    if (*pool)
        virStoragePoolFree(*pool);
}
static inline void libvirt_free_volume(virStorageVolPtr *volume)
{
    if (*volume)
        virStorageVolFree(*volume);
}

#endif
