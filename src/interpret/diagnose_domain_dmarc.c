/* DMARC: is there a record that counts, and is it written so that all receivers read it alike. What
 * it asks for is diagnose_domain_dmarc_policy.c's. */
#include "interpret/diagnose_domain_dmarc.h"

#include "domain/orgdomain.h"
#include "record/words.h"

#include <string.h>

enum { SHOWN_MAX = 300 /* bytes of a record */, FAULT_MAX = 48 /* ... of what is wrong */ };

const char reports_note[] = "the mailbox for the reports must exist: make it, or name another";

/* ---- shared ---- */

const char *usual_reports(const struct diagnosis *d, const char *domain)
{
	return arena_printf(d->arena, "mailto:dmarc@%s", domain);
}

struct place policy_place(struct diagnosis *d, const struct dmarc_place *p)
{
	return (struct place){.d = d, .query = p->query, .host = p->name};
}

bool policy_is_registrys(const struct study *s, const struct dmarc_place *p)
{
	return text_casecmp(p->domain, s->domain) != 0 &&
	       (orgdomain_is_suffix(p->domain) || (p->record != NULL && p->record->psd == 'y'));
}

void show_policy(const struct place *at, struct finding *f, const struct dmarc_place *p,
		 const struct dmarc_record *r)
{
	show(at, f, "dns", "%s TXT \"%s\"", p->name, shortened(at->d->arena, r->text, SHOWN_MAX));
	if (p->alias != NULL)
		show(at, f, "dns", "%s is an alias of %s: the record is to be changed there",
		     p->name, p->alias);
}

static const struct dmarc_place *own_place(const struct study *s)
{
	return (const struct dmarc_place *)(void *)s->dmarc.places.first;
}

/* ---- how it is written ---- */

static const struct dmarc_fault *worst_fault(const struct dmarc_record *r)
{
	const struct dmarc_fault *worst = NULL;

	LIST_EACH (const struct dmarc_fault, f, &r->faults)
		if (worst == NULL || f->harm > worst->harm)
			worst = f;
	return worst;
}

static const char *fault_words(const struct place *at, const struct dmarc_fault *f)
{
	const char *text = shortened(at->d->arena, f->text, FAULT_MAX);

	if (f->text.n == 0 || strncmp(f->what, text, strlen(text)) == 0)
		return f->what;
	return arena_printf(at->d->arena, "%s: %s", text, f->what);
}

static void show_faults(const struct place *at, struct finding *f, const struct dmarc_record *r)
{
	LIST_EACH (const struct dmarc_fault, fault, &r->faults)
		show(at, f, "dns", "at character %d: %s", fault->at + 1, fault_words(at, fault));
}

static void publish_corrected(const struct place *at, struct finding *f,
			      const struct dmarc_record *r)
{
	if (r->corrected != NULL)
		publish(at, f, PUBLISH_REPLACE, at->host, "TXT", r->corrected,
			r->guessed ? "put the policy that you mean in place of p=none" : NULL);
}

/* What comes after a slip is often its effect: without "=" behind p there is no policy, either. */
static const struct dmarc_fault *first_harm(const struct dmarc_record *r)
{
	LIST_EACH (const struct dmarc_fault, f, &r->faults)
		if (f->harm != DMARC_HARMLESS)
			return f;
	return worst_fault(r);
}

/* `misspelt`: the record does not even begin as one. */
static void found_faults(struct diagnosis *d, const struct dmarc_place *p,
			 const struct dmarc_record *r, bool misspelt)
{
	struct place at = policy_place(d, p);
	const struct dmarc_fault *worst = worst_fault(r);
	struct finding *f;

	if (worst == NULL)
		return;
	at.why = first_harm(r)->what;
	if (misspelt)
		f = found_case(&at, "dmarc-syntax", "no-record", PER_NAME);
	else if (worst->harm == DMARC_VOID)
		f = found_case(&at, "dmarc-syntax", "no-policy", PER_NAME);
	else
		f = found(&at, worst->harm == DMARC_HARMLESS ? "dmarc-odd" : "dmarc-syntax",
			  PER_NAME);
	show_policy(&at, f, p, r);
	show_faults(&at, f, r);
	publish_corrected(&at, f, r);
}

