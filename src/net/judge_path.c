/* Servers send what they were given: too much, too little, twice, in any order. A root that expired
 * long ago hurts nobody who has a newer one. */
#include "net/judge_path.h"

#include "net/certificate.h"

#include <string.h>

/* ---- reading ---- */

static gnutls_x509_crt_t import(struct tls_der der)
{
	gnutls_x509_crt_t crt = certificate_import(der);

	if (crt == NULL || certificate_key_affordable(crt))
		return crt;
	gnutls_x509_crt_deinit(crt);
	return NULL;
}

static void add(struct chain *c, struct tls_der der, const struct certificate *facts)
{
	struct member *m = &c->of[c->n++];

	*m = (struct member){.crt = import(der), .facts = facts, .der = der};
	c->readable &= m->crt != NULL;
}

void chain_read(struct chain *c, struct arena *a, const struct list *facts,
		const struct tls_der *sent, unsigned sent_n, const struct tls_der *fetched,
		unsigned fetched_n)
{
	c->n = c->sent = 0;
	c->readable = true;
	LIST_EACH (struct certificate, it, facts)
		if (c->n < sent_n && c->n < TLS_CHAIN_MAX)
			add(c, sent[c->n], it);
	c->sent = c->n;
	for (unsigned i = 0; i < fetched_n && i < FETCHED_MAX; i++)
		add(c, fetched[i], certificate_read(a, fetched[i]));
}

void chain_free(struct chain *c)
{
	while (c->n > 0)
		if (c->of[--c->n].crt != NULL)
			gnutls_x509_crt_deinit(c->of[c->n].crt);
}

/* ---- searching ---- */

struct search {
	const struct chain *chain;
	const struct anchors *anchors;
	int64_t now;
	struct certpath path, *best;
	unsigned steps; /* that are left */
};

static bool in_path(const struct certpath *p, const struct chain *c, const struct member *m)
{
	for (unsigned i = 0; i < p->n; i++)
		if (strcmp(c->of[p->at[i]].facts->sha256, m->facts->sha256) == 0)
			return true;
	return false;
}

static bool valid_authority(const struct member *m, int64_t now)
{
	return m->facts->ca && m->facts->not_before <= now && now <= m->facts->not_after;
}

/* Who could come next, as far as names tell. */
enum { FOUND_MAX = 4 };

static unsigned issuers(struct search *s, const struct member *last, unsigned found[FOUND_MAX])
{
	const struct chain *c = s->chain;
	unsigned n = 0;

	for (unsigned i = 1; i < c->n && n < FOUND_MAX; i++)
		if (c->of[i].crt != NULL && !in_path(&s->path, c, &c->of[i]) &&
		    gnutls_x509_crt_check_issuer(last->crt, c->of[i].crt))
			found[n++] = i;
	return n;
}

/* A name may have several keys: then only the signature tells whose certificate it is. */
static bool may_follow(const struct member *last, const struct member *next, unsigned rivals)
{
	return rivals == 1 || certificate_signed_by(last->crt, next->crt);
}

static bool reaches(struct search *s, const struct member *last)
{
	struct certpath *p = &s->path;

	p->anchor = NULL;
	p->reached = anchors_has(s->anchors, last->der);
	if (p->reached)
		return true;
	p->anchor = anchors_issuer(s->anchors, last->crt, s->now);
	p->reached = p->anchor != NULL;
	return p->reached;
}

static bool go_on(struct search *s);

static bool try_one(struct search *s, unsigned next)
{
	struct certpath *p = &s->path;

	if (p->n == PATH_MAX_LENGTH) {
		s->best->too_long = true;
		return false;
	}
	p->at[p->n++] = next;
	if (go_on(s))
		return true;
	p->n--;
	return false;
}

/* From the last of the path on, those that are valid now before the others. */
static bool go_on(struct search *s)
{
	const struct chain *c = s->chain;
	const struct member *last = &c->of[s->path.at[s->path.n - 1]];
	unsigned found[FOUND_MAX], n;

	if (reaches(s, last)) {
		*s->best = s->path;
		return true;
	}
	if (s->path.n > s->best->n)
		*s->best = s->path;
	if (last->facts->self_signed || s->steps == 0)
		return false;
	s->steps--;
	n = issuers(s, last, found);
	for (int valid = 1; valid >= 0; valid--)
		for (unsigned i = 0; i < n; i++)
			if (valid_authority(&c->of[found[i]], s->now) == valid &&
			    may_follow(last, &c->of[found[i]], n) && try_one(s, found[i]))
				return true;
	return false;
}

void certpath_find(struct certpath *p, const struct chain *c, const struct anchors *anchors,
		   int64_t now)
{
	enum { STEPS_MAX = 32 };
	struct search s = {
		.chain = c, .anchors = anchors, .now = now, .best = p, .steps = STEPS_MAX};

	*p = (struct certpath){0};
	if (c->n == 0 || c->of[0].crt == NULL)
		return;
	s.path = (struct certpath){.n = 1};
	go_on(&s);
	if (p->reached)
		p->too_long = false;
}

/* ---- order ---- */

/* The sent issuer of the last, its root say, though an anchor takes its place. */
static unsigned next_sent(const struct certpath *p, const struct chain *c, unsigned last)
{
	for (unsigned i = 1; i < c->sent; i++)
		if (c->of[i].crt != NULL && !in_path(p, c, &c->of[i]) &&
		    gnutls_x509_crt_check_issuer(c->of[last].crt, c->of[i].crt))
			return i;
	return 0;
}

bool certpath_is_shuffled(const struct certpath *p, const struct chain *c)
{
	unsigned before = 0, root;

	for (unsigned i = 1; i < p->n && p->at[i] < c->sent; i++) {
		if (p->at[i] < before)
			return true;
		before = p->at[i];
	}
	root = p->n == 0 ? 0 : next_sent(p, c, p->at[p->n - 1]);
	return root != 0 && root < before;
}
