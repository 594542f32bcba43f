/* What a domain's providers need for DKIM and do not find, aliases that lead nowhere, and what of
 * all that nobody outside can tell. */
#include "interpret/diagnose_domain_dkim.h"

#include "domain/dkim_alias.h"
#include "record/words.h"

#include <string.h>

/* ---- the selectors of one entry of a profile ---- */

static bool is_of(const struct dkim_selector *it, const struct provider_dkim *rules)
{
	return it->rules == rules && it->source != DKIM_WILDCARD;
}

static size_t count(const struct study *s, const struct provider_dkim *rules, enum dkim_state state)
{
	size_t n = 0;

	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors)
		n += is_of(it, rules) && it->state == state;
	return n;
}

static bool has_usable(const struct study *s, const struct provider_dkim *rules)
{
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors)
		if (is_of(it, rules) && it->usable)
			return true;
	return false;
}

/* ---- what to publish ---- */

static const char *told_where(const struct place *at, const struct dkim_selector *it,
			      const char *domain)
{
	struct arena *a = at->d->arena;
	const char *how = dkim_filled(a, it->rules->how, it->name, domain);

	return how == NULL ? "the value that the provider shows"
			   : arena_printf(a, "the value is shown by %s", how);
}

void publish_dkim_alias(const struct place *at, struct finding *f, const struct dkim_selector *it,
			enum publish_action action, const char *domain)
{
	const char *value = dkim_alias_value(at->d->arena, it->rules, it->name, domain);

	publish(at, f, action, it->host, it->rules->aliases.n > 0 ? "CNAME" : "TXT", value,
		value != NULL ? NULL : told_where(at, it, domain));
}

/* ---- a provider that signs only with keys that are not there ---- */

/* It receives and sends for the domain, and no other key signs instead: whoever has only one of
 * the two may have somebody else sign what leaves. */
static enum severity weight(const struct study *s, const struct dkim_provider *p)
{
	bool sends = p->sends || s->spf.record->state == SPF_NO_RECORD;

	return p->receives && sends && s->dkim.usable == 0 ? SEVERITY_WARNING : SEVERITY_NOTICE;
}

static void show_absent(const struct place *at, struct finding *f, const struct study *s,
			const struct provider_dkim *rules)
{
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors) {
		if (!is_of(it, rules))
			continue;
		show(at, f, "dns", "%s: %s", it->host, dns_status_words[it->query->status]);
		publish_dkim_alias(at, f, it, PUBLISH_ADD, s->domain);
	}
	show(at, f, "note", "%s", dkim_filled(at->d->arena, rules->without, "", s->domain));
}

static void diagnose_absent(struct diagnosis *d, const struct study *s,
			    const struct dkim_provider *p, const struct provider_dkim *rules)
{
	const struct place at = {.d = d, .host = s->domain, .why = provider_service(p->provider)};
	struct finding *f;

	if (rules->without == NULL || sends_nothing(s) ||
	    (!p->sends && s->spf.record->state != SPF_NO_RECORD) ||
	    count(s, rules, DKIM_ABSENT) != rules->selectors.n)
		return;
	f = found(&at, "dkim-not-enabled", PER_NAME);
	f->severity = weight(s, p);
	show_absent(&at, f, s, rules);
}

/* ---- aliases ---- */

/* Providers with two keys change them in turn: while one works the other may be absent. */
static bool waits_for_its_turn(const struct study *s, const struct dkim_selector *it)
{
	return it->source != DKIM_ASKED && it->rules != NULL && has_usable(s, it->rules);
}

static enum severity weight_of_alias(const struct study *s, const struct dkim_selector *it)
{
	if (it->source == DKIM_ASKED)
		return s->dkim.usable == 0 ? SEVERITY_ERROR : SEVERITY_WARNING;
	return it->source == DKIM_PROVIDER && !sends_nothing(s) ? SEVERITY_WARNING
								: SEVERITY_NOTICE;
}

/* The provider has not made the keys that its aliases promise. */
static bool is_switched_off(const struct study *s, const struct dkim_selector *it)
{
	return it->provider != NULL && it->foreign == NULL && it->rules->without != NULL &&
	       !has_usable(s, it->rules);
}

/* Panels add the zone's name to one that lacks its final dot: the name that was meant, or NULL. */
static const char *meant(struct arena *a, const char *alias, const char *domain)
{
	const char *ending = arena_printf(a, ".%s", domain);
	size_t n = strlen(alias) - (text_has_suffix(alias, ending) ? strlen(ending) : 0);

	return alias[n] == '\0' || memchr(alias, '.', n) == NULL ? NULL : arena_copy(a, alias, n);
}

static void publish_instead(const struct place *at, struct finding *f, const struct study *s,
			    const struct dkim_selector *it)
{
	const char *name = meant(at->d->arena, it->alias, s->domain);

	if (name != NULL)
		publish(at, f, PUBLISH_REPLACE, it->host, "CNAME", name, NULL);
	else if (it->rules != NULL)
		publish_dkim_alias(at, f, it, PUBLISH_REPLACE, s->domain);
	else if (it->source != DKIM_ASKED)
		publish(at, f, PUBLISH_REMOVE, it->host, "CNAME", it->alias,
			"unless the service that gave the alias still signs with it");
	else
		publish(at, f, PUBLISH_REPLACE, it->host, "CNAME", NULL,
			"the name that the service which signs shows today");
}