static void found_misspelt(struct diagnosis *d, const struct dmarc_place *p)
{
	LIST_EACH (const struct dmarc_record, r, &p->misspelt)
		found_faults(d, p, r, true);
}

/* Beside a record that counts they only puzzle who looks. */
static void found_strays(struct diagnosis *d, const struct dmarc_place *p)
{
	struct place at = policy_place(d, p);

	at.why = "beside it stands one that receivers pass over";
	LIST_EACH (const struct dmarc_record, r, &p->misspelt) {
		struct finding *f = found(&at, "dmarc-odd", PER_NAME);

		show_policy(&at, f, p, r);
		publish(&at, f, PUBLISH_REMOVE, p->name, "TXT", r->text.p, NULL);
	}
}

/* ---- several ---- */

static const char *as_written(struct arena *a, const struct dmarc_record *r)
{
	return dmarc_record_with(a, r, &(struct dmarc_change){.p = dmarc_policy_own(r)});
}

/* Resolvers turn the order of records; what we say does not turn with it. */
static bool is_milder(const struct dmarc_record *a, const struct dmarc_record *b)
{
	if (dmarc_policy_own(a) != dmarc_policy_own(b))
		return dmarc_policy_own(a) < dmarc_policy_own(b);
	return strcmp(a->text.p, b->text.p) < 0;
}

/* Now none of them holds: what refuses least changes least. */
static const struct dmarc_record *mildest(const struct dmarc_place *p)
{
	const struct dmarc_record *mildest = NULL;

	LIST_EACH (const struct dmarc_record, r, &p->records)
		if (r->counts && (mildest == NULL || is_milder(r, mildest)))
			mildest = r;
	return mildest;
}

static bool all_say_the_same(struct arena *a, const struct dmarc_place *p, const char *text)
{
	LIST_EACH (const struct dmarc_record, r, &p->records) {
		const char *other = as_written(a, r);

		if (text == NULL || other == NULL || strcmp(other, text) != 0)
			return false;
	}
	return true;
}

static void found_several(struct diagnosis *d, const struct dmarc_place *p)
{
	struct place at = policy_place(d, p);
	struct finding *f = found(&at, "dmarc-several-records", PER_NAME);
	const struct dmarc_record *kept = mildest(p);
	const char *text;

	LIST_EACH (const struct dmarc_record, r, &p->records)
		show_policy(&at, f, p, r);
	if (kept == NULL)
		return;
	text = as_written(d->arena, kept);
	publish(&at, f, PUBLISH_REPLACE, p->name, "TXT", text,
		all_say_the_same(d->arena, p, text)
			? "remove the others: only one may be there"
			: "decide which one you mean: today none of them holds, and this one "
			  "refuses least");
}

/* ---- none ---- */

static bool is_alias_to_nowhere(const struct dmarc_place *p)
{
	return p->alias != NULL && p->query != NULL && view_is_absent(p->query);
}

static const char *missing_how(const struct study *s)
{
	if (is_alias_to_nowhere(own_place(s)))
		return "alias-to-nowhere";
	if (s->dmarc.stray != NULL)
		return s->dmarc.stray_name == s->domain ? "at-domain" : "doubled-name";
	return is_parked(s) ? "parked" : NULL;
}

static void publish_first(const struct place *at, struct finding *f, const struct study *s,
			  const char *domain)
{
	const char *name = arena_printf(at->d->arena, "_dmarc.%s", domain);

	if (s->dmarc.stray != NULL)
		publish(at, f, PUBLISH_ADD, name, "TXT", as_written(at->d->arena, s->dmarc.stray),
			NULL);
	else if (is_parked(s))
		publish(at, f, PUBLISH_ADD, name, "TXT", "v=DMARC1; p=reject", NULL);
	else
		publish(at, f, PUBLISH_ADD, name, "TXT",
			arena_printf(at->d->arena, "v=DMARC1; p=none; rua=%s",
				     usual_reports(at->d, domain)),
			reports_note);
}

