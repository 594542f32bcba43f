#include "plan/ports.h"

#include "record/record.h"

#include <stdlib.h>
#include <string.h>

enum { PORTS_MAX = 32 };

int port_at(const char **s)
{
	size_t n = strspn(*s, "0123456789");
	long port = n > 0 && n <= 5 ? strtol(*s, NULL, 10) : 0;

	*s += n;
	return port <= 65535 ? (int)port : 0;
}

const char *ports_read(struct arena *a, const char *text, struct list *ports)
{
	for (;; text++) {
		struct need *n = ARENA_NEW(a, struct need);

		n->port = port_at(&text);
		if (n->port == 0 || (*text != '\0' && *text != ','))
			return "takes ports from 1 to 65535 with commas between, as in 587,465";
		if (ports->n == PORTS_MAX)
			return "takes at most 32 ports";
		list_append(ports, n);
		if (*text == '\0')
			return NULL;
	}
}
