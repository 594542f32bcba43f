/* What can be had for a login: why nothing of it can be used, and what differs from place to place.
 */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/offers.h"
#include "smtp/caps.h"
#include "sasl/sasl.h"

#include <string.h>

static const struct offers *offers_at(const struct place *at)
{
	return offers_of(at->d->arena, at->d->know, at->d->record, at->session);
}

static const char *joined(struct arena *a, const struct list *names)
{
	const char *all = NULL;

	LIST_EACH (const struct string_item, it, names)
		all = all == NULL ? it->s : arena_printf(a, "%s, %s", all, it->s);
	return all == NULL ? "none" : all;
}

/* It has what was wanted here: the mechanism that was named, or else any that we can do. */
static bool would_do(const struct offers *there, const struct auth_facts *wanted)
{
	if (wanted != NULL && wanted->mechanism != NULL)
		return list_has_string(offers_final(there), wanted->mechanism);
	return there->able.n > 0;
}

static void show_elsewhere(const struct place *at, struct finding *f,
			   const struct auth_facts *wanted)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct place there = {.d = at->d, .session = s};
		const struct offers *o;

		if (s == at->session || !is_primary(s) || strcmp(s->host, at->session->host) != 0)
			continue;
		o = offers_at(&there);
		if (o == NULL || !o->tls_seen || !would_do(o, wanted))
			continue;
		show(at, f, "note", "%s offers %s", place_name(&there),
		     joined(at->d->arena, offers_final(o)));
		return; /* one will do */
	}
}

static bool was_named(const struct offers *o)
{
	return o->auth != NULL && o->auth->mechanism != NULL;
}

/* The list promised what the reply takes back. */
static bool offered_in_vain(const struct place *at, const struct offers *o)
{
	return was_named(o) && failed_with(at->stage, FAILURE_REPLY) &&
	       list_has_string(offers_final(o), o->auth->mechanism);
}

void show_logins(const struct place *at, struct finding *f)
{
	struct arena *a = at->d->arena;
	const struct offers *o = offers_at(at);

	if (o == NULL)
		return;
	show_elsewhere(at, f, o->auth);
	if (o->clear_seen && o->tls_seen && o->clear.n > 0)
		show(at, f, "note", "%s: offered before TLS: %s", place_name(at),
		     joined(a, &o->clear));
	if (!offered_in_vain(at, o)) /* programs would be set to what fails */
		f->settings = login_settings(a, at->d->know, o);
}

void show_what_it_takes(const struct place *at, struct finding *f)
{
	const struct auth_facts *auth = at->stage->auth;
	const struct mechanism *m = auth == NULL || auth->mechanism == NULL || auth->without_secret
					    ? NULL
					    : mechanism_find(at->d->know, auth->mechanism);

	if (m != NULL && m->needs == NEEDS_PASSWORD && m->shows == SHOWS_PROOF && m->keeps != NULL)
		show(at, f, "note", "%s works only where the server stores %s", m->name, m->keeps);
}

/* ---- nothing of it can be used ---- */

/* What we have for a login; a record need not say it, and then what we can do with what is offered
 * tells. */
static bool has_token(const struct place *at, const struct offers *o)
{
	const struct auth_facts *f = o->auth;
	const struct mechanism *m;

	if (o->with != NULL)
		return strcmp(o->with, "token") == 0;
	if (f != NULL && f->mechanism != NULL) {
		m = mechanism_find(at->d->know, f->mechanism);
		return m != NULL && m->needs == NEEDS_TOKEN;
	}
	LIST_EACH (const struct string_item, it, offers_final(o))
		if (sasl_find(it->s) != NULL)
			return false; /* or it would have been used */
	return true;
}

static bool only_before_tls(const struct place *at, const struct offers *o)
{
	(void)at;
	return was_named(o) && o->tls_seen && list_has_string(&o->clear, o->auth->mechanism) &&
	       !list_has_string(&o->tls, o->auth->mechanism);
}

static bool token_wanted(const struct place *at, const struct offers *o)
{
	return offers_are(o, ODD_ONLY_TOKENS) && !has_token(at, o);
}

static bool token_unwanted(const struct place *at, const struct offers *o)
{
	LIST_EACH (const struct string_item, it, offers_final(o)) {
		const struct mechanism *m = mechanism_find(at->d->know, it->s);

		if (m == NULL || m->needs == NEEDS_TOKEN)
			return false;
	}
	return (o->with != NULL || was_named(o)) && has_token(at, o);
}

static bool domain_wanted(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_ONLY_WINDOWS);
}

static bool certificate_wanted(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_ONLY_CERTIFICATES);
}

static bool binding_wanted(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_ONLY_BOUND);
}

static bool retired_wanted(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_ONLY_RETIRED);
}

