/* domain_words.c - what a zone has of each part, in a line; what is unknown says so and why */
#include "report/domain.h"

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
	return arena_printf(
		a, "%zu host%s%s%s: %s", n, n == 1 ? "" : "s", mx->provider != NULL ? " of " : "",
		mx->provider != NULL ? provider_service(mx->provider) : "", enumerated(&e));
}

static enum domain_state mx(struct arena *a, const struct study *s, const char **words)
{
	const struct mx_study *m = &s->mx;

	switch (m->state) {
	case MX_UNKNOWN:
		*words = unknown(a, m->query);
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
	return arena_printf(a, "; mail from %s: %s", safe(a, c->ip),
			    c->pending ? "not known" : spf_result_names[c->result]);
}

static enum domain_state spf(struct arena *a, const struct study *s, const char **words)
{
	const struct spf_record *r = s->spf.record;

	*words = unknown(a, r->query);
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
		return safe(a, d->name);
	if (k->bits > 0)
		type = arena_printf(a, "%d-bit RSA", k->bits);
	else if (k->type != NULL)
		type = k->type;
	if (d->records.n > 1)
		return arena_printf(a, "%s (%zu records)", safe(a, d->name), d->records.n);
	if (of_verdict[k->verdict] != NULL)
		type = k->bits > 0 ? arena_printf(a, "%s, %s", type, of_verdict[k->verdict])
				   : of_verdict[k->verdict];
	return arena_printf(a, "%s (%s)", safe(a, d->name), type);
}

/* Names that are there and have no key: aliases to nowhere. */
static const char *dangling(struct arena *a, const struct dkim_study *d)
{
	struct enumeration e = {a, NULL, 0, NAMES_SHOWN};

	LIST_EACH (const struct dkim_selector, s, &d->selectors)
		if (s->state == DKIM_NOWHERE)
			enumerate(&e, arena_printf(a, "%s (leads nowhere)", safe(a, s->name)));
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
			enumerate(&e, safe(a, s->name));
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
			enumerate(&e, safe(a, u->mailbox));
	if (strcmp(d->at->domain, domain) != 0)
		from = arena_printf(a, " of %s", safe(a, d->at->domain));
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
					    safe(a, at->name));
		if (at->records.n == 1)
			return arena_printf(a, "the record at %s says nothing that counts",
					    safe(a, at->name));
		if (at->misspelt.n > 0)
			return arena_printf(a, "misspelt at %s: receivers pass over it",
					    safe(a, at->name));
	}
	return d->stray == NULL ? NULL
				: arena_printf(a, "it stands at %s, where nobody looks",
					       safe(a, d->stray_name));
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
	if (*words != NULL)
		return DOMAIN_UNKNOWN;
	*words = void_policy(a, d);
	return *words != NULL ? DOMAIN_THERE : DOMAIN_ABSENT;
}

/* ---- MTA-STS, TLS-RPT ---- */

/* True: `state` is all that there is to say. */
static bool txt_says_all(struct arena *a, const struct policy_txt *t, enum domain_state *state,
			 const char **words)
{
	*state = DOMAIN_THERE;
	switch (t->state) {
	case POLICY_TXT_PENDING:
	case POLICY_TXT_UNKNOWN:
		*words = unknown(a, t->query);
		*state = DOMAIN_UNKNOWN;
		return true;
	case POLICY_TXT_ABSENT:
		*state = DOMAIN_ABSENT;
		return true;
	case POLICY_TXT_DANGLING:
		*words = arena_printf(a, "an alias of %s, where nothing is", safe(a, t->alias));
		return true;
	case POLICY_TXT_SEVERAL:
		*words = arena_printf(a, "%zu records, and only one is allowed", t->records.n);
		return true;
	case POLICY_TXT_BROKEN:
		*words = arena_printf(a, "cannot be read: %s", t->fault);
		return true;
	case POLICY_TXT_THERE:
		return false;
	}
	return false;
}

static const char *max_age(struct arena *a, int seconds)
{
	enum { DAY = 86400, HOUR = 3600 };

	if (seconds >= 2 * DAY)
		return arena_printf(a, "%d days", seconds / DAY);
	return seconds >= 2 * HOUR ? arena_printf(a, "%d hours", seconds / HOUR)
				   : arena_printf(a, "%d seconds", seconds);
}

/* By the names of policy_trouble_names. */
static const struct {
	const char *trouble, *words;
} of_trouble[] = {
	{"unreached", ": nobody answers"},
	{"silent", ": no whole answer in time"},
	{"tls", ": the certificate is not valid"},
	{"cut", ": the answer broke off"},
	{"too-long", ": too large"},
};

static const char *why_not_fetched(const struct policy_fetch *fetch)
{
	for (size_t i = 0; i < sizeof(of_trouble) / sizeof(of_trouble[0]); i++)
		if (fetch != NULL && fetch->trouble != NULL &&
		    strcmp(fetch->trouble, of_trouble[i].trouble) == 0)
			return of_trouble[i].words;
	return "";
}