static bool is_last_nowhere(const struct study *s, const struct dkim_selector *it)
{
	const struct dkim_selector *last = it;

	LIST_EACH (const struct dkim_selector, other, &s->dkim.selectors)
		if (is_of(other, it->rules) && other->state == DKIM_NOWHERE)
			last = other;
	return last == it;
}

static void diagnose_nowhere(struct place at, const struct study *s, const struct dkim_selector *it)
{
	struct finding *f;

	if (waits_for_its_turn(s, it))
		return;
	at.why = is_switched_off(s, it) ? provider_service(it->provider) : it->target;
	if (is_switched_off(s, it)) {
		at.host = s->domain;
		f = found_case(&at, "dkim-alias-broken", "off", PER_NAME);
	} else {
		f = found(&at, "dkim-alias-broken", PER_NAME);
	}
	if (f->severity < weight_of_alias(s, it) || f->evidence.n == 0)
		f->severity = weight_of_alias(s, it);
	show_dkim_alias(&at, f, it);
	show(&at, f, "dns", "%s TXT: %s", it->target, dns_status_words[it->query->status]);
	if (!is_switched_off(s, it))
		publish_instead(&at, f, s, it);
	else if (it->rules->how != NULL && is_last_nowhere(s, it))
		show(&at, f, "note", "where to look: %s",
		     dkim_filled(at.d->arena, it->rules->how, it->name, s->domain));
}

static void diagnose_foreign(struct place at, const struct study *s, const struct dkim_selector *it)
{
	struct finding *f;

	at.why = it->alias;
	f = found_case(&at, "dkim-alias-broken", "other-domain", PER_NAME);
	f->severity = weight_of_alias(s, it);
	show_dkim_alias(&at, f, it);
	show(&at, f, "note", "%s gives %s an alias that begins with %s",
	     provider_service(it->provider), s->domain, it->foreign);
	publish_dkim_alias(&at, f, it, PUBLISH_REPLACE, s->domain);
}

static void diagnose_alias(struct diagnosis *d, const struct study *s,
			   const struct dkim_selector *it)
{
	const struct place at = {.d = d, .query = it->query, .host = it->host};

	if (it->alias == NULL || it->source == DKIM_WILDCARD)
		return;
	if (it->foreign != NULL && (it->state == DKIM_FOUND || it->state == DKIM_NOWHERE))
		diagnose_foreign(at, s, it);
	else if (it->state == DKIM_NOWHERE)
		diagnose_nowhere(at, s, it);
}

/* ---- what was not judged ---- */

/* What is wrong is said; then nobody needs to hear what else may be. */
static bool is_told(const struct diagnosis *d)
{
	LIST_EACH (const struct finding, f, &d->out->findings)
		if (strncmp(f->id, "dkim-", 5) == 0 && f->severity >= SEVERITY_WARNING)
			return true;
	return false;
}

static bool found_any(const struct study *s)
{
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors)
		if (it->state == DKIM_FOUND && it->source != DKIM_WILDCARD)
			return true;
	return s->dkim.usable > 0;
}

static size_t asked(const struct study *s)
{
	return s->dkim.selectors.n - (s->dkim.wildcard != NULL);
}

static const struct provider *secretive(const struct study *s)
{
	LIST_EACH (const struct dkim_provider, p, &s->dkim.providers)
		LIST_EACH (const struct provider_dkim, rules, &p->provider->dkim)
			if (rules->selectors.n == 0)
				return p->provider;
	return NULL;
}

static void list_untold(struct diagnosis *d, const struct study *s)
{
	const struct provider *p = secretive(s);
	bool none = !found_any(s) && !sends_nothing(s) && !is_told(d);

	if (p != NULL && !sends_nothing(s))
		not_tested(d,
			   "the DKIM keys of %s, whose selectors only the account shows "
			   "(--selector)",
			   provider_service(p));
	else if (none && s->dkim.unanswered == 0)
		not_tested(d,
			   "DKIM: none of the %zu selectors that were asked has a key; "
			   "yours stands as s= in the DKIM-Signature of a message "
			   "(--selector)",
			   asked(s));
	if (s->dkim.unanswered > 0)
		not_tested(d, "%zu DKIM selector%s that got no answer", s->dkim.unanswered,
			   s->dkim.unanswered == 1 ? "" : "s");
	if (s->dkim.wildcard != NULL && s->dkim.wildcard->state == DKIM_FOUND)
		not_tested(d, "DKIM selectors one by one: *._domainkey.%s answers for all",
			   s->domain);
	if (s->dkim.left_out)
		not_tested(d, "DKIM selectors beyond those that are asked at once");
}

void diagnose_dkim_providers(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct dkim_provider, p, &s->dkim.providers)
		LIST_EACH (const struct provider_dkim, rules, &p->provider->dkim)
			diagnose_absent(d, s, p, rules);
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors)
		diagnose_alias(d, s, it);
	list_untold(d, s);
}
