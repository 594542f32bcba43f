/* domain_words.c - what a zone has of each part, in a line; what is unknown says so and why */
#include "report/domain_words.h"

#include "base/text.h"

#include <string.h>

/* ---- helpers ---- */

static const char *const of_status[] = {
	[DNS_SERVFAIL] = "the name servers fail (SERVFAIL)",
	[DNS_BOGUS] = "its DNSSEC signatures do not verify",
	[DNS_REFUSED] = "the resolver refuses to answer",
	[DNS_TIMEOUT] = "no answer came",
	[DNS_NO_RESOLVER] = "there is no resolver",
	[DNS_NO_ROUTE] = "no way to any resolver",
	[DNS_CNAME_LOOP] = "its aliases lead in a circle",
	[DNS_MALFORMED] = "the answer was no DNS packet",
};

const char *domain_unknown(struct arena *a, const struct dns_query *q)
{
	const char *why = NULL;

	if (q == NULL)
		return "not looked up";
	if (!view_is_unknown(q))
		return NULL;
	if ((size_t)q->status < sizeof(of_status) / sizeof(of_status[0]))
		why = of_status[q->status];
	if (q->cut)
		why = "more records than we keep";
	return arena_printf(a, "could not be judged: %s", why != NULL ? why : "no usable answer");
}

const char *domain_safe(struct arena *a, const char *s)
{
	return text_safe(a, bytes_str(a, s));
}

void enumerate(struct enumeration *e, const char *s)
{
	if (e->n++ < e->most)
		e->text = e->n == 1 ? s : arena_printf(e->arena, "%s, %s", e->text, s);
}

const char *enumerated(const struct enumeration *e)
{
	return e->n <= e->most ? e->text
			       : arena_printf(e->arena, "%s and %zu more", e->text, e->n - e->most);
}

/* ---- MX ---- */

static const char *hosts(struct arena *a, const struct mx_study *mx)
{
	struct enumeration e = {a, "", 0, NAMES_SHOWN};
	size_t n = mx->hosts.n + mx->left_out;

	LIST_EACH (const struct mx_host, h, &mx->hosts)
		enumerate(&e, arena_printf(a, "%s (%d)", domain_safe(a, h->name), h->preference));
	e.n += mx->left_out;
	return arena_printf(
		a, "%zu host%s%s%s: %s", n, n == 1 ? "" : "s", mx->provider != NULL ? " of " : "",
		mx->provider != NULL ? provider_service(mx->provider) : "", enumerated(&e));
}

static enum domain_state mx(struct arena *a, const struct study *s, const char **words)
{
	const struct mx_study *m = &s->mx;

	switch (m->state) {
	case MX_UNKNOWN:
		*words = domain_unknown(a, m->query);
		return DOMAIN_UNKNOWN;
	case MX_LISTED:
		*words = hosts(a, m);
		return DOMAIN_THERE;
	case MX_NULL:
		*words = "takes no mail, and says so (null MX)";
		return DOMAIN_THERE;
	case MX_IMPLICIT:
		*words = "none: mail goes to the addresses of the domain itself";
		return DOMAIN_THERE;
	case MX_NOWHERE:
		*words = "none, and the domain has no address";
		return DOMAIN_ABSENT;
	case MX_NO_NAME:
		*words = "the domain does not exist";
		return DOMAIN_ABSENT;
	}
	return DOMAIN_UNKNOWN;
}

/* ---- SPF ---- */

static const char *const of_all[] = {
	[SPF_PASS] = "+all", [SPF_NEUTRAL] = "?all", [SPF_SOFTFAIL] = "~all", [SPF_FAIL] = "-all"};

static const char *ending(struct arena *a, const struct spf_record *r)
{
	if (r->all != NULL)
		return arena_printf(a, "ends with %s", of_all[r->all->qualifier]);
	return r->redirect != NULL
		       ? arena_printf(a, "goes on at %s", text_safe(a, r->redirect->domain))
		       : "has no all";
}

/* "3 of 10 DNS lookups", "13 DNS lookups, 10 are allowed" */
static const char *lookups(struct arena *a, int n, bool or_more)
{
	const char *least = or_more ? "at least " : "";

	return n <= SPF_LOOKUPS_MAX
		       ? arena_printf(a, "%s%d of %d DNS lookups", least, n, SPF_LOOKUPS_MAX)
		       : arena_printf(a, "%s%d DNS lookups, %d are allowed", least, n,
				      SPF_LOOKUPS_MAX);
}

