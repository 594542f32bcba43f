/* Certificates: what a server sends, garbage too, becomes harmless facts, and each property is
 * judged on its own.
 *
 * Input: certificates in DER, each behind its length in two bytes. */
#include "fuzz.h"

#include "base/certname.h"
#include "net/certificate.h"
#include "net/judge_path.h"
#include "net/tls_session.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#define WORD ".0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static unsigned read_chain(struct arena *a, struct input *in, struct tls_facts *f,
			   struct tls_der *der)
{
	unsigned n = 0;

	for (; in->n > 2 && n < TLS_CHAIN_MAX; n++) {
		size_t size = (size_t)input_byte(in) << 8;

		size += input_byte(in);
		size = size < in->n ? size : in->n;
		der[n] = (struct tls_der){in->p, (unsigned)size};
		list_append(&f->chain, certificate_read(a, der[n]));
		*in = (struct input){in->p + size, in->n - size};
	}
	return n;
}

static bool is_hex(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

static bool harmless_or_absent(const char *s)
{
	return s == NULL || is_harmless(s, strlen(s), NEUTRAL_LINE);
}

static void certificate_is_sound(const struct certificate *c, struct tls_der der)
{
	CLAIM(is_hex(c->sha256, 64) && c->der.n == der.size);
	CLAIM(der.size == 0 || memcmp(c->der.p, der.data, der.size) == 0);
	CLAIM(harmless_or_absent(c->subject) && harmless_or_absent(c->issuer) &&
	      harmless_or_absent(c->aia));
	CLAIM(c->serial == NULL || is_hex(c->serial, strlen(c->serial)));
	CLAIM(c->names.n <= CERTIFICATE_NAMES_MAX && c->key_bits >= 0);
	LIST_EACH (const struct bytes_item, it, &c->names)
		CLAIM(it->b.n <= CERTIFICATE_TEXT_MAX);
	CLAIM(c->names_total == 0 || (size_t)c->names_total > c->names.n);
	CLAIM(harmless_or_absent(c->ocsp) && c->key_usage.n <= 9 && c->purposes.n <= 32);
	LIST_EACH (const struct string_item, it, &c->purposes)
		CLAIM(strspn(it->s, WORD) == strlen(it->s) && *it->s != '\0');
	CLAIM(c->path_length == NULL || strspn(c->path_length, "0123456789") > 0);
}

/* A name that is listed, where all are. */
static bool listed(const struct certificate *c, const char *host)
{
	LIST_EACH (const struct bytes_item, it, &c->names)
		if (certname_covers(it->b, host))
			return true;
	return c->names_total > 0;
}

static bool same_judgement(const struct tls_facts *a, const struct tls_facts *b)
{
	return a->name_ok == b->name_ok && a->trusted == b->trusted && a->weak == b->weak &&
	       a->expired == b->expired && a->not_yet_valid == b->not_yet_valid &&
	       a->chain_complete == b->chain_complete && a->wrong_order == b->wrong_order &&
	       a->verified.n == b->verified.n && a->trust_fault == b->trust_fault &&
	       a->usage_fault == b->usage_fault;
}

static void path_is_sound(const struct tls_facts *f)
{
	const struct chain_link *last = (const void *)f->verified.last;

	CLAIM(f->trusted == (f->verified.n > 0));
	CLAIM(!f->trusted || (f->trust_fault == NULL && f->chain_complete));
	CLAIM(f->verified.n <= PATH_MAX_LENGTH + 1);
	CLAIM(last == NULL || last->from == LINK_STORE);
}

/* Each that was sent, as if it were all that is believed in. */
static void judge_anchored(struct arena *a, struct tls_facts *f, const struct tls_der *der,
			   unsigned n, int64_t now)
{
	struct tls_facts one = *f;

	for (unsigned i = 0; i < n && i < 4; i++) {
		tls_judge_anchored(a, &one, der, n, der[i], "mail.example.org", now);
		path_is_sound(&one);
		CLAIM(one.name_ok == f->name_ok);
	}
}

static void issuer_was_sent(struct arena *a, const struct tls_der *der, unsigned n)
{
	struct bytes issuer = tls_issuer(a, der, n, fuzz_no_trust(), 0);
	bool found = issuer.n == 0;

	for (unsigned i = 1; i < n; i++)
		found |= issuer.n > 0 && issuer.n == der[i].size &&
			 memcmp(issuer.p, der[i].data, issuer.n) == 0;
	CLAIM(found);
}

static bool any_later(const struct tls_facts *f, int64_t now)
{
	LIST_EACH (const struct certificate, c, &f->chain)
		if (c->not_before > now)
			return true;
	return false;
}

static bool any_ended(const struct tls_facts *f, int64_t now)
{
	LIST_EACH (const struct certificate, c, &f->chain)
		if (c->not_after < now)
			return true;
	return false;
}

static void judge(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n)
{
	int64_t now = 1795248900000; /* 2026-11-21 */
	struct tls_facts again = *f;

	tls_judge(a, f, der, n, fuzz_no_trust(), "mail.example.org", now);
	tls_judge(a, &again, der, n, fuzz_no_trust(), "mail.example.org", now);
	CLAIM(same_judgement(f, &again));
	CLAIM(f->judged && !f->trusted && f->anchors <= 0);
	CLAIM((f->trust_fault != NULL) == (n > 0));
	CLAIM(!f->name_ok || listed((const void *)f->chain.first, "mail.example.org"));
	path_is_sound(f);
	judge_anchored(a, f, der, n, now);
	issuer_was_sent(a, der, n);
	CLAIM(!f->expired || any_ended(f, now));
	CLAIM(!f->not_yet_valid || any_later(f, now));
	tls_judge(a, f, der, n, fuzz_no_trust(), "192.0.2.1", now);
	tls_judge(a, f, der, n, fuzz_no_trust(), "2001:db8::1", now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	struct tls_facts f = {0};
	struct tls_der der[TLS_CHAIN_MAX];
	unsigned n = read_chain(a, &in, &f, der), i = 0;

	LIST_EACH (const struct certificate, c, &f.chain)
		certificate_is_sound(c, der[i++]);
	judge(a, &f, der, n);
	arena_free(a);
	return 0;
}
