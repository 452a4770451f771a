/* Images and root disks: volumes of one pool, since libvirt clones within a pool. */
#include <pthread.h>
#include <string.h>

#include "drivers/libvirt.h"

/* The size of a root disk for which nobody gave one; files have holes, so it costs nothing. */
#define ROOT_SIZE (UINT64_C(10) << 30)

/* Two threads may both find that there is no pool yet. */
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;

static driver_outcome pool_make(driver_host *host, virStoragePoolPtr *pool, driver_note *note)
{
    *pool = virStoragePoolLookupByName(host->connection, LIBVIRT_IMAGES);
    if (!*pool && !libvirt_failed_with(VIR_ERR_NO_STORAGE_POOL))
        return libvirt_fail(note, "look for the pool of images");
    if (!*pool)
        TRY(libvirt_pool_define(host, LIBVIRT_IMAGES, NULL, 0, pool, note));
    return libvirt_pool_start(*pool, note);
}

static driver_outcome images_open(driver_host *host, virStoragePoolPtr *pool, driver_note *note)
{
    pthread_mutex_lock(&pool_lock);
    driver_outcome outcome = pool_make(host, pool, note);
    pthread_mutex_unlock(&pool_lock);
    return outcome;
}

static driver_outcome image_name(const char *image, char name[LIBVIRT_VOLUME_SIZE], driver_note *note)
{
    return libvirt_volume_name("image-", image, name, note);
}

void libvirt_root_name(const char *compute, char name[LIBVIRT_VOLUME_SIZE])
{
    driver_note unused;
    if (libvirt_volume_name("root-", compute, name, &unused) != DRIVER_DONE)
        strcpy(name, "root");
}

static uint64_t root_size(const driver_compute *spec)
{
    return spec->root_size > 0 ? spec->root_size : ROOT_SIZE;
}

/* A world that began anew has lost its images with everything else: an empty one stands in. */
static driver_outcome image_find(driver_host *host, virStoragePoolPtr pool, const driver_compute *spec,
                                 virStorageVolPtr *image, driver_note *note)
{
    char name[LIBVIRT_VOLUME_SIZE];
    TRY(image_name(spec->image, name, note));
    TRY(libvirt_volume_find(pool, name, image, note));
    if (*image)
        return DRIVER_DONE;
    if (!host->flavour->forgets_images)
        return libvirt_refuse(note, "this host has no image %s", spec->image);
    TRY(libvirt_volume_make(host, pool, name, root_size(spec), NULL, note));
    TRY(libvirt_volume_find(pool, name, image, note));
    return *image ? DRIVER_DONE : libvirt_again(note, "the image %s is gone again", spec->image);
}

static driver_outcome root_make(driver_host *host, virStoragePoolPtr pool, const char *name,
                                const driver_compute *spec, driver_note *note)
{
    if (!spec->image)
        return libvirt_volume_make(host, pool, name, root_size(spec), NULL, note);
    _cleanup_(libvirt_free_volume) virStorageVolPtr image = NULL;
    uint64_t size;
    TRY(image_find(host, pool, spec, &image, note));
    TRY(libvirt_volume_size(image, &size, note));
    return libvirt_volume_make(host, pool, name, size > spec->root_size ? size : spec->root_size, image,
                               note);
}

/* An image may be larger than what was asked for, so a root disk that is larger is right. */
driver_outcome libvirt_root_apply(driver_host *host, const driver_compute *spec, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    _cleanup_(libvirt_free_volume) virStorageVolPtr root = NULL;
    char name[LIBVIRT_VOLUME_SIZE];
    uint64_t size;
    libvirt_root_name(spec->id, name);
    TRY(images_open(host, &pool, note));
    TRY(libvirt_volume_find(pool, name, &root, note));
    if (!root)
        return root_make(host, pool, name, spec, note);
    TRY(libvirt_volume_size(root, &size, note));
    if (size >= spec->root_size)
        return DRIVER_DONE;
    return host->flavour->volume_grow(host, pool, root, spec->root_size, note);
}

driver_outcome libvirt_root_remove(driver_host *host, const char *compute, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    char name[LIBVIRT_VOLUME_SIZE];
    libvirt_root_name(compute, name);
    TRY(images_open(host, &pool, note));
    return libvirt_volume_remove(pool, name, note);
}

driver_outcome libvirt_image_exists(driver_host *host, const char *image, bool *exists, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume = NULL;
    char name[LIBVIRT_VOLUME_SIZE];
    TRY(image_name(image, name, note));
    TRY(images_open(host, &pool, note));
    TRY(libvirt_volume_find(pool, name, &volume, note));
    *exists = volume;
    return DRIVER_DONE;
}

driver_outcome libvirt_image_make(driver_host *host, const char *image, const char *compute,
                                  driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    char name[LIBVIRT_VOLUME_SIZE], root[LIBVIRT_VOLUME_SIZE];
    TRY(image_name(image, name, note));
    libvirt_root_name(compute, root);
    TRY(images_open(host, &pool, note));
    return libvirt_volume_copy(host, pool, root, name, note);
}

driver_outcome libvirt_image_remove(driver_host *host, const char *image, driver_note *note)
{
    _cleanup_(libvirt_free_pool) virStoragePoolPtr pool = NULL;
    char name[LIBVIRT_VOLUME_SIZE];
    TRY(image_name(image, name, note));
    TRY(images_open(host, &pool, note));
    return libvirt_volume_remove(pool, name, note);
}