static const char *cost(struct arena *a, const struct spf_study *s)
{
	const struct spf_cost *c = &s->record->cost;
	const char *text = lookups(a, c->lookups, s->unanswered || s->left_out);

	return c->voids4 > SPF_VOIDS_MAX ? arena_printf(a, "%s; %d void ones, %d are allowed", text,
							c->voids4, SPF_VOIDS_MAX)
					 : text;
}

static const char *checked(struct arena *a, const struct spf_check *c)
{
	if (c == NULL)
		return "";
	return arena_printf(a, "; mail from %s: %s", domain_safe(a, c->ip),
			    c->pending ? "not known" : spf_result_names[c->result]);
}

static enum domain_state spf(struct arena *a, const struct study *s, const char **words)
{
	const struct spf_record *r = s->spf.record;

	*words = domain_unknown(a, r->query);
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	if (r->state == SPF_NO_RECORD && s->spf.almost.n > 0)
		*words = "misspelt: receivers pass over it";
	else if (r->state == SPF_SEVERAL)
		*words = arena_printf(a, "%zu records, and only one is allowed", r->texts.n);
	else if (r->state == SPF_FOUND && r->faulty != NULL)
		*words = arena_printf(a, "cannot be read: %s", r->faulty->fault);
	else if (r->state == SPF_FOUND)
		*words = arena_printf(a, "%s; %s%s", cost(a, &s->spf), ending(a, r),
				      checked(a, s->spf.check));
	return *words != NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- DKIM ---- */

static const char *const of_verdict[] = {
	[DKIM_FOREIGN] = "another text, no key",
	[DKIM_SYNTAX] = "cannot be read",
	[DKIM_REVOKED] = "revoked",
	[DKIM_BROKEN] = "not a whole key",
	[DKIM_OTHER_TYPE] = "another type than k= says",
	[DKIM_WEAK] = "too short",
	[DKIM_RESTRICTED] = "not for mail",
	[DKIM_USABLE] = NULL,
};

/* "selector1 (2048-bit RSA)", "selector1 (512-bit RSA, too short)" */
static const char *key(struct arena *a, const struct dkim_selector *d)
{
	const struct dkim_key *k = (const void *)d->records.first;
	const char *type = "key";

	if (k == NULL)
		return domain_safe(a, d->name);
	if (k->bits > 0)
		type = arena_printf(a, "%d-bit RSA", k->bits);
	else if (k->type != NULL)
		type = k->type;
	if (d->records.n > 1)
		return arena_printf(a, "%s (%zu records)", domain_safe(a, d->name), d->records.n);
	if (of_verdict[k->verdict] != NULL)
		type = k->bits > 0 ? arena_printf(a, "%s, %s", type, of_verdict[k->verdict])
				   : of_verdict[k->verdict];
	return arena_printf(a, "%s (%s)", domain_safe(a, d->name), type);
}

/* Names that are there and have no key: aliases to nowhere. */
static const char *dangling(struct arena *a, const struct dkim_study *d)
{
	struct enumeration e = {a, NULL, 0, NAMES_SHOWN};

	LIST_EACH (const struct dkim_selector, s, &d->selectors)
		if (s->state == DKIM_NOWHERE)
			enumerate(&e,
				  arena_printf(a, "%s (leads nowhere)", domain_safe(a, s->name)));
	return enumerated(&e);
}

static const char *keys(struct arena *a, const struct dkim_study *d)
{
	struct enumeration e = {a, NULL, 0, NAMES_SHOWN};

	LIST_EACH (const struct dkim_selector, s, &d->selectors)
		if (s->state == DKIM_FOUND && s->source != DKIM_WILDCARD)
			enumerate(&e, key(a, s));
	return enumerated(&e);
}

/* Names that were asked for on the command line. */
static const char *missing(struct arena *a, const struct dkim_study *d)
{
	struct enumeration e = {a, NULL, 0, NAMES_SHOWN};

	LIST_EACH (const struct dkim_selector, s, &d->selectors)
		if (s->state == DKIM_ABSENT && s->source == DKIM_ASKED)
			enumerate(&e, domain_safe(a, s->name));
	return e.n == 0 ? NULL : arena_printf(a, "no key at %s", enumerated(&e));
}

static enum domain_state dkim(struct arena *a, const struct study *s, const char **words)
{
	const struct dkim_study *d = &s->dkim;

