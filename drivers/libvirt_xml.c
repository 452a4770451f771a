/* The XML that libvirt is given, as trees of libxml2: a client's text never meets printf here. */
#include "drivers/libvirt.h"

#include <inttypes.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document under construction; the first failure sticks. */
typedef struct draft {
    xmlDocPtr document;
    bool has_failed;
} draft;

static xmlNodePtr add(draft *to, xmlNodePtr parent, const char *name)
{
    xmlNodePtr node = to->has_failed ? NULL : xmlNewDocNode(to->document, NULL, BAD_CAST name, NULL);
    if (!node)
        to->has_failed = true;
    else if (parent)
        xmlAddChild(parent, node);
    else
        xmlDocSetRootElement(to->document, node);
    return node;
}

static void set(draft *to, xmlNodePtr node, const char *name, const char *value)
{
    if (!to->has_failed && !xmlNewProp(node, BAD_CAST name, BAD_CAST value))
        to->has_failed = true;
}

static void set_number(draft *to, xmlNodePtr node, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    set(to, node, name, text);
}

/* An element with text; characters that XML cannot carry become blanks. */
static xmlNodePtr add_text(draft *to, xmlNodePtr parent, const char *name, const char *text)
{
    xmlNodePtr node = add(to, parent, name);
    char *clean = strdup(text);
    for (char *c = clean; c && *c; c++)
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    xmlNodePtr content = clean && node ? xmlNewDocText(to->document, BAD_CAST clean) : NULL;
    free(clean);
    if (content)
        xmlAddChild(node, content);
    else
        to->has_failed = true;
    return node;
}

static xmlNodePtr add_number(draft *to, xmlNodePtr parent, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return add_text(to, parent, name, text);
}

static draft begin(const char *root, xmlNodePtr *out)
{
    draft new = { .document = xmlNewDoc(BAD_CAST "1.0") };
    new.has_failed = !new.document;
    *out = add(&new, NULL, root);
    return new;
}

static char *end(draft *from)
{
    xmlChar *text = NULL;
    int length;
    if (!from->has_failed)
        xmlDocDumpMemory(from->document, &text, &length);
    if (from->document)
        xmlFreeDoc(from->document);
    return (char *)text;
}

void libvirt_xml_free(char **xml)
{
    if (*xml)
        xmlFree(*xml);
}

/* FNV-1a: it only has to tell definitions apart. */
static uint64_t fingerprint_of(const char *xml)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *xml; xml++)
        hash = (hash ^ (unsigned char)*xml) * UINT64_C(1099511628211);
    return hash;
}

static void add_disk(draft *to, xmlNodePtr devices, const char *pool, const char *volume, const char *device)
{
    xmlNodePtr disk = add(to, devices, "disk");
    set(to, disk, "type", "volume");
    set(to, disk, "device", "disk");
    xmlNodePtr source = add(to, disk, "source");
    set(to, source, "pool", pool);
    set(to, source, "volume", volume);
    xmlNodePtr target = add(to, disk, "target");
    set(to, target, "dev", device);
    set(to, target, "bus", "virtio");
}

static void add_interface(draft *to, xmlNodePtr devices, const driver_interface *interface)
{
    char network[LIBVIRT_NAME_SIZE];
    libvirt_name(interface->network, network);
    xmlNodePtr node = add(to, devices, "interface");
    set(to, node, "type", "network");
    set(to, add(to, node, "mac"), "address", interface->mac);
    set(to, add(to, node, "source"), "network", network);
    set(to, add(to, node, "model"), "type", "virtio");
}

static void add_devices(draft *to, xmlNodePtr domain, const driver_compute *compute)
{
    char name[LIBVIRT_NAME_SIZE], root[64];
    xmlNodePtr devices = add(to, domain, "devices");
    snprintf(root, sizeof root, "root-%s", compute->id);
    add_disk(to, devices, LIBVIRT_IMAGE_POOL, root, "vda");
    for (size_t i = 0; i < compute->disk_count; i++) {
        libvirt_name(compute->disks[i].storage, name);
        add_disk(to, devices, name, LIBVIRT_DATA_VOLUME, compute->disks[i].device);
    }
    for (size_t i = 0; i < compute->interface_count; i++)
        add_interface(to, devices, &compute->interfaces[i]);
}

