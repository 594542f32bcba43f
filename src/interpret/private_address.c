#include "interpret/private_address.h"

#include "base/text.h"
#include "smtp/address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
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

static int parse(const char *s, unsigned char bytes[16])
{
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, s, bytes) == 1)
		return 4;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(s, "%"), s); /* without a zone */
	return inet_pton(AF_INET6, text, bytes) == 1 ? 6 : 0;
}

static bool inside(const struct net *net, const unsigned char *bytes)
{
	for (unsigned i = 0; i < net->bits; i++)
		if ((net->prefix[i / 8] ^ bytes[i / 8]) & (0x80U >> (i % 8)))
			return false;
	return true;
}

static const struct net *net_of(const char *address)
{
	unsigned char bytes[16];
	int family = parse(address, bytes);

	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++)
		if (nets[i].family == family && inside(&nets[i], bytes))
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

bool public_name(const char *host)
{
	static const char *const special[] = {".localhost", ".local",	 ".localdomain",
					      ".lan",	    ".internal", ".home.arpa",
					      ".test",	    ".invalid"};

	if (strchr(host, '.') == NULL || address_family(host) != 0)
		return false;
	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (text_has_suffix(host, special[i]))
			return false;
	return true;
}
