/* Computes: each is a libvirt domain with a root disk made from an image. */
#include "drivers/libvirt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VOLUME_NAME_SIZE 64
#define EMPTY_IMAGE_SIZE (UINT64_C(1) << 30)

static void volume_name(const char *prefix, const char *id, char name[VOLUME_NAME_SIZE])
{
    snprintf(name, VOLUME_NAME_SIZE, "%s-%.40s", prefix, id);
}

/* The domain, NULL in `*out` when there is none. */
static driver_outcome find(driver_host *host, const char *id, virDomainPtr *out, driver_note *note)
{
    *out = virDomainLookupByUUIDString(host->connection, id);
    return *out || libvirt_is_missing() ? DRIVER_DONE : libvirt_failed(note, "the domain");
}

/* --- what a domain needs before it can be --- */

/* The image's volume. On a host that forgets, an image that is not there any more is made anew, empty. */
static driver_outcome need_image(driver_host *host, virStoragePoolPtr pool, const char *image,
                                 virStorageVolPtr *out, driver_note *note)
{
    char name[VOLUME_NAME_SIZE];
    volume_name("image", image, name);
    *out = virStorageVolLookupByName(pool, name);
    if (*out)
        return DRIVER_DONE;
    if (!libvirt_is_missing())
        return libvirt_failed(note, name);
    if (!host->flavour->is_volatile) {
        driver_note_set(note, "image %s is not on this host", image);
        return DRIVER_REFUSED;
    }
    driver_outcome outcome = libvirt_volume_need(pool, name, EMPTY_IMAGE_SIZE, NULL, note);
    *out = outcome == DRIVER_DONE ? virStorageVolLookupByName(pool, name) : NULL;
    return *out || outcome != DRIVER_DONE ? outcome : libvirt_failed(note, name);
}

static driver_outcome need_root(driver_host *host, const driver_compute *compute, driver_note *note)
{
    char name[VOLUME_NAME_SIZE];
    volume_name("root", compute->id, name);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = libvirt_pool_need(host, LIBVIRT_IMAGE_POOL, NULL);
    _cleanup_(libvirt_free_volume) virStorageVolPtr image = NULL;
    if (!pool)
        return libvirt_failed(note, "the pool of images");
    driver_outcome outcome =
        compute->image ? need_image(host, pool, compute->image, &image, note) : DRIVER_DONE;
    return outcome == DRIVER_DONE ? libvirt_volume_need(pool, name, compute->root_size, image, note)
                                  : outcome;
}

/* Disks and networks are made by operations of their own; one that is still to come will come. */
static driver_outcome need_links(driver_host *host, const driver_compute *compute, driver_note *note)
{
    driver_seen seen;
    for (size_t i = 0; i < compute->disk_count; i++) {
        driver_outcome outcome = libvirt_storage_observe(host, compute->disks[i].storage, &seen, note);
        if (outcome != DRIVER_DONE)
            return outcome;
        if (seen.state == DRIVER_STATE_ABSENT) {
            driver_note_set(note, "storage %s is not there yet", compute->disks[i].storage);
            return DRIVER_AGAIN;
        }
    }
    for (size_t i = 0; i < compute->interface_count; i++) {
        driver_outcome outcome = libvirt_network_observe(host, compute->interfaces[i].network, &seen, note);
        if (outcome != DRIVER_DONE)
            return outcome;
        if (seen.state == DRIVER_STATE_ABSENT) {
            driver_note_set(note, "network %s is not there yet", compute->interfaces[i].network);
            return DRIVER_AGAIN;
        }
    }
    return DRIVER_DONE;
}

/* --- definition --- */

static uint64_t fingerprint_of(virDomainPtr domain)
{
    char *metadata = virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, LIBVIRT_METADATA, 0);
    uint64_t fingerprint = libvirt_fingerprint(metadata);
    virResetLastError();
    free(metadata);
    return fingerprint;
}

/* Makes the domain what the spec says. One that runs with another definition is ended first; what it wants to
 * be brings it back. */
