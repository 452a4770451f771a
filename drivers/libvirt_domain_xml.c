/* A compute as libvirt's <domain>. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "drivers/libvirt_xml.h"

#define MIB (UINT64_C(1) << 20)

/* OCCI's words (GFD.224 3.1) and libvirt's. */
static const struct architecture_row {
    const char *word;
    const char *arch;
} architecture_rows[] = {
    { "x86", "i686" },
    { "x64", "x86_64" },
};

/* <vcpu> and <memory> tell a limit, within which a running domain can be given more or less. */
static const libvirt_facet domain_facets[] = {
    { LIBVIRT_TITLE, "/domain/title", "string(.)", false },
    { LIBVIRT_MARKING, "/domain/metadata/*[namespace-uri() = '" LIBVIRT_MARK "']",
      "concat(@id, ' ', @hostname)", false },
    { LIBVIRT_ARCHITECTURE, "/domain/os/type/@arch", "string(.)", true },
    { LIBVIRT_CORES_LIMIT, "/domain/vcpu", "string(text())", false },
    { LIBVIRT_CORES, "/domain/vcpu/@current | /domain/vcpu[not(@current)]/text()", "string(.)", false },
    { LIBVIRT_MEMORY_LIMIT, "/domain/memory", "string(.)", false },
    { LIBVIRT_MEMORY, "/domain/currentMemory | /domain[not(currentMemory)]/memory", "string(.)", false },
    { LIBVIRT_SHARE, "/domain/cputune/shares", "string(.)", false },
    { LIBVIRT_DISKS, "/domain/devices/disk", "concat(target/@dev, ' ', source/@pool, ' ', source/@volume)",
      false },
    { LIBVIRT_INTERFACES, "/domain/devices/interface", "concat(mac/@address, ' ', source/@network)", false },
};

driver_outcome libvirt_domain_differences(const char *there, const char *wanted, unsigned *differences,
                                          driver_note *note)
{
    return libvirt_xml_differences(domain_facets, sizeof domain_facets / sizeof *domain_facets, there, wanted,
                                   differences, note);
}

static driver_outcome add_os(libvirt_xml *xml, xmlNodePtr domain, const char *architecture, driver_note *note)
{
    xmlNodePtr type = libvirt_xml_text(xml, libvirt_xml_add(xml, domain, "os"), "type", "hvm");
    if (!architecture)
        return DRIVER_DONE;
    for (size_t i = 0; i < sizeof architecture_rows / sizeof *architecture_rows; i++)
        if (strcmp(architecture_rows[i].word, architecture) == 0) {
            libvirt_xml_set(xml, type, "arch", architecture_rows[i].arch);
            return DRIVER_DONE;
        }
    return libvirt_refuse(note, "the architecture \"%s\" is neither x86 nor x64", architecture);
}

static void add_size(libvirt_xml *xml, xmlNodePtr domain, const libvirt_flavour *flavour,
                     const driver_compute *spec)
{
    uint64_t kib = (spec->memory / MIB + (spec->memory % MIB != 0)) * 1024;
    libvirt_xml_set(xml, libvirt_xml_number(xml, domain, "memory", kib), "unit", "KiB");
    libvirt_xml_set(xml, libvirt_xml_number(xml, domain, "currentMemory", kib), "unit", "KiB");
    if (spec->cores < flavour->cores_limit)
        libvirt_xml_set_number(xml, libvirt_xml_number(xml, domain, "vcpu", flavour->cores_limit), "current",
                               spec->cores);
    else
        libvirt_xml_number(xml, domain, "vcpu", spec->cores);
    if (spec->share > 0)
        libvirt_xml_number(xml, libvirt_xml_add(xml, domain, "cputune"), "shares", spec->share);
}

static void add_disk(libvirt_xml *xml, xmlNodePtr devices, const char *pool, const char *volume,
                     const char *device)
{
    xmlNodePtr disk = libvirt_xml_add(xml, devices, "disk");
    libvirt_xml_set(xml, disk, "type", "volume");
    libvirt_xml_set(xml, disk, "device", "disk");
    xmlNodePtr source = libvirt_xml_add(xml, disk, "source");
    libvirt_xml_set(xml, source, "pool", pool);
    libvirt_xml_set(xml, source, "volume", volume);
    libvirt_xml_set(xml, libvirt_xml_add(xml, disk, "target"), "dev", device);
}

/* Clients name a device as the guest shows it, too. */
static const char *device_name(const char *device)
{
    static const char folder[] = "/dev/";
    return strncmp(device, folder, sizeof folder - 1) == 0 ? device + sizeof folder - 1 : device;
}