static const char *policy_of(struct arena *a, const struct mta_sts_study *m)
{
	const struct sts_policy *p = m->policy;

	if (p == NULL)
		return arena_printf(a, "announced; the policy could not be fetched%s",
				    why_not_fetched(m->fetch));
	if (p->fault != NULL)
		return arena_printf(a, "announced; the policy cannot be used: %s", p->fault);
	if (m->uncovered > 0)
		return arena_printf(a, "mode %s; %zu of %zu MX hosts not in the policy",
				    sts_mode_names[p->mode], m->uncovered, m->hosts.n);
	return arena_printf(a, "mode %s, for %s", sts_mode_names[p->mode], max_age(a, p->max_age));
}

static enum domain_state mta_sts(struct arena *a, const struct study *s, const char **words)
{
	enum domain_state state;

	if (!txt_says_all(a, &s->mta_sts.txt, &state, words))
		*words = policy_of(a, &s->mta_sts);
	else if (state == DOMAIN_ABSENT && s->mta_sts.policy != NULL &&
		 s->mta_sts.policy->fault == NULL)
		*words = "a policy is served, and no record announces it";
	return state;
}

static enum domain_state tls_rpt(struct arena *a, const struct study *s, const char **words)
{
	struct enumeration e = {a, "nobody", 0, NAMES_SHOWN};
	enum domain_state state;

	if (txt_says_all(a, &s->tls_rpt.txt, &state, words))
		return state;
	LIST_EACH (const struct string_item, it, &s->tls_rpt.addresses)
		enumerate(&e, strncmp(it->s, "mailto:", 7) == 0 ? it->s + 7 : it->s);
	*words = arena_printf(a, "reports to %s", enumerated(&e));
	return state;
}

/* ---- DANE ---- */

static const struct {
	enum domain_state state;
	const char *words;
} of_standing[] = {
	[DANE_PENDING] = {DOMAIN_UNKNOWN, "not looked up"},
	[DANE_ABSENT] = {DOMAIN_ABSENT, "not published"},
	[DANE_IN_FORCE] = {DOMAIN_THERE, "published and signed"},
	[DANE_UNUSABLE] = {DOMAIN_THERE, "published, and cannot be used"},
	[DANE_UNSIGNED] = {DOMAIN_THERE, "not signed (DNSSEC): senders pass over it"},
	[DANE_WAY_UNSIGNED] = {DOMAIN_THERE, "what leads there is not signed (DNSSEC)"},
	[DANE_UNJUDGED] = {DOMAIN_UNKNOWN, "published; this resolver cannot tell whether signed"},
	[DANE_LOOKUP_FAILED] = {DOMAIN_THERE, "cannot be looked up: senders wait"},
	[DANE_LOOKUP_HARMLESS] = {DOMAIN_ABSENT, "cannot be looked up, and nobody asks"},
};

static size_t count_standing(const struct dane_study *d, enum dane_standing standing)
{
	size_t n = 0;

	LIST_EACH (const struct dane_host, h, &d->hosts)
		n += h->standing == standing;
	return n;
}

/* "not published at 1 of 2 hosts; published and signed at 1 of 2 hosts" */
static enum domain_state dane(struct arena *a, const struct study *s, const char **words)
{
	const struct dane_study *d = &s->dane;
	enum domain_state state = s->mx.state == MX_UNKNOWN ? DOMAIN_UNKNOWN : DOMAIN_ABSENT;
	const char *text = NULL;

	for (size_t i = 0; i < sizeof(of_standing) / sizeof(of_standing[0]); i++) {
		size_t n = count_standing(d, (enum dane_standing)i);

		if (n == 0 || (i == DANE_ABSENT && n == d->hosts.n))
			continue;
		if (state != DOMAIN_THERE && of_standing[i].state != DOMAIN_ABSENT)
			state = of_standing[i].state;
		text = arena_printf(
			a, "%s%s%s%s", text == NULL ? "" : text, text == NULL ? "" : "; ",
			of_standing[i].words,
			n == d->hosts.n ? ""
					: arena_printf(a, " at %zu of %zu hosts", n, d->hosts.n));
	}
	*words = text;
	return state;
}

/* ---- BIMI ---- */

static enum domain_state bimi(struct arena *a, const struct study *s, const char **words)
{
	const struct bimi_study *b = &s->bimi;

	*words = unknown(a, b->query);
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
			     : arena_printf(a, "%s -> %s", d->label, safe(a, first->name));
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
	{"MTA-STS", "STS", {"mta-sts-"}, mta_sts},
	{"TLS-RPT", "RPT", {"tls-rpt-"}, tls_rpt},
	{"DANE", "DANE", {"dane-"}, dane},
	{"BIMI", "BIMI", {"bimi-"}, bimi},
	{"Clients", "Cl", {"discovery-"}, discovery},
};
