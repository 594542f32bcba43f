/* One sentence for what changed between two records, with its probable reason */
#include "interpret/compare_parts.h"

#include <ctype.h>
#include <string.h>

/* A difference of two records, being told. */
struct telling {
	struct comparing *c;
	struct arena *a;
	const struct difference *d;
	const struct seen_value *before, *after;
	const char *where; /* "port 587 of 192.0.2.1", or "" */
	bool many;	   /* ... or several of them */
};

static struct telling telling_of(struct comparing *c, const struct difference *d)
{
	return (struct telling){.c = c,
				.a = c->arena,
				.d = d,
				.before = &d->values[0],
				.after = &d->values[1],
				.where = compare_places_words(c->arena, &d->places),
				.many = d->places.n > 1};
}

static bool is_text(const struct seen_value *v, const char *text)
{
	return v->seen == SEEN_VALUE && strcmp(v->text, text) == 0;
}

static bool begins(const struct seen_value *v, const char *start)
{
	return v->seen == SEEN_VALUE && strncmp(v->text, start, strlen(start)) == 0;
}

/* ---- what happened, kind by kind ---- */

static const char *tell_reach(const struct telling *t)
{
	return arena_printf(t->a, "%s %s %s and %s %s now", t->where, t->many ? "were" : "was",
			    t->before->text, t->many ? "are" : "is", t->after->text);
}

static const char *tell_service(const struct telling *t)
{
	if (is_text(t->before, "works"))
		return arena_printf(t->a, "%s worked and %s now at %s", t->where,
				    t->many ? "fail" : "fails", t->after->text);
	if (is_text(t->after, "works"))
		return arena_printf(t->a, "%s failed at %s and %s now", t->where, t->before->text,
				    t->many ? "work" : "works");
	return arena_printf(t->a, "%s failed at %s and %s at %s now", t->where, t->before->text,
			    t->many ? "fail" : "fails", t->after->text);
}

static const char *tell_login(const struct telling *t)
{
	const char *what = t->d->name == NULL ? "the login"
					      : arena_printf(t->a, "the login with %s", t->d->name);

	if (is_text(t->before, "works"))
		return arena_printf(t->a, "%s worked and does not now (%s)", what, t->after->text);
	if (is_text(t->after, "works"))
		return arena_printf(t->a, "%s failed (%s) and works now", what, t->before->text);
	return arena_printf(t->a, "%s fails with %s now, before with %s", what, t->after->text,
			    t->before->text);
}

static const char *tell_envelope(const struct telling *t)
{
	return arena_printf(t->a, "the answer to %s was \"%s\" and is \"%s\" now", t->d->name,
			    t->before->text, t->after->text);
}

static const char *tell_certificate(const struct telling *t)
{
	return arena_printf(t->a, "%s %s another certificate (%s)", t->where,
			    t->many ? "show" : "shows", t->after->text);
}

static const char *tell_ehlo(const struct telling *t)
{
	const char *inside = t->d->kind == DIFFERS_EHLO_TLS ? " inside TLS" : "";

	if (t->before->seen == SEEN_ABSENT)
		return arena_printf(t->a, "%s %s %s%s now", t->where, t->many ? "offer" : "offers",
				    t->d->name, inside);
	if (t->after->seen == SEEN_ABSENT)
		return arena_printf(t->a, "%s no longer %s %s%s", t->where,
				    t->many ? "offer" : "offers", t->d->name, inside);
	return arena_printf(t->a, "%s %s \"%s\"%s now, before \"%s\"", t->where,
			    t->many ? "offer" : "offers", t->after->text, inside, t->before->text);
}

static const char *tell_dns(const struct telling *t)
{
	return arena_printf(t->a, "the DNS says %s now for %s, before %s", t->after->text,
			    t->d->name, t->before->text);
}

static const char *tell_finding(const struct telling *t)
{
	const char *same = "what was seen is the same, what it means is not: ";

	if (t->after->seen == SEEN_ABSENT)
		return arena_printf(t->a, "%sno longer \"%s\"", same, t->before->text);
	return arena_printf(t->a, "%s%s", same, t->after->text);
}

static const char *tell_other(const struct telling *t)
{
	return arena_printf(t->a, "the %s%s%s is %s now, before %s", t->d->what,
			    *t->where != '\0' ? " of " : "", t->where, seen_words(t->after),
			    seen_words(t->before));
}

static const char *what_happened(const struct telling *t)
{
	static const char *(*const tells[DIFFERENCE_KINDS])(const struct telling *t) = {
		[DIFFERS_DNS] = tell_dns,	    [DIFFERS_REACH] = tell_reach,
		[DIFFERS_SERVICE] = tell_service,   [DIFFERS_LOGIN] = tell_login,
		[DIFFERS_ENVELOPE] = tell_envelope, [DIFFERS_CERTIFICATE] = tell_certificate,
		[DIFFERS_EHLO] = tell_ehlo,	    [DIFFERS_EHLO_TLS] = tell_ehlo,
		[DIFFERS_FINDING] = tell_finding,
	};

	return tells[t->d->kind] != NULL ? tells[t->d->kind](t) : tell_other(t);
}

/* ---- why ---- */

/* Of several ports that were tried none is reached in that record. */
static bool nothing_reached(const struct comparing *c, size_t record)
{
	int port = 0;
	bool several = false;

	LIST_EACH (const struct endpoint_row, row, &c->out->endpoints) {
		if (row->outcomes[record].reached)
			return false;
		if (row->outcomes[record].words == NULL)
			continue;
		several = several || (port != 0 && port != row->place.port);
		port = row->place.port;
	}
	return several;
}

