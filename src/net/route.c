/* connect() on a datagram socket looks a route up and sends nothing. */
#include "net/route.h"

#include "base/fatal.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool route_exists(const char *address)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
				 .ai_socktype = SOCK_DGRAM};
	struct addrinfo *to;
	bool exists = false;
	int fd;

	if (getaddrinfo(address, "9", &hints, &to) != 0)
		return false;
	fd = socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 && errno != EAFNOSUPPORT) /* without descriptors nothing is known of routes */
		fatal("no socket: %s: see ulimit -n", strerror(errno));
	if (fd >= 0) {
		exists = connect(fd, to->ai_addr, to->ai_addrlen) == 0;
		close(fd);
	}
	freeaddrinfo(to);
	return exists;
}

/* Networks for documentation (RFC 5737, RFC 3849): nobody's own. */
bool route_out_exists(void)
{
	return route_exists("203.0.113.1") || route_exists("2001:db8::1");
}
