/* What mail programs find below a domain. That nothing is there is nobody's fault. */
#include "interpret/diagnose_domain.h"

#include <string.h>

/* ---- evidence ---- */

static bool is_srv(const struct discovery_service *service)
{
	return strcmp(service->type, "SRV") == 0;
}

static const char *value_of(struct arena *a, const struct discovery_service *service,
			    const struct discovery_target *t)
{
	if (!is_srv(service))
		return t->name;
	return arena_printf(a, "%d %d %d %s", t->priority, t->weight, t->port, t->name);
}

static void show_target(const struct place *at, struct finding *f,
			const struct discovery_service *service, const struct discovery_target *t)
{
	struct arena *a = at->d->arena;

	show(at, f, "dns", "%s %s %s: %s", service->name, service->type,
	     text_safe(a, bytes_str(a, value_of(a, service, t))), host_fate_words[t->fate]);
}

/* ---- what mends it ---- */

static const char *advised(const struct place *at, const struct discovery_service *service)
{
	const struct discovery_advice *advice = service->advice;
	const struct string_item *first = (const struct string_item *)(void *)advice->targets.first;

	if (!is_srv(service))
		return first->s;
	return arena_printf(at->d->arena, "0 0 %d %s", advice->port, first->s);
}

/* A name with addresses of its own has none of these to be removed as one record. */
static void remove_target(const struct place *at, struct finding *f,
			  const struct discovery_service *service, const struct discovery_target *t)
{
	publish(at, f, PUBLISH_REMOVE, service->name, service->type,
		value_of(at->d->arena, service, t), NULL);
}

static void as_advised(const struct place *at, struct finding *f,
		       const struct discovery_service *service, const struct discovery_target *t)
{
	remove_target(at, f, service, t);
	publish(at, f, PUBLISH_ADD, service->name, is_srv(service) ? "SRV" : "CNAME",
		advised(at, service), NULL);
}

/* ---- targets ---- */

static struct place about(const struct diagnosis *d, const struct discovery_service *service,
			  const struct discovery_target *t)
{
	return (struct place){.d = d, .host = service->name, .why = t->name};
}

static void diagnose_nowhere(const struct place *at, const struct discovery_service *service,
			     const struct discovery_target *t)
{
	struct finding *f;

	if (t->fate == HOST_NO_ADDRESS)
		f = found_case(at, "discovery-dangling", "no-address", PER_NAME);
	else if (service->advice != NULL)
		f = found_case(at, "discovery-dangling", "provider", PER_NAME);
	else
		f = found(at, "discovery-dangling", PER_NAME);
	show_target(at, f, service, t);
	if (service->advice != NULL)
		as_advised(at, f, service, t);
	else
		remove_target(at, f, service, t);
}

static void diagnose_no_host(const struct place *at, const struct discovery_service *service,
			     const struct discovery_target *t)
{
	struct finding *f = found(at, "discovery-target", PER_NAME);

	show_target(at, f, service, t);
	if (service->advice != NULL)
		as_advised(at, f, service, t);
	else
		remove_target(at, f, service, t);
}

static void diagnose_alias(const struct place *at, const struct discovery_service *service,
			   const struct discovery_target *t)
{
	struct discovery_target end = *t;
	struct finding *f;

	if (t->alias == NULL || !is_srv(service))
		return;
	f = found(at, "discovery-alias", PER_NAME);
	show_target(at, f, service, t);
	show(at, f, "dns", "%s CNAME ... %s", t->name, t->alias);
	end.name = t->alias;
	remove_target(at, f, service, t);
	publish(at, f, PUBLISH_ADD, service->name, "SRV", value_of(at->d->arena, service, &end),
		NULL);
}

/* RFC 6186 section 3, RFC 8314 section 5.1: the usual port of a service, and that of its sister,
 * which begins TLS the other way. */
static const struct ports {
	const char *label;
	int usual, sister;
} ports[] = {
	{"_submission._tcp", 587, 465}, {"_submissions._tcp", 465, 587}, {"_imap._tcp", 143, 993},
	{"_imaps._tcp", 993, 143},	{"_pop3._tcp", 110, 995},	 {"_pop3s._tcp", 995, 110},
	{"_autodiscover._tcp", 443, 0},
};

static const struct ports *ports_of(const struct discovery_service *service)
{
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (strcmp(ports[i].label, service->label) == 0)
			return &ports[i];
	return NULL;
}

static void diagnose_port(const struct place *at, const struct discovery_service *service,
			  const struct discovery_target *t)
{
	const struct ports *known = ports_of(service);
	struct discovery_target right = *t;
	struct finding *f;

	if (known == NULL || (t->port != 0 && t->port != known->sister))
		return;
	f = found(at, t->port == 0 ? "discovery-no-port" : "discovery-wrong-port", PER_NAME);
	show_target(at, f, service, t);
	right.port = known->usual;
	remove_target(at, f, service, t);
	publish(at, f, PUBLISH_ADD, service->name, "SRV", value_of(at->d->arena, service, &right),
		"look at which port the server listens");
}

static void diagnose_target(struct diagnosis *d, const struct discovery_service *service,
			    const struct discovery_target *t)
{
	struct place at = about(d, service, t);

	switch (t->fate) {
	case HOST_NO_NAME:
	case HOST_NO_ADDRESS:
		diagnose_nowhere(&at, service, t);
		break;
	case HOST_LOOP:
	case HOST_LITERAL:
	case HOST_LOCAL:
	case HOST_INVALID:
		diagnose_no_host(&at, service, t);
		break;
	case HOST_FOUND:
	case HOST_PRIVATE:
		diagnose_alias(&at, service, t);
		diagnose_port(&at, service, t);
		break;
	case HOST_UNKNOWN:
		break;
	}
}

/* ---- services ---- */

/* An answer with an address that the provider did not want; what is broken was told before. */
static void diagnose_astray(struct diagnosis *d, const struct discovery_service *service)
{
	const struct discovery_target *t =
		(const struct discovery_target *)(void *)service->targets.first;
	struct place at = about(d, service, t);
	struct finding *f;

	if (t->fate != HOST_FOUND && t->fate != HOST_PRIVATE)
		return;
	f = found(&at, "discovery-astray", PER_NAME);
	show_target(&at, f, service, t);
	publish(&at, f, PUBLISH_REPLACE, service->name, is_srv(service) ? "SRV" : "CNAME",
		advised(&at, service), "make sure that no own server answers there on purpose");
}

static void diagnose_off(struct diagnosis *d, const struct discovery_service *service)
{
	struct place at = {.d = d, .host = service->name};
	struct finding *f = found(&at, "discovery-off-beside", PER_NAME);

	LIST_EACH (const struct discovery_target, t, &service->targets)
		show_target(&at, f, service, t);
}

static bool is_open(const struct discovery_service *service)
{
	LIST_EACH (const struct discovery_target, t, &service->targets)
		if (t->fate == HOST_UNKNOWN)
			return true;
	return service->unknown;
}

static void diagnose_open(struct diagnosis *d, const struct discovery_service *service)
{
	struct place at = {.d = d, .host = service->name};

	show(&at, found(&at, "discovery-unanswered", ONCE), "dns", "%s: not answered",
	     service->name);
}

void diagnose_domain_discovery(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct discovery_service, service, &s->discovery.services) {
		LIST_EACH (const struct discovery_target, t, &service->targets)
			diagnose_target(d, service, t);
		if (service->astray)
			diagnose_astray(d, service);
		if (service->off && service->targets.n > 0)
			diagnose_off(d, service);
		if (is_open(service))
			diagnose_open(d, service);
	}
}