static driver_outcome define(driver_host *host, const driver_compute *compute, virDomainPtr *domain,
                             driver_note *note)
{
    _cleanup_(libvirt_xml_free) char *xml = libvirt_domain_xml(host->flavour, compute);
    if (!xml)
        return libvirt_failed(note, "describing the domain");
    if (*domain) {
        if (fingerprint_of(*domain) == libvirt_fingerprint(xml))
            return DRIVER_DONE;
        if (virDomainIsActive(*domain) > 0 && virDomainDestroy(*domain) < 0)
            return libvirt_failed(note, "ending the domain to change it");
        virDomainFree(*domain);
    }
    *domain = virDomainDefineXML(host->connection, xml);
    return *domain ? DRIVER_DONE : libvirt_failed(note, "defining the domain");
}

/* --- states --- */

static int power(virDomainPtr domain)
{
    int state = VIR_DOMAIN_NOSTATE, reason;
    virDomainGetState(domain, &state, &reason, 0);
    return state;
}

static driver_outcome activate(virDomainPtr domain, driver_note *note)
{
    switch (power(domain)) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
        return DRIVER_DONE;
    case VIR_DOMAIN_PAUSED:
        return virDomainResume(domain) == 0 ? DRIVER_DONE : libvirt_failed(note, "resuming the domain");
    case VIR_DOMAIN_CRASHED:
        virDomainDestroy(domain);
        return virDomainCreate(domain) == 0 ? DRIVER_DONE : libvirt_failed(note, "starting the domain");
    default: /* off; from its saved memory if there is any */
        return virDomainCreate(domain) == 0 ? DRIVER_DONE : libvirt_failed(note, "starting the domain");
    }
}

static driver_outcome deactivate(virDomainPtr domain, driver_method method, driver_note *note)
{
    if (virDomainHasManagedSaveImage(domain, 0) > 0 && virDomainManagedSaveRemove(domain, 0) < 0)
        return libvirt_failed(note, "forgetting the saved memory");
    if (virDomainIsActive(domain) <= 0)
        return DRIVER_DONE;
    /* A guest that is paused hears no request to shut down. */
    bool is_forced = method == DRIVER_METHOD_POWEROFF || power(domain) == VIR_DOMAIN_PAUSED;
    if ((is_forced ? virDomainDestroy(domain) : virDomainShutdown(domain)) < 0)
        return libvirt_failed(note, "stopping the domain");
    if (virDomainIsActive(domain) <= 0)
        return DRIVER_DONE;
    driver_note_set(note, "the guest has been asked to shut down and still runs");
    return DRIVER_AGAIN;
}

static driver_outcome suspend(virDomainPtr domain, driver_method method, driver_note *note)
{
    bool is_saved = virDomainIsActive(domain) <= 0 && virDomainHasManagedSaveImage(domain, 0) > 0;
    bool is_paused = power(domain) == VIR_DOMAIN_PAUSED;
    if (is_saved || (is_paused && method != DRIVER_METHOD_HIBERNATE))
        return DRIVER_DONE;
    driver_outcome outcome = is_paused ? DRIVER_DONE : activate(domain, note);
    if (outcome != DRIVER_DONE)
        return outcome;
    int result =
        method == DRIVER_METHOD_HIBERNATE ? virDomainManagedSave(domain, 0) : virDomainSuspend(domain);
    return result == 0 ? DRIVER_DONE : libvirt_failed(note, "suspending the domain");
}

static driver_outcome reach(virDomainPtr domain, driver_state wanted, driver_method method, driver_note *note)
{
    switch (wanted) {
    case DRIVER_STATE_ACTIVE:
        return activate(domain, note);
    case DRIVER_STATE_INACTIVE:
        return deactivate(domain, method, note);
    case DRIVER_STATE_SUSPENDED:
        return suspend(domain, method, note);
    default:
        driver_note_set(note, "a compute cannot be made %s", driver_state_name(wanted));
        return DRIVER_REFUSED;
    }
}

/* Everything but the state; `*domain` is then there. */
static driver_outcome prepare(driver_host *host, const driver_compute *compute, virDomainPtr *domain,
                              driver_note *note)
{
    driver_outcome outcome = find(host, compute->id, domain, note);
    if (outcome == DRIVER_DONE)
        outcome = need_links(host, compute, note);
    if (outcome == DRIVER_DONE)
        outcome = need_root(host, compute, note);
    return outcome == DRIVER_DONE ? define(host, compute, domain, note) : outcome;
}

