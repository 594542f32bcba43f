#include "probe/pulse.h"

#include "probe/probe.h"
#include "smtp/address.h"

#include <string.h>

static const char again[] = "again";

double pulse_interval(const struct settings *s)
{
	return s->connect_ms / 10;
}

static bool is_pulse(const struct session *s)
{
	return s->changed != NULL && strcmp(s->changed, again) == 0;
}

/* A connection of the target's own, or of a control, that nobody has answered yet. */
static bool waits(const struct probe *p)
{
	return p->begun && !p->over && p->now->id == STAGE_TCP && !is_pulse(p->session);
}

bool pulse_wanted(const struct list *probes)
{
	LIST_EACH (const struct probe, p, probes) {
		if (waits(p))
			return true;
	}
	return false;
}

/* The target's connections are counted: none of them is for this. */
static bool is_of_target(const struct list *probes, const char *address)
{
	LIST_EACH (const struct probe, p, probes) {
		if (p->session->purpose == SESSION_PRIMARY &&
		    strcmp(p->session->address, address) == 0)
			return true;
	}
	return false;
}

static int pulses_of(const struct list *probes, const char *address)
{
	int n = 0;

	LIST_EACH (const struct probe, p, probes) {
		n += is_pulse(p->session) && strcmp(p->session->address, address) == 0;
	}
	return n;
}

static const struct probe *answering(const struct list *probes, int family)
{
	LIST_EACH (const struct probe, p, probes) {
		const struct session *s = p->session;

		if (s->purpose == SESSION_CONTROL && s->changed == NULL &&
		    session_passed(s, STAGE_TCP) && address_family(s->address) == family &&
		    !is_of_target(probes, s->address))
			return p;
	}
	return NULL;
}

static void add(struct arena *a, const struct probe *p, const struct settings *s, struct list *out)
{
	struct endpoint *ep = ARENA_NEW(a, struct endpoint);

	*ep = *p->ep;
	ep->item = (struct item){0};
	ep->address = p->session->address;
	ep->changed = again;
	ep->connect_only = true;
	ep->patience_ms = 2 * pulse_interval(s);
	list_append(out, ep);
}

struct list pulse_endpoints(struct arena *a, const struct list *probes, const struct settings *s)
{
	struct list out = {0};

	for (int family = 4; family <= 6; family += 2) {
		const struct probe *p = answering(probes, family);

		if (p != NULL && pulses_of(probes, p->session->address) < PULSES_MAX)
			add(a, p, s, &out);
	}
	return out;
}
