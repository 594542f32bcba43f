/* What a domain's DMARC policy asks for, and whether its own mail can meet that. */
#include "interpret/diagnose_domain_dmarc.h"

#include "domain/orgdomain.h"

#include <string.h>

static const char policy_note[] = "wait until the reports show that all of your own mail passes";

static bool has_reports(const struct dmarc_record *r)
{
	LIST_EACH (const struct dmarc_uri, u, &r->rua)
		if (u->mailbox != NULL)
			return true;
	return false;
}

/* What is wrong with it is told with the corrected record; more advice would undo that. */
static bool is_sound(const struct dmarc_record *r)
{
	LIST_EACH (const struct dmarc_fault, f, &r->faults)
		if (f->harm != DMARC_HARMLESS)
			return false;
	return true;
}

static const char *reports_if_none(const struct diagnosis *d, const struct study *s)
{
	return has_reports(s->dmarc.record) ? NULL : usual_reports(d, s->dmarc.at->domain);
}

static struct place place_of(struct diagnosis *d, const struct study *s)
{
	struct place at = policy_place(d, s->dmarc.at);

	at.why = dmarc_policy_names[dmarc_policy_own(s->dmarc.record)];
	return at;
}

/* ---- p=none ---- */

static bool is_none(const struct study *s)
{
	return dmarc_policy_own(s->dmarc.record) == DMARC_NONE && is_sound(s->dmarc.record);
}

static void mend_none(const struct place *at, struct finding *f, const struct study *s)
{
	const struct dmarc_record *r = s->dmarc.record;
	struct dmarc_change change = {.rua = reports_if_none(at->d, s)};

	if (change.rua == NULL)
		change = (struct dmarc_change){.p = DMARC_QUARANTINE, .whole = true};
	publish(at, f, PUBLISH_REPLACE, at->host, "TXT",
		dmarc_record_with(at->d->arena, r, &change),
		change.rua != NULL ? reports_note : policy_note);
}

static struct finding *found_none(const struct place *at, const struct study *s)
{
	return has_reports(s->dmarc.record)
		       ? found(at, "dmarc-policy-none", ONCE)
		       : found_case(at, "dmarc-policy-none", "no-reports", ONCE);
}

/* ---- a policy that nobody hears of ---- */

static bool is_unheard(const struct study *s)
{
	return dmarc_policy_own(s->dmarc.record) > DMARC_NONE && !has_reports(s->dmarc.record) &&
	       is_sound(s->dmarc.record) && !is_parked(s);
}

static void mend_unheard(const struct place *at, struct finding *f, const struct study *s)
{
	struct dmarc_change change = {.rua = reports_if_none(at->d, s)};

	publish(at, f, PUBLISH_REPLACE, at->host, "TXT",
		dmarc_record_with(at->d->arena, s->dmarc.record, &change), reports_note);
}

/* ---- a part of the mail, or a test ---- */

static bool is_partial(const struct study *s)
{
	const struct dmarc_record *r = s->dmarc.record;

	return dmarc_policy_own(r) > DMARC_NONE && (r->pct < 100 || r->testing);
}

static struct finding *found_partial(const struct place *at, const struct study *s)
{
	struct place here = *at;

	if (s->dmarc.record->pct == 100)
		return found_case(at, "dmarc-partial", "test", ONCE);
	here.why = arena_printf(at->d->arena, "pct=%d", s->dmarc.record->pct);
	return found(&here, "dmarc-partial", ONCE);
}

static void mend_partial(const struct place *at, struct finding *f, const struct study *s)
{
	struct dmarc_change change = {.whole = true};

	publish(at, f, PUBLISH_REPLACE, at->host, "TXT",
		dmarc_record_with(at->d->arena, s->dmarc.record, &change), policy_note);
}

/* ---- subdomains ---- */

static bool leaves_subdomains(const struct study *s)
{
	const struct dmarc_record *r = s->dmarc.record;

	return dmarc_policy_own(r) > DMARC_NONE && dmarc_policy_below(r, true) == DMARC_NONE;
}

/* The domain itself may be one of them. */
static struct finding *found_open(const struct place *at, const struct study *s)
{
	struct place above = *at;

	if (text_casecmp(s->dmarc.at->domain, s->domain) == 0)
		return found(at, "dmarc-subdomains-open", ONCE);
	above.why = s->dmarc.at->domain;
	return found_case(&above, "dmarc-subdomains-open", "inherited", ONCE);
}