/* " behind hop 2 (192.0.2.1)", where a trace to `p` ended in either record, or NULL. */
static const char *behind(const struct comparing *c, const struct compared_place *p)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *words = compare_outcome_words(c, p, i);
		const char *found = words == NULL ? NULL : strstr(words, " behind ");

		if (found != NULL)
			return found;
	}
	return NULL;
}

static const char *where_on_the_way(const struct telling *t)
{
	enum { LOOKED_AT = 8 };
	int n = 0;

	LIST_EACH (const struct compared_place, p, &t->d->places) {
		const char *found = n++ < LOOKED_AT ? behind(t->c, p) : NULL;

		if (found != NULL)
			return found;
	}
	return " on the way";
}

static const struct reason {
	const char *before, *after; /* how values begin */
	const char *words;	    /* "%s": where on the way */
} reasons[] = {
	{"silent", "open", "a firewall%s probably lets that through now"},
	{"open", "silent", "a firewall%s probably drops that now"},
	{"prohibited", "open", "the firewall that said so lets it through now"},
	{"open", "prohibited", "a firewall forbids it now"},
	{"refused by", "open", "the firewall that refused lets it through now"},
	{"open", "refused by", "a firewall refuses it now"},
	{"refused", "open", "a program listens there now, or a firewall no longer refuses"},
	{"open", "refused", "no program listens there any more, or a firewall refuses"},
	{"blocked by this", "open", "this machine's own firewall lets it out now"},
	{"open", "blocked by this", "this machine's own firewall stops it now"},
	{"without a route", "open", "this machine has a route now"},
	{"open", "without a route", "this machine has lost its route"},
	{"silent", "refused", "it gets there now, but a program or firewall refuses"},
	{"refused", "silent", "a firewall%s probably drops that now"},
};

static const char *with_place(struct arena *a, const char *words, const char *place)
{
	const char *at = strstr(words, "%s");

	return at == NULL ? words
			  : arena_printf(a, "%.*s%s%s", (int)(at - words), words, place, at + 2);
}

static const char *reason_of_reach(const struct telling *t)
{
	if (begins(t->after, "silent") && nothing_reached(t->c, 1))
		return "the server is down, its way is cut, or a firewall drops all";
	if (begins(t->before, "silent") && nothing_reached(t->c, 0))
		return "the server was down, its way was cut, or a firewall dropped all";
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (begins(t->before, reasons[i].before) && begins(t->after, reasons[i].after))
			return with_place(t->a, reasons[i].words, where_on_the_way(t));
	return NULL;
}

static bool stands_where(const struct difference *d, const struct difference *other)
{
	return d->places.first != NULL && other->places.first != NULL &&
	       compare_same_place((const void *)d->places.first, (const void *)other->places.first);
}

/* What else differs at the endpoint that `lead` hangs on, or NULL. */
static const struct difference *cause_of(const struct comparing *c, const struct difference *lead)
{
	if (lead->kind != DIFFERS_SERVICE)
		return NULL;
	LIST_EACH (const struct difference, d, &c->out->differences)
		if (d->weight == WEIGHT_CAUSE && !compare_kind(d->kind)->outcome &&
		    stands_where(d, lead))
			return d;
	return NULL;
}

/* What came of it where the sentence begins with a cause. */
static const struct difference *effect_of(const struct comparing *c, const struct difference *lead)
{
	if (lead->kind != DIFFERS_DNS)
		return NULL;
	LIST_EACH (const struct difference, d, &c->out->differences)
		if (d->weight == WEIGHT_EFFECT && compare_kind(d->kind)->outcome)
			return d;
	return NULL;
}

/* ---- the sentence ---- */

static const struct difference *lead_of(const struct comparing *c)
{
	const struct difference *first = (const void *)c->out->differences.first;

	return first != NULL && first->weight < WEIGHT_EFFECT ? first : NULL;
}

static size_t others(const struct comparing *c, const struct difference *lead,
		     const struct difference *cause)
{
	size_t n = 0;

	LIST_EACH (const struct difference, d, &c->out->differences)
		n += d != lead && d != cause && d->weight < WEIGHT_EFFECT ? 1 : 0;
	return n;
}

static const char *rest_words(struct arena *a, size_t n)
{
	if (n == 0)
		return "; nothing else changed";
	return n == 1 ? "; one more thing changed"
		      : arena_printf(a, "; %zu more things changed", n);
}

static const char *happened(struct comparing *c, const struct difference *d)
{
	const struct telling t = telling_of(c, d);

	return what_happened(&t);
}

static const char *change(struct comparing *c, const struct difference *lead)
{
	const struct telling t = telling_of(c, lead);
	const struct difference *cause = cause_of(c, lead), *effect = effect_of(c, lead);
	const char *why = lead->kind == DIFFERS_REACH ? reason_of_reach(&t) : NULL;
	const char *all = what_happened(&t);
	size_t rest;

	if (effect != NULL)
		all = arena_printf(c->arena, "%s; %s", all, happened(c, effect));
	if (cause != NULL)
		all = arena_printf(c->arena, "%s: %s", all, happened(c, cause));
	rest = others(c, lead, cause);
	if (why == NULL)
		return arena_printf(c->arena, "%s%s", all, rest_words(c->arena, rest));
	return rest == 0
		       ? arena_printf(c->arena, "%s%s: %s", all, rest_words(c->arena, rest), why)
		       : arena_printf(c->arena, "%s (%s)%s", all, why, rest_words(c->arena, rest));
}

const char *compare_change_sentence(struct comparing *c)
{
	const struct difference *lead = lead_of(c);
	char *text;

	if (lead == NULL && c->out->differ)
		return "What both saw is the same; the verdict is not.";
	if (lead == NULL)
		return "Nothing changed.";
	text = arena_printf(c->arena, "%s.", change(c, lead));
	*text = (char)toupper((unsigned char)*text);
	return text;
}
