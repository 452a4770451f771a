/* A storage as a libvirt pool with one volume in it, beside which its backups and snapshots are kept. Online
 * is the pool active, offline the pool inactive. libvirt tells nothing about the volumes of an inactive pool,
 * so a pool that goes offline carries its size in its definition: looking at it then needs no start, which
 * would be an event. */
#include <inttypes.h>

#include "drivers/libvirt.h"

/* NULL: there is none. */
static driver_outcome find(driver_host *host, const char *id, virStoragePoolPtr *pool, driver_note *note)
{
    *pool = virStoragePoolLookupByUUIDString(host->connection, id);
    if (!*pool)
        return libvirt_failed_with(VIR_ERR_NO_STORAGE_POOL) ? DRIVER_DONE
                                                            : libvirt_fail(note, "look for the storage");
    if (libvirt_is_our_name(virStoragePoolGetName(*pool), id))
        return DRIVER_DONE;
    return libvirt_refuse(note, "the host has a storage pool with the UUID %s that is not ours", id);
}

static driver_outcome find_existing(driver_host *host, const char *id, virStoragePoolPtr *pool,
                                    driver_note *note)
{
    TRY(find(host, id, pool, note));
    return *pool ? DRIVER_DONE : libvirt_again(note, "storage %s is not there yet", id);
}

static driver_outcome stop(virStoragePoolPtr pool, driver_note *note)
{
    bool is_active;
    TRY(libvirt_pool_is_active(pool, &is_active, note));
    if (is_active && virStoragePoolDestroy(pool) < 0)
        return libvirt_fail(note, "take the storage offline");
    return DRIVER_DONE;
}

/* Gives the volume its size, in a pool that is active. */
static driver_outcome fit(driver_host *host, virStoragePoolPtr pool, uint64_t size, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr data = NULL;
    uint64_t there;
    TRY(libvirt_volume_find(pool, LIBVIRT_DATA, &data, note));
    if (!data)
        return libvirt_volume_make(host, pool, LIBVIRT_DATA, size, NULL, note);
    TRY(libvirt_volume_size(data, &there, note));
    if (there > size)
        return libvirt_refuse(note, "the storage cannot shrink from %" PRIu64 " to %" PRIu64 " bytes", there,
                              size);
    return there < size ? host->flavour->volume_grow(host, pool, data, size, note) : DRIVER_DONE;
}

/* Stops the pool again when something went wrong in one that was offline, and keeps the note that says what.
 */
static driver_outcome back_offline(virStoragePoolPtr pool, bool was_active, driver_outcome outcome)
{
    driver_note unused;
    if (!was_active)
        stop(pool, &unused);
    return outcome;
}

static driver_outcome go_offline(driver_host *host, virStoragePoolPtr pool, const driver_storage *spec,
                                 driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr redefined = NULL;
    uint64_t told;
    TRY(stop(pool, note));
    TRY(libvirt_pool_told_size(pool, &told, note));
    if (told == spec->size)
        return DRIVER_DONE;
    return libvirt_pool_define(host, virStoragePoolGetName(pool), spec->id, spec->size, &redefined, note);
}

static driver_outcome reach(driver_host *host, virStoragePoolPtr pool, const driver_storage *spec,
                            driver_note *note)
{
    bool was_active;
    uint64_t told;
    TRY(libvirt_pool_is_active(pool, &was_active, note));
    TRY(libvirt_pool_told_size(pool, &told, note));
    if (!was_active && spec->wanted == DRIVER_STATE_INACTIVE && told == spec->size)
        return DRIVER_DONE;
    TRY(libvirt_pool_start(pool, note));
    driver_outcome outcome = fit(host, pool, spec->size, note);
    if (outcome != DRIVER_DONE)
        return back_offline(pool, was_active, outcome);
    return spec->wanted == DRIVER_STATE_ACTIVE ? DRIVER_DONE : go_offline(host, pool, spec, note);
}

