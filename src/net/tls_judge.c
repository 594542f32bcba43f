/* Each property is judged on its own: GnuTLS's one status hides an expired certificate behind an
 * unknown issuer, and a wrong name behind both. */
#include "net/certificate.h"
#include "net/judge_path.h"
#include "net/judge_strength.h"
#include "net/judge_trust.h"
#include "net/judge_usage.h"
#include "net/sans.h"
#include "net/trust.h"

#include <gnutls/crypto.h>
#include <string.h>

/* What is asked. */
struct hearing {
	const struct list *facts;
	const struct tls_der *sent, *fetched;
	unsigned sent_n, fetched_n;
	int64_t now;
};

/* ---- the judgement ---- */

/* A certificate says where its issuer is to be had, and the server should have sent that. */
static bool is_complete(const struct certpath *p, const struct chain *c)
{
	const struct certificate *last = p->n == 0 ? NULL : c->of[p->at[p->n - 1]].facts;

	return p->reached || last == NULL || last->self_signed || last->aia == NULL;
}

static void judge_member(struct judgement *j, const struct certificate *c, int64_t now)
{
	j->expired |= now > c->not_after;
	j->not_yet_valid |= now < c->not_before;
	j->weak |= certificate_is_weak(c);
}

static struct certificate *anchor_facts(struct arena *a, gnutls_x509_crt_t anchor)
{
	gnutls_datum_t der;
	struct certificate *c;

	if (anchor == NULL || gnutls_x509_crt_export2(anchor, GNUTLS_X509_FMT_DER, &der) < 0)
		return NULL;
	c = certificate_read(a, (struct tls_der){der.data, der.size});
	gnutls_free(der.data);
	return c;
}

static void judge_members(struct judgement *j, const struct chain *c, int64_t now)
{
	for (unsigned i = 0; i < j->path.n; i++) {
		const struct member *m = &c->of[j->path.at[i]];

		judge_member(j, m->facts, now);
		if (j->path.at[i] >= c->sent)
			list_append(&j->fetched, certificate_read(j->arena, m->der));
	}
	if (j->anchor != NULL)
		judge_member(j, j->anchor, now);
}

static struct judgement *judge(const struct hearing *h, struct anchors *anchors)
{
	struct arena *a = arena_new();
	struct judgement *j = ARENA_NEW(a, struct judgement);
	gnutls_x509_crt_t crts[CHAIN_MAX];
	struct chain c;
	unsigned n = 0;

	j->arena = a;
	chain_read(&c, a, h->facts, h->sent, h->sent_n, h->fetched, h->fetched_n);
	for (unsigned i = 0; i < c.n; i++)
		if (c.of[i].crt != NULL)
			crts[n++] = c.of[i].crt;
	anchors_for(anchors, crts, n);
	certpath_find(&j->path, &c, anchors, h->now);
	j->sent = c.sent;
	j->trust_fault = certpath_fault(a, &j->path, &c, anchors);
	j->complete = is_complete(&j->path, &c);
	j->wrong_order = certpath_is_shuffled(&j->path, &c);
	j->anchor = anchor_facts(a, j->path.anchor);
	judge_members(j, &c, h->now);
	chain_free(&c);
	j->path.anchor = NULL; /* the store may let go of it */
	return j;
}

/* ---- what it says of these facts ---- */

static void add_link(struct arena *a, struct list *links, const struct certificate *c,
		     enum link_origin from)
{
	struct chain_link *link = ARENA_NEW(a, struct chain_link);

	link->subject = arena_str(a, c->subject);
	link->sha256 = arena_str(a, c->sha256);
	link->not_after = c->not_after;
	link->from = from;
	list_append(links, link);
}

static const struct certificate *nth(const struct list *certificates, unsigned n)
{
	const struct item *it = certificates->first;

	while (n-- > 0)
		it = it->next;
	return (const void *)it;
}

static void add_links(struct arena *a, struct tls_facts *f, const struct judgement *j)
{
	const struct certificate *fetched = (const void *)j->fetched.first;

	for (unsigned i = 0; i < j->path.n; i++) {
		bool last = i + 1 == j->path.n && j->anchor == NULL;

		if (j->path.at[i] < j->sent) {
			add_link(a, &f->verified, nth(&f->chain, j->path.at[i]),
				 last ? LINK_STORE : LINK_SENT);
		} else {
			add_link(a, &f->verified, fetched, LINK_FETCHED);
			fetched = (const void *)fetched->item.next;
		}
	}
	if (j->anchor != NULL)
		add_link(a, &f->verified, j->anchor, LINK_STORE);
}

