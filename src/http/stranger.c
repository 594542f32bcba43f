#include "http/stranger.h"

#include "base/netaddr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* Authorities publish on port 80 (RFC 5280 4.2.2.1 knows no TLS there: it would need the very chain
 * that is missing). Another port would be somebody else's service. */
const char *stranger_url_fault(const struct http_url *u)
{
	if (u->tls)
		return "is https://, which cannot be had before the chain is complete";
	return u->port != 80 ? "names another port than 80" : NULL;
}

/* Addresses with a meaning of their own; the first that fits counts. Sources: the registries of
 * special-purpose addresses (RFC 6890). Clouds give secrets to whoever asks from within at
 * link-local and private ones, mostly. What carries an IPv4 address is judged by that one: it
 * begins at `carries` - 1. */
static const struct net {
	int family;
	unsigned char prefix[16];
	unsigned bits;
	const char *kind;
	bool private; /* may be asked by those within */
	int carries;
} nets[] = {
	{4, {127}, 8, "a loopback address", false, 0},
	{4, {0}, 8, "this machine's address", false, 0},
	{4, {169, 254}, 16, "a link-local address", false, 0},
	{4, {192, 0, 0}, 24, "a reserved address", false, 0},
	{4, {224}, 4, "a multicast address", false, 0},
	{4, {240}, 4, "a reserved address", false, 0},
	{4, {10}, 8, "a private address", true, 0},
	{4, {172, 16}, 12, "a private address", true, 0},
	{4, {192, 168}, 16, "a private address", true, 0},
	{4, {100, 64}, 10, "a private address", true, 0},
	{6, {[15] = 1}, 128, "a loopback address", false, 0},
	{6, {0}, 128, "this machine's address", false, 0},
	{6, {[10] = 0xff, [11] = 0xff}, 96, NULL, false, 1 + 12},
	{6, {0}, 96, "a reserved address", false, 0},
	{6, {0x00, 0x64, 0xff, 0x9b}, 96, NULL, false, 1 + 12},
	{6, {0x00, 0x64, 0xff, 0x9b, 0, 1}, 48, "a private address", true, 0},
	{6, {0x20, 0x02}, 16, NULL, false, 1 + 2},
	{6, {0x20, 0x01, 0, 0}, 32, "an address of a tunnel", false, 0},
	{6, {0x01, 0}, 64, "a reserved address", false, 0},
	{6, {0xfe, 0x80}, 10, "a link-local address", false, 0},
	{6, {0xfe, 0xc0}, 10, "a private address", true, 0},
	{6, {0xff}, 8, "a multicast address", false, 0},
	{6, {0xfc}, 7, "a private address", true, 0},
};

static bool begins_with(const unsigned char *bytes, const unsigned char *prefix, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(bytes, prefix, whole) != 0)
		return false;
	return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

/* NULL: an address of the Internet. */
static const struct net *net_of(int family, const unsigned char *bytes)
{
	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++) {
		if (nets[i].family != family || !begins_with(bytes, nets[i].prefix, nets[i].bits))
			continue;
		return nets[i].carries == 0 ? &nets[i] : net_of(4, bytes + nets[i].carries - 1);
	}
	return NULL;
}

const char *stranger_address_fault(const char *address, bool inside)
{
	unsigned char bytes[16];
	int family = address_read(address, bytes);
	const struct net *net = family == 0 ? NULL : net_of(family, bytes);

	if (family == 0)
		return "no address";
	return net == NULL || (net->private && inside) ? NULL : net->kind;
}

bool stranger_inside(const char *address)
{
	unsigned char bytes[16];
	int family = address_read(address, bytes);
	const struct net *net = family == 0 ? NULL : net_of(family, bytes);

	return net != NULL && net->private;
}
