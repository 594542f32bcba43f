#include "domain/discovery.h"

#include "domain/study.h"
#include "record/rdata.h"

#include <stdlib.h>
#include <string.h>

/* RFC 6186 and 8314 (SRV); Microsoft's Autodiscover; autoconfig, as Thunderbird looks for it. */
static const char *const services[] = {"_submissions._tcp", "_submission._tcp", "_imaps._tcp",
				       "_imap._tcp",	    "_pop3s._tcp",	"_pop3._tcp",
				       "_autodiscover._tcp"};
static const char *const hosts[] = {"autodiscover", "autoconfig"};

static const struct discovery_advice *advice_about(const struct study *s, const char *label)
{
	const struct provider *p = s->mx.provider;

	if (p == NULL)
		return NULL;
	LIST_EACH (const struct discovery_advice, it, &p->discovery)
		if (strcmp(it->name, label) == 0)
			return it;
	return NULL;
}

static struct discovery_service *new_service(struct study *s, const char *label, const char *type)
{
	struct discovery_service *service = ARENA_NEW(s->arena, struct discovery_service);

	service->label = label;
	service->name = arena_printf(s->arena, "%s.%s", label, s->domain);
	service->type = type;
	service->advice = advice_about(s, label);
	return service;
}

/* One target that the provider wants is enough: beside it may stand what moves there. */
static void keep(struct study *s, struct discovery_service *service)
{
	service->astray = service->advice != NULL && service->targets.n > 0;
	LIST_EACH (const struct discovery_target, t, &service->targets) {
		const char *leads_to = t->alias != NULL ? t->alias : t->name;

		if (service->astray && (list_has_string(&service->advice->targets, t->name) ||
					list_has_string(&service->advice->targets, leads_to)))
			service->astray = false;
	}
	list_append(&s->discovery.services, service);
}

static struct discovery_target *new_target(struct study *s, struct view *v, const char *name)
{
	struct discovery_target *t = ARENA_NEW(s->arena, struct discovery_target);
	struct host_look look;

	t->name = host_name(s->arena, name);
	look = host_look(v, t->name);
	t->fate = look.fate;
	t->alias = look.alias;
	return t;
}

/* ---- SRV ---- */

static int by_priority(const void *one, const void *other)
{
	const struct discovery_target *a = *(struct discovery_target *const *)one;
	const struct discovery_target *b = *(struct discovery_target *const *)other;

	if (a->priority != b->priority)
		return (a->priority > b->priority) - (a->priority < b->priority);
	return strcmp(a->name, b->name);
}

static void read_targets(struct study *s, struct view *v, struct discovery_service *service,
			 const struct list *data)
{
	struct discovery_target *targets[DISCOVERY_TARGETS_MAX];
	size_t n = 0;

	LIST_EACH (const struct bytes_item, it, data) {
		int numbers[RDATA_SRV];
		const char *name = rdata_read(it->b, RDATA_SRV, numbers);

		if (name != NULL && (strcmp(name, ".") == 0 || *name == '\0')) {
			service->off = true;
		} else if (name != NULL && n < DISCOVERY_TARGETS_MAX) {
			struct discovery_target *t = targets[n++] = new_target(s, v, name);

			t->priority = numbers[0];
			t->weight = numbers[1];
			t->port = numbers[2];
		}
	}
	qsort(targets, n, sizeof(targets[0]), by_priority);
	for (size_t i = 0; i < n; i++)
		list_append(&service->targets, targets[i]);
}

static void read_service(struct study *s, struct view *v, const char *label)
{
	struct discovery_service *service = new_service(s, label, "SRV");
	const struct dns_query *q = view_ask(v, service->name, "SRV");
	struct list data = {0};

	if (q == NULL || view_is_absent(q))
		return;
	view_data(s->arena, q, &data);
	read_targets(s, v, service, &data);
	service->unknown = view_is_unknown(q);
	keep(s, service);
}

/* ---- autodiscover, autoconfig ---- */

/* An alias, wherever it leads; or addresses of its own. */
static void read_host(struct study *s, struct view *v, const char *label)
{
	struct discovery_service *service = new_service(s, label, "A");
	struct host_look look = host_look(v, service->name);
	struct discovery_target *t = ARENA_NEW(s->arena, struct discovery_target);

	if (look.a == NULL || look.aaaa == NULL)
		return;
	t->name = look.alias != NULL ? look.alias : service->name;
	t->fate = look.fate;
	if (look.alias != NULL)
		service->type = "CNAME";
	else if (look.fate == HOST_NO_NAME || look.fate == HOST_NO_ADDRESS)
		return;
	service->unknown = look.fate == HOST_UNKNOWN && look.alias == NULL;
	if (!service->unknown)
		list_append(&service->targets, t);
	keep(s, service);
}

void discovery_read(struct study *s, struct view *v)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		read_service(s, v, services[i]);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		read_host(s, v, hosts[i]);
}
