#include "plan/plan.h"

#include "smtp/address.h"

#include <string.h>

static void take(struct record *r, const struct host_port *from)
{
	struct host_port *c = ARENA_NEW(r->arena, struct host_port);

	c->host = arena_str(r->arena, from->host);
	c->port = from->port;
	list_append(&r->controls, c);
}

void plan_control_hosts(struct record *r, const struct plan_options *o, const struct list *hosts,
			struct list *more)
{
	LIST_EACH (const struct host_port, c, &o->controls) {
		take(r, c);
		if (!list_has_string(hosts, c->host) && !list_has_string(more, c->host))
			list_add_string(more, r->arena, c->host);
	}
}

/* Where the target is spoken to in the same port's language, greeting and certificate of a stranger
 * tell whether both are one and the same machine. NULL: mail is no matter of that port. */
static const struct endpoint *mail_endpoint(const struct list *endpoints, int port)
{
	LIST_EACH (const struct endpoint, ep, endpoints) {
		if (ep->port == port && ep->purpose == SESSION_PRIMARY)
			return ep;
	}
	return NULL;
}

static const char *first_address(const struct record *r, const char *host, int family)
{
	LIST_EACH (const struct address, a, &r->addresses) {
		if (strcmp(a->host, host) == 0 && address_family(a->address) == family)
			return a->address;
	}
	return NULL;
}

static void add(struct record *r, const struct host_port *c, const char *address,
		struct list *endpoints)
{
	const struct endpoint *mail = mail_endpoint(endpoints, c->port);
	struct endpoint *ep = ARENA_NEW(r->arena, struct endpoint);

	ep->host = c->host;
	ep->address = address;
	ep->port = c->port;
	ep->mode = mail != NULL ? mail->mode : TLS_MODE_NONE;
	ep->purpose = SESSION_CONTROL;
	ep->offered = true;
	ep->connect_only = mail == NULL;
	list_append(endpoints, ep);
}

void plan_controls(struct record *r, const struct list *controls, struct list *endpoints)
{
	static const int families[] = {4, 6, 0 /* a name, which a proxy looks up */};

	LIST_EACH (const struct host_port, c, controls) {
		for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
			const char *address = first_address(r, c->host, families[i]);

			if (address != NULL)
				add(r, c, address, endpoints);
		}
	}
}