driver_outcome libvirt_storage_apply(driver_host *host, const driver_storage *spec, driver_seen *seen,
                                     driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    if (spec->wanted != DRIVER_STATE_ACTIVE && spec->wanted != DRIVER_STATE_INACTIVE)
        return libvirt_refuse(note, "a storage cannot be made %s", driver_state_name(spec->wanted));
    if (spec->size == 0)
        return libvirt_refuse(note, "a storage of 0 bytes cannot be");
    TRY(find(host, spec->id, &pool, note));
    if (!pool) {
        char name[LIBVIRT_NAME_SIZE];
        libvirt_name(spec->id, name);
        TRY(libvirt_pool_define(host, name, spec->id, 0, &pool, note));
    }
    TRY(reach(host, pool, spec, note));
    return libvirt_storage_observe(host, spec->id, seen, note);
}

driver_outcome libvirt_storage_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    bool is_active;
    seen->state = DRIVER_STATE_ABSENT;
    TRY(find(host, id, &pool, note));
    if (!pool)
        return DRIVER_DONE;
    TRY(libvirt_pool_is_active(pool, &is_active, note));
    seen->state = is_active ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

driver_outcome libvirt_storage_require(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    _cleanup_(libvirt_free_volume) virStorageVolPtr data = NULL;
    bool is_active;
    TRY(find_existing(host, id, &pool, note));
    TRY(libvirt_pool_is_active(pool, &is_active, note));
    if (!is_active)
        return DRIVER_DONE;
    TRY(libvirt_volume_find(pool, LIBVIRT_DATA, &data, note));
    return data ? DRIVER_DONE : libvirt_again(note, "storage %s is not there yet", id);
}

static driver_outcome remove_volumes(virStoragePoolPtr pool, driver_note *note)
{
    virStorageVolPtr *volumes;
    TRY(libvirt_pool_start(pool, note));
    int count = virStoragePoolListAllVolumes(pool, &volumes, 0);
    if (count < 0)
        return libvirt_fail(note, "list the volumes of the storage");
    driver_outcome outcome = DRIVER_DONE;
    for (int i = 0; i < count; i++) {
        if (outcome == DRIVER_DONE)
            outcome = libvirt_volume_remove(pool, virStorageVolGetName(volumes[i]), note);
        virStorageVolFree(volumes[i]);
    }
    free(volumes);
    return outcome;
}

driver_outcome libvirt_storage_remove(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    TRY(find(host, id, &pool, note));
    if (!pool)
        return DRIVER_DONE;
    TRY(remove_volumes(pool, note));
    TRY(stop(pool, note));
    if (virStoragePoolDelete(pool, 0) < 0)
        return libvirt_fail(note, "delete the storage's folder");
    return virStoragePoolUndefine(pool) < 0 ? libvirt_fail(note, "undefine the storage") : DRIVER_DONE;
}

/* A copy beside the volume; an offline storage is offline afterwards. */
static driver_outcome copy_data(driver_host *host, const driver_storage *spec, const char *prefix,
                                const char *copy, driver_seen *seen, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    char name[LIBVIRT_VOLUME_SIZE];
    bool was_active;
    TRY(libvirt_volume_name(prefix, copy, name, note));
    TRY(find_existing(host, spec->id, &pool, note));
    TRY(libvirt_pool_is_active(pool, &was_active, note));
    TRY(libvirt_pool_start(pool, note));
    driver_outcome outcome = libvirt_volume_copy(host, pool, LIBVIRT_DATA, name, note);
    if (outcome != DRIVER_DONE)
        return back_offline(pool, was_active, outcome);
    if (!was_active)
        TRY(stop(pool, note));
    return libvirt_storage_observe(host, spec->id, seen, note);
}

driver_outcome libvirt_storage_backup(driver_host *host, const driver_storage *spec, const char *copy,
                                      driver_seen *seen, driver_note *note)
{
    return copy_data(host, spec, "backup-", copy, seen, note);
}

driver_outcome libvirt_storage_snapshot(driver_host *host, const driver_storage *spec, const char *copy,
                                        driver_seen *seen, driver_note *note)
{
    return copy_data(host, spec, "snapshot-", copy, seen, note);
}
