#include "interpret/diagnose_domain.h"

static struct finding *found_bimi(const struct place *at, const struct bimi_study *b,
				  const char *id)
{
	struct finding *f = found(at, id, PER_NAME);

	show(at, f, "dns", "%s TXT %s", at->host, b->text);
	return f;
}

/* Mailboxes show a logo only where the domain has all mail refused or set aside that is not its
 * own. */
static const char *why_policy_is_too_weak(const struct dmarc_study *m)
{
	if (m->policy == DMARC_UNSET)
		return "there is no DMARC policy";
	if (m->policy == DMARC_NONE || m->record == NULL || m->record->void_policy)
		return "its DMARC policy is p=none";
	if (m->record->pct < 100)
		return "its DMARC policy is not for all mail (pct)";
	return m->record->testing ? "its DMARC policy is marked as a test (t=y)" : NULL;
}

void diagnose_domain_bimi(struct diagnosis *d, const struct study *s)
{
	const struct bimi_study *b = &s->bimi;
	struct place at = {
		.d = d,
		.query = b->query,
		.host = arena_printf(d->arena, "default._bimi.%s", s->domain),
	};

	if (b->records == 0 || b->declined)
		return;
	at.why = b->records > 1 ? "there are several records" : b->fault;
	if (at.why != NULL) {
		struct finding *f = found_bimi(&at, b, "bimi-syntax");

		if (b->records == 1)
			show(&at, f, "dns", "at character %d: %s", b->fault_at + 1, b->fault);
	}
	at.why = s->dmarc.known ? why_policy_is_too_weak(&s->dmarc) : NULL;
	if (at.why != NULL)
		found_bimi(&at, b, "bimi-needs-dmarc");
}
