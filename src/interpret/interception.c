/* Who opens TLS in passing makes certificates of his own, and signs all with one name. Products
 * have names that the catalogue knows; a private root of a company has none, and shows only in
 * whom it claims to know. */
#include "interpret/interception.h"

#include "interpret/cases.h"
#include "interpret/facts.h"

#include <string.h>

#define HOUR_MS INT64_C(3600000)

/* Boxes sign when the connection comes, or keep what they signed for some days. */
enum { YOUNG_HOURS = 72 };

static const struct certificate *leaf(const struct tls_facts *t)
{
	return (const void *)t->chain.first;
}

static const struct box *box_of(const struct knowledge *k, const struct tls_facts *t)
{
	LIST_EACH (const struct certificate, c, &t->chain) {
		const struct box *b = c->issuer == NULL ? NULL : box_of_issuer(k, c->issuer);

		if (b != NULL)
			return b;
	}
	return NULL;
}

/* ---- an issuer without a product's name ---- */

/* It signed for a stranger, too, whom the trust store does not know either. */
static const struct session *stranger_of_issuer(const struct place *at, const char *issuer)
{
	LIST_EACH (const struct session, s, &at->d->record->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);
		const struct certificate *c;

		if (s->purpose != SESSION_CONTROL || tls == NULL || tls->tls == NULL ||
		    !tls->tls->judged || tls->tls->trusted ||
		    !hosts_unrelated(s->host, at->session->host))
			continue;
		c = leaf(tls->tls);
		if (c != NULL && c->issuer != NULL && strcmp(c->issuer, issuer) == 0)
			return s;
	}
	return NULL;
}

/* Providers that the whole Internet uses have certificates that the whole Internet trusts. */
static bool of_a_public_provider(const struct place *at)
{
	const struct provider *p = at->d->provider;

	return p != provider_generic(at->d->know) &&
	       (p->kind == KIND_MAILBOXES || p->kind == KIND_SENDING);
}

static int64_t age_hours(const struct place *at, const struct certificate *c)
{
	return (at->d->record->started - c->not_before) / HOUR_MS;
}

static bool young(const struct place *at, const struct certificate *c)
{
	return has_times(at->d->record) && c->not_before != 0 && age_hours(at, c) >= 0 &&
	       age_hours(at, c) < YOUNG_HOURS;
}

static void show_age(const struct place *at, struct finding *f, const struct certificate *c)
{
	if (young(at, c))
		show(at, f, "note", "it was made %d hours before this check",
		     (int)age_hours(at, c));
}

/* The name fits and the issuer is nobody's: a stranger's own server would show its own name. */
static struct finding *found_unnamed(const struct place *at, const struct certificate *c)
{
	const struct session *other = stranger_of_issuer(at, c->issuer);
	struct finding *f;

	if (other == NULL && !(of_a_public_provider(at) && at->stage->tls->name_ok))
		return NULL;
	f = found_case(at, "cert-intercepted", "unnamed", PER_PORT);
	if (other != NULL)
		show(at, f, "certificate", "the same issuer signed for %s", other->host);
	else if (!young(at, c))
		f->certainty = CERTAINTY_POSSIBLE;
	return f;
}

/* ---- a product ---- */

static struct finding *found_product(const struct place *at, const struct box *b)
{
	struct place with = *at;
	struct finding *f;

	with.box = b->title;
	f = found_case(&with, "cert-intercepted", interception_case(b), PER_PORT);
	finding_take_box(at->d->arena, f, b);
	return f;
}

struct finding *found_interception(const struct place *at)
{
	const struct tls_facts *t = at->stage->tls;
	const struct certificate *c = leaf(t);
	const struct box *b = box_of(at->d->know, t);
	struct finding *f = NULL;

	if (t->trusted || c == NULL)
		return NULL;
	if (b != NULL && box_inspects(b))
		f = found_product(at, b);
	else if (b == NULL && c->issuer != NULL && !c->self_signed)
		f = found_unnamed(at, c);
	if (f != NULL)
		show(at, f, "certificate", "%s: %s, issued by %s", place_name(at),
		     c->subject != NULL ? c->subject : "no subject",
		     c->issuer != NULL ? c->issuer : "nobody");
	if (f != NULL)
		show_age(at, f, c);
	return f;
}
