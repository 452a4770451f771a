/* The driver contract: what makes an entity real on a host (DESIGN 7). A driver is a table of functions; a
 * missing function means that the hypervisor cannot do it, and `capabilities` says so in words.
 *
 * All functions are level-triggered: they are told what should be and make it so, from whatever is there now,
 * an empty host included; asked twice they do nothing the second time. They may be called for different
 * entities by several threads at once, never for one compute, storage or network by two. They answer
 *   DRIVER_DONE     it is so now; `seen` tells what was observed afterwards,
 *   DRIVER_AGAIN    not now: something that passes by itself or is still to come (a network that is not there
 * yet), DRIVER_REFUSED  never: what was asked for cannot be, for the reason in `note`. Specs are borrowed for
 * the call. Drivers never see SQL, tenants or HTTP. */
#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRIVER_UUID_SIZE 37 /* 36 characters and a NUL */

typedef enum driver_outcome { DRIVER_DONE, DRIVER_AGAIN, DRIVER_REFUSED } driver_outcome;

/* A sentence for the user who waits, or for the log. */
typedef struct driver_note {
    char text[512];
} driver_note;
void driver_note_set(driver_note *note, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef enum driver_state {
    DRIVER_STATE_ABSENT,
    DRIVER_STATE_ACTIVE,    /* compute running, network up, storage online */
    DRIVER_STATE_INACTIVE,  /* compute shut off, network down, storage offline */
    DRIVER_STATE_SUSPENDED, /* compute paused, or saved and off */
    DRIVER_STATE_ERROR
} driver_state;
const char *driver_state_name(driver_state state);

/* How a compute is brought to its state (GFD.224 3.1); DRIVER_METHOD_DEFAULT: as the driver thinks best. */
typedef enum driver_method {
    DRIVER_METHOD_DEFAULT,
    DRIVER_METHOD_GRACEFUL,  /* stop, restart */
    DRIVER_METHOD_ACPIOFF,   /* stop */
    DRIVER_METHOD_POWEROFF,  /* stop */
    DRIVER_METHOD_WARM,      /* restart */
    DRIVER_METHOD_COLD,      /* restart */
    DRIVER_METHOD_HIBERNATE, /* suspend */
    DRIVER_METHOD_SUSPEND,   /* suspend */
    DRIVER_METHOD_HOT,       /* save */
    DRIVER_METHOD_DEFERRED   /* save */
} driver_method;
/* DEFAULT for NULL; false for a word that is no method. */
bool driver_method_parse(const char *word, driver_method *out);

typedef struct driver_disk { /* a storagelink */
    char storage[DRIVER_UUID_SIZE];
    const char *device; /* target in the guest: "vdb" */
} driver_disk;

typedef struct driver_interface { /* a networkinterface */
    char network[DRIVER_UUID_SIZE];
    const char *mac;    /* "52:54:00:…" */
    const char *device; /* "eth0" */
} driver_interface;

typedef struct driver_compute {
    char id[DRIVER_UUID_SIZE];
    const char *title;        /* NULL: none */
    const char *hostname;     /* NULL: none */
    const char *architecture; /* "x86", "x64"; NULL: the host's */
    unsigned cores;
    uint64_t memory;     /* bytes */
    unsigned share;      /* relative CPU share; 0: the host's default */
    const char *image;   /* id of the image the root disk is made from; NULL: an empty root disk */
    uint64_t root_size;  /* bytes of the root disk, "vda", or more if the image is larger; 0: as the driver
                            thinks best */
    driver_state wanted; /* ACTIVE, INACTIVE or SUSPENDED */
    driver_method method;
    const driver_disk *disks;
    size_t disk_count;
    const driver_interface *interfaces;
    size_t interface_count;
} driver_compute;

typedef struct driver_storage {
    char id[DRIVER_UUID_SIZE];
    const char *title;
    uint64_t size;       /* bytes; larger than what is there: it grows; smaller: refused */
    driver_state wanted; /* ACTIVE or INACTIVE */
} driver_storage;

typedef struct driver_network {
    char id[DRIVER_UUID_SIZE];
    const char *title;
    const char *label;   /* NULL: none, as below */
    int vlan;            /* -1: none */
    const char *address; /* CIDR range */
    const char *gateway;
    bool is_dynamic;     /* hand out addresses of the range by DHCP */
    driver_state wanted; /* ACTIVE or INACTIVE */
} driver_network;

/* What there is, looked at after the call. */
typedef struct driver_seen {
    driver_state state;
} driver_seen;

typedef struct driver_capacity {
    unsigned cores;
    uint64_t memory; /* bytes */
} driver_capacity;

typedef enum driver_class { DRIVER_COMPUTE, DRIVER_STORAGE, DRIVER_NETWORK } driver_class;

typedef struct driver_host driver_host; /* an open connection; each driver its own */

/* Something changed behind our back, or because of us: `id` is now in `state`. Called from a thread of the
 * driver's; must not call back into the driver. */
typedef void driver_event(void *context, driver_class class, const char *id, driver_state state);
/* One of our things on the host, for driver->inventory. */
typedef void driver_item(void *context, driver_class class, const char *id, driver_state state);

typedef struct driver {
    const char *name; /* "test", "qemu", "xen" */
    const char *default_uri;
    const char *capabilities; /* what it does in a way of its own, and what it cannot do: a sentence each */
    bool is_volatile;         /* the host's world ends with our process: everything must be applied anew */

    driver_outcome (*open)(const char *uri, driver_host **host, driver_note *note);
    void (*close)(driver_host *host);
    driver_outcome (*capacity)(driver_host *host, driver_capacity *capacity, driver_note *note);
    /* Everything on the host that is ours, i.e. bears our mark; what is not ours is never listed nor touched.
     */
    driver_outcome (*inventory)(driver_host *host, driver_item *item, void *context, driver_note *note);
    /* From now on `event` is called, until `close` returns; once per host, before other calls. */
    driver_outcome (*watch)(driver_host *host, driver_event *event, void *context, driver_note *note);

    driver_outcome (*compute_apply)(driver_host *, const driver_compute *, driver_seen *, driver_note *);
    driver_outcome (*compute_restart)(driver_host *, const driver_compute *, driver_seen *, driver_note *);
    /* Makes the image `image` from the compute's root disk, independent of it. Again with the same id: done
     * already. */
    driver_outcome (*compute_save)(driver_host *, const driver_compute *, const char *image, driver_seen *,
                                   driver_note *);
    driver_outcome (*compute_observe)(driver_host *, const char *id, driver_seen *, driver_note *);
    driver_outcome (*compute_remove)(driver_host *, const char *id, driver_note *);
    driver_outcome (*image_remove)(driver_host *, const char *image, driver_note *);

    /* Into and out of a running compute; NULL: compute_apply redefines the domain instead. */
    driver_outcome (*disk_attach)(driver_host *, const driver_compute *, const driver_disk *, driver_note *);
    driver_outcome (*disk_detach)(driver_host *, const driver_compute *, const driver_disk *, driver_note *);
    driver_outcome (*interface_attach)(driver_host *, const driver_compute *, const driver_interface *,
                                       driver_note *);
    driver_outcome (*interface_detach)(driver_host *, const driver_compute *, const driver_interface *,
                                       driver_note *);

    driver_outcome (*storage_apply)(driver_host *, const driver_storage *, driver_seen *, driver_note *);
    driver_outcome (*storage_observe)(driver_host *, const char *id, driver_seen *, driver_note *);
    driver_outcome (*storage_remove)(driver_host *, const char *id, driver_note *);
    /* A full copy, or a point-in-time copy, named `copy`. Again with the same name: done already. */
    driver_outcome (*storage_backup)(driver_host *, const driver_storage *, const char *copy, driver_seen *,
                                     driver_note *);
    driver_outcome (*storage_snapshot)(driver_host *, const driver_storage *, const char *copy, driver_seen *,
                                       driver_note *);

    driver_outcome (*network_apply)(driver_host *, const driver_network *, driver_seen *, driver_note *);
    driver_outcome (*network_observe)(driver_host *, const char *id, driver_seen *, driver_note *);
    driver_outcome (*network_remove)(driver_host *, const char *id, driver_note *);
} driver;

/* By name; NULL: there is none. */
const driver *driver_find(const char *name);
/* The row at `index`, NULL past the end. */
const driver *driver_at(size_t index);

#endif
