/* Pools of files and the volumes in them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "drivers/libvirt_xml.h"

/* A pool's definition has no <metadata>; the vendor and product of its source are free text, which libvirt
 * keeps. */
#define VENDOR       "occibase"
#define PRODUCT_PATH "string(/pool/source[vendor/@name = '" VENDOR "']/product/@name)"

/* Volumes. */

driver_outcome libvirt_volume_name(const char *prefix, const char *id, char name[LIBVIRT_VOLUME_SIZE],
                                   driver_note *note)
{
    static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(id);
    if (length == 0 || strspn(id, fit) != length)
        return libvirt_refuse(
            note, "\"%s\" is no name for a volume: it takes letters, digits, '-', '_' and '.'", id);
    if (strlen(prefix) + length >= LIBVIRT_VOLUME_SIZE)
        return libvirt_refuse(note, "\"%s\" is too long a name for a volume", id);
    strcpy(stpcpy(name, prefix), id);
    return DRIVER_DONE;
}

driver_outcome libvirt_volume_find(virStoragePoolPtr pool, const char *name, virStorageVolPtr *volume,
                                   driver_note *note)
{
    *volume = virStorageVolLookupByName(pool, name);
    if (*volume || libvirt_failed_with(VIR_ERR_NO_STORAGE_VOL))
        return DRIVER_DONE;
    return libvirt_fail(note, "look for the volume %s", name);
}

driver_outcome libvirt_volume_size(virStorageVolPtr volume, uint64_t *size, driver_note *note)
{
    virStorageVolInfo info;
    if (virStorageVolGetInfo(volume, &info) < 0)
        return libvirt_fail(note, "ask for the size of the volume %s", virStorageVolGetName(volume));
    *size = info.capacity;
    return DRIVER_DONE;
}

static driver_outcome volume_xml(driver_host *host, const char *name, uint64_t size, char **text,
                                 driver_note *note)
{
    _cleanup_(libvirt_xml_free) libvirt_xml xml;
    xmlNodePtr volume = libvirt_xml_start(&xml, "volume");
    libvirt_xml_text(&xml, volume, "name", name);
    libvirt_xml_set(&xml, libvirt_xml_number(&xml, volume, "capacity", size), "unit", "bytes");
    libvirt_xml_number(&xml, volume, "allocation", 0);
    xmlNodePtr format = libvirt_xml_add(&xml, libvirt_xml_add(&xml, volume, "target"), "format");
    libvirt_xml_set(&xml, format, "type", host->flavour->volume_format);
    return libvirt_xml_print(&xml, text, note);
}

driver_outcome libvirt_volume_make(driver_host *host, virStoragePoolPtr pool, const char *name, uint64_t size,
                                   virStorageVolPtr source, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume = NULL;
    TRY(libvirt_volume_find(pool, name, &volume, note));
    if (volume)
        return DRIVER_DONE;
    _cleanup_(libvirt_free_text) char *xml = NULL;
    TRY(volume_xml(host, name, size, &xml, note));
    volume = source ? virStorageVolCreateXMLFrom(pool, xml, source, 0) : virStorageVolCreateXML(pool, xml, 0);
    if (volume)
        return DRIVER_DONE;
    driver_outcome outcome = libvirt_fail(note, "create the volume %s", name);
    driver_note unused;
    bool is_there = libvirt_volume_find(pool, name, &volume, &unused) == DRIVER_DONE && volume;
    return is_there ? DRIVER_DONE : outcome; /* another thread was faster */
}

driver_outcome libvirt_volume_copy(driver_host *host, virStoragePoolPtr pool, const char *from,
                                   const char *to, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr source = NULL;
    uint64_t size = 0;
    TRY(libvirt_volume_find(pool, from, &source, note));
    if (!source)
        return libvirt_again(note, "the volume %s is not there yet", from);
    TRY(libvirt_volume_size(source, &size, note));
    return libvirt_volume_make(host, pool, to, size, source, note);
}

driver_outcome libvirt_volume_remove(virStoragePoolPtr pool, const char *name, driver_note *note)
{
    _cleanup_(libvirt_free_volume) virStorageVolPtr volume = NULL;
    TRY(libvirt_volume_find(pool, name, &volume, note));
    if (volume && virStorageVolDelete(volume, 0) < 0 && !libvirt_failed_with(VIR_ERR_NO_STORAGE_VOL))
        return libvirt_fail(note, "delete the volume %s", name);
    return DRIVER_DONE;
}

/* Pools. */

static driver_outcome pool_xml(driver_host *host, const char *name, const char *uuid, uint64_t size,
                               char **text, driver_note *note)
{
    _cleanup_(libvirt_xml_free) libvirt_xml xml;
    char path[256];
    snprintf(path, sizeof path, "%s/%s", host->flavour->storage_folder, name);
    xmlNodePtr pool = libvirt_xml_start(&xml, "pool");
    libvirt_xml_set(&xml, pool, "type", "dir");
    libvirt_xml_text(&xml, pool, "name", name);
    libvirt_xml_text(&xml, pool, "uuid", uuid);
    xmlNodePtr source = libvirt_xml_add(&xml, pool, "source");
    libvirt_xml_set(&xml, libvirt_xml_add(&xml, source, "vendor"), "name", VENDOR);
    if (size > 0)
        libvirt_xml_set_number(&xml, libvirt_xml_add(&xml, source, "product"), "name", size);
    libvirt_xml_text(&xml, libvirt_xml_add(&xml, pool, "target"), "path", path);
    return libvirt_xml_print(&xml, text, note);
}

driver_outcome libvirt_pool_define(driver_host *host, const char *name, const char *uuid, uint64_t size,
                                   virStoragePoolPtr *pool, driver_note *note)
{
    _cleanup_(libvirt_free_text) char *xml = NULL;
    TRY(pool_xml(host, name, uuid, size, &xml, note));
    *pool = virStoragePoolDefineXML(host->connection, xml, 0);
    return *pool ? DRIVER_DONE : libvirt_fail(note, "define the storage pool %s", name);
}

driver_outcome libvirt_pool_told_size(virStoragePoolPtr pool, uint64_t *size, driver_note *note)
{
    _cleanup_(libvirt_free_text) char *xml = virStoragePoolGetXMLDesc(pool, 0);
    _cleanup_(libvirt_free_text) char *product = NULL;
    if (!xml)
        return libvirt_fail(note, "read the definition of the storage pool");
    TRY(libvirt_xml_read(xml, PRODUCT_PATH, &product, note));
    *size = strtoull(product, NULL, 10);
    return DRIVER_DONE;
}

driver_outcome libvirt_pool_is_active(virStoragePoolPtr pool, bool *is_active, driver_note *note)
{
    int answer = virStoragePoolIsActive(pool);
    *is_active = answer == 1;
    return answer >= 0 ? DRIVER_DONE : libvirt_fail(note, "look at the storage pool");
}

/* Building makes the pool's folder, or finds it. */
driver_outcome libvirt_pool_start(virStoragePoolPtr pool, driver_note *note)
{
    bool is_active;
    TRY(libvirt_pool_is_active(pool, &is_active, note));
    if (is_active)
        return DRIVER_DONE;
    if (virStoragePoolBuild(pool, 0) < 0)
        return libvirt_fail(note, "build the storage pool");
    return virStoragePoolCreate(pool, 0) < 0 ? libvirt_fail(note, "start the storage pool") : DRIVER_DONE;
}
