#include "interpret/offers.h"

#include "interpret/facts.h"
#include "smtp/caps.h"
#include "sasl/sasl.h"

#include <string.h>

const char *const oddity_names[ODDITIES + 1] = {
	"empty",      "old-form",     "twice",	     "not-a-name",   "readable",
	"vanishes",   "clear-only",   "only-tokens", "only-windows", "only-certificates",
	"only-bound", "only-retired", "bound-alone", "external",     NULL,
};

const char *const oddity_words[] = {
	[ODD_EMPTY] = "AUTH is offered without any mechanism",
	[ODD_OLD_FORM] = "only behind \"AUTH=\", which programs of today do not read",
	[ODD_TWICE] = "a mechanism is named twice",
	[ODD_NO_NAME] = "a word that can be no mechanism's name",
	[ODD_READABLE] = "offered without TLS, where a password or token can be read on the way",
	[ODD_VANISHES] = "some are offered before TLS and not inside it",
	[ODD_CLEAR_ONLY] = "offered before TLS, and none inside it",
	[ODD_ONLY_TOKENS] = "OAuth only: no password can be used",
	[ODD_ONLY_WINDOWS] = "only for members of a Windows or Kerberos domain",
	[ODD_ONLY_CERTIFICATES] = "only for clients with a certificate",
	[ODD_ONLY_BOUND] = "only such as bind to the TLS channel, which few programs can",
	[ODD_ONLY_RETIRED] = "only such as programs of today leave out",
	[ODD_BOUND_ALONE] = "one that binds to TLS is offered without its plain form",
	[ODD_EXTERNAL] = "EXTERNAL is offered, and no client certificate was shown",
};

bool offers_are(const struct offers *o, enum oddity odd)
{
	return (o->oddities & 1U << odd) != 0;
}

const struct list *offers_final(const struct offers *o)
{
	return o->tls_seen ? &o->tls : &o->clear;
}

/* ---- one line ---- */

/* RFC 4422 section 3.1 */
static bool is_name(struct bytes word)
{
	if (word.n == 0 || word.n > 20)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
			   word.p[i], 64) == NULL)
			return false;
	return true;
}

static void odd(struct offers *o, enum oddity what, bool holds)
{
	if (holds)
		o->oddities |= 1U << what;
}

/* What is no name stays out of the lists that are shown and compared. */
static void see_words(struct arena *a, struct offers *o, const struct list *words,
		      struct list *names)
{
	struct list seen = {0};

	LIST_EACH (const struct bytes_item, it, words) {
		const char *name;

		odd(o, ODD_NO_NAME, !is_name(it->b));
		if (!is_name(it->b))
			continue;
		name = arena_copy(a, it->b.p, it->b.n);
		for (char *p = (char *)name; *p != '\0'; p++)
			if (*p >= 'a' && *p <= 'z')
				*p = (char)(*p - 'a' + 'A');
		odd(o, ODD_TWICE, list_has_string(&seen, name));
		list_add_string(&seen, a, name);
		if (!list_has_string(names, name))
			list_add_string(names, a, name);
	}
}

static void see_list(struct arena *a, struct offers *o, const struct list *caps, struct list *names)
{
	struct list words = {0}, old = {0};
	bool offered = caps_auth_words(a, caps, false, &words);
	bool in_old_form = caps_auth_words(a, caps, true, &old);

	see_words(a, o, &words, names);
	see_words(a, o, &old, names);
	odd(o, ODD_EMPTY, (offered || in_old_form) && words.n + old.n == 0);
	odd(o, ODD_OLD_FORM, words.n == 0 && old.n > 0);
}

/* ---- both lists ---- */

/* Each mechanism that we know has the property, and there is one. */
static bool all_are(const struct knowledge *k, const struct list *names,
		    bool (*are)(const struct mechanism *m))
{
	LIST_EACH (const struct string_item, it, names) {
		const struct mechanism *m = mechanism_find(k, it->s);

		if (m == NULL || !are(m))
			return false;
	}
	return names->n > 0;
}

static bool wants_token(const struct mechanism *m)
{
	return m->needs == NEEDS_TOKEN;
}

static bool wants_domain(const struct mechanism *m)
{
	return m->needs == NEEDS_TICKET || strcmp(m->name, "NTLM") == 0;
}

static bool wants_certificate(const struct mechanism *m)
{
	return m->needs == NEEDS_CERTIFICATE;
}

static bool is_bound(const struct mechanism *m)
{
	return text_has_suffix(m->name, "-PLUS");
}

static bool is_retired(const struct mechanism *m)
{
	return m->retired != NULL;
}

static bool is_readable(const struct knowledge *k, const struct list *names)
{
	LIST_EACH (const struct string_item, it, names) {
		const struct mechanism *m = mechanism_find(k, it->s);

		if (m != NULL && m->in_clear == IN_CLEAR_READABLE)
			return true;
	}
	return false;
}

