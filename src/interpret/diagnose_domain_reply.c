/* --reply: what the words of a refusal mean, and which of the domain's own records explains them.
 */
#include "interpret/diagnose_domain.h"

#include "interpret/explain.h"
#include "interpret/verdict.h"

#include <string.h>

enum { SHOWN_MAX = 200 }; /* bytes of a record */

/* ---- what the words are about ---- */

static const struct finding *explained(struct diagnosis *d)
{
	const struct explain_context nothing = {.stage = -1};
	struct list items = {0}, told;

	paste_read(d->arena, d->record->domain->reply, &items);
	told = explain_items(d->arena, d->know, &items, &nothing);
	return told.n == 0 ? NULL : explanation_finding((const void *)told.first);
}

/* A number without words tells too little to blame a record. */
static unsigned concerns_of(const struct diagnosis *d, const struct finding *f)
{
	const struct entry *e = knowledge_entry(d->know, f->id);

	return e == NULL ? 0 : e->concerns;
}

/* ---- what the domain's records say of it ---- */

static void show_spf(const struct place *at, struct finding *f, const struct study *s)
{
	const struct spf_check *c = s->refusal.check;

	if (s->spf.record != NULL && s->spf.record->text.n > 0)
		show(at, f, "dns", "%s TXT %s", s->domain,
		     shortened(at->d->arena, s->spf.record->text, SHOWN_MAX));
	if (c != NULL && !c->pending)
		show(at, f, "dns", "SPF for %s: %s", c->ip, spf_result_names[c->result]);
}

static void show_dkim(const struct place *at, struct finding *f, const struct study *s)
{
	size_t usable = 0;

	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors) {
		usable += it->usable;
		if (it->usable)
			show(at, f, "dns", "%s has a usable key", it->host);
	}
	if (usable == 0)
		show(at, f, "dns", "no DKIM key was found at the selectors that were asked");
}

static void show_dmarc(const struct place *at, struct finding *f, const struct study *s)
{
	const struct dmarc_place *there = s->dmarc.at;

	if (there != NULL && s->dmarc.record != NULL)
		show(at, f, "dns", "%s TXT %s", there->name,
		     shortened(at->d->arena, s->dmarc.record->text, SHOWN_MAX));
	else if (s->dmarc.known)
		show(at, f, "dns", "%s has no DMARC record", s->domain);
}

static const struct {
	enum concern concern;
	const char *ids; /* what findings of that part begin with */
	void (*show)(const struct place *at, struct finding *f, const struct study *s);
} subjects[] = {
	{CONCERN_SPF, "spf-", show_spf},
	{CONCERN_DKIM, "dkim-", show_dkim},
	{CONCERN_DMARC, "dmarc-", show_dmarc},
};

enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };

/* ---- which of them is the cause ---- */

static bool is_about(const struct finding *f, unsigned concerns)
{
	for (size_t i = 0; i < SUBJECTS; i++)
		if ((concerns & 1u << subjects[i].concern) != 0 &&
		    strncmp(f->id, subjects[i].ids, strlen(subjects[i].ids)) == 0)
			return true;
	return false;
}

/* The worst that is wrong with a record that the refusal is about; NULL: nothing is. */
static struct finding *cause_in_zone(const struct diagnosis *d, unsigned concerns)
{
	struct finding *cause = NULL;

	LIST_EACH (struct finding, f, &d->out->findings)
		if (is_about(f, concerns) && f->severity >= SEVERITY_WARNING &&
		    (cause == NULL || f->severity > cause->severity))
			cause = f;
	return cause;
}

/* Mail is refused for it: whatever it is worth elsewhere, here it is the cause. */
static void blame_zone(const struct place *at, struct finding *refusal, struct finding *cause)
{
	cause->severity = SEVERITY_ERROR;
	show_bytes(at, cause, "reply", at->d->record->domain->reply);
	findings_begin_with(&at->d->out->findings, cause);
	refusal->root = cause;
}

/* The records are as they should be: the message or the way that it went is at fault. */
static void clear_zone(struct diagnosis *d, struct finding *refusal, const struct study *s)
{
	refusal->severity = SEVERITY_ERROR;
	findings_begin_with(&d->out->findings, refusal);
	if (s->refusal.check == NULL)
		not_tested(d, "SPF of the server that sent it (--ip ADDR names it)");
	if (s->dkim.selectors.n > 0)
		not_tested(d, "the signature of the message itself");
}

static void explain_by_records(struct diagnosis *d, struct finding *refusal, const struct study *s)
{
	const struct place at = {.d = d, .host = s->domain, .address = s->refusal.ip};
	unsigned concerns = concerns_of(d, refusal);
	struct finding *cause;

	for (size_t i = 0; i < SUBJECTS; i++)
		if ((concerns & 1u << subjects[i].concern) != 0)
			subjects[i].show(&at, refusal, s);
	if ((concerns & 1u << CONCERN_SPF) != 0 && s->refusal.check != s->spf.check)
		diagnose_spf_sender(d, s, s->refusal.check);
	cause = cause_in_zone(d, concerns);
	if (cause != NULL)
		blame_zone(&at, refusal, cause);
	else
		clear_zone(d, refusal, s);
}

static struct finding *put_down(struct diagnosis *d, const struct finding *told)
{
	struct finding *f = ARENA_NEW(d->arena, struct finding);

	*f = *told;
	return list_append(&d->out->findings, f);
}

static void found_nothing(const struct place *at)
{
	struct finding *f = found(at, "domain-reply-unknown", ONCE);

	show_bytes(at, f, "reply", at->d->record->domain->reply);
}

void diagnose_domain_reply(struct diagnosis *d, const struct study *s)
{
	const struct place at = {.d = d, .host = s->domain};
	const struct finding *told;

	if (d->record->domain->reply.n == 0)
		return;
	told = explained(d);
	if (told == NULL)
		found_nothing(&at);
	else
		explain_by_records(d, put_down(d, told), s);
}
