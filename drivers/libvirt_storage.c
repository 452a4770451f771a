/* Storages: each is a libvirt pool with one volume "data", so that online and offline are the pool's own
 * running and not; backups and snapshots are volumes beside it. */
#include "drivers/libvirt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

virStoragePoolPtr libvirt_pool_need(driver_host *host, const char *name, const char *id)
{
    virStoragePoolPtr pool = virStoragePoolLookupByName(host->connection, name);
    if (!pool && libvirt_is_missing()) {
        _cleanup_(libvirt_xml_free) char *xml = libvirt_pool_xml(name, id);
        pool = xml ? virStoragePoolDefineXML(host->connection, xml, 0) : NULL;
        if (pool && virStoragePoolBuild(pool, 0) < 0)
            virResetLastError(); /* what is there already is as good */
    }
    if (pool && virStoragePoolIsActive(pool) == 0 && virStoragePoolCreate(pool, 0) < 0) {
        virStoragePoolFree(pool);
        return NULL;
    }
    return pool;
}

driver_outcome libvirt_volume_need(virStoragePoolPtr pool, const char *name, uint64_t size,
                                   virStorageVolPtr origin, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume = virStorageVolLookupByName(pool, name);
    if (volume)
        return DRIVER_DONE;
    _cleanup_(libvirt_xml_free) char *xml = libvirt_is_missing() ? libvirt_volume_xml(name, size) : NULL;
    if (xml)
        volume =
            origin ? virStorageVolCreateXMLFrom(pool, xml, origin, 0) : virStorageVolCreateXML(pool, xml, 0);
    return volume ? DRIVER_DONE : libvirt_failed(note, name);
}

driver_outcome libvirt_volume_remove(virStoragePoolPtr pool, const char *name, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume = virStorageVolLookupByName(pool, name);
    if (!volume)
        return libvirt_is_missing() ? DRIVER_DONE : libvirt_failed(note, name);
    return virStorageVolDelete(volume, 0) == 0 ? DRIVER_DONE : libvirt_failed(note, name);
}

/* The volume grows to `size` bytes; what the hypervisor cannot resize is made anew. */
static driver_outcome grow(driver_host *host, virStoragePoolPtr pool, virStorageVolPtr volume, uint64_t size,
                           driver_note *note)
{
    virStorageVolInfo info;
    if (virStorageVolGetInfo(volume, &info) < 0)
        return libvirt_failed(note, "the size of the volume");
    if (info.capacity == size)
        return DRIVER_DONE;
    if (info.capacity > size) {
        driver_note_set(note, "a storage cannot shrink, and this one has %llu bytes", info.capacity);
        return DRIVER_REFUSED;
    }
    if (host->flavour->can_resize_volume)
        return virStorageVolResize(volume, size, 0) == 0 ? DRIVER_DONE
                                                         : libvirt_failed(note, "resizing the volume");
    driver_outcome outcome = libvirt_volume_remove(pool, LIBVIRT_DATA_VOLUME, note);
    return outcome == DRIVER_DONE ? libvirt_volume_need(pool, LIBVIRT_DATA_VOLUME, size, NULL, note)
                                  : outcome;
}

static driver_outcome make_volume(driver_host *host, virStoragePoolPtr pool, uint64_t size, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume =
        virStorageVolLookupByName(pool, LIBVIRT_DATA_VOLUME);
    if (volume)
        return grow(host, pool, volume, size, note);
    if (!libvirt_is_missing())
        return libvirt_failed(note, "the volume");
    return libvirt_volume_need(pool, LIBVIRT_DATA_VOLUME, size, NULL, note);
}

/* The pool must run while its volumes are worked on; `apply_state` puts it where it should be. */
static virStoragePoolPtr need(driver_host *host, const driver_storage *storage)
{
    char name[LIBVIRT_NAME_SIZE];
    libvirt_name(storage->id, name);
    return libvirt_pool_need(host, name, storage->id);
}