static bool bound_alone(struct arena *a, const struct list *names)
{
	LIST_EACH (const struct string_item, it, names) {
		size_t n = strlen(it->s), plus = strlen("-PLUS");

		if (text_has_suffix(it->s, "-PLUS") && n > plus &&
		    !list_has_string(names, arena_copy(a, it->s, n - plus)))
			return true;
	}
	return false;
}

static bool all_in(const struct list *names, const struct list *of)
{
	LIST_EACH (const struct string_item, it, names)
		if (!list_has_string(of, it->s))
			return false;
	return true;
}

static bool certificate_shown(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return tls != NULL && tls->tls != NULL && tls->tls->client_certificate;
}

static void see_oddities(struct arena *a, const struct knowledge *k, struct offers *o)
{
	static const struct {
		enum oddity odd;
		bool (*are)(const struct mechanism *m);
	} only[] = {
		{ODD_ONLY_TOKENS, wants_token}, {ODD_ONLY_WINDOWS, wants_domain},
		{ODD_ONLY_BOUND, is_bound},	{ODD_ONLY_CERTIFICATES, wants_certificate},
		{ODD_ONLY_RETIRED, is_retired},
	};
	const struct list *final = offers_final(o);
	bool both = o->clear_seen && o->tls_seen;

	for (size_t i = 0; i < sizeof(only) / sizeof(only[0]); i++)
		odd(o, only[i].odd, all_are(k, final, only[i].are));
	odd(o, ODD_READABLE, is_readable(k, &o->clear));
	odd(o, ODD_CLEAR_ONLY, both && o->clear.n > 0 && o->tls.n == 0);
	odd(o, ODD_VANISHES, both && o->tls.n > 0 && !all_in(&o->clear, &o->tls));
	odd(o, ODD_BOUND_ALONE, bound_alone(a, final));
	odd(o, ODD_EXTERNAL, list_has_string(final, "EXTERNAL") && !certificate_shown(o->session));
}

/* ---- we ourselves ---- */

static bool fits(const struct mechanism *m, const char *with)
{
	if (m == NULL || with == NULL)
		return true;
	return strcmp(with, "token") == 0 ? m->needs == NEEDS_TOKEN : m->needs == NEEDS_PASSWORD;
}

/* As the login knew, or else as far as the names tell. */
static void see_able(struct arena *a, const struct knowledge *k, struct offers *o)
{
	if (o->auth != NULL && o->auth->able.n > 0) {
		o->able = o->auth->able;
		return;
	}
	LIST_EACH (const struct string_item, it, offers_final(o))
		if (sasl_find(it->s) != NULL && fits(mechanism_find(k, it->s), o->with))
			list_add_string(&o->able, a, it->s);
}

static const struct auth_facts *auth_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_AUTH);

	return st == NULL ? NULL : st->auth;
}

struct offers *offers_of(struct arena *a, const struct knowledge *k, const struct record *r,
			 const struct session *s)
{
	const struct list *first = first_capabilities(s), *final = final_capabilities(s);
	struct offers *o;

	if (final == NULL)
		return NULL;
	o = ARENA_NEW(a, struct offers);
	o->session = s;
	o->with = r->secret == NULL ? NULL : r->secret->kind;
	o->auth = auth_of(s);
	o->tls_seen = s->mode == TLS_MODE_IMPLICIT || final != first;
	o->clear_seen = first != NULL && s->mode != TLS_MODE_IMPLICIT;
	if (o->clear_seen)
		see_list(a, o, first, &o->clear);
	if (o->tls_seen) {
		o->oddities = 0; /* the form of a list that was replaced matters to nobody */
		see_list(a, o, final, &o->tls);
	}
	see_oddities(a, k, o);
	see_able(a, k, o);
	return o;
}

static bool same_list(const struct list *a, const struct list *b)
{
	const struct string_item *y = (const void *)b->first;

	LIST_EACH (const struct string_item, x, a) {
		if (y == NULL || strcmp(x->s, y->s) != 0)
			return false;
		y = (const void *)y->item.next;
	}
	return y == NULL;
}

const struct offers *offers_find_same(const struct list *all, const struct offers *o)
{
	if (o->auth != NULL)
		return NULL;
	LIST_EACH (const struct offers, other, all)
		if (other->clear_seen == o->clear_seen && other->tls_seen == o->tls_seen &&
		    same_list(&other->clear, &o->clear) && same_list(&other->tls, &o->tls) &&
		    other->oddities == o->oddities)
			return other;
	return NULL;
}

const char *chosen_in_words(const char *chosen)
{
	static const struct {
		const char *word, *phrase;
	} phrases[] = {
		{"named", "it was named with --auth"},
		{"only", "the only one that both can do"},
		{"preferred", "the first of ours that is offered"},
		{"least-revealing", "of those that both can do it gives the least away"},
	};

	for (size_t i = 0; chosen != NULL && i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (strcmp(phrases[i].word, chosen) == 0)
			return phrases[i].phrase;
	return chosen;
}
