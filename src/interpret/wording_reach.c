/* wording_reach.c - what placeholders say of addresses and families */
#include "interpret/facts.h"
#include "interpret/placeholder.h"

#include <string.h>

static bool has_bytes(const struct list *bytes, const char *s)
{
	LIST_EACH (struct bytes_item, it, bytes)
		if (bytes_is(it->b, s))
			return true;
	return false;
}

/* That asks for the family of this address only, and for the other one. */
const char *wording_option(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->session == NULL ? NULL : is_ipv6(w->session->address) ? "-6" : "-4";
}

const char *wording_other_option(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->session == NULL ? NULL : is_ipv6(w->session->address) ? "-4" : "-6";
}

const char *wording_box(struct arena *a, const struct wording *w)
{
	(void)a;
	return w->box;
}

/* All addresses of the host that fail where others do not. */
const char *wording_broken(struct arena *a, const struct wording *w)
{
	struct list addresses = {0};

	if (w->session == NULL)
		return NULL;
	LIST_EACH (struct session, s, &w->record->sessions)
		if (is_primary(s) && strcmp(s->host, w->session->host) == 0 &&
		    failed_with(session_stage(s, STAGE_TCP), FAILURE_NET) &&
		    port_open(w->record, s->port, s->host) && !has_bytes(&addresses, s->address))
			list_add_bytes(&addresses, a, bytes_str(a, s->address));
	return wording_joined(a, &addresses);
}

const char *wording_host_port(struct arena *a, const struct wording *w)
{
	const struct session *s = w->session;

	const char *host = s == NULL ? w->host : s->host;
	int port = s == NULL ? w->port : s->port;

	if (host == NULL || port == 0)
		return NULL;
	return arena_printf(a, is_ipv6(host) ? "[%s]:%d" : "%s:%d", host, port);
}
