/* IP addresses and ranges of them in CIDR notation, of both versions alike: a number and its width. */
#ifndef DRIVERS_ADDRESS_H
#define DRIVERS_ADDRESS_H

#include <arpa/inet.h>
#include <stdbool.h>

typedef unsigned __int128 address_number;

typedef struct address {
    int family; /* AF_INET or AF_INET6 */
    address_number number;
} address;

typedef struct address_range {
    int family;
    unsigned prefix;
    address_number written;     /* the address before the '/', of which the rest may be an interface's own */
    address_number first, last; /* that an interface may have */
} address_range;

bool address_parse(const char *text, address *out);
bool address_range_parse(const char *cidr, address_range *out);
bool address_range_holds(const address_range *range, const address *candidate);
void address_format(int family, address_number number, char text[INET6_ADDRSTRLEN]);

#endif
