#include "domain/dkim.h"

#include "domain/dkim_alias.h"
#include "domain/dkim_selectors.h"
#include "domain/study.h"

#include <string.h>

const char *const dkim_source_names[] = {"asked", "provider", "usual", "wildcard", NULL};
const char *const dkim_state_names[] = {"not-known",   "unanswered", "absent", "nowhere",
					"as-wildcard", "found",	     NULL};

/* ---- aliases ---- */

/* CNAMEs come before what they lead to. */
static void read_alias(struct study *s, struct dkim_selector *it)
{
	LIST_EACH (const struct dns_answer, answer, &it->query->answers) {
		if (strcmp(answer->type, "CNAME") != 0)
			continue;
		it->target = text_safe(s->arena, answer->data);
		if (it->alias == NULL)
			it->alias = it->target;
	}
}

/* An alias tells whose a selector is that was only guessed. */
static void recognise(struct study *s, struct dkim_selector *it)
{
	if (it->rules != NULL)
		return;
	LIST_EACH (const struct provider, p, knowledge_providers(s->know))
		LIST_EACH (const struct provider_dkim, rules, &p->dkim)
			if (list_has_string(&rules->selectors, it->name) &&
			    (dkim_alias_fits(s->arena, rules, it->name, s->domain, it->alias) ||
			     dkim_alias_foreign(s->arena, rules, it->name, s->domain, it->alias) !=
				     NULL)) {
				it->provider = p;
				it->rules = rules;
				return;
			}
}

static void judge_alias(struct study *s, struct dkim_selector *it)
{
	if (it->alias == NULL)
		return;
	recognise(s, it);
	if (it->rules != NULL)
		it->foreign =
			dkim_alias_foreign(s->arena, it->rules, it->name, s->domain, it->alias);
}

/* ---- answers ---- */

static void read_records(struct study *s, struct dkim_selector *it)
{
	struct list texts = {0};

	view_data(s->arena, it->query, &texts);
	LIST_EACH (const struct bytes_item, text, &texts)
		if (it->records.n < DKIM_RECORDS_MAX)
			list_append(&it->records, dkim_key_read(s->arena, text->b));
	it->usable =
		texts.n == 1 &&
		((const struct dkim_key *)(const void *)it->records.first)->verdict == DKIM_USABLE;
	it->state = texts.n > 0 ? DKIM_FOUND : DKIM_ABSENT;
}

static void ask(struct study *s, struct view *v, struct dkim_selector *it)
{
	it->query = view_ask(v, it->host, "TXT");
	if (it->query == NULL)
		return;
	read_alias(s, it);
	judge_alias(s, it);
	if (view_is_unknown(it->query))
		it->state = DKIM_UNANSWERED;
	else if (view_is_absent(it->query))
		it->state = it->alias != NULL ? DKIM_NOWHERE : DKIM_ABSENT;
	else
		read_records(s, it);
}

/* ---- the answer that any name gets ---- */

static bool has_text(const struct list *records, struct bytes text)
{
	LIST_EACH (const struct dkim_key, k, records)
		if (bytes_same(k->text, text))
			return true;
	return false;
}

static bool same_records(const struct list *a, const struct list *b)
{
	if (a->n != b->n)
		return false;
	LIST_EACH (const struct dkim_key, k, a)
		if (!has_text(b, k->text))
			return false;
	return true;
}

static bool same_alias(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : text_casecmp(a, b) == 0;
}

static bool is_wildcards(const struct dkim_selector *it, const struct dkim_selector *wildcard)
{
	return it != wildcard && it->state == wildcard->state &&
	       (it->state == DKIM_FOUND || it->state == DKIM_NOWHERE) &&
	       same_alias(it->alias, wildcard->alias) &&
	       same_records(&it->records, &wildcard->records);
}

/* What the user names is told as it stands, wherever the answer comes from. */
static void set_wildcards_apart(struct dkim_study *d)
{
	LIST_EACH (struct dkim_selector, it, &d->selectors) {
		if (d->wildcard == NULL || !is_wildcards(it, d->wildcard))
			continue;
		it->by_wildcard = it->source == DKIM_ASKED;
		if (it->by_wildcard)
			continue;
		it->state = DKIM_AS_WILDCARD;
		it->usable = false;
	}
}

void dkim_read(struct study *s, struct view *v)
{
	dkim_collect(s);
	LIST_EACH (struct dkim_selector, it, &s->dkim.selectors)
		ask(s, v, it);
	set_wildcards_apart(&s->dkim);
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors) {
		s->dkim.usable += it->usable;
		s->dkim.unanswered += it->state == DKIM_UNANSWERED;
	}
}
