#include "base/netaddr.h"

#include <arpa/inet.h>
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

enum { TEXT_MAX = 64 };

/* A zone ("%eth0") belongs to this machine, not to the address. */
static int parse(const char *s, unsigned char bytes[16])
{
	char bare[TEXT_MAX];
	size_t n = strcspn(s, "%");

	if (inet_pton(AF_INET, s, bytes) == 1)
		return 4;
	if (n >= sizeof(bare))
		return 0;
	memcpy(bare, s, n);
	bare[n] = '\0';
	return inet_pton(AF_INET6, bare, bytes) == 1 ? 6 : 0;
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
	int family = parse(address, bytes);

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
	int family = parse(a, of_a);

	if (family == 0 || parse(b, of_b) != family)
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

	switch (parse(s, ip)) {
	case 4:
		return reverse4(a, ip);
	case 6:
		return reverse6(a, ip);
	default:
		return NULL;
	}
}
