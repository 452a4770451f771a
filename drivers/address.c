/* IP addresses and ranges (see address.h). */
#include "drivers/address.h"

#include <string.h>
#include <sys/socket.h>

static unsigned width(int family)
{
    return family == AF_INET ? 32 : 128;
}

bool address_parse(const char *text, address *out)
{
    unsigned char bytes[16];
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, text, bytes) != 1)
        return false;
    *out = (address){ .family = family };
    for (unsigned i = 0; i < width(family) / 8; i++)
        out->number = out->number << 8 | bytes[i];
    return true;
}

void address_format(int family, address_number number, char text[INET6_ADDRSTRLEN])
{
    unsigned char bytes[16];
    for (unsigned i = width(family) / 8; i-- > 0; number >>= 8)
        bytes[i] = (unsigned char)(number & 0xFF);
    inet_ntop(family, bytes, text, INET6_ADDRSTRLEN);
}

/* One to three digits. */
static bool parse_prefix(const char *text, unsigned most, unsigned *prefix)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 3 || text[digits])
        return false;
    *prefix = 0;
    for (; *text; text++)
        *prefix = *prefix * 10 + (unsigned)(*text - '0');
    return *prefix >= 1 && *prefix <= most;
}

bool address_range_parse(const char *cidr, address_range *out)
{
    char text[INET6_ADDRSTRLEN];
    const char *slash = strchr(cidr, '/');
    address written;
    if (!slash || (size_t)(slash - cidr) >= sizeof text)
        return false;
    memcpy(text, cidr, (size_t)(slash - cidr));
    text[slash - cidr] = '\0';
    if (!address_parse(text, &written))
        return false;
    *out = (address_range){ .family = written.family, .written = written.number };
    if (!parse_prefix(slash + 1, width(written.family), &out->prefix))
        return false;
    unsigned free_bits = width(written.family) - out->prefix;
    address_number mask = ((address_number)1 << free_bits) - 1; /* at least one bit is not free */
    out->first = written.number & ~mask;
    out->last = written.number | mask;
    /* The first address is the network's own; in IPv4 the last is its broadcast address (RFC 3021 on /31). */
    if (free_bits > 1) {
        out->first++;
        out->last -= written.family == AF_INET;
    }
    return true;
}

bool address_range_holds(const address_range *range, const address *candidate)
{
    return candidate->family == range->family && candidate->number >= range->first &&
           candidate->number <= range->last;
}
