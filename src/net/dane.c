#include "net/dane.h"

#include "net/dane_path.h"
#include "net/x509parts.h"
#include "record/tlsa.h"

#include <gnutls/crypto.h>
#include <string.h>

enum { DIGEST_MAX = 64 };

static const gnutls_digest_algorithm_t digests[TLSA_MATCHINGS] = {
	[TLSA_SHA256] = GNUTLS_DIG_SHA256, [TLSA_SHA512] = GNUTLS_DIG_SHA512};

/* A record with all of its data. */
struct held {
	struct tlsa *t;
	struct tls_der data;
	const char *fault; /* why it is of no use, or NULL */
};

/* ---- of what use it is ---- */

static const char *full_fault(const struct held *h)
{
	if (h->t->selector == TLSA_CERTIFICATE)
		return dane_is_certificate(h->data) ? NULL : "no-certificate";
	return dane_is_key(h->data) ? NULL : "no-key";
}

static struct held read_record(struct arena *a, const char *text)
{
	struct held h = {.t = ARENA_NEW(a, struct tlsa)};
	struct bytes data;

	h.fault = tlsa_read(a, text, h.t, &data);
	h.data = (struct tls_der){(const unsigned char *)data.p, (unsigned)data.n};
	if (h.fault == NULL && h.t->matching == TLSA_FULL)
		h.fault = full_fault(&h);
	return h;
}

/* ---- what it matches ---- */

static bool same(struct tls_der x, struct tls_der y)
{
	return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
}

/* The record's data is what its selector and its matching type make of that certificate. */
static bool fits(const struct held *h, struct tls_der der)
{
	unsigned char digest[DIGEST_MAX];
	struct tls_der part = h->t->selector == TLSA_KEY ? x509_public_key(der) : der;

	if (part.size == 0)
		return false;
	if (h->t->matching == TLSA_FULL)
		return same(h->data, part);
	return gnutls_hash_fast(digests[h->t->matching], part.data, part.size, digest) >= 0 &&
	       same(h->data, (struct tls_der){digest, h->data.size});
}

/* Only compared: neither its names nor its dates matter (RFC 7671 section 5.1). */
static const char *differs_from_server(const struct held *h, const struct dane_chain *c)
{
	if (c->n > 0 && fits(h, c->der[0])) {
		h->t->certificate = 1;
		return NULL;
	}
	return h->t->selector == TLSA_KEY ? "other-key" : "other-certificate";
}

/* A CA that was not sent can be believed only if the record has the whole of it. */
static const char *differs_unsent(const struct held *h, struct dane_chain *c)
{
	const char *fault = h->t->matching != TLSA_FULL		 ? "path"
			    : h->t->selector == TLSA_CERTIFICATE ? dane_path_fault(c, h->data)
								 : dane_key_fault(c, h->data);

	return fault != NULL && strcmp(fault, "path") == 0 ? "not-in-chain" : fault;
}

/* The server's own certificate is not its issuer, even where it signed itself. */
static const char *differs_from_issuers(const struct held *h, struct dane_chain *c)
{
	const char *fault = NULL;

	for (unsigned i = 1; i < c->n; i++) {
		if (same(c->der[i], c->der[0]) || !fits(h, c->der[i]))
			continue;
		fault = dane_path_fault(c, c->der[i]);
		h->t->certificate = (int)i + 1;
		if (fault == NULL)
			return NULL;
	}
	return fault != NULL ? fault : differs_unsent(h, c);
}

static void compare(const struct held *h, struct dane_chain *c)
{
	struct tlsa *t = h->t;

	t->why = t->usage == TLSA_EE ? differs_from_server(h, c) : differs_from_issuers(h, c);
	t->verdict = t->why == NULL ? TLSA_MATCHES : TLSA_DIFFERS;
}

/* ---- all of them ---- */

/* Beside a stronger digest of the same thing a weaker one is not looked at; full data always is. */
static bool outdone(const struct held *h, const struct held *all, unsigned n)
{
	if (h->t->matching == TLSA_FULL)
		return false;
	for (const struct held *other = all; other < all + n; other++)
		if (other->t->verdict != TLSA_UNUSABLE && other->t->usage == h->t->usage &&
		    other->t->selector == h->t->selector && other->t->matching > h->t->matching)
			return true;
	return false;
}

static void set_aside(const struct held *h, const char *why)
{
	if (why == NULL)
		return;
	h->t->verdict = TLSA_UNUSABLE;
	h->t->why = why;
}

/* The record that those who run the server would have to publish. */
static const char *fitting(struct arena *a, const struct dane_chain *c)
{
	struct tls_der key = c->n > 0 ? x509_public_key(c->der[0]) : (struct tls_der){0};
	unsigned char digest[DIGEST_MAX];

	if (key.size == 0 || gnutls_hash_fast(digests[TLSA_SHA256], key.data, key.size, digest) < 0)
		return NULL;
	return arena_printf(a, "%d %d %d %s", TLSA_EE, TLSA_KEY, TLSA_SHA256,
			    text_hex(a, digest, gnutls_hash_get_len(digests[TLSA_SHA256])));
}

static unsigned read_all(struct arena *a, struct dane_facts *d, const struct list *answers,
			 struct held *all)
{
	unsigned n = 0;

	LIST_EACH (const struct dns_answer, answer, answers) {
		if (n == DANE_RECORDS_MAX)
			break;
		if (strcmp(answer->type, "TLSA") != 0 || answer->data.p == NULL)
			continue;
		all[n] = read_record(a, answer->data.p);
		list_append(&d->records, all[n++].t);
	}
	return n;
}

void dane_judge(struct arena *a, struct dane_facts *d, const struct list *answers,
		const struct tls_der *der, unsigned n, const struct list *names, int64_t now)
{
	struct held all[DANE_RECORDS_MAX];
	unsigned records = read_all(a, d, answers, all);
	struct dane_chain c;

	for (unsigned i = 0; i < records; i++)
		set_aside(&all[i], all[i].fault);
	for (unsigned i = 0; i < records; i++)
		if (all[i].t->verdict != TLSA_UNUSABLE && outdone(&all[i], all, records))
			set_aside(&all[i], "weaker-digest");
	dane_chain_read(&c, der, n);
	c.names = names;
	c.now = now;
	for (unsigned i = 0; i < records; i++)
		if (all[i].t->verdict != TLSA_UNUSABLE)
			compare(&all[i], &c);
	d->fitting = records > 0 && dane_count(d, TLSA_MATCHES) == 0 ? fitting(a, &c) : NULL;
	dane_chain_free(&c);
}
