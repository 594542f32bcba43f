/* Where mail for the domain goes: what its MX records say as a whole. */
#include "interpret/diagnose_domain_mx.h"

#include <string.h>

static struct place about(const struct diagnosis *d, const struct study *s)
{
	return (struct place){.d = d, .query = s->mx.query, .host = s->domain};
}

/* ---- evidence ---- */

const char *mx_value(struct arena *a, const struct mx_host *h)
{
	return arena_printf(a, "%d %s", h->preference, h->name);
}

const char *const host_fate_words[] = {
	[HOST_UNKNOWN] = "not known",
	[HOST_FOUND] = "has an address",
	[HOST_PRIVATE] = "has private addresses only",
	[HOST_NO_ADDRESS] = "exists, without an address",
	[HOST_NO_NAME] = "does not exist (NXDOMAIN)",
	[HOST_LOOP] = "leads round in a circle",
	[HOST_LITERAL] = "is an address, where a name must be",
	[HOST_LOCAL] = "means nothing outside",
	[HOST_INVALID] = "cannot be a host's name",
};

static const char *addresses_of(struct arena *a, const struct mx_host *h)
{
	const char *all = "";

	if (h->fate == HOST_LITERAL)
		return "";
	LIST_EACH (const struct mx_address, it, &h->addresses)
		all = arena_printf(a, "%s%s%s", all, *all == '\0' ? "" : ", ", it->address);
	return all;
}

void show_mx(const struct place *at, struct finding *f, const struct mx_host *h)
{
	struct arena *a = at->d->arena;
	const char *addresses = addresses_of(a, h),
		   *fate = h->fate == HOST_FOUND ? "" : host_fate_words[h->fate];

	if (at->d->out->study->mx.implicit)
		show(at, f, "dns", "%s (no MX): %s", h->name, addresses);
	else
		show(at, f, "dns", "%s MX %s%s%s: %s%s%s", at->d->record->domain->name,
		     text_safe(a, bytes_str(a, mx_value(a, h))),
		     h->alias != NULL ? ", an alias of " : "", h->alias != NULL ? h->alias : "",
		     fate, *fate != '\0' && *addresses != '\0' ? ", " : "", addresses);
}

void show_all_mx(const struct place *at, struct finding *f, const struct study *s)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		show_mx(at, f, h);
}

/* ---- the domain itself ---- */

/* Somebody answers questions: the resolver is not what is silent. */
static bool somebody_answers(const struct record *r)
{
	LIST_EACH (const struct dns_query, q, &r->queries)
		if (q->status == DNS_OK || view_is_absent(q))
			return true;
	return false;
}

static bool is_its_own_fault(const struct record *r, enum dns_status status)
{
	return dns_fails_everybody(status) || (status == DNS_TIMEOUT && somebody_answers(r));
}

static void diagnose_unanswered(struct diagnosis *d, const struct study *s)
{
	const struct dns_query *q = s->mx.query;
	struct place at = about(d, s);
	const char *id = q == NULL ? NULL : dns_answer_id(q->status);
	struct finding *f;

	if (q == NULL || diagnose_offline(d))
		return;
	if (id == NULL) /* records that are no MX records */
		id = "dns-servfail";
	f = is_its_own_fault(d->record, q->status) ? found_case(&at, id, "domain", ONCE)
						   : found(&at, id, ONCE);
	show_query(&at, f, q);
}

static void diagnose_no_name(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);

	show_query(&at, found_case(&at, "dns-nxdomain", "domain", ONCE), s->mx.query);
}

/* ---- no MX ---- */

/* Who sends nothing has nothing to fear from being unable to receive. */
static void diagnose_nowhere(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	bool silent = sends_nothing(s);
	struct finding *f = found_case(&at, "dns-no-mx", silent ? "parked" : "nowhere", ONCE);

	f->severity = silent ? SEVERITY_NOTICE : SEVERITY_ERROR;
	show(&at, f, "dns", "%s: no MX, no A, no AAAA", s->domain);
	if (silent)
		publish(&at, f, PUBLISH_ADD, s->domain, "MX", "0 .", NULL);
	else
		publish(&at, f, PUBLISH_ADD, s->domain, "MX", NULL,
			"put in 10 and the name of the server that takes its mail; or "
			"\"0 .\": it takes none");
}

static const char *first_address(const struct study *s)
{
	const struct mx_host *own = (const struct mx_host *)(void *)s->mx.hosts.first;
	const struct mx_address *first = (const struct mx_address *)(void *)own->addresses.first;

	return first == NULL ? NULL : first->address;
}

static void diagnose_implicit(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	bool silent = sends_nothing(s);
	struct finding *f;

	at.address = first_address(s);
	f = found_case(&at, "dns-no-mx", silent ? "parked" : "implicit", ONCE);
	f->severity = silent ? SEVERITY_NOTICE : SEVERITY_WARNING;
	show_all_mx(&at, f, s);
	if (silent)
		publish(&at, f, PUBLISH_ADD, s->domain, "MX", "0 .", NULL);
	else
		publish(&at, f, PUBLISH_ADD, s->domain, "MX",
			arena_printf(d->arena, "10 %s", s->domain),
			"make sure that a mail server runs at that address; else name the one "
			"that takes its mail, or \"0 .\": it takes none");
	diagnose_mx_hosts(d, s);
}

/* ---- null MX ---- */

static void diagnose_null(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	struct finding *f = found_case(&at, "dns-null-mx",
				       sends_nothing(s) ? "parked" : "receives-nothing", ONCE);

	f->severity = SEVERITY_NOTICE;
	show(&at, f, "dns", "%s MX %d .", s->domain, s->mx.null_preference);
}

const char *ready_case(const struct study *s)
{
	if (!s->mx.null_mx)
		return NULL;
	return is_parked(s) ? "parked" : "sends-only";
}

static void diagnose_null_beside(struct diagnosis *d, const struct study *s)
{
	struct place at = about(d, s);
	const char *value = arena_printf(d->arena, "%d .", s->mx.null_preference);
	struct finding *f;

	if (!s->mx.null_beside)
		return;
	f = found(&at, "mx-null-beside", ONCE);
	show(&at, f, "dns", "%s MX %s", s->domain, value);
	show_all_mx(&at, f, s);
	publish(&at, f, PUBLISH_REMOVE, s->domain, "MX", value, NULL);
}

/* ---- the whole ---- */

static void diagnose_listed(struct diagnosis *d, const struct study *s)
{
	diagnose_mx_hosts(d, s);
	diagnose_null_beside(d, s);
	diagnose_mx_good(d, s);
}

static void (*const states[])(struct diagnosis *d, const struct study *s) = {
	[MX_UNKNOWN] = diagnose_unanswered, [MX_LISTED] = diagnose_listed,
	[MX_NULL] = diagnose_null,	    [MX_IMPLICIT] = diagnose_implicit,
	[MX_NOWHERE] = diagnose_nowhere,    [MX_NO_NAME] = diagnose_no_name,
};

void diagnose_domain_mx(struct diagnosis *d, const struct study *s)
{
	states[s->mx.state](d, s);
}