static void mark_unused(struct tls_facts *f, const struct judgement *j)
{
	unsigned place = 0;

	LIST_EACH (struct certificate, c, &f->chain) {
		unsigned i = 0;

		while (i < j->path.n && j->path.at[i] != place)
			i++;
		c->unused = j->path.n > 0 && i == j->path.n;
		place++;
	}
}

static void tell(struct arena *a, struct tls_facts *f, const struct judgement *j)
{
	f->judged = true;
	f->trusted = f->chain.n > 0 && j->trust_fault == NULL;
	f->trust_fault = f->chain.n > 0 ? j->trust_fault : NULL; /* a literal */
	f->chain_complete = j->complete;
	f->expired = j->expired;
	f->not_yet_valid = j->not_yet_valid;
	f->wrong_order = j->wrong_order;
	f->weak = j->weak;
	f->usage_fault = usage_fault(f);
	f->verified = (struct list){0};
	if (f->trusted)
		add_links(a, f, j);
}

/* A chain has one judgement, whoever shows it; whom it names is another question for each host. */
static void tell_name(struct tls_facts *f, const struct judgement *j, const struct hearing *h,
		      const char *host)
{
	f->name_ok = j->path.n > 0 && sans_fit(h->sent[0], host);
}

/* ---- questions ---- */

static void hash_chain(gnutls_hash_hd_t hash, const struct tls_der *der, unsigned n)
{
	gnutls_hash(hash, &n, sizeof(n));
	for (unsigned i = 0; i < n; i++) {
		gnutls_hash(hash, &der[i].size, sizeof(der[i].size));
		gnutls_hash(hash, der[i].data, der[i].size);
	}
}

static bool question_of(const struct hearing *h, struct question *q)
{
	gnutls_hash_hd_t hash;
	int64_t minute = h->now / 60000;

	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
		return false;
	hash_chain(hash, h->sent, h->sent_n);
	hash_chain(hash, h->fetched, h->fetched_n);
	gnutls_hash(hash, &minute, sizeof(minute));
	gnutls_hash_deinit(hash, q->digest);
	return true;
}

void tls_judge_with(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
		    const struct tls_der *fetched, unsigned fetched_n, const struct trust *trust,
		    const char *host, int64_t now)
{
	const struct hearing h = {&f->chain, der, fetched, n, fetched_n, now};
	const struct judgement *known = NULL;
	struct judgement *fresh = NULL;
	struct anchors *anchors = trust_lock(trust);
	struct question q;
	bool asked = question_of(&h, &q);

	if (asked)
		known = trust_recall(trust, &q);
	if (known == NULL)
		known = fresh = judge(&h, anchors);
	tell(a, f, known);
	tell_name(f, known, &h, host);
	mark_unused(f, known);
	f->trust_store = arena_str(a, trust_name(trust));
	f->anchors = trust_anchors(trust);
	if (fresh != NULL && asked)
		trust_keep(trust, &q, fresh);
	else if (fresh != NULL)
		arena_free(fresh->arena);
	trust_unlock(trust);
}

void tls_judge(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
	       const struct trust *trust, const char *host, int64_t now)
{
	tls_judge_with(a, f, der, n, NULL, 0, trust, host, now);
}

void tls_judge_anchored(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
			struct tls_der anchor, const char *host, int64_t now)
{
	const struct hearing h = {.facts = &f->chain, .sent = der, .sent_n = n, .now = now};
	struct anchors *only = anchors_of(anchor);
	struct judgement *j = judge(&h, only);

	tell(a, f, j);
	tell_name(f, j, &h, host);
	f->trust_store = "one certificate";
	f->anchors = 1;
	arena_free(j->arena);
	anchors_free(only);
}

struct bytes tls_issuer(struct arena *a, const struct tls_der *der, unsigned n,
			const struct trust *trust, int64_t now)
{
	struct anchors *anchors = trust_lock(trust);
	struct arena *scratch = arena_new();
	struct list facts = {0};
	const struct certificate *anchor;
	struct bytes issuer = {0};
	struct chain c;
	struct certpath p;

	for (unsigned i = 0; i < n; i++)
		list_append(&facts, certificate_read(scratch, der[i]));
	chain_read(&c, scratch, &facts, der, n, NULL, 0);
	if (c.n > 0 && c.of[0].crt != NULL)
		anchors_for(anchors, &c.of[0].crt, 1);
	certpath_find(&p, &c, anchors, now);
	if (p.n > 1)
		issuer = bytes_copy(a, c.of[p.at[1]].der.data, c.of[p.at[1]].der.size);
	else if ((anchor = anchor_facts(a, p.anchor)) != NULL)
		issuer = anchor->der;
	chain_free(&c);
	arena_free(scratch);
	trust_unlock(trust);
	return issuer;
}