	*words = keys(a, d);
	if (*words != NULL)
		return DOMAIN_THERE;
	*words = dangling(a, d);
	if (*words != NULL)
		return DOMAIN_OPEN;
	if (d->unanswered > 0) {
		*words = "could not be judged: no answer for its selectors";
		return DOMAIN_UNKNOWN;
	}
	if (*words == NULL)
		*words = missing(a, d);
	if (*words != NULL)
		return DOMAIN_OPEN;
	*words = arena_printf(
		a, "no key at the %zu selectors that were tried; name yours with --selector",
		d->selectors.n - (d->wildcard != NULL));
	return DOMAIN_OPEN;
}

/* ---- DMARC ---- */

/* "p=reject at example.org, reports to dmarc@example.org" */
static const char *policy(struct arena *a, const struct dmarc_study *d, const char *domain)
{
	const struct dmarc_record *r = d->record;
	struct enumeration e = {a, "nobody", 0, NAMES_SHOWN};
	const char *from = "";

	LIST_EACH (const struct dmarc_uri, u, &r->rua)
		if (u->mailbox != NULL)
			enumerate(&e, domain_safe(a, u->mailbox));
	if (strcmp(d->at->domain, domain) != 0)
		from = arena_printf(a, " of %s", domain_safe(a, d->at->domain));
	return arena_printf(a, "p=%s%s%s, reports to %s",
			    r->void_policy ? "none" : dmarc_policy_names[d->policy], from,
			    r->testing ? " (testing)" : "", enumerated(&e));
}

/* A policy that is there and that no receiver takes; NULL: there is none. */
static const char *void_policy(struct arena *a, const struct dmarc_study *d)
{
	LIST_EACH (const struct dmarc_place, at, &d->places) {
		if (at->records.n > 1)
			return arena_printf(a, "%zu records at %s, so none counts", at->records.n,
					    domain_safe(a, at->name));
		if (at->records.n == 1)
			return arena_printf(a, "the record at %s says nothing that counts",
					    domain_safe(a, at->name));
		if (at->misspelt.n > 0)
			return arena_printf(a, "misspelt at %s: receivers pass over it",
					    domain_safe(a, at->name));
	}
	return d->stray == NULL ? NULL
				: arena_printf(a, "it stands at %s, where nobody looks",
					       domain_safe(a, d->stray_name));
}

static enum domain_state dmarc(struct arena *a, const struct study *s, const char **words)
{
	const struct dmarc_study *d = &s->dmarc;

	if (d->record != NULL && d->at != NULL) {
		*words = policy(a, d, s->domain);
		return DOMAIN_THERE;
	}
	*words = domain_unknown(a, d->query);
	if (*words == NULL && !d->known)
		*words = "could not be judged: answers are missing";
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	*words = void_policy(a, d);
	return *words != NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- BIMI ---- */

static enum domain_state bimi(struct arena *a, const struct study *s, const char **words)
{
	const struct bimi_study *b = &s->bimi;

	*words = domain_unknown(a, b->query);
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	if (b->declined)
		*words = "declined: no logo is wanted";
	else if (b->fault != NULL)
		*words = arena_printf(a, "cannot be used: %s", b->fault);
	else if (b->logo != NULL)
		*words = b->logo;
	return b->records > 0 && b->fault == NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- mail programs ---- */

/* "autodiscover -> autodiscover.outlook.com" */
static const char *service(struct arena *a, const struct discovery_service *d)
{
	const struct discovery_target *first = (const void *)d->targets.first;

	if (d->off && first == NULL)
		return arena_printf(a, "%s: none, on purpose", d->label);
	return first == NULL ? d->label
			     : arena_printf(a, "%s -> %s", d->label, domain_safe(a, first->name));
}

static enum domain_state discovery(struct arena *a, const struct study *s, const char **words)
{
	struct enumeration e = {a, "", 0, NAMES_SHOWN};
	bool is_unknown = false;

	LIST_EACH (const struct discovery_service, d, &s->discovery.services) {
		is_unknown |= d->unknown;
		if (!d->unknown)
			enumerate(&e, service(a, d));
	}
	if (e.n > 0)
		*words = enumerated(&e);
	if (e.n == 0 && is_unknown)
		return DOMAIN_UNKNOWN;
	return e.n > 0 ? DOMAIN_THERE : DOMAIN_ABSENT;
}

const struct domain_part domain_parts[DOMAIN_PARTS] = {
	{"MX", "MX", {"mx-", "dns-"}, mx},
	{"SPF", "SPF", {"spf-"}, spf},
	{"DKIM", "DKIM", {"dkim-"}, dkim},
	{"DMARC", "DMARC", {"dmarc-"}, dmarc},
	{"MTA-STS", "STS", {"mta-sts-"}, domain_words_mta_sts},
	{"TLS-RPT", "RPT", {"tls-rpt-"}, domain_words_tls_rpt},
	{"DANE", "DANE", {"dane-"}, domain_words_dane},
	{"BIMI", "BIMI", {"bimi-"}, bimi},
	{"Clients", "Cl", {"discovery-"}, discovery},
};
