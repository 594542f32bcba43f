/* MX hosts that no mail, or not everybody's, reaches. One of several that is of no use is a
 * warning; that none is of any use is an error, with the best of them for its reason. */
#include "interpret/diagnose_domain_mx.h"

#include "base/netaddr.h"

#include <string.h>

/* An entry and its case (NULL: its own words): for the domain where no host is of use, and for one
 * host where others are. */
struct entry_name {
	const char *id, *of_case;
};
static const struct fault {
	enum host_fate fate;
	const char *kind; /* what else must hold: see kind_of() */
	struct entry_name whole, one;
} faults[] = {
	{HOST_NO_NAME, "dot", {"dns-mx-broken", "dot"}, {"mx-dangling", "dot"}},
	{HOST_NO_NAME, "left", {"dns-mx-broken", "no-name"}, {"mx-left-over", NULL}},
	{HOST_NO_NAME, "provider", {"dns-mx-broken", "provider"}, {"mx-dangling", "provider"}},
	{HOST_NO_NAME, NULL, {"dns-mx-broken", "no-name"}, {"mx-dangling", NULL}},
	{HOST_NO_ADDRESS, NULL, {"dns-mx-broken", "no-address"}, {"mx-dangling", "no-address"}},
	{HOST_LITERAL, NULL, {"dns-mx-broken", "address"}, {"mx-is-address", NULL}},
	{HOST_LOCAL, "left", {"dns-mx-broken", "no-name"}, {"mx-left-over", NULL}},
	{HOST_LOCAL, NULL, {"dns-mx-broken", "local"}, {"mx-not-public", NULL}},
	{HOST_INVALID, NULL, {"dns-mx-broken", "invalid"}, {"mx-not-public", "invalid"}},
	{HOST_PRIVATE, NULL, {"dns-private-address", "mx"}, {"dns-private-address", "mx"}},
	{HOST_LOOP, NULL, {"dns-cname-loop", "mx"}, {"dns-cname-loop", "mx"}},
};

static const char *kind_of(const struct mx_host *h)
{
	if (h->proof)
		return "left";
	if (h->meant != NULL)
		return "dot";
	return h->provider != NULL ? "provider" : NULL;
}

static const struct fault *fault_of(const struct mx_host *h)
{
	const char *kind = kind_of(h);

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].fate == h->fate &&
		    (faults[i].kind == NULL || (kind != NULL && strcmp(faults[i].kind, kind) == 0)))
			return &faults[i];
	return NULL;
}

/* ---- what mends it ---- */

static void remove_mx(const struct place *at, struct finding *f, const struct mx_host *h)
{
	publish(at, f, PUBLISH_REMOVE, at->d->record->domain->name, "MX", mx_value(at->d->arena, h),
		NULL);
}

static void replace(const struct place *at, struct finding *f, const struct mx_host *h,
		    const char *name, const char *note)
{
	struct arena *a = at->d->arena;
	const char *domain = at->d->record->domain->name;

	remove_mx(at, f, h);
	publish(at, f, PUBLISH_ADD, domain, "MX",
		name == NULL ? NULL : arena_printf(a, "%d %s", h->preference, name), note);
}

static bool is_listed(const struct study *s, const char *name)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		if (strcmp(h->name, name) == 0)
			return true;
	return false;
}

/* Its address has a name that leads back to it; else it needs one. */
static void name_address(const struct place *at, struct finding *f, const struct mx_host *h)
{
	const struct mx_address *first = (const struct mx_address *)(void *)h->addresses.first;
	struct arena *a = at->d->arena;
	const char *name;

	if (first->confirmed && is_listed(at->d->out->study, first->name)) {
		remove_mx(at, f, h);
		return;
	}
	if (first->confirmed) {
		replace(at, f, h, first->name, NULL);
		return;
	}
	name = arena_printf(a, "mail.%s", at->d->record->domain->name);
	replace(at, f, h, name, NULL);
	publish(at, f, PUBLISH_ADD, name, address_family(first->address) == 4 ? "A" : "AAAA",
		first->address, "choose another name, if this one is in use");
}

static void give_public_address(const struct place *at, struct finding *f, const struct mx_host *h)
{
	LIST_EACH (const struct mx_address, it, &h->addresses) {
		const char *type = address_family(it->address) == 4 ? "A" : "AAAA";

		publish(at, f, PUBLISH_REMOVE, h->name, type, it->address, NULL);
	}
	publish(at, f, PUBLISH_ADD, h->name, "A", NULL,
		"put in the address that the internet reaches it by");
}

static void give_address(const struct place *at, struct finding *f, const struct mx_host *h)
{
	publish(at, f, PUBLISH_ADD, h->name, "A", NULL,
		"put in the address of that mail server; add AAAA, if it has one");
}

