#include "base/certname.h"

#include <string.h>

/* "mail.example.org." is the same host. */
static size_t host_length(const char *host)
{
	size_t n = strlen(host);

	return n > 0 && host[n - 1] == '.' ? n - 1 : n;
}

bool certname_is_wildcard(struct bytes name)
{
	return name.n > 2 && name.p[0] == '*' && name.p[1] == '.' &&
	       memchr(name.p + 2, '.', name.n - 2) != NULL;
}

bool certname_covers(struct bytes name, const char *host)
{
	size_t n = host_length(host);
	const char *dot = memchr(host, '.', n);

	if (n == 0)
		return false;
	if (certname_is_wildcard(name) && dot != NULL && dot > host) {
		name.p++;
		name.n--;
		n -= (size_t)(dot - host);
		host = dot;
	}
	return bytes_alike(name, (struct bytes){(char *)host, n}); /* a NUL makes it another */
}