driver_outcome libvirt_compute_apply(driver_host *host, const driver_compute *compute, driver_seen *seen,
                                     driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    driver_outcome outcome = prepare(host, compute, &domain, note);
    if (outcome == DRIVER_DONE)
        outcome = reach(domain, compute->wanted, compute->method, note);
    if (outcome == DRIVER_DONE)
        seen->state = libvirt_domain_state(domain);
    return outcome;
}

driver_outcome libvirt_compute_restart(driver_host *host, const driver_compute *compute, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    driver_outcome outcome = prepare(host, compute, &domain, note);
    if (outcome != DRIVER_DONE)
        return outcome;
    if (virDomainIsActive(domain) > 0) {
        int result =
            compute->method == DRIVER_METHOD_COLD ? virDomainDestroy(domain) : virDomainReboot(domain, 0);
        if (result < 0)
            return libvirt_failed(note, "restarting the domain");
    }
    outcome = activate(domain, note);
    if (outcome == DRIVER_DONE)
        seen->state = libvirt_domain_state(domain);
    return outcome;
}

static driver_outcome save_root(driver_host *host, const driver_compute *compute, const char *image,
                                driver_note *note)
{
    char root[VOLUME_NAME_SIZE], copy[VOLUME_NAME_SIZE];
    volume_name("root", compute->id, root);
    volume_name("image", image, copy);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = libvirt_pool_need(host, LIBVIRT_IMAGE_POOL, NULL);
    if (!pool)
        return libvirt_failed(note, "the pool of images");
    _cleanup_(libvirt_free_volume) virStorageVolPtr origin = virStorageVolLookupByName(pool, root);
    return origin ? libvirt_volume_need(pool, copy, compute->root_size, origin, note)
                  : libvirt_failed(note, root);
}

driver_outcome libvirt_compute_save(driver_host *host, const driver_compute *compute, const char *image,
                                    driver_seen *seen, driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    driver_outcome outcome = prepare(host, compute, &domain, note);
    /* Deferred: the disk is copied while nothing writes to it (GFD.224 3.1). */
    if (outcome == DRIVER_DONE && compute->method == DRIVER_METHOD_DEFERRED)
        outcome = deactivate(domain, DRIVER_METHOD_GRACEFUL, note);
    if (outcome == DRIVER_DONE)
        outcome = save_root(host, compute, image, note);
    if (outcome == DRIVER_DONE)
        outcome = reach(domain, compute->wanted, DRIVER_METHOD_DEFAULT, note);
    if (outcome == DRIVER_DONE)
        seen->state = libvirt_domain_state(domain);
    return outcome;
}

driver_outcome libvirt_compute_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain;
    driver_outcome outcome = find(host, id, &domain, note);
    if (outcome == DRIVER_DONE)
        seen->state = domain ? libvirt_domain_state(domain) : DRIVER_STATE_ABSENT;
    return outcome;
}

/* libvirt would let a running domain live on after its definition is gone, so it is ended first. */
static driver_outcome remove_domain(virDomainPtr domain, driver_note *note)
{
    if (virDomainIsActive(domain) > 0 && virDomainDestroy(domain) < 0)
        return libvirt_failed(note, "ending the domain");
    if (virDomainUndefineFlags(domain,
                               VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA) < 0)
        return libvirt_failed(note, "removing the domain");
    return DRIVER_DONE;
}

static driver_outcome remove_image_volume(driver_host *host, const char *prefix, const char *id,
                                          driver_note *note)
{
    char name[VOLUME_NAME_SIZE];
    volume_name(prefix, id, name);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = libvirt_pool_need(host, LIBVIRT_IMAGE_POOL, NULL);
    return pool ? libvirt_volume_remove(pool, name, note) : libvirt_failed(note, "the pool of images");
}

driver_outcome libvirt_compute_remove(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain;
    driver_outcome outcome = find(host, id, &domain, note);
    if (outcome == DRIVER_DONE && domain)
        outcome = remove_domain(domain, note);
    return outcome == DRIVER_DONE ? remove_image_volume(host, "root", id, note) : outcome;
}

driver_outcome libvirt_image_remove(driver_host *host, const char *image, driver_note *note)
{
    return remove_image_volume(host, "image", image, note);
}