static void mend_open(const struct place *at, struct finding *f, const struct study *s)
{
	const struct dmarc_record *r = s->dmarc.record;
	struct dmarc_change change = {.sp = dmarc_policy_own(r)};

	publish(at, f, PUBLISH_REPLACE, at->host, "TXT",
		dmarc_record_with(at->d->arena, r, &change), policy_note);
}

static struct finding *found_unheard(const struct place *at, const struct study *s)
{
	(void)s;
	return found(at, "dmarc-no-reports", ONCE);
}

/* ---- the two ways ---- */

static bool ways_differ(const struct study *s)
{
	return s->dmarc.differ;
}

static void show_way(const struct place *at, struct finding *f, const char *rfc,
		     const struct dmarc_way *way)
{
	show(at, f, "dns", "%s: record of %s, policy %s, organisational domain %s", rfc,
	     way->at == NULL ? "nobody" : way->at->domain, dmarc_policy_names[way->own],
	     way->organisation);
}

/* Receivers of RFC 9989 end at the highest record that there is. */
static bool lacks_record_at_top(const struct study *s)
{
	LIST_EACH (const struct dmarc_place, p, &s->dmarc.places)
		if (text_casecmp(p->domain, s->dmarc.by_list.organisation) == 0)
			return !p->unknown && p->records.n == 0 && p->misspelt.n == 0;
	return false;
}

static struct finding *found_difference(const struct place *at, const struct study *s)
{
	struct finding *f = found(at, "dmarc-org-differs", ONCE);

	show_way(at, f, "RFC 7489 (public suffix list)", &s->dmarc.by_list);
	show_way(at, f, "RFC 9989 (tree walk)", &s->dmarc.by_walk);
	return f;
}

static void mend_difference(const struct place *at, struct finding *f, const struct study *s)
{
	const char *top = s->dmarc.by_list.organisation;

	if (lacks_record_at_top(s))
		publish(at, f, PUBLISH_ADD, arena_printf(at->d->arena, "_dmarc.%s", top), "TXT",
			arena_printf(at->d->arena, "v=DMARC1; p=none; rua=%s",
				     usual_reports(at->d, top)),
			reports_note);
}

/* ---- nothing that could pass ---- */

static bool sends_mail(const struct study *s)
{
	return s->mx.state == MX_LISTED || s->mx.state == MX_IMPLICIT;
}

static bool has_no_spf(const struct study *s)
{
	return s->spf.record->state == SPF_NO_RECORD || s->spf.record->state == SPF_NO_SUCH_NAME;
}

static bool cannot_pass(const struct study *s)
{
	return s->dmarc.policy > DMARC_NONE && sends_mail(s) && has_no_spf(s) &&
	       s->dkim.usable == 0 && s->dmarc.keys != NULL && !view_is_unknown(s->dmarc.keys);
}

/* There is no key where the name above all keys does not exist (RFC 8020). */
static struct finding *found_unsigned(const struct place *at, const struct study *s)
{
	bool certain = s->dmarc.keys->status == DNS_NXDOMAIN;
	struct finding *f =
		found(at, certain ? "dmarc-nothing-to-align" : "dmarc-no-key-found", ONCE);

	show(at, f, "dns", "%s TXT: no SPF record", s->domain);
	show(at, f, "dns", "%s: %s", s->dmarc.keys->name,
	     certain ? "no such name, so there is no DKIM key"
		     : "there may be keys under selectors that were not asked for");
	return f;
}

/* ---- all of it ---- */

static const struct {
	bool (*holds)(const struct study *s);
	struct finding *(*found)(const struct place *at, const struct study *s);
	void (*mend)(const struct place *at, struct finding *f, const struct study *s);
	bool changes; /* mended by another text of the record itself */
} rules[] = {
	{cannot_pass, found_unsigned, NULL, false}, /* SPF and DKIM tell what to publish */
	{is_none, found_none, mend_none, true},
	{is_unheard, found_unheard, mend_unheard, true},
	{is_partial, found_partial, mend_partial, true},
	{leaves_subdomains, found_open, mend_open, true},
	{ways_differ, found_difference, mend_difference, false},
};

void diagnose_dmarc_policy(struct diagnosis *d, const struct study *s)
{
	struct place at = place_of(d, s);
	bool fixed = policy_is_registrys(s, s->dmarc.at);

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct finding *f;

		if ((fixed && rules[i].changes) || !rules[i].holds(s))
			continue;
		f = rules[i].found(&at, s);
		show_policy(&at, f, s->dmarc.at, s->dmarc.record);
		if (rules[i].mend != NULL)
			rules[i].mend(&at, f, s);
	}
}
