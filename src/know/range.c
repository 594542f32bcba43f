#include "know/range.h"

#include "base/netaddr.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* The address and how many of its bits all of the range have in common. */
static bool range_read(const char *s, char address[INET6_ADDRSTRLEN], unsigned *bits)
{
	unsigned char raw[sizeof(struct in6_addr)];
	const char *slash = strchr(s, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - s), digits;

	if (n == 0 || n >= INET6_ADDRSTRLEN)
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	digits = strlen(slash + 1);
	if (digits == 0 || digits > 3 || strspn(slash + 1, "0123456789") != digits)
		return false;
	*bits = (unsigned)atoi(slash + 1);
	return (inet_pton(AF_INET, address, raw) == 1 && *bits <= 32) ||
	       (inet_pton(AF_INET6, address, raw) == 1 && *bits <= 128);
}

/* "192.0.2.1/24" names an address and means a network: somebody has mistyped one of the two. */
static bool has_host_bits(const char *address, unsigned bits)
{
	unsigned char raw[sizeof(struct in6_addr)];
	unsigned all = strchr(address, ':') != NULL ? 128 : 32;

	inet_pton(all == 128 ? AF_INET6 : AF_INET, address, raw);
	for (unsigned n = bits; n < all; n++)
		if ((raw[n / 8] >> (7 - n % 8) & 1) != 0)
			return true;
	return false;
}

const char *range_fault(struct arena *a, const char *text)
{
	char address[INET6_ADDRSTRLEN];
	unsigned bits;

	(void)a;
	if (!range_read(text, address, &bits))
		return "a range of addresses, as 192.0.2.0/24 or 2001:db8::/32";
	return has_host_bits(address, bits) ? "the address has bits beyond the length of the range"
					    : NULL;
}

bool range_has(const char *range, const char *address)
{
	char first[INET6_ADDRSTRLEN];
	unsigned bits;

	return range_read(range, first, &bits) && same_network(first, address, bits, bits);
}
