/* What a zone has of MTA-STS, TLS-RPT and DANE, in a line each. */
#include "report/domain_words.h"

#include <string.h>

/* ---- MTA-STS, TLS-RPT ---- */

/* True: `state` is all that there is to say. */
static bool txt_says_all(struct arena *a, const struct policy_txt *t, enum domain_state *state,
			 const char **words)
{
	*state = DOMAIN_THERE;
	switch (t->state) {
	case POLICY_TXT_PENDING:
	case POLICY_TXT_UNKNOWN:
		*words = domain_unknown(a, t->query);
		*state = DOMAIN_UNKNOWN;
		return true;
	case POLICY_TXT_ABSENT:
		*state = DOMAIN_ABSENT;
		return true;
	case POLICY_TXT_DANGLING:
		*words = arena_printf(a, "an alias of %s, where nothing is",
				      domain_safe(a, t->alias));
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

enum domain_state domain_words_mta_sts(struct arena *a, const struct study *s, const char **words)
{
	enum domain_state state;

	if (!txt_says_all(a, &s->mta_sts.txt, &state, words))
		*words = policy_of(a, &s->mta_sts);
	else if (state == DOMAIN_ABSENT && s->mta_sts.policy != NULL &&
		 s->mta_sts.policy->fault == NULL)
		*words = "a policy is served, and no record announces it";
	return state;
}

enum domain_state domain_words_tls_rpt(struct arena *a, const struct study *s, const char **words)
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
enum domain_state domain_words_dane(struct arena *a, const struct study *s, const char **words)
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
