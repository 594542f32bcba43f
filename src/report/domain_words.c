/* domain_words.c - what a zone has of each part, in a line; what is unknown says so and why */
#include "report/domain.h"

#include "base/text.h"

#include <string.h>

/* ---- helpers ---- */

static const char *const of_status[] = {
	[DNS_SERVFAIL] = "the name servers fail (SERVFAIL)",
	[DNS_REFUSED] = "the resolver refuses to answer",
	[DNS_TIMEOUT] = "no answer came",
	[DNS_NO_RESOLVER] = "there is no resolver",
	[DNS_NO_ROUTE] = "no way to any resolver",
	[DNS_CNAME_LOOP] = "its aliases lead in a circle",
	[DNS_MALFORMED] = "the answer was no DNS packet",
};

/* NULL: the answer says something. */
static const char *unknown(struct arena *a, const struct dns_query *q)
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

static const char *safe(struct arena *a, const char *s)
{
	return text_safe(a, bytes_str(a, s));
}

/* "one", "one, two and 3 more" */
struct enumeration {
	struct arena *arena;
	const char *text;
	size_t n, most;
};

static void enumerate(struct enumeration *e, const char *s)
{
	if (e->n++ < e->most)
		e->text = e->n == 1 ? s : arena_printf(e->arena, "%s, %s", e->text, s);
}

static const char *enumerated(const struct enumeration *e)
{
	return e->n <= e->most ? e->text
			       : arena_printf(e->arena, "%s and %zu more", e->text, e->n - e->most);
}

/* ---- MX ---- */

enum { NAMES_SHOWN = 3 };

static const char *hosts(struct arena *a, const struct mx_study *mx)
{
	struct enumeration e = {a, "", 0, NAMES_SHOWN};
	size_t n = mx->hosts.n + mx->left_out;

	LIST_EACH (const struct mx_host, h, &mx->hosts)
		enumerate(&e, arena_printf(a, "%s (%d)", safe(a, h->name), h->preference));
	e.n += mx->left_out;
	return arena_printf(a, "%zu host%s%s%s: %s", n, n == 1 ? "" : "s",
			    mx->provider != NULL ? " of " : "",
			    mx->provider != NULL ? mx->provider->title : "", enumerated(&e));
}

static enum domain_state mx(struct arena *a, const struct study *s, const char **words)
{
	const struct mx_study *m = &s->mx;

	*words = unknown(a, m->query);
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	if (m->null_mx)
		*words = "takes no mail, and says so (null MX)";
	else if (m->implicit)
		*words = "none: mail goes to the addresses of the domain itself";
	else if (m->hosts.n > 0)
		*words = hosts(a, m);
	return *words != NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- SPF ---- */

static const char *const of_all[] = {
	[SPF_PASS] = "+all", [SPF_NEUTRAL] = "?all", [SPF_SOFTFAIL] = "~all", [SPF_FAIL] = "-all"};

static const char *ending(struct arena *a, const struct spf_record *r)
{
	if (r->all != NULL)
		return arena_printf(a, "ends with %s", of_all[r->all->qualifier]);
	return r->redirect != NULL ? arena_printf(a, "goes on at %s",
						  text_safe(a, r->redirect->domain))
				   : "has no all";
}

static const char *cost(struct arena *a, const struct spf_study *s)
{
	const struct spf_cost *c = &s->record->cost;
	int voids = c->voids4 > c->voids6 ? c->voids4 : c->voids6;
	const char *text =
		arena_printf(a, "%s%d DNS lookup%s of %d allowed", s->unanswered ? "at least " : "",
			     c->lookups, c->lookups == 1 ? "" : "s", SPF_LOOKUPS_MAX);

	return voids > SPF_VOIDS_MAX
		       ? arena_printf(a, "%s, %d of them void, %d are allowed", text, voids,
				      SPF_VOIDS_MAX)
		       : text;
}

static const char *checked(struct arena *a, const struct spf_check *c)
{
	if (c == NULL)
		return "";
	return arena_printf(a, "; mail from %s: %s", safe(a, c->ip),
			    c->pending ? "not known" : spf_result_names[c->result]);
}

static enum domain_state spf(struct arena *a, const struct study *s, const char **words)
{
	const struct spf_record *r = s->spf.record;

