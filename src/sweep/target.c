#include "sweep/target.h"

struct sweep_target sweep_target_copy(struct arena *a, const struct sweep_target *t)
{
	struct sweep_target copy = *t;
	const char **const texts[] = {&copy.input,
				      &copy.key,
				      &copy.tag,
				      &copy.address,
				      &copy.sni,
				      &copy.ehlo,
				      &copy.read.input,
				      &copy.read.host,
				      &copy.read.user,
				      &copy.read.provider,
				      &copy.read.name_fault};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(a, *texts[i]);
	copy.ports = (struct list){0};
	LIST_EACH (const struct need, n, &t->ports) {
		struct need *its = ARENA_NEW(a, struct need);

		its->port = n->port;
		list_append(&copy.ports, its);
	}
	return copy;
}

void sweep_target_apply(const struct sweep_target *t, struct plan_options *o, struct settings *s)
{
	if (t->mx >= 0)
		o->mx = t->mx != 0;
	if (t->own_ports)
		o->ports = t->ports;
	if (t->own_tls)
		o->tls_mode = t->tls_mode;
	if (t->address != NULL)
		o->address = t->address;
	if (t->sni != NULL) {
		s->sni = t->sni;
		s->no_sni = false;
	}
	if (t->ehlo != NULL)
		s->ehlo = t->ehlo;
}
