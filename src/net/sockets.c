#include "net/sockets.h"

#include "base/netaddr.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* proc(5): "st" of a line. */
enum { ESTABLISHED = 1, SYN_SENT = 2, FIN_WAIT1 = 4, FIN_WAIT2 = 5, TIME_WAIT = 6, CLOSING = 11 };

/* Enough to tell; a server with more has other ways to be looked at. */
enum { LINES_MAX = 20000 };

/* "0100007F", or four of them: words as the machine keeps them. IPv4 within IPv6 is IPv4. */
static bool read_address(const char *hex, char text[INET6_ADDRSTRLEN])
{
	uint32_t words[4];
	int n = strlen(hex) == 32 ? 4 : 1;

	for (int i = 0; i < n; i++)
		if (sscanf(hex + (ptrdiff_t)8 * i, "%8x", &words[i]) != 1)
			return false;
	if (n == 1)
		return inet_ntop(AF_INET, words, text, INET6_ADDRSTRLEN) != NULL;
	if (words[0] == 0 && words[1] == 0 && words[2] == htonl(0xffff))
		return inet_ntop(AF_INET, &words[3], text, INET6_ADDRSTRLEN) != NULL;
	return inet_ntop(AF_INET6, words, text, INET6_ADDRSTRLEN) != NULL;
}

static bool comparable(const char *there, const char *address)
{
	return (strchr(there, ':') != NULL) == (strchr(address, ':') != NULL) &&
	       !loopback_address(there) && private_address(there) == private_address(address);
}

static void count_line(const char *line, const char *address, int port, struct sockets_use *use)
{
	char hex[33], there[INET6_ADDRSTRLEN];
	unsigned its_port, state;

	if (sscanf(line, " %*d: %*32[0-9A-F]:%*4x %32[0-9A-F]:%4x %2x", hex, &its_port, &state) !=
		    3 ||
	    (int)its_port != port || !read_address(hex, there) || !comparable(there, address))
		return;
	switch (state) {
	case SYN_SENT:
		use->waiting++;
		break;
	case ESTABLISHED:
	case FIN_WAIT1:
	case FIN_WAIT2:
	case TIME_WAIT:
	case CLOSING:
		use->open++;
		break;
	default:
		break;
	}
}

void sockets_count(const char *path, const char *address, int port, struct sockets_use *use)
{
	FILE *f = fopen(path, "re");
	char line[256];

	if (f == NULL)
		return;
	for (int n = 0; n < LINES_MAX && fgets(line, sizeof(line), f) != NULL; n++)
		count_line(line, address, port, use);
	fclose(f);
}

struct sockets_use sockets_use(const char *address, int port)
{
	struct sockets_use use = {0};

	sockets_count("/proc/net/tcp", address, port, &use);
	sockets_count("/proc/net/tcp6", address, port, &use);
	return use;
}