	*words = unknown(a, r->query);
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	if (r->state == SPF_SEVERAL)
		*words = arena_printf(a, "%zu records, and only one is allowed", r->texts.n);
	else if (r->state == SPF_FOUND && r->faulty != NULL)
		*words = arena_printf(a, "cannot be read: %s", r->faulty->fault);
	else if (r->state == SPF_FOUND)
		*words = arena_printf(a, "%s; %s%s", cost(a, &s->spf), ending(a, r),
				      checked(a, s->spf.check));
	return *words != NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- DKIM ---- */

/* "selector1 (2048-bit RSA)" */
static const char *key(struct arena *a, const struct dkim_selector *d)
{
	const struct dkim_key *k = (const void *)d->records.first;
	const char *type = "key";

	if (k == NULL)
		return safe(a, d->name);
	if (k->bits > 0)
		type = arena_printf(a, "%d-bit RSA", k->bits);
	else if (k->type != NULL)
		type = k->type;
	if (k->verdict != DKIM_USABLE)
		type = arena_printf(a, "%s, %s", type, dkim_verdict_names[k->verdict]);
	return arena_printf(a, "%s (%s)", safe(a, d->name), type);
}

static enum domain_state dkim(struct arena *a, const struct study *s, const char **words)
{
	struct enumeration e = {a, "", 0, NAMES_SHOWN};

	LIST_EACH (const struct dkim_selector, d, &s->dkim.selectors)
		if (d->state == DKIM_FOUND && d->source != DKIM_WILDCARD)
			enumerate(&e, key(a, d));
	if (e.n > 0) {
		*words = enumerated(&e);
		return DOMAIN_THERE;
	}
	*words = s->dkim.unanswered > 0
			 ? "could not be judged: no answer for its selectors"
			 : arena_printf(a, "no key at the %zu selectors that were tried; name yours "
					   "with --selector",
					s->dkim.selectors.n);
	return DOMAIN_UNKNOWN;
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
			enumerate(&e, safe(a, u->mailbox));
	if (strcmp(d->at->domain, domain) != 0)
		from = arena_printf(a, " of %s", safe(a, d->at->domain));
	return arena_printf(a, "p=%s%s%s, reports to %s",
			    r->void_policy ? "none" : dmarc_policy_names[d->policy], from,
			    r->testing ? " (testing)" : "", enumerated(&e));
}

static enum domain_state dmarc(struct arena *a, const struct study *s, const char **words)
{
	const struct dmarc_study *d = &s->dmarc;

	if (d->record != NULL && d->at != NULL) {
		*words = policy(a, d, s->domain);
		return DOMAIN_THERE;
	}
	*words = unknown(a, d->query);
	if (*words == NULL && !d->known)
		*words = "could not be judged: answers are missing";
	return *words != NULL ? DOMAIN_UNKNOWN : DOMAIN_ABSENT;
}

/* ---- those that are optional ---- */

static enum domain_state bimi(struct arena *a, const struct study *s, const char **words)
{
	const struct bimi_study *b = &s->bimi;

	*words = unknown(a, b->query);
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	if (b->declined)
		*words = "declined: no logo is wanted";
	else if (b->logo != NULL)
		*words = b->logo;
	return b->records > 0 ? DOMAIN_THERE : DOMAIN_ABSENT;
}

static enum domain_state mta_sts(struct arena *a, const struct study *s, const char **words)
{
	*words = unknown(a, s->mta_sts.query);
	return *words != NULL ? DOMAIN_UNKNOWN : DOMAIN_ABSENT;
}

static enum domain_state tls_rpt(struct arena *a, const struct study *s, const char **words)
{
	*words = unknown(a, s->tls_rpt.query);
	return *words != NULL ? DOMAIN_UNKNOWN : DOMAIN_ABSENT;
}

static enum domain_state dane(struct arena *a, const struct study *s, const char **words)
{
	(void)a;
	(void)words;
	return s->dane.hosts.n > 0 ? DOMAIN_THERE : DOMAIN_ABSENT;
}

static enum domain_state discovery(struct arena *a, const struct study *s, const char **words)
{
	(void)a;
	(void)words;
	return s->discovery.services.n > 0 ? DOMAIN_THERE : DOMAIN_ABSENT;
}

const struct domain_part domain_parts[DOMAIN_PARTS] = {
	{"MX", "MX", "mx-", mx},
	{"SPF", "SPF", "spf-", spf},
	{"DKIM", "DKIM", "dkim-", dkim},
	{"DMARC", "DMARC", "dmarc-", dmarc},
	{"MTA-STS", "STS", "mta-sts-", mta_sts},
	{"TLS-RPT", "RPT", "tls-rpt-", tls_rpt},
	{"DANE", "DANE", "dane-", dane},
	{"BIMI", "BIMI", "bimi-", bimi},
	{"Clients", "Cl", "discovery-", discovery},
};
