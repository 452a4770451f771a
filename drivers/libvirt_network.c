/* A network as libvirt's <network>: a bridge of its own, behind NAT when it has a gateway, which then is the
 * host. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "drivers/address.h"
#include "drivers/libvirt_xml.h"

/* libvirt takes no DHCP range that goes on beyond the last sixteen bits. */
#define DHCP_BITS ((address_number)0xFFFF)

static const libvirt_facet network_facets[] = {
    { 1 << 0, "/network/bridge", "string(@name)", false },
    { 1 << 1, "/network/forward", "string(@mode)", false },
    { 1 << 2, "/network/vlan/tag", "string(@id)", false },
    { 1 << 3, "/network/ip", "concat(@address, '/', @prefix)", false },
    { 1 << 4, "/network/ip/dhcp/range", "concat(@start, '-', @end)", false },
    { 1 << 5, "/network/metadata/*[namespace-uri() = '" LIBVIRT_MARK "']",
      "concat(@id, ' ', @vlan, ' ', @label, ' ', @title)", false },
};

/* The definition. */

/* Linux takes 15 characters; the UUID's last twelve digits are the random ones. */
static void bridge_name(const char *id, char name[16])
{
    size_t length = strlen(id);
    snprintf(name, 16, "ob%.12s", length > 12 ? id + length - 12 : id);
}

/* The host's own address in the range: the gateway, the one before the '/', or the first. */
static driver_outcome host_address(const driver_network *spec, const address_range *range, address *host,
                                   driver_note *note)
{
    *host = (address){ .family = range->family, .number = range->written };
    if (!spec->gateway && !address_range_holds(range, host))
        host->number = range->first;
    if (spec->gateway && !address_parse(spec->gateway, host))
        return libvirt_refuse(note, "the gateway \"%s\" is no IP address", spec->gateway);
    if (!address_range_holds(range, host))
        return libvirt_refuse(note, "the gateway %s is no address in the range %s", spec->gateway,
                              spec->address);
    return DRIVER_DONE;
}

/* The longer part of the range on one side of the host's address. */
static driver_outcome add_dhcp(libvirt_xml *xml, xmlNodePtr ip, const driver_network *spec,
                               const address_range *range, const address *host, driver_note *note)
{
    bool is_above = range->last - host->number >= host->number - range->first;
    address_number first = is_above ? host->number + 1 : range->first;
    address_number last = is_above ? range->last : host->number - 1;
    if (range->first == range->last)
        return libvirt_refuse(note, "the range %s is too small to hand out addresses", spec->address);
    if (last > (first | DHCP_BITS))
        last = first | DHCP_BITS;
    char start[INET6_ADDRSTRLEN], end[INET6_ADDRSTRLEN];
    address_format(range->family, first, start);
    address_format(range->family, last, end);
    xmlNodePtr handed_out = libvirt_xml_add(xml, libvirt_xml_add(xml, ip, "dhcp"), "range");
    libvirt_xml_set(xml, handed_out, "start", start);
    libvirt_xml_set(xml, handed_out, "end", end);
    return DRIVER_DONE;
}

static driver_outcome add_ip(libvirt_xml *xml, xmlNodePtr network, const driver_network *spec,
                             driver_note *note)
{
    address_range range;
    address host;
    char text[INET6_ADDRSTRLEN];
    if (!spec->address)
        return spec->gateway ? libvirt_refuse(note, "a network with a gateway needs a range of addresses")
                             : DRIVER_DONE;
    if (!address_range_parse(spec->address, &range))
        return libvirt_refuse(note, "\"%s\" is no range of addresses such as 192.168.7.0/24", spec->address);
    TRY(host_address(spec, &range, &host, note));
    address_format(range.family, host.number, text);
    xmlNodePtr ip = libvirt_xml_add(xml, network, "ip");
    libvirt_xml_set(xml, ip, "family", range.family == AF_INET ? "ipv4" : "ipv6");
    libvirt_xml_set(xml, ip, "address", text);
    libvirt_xml_set_number(xml, ip, "prefix", range.prefix);
    return spec->is_dynamic ? add_dhcp(xml, ip, spec, &range, &host, note) : DRIVER_DONE;
}

static driver_outcome network_xml(const libvirt_flavour *flavour, const driver_network *spec, char **text,
                                  driver_note *note)
{
    _cleanup_(libvirt_xml_free) libvirt_xml xml;
    char name[LIBVIRT_NAME_SIZE], bridge[16];
    libvirt_name(spec->id, name);
    bridge_name(spec->id, bridge);
    xmlNodePtr network = libvirt_xml_start(&xml, "network");
    libvirt_xml_text(&xml, network, "name", name);
    libvirt_xml_text(&xml, network, "uuid", spec->id);
    xmlNodePtr mark = libvirt_xml_mark(&xml, network, spec->id);
    libvirt_xml_set(&xml, mark, "title", spec->title);
    libvirt_xml_set(&xml, mark, "label", spec->label);
    if (spec->vlan >= 0)
        libvirt_xml_set_number(&xml, mark, "vlan", (uint64_t)spec->vlan);
    if (spec->gateway) {
        xmlNodePtr forward = libvirt_xml_add(&xml, network, "forward");
        libvirt_xml_set(&xml, forward, "mode", "nat");
        libvirt_xml_set(&xml, libvirt_xml_add(&xml, forward, "nat"), "ipv6", "yes");
    }
    libvirt_xml_set(&xml, libvirt_xml_add(&xml, network, "bridge"), "name", bridge);
    if (spec->vlan >= 0 && flavour->tags_networks)
        libvirt_xml_set_number(&xml, libvirt_xml_add(&xml, libvirt_xml_add(&xml, network, "vlan"), "tag"),
                               "id", (uint64_t)spec->vlan);
    TRY(add_ip(&xml, network, spec, note));
    return libvirt_xml_print(&xml, text, note);
}

