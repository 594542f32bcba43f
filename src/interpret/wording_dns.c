/* wording_dns.c - what placeholders say of the DNS server that was asked */
#include "interpret/placeholder.h"

#include <string.h>

static const char *asked_server(const struct wording *w)
{
	const struct string_item *first = (const void *)w->record->resolvers.first;

	if (w->query != NULL && w->query->server != NULL)
		return w->query->server;
	return first == NULL ? NULL : first->s;
}

/* The colon before the port, of "[2001:db8::53]:53" too; NULL: there is none. */
static const char *port_colon(const char *server)
{
	const char *last = strrchr(server, ':');

	return *server == '[' || strchr(server, ':') == last ? last : NULL;
}

/* "192.0.2.53:53" -> "192.0.2.53"; another port than 53 stays. */
const char *wording_resolver(struct arena *a, const struct wording *w)
{
	const char *s = asked_server(w), *colon = s == NULL ? NULL : port_colon(s);

	if (colon == NULL || strcmp(colon, ":53") != 0)
		return s;
	return *s == '[' ? arena_copy(a, s + 1, (size_t)(colon - s) - strlen("[]"))
			 : arena_copy(a, s, (size_t)(colon - s));
}

/* What dig wants: "@192.0.2.53", "@127.0.0.1 -p 5353"; nothing of what is more than one word. */
const char *wording_dig_at(struct arena *a, const struct wording *w)
{
	const char *s = wording_resolver(a, w), *colon = s == NULL ? NULL : port_colon(s);

	if (s != NULL && strpbrk(s, " \"'$`;&|<>(){}!\\#*?~^") != NULL)
		return NULL;
	if (colon == NULL)
		return s == NULL ? NULL : arena_printf(a, "@%s", s);
	if (*s == '[')
		return arena_printf(a, "@%.*s -p %s", (int)(colon - s - 2), s + 1, colon + 1);
	return arena_printf(a, "@%.*s -p %s", (int)(colon - s), s, colon + 1);
}
