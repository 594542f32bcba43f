#include "domain/dkim_selectors.h"

#include "domain/dkim_alias.h"
#include "domain/study.h"

#include <string.h>

enum { NAME_MAX_BYTES = 253 };

/* Nobody has a selector of that name; who finds the question in a log sees what it is for. */
static const char nobody[] = "smtpscope-wildcard-test";

/* ---- providers ---- */

static struct dkim_provider *provider_entry(struct study *s, const struct provider *p)
{
	struct dkim_provider *entry;

	LIST_EACH (struct dkim_provider, it, &s->dkim.providers)
		if (it->provider == p)
			return it;
	entry = ARENA_NEW(s->arena, struct dkim_provider);
	entry->provider = p;
	list_append(&s->dkim.providers, entry);
	return entry;
}

static bool signs(const struct provider *p)
{
	return p != NULL && p->dkim.n > 0;
}

static void add_receivers(struct study *s)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		if (signs(h->provider))
			provider_entry(s, h->provider)->receives = true;
}

static void add_sender(struct study *s, const char *name)
{
	const struct provider *p = provider_by_spf(s->know, name);

	if (signs(p))
		provider_entry(s, p)->sends = true;
}

/* Whatever the record leads to: many have a record of their own that includes the provider's. How
 * deep and wide that is, the tree has bounded. */
static void add_senders(struct study *s, const struct spf_record *r)
{
	LIST_EACH (const struct spf_term, t, &r->terms) {
		if ((t->kind != SPF_INCLUDE && t->kind != SPF_REDIRECT) || t->target == NULL)
			continue;
		add_sender(s, t->target);
		if (t->record != NULL)
			add_senders(s, t->record);
	}
}

/* ---- selectors ---- */

static struct dkim_selector *find(const struct study *s, const char *name)
{
	LIST_EACH (struct dkim_selector, it, &s->dkim.selectors)
		if (text_casecmp(it->name, name) == 0)
			return it;
	return NULL;
}

static struct dkim_selector *add(struct study *s, const char *name, enum dkim_source source)
{
	struct dkim_selector *it = find(s, name);

	if (it != NULL)
		return it;
	if (s->dkim.selectors.n >= DKIM_SELECTORS_MAX ||
	    strlen(name) + strlen("._domainkey.") + strlen(s->domain) > NAME_MAX_BYTES) {
		s->dkim.left_out = true;
		return NULL;
	}
	it = ARENA_NEW(s->arena, struct dkim_selector);
	it->name = name;
	it->host = arena_printf(s->arena, "%s._domainkey.%s", name, s->domain);
	it->source = source;
	return list_append(&s->dkim.selectors, it);
}

static void add_all(struct study *s, const struct provider *p, enum dkim_source source)
{
	LIST_EACH (const struct provider_dkim, rules, &p->dkim)
		LIST_EACH (const struct string_item, name, &rules->selectors) {
			struct dkim_selector *it = add(s, name->s, source);

			if (it == NULL || it->rules != NULL || source != DKIM_PROVIDER)
				continue;
			it->provider = p;
			it->rules = rules;
		}
}

static void add_wildcard(struct study *s)
{
	struct dkim_selector *it = add(s, nobody, DKIM_WILDCARD);

	if (it == NULL)
		return;
	it->name = "*";
	s->dkim.wildcard = it;
}

void dkim_collect(struct study *s)
{
	add_receivers(s);
	add_senders(s, s->spf.record);
	LIST_EACH (const struct string_item, it, &s->record->domain->selectors)
		add(s, it->s, DKIM_ASKED);
	LIST_EACH (const struct dkim_provider, it, &s->dkim.providers)
		add_all(s, it->provider, DKIM_PROVIDER);
	add_all(s, provider_generic(s->know), DKIM_USUAL);
	add_wildcard(s);
}