static void show_where_it_stands(const struct place *at, struct finding *f, const struct study *s)
{
	LIST_EACH (const struct dmarc_place, p, &s->dmarc.places)
		show(at, f, "dns", "%s TXT: %s%s", p->name,
		     p->others > 0 ? "other records only" : dns_status_words[p->query->status],
		     is_alias_to_nowhere(p)
			     ? arena_printf(at->d->arena, ", an alias of %s", p->alias)
			     : "");
	if (s->dmarc.stray != NULL)
		show(at, f, "dns", "%s TXT \"%s\"", s->dmarc.stray_name,
		     shortened(at->d->arena, s->dmarc.stray->text, SHOWN_MAX));
}

/* Of a subdomain, too, it is best published for all of the organisation; an alias has to go where
 * it stands. */
static void found_missing(struct diagnosis *d, const struct study *s)
{
	const struct dmarc_place *own = own_place(s);
	const char *how = missing_how(s);
	bool here = is_alias_to_nowhere(own) || s->dmarc.stray != NULL || is_parked(s) ||
		    orgdomain_is_suffix(s->domain);
	struct place at = policy_place(d, own);
	struct finding *f;

	at.why = is_alias_to_nowhere(own) ? own->alias : s->dmarc.stray_name;
	f = found_case(&at, "dmarc-missing", how, ONCE);
	show_where_it_stands(&at, f, s);
	if (is_alias_to_nowhere(own))
		publish(&at, f, PUBLISH_REMOVE, own->name, "CNAME", own->alias, NULL);
	if (s->dmarc.stray != NULL)
		publish(&at, f, PUBLISH_REMOVE, s->dmarc.stray_name, "TXT", s->dmarc.stray->text.p,
			NULL);
	publish_first(&at, f, s, here ? s->domain : orgdomain(s->domain));
}

/* ---- not known ---- */

static void found_unanswered(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct dmarc_place, p, &s->dmarc.places) {
		struct place at = policy_place(d, p);
		struct finding *f;

		if (!p->unknown || p->query == NULL)
			continue;
		at.why = p->query->cut ? "more records than are read"
				       : dns_status_words[p->query->status];
		f = found(&at, "dmarc-lookup-failed", ONCE);
		show(&at, f, "dns", "%s TXT: %s", p->name, at.why);
	}
}

/* ---- all of it ---- */

/* Where nothing counts: why. */
static void diagnose_absence(struct diagnosis *d, const struct study *s)
{
	bool explained = false;

	LIST_EACH (const struct dmarc_place, p, &s->dmarc.places) {
		if (policy_is_registrys(s, p))
			continue;
		if (p->records.n > 1)
			found_several(d, p);
		else if (p->records.n == 0)
			found_misspelt(d, p);
		explained = explained || p->records.n > 1 || p->misspelt.n > 0;
	}
	if (!s->dmarc.known)
		found_unanswered(d, s);
	else if (!explained)
		found_missing(d, s);
}

void diagnose_domain_dmarc(struct diagnosis *d, const struct study *s)
{
	const struct dmarc_study *dmarc = &s->dmarc;

	if (dmarc->query == NULL)
		return;
	if (own_place(s)->unknown || dmarc->at == NULL) {
		diagnose_absence(d, s);
		return;
	}
	if (own_place(s)->records.n > 1)
		found_several(d, own_place(s));
	else if (own_place(s)->records.n == 0)
		found_misspelt(d, own_place(s));
	if (!policy_is_registrys(s, dmarc->at)) {
		found_strays(d, dmarc->at);
		found_faults(d, dmarc->at, dmarc->record, false);
	}
	if (dmarc->policy == DMARC_UNSET)
		return;
	diagnose_dmarc_policy(d, s);
	if (!policy_is_registrys(s, dmarc->at))
		diagnose_dmarc_reports(d, s);
}