/* What is there. */

/* NULL: there is none. */
static driver_outcome find(driver_host *host, const char *id, virNetworkPtr *network, driver_note *note)
{
    *network = virNetworkLookupByUUIDString(host->connection, id);
    if (!*network)
        return libvirt_failed_with(VIR_ERR_NO_NETWORK) ? DRIVER_DONE
                                                       : libvirt_fail(note, "look for the network");
    if (libvirt_is_our_name(virNetworkGetName(*network), id))
        return DRIVER_DONE;
    return libvirt_refuse(note, "the host has a network with the UUID %s that is not ours", id);
}

static driver_outcome is_active(virNetworkPtr network, bool *out, driver_note *note)
{
    int answer = virNetworkIsActive(network);
    *out = answer == 1;
    return answer >= 0 ? DRIVER_DONE : libvirt_fail(note, "look at the network");
}

static driver_outcome differs(virNetworkPtr network, const char *wanted, bool *out, driver_note *note)
{
    _cleanup_(libvirt_free_text) char *there = virNetworkGetXMLDesc(network, 0);
    unsigned differences;
    if (!there)
        return libvirt_fail(note, "read the definition of the network");
    TRY(libvirt_xml_differences(network_facets, sizeof network_facets / sizeof *network_facets, there, wanted,
                                &differences, note));
    *out = differences != 0;
    return DRIVER_DONE;
}

static driver_outcome stop(virNetworkPtr network, driver_note *note)
{
    bool active;
    TRY(is_active(network, &active, note));
    if (active && virNetworkDestroy(network) < 0)
        return libvirt_fail(note, "take the network down");
    return DRIVER_DONE;
}

static driver_outcome define(driver_host *host, const char *wanted, virNetworkPtr *network, driver_note *note)
{
    if (*network) {
        bool is_changed = false;
        TRY(differs(*network, wanted, &is_changed, note));
        if (!is_changed)
            return DRIVER_DONE;
        TRY(stop(*network, note));
        libvirt_free_network(network);
    }
    *network = virNetworkDefineXML(host->connection, wanted);
    return *network ? DRIVER_DONE : libvirt_fail(note, "define the network");
}

driver_outcome libvirt_network_apply(driver_host *host, const driver_network *spec, driver_seen *seen,
                                     driver_note *note)
{
    _cleanup_(libvirt_free_text) char *wanted = NULL;
    _cleanup_(libvirt_free_network) virNetworkPtr network = NULL;
    bool active;
    if (spec->wanted != DRIVER_STATE_ACTIVE && spec->wanted != DRIVER_STATE_INACTIVE)
        return libvirt_refuse(note, "a network cannot be made %s", driver_state_name(spec->wanted));
    TRY(network_xml(host->flavour, spec, &wanted, note));
    TRY(find(host, spec->id, &network, note));
    TRY(define(host, wanted, &network, note));
    TRY(is_active(network, &active, note));
    if (spec->wanted == DRIVER_STATE_INACTIVE)
        TRY(stop(network, note));
    else if (!active && virNetworkCreate(network) < 0)
        return libvirt_fail(note, "bring the network up");
    return libvirt_network_observe(host, spec->id, seen, note);
}

driver_outcome libvirt_network_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_network) virNetworkPtr network = NULL;
    bool active;
    seen->state = DRIVER_STATE_ABSENT;
    TRY(find(host, id, &network, note));
    if (!network)
        return DRIVER_DONE;
    TRY(is_active(network, &active, note));
    seen->state = active ? DRIVER_STATE_ACTIVE : DRIVER_STATE_INACTIVE;
    return DRIVER_DONE;
}

driver_outcome libvirt_network_remove(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_network) virNetworkPtr network = NULL;
    TRY(find(host, id, &network, note));
    if (!network)
        return DRIVER_DONE;
    TRY(stop(network, note));
    return virNetworkUndefine(network) < 0 ? libvirt_fail(note, "undefine the network") : DRIVER_DONE;
}

driver_outcome libvirt_network_require(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_network) virNetworkPtr network = NULL;
    TRY(find(host, id, &network, note));
    return network ? DRIVER_DONE : libvirt_again(note, "network %s is not there yet", id);
}
