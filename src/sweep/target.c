#include "sweep/target.h"

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
