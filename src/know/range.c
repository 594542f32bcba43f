#include "know/range.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = sizeof(struct in6_addr) };

struct range {
	unsigned char address[BYTES_MAX];
	int bytes; /* of an address: 4 or 16 */
	int bits;  /* that all of the range have in common */
};

/* How many bytes the address has; 0: it is none. */
static int address_read(const char *s, unsigned char address[BYTES_MAX])
{
	if (inet_pton(AF_INET, s, address) == 1)
		return sizeof(struct in_addr);
	return inet_pton(AF_INET6, s, address) == 1 ? sizeof(struct in6_addr) : 0;
}

static bool range_read(const char *s, struct range *r)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(s, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - s);

	if (n == 0 || n >= sizeof(address))
		return false;
	memcpy(address, s, n);
	address[n] = '\0';
	r->bytes = address_read(address, r->address);
	n = strlen(slash + 1);
	if (r->bytes == 0 || n == 0 || n > 3 || strspn(slash + 1, "0123456789") != n)
		return false;
	r->bits = atoi(slash + 1);
	return r->bits <= 8 * r->bytes;
}

static int bit(const unsigned char *address, int n)
{
	return address[n / 8] >> (7 - n % 8) & 1;
}

/* "192.0.2.1/24" names an address and means a network: somebody has mistyped one of the two. */
static bool has_host_bits(const struct range *r)
{
	for (int n = r->bits; n < 8 * r->bytes; n++)
		if (bit(r->address, n) != 0)
			return true;
	return false;
}

const char *range_fault(struct arena *a, const char *text)
{
	struct range r;

	(void)a;
	if (!range_read(text, &r))
		return "a range of addresses, as 192.0.2.0/24 or 2001:db8::/32";
	return has_host_bits(&r) ? "the address has bits beyond the length of the range" : NULL;
}

bool range_has(const char *range, const char *address)
{
	unsigned char bytes[BYTES_MAX];
	struct range r;

	if (!range_read(range, &r) || address_read(address, bytes) != r.bytes)
		return false;
	for (int n = 0; n < r.bits; n++)
		if (bit(r.address, n) != bit(bytes, n))
			return false;
	return true;
}
