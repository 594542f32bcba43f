/* Who may send for the domain: the parts, and the one record that mends what they find. */
#include "interpret/diagnose_domain_spf.h"

enum { SHOWN_MAX = 450 };

struct place spf_at(const struct spf_case *x, const char *host, const char *why)
{
	return (struct place){.d = x->d, .query = x->root->query, .host = host, .why = why};
}

void spf_mends(struct spf_case *x, struct finding *f)
{
	if (x->n < SPF_MENDED_MAX)
		x->mended[x->n++] = f;
}

const char *spf_shown(const struct place *at, struct bytes text)
{
	return shortened(at->d->arena, text, SHOWN_MAX);
}

void show_spf_record(const struct place *at, struct finding *f, const struct spf_record *r)
{
	if (r->text.n > 0)
		show(at, f, "dns", "%s TXT \"%s\"", r->name, spf_shown(at, r->text));
}

bool spf_is_useless(const struct spf_term *t)
{
	if (t->record != NULL)
		return t->record->state == SPF_NO_SUCH_NAME || t->record->state == SPF_NO_RECORD ||
		       t->record->state == SPF_LOOP;
	return t->answer == SPF_VOID || t->answer == SPF_NO_NAME;
}

/* Only what was found to be a fault changes the record: a void "a" among few stays. */
static bool is_broken(const struct spf_term *t)
{
	return (t->kind == SPF_INCLUDE || t->kind == SPF_REDIRECT) && spf_is_useless(t);
}

static bool costs_too_much(const struct spf_record *r)
{
	return r->cost.lookups > SPF_LOOKUPS_MAX || r->cost.voids4 > SPF_VOIDS_MAX ||
	       r->cost.voids6 > SPF_VOIDS_MAX;
}

struct spf_draft spf_mended(struct arena *a, const struct spf_record *r)
{
	if (r->state == SPF_SEVERAL)
		return spf_draft_merge(a, &r->texts);
	return spf_draft_of(a, r, costs_too_much(r) ? spf_is_useless : is_broken);
}

static void publish_draft(const struct spf_case *x)
{
	const struct place at = spf_at(x, x->s->domain, NULL);
	const char *text = spf_draft_text(&x->draft, NULL);

	if (text == NULL || !x->draft.changed)
		return;
	for (size_t i = 0; i < x->n; i++)
		publish(&at, x->mended[i], PUBLISH_REPLACE, x->s->domain, "TXT", text, NULL);
}

void diagnose_domain_spf(struct diagnosis *d, const struct study *s)
{
	struct spf_case x = {.d = d, .s = s, .root = s->spf.record};

	if (x.root->state == SPF_NOT_KNOWN_YET)
		return;
	x.draft = spf_mended(d->arena, x.root);
	diagnose_spf_record(&x);
	diagnose_spf_tree(&x);
	diagnose_spf_provider(&x);
	publish_draft(&x);
	if (s->spf.check != NULL)
		diagnose_spf_sender(d, s, s->spf.check);
}
