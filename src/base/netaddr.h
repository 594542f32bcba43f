/* netaddr.h - numeric addresses as text: which networks they belong to, their names in the DNS
 *
 * What is no address belongs nowhere. Where it says so, an alias of alias.h counts as the address
 * that it stands for. */
#ifndef SMTPSCOPE_BASE_NETADDR_H
#define SMTPSCOPE_BASE_NETADDR_H

#include "base/arena.h"

#include <stdbool.h>

/* 4, 6, or 0: no numeric address. No brackets; a link-local one may name its link: "fe80::1%eth0".
 */
int address_family(const char *s);

/* The same, and the address in network order, without its link. */
int address_read(const char *s, unsigned char bytes[16]);

/* True for an address; its canonical form in *canonical. */
bool address_literal(struct arena *a, const char *s, const char **canonical);

bool loopback_address(const char *address); /* 127.0.0.0/8, ::1 */
bool private_address(const char *address);  /* RFC 1918, 6598, 3927, 4193, link-local, loopback */

/* Only within a carrier's network (RFC 6598). */
bool carrier_address(const char *address);

/* Whether both are of one family and share that many leading bits. */
bool same_network(const char *a, const char *b, unsigned bits4, unsigned bits6);

/* The name under which the DNS has the names of an address: "1.2.0.192.in-addr.arpa". NULL: `s` is
 * no address. */
const char *address_reverse(struct arena *a, const char *s);

#endif
