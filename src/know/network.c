#include "know/network.h"

#include <stdlib.h>
#include <string.h>

const struct network *network_by_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (const struct network, net, knowledge_networks(k))
		if (strcmp(net->id, id) == 0)
			return net;
	return NULL;
}

static bool blocks(const struct network *net, int port)
{
	LIST_EACH (const struct string_item, it, &net->blocked)
		if (atoi(it->s) == port)
			return true;
	return false;
}

bool network_blocks_exactly(const struct network *net, const int *ports, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!blocks(net, ports[i]))
			return false;
	return net->blocked.n == n;
}
