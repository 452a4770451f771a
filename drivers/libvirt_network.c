/* Networks: each is a libvirt network with a bridge of its own; up and down are its running and not. */
#include "drivers/libvirt.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGE_MAX 65534 /* addresses; libvirt refuses to hand out more */

/* An address as bytes, so that one can count in it. */
typedef struct address {
    int family;
    size_t size; /* 4 or 16 */
    unsigned char bytes[16];
} address;

static bool read_address(const char *text, address *out)
{
    out->family = strchr(text, ':') ? AF_INET6 : AF_INET;
    out->size = out->family == AF_INET6 ? 16 : 4;
    return inet_pton(out->family, text, out->bytes) == 1;
}

static void write_address(const address *from, char text[64])
{
    inet_ntop(from->family, from->bytes, text, 64);
}

/* The first (all host bits 0) or last (all 1) address of the range with that prefix. */
static address edge(address of, unsigned prefix, bool is_last)
{
    for (size_t bit = prefix; bit < of.size * 8; bit++) {
        unsigned char mask = (unsigned char)(0x80 >> bit % 8);
        of.bytes[bit / 8] = is_last ? of.bytes[bit / 8] | mask : of.bytes[bit / 8] & (unsigned char)~mask;
    }
    return of;
}

/* The address `steps` further. */
static address step(address from, int steps)
{
    int carry = steps;
    for (size_t i = from.size; i-- > 0 && carry;) {
        carry += from.bytes[i];
        from.bytes[i] = (unsigned char)(carry & 0xFF);
        carry >>= 8;
    }
    return from;
}

static driver_outcome refuse(driver_note *note, const char *attribute, const char *value)
{
    driver_note_set(note, "%s: \"%s\" is no address of the network", attribute, value);
    return DRIVER_REFUSED;
}

/* What <ip> says: the host has the gateway's address, or the first of the range; the rest is handed out. */
static driver_outcome read_subnet(const driver_network *network, libvirt_subnet *out, driver_note *note)
{
    char text[64];
    address range, host;
    *out = (libvirt_subnet){ 0 };
    if (!network->address)
        return DRIVER_DONE;
    const char *slash = strchr(network->address, '/');
    if (!slash || (size_t)(slash - network->address) >= sizeof text)
        return refuse(note, "occi.network.address", network->address);
    snprintf(text, sizeof text, "%.*s", (int)(slash - network->address), network->address);
    out->prefix = (unsigned)strtoul(slash + 1, NULL, 10);
    if (!read_address(text, &range) || out->prefix + 2 > range.size * 8)
        return refuse(note, "occi.network.address", network->address);
    address first = step(edge(range, out->prefix, false), 1);
    host = first;
    if (network->gateway && (!read_address(network->gateway, &host) || host.family != range.family))
        return refuse(note, "occi.network.gateway", network->gateway);
    out->family = range.family == AF_INET ? "ipv4" : "ipv6";
    out->is_routed = network->gateway != NULL;
    write_address(&host, out->host);
    if (network->is_dynamic) {
        bool is_first_taken = memcmp(host.bytes, first.bytes, first.size) == 0;
        address from = step(first, is_first_taken ? 1 : 0);
        bool is_wide = range.size * 8 - out->prefix > 16;
        address to = is_wide ? step(from, RANGE_MAX - 1) : step(edge(range, out->prefix, true), -1);
        write_address(&from, out->first);
        write_address(&to, out->last);
    }
    return DRIVER_DONE;
}

/* The network as it should be defined; one that is up with another definition is taken down first. */
static virNetworkPtr define(driver_host *host, const driver_network *network, const char *xml)
{
    virNetworkPtr there = virNetworkLookupByUUIDString(host->connection, network->id);
    if (!there)
        return libvirt_is_missing() ? virNetworkDefineXML(host->connection, xml) : NULL;
    char *current = virNetworkGetXMLDesc(there, 0);
    bool is_same = libvirt_fingerprint(current) == libvirt_fingerprint(xml);
    free(current);
    if (is_same)
        return there;
    if (virNetworkIsActive(there) > 0)
        virNetworkDestroy(there);
    virNetworkFree(there);
    return virNetworkDefineXML(host->connection, xml);
}

driver_outcome libvirt_network_apply(driver_host *host, const driver_network *network, driver_seen *seen,
                                     driver_note *note)
{
    libvirt_subnet subnet;
    driver_outcome outcome = read_subnet(network, &subnet, note);
    if (outcome != DRIVER_DONE)
        return outcome;
    _cleanup_(libvirt_xml_free) char *xml = libvirt_network_xml(network, &subnet);
    _cleanup_(libvirt_free_network) virNetworkPtr defined = xml ? define(host, network, xml) : NULL;
    if (!defined)
        return libvirt_failed(note, "defining the network");
    bool is_up = virNetworkIsActive(defined) > 0;
    if (network->wanted == DRIVER_STATE_ACTIVE && !is_up && virNetworkCreate(defined) < 0)
        return libvirt_failed(note, "bringing the network up");
    if (network->wanted == DRIVER_STATE_INACTIVE && is_up && virNetworkDestroy(defined) < 0)
        return libvirt_failed(note, "taking the network down");
    seen->state = virNetworkIsActive(defined) > 0 ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

driver_outcome libvirt_network_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_network) virNetworkPtr network =
        virNetworkLookupByUUIDString(host->connection, id);
    if (!network && !libvirt_is_missing())
        return libvirt_failed(note, "the network");
    seen->state = !network                          ? DRIVER_STATE_ABSENT
                  : virNetworkIsActive(network) > 0 ? DRIVER_STATE_ACTIVE
                                                    : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

driver_outcome libvirt_network_remove(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_network) virNetworkPtr network =
        virNetworkLookupByUUIDString(host->connection, id);
    if (!network)
        return libvirt_is_missing() ? DRIVER_DONE : libvirt_failed(note, "the network");
    if (virNetworkIsActive(network) > 0 && virNetworkDestroy(network) < 0)
        return libvirt_failed(note, "taking the network down");
    return virNetworkUndefine(network) == 0 ? DRIVER_DONE : libvirt_failed(note, "removing the network");
}
