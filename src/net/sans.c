#include "net/sans.h"

#include "base/certname.h"
#include "base/netaddr.h"
#include "net/certificate.h"
#include "net/der.h"

#include <arpa/inet.h>
#include <string.h>

enum { SAN_DNS = 0x82, SAN_IP = 0x87 }; /* GeneralName, [2] and [7] */

static struct der names_of(struct tls_der certificate)
{
	static const unsigned char oid[] = {0x55, 0x1d, 0x11};

	return extension_find(certificate, oid, sizeof(oid));
}

/* The next one that is a host's: not a mail address or a URI. */
static bool next_name(struct der *names, unsigned char *tag, struct der *name)
{
	while (der_next(names, tag, name))
		if (*tag == SAN_DNS || (*tag == SAN_IP && (name->n == 4 || name->n == 16)))
			return true;
	return false;
}

static struct bytes shown(struct arena *a, unsigned char tag, struct der name)
{
	char text[INET6_ADDRSTRLEN];

	if (tag == SAN_DNS)
		return bytes_copy(a, name.p, name.n);
	inet_ntop(name.n == 4 ? AF_INET : AF_INET6, name.p, text, sizeof(text));
	return bytes_str(a, text);
}

int sans_list(struct arena *a, struct tls_der certificate, struct list *names)
{
	struct der all = names_of(certificate), name;
	unsigned char tag;
	int n = 0;

	for (; next_name(&all, &tag, &name); n++)
		/* no host has a name that is longer */
		if (names->n < CERTIFICATE_NAMES_MAX && name.n <= CERTIFICATE_TEXT_MAX)
			list_add_bytes(names, a, shown(a, tag, name));
	return n;
}

static bool is_address(unsigned char tag, struct der name, const unsigned char *ip, size_t n)
{
	return tag == SAN_IP && der_is(name, ip, n);
}

static bool is_name(unsigned char tag, struct der name, const char *host)
{
	return tag == SAN_DNS && certname_covers((struct bytes){(char *)name.p, name.n}, host);
}

bool sans_fit(struct tls_der certificate, const char *host)
{
	struct der all = names_of(certificate), name;
	unsigned char tag, ip[16];
	int family = address_read(host, ip);

	while (next_name(&all, &tag, &name))
		if (family != 0 ? is_address(tag, name, ip, family == 4 ? 4 : 16)
				: is_name(tag, name, host))
			return true;
	return false;
}