static driver_outcome apply_state(virStoragePoolPtr pool, const driver_storage *storage, driver_seen *seen,
                                  driver_note *note)
{
    if (storage->wanted == DRIVER_STATE_INACTIVE && virStoragePoolDestroy(pool) < 0)
        return libvirt_failed(note, "taking the storage offline");
    seen->state = virStoragePoolIsActive(pool) > 0 ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

driver_outcome libvirt_storage_apply(driver_host *host, const driver_storage *storage, driver_seen *seen,
                                     driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = need(host, storage);
    if (!pool)
        return libvirt_failed(note, "the storage pool");
    driver_outcome outcome = make_volume(host, pool, storage->size, note);
    return outcome == DRIVER_DONE ? apply_state(pool, storage, seen, note) : outcome;
}

driver_outcome libvirt_storage_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    char name[LIBVIRT_NAME_SIZE];
    libvirt_name(id, name);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = virStoragePoolLookupByName(host->connection, name);
    if (!pool && !libvirt_is_missing())
        return libvirt_failed(note, "the storage pool");
    seen->state = !pool                              ? DRIVER_STATE_ABSENT
                  : virStoragePoolIsActive(pool) > 0 ? DRIVER_STATE_ACTIVE
                                                     : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

/* All volumes go: the data, and every backup and snapshot of it. */
static driver_outcome remove_volumes(virStoragePoolPtr pool, driver_note *note)
{
    virStorageVolPtr *volumes;
    int count = virStoragePoolListAllVolumes(pool, &volumes, 0);
    driver_outcome outcome = count < 0 ? libvirt_failed(note, "the volumes of the storage") : DRIVER_DONE;
    for (int i = 0; i < count; i++) {
        if (outcome == DRIVER_DONE && virStorageVolDelete(volumes[i], 0) < 0)
            outcome = libvirt_failed(note, "deleting a volume");
        virStorageVolFree(volumes[i]);
    }
    if (count >= 0)
        free(volumes);
    return outcome;
}

driver_outcome libvirt_storage_remove(driver_host *host, const char *id, driver_note *note)
{
    char name[LIBVIRT_NAME_SIZE];
    libvirt_name(id, name);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = virStoragePoolLookupByName(host->connection, name);
    if (!pool)
        return libvirt_is_missing() ? DRIVER_DONE : libvirt_failed(note, "the storage pool");
    if (virStoragePoolIsActive(pool) == 0 && virStoragePoolCreate(pool, 0) < 0)
        return libvirt_failed(note, "the storage pool");
    driver_outcome outcome = remove_volumes(pool, note);
    if (outcome != DRIVER_DONE)
        return outcome;
    return virStoragePoolDestroy(pool) == 0 && virStoragePoolUndefine(pool) == 0
               ? DRIVER_DONE
               : libvirt_failed(note, "removing the storage pool");
}

static driver_outcome copy_volume(driver_host *host, const driver_storage *storage, const char *prefix,
                                  const char *copy, driver_seen *seen, driver_note *note)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%.36s", prefix, copy);
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = need(host, storage);
    if (!pool)
        return libvirt_failed(note, "the storage pool");
    driver_outcome outcome = make_volume(host, pool, storage->size, note);
    if (outcome != DRIVER_DONE)
        return outcome;
    _cleanup_(libvirt_free_volume) virStorageVolPtr data =
        virStorageVolLookupByName(pool, LIBVIRT_DATA_VOLUME);
    outcome = data ? libvirt_volume_need(pool, name, storage->size, data, note)
                   : libvirt_failed(note, "the volume");
    return outcome == DRIVER_DONE ? apply_state(pool, storage, seen, note) : outcome;
}

driver_outcome libvirt_storage_backup(driver_host *host, const driver_storage *storage, const char *copy,
                                      driver_seen *seen, driver_note *note)
{
    return copy_volume(host, storage, "backup", copy, seen, note);
}

driver_outcome libvirt_storage_snapshot(driver_host *host, const driver_storage *storage, const char *copy,
                                        driver_seen *seen, driver_note *note)
{
    return copy_volume(host, storage, "snapshot", copy, seen, note);
}
