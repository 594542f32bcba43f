#include "base/netaddr.h"

#include "base/alias.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

static const struct net {
	int family;
	unsigned char prefix[16];
	unsigned bits;
	bool loopback;
} nets[] = {
	{4, {127}, 8, true},
	{4, {10}, 8, false},
	{4, {172, 16}, 12, false},
	{4, {192, 168}, 16, false},
	{4, {100, 64}, 10, false},
	{4, {169, 254}, 16, false},
	/* what filters answer instead; a connection to it ends at this machine */
	{4, {0}, 8, true},
	{6, {0}, 128, true},
	{6, {[15] = 1}, 128, true},
	{6, {0xfc}, 7, false},
	{6, {0xfe, 0x80}, 10, false},
};

/* "eth0": what RFC 4007 section 11 puts behind a "%". */
static bool is_zone(const char *s)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ._-";
	size_t n = strlen(s);

	return n > 0 && n < IF_NAMESIZE && strspn(s, allowed) == n;
}

/* A link-local address may name its link. */
static bool has_good_zone(const struct in6_addr *raw, const char *percent)
{
	return *percent == '\0' || (IN6_IS_ADDR_LINKLOCAL(raw) && is_zone(percent + 1));
}

int address_read(const char *s, unsigned char bytes[16])
{
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr raw;
	size_t n = strcspn(s, "%");

	if (inet_pton(AF_INET, s, bytes) == 1)
		return 4;
	if (n >= sizeof(bare))
		return alias_read(s, bytes);
	memcpy(bare, s, n);
	bare[n] = '\0';
	if (inet_pton(AF_INET6, bare, &raw) != 1)
		return alias_read(s, bytes);
	if (!has_good_zone(&raw, s + n))
		return 0;
	memcpy(bytes, &raw, sizeof(raw));
	return 6;
}

int address_family(const char *s)
{
	unsigned char bytes[16];

	return address_read(s, bytes);
}

static bool is_alias(const char *s)
{
	unsigned char bytes[16];

	return alias_read(s, bytes) != 0;
}

bool address_literal(struct arena *a, const char *s, const char **canonical)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];
	int family = is_alias(s) ? 0 : address_read(s, bytes);

	if (family == 0)
		return false;
	inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes, text, sizeof(text));
	*canonical = arena_printf(a, "%s%s", text, s + strcspn(s, "%"));
	return true;
}

static bool share(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if ((a[i / 8] ^ b[i / 8]) & (0x80U >> (i % 8)))
			return false;
	return true;
}

static const struct net *net_of(const char *address)
{
	unsigned char bytes[16];
	int family = address_read(address, bytes);

	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++)
		if (nets[i].family == family && share(nets[i].prefix, bytes, nets[i].bits))
			return &nets[i];
	return NULL;
}

bool loopback_address(const char *address)
{
	const struct net *net = net_of(address);

	return net != NULL && net->loopback;
}

bool private_address(const char *address)
{
	return net_of(address) != NULL;
}

bool carrier_address(const char *address)
{
	return same_network(address, "100.64.0.0", 10, 0);
}

bool same_network(const char *a, const char *b, unsigned bits4, unsigned bits6)
{
	unsigned char of_a[16], of_b[16];
	int family = address_read(a, of_a);

	if (family == 0 || address_read(b, of_b) != family)
		return false;
	return share(of_a, of_b, family == 4 ? bits4 : bits6);
}

static const char *reverse4(struct arena *a, const unsigned char *ip)
{
	return arena_printf(a, "%d.%d.%d.%d.in-addr.arpa", ip[3], ip[2], ip[1], ip[0]);
}

/* RFC 3596 section 2.5 */
static const char *reverse6(struct arena *a, const unsigned char *ip)
{
	static const char digits[] = "0123456789abcdef";
	char nibbles[64];

	for (int i = 0; i < 16; i++) {
		char *at = nibbles + 4 * (15 - i);

		at[0] = digits[ip[i] & 15];
		at[2] = digits[ip[i] >> 4];
		at[1] = at[3] = '.';
	}
	return arena_printf(a, "%.64sip6.arpa", nibbles);
}

const char *address_reverse(struct arena *a, const char *s)
{
	unsigned char ip[16];

	switch (alias_read(s, ip)) {
	case 4:
		return arena_printf(a, "%s.in-addr.arpa", s);
	case 6:
		return arena_printf(a, "%s.ip6.arpa", s);
	default:
		break;
	}
	switch (address_read(s, ip)) {
	case 4:
		return reverse4(a, ip);
	case 6:
		return reverse6(a, ip);
	default:
		return NULL;
	}
}
