/* One host, several addresses and ports, and not the same certificate on all: a daemon that was not
 * reloaded, a node that was forgotten. That they differ is normal (an RSA and an ECDSA one, one for
 * each node); that one of them is bad or stays behind is not. */
#include "interpret/certificate.h"
#include "interpret/facts.h"

#include <string.h>

/* The facts of a primary session whose certificate was judged, or NULL. */
static const struct tls_facts *judged(const struct session *s)
{
	const struct stage *st = is_primary(s) ? session_stage(s, STAGE_TLS) : NULL;

	return st != NULL && st->tls != NULL && st->tls->judged && st->tls->chain.first != NULL
		       ? st->tls
		       : NULL;
}

static const struct certificate *first_of(const struct tls_facts *t)
{
	return (const void *)t->chain.first;
}

static bool same_host(const struct session *a, const struct session *b)
{
	return a != b && a->host != NULL && b->host != NULL && text_casecmp(a->host, b->host) == 0;
}

/* Another endpoint of the host of `s` with a good certificate that is not the same. */
static bool is_better(const struct session *s, const struct session *other)
{
	const struct tls_facts *t = judged(s), *o = judged(other);

	return t != NULL && o != NULL && same_host(s, other) && tls_acceptable(o) &&
	       !same_certificate(first_of(t), first_of(o));
}

const struct session *renewed_elsewhere(const struct place *at)
{
	LIST_EACH (const struct session, o, &at->d->record->sessions)
		if (is_better(at->session, o) &&
		    first_of(judged(o))->not_after > first_of(at->stage->tls)->not_after)
			return o;
	return NULL;
}

static const char *name_of(const struct diagnosis *d, const struct session *s)
{
	return place_name(&(struct place){.d = d, .session = s});
}

static void show_certificate_of(const struct diagnosis *d, struct finding *f,
				const struct session *s)
{
	const struct certificate *c = first_of(judged(s));
	const struct place at = {.d = d, .session = s};

	show(&at, f, "certificate", "%s: %s, issued by %s, valid until %s", place_name(&at),
	     subject_of(c), c->issuer != NULL ? c->issuer : "nobody", show_date(&at, c->not_after));
}

static void show_both(const struct diagnosis *d, struct finding *f, const struct session *s,
		      const struct session *other)
{
	show_certificate_of(d, f, s);
	show_certificate_of(d, f, other);
}

/* ---- one is bad ---- */

static bool about_a_bad_one(const struct finding *f)
{
	return strncmp(f->id, "cert-", 5) == 0 && strcmp(f->id, "cert-differs") != 0 &&
	       f->stage == STAGE_TLS && f->session != NULL && f->severity == SEVERITY_ERROR &&
	       judged(f->session) != NULL && !tls_acceptable(judged(f->session));
}

static void compare(struct diagnosis *d, struct finding *bad)
{
	struct place at = {
		.d = d, .session = bad->session, .stage = session_stage(bad->session, STAGE_TLS)};

	LIST_EACH (const struct session, o, &d->record->sessions) {
		struct finding *f;

		if (!is_better(bad->session, o))
			continue;
		at.why = name_of(d, o);
		f = found_case(&at, "cert-differs", "one-bad", PER_HOST);
		if (f->root == NULL && f != bad)
			f->root = bad;
		show_both(d, f, bad->session, o);
	}
}

/* ---- one stays behind ---- */

/* Both good, of one kind; the newer one was issued late in the life of the other, of which less
 * than a third is left: then ACME clients renew. */
static bool stays_behind(const struct diagnosis *d, const struct session *s,
			 const struct session *newer)
{
	const int64_t day = INT64_C(86400000);
	const struct tls_facts *t = judged(s);
	const struct certificate *c, *n;
	int64_t life;

	if (t == NULL || !tls_acceptable(t) || !is_better(s, newer))
		return false;
	c = first_of(t);
	n = first_of(judged(newer));
	life = c->not_after - c->not_before;
	return c->key != NULL && n->key != NULL && strcmp(c->key, n->key) == 0 &&
	       c->not_before != 0 && n->not_after > c->not_after &&
	       n->not_before > c->not_before + life / 2 &&
	       d->record->started - n->not_before >= day &&
	       c->not_after - d->record->started < life / 3;
}

static void find_behind(struct diagnosis *d, const struct session *s)
{
	struct place at = {.d = d, .session = s, .stage = session_stage(s, STAGE_TLS)};
	struct finding *f;

	LIST_EACH (const struct session, o, &d->record->sessions)
		if (stays_behind(d, s, o)) {
			at.why = name_of(d, o);
			f = found(&at, "cert-differs", PER_HOST);
			show_both(d, f, s, o);
		}
}

void diagnose_differences(struct diagnosis *d)
{
	for (struct item *it = d->out->findings.first, *last = d->out->findings.last; it != NULL;
	     it = it == last ? NULL : it->next)
		if (about_a_bad_one((struct finding *)(void *)it))
			compare(d, (struct finding *)(void *)it);
	LIST_EACH (const struct session, s, &d->record->sessions)
		find_behind(d, s);
}
