#include "net/nameserver.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { DNS_PORT = 53 };

static bool read_port(const char *s, int *port)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s < '0' || *s > '9' || *end != '\0' || n < 1 || n > 65535)
		return false;
	*port = (int)n;
	return true;
}

bool nameserver_read(struct arena *a, const char *s, struct ares_addr_port_node *node)
{
	char *host = arena_str(a, s), *colon = strchr(host, ':'), *end;

	*node = (struct ares_addr_port_node){.udp_port = DNS_PORT};
	if (*host == '[') {
		end = strchr(++host, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return false;
		colon = end[1] == ':' ? end + 1 : NULL;
		*end = '\0';
	} else if (colon != NULL && strchr(colon + 1, ':') != NULL) {
		colon = NULL;
	}
	if (colon != NULL && !read_port(colon + 1, &node->udp_port))
		return false;
	if (colon != NULL)
		*colon = '\0';
	node->tcp_port = node->udp_port;
	node->family = strchr(host, ':') != NULL ? AF_INET6 : AF_INET;
	return inet_pton(node->family, host, &node->addr) == 1;
}

const char *nameserver_text(struct arena *a, const struct ares_addr_port_node *node)
{
	int port = node->udp_port != 0 ? node->udp_port : DNS_PORT;
	char text[INET6_ADDRSTRLEN];

	inet_ntop(node->family, &node->addr, text, sizeof(text));
	return arena_printf(a, node->family == AF_INET6 ? "[%s]:%d" : "%s:%d", text, port);
}

bool nameserver_local(const struct ares_addr_port_node *node)
{
	const unsigned char *bytes = (const unsigned char *)&node->addr;

	return node->family == AF_INET6 ? IN6_IS_ADDR_LOOPBACK((const struct in6_addr *)&node->addr)
					: bytes[0] == 127;
}

bool nameservers_local(const struct ares_addr_port_node *first)
{
	bool all = first != NULL;

	for (; first != NULL; first = first->next)
		all &= nameserver_local(first);
	return all;
}