const char *mismatch_case(const struct place *at)
{
	static const struct {
		bool (*holds)(const struct place *at, const struct offers *o);
		const char *name;
	} cases[] = {
		{offered_in_vain, "offered-in-vain"},
		{only_before_tls, "only-before-tls"},
		{token_wanted, "only-tokens"},
		{token_unwanted, "token-unwanted"},
		{certificate_wanted, "only-certificates"},
		{domain_wanted, "only-windows"},
		{binding_wanted, "only-bound"},
		{retired_wanted, "only-retired"},
	};
	const struct offers *o = offers_at(at);

	for (size_t i = 0; o != NULL && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (cases[i].holds(at, o))
			return cases[i].name;
	return NULL;
}

/* ---- nothing is offered ---- */

static bool takes_logins(const struct session *s)
{
	const struct list *caps = final_capabilities(s);

	return is_primary(s) && caps != NULL && caps_has(caps, "AUTH");
}

/* The same port of the same host, at another address. */
static bool other_address_has(const struct place *at, const struct offers *o)
{
	(void)o;
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (takes_logins(s) && s->port == at->session->port &&
		    s->mode == at->session->mode && strcmp(s->host, at->session->host) == 0 &&
		    strcmp(s->address, at->session->address) != 0)
			return true;
	return false;
}

static bool other_port_has(const struct place *at, const struct offers *o)
{
	(void)o;
	if (at->session->port != RELAY_PORT)
		return false;
	LIST_EACH (const struct session, s, &at->d->record->sessions)
		if (takes_logins(s) && s->port != RELAY_PORT &&
		    strcmp(s->host, at->session->host) == 0)
			return true;
	return false;
}

static bool list_is_empty(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_EMPTY);
}

static bool only_in_clear(const struct place *at, const struct offers *o)
{
	(void)at;
	return offers_are(o, ODD_CLEAR_ONLY);
}

const char *missing_case(const struct place *at)
{
	static const struct {
		bool (*holds)(const struct place *at, const struct offers *o);
		const char *name;
	} cases[] = {
		{list_is_empty, "no-mechanism"},
		{only_in_clear, "only-before-tls"},
		{other_address_has, "this-address"},
		{other_port_has, "relay-port"},
	};
	const struct offers *o = offers_at(at);

	for (size_t i = 0; o != NULL && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (cases[i].holds(at, o))
			return cases[i].name;
	return NULL;
}

/* ---- side by side ---- */

static void find_retired(const struct place *at)
{
	const struct offers *o = offers_at(at);
	struct finding *f;

	if (o == NULL || !offers_are(o, ODD_ONLY_RETIRED))
		return;
	f = found(at, "auth-retired-mechanisms", PER_PORT);
	show(at, f, "note", "%s: %s", place_name(at), joined(at->d->arena, offers_final(o)));
}

static bool same_names(const struct list *a, const struct list *b)
{
	if (a->n != b->n)
		return false;
	LIST_EACH (const struct string_item, it, a)
		if (!list_has_string(b, it->s))
			return false;
	return true;
}

/* Port 25 is for servers: that it offers something else is as it should be. What one list was seen
 * in clear only says nothing about the other. */
static bool comparable(const struct offers *a, const struct offers *b)
{
	return strcmp(a->session->host, b->session->host) == 0 && a->tls_seen == b->tls_seen &&
	       offers_final(a)->n > 0 && offers_final(b)->n > 0 &&
	       (a->session->port == b->session->port ||
		(a->session->port != RELAY_PORT && b->session->port != RELAY_PORT));
}

static void show_difference(const struct place *at, struct finding *f, const struct offers *o)
{
	const struct place there = {.d = at->d, .session = o->session};

	show(at, f, "note", "%s: %s", place_name(&there), joined(at->d->arena, offers_final(o)));
}

static void compare(const struct place *at, const struct offers *first, const struct offers *o)
{
	bool same_port = first->session->port == o->session->port;
	struct finding *f;

	if (!comparable(first, o) || same_names(offers_final(first), offers_final(o)))
		return;
	f = found_case(at, "auth-offers-differ", same_port ? "addresses" : "ports", PER_HOST);
	show_difference(at, f, first);
	show_difference(at, f, o);
}

/* Each with the first before it that it can be compared with: pools are large. */
static const struct session *first_like(const struct diagnosis *d, const struct session *s,
					bool same_port)
{
	LIST_EACH (const struct session, o, &d->record->sessions) {
		if (o == s)
			break;
		if (is_primary(o) && strcmp(o->host, s->host) == 0 &&
		    final_capabilities(o) != NULL && (o->port == s->port) == same_port &&
		    o->port != RELAY_PORT)
			return o;
	}
	return NULL;
}

static void compare_with_first(const struct place *at, bool same_port)
{
	const struct session *first = first_like(at->d, at->session, same_port);
	const struct place there = {.d = at->d, .session = first};
	const struct offers *o = offers_at(at);

	if (first != NULL && o != NULL)
		compare(at, offers_at(&there), o);
}

void diagnose_offers(struct diagnosis *d)
{
	LIST_EACH (const struct session, s, &d->record->sessions) {
		const struct place at = {
			.d = d, .session = s, .stage = session_stage(s, STAGE_EHLO)};

		if (!takes_logins(s))
			continue;
		find_retired(&at);
		if (s->port == RELAY_PORT)
			continue;
		compare_with_first(&at, true);
		compare_with_first(&at, false);
	}
}