static driver_outcome add_disks(libvirt_xml *xml, xmlNodePtr devices, const driver_compute *spec,
                                driver_note *note)
{
    char name[LIBVIRT_VOLUME_SIZE];
    libvirt_root_name(spec->id, name);
    add_disk(xml, devices, LIBVIRT_IMAGES, name, "vda");
    for (size_t i = 0; i < spec->disk_count; i++) {
        const driver_disk *disk = &spec->disks[i];
        if (!disk->device)
            return libvirt_refuse(note, "the disk from storage %s has no device name", disk->storage);
        char pool[LIBVIRT_NAME_SIZE];
        libvirt_name(disk->storage, pool);
        add_disk(xml, devices, pool, LIBVIRT_DATA, device_name(disk->device));
    }
    return DRIVER_DONE;
}

/* As libvirt writes it: "52:54:00:0a:0b:0c". */
static bool canonical_mac(const char *text, char mac[18])
{
    unsigned bytes[6];
    int length = 0;
    for (const char *at = text; *at; at++)
        if (!isxdigit((unsigned char)*at) && *at != ':' && *at != '-')
            return false;
    if (sscanf(text, "%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%*1[:-]%2x%n", &bytes[0], &bytes[1],
               &bytes[2], &bytes[3], &bytes[4], &bytes[5], &length) != 6 ||
        text[length])
        return false;
    snprintf(mac, 18, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF,
             bytes[3] & 0xFF, bytes[4] & 0xFF, bytes[5] & 0xFF);
    return true;
}

/* "eth2" before "eth10". */
static int compare_interfaces(const void *left, const void *right)
{
    const driver_interface *const *a = left, *const *b = right;
    return strverscmp((*a)->device ? (*a)->device : "", (*b)->device ? (*b)->device : "");
}

static void free_sorted(const driver_interface ***sorted)
{
    free(*sorted);
}

/* The guest names its interfaces itself, in their order; that is all that a device's name can ask for. */
static driver_outcome add_interfaces(libvirt_xml *xml, xmlNodePtr devices, const driver_compute *spec,
                                     driver_note *note)
{
    _cleanup_(free_sorted) const driver_interface **sorted =
        calloc(spec->interface_count + 1, sizeof *sorted);
    if (!sorted)
        return libvirt_again(note, "out of memory");
    for (size_t i = 0; i < spec->interface_count; i++)
        sorted[i] = &spec->interfaces[i];
    qsort(sorted, spec->interface_count, sizeof *sorted, compare_interfaces);
    for (size_t i = 0; i < spec->interface_count; i++) {
        char mac[18], network[LIBVIRT_NAME_SIZE];
        const char *asked = sorted[i]->mac ? sorted[i]->mac : "";
        if (!canonical_mac(asked, mac))
            return libvirt_refuse(note, "\"%s\" is no MAC address", asked);
        libvirt_name(sorted[i]->network, network);
        xmlNodePtr interface = libvirt_xml_add(xml, devices, "interface");
        libvirt_xml_set(xml, interface, "type", "network");
        libvirt_xml_set(xml, libvirt_xml_add(xml, interface, "mac"), "address", mac);
        libvirt_xml_set(xml, libvirt_xml_add(xml, interface, "source"), "network", network);
    }
    return DRIVER_DONE;
}

driver_outcome libvirt_domain_xml(const libvirt_flavour *flavour, const driver_compute *spec, char **text,
                                  driver_note *note)
{
    _cleanup_(libvirt_xml_free) libvirt_xml xml;
    char name[LIBVIRT_NAME_SIZE];
    libvirt_name(spec->id, name);
    xmlNodePtr domain = libvirt_xml_start(&xml, "domain");
    libvirt_xml_set(&xml, domain, "type", flavour->domain_type);
    libvirt_xml_text(&xml, domain, "name", name);
    libvirt_xml_text(&xml, domain, "uuid", spec->id);
    libvirt_xml_text(&xml, domain, "title", spec->title);
    libvirt_xml_set(&xml, libvirt_xml_mark(&xml, domain, spec->id), "hostname", spec->hostname);
    add_size(&xml, domain, flavour, spec);
    TRY(add_os(&xml, domain, spec->architecture, note));
    libvirt_xml_text(&xml, domain, "on_poweroff", "destroy");
    libvirt_xml_text(&xml, domain, "on_reboot", "restart");
    libvirt_xml_text(&xml, domain, "on_crash", "destroy");
    xmlNodePtr devices = libvirt_xml_add(&xml, domain, "devices");
    TRY(add_disks(&xml, devices, spec, note));
    TRY(add_interfaces(&xml, devices, spec, note));
    return libvirt_xml_print(&xml, text, note);
}
