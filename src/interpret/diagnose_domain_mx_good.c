/* What is worth knowing of MX hosts that mail reaches: nobody need act. */
#include "interpret/diagnose_domain_mx.h"

#include <string.h>

static struct place about(const struct diagnosis *d, const struct study *s)
{
	return (struct place){.d = d, .host = s->domain};
}

/* ---- names of addresses ---- */

/* Those of a provider are the provider's business. */
static bool is_own(const struct mx_host *h)
{
	return h->provider == NULL && h->fate == HOST_FOUND && !h->again;
}

static const char *fault_of_ptr(const struct mx_address *address)
{
	if (address->ptr == NULL || !address->settled || address->confirmed)
		return NULL;
	return address->name == NULL ? "mx-no-ptr" : "mx-ptr-mismatch";
}

static void diagnose_ptr(struct diagnosis *d, const struct mx_host *h,
			 const struct mx_address *address)
{
	const char *id = fault_of_ptr(address);
	struct place at = {
		.d = d, .host = h->name, .address = address->address, .why = address->name};
	struct finding *f;

	if (id == NULL)
		return;
	f = found(&at, id, PER_NAME);
	if (address->name == NULL)
		show(&at, f, "dns", "%s PTR: none", address->address);
	else
		show(&at, f, "dns", "%s PTR %s, which has not that address", address->address,
		     address->name);
	publish(&at, f, address->name == NULL ? PUBLISH_ADD : PUBLISH_REPLACE, address->ptr->name,
		"PTR", h->name, "ask the provider of the address, who keeps that zone");
}

/* ---- whose they are ---- */

static void diagnose_mixed(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	struct finding *f;

	if (!s->mx.mixed || mx_provider(s) == NULL)
		return;
	f = found(&at, "mx-mixed", ONCE);
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		show(&at, f, "dns", "%s MX %s: %s", s->domain, mx_value(d->arena, h),
		     h->provider != NULL ? provider_service(h->provider)
					 : "no provider that is known here");
}

/* ---- too many ---- */

static void diagnose_again(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts) {
		struct place at = {.d = d, .host = h->name};
		struct finding *f;

		if (!h->again)
			continue;
		f = found(&at, "mx-duplicate", PER_NAME);
		LIST_EACH (const struct mx_host, same, &s->mx.hosts)
			if (strcmp(same->name, h->name) == 0)
				show_mx(&at, f, same);
		publish(&at, f, PUBLISH_REMOVE, s->domain, "MX", mx_value(d->arena, h), NULL);
	}
}

static void diagnose_crowd(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	struct finding *f;

	if (s->mx.left_out == 0 && !s->mx.query->cut)
		return;
	f = found(&at, "mx-too-many", ONCE);
	show(&at, f, "dns", "%s MX: %zu hosts looked at, %s%zu left out", s->domain, s->mx.hosts.n,
	     s->mx.query->cut ? "more than " : "", s->mx.left_out);
}

void diagnose_mx_good(struct diagnosis *d, const struct study *s)
{
	diagnose_mixed(d, s);
	diagnose_again(d, s);
	diagnose_crowd(d, s);
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		LIST_EACH (const struct mx_address, it, &h->addresses)
			if (is_own(h))
				diagnose_ptr(d, h, it);
}