static void mend(const struct place *at, struct finding *f, const struct mx_host *h, bool needed)
{
	const char *domain = at->d->record->domain->name;
	bool own = host_is_below(h->name, domain);

	if (h->fate == HOST_LITERAL)
		name_address(at, f, h);
	else if (h->meant != NULL)
		replace(at, f, h, h->meant, NULL);
	else if (own && h->fate == HOST_PRIVATE)
		give_public_address(at, f, h);
	else if (own && needed && (h->fate == HOST_NO_NAME || h->fate == HOST_NO_ADDRESS))
		give_address(at, f, h);
	else if (needed)
		replace(at, f, h, NULL,
			"put in that preference and the name of the server that takes the mail");
	else
		remove_mx(at, f, h);
}

/* ---- hosts of no use ---- */

static struct place about_host(const struct diagnosis *d, const struct mx_host *h)
{
	const struct mx_address *first = (const struct mx_address *)(void *)h->addresses.first;

	return (struct place){.d = d,
			      .host = h->name,
			      .address = first == NULL ? NULL : first->address,
			      .why = h->provider != NULL ? provider_service(h->provider)
							 : h->meant};
}

/* A host that nobody could be asked about may well take the mail. */
static bool one_may_be_usable(const struct mx_study *mx)
{
	LIST_EACH (const struct mx_host, h, &mx->hosts)
		if (h->fate == HOST_FOUND || h->fate == HOST_UNKNOWN)
			return true;
	return false;
}

static void diagnose_useless(struct diagnosis *d, const struct study *s)
{
	bool usable = one_may_be_usable(&s->mx);

	LIST_EACH (const struct mx_host, h, &s->mx.hosts) {
		const struct fault *fault = fault_of(h);
		const struct entry_name *name;
		struct place at = about_host(d, h);
		struct finding *f;

		if (fault == NULL || h->again)
			continue;
		name = usable ? &fault->one : &fault->whole;
		f = found_case(&at, name->id, name->of_case, PER_NAME);
		if (!usable)
			f->severity = SEVERITY_ERROR;
		show_mx(&at, f, h);
		if (!s->mx.implicit)
			mend(&at, f, h, !usable);
	}
}

/* ---- hosts that nobody could be asked about ---- */

static const struct dns_query *unanswered(const struct mx_host *h)
{
	const struct dns_query *queries[] = {h->a, h->aaaa};

	for (size_t i = 0; i < 2; i++)
		if (queries[i] != NULL && queries[i] != &view_not_asked &&
		    queries[i]->status != DNS_CNAME_LOOP && view_is_unknown(queries[i]) &&
		    dns_answer_id(queries[i]->status) != NULL)
			return queries[i];
	return NULL;
}

/* Where one family's address is known, the other's silence costs senders time at most. */
static enum severity weight(const struct study *s, const struct mx_host *h)
{
	if (h->fate == HOST_FOUND)
		return SEVERITY_NOTICE;
	return mx_is_usable(&s->mx) ? SEVERITY_WARNING : SEVERITY_ERROR;
}

static void diagnose_silent(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts) {
		const struct dns_query *q = unanswered(h);
		struct place at = about_host(d, h);
		struct finding *f;

		if (q == NULL)
			continue;
		at.query = q;
		f = found(&at, dns_answer_id(q->status), PER_NAME);
		f->severity = weight(s, h);
		show_query(&at, f, q);
		show_mx(&at, f, h);
	}
}

/* ---- hosts that not everybody reaches ---- */

static bool has_v4(const struct mx_host *h)
{
	if (h->a == NULL || !view_is_absent(h->a))
		return true; /* or nobody knows */
	LIST_EACH (const struct mx_address, it, &h->addresses)
		if (address_family(it->address) == 4)
			return true;
	return false;
}

/* Who sends over IPv4 only has nowhere to go. */
static void diagnose_family(struct diagnosis *d, const struct study *s)
{
	struct place at = {.d = d, .host = s->domain};
	struct finding *f;

	if (!mx_is_usable(&s->mx))
		return;
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		if ((h->fate == HOST_FOUND || h->fate == HOST_UNKNOWN) && has_v4(h))
			return;
	f = found(&at, "mx-ipv6-only", ONCE);
	show_all_mx(&at, f, s);
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		if (h->fate == HOST_FOUND)
			publish(&at, f, PUBLISH_ADD, h->name, "A", NULL,
				"put in the IPv4 address of that server");
}

static void diagnose_alias(struct diagnosis *d, const struct study *s, const struct mx_host *h)
{
	struct place at = about_host(d, h);
	struct finding *f;

	if (h->alias == NULL || h->fate != HOST_FOUND || h->again)
		return;
	at.why = h->alias;
	f = found(&at, "mx-is-alias", PER_NAME);
	show_mx(&at, f, h);
	if (is_listed(s, h->alias))
		remove_mx(&at, f, h);
	else
		replace(&at, f, h, h->alias, NULL);
}

void diagnose_mx_hosts(struct diagnosis *d, const struct study *s)
{
	diagnose_useless(d, s);
	diagnose_silent(d, s);
	diagnose_family(d, s);
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		diagnose_alias(d, s, h);
}
