/* Whose mailboxes the domain's MX and DKIM point at, and whether its SPF record permits their
 * servers to send. Only who keeps mailboxes sends with the domain in the envelope as a rule:
 * services that send for applications have a return address of their own. */
#include "interpret/diagnose_domain_spf.h"

#include "domain/spf_tree.h"

struct search {
	const struct knowledge *know;
	const struct provider *provider;
	bool found, permits, open; /* its include; anybody at all; somebody who cannot be known */
};

static void look(const struct spf_record *r, const struct spf_term *t, void *arg)
{
	struct search *x = arg;

	(void)r;
	x->permits |= spf_is_mechanism(t) && t->qualifier == SPF_PASS && t->fault == NULL;
	x->open |= t->answer == SPF_BY_SENDER || t->answer == SPF_UNANSWERED ||
		   t->answer == SPF_NOT_FOLLOWED || t->fault != NULL;
	x->found |= t->target != NULL && provider_by_spf(x->know, t->target) == x->provider;
}

/* A network that permits a whole range may be theirs: then it was put in by hand. */
static bool may_be_listed(const struct spf_record *r)
{
	enum { RANGES = 3 };
	int wide = 0;

	LIST_EACH (const struct spf_term, t, &r->terms)
		wide += (t->kind == SPF_IP4 && t->prefix4 >= 0 && t->prefix4 < 24) ||
			(t->kind == SPF_IP6 && t->prefix6 >= 0 && t->prefix6 < 48);
	return wide >= RANGES;
}

static const struct provider *by_dkim(const struct study *s)
{
	LIST_EACH (const struct dkim_provider, it, &s->dkim.providers)
		if (it->provider->kind == KIND_MAILBOXES)
			return it->provider;
	return NULL;
}

/* Who keeps the mailboxes and says what is to be included, or NULL. */
static const struct provider *keeper(const struct study *s)
{
	const struct provider *p = mx_provider(s) != NULL ? mx_provider(s) : by_dkim(s);

	return p != NULL && p->kind == KIND_MAILBOXES && p->spf.n > 0 ? p : NULL;
}

static void tell(struct spf_case *x, const struct provider *p)
{
	const struct string_item *first = (const void *)p->spf.first;
	struct place at = spf_at(x, first->s, NULL);
	struct finding *f = found(&at, "spf-provider-missing", ONCE);
	const char *more = arena_printf(x->d->arena, "include:%s", first->s);

	show_spf_record(&at, f, x->root);
	LIST_EACH (const struct mx_host, h, &x->s->mx.hosts)
		if (h->provider == p)
			show(&at, f, "dns", "%s MX %d %s", x->s->domain, h->preference, h->name);
	publish(&at, f, PUBLISH_REPLACE, x->s->domain, "TXT", spf_draft_text(&x->draft, more),
		"only if the domain's mailboxes are there: they send from those servers");
}

void diagnose_spf_provider(struct spf_case *x)
{
	struct search search = {.know = x->d->know, .provider = keeper(x->s)};

	if (x->root->state != SPF_FOUND || search.provider == NULL)
		return;
	spf_tree_each(x->root, look, &search);
	if (search.permits && !search.found && !search.open && !may_be_listed(x->root))
		tell(x, search.provider);
}
