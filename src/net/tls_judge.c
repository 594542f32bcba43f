/* Each property is judged on its own: GnuTLS's one status hides an expired certificate behind an
 * unknown issuer, and a wrong name behind both. */
#include "net/trust.h"

#include "base/netaddr.h"
#include "net/tls_session.h"

#include <gnutls/gnutls.h>
#include <string.h>

/* The parts of a chain that GnuTLS could read. */
struct chain {
	gnutls_x509_crt_t crt[TLS_CHAIN_MAX];
	const struct certificate *facts[TLS_CHAIN_MAX];
	unsigned n;
};

/* ---- reading ---- */

static void chain_add(struct chain *c, struct tls_der der, const struct certificate *facts)
{
	gnutls_datum_t d = {(unsigned char *)der.data, der.size};

	if (c->n == TLS_CHAIN_MAX || gnutls_x509_crt_init(&c->crt[c->n]) < 0)
		return;
	if (gnutls_x509_crt_import(c->crt[c->n], &d, GNUTLS_X509_FMT_DER) >= 0)
		c->facts[c->n++] = facts;
	else
		gnutls_x509_crt_deinit(c->crt[c->n]);
}

/* A chain whose first certificate is garbage is none: the others speak for somebody else. */
static void chain_read(struct chain *c, const struct tls_facts *f, const struct tls_der *der,
		       unsigned n)
{
	unsigned i = 0;

	c->n = 0;
	LIST_EACH (struct certificate, facts, &f->chain) {
		if (i < n)
			chain_add(c, der[i++], facts);
		if (c->n == 0)
			return;
	}
}

static void chain_shorten(struct chain *c, unsigned n)
{
	while (c->n > n)
		gnutls_x509_crt_deinit(c->crt[--c->n]);
}

static void chain_swap(struct chain *c, unsigned i, unsigned j)
{
	gnutls_x509_crt_t crt = c->crt[i];
	const struct certificate *facts = c->facts[i];

	c->crt[i] = c->crt[j];
	c->facts[i] = c->facts[j];
	c->crt[j] = crt;
	c->facts[j] = facts;
}

/* Reorders the chain to the path that is in use: the server's certificate, then each one's issuer
 * as far as they were sent and no anchor is reached. What else was sent is cut off: a root that
 * expired long ago hurts nobody who has a newer one. */
static void chain_cut(struct chain *c, const struct trust *trust)
{
	unsigned last = 0, next = 1;

	while (next < c->n && !trust_has_issuer(trust, c->crt[last])) {
		while (next < c->n && !gnutls_x509_crt_check_issuer(c->crt[last], c->crt[next]))
			next++;
		if (next == c->n)
			break;
		chain_swap(c, ++last, next);
		next = last + 1;
	}
	chain_shorten(c, last + 1);
}

/* ---- judging ---- */

static bool name_fits(gnutls_x509_crt_t crt, const char *host)
{
	unsigned char ip[16];
	int family = address_read(host, ip);

	if (family != 0)
		return gnutls_x509_crt_check_ip(crt, ip, family == 4 ? 4 : 16, 0) != 0;
	return gnutls_x509_crt_check_hostname2(crt, host, 0) != 0;
}

/* A certificate says where its issuer is to be had, and the server should have sent that. */
static bool is_complete(const struct chain *path, const struct trust *trust)
{
	unsigned last = path->n - 1;

	return path->facts[last]->self_signed || path->facts[last]->aia == NULL ||
	       trust_has_issuer(trust, path->crt[last]);
}

static bool key_is_weak(const struct certificate *c)
{
	static const struct {
		const char *key;
		int bits;
	} floors[] = {{"RSA", 2048}, {"RSA-PSS", 2048}, {"DSA", 2048}, {"ECDSA", 256}};

	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		if (c->key != NULL && strcmp(c->key, floors[i].key) == 0)
			return c->key_bits < floors[i].bits;
	return false;
}

/* The signature of a root is not what it is trusted for. */
static bool signature_is_weak(gnutls_x509_crt_t crt, const struct certificate *c)
{
	int sign = gnutls_x509_crt_get_signature_algorithm(crt);

	if (c->self_signed || sign < 0)
		return false;
	switch (gnutls_sign_get_hash_algorithm((gnutls_sign_algorithm_t)sign)) {
	case GNUTLS_DIG_MD2:
	case GNUTLS_DIG_MD5:
	case GNUTLS_DIG_SHA1:
		return true;
	default:
		return false;
	}
}

static void judge_members(struct tls_facts *f, const struct chain *path, int64_t now)
{
	for (unsigned i = 0; i < path->n; i++) {
		const struct certificate *c = path->facts[i];

		f->expired |= now > c->not_after;
		f->not_yet_valid |= now < c->not_before;
		f->weak |= key_is_weak(c) || signature_is_weak(path->crt[i], c);
	}
}

static void mark_unused(struct tls_facts *f, const struct chain *path)
{
	LIST_EACH (struct certificate, c, &f->chain) {
		unsigned i = 0;

		while (i < path->n && path->facts[i] != c)
			i++;
		c->unused = i == path->n;
	}
}

void tls_judge(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
	       const struct trust *trust, const char *host, int64_t now)
{
	struct chain chain;

	f->judged = true;
	f->trust_store = arena_str(a, trust_name(trust));
	f->anchors = trust_anchors(trust);
	f->name_ok = f->trusted = f->expired = f->not_yet_valid = false;
	f->chain_complete = true;
	f->weak = f->dh_bits > 0 && f->dh_bits < 2048;
	chain_read(&chain, f, der, n);
	if (chain.n > 0) {
		f->name_ok = name_fits(chain.crt[0], host);
		f->trusted = trust_verify(trust, chain.crt, chain.n, der, n);
		chain_cut(&chain, trust);
		f->chain_complete = f->trusted || is_complete(&chain, trust);
		judge_members(f, &chain, now);
		mark_unused(f, &chain);
	}
	chain_shorten(&chain, 0);
}
