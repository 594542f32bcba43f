#include "net/source.h"

#include "net/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

static const char *text_of(const struct sockaddr *address, char text[INET6_ADDRSTRLEN])
{
	const union dial_address *of = (const void *)address;

	if (address == NULL)
		return NULL;
	if (address->sa_family == AF_INET)
		return inet_ntop(AF_INET, &of->v4.sin_addr, text, INET6_ADDRSTRLEN);
	if (address->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&of->v6.sin6_addr))
		return inet_ntop(AF_INET6, &of->v6.sin6_addr, text, INET6_ADDRSTRLEN);
	return NULL;
}

/* "192.0.2.1, 2001:db8::1": those that lead out. */
static const char *own_addresses(struct arena *a)
{
	enum { SHOWN = 6 };
	struct ifaddrs *all = NULL;
	const char *list = NULL;
	char text[INET6_ADDRSTRLEN];
	int n = 0;

	if (getifaddrs(&all) != 0)
		return NULL;
	for (const struct ifaddrs *i = all; i != NULL && n < SHOWN; i = i->ifa_next) {
		if ((i->ifa_flags & IFF_LOOPBACK) != 0 || text_of(i->ifa_addr, text) == NULL)
			continue;
		list = n++ == 0 ? arena_str(a, text) : arena_printf(a, "%s, %s", list, text);
	}
	freeifaddrs(all);
	return list;
}

const char *source_fault(struct arena *a, const char *source)
{
	int error = dial_try_source(source);
	const char *own;

	if (error == 0)
		return NULL;
	if (error != EADDRNOTAVAIL && error != EINVAL)
		return arena_printf(a, "cannot connect from %s: %s", source, strerror(error));
	own = own_addresses(a);
	return own == NULL
		       ? arena_printf(a, "%s is not an address of this machine, which has none",
				      source)
		       : arena_printf(a, "%s is not an address of this machine: --source takes %s",
				      source, own);
}
