#include "base/alias.h"

#include "base/netaddr.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What an address is beside its family: of each kind one network stands for all of them. The first
 * that fits counts. */
static const struct kind {
	int family;
	const char *word;    /* begins the alias */
	const char *network; /* who is in it */
	unsigned bits;
	unsigned char prefix[4]; /* of the bytes of such an alias */
	unsigned prefix_bytes;
} kinds[] = {
	{4, "ipv4-private-", "10.0.0.0", 8, {10}, 1},
	{4, "ipv4-private-", "172.16.0.0", 12, {10}, 1},
	{4, "ipv4-private-", "192.168.0.0", 16, {10}, 1},
	{4, "ipv4-carrier-", "100.64.0.0", 10, {100, 64}, 2},
	{4, "ipv4-link-", "169.254.0.0", 16, {169, 254}, 2},
	{4, "ipv4-", "0.0.0.0", 0, {240}, 1},
	{6, "ipv6-private-", "fc00::", 7, {0xfd}, 1},
	{6, "ipv6-link-", "fe80::", 10, {0xfe, 0x80}, 2},
	{6, "ipv6-tunnel-", "2002::", 16, {0x20, 0x02}, 2},
	{6, "ipv6-tunnel-", "2001::", 32, {0x20, 0x01, 0, 0}, 4},
	{6, "ipv6-", "::", 0, {0x3f, 0xfe}, 2},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* How many parts an alias of that family has behind its kind. */
static int parts_of(int family)
{
	return family == 4 ? 2 : 3;
}

const char *alias_make(struct arena *a, const char *address, const char *const *parts)
{
	int family = address_family(address);

	for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
		if (k->family != family || !same_network(address, k->network, k->bits, k->bits))
			continue;
		return family == 4 ? arena_printf(a, "%s%s-%s", k->word, parts[0], parts[1])
				   : arena_printf(a, "%s%s-%s-%s", k->word, parts[0], parts[1],
						  parts[2]);
	}
	return address;
}

/* ---- reading ---- */

static const struct kind *kind_of(const char *s)
{
	for (const struct kind *k = kinds; k < kinds + KINDS; k++)
		if (strncmp(s, k->word, strlen(k->word)) == 0)
			return k;
	return NULL;
}

/* FNV-1a: different words fill the bytes of a network differently, as good as always. */
static uint32_t mixed(const char *s, size_t n)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619U;
	return h;
}

/* Where the part with that number ends, in bytes of an address. */
static unsigned part_end(int family, int part)
{
	static const unsigned ends4[] = {3, 4}, ends6[] = {6, 8, 16};

	return family == 4 ? ends4[part] : ends6[part];
}

int alias_read(const char *s, unsigned char bytes[16])
{
	const struct kind *k = kind_of(s);
	unsigned at;

	if (k == NULL)
		return 0;
	s += strlen(k->word);
	memset(bytes, 0, 16);
	at = k->prefix_bytes;
	memcpy(bytes, k->prefix, at);
	for (int part = 0; part < parts_of(k->family); part++) {
		size_t n = strspn(s, ALIAS_LETTERS);
		uint32_t h = mixed(s, n);
		bool last = part + 1 == parts_of(k->family);

		if (n < 3 || (s[n] != '-') != last || (last && s[n] != '\0' && s[n] != '%'))
			return 0;
		for (; at < part_end(k->family, part); at++, h >>= 8)
			bytes[at] |= (unsigned char)h;
		s += n + 1;
	}
	return k->family;
}