/* `fingerprint` 0: without one, as it is computed. */
static char *domain_xml(const libvirt_flavour *flavour, const driver_compute *compute, uint64_t fingerprint)
{
    char name[LIBVIRT_NAME_SIZE];
    xmlNodePtr domain;
    draft new = begin("domain", &domain);
    libvirt_name(compute->id, name);
    set(&new, domain, "type", flavour->domain_type);
    add_text(&new, domain, "name", name);
    add_text(&new, domain, "uuid", compute->id);
    if (compute->title)
        add_text(&new, domain, "title", compute->title);
    if (fingerprint) {
        xmlNodePtr mark = add(&new, add(&new, domain, "metadata"), "occibase:definition");
        set(&new, mark, "xmlns:occibase", LIBVIRT_METADATA);
        set_number(&new, mark, "fingerprint", fingerprint);
    }
    set(&new, add_number(&new, domain, "memory", compute->memory), "unit", "b");
    add_number(&new, domain, "vcpu", compute->cores);
    if (compute->share)
        add_number(&new, add(&new, domain, "cputune"), "shares", compute->share);
    xmlNodePtr type = add_text(&new, add(&new, domain, "os"), "type", "hvm");
    if (compute->architecture)
        set(&new, type, "arch", strcmp(compute->architecture, "x86") == 0 ? "i686" : "x86_64");
    add_devices(&new, domain, compute);
    return end(&new);
}

char *libvirt_domain_xml(const libvirt_flavour *flavour, const driver_compute *compute)
{
    _cleanup_(libvirt_xml_free) char *plain = domain_xml(flavour, compute, 0);
    return plain ? domain_xml(flavour, compute, fingerprint_of(plain)) : NULL;
}

char *libvirt_pool_xml(const char *name, const char *id)
{
    char path[128];
    xmlNodePtr pool;
    draft new = begin("pool", &pool);
    set(&new, pool, "type", "dir");
    add_text(&new, pool, "name", name);
    if (id)
        add_text(&new, pool, "uuid", id);
    snprintf(path, sizeof path, "/var/lib/occibase/%s", name);
    add_text(&new, add(&new, pool, "target"), "path", path);
    return end(&new);
}

/* Thin: what is written is what is taken. */
char *libvirt_volume_xml(const char *name, uint64_t size)
{
    xmlNodePtr volume;
    draft new = begin("volume", &volume);
    add_text(&new, volume, "name", name);
    set(&new, add_number(&new, volume, "capacity", size), "unit", "bytes");
    add_number(&new, volume, "allocation", 0);
    return end(&new);
}

static void add_subnet(draft *to, xmlNodePtr network, const libvirt_subnet *subnet)
{
    xmlNodePtr ip = add(to, network, "ip");
    set(to, ip, "family", subnet->family);
    set(to, ip, "address", subnet->host);
    set_number(to, ip, "prefix", subnet->prefix);
    if (!*subnet->first)
        return;
    xmlNodePtr range = add(to, add(to, ip, "dhcp"), "range");
    set(to, range, "start", subnet->first);
    set(to, range, "end", subnet->last);
}

/* `fingerprint` 0: without one, as it is computed. */
static char *network_xml(const driver_network *network, const libvirt_subnet *subnet, uint64_t fingerprint)
{
    char name[LIBVIRT_NAME_SIZE], bridge[16];
    xmlNodePtr root;
    draft new = begin("network", &root);
    libvirt_name(network->id, name);
    add_text(&new, root, "name", name);
    add_text(&new, root, "uuid", network->id);
    /* The random end of the UUID makes a name that fits an interface. */
    snprintf(bridge, sizeof bridge, "ob%s", network->id + DRIVER_UUID_SIZE - 13);
    xmlNodePtr mark = add(&new, add(&new, root, "metadata"), "occibase:network");
    set(&new, mark, "xmlns:occibase", LIBVIRT_METADATA);
    if (fingerprint)
        set_number(&new, mark, "fingerprint", fingerprint);
    if (network->title)
        set(&new, mark, "title", network->title);
    if (network->label)
        set(&new, mark, "label", network->label);
    set(&new, add(&new, root, "bridge"), "name", bridge);
    if (subnet->is_routed)
        set(&new, add(&new, root, "forward"), "mode", "nat");
    if (network->vlan >= 0)
        set_number(&new, add(&new, add(&new, root, "vlan"), "tag"), "id", (uint64_t)network->vlan);
    if (subnet->family)
        add_subnet(&new, root, subnet);
    return end(&new);
}

char *libvirt_network_xml(const driver_network *network, const libvirt_subnet *subnet)
{
    _cleanup_(libvirt_xml_free) char *plain = network_xml(network, subnet, 0);
    return plain ? network_xml(network, subnet, fingerprint_of(plain)) : NULL;
}

uint64_t libvirt_fingerprint(const char *xml)
{
    static const char attribute[] = "fingerprint=";
    const char *found = xml ? strstr(xml, attribute) : NULL;
    return found ? strtoull(found + sizeof attribute, NULL, 10) : 0;
}
