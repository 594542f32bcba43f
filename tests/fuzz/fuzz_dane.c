/* TLSA records and chains, both of strangers: each record gets one verdict, and none that its usage
 * does not allow.
 *
 * Input: records as dnswire.h presents them, one a line, up to an empty line; then certificates in
 * DER, each behind its length in two bytes. */
#include "fuzz.h"

#include "net/dane.h"
#include "net/x509parts.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN = 8, ANSWERS = 80 };

static void read_answers(struct arena *a, struct input *in, struct list *answers)
{
	while (in->n > 0 && answers->n < ANSWERS) {
		char *line = input_line(in);
		struct dns_answer *answer = ARENA_NEW(a, struct dns_answer);

		answer->type = "TLSA";
		answer->data = bytes_str(a, line);
		free(line);
		if (answer->data.n == 0)
			return;
		list_append(answers, answer);
	}
}

static unsigned read_chain(struct input *in, struct tls_der *der)
{
	unsigned n = 0;

	for (; in->n > 2 && n < CHAIN; n++) {
		size_t size = (size_t)input_byte(in) << 8;

		size += input_byte(in);
		size = size < in->n ? size : in->n;
		der[n] = (struct tls_der){in->p, (unsigned)size};
		*in = (struct input){in->p + size, in->n - size};
	}
	return n;
}

/* ---- claims ---- */

static void part_lies_within(struct tls_der part, struct tls_der der)
{
	CLAIM(part.size <= der.size);
	CLAIM(part.size == 0 ||
	      (part.data > der.data && part.data + part.size <= der.data + der.size));
}

static bool shows(const struct tlsa *t, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++)
		if (strchr("0123456789abcdefABCDEF", t->data[2 * i]) == NULL ||
		    (t->data[2 * i] | 0x20) != (digits[p[i] >> 4] | 0x20) ||
		    (t->data[2 * i + 1] | 0x20) != (digits[p[i] & 15] | 0x20))
			return false;
	return strlen(t->data) == 2 * n;
}

/* 3 0 1 is nothing but the digest of the first certificate. */
static void plainest_is_right(const struct tlsa *t, const struct tls_der *der, unsigned n)
{
	unsigned char digest[32];
	bool same;

	if (t->usage != 3 || t->selector != 0 || t->matching != 1 || t->verdict == TLSA_UNUSABLE)
		return;
	same = n > 0 && der[0].size > 0 &&
	       gnutls_hash_fast(GNUTLS_DIG_SHA256, der[0].data, der[0].size, digest) >= 0 &&
	       shows(t, digest, sizeof(digest));
	CLAIM(same == (t->verdict == TLSA_MATCHES));
}

static void verdict_is_sound(const struct tlsa *t, const struct tls_der *der, unsigned n)
{
	CLAIM(t->verdict <= TLSA_UNUSABLE);
	CLAIM((t->why == NULL) == (t->verdict == TLSA_MATCHES));
	CLAIM(t->why == NULL || is_harmless_line(t->why));
	CLAIM(t->usage == 2 || t->usage == 3 || t->verdict == TLSA_UNUSABLE);
	CLAIM(t->certificate >= 0 && t->certificate <= (int)n);
	CLAIM(t->verdict != TLSA_UNUSABLE || t->certificate == 0);
	CLAIM(t->usage != 3 || t->certificate == (t->verdict == TLSA_MATCHES));
	CLAIM(t->usage != 2 || t->certificate != 1);
	CLAIM(t->verdict != TLSA_MATCHES || n > 0);
	CLAIM(t->data == NULL || strlen(t->data) <= 128);
	plainest_is_right(t, der, n);
}

static void same_verdicts(const struct dane_facts *x, const struct dane_facts *y)
{
	const struct tlsa *other = (const void *)y->records.first;

	CLAIM(x->records.n == y->records.n);
	LIST_EACH (const struct tlsa, t, &x->records) {
		CLAIM(t->verdict == other->verdict && same_text(t->why, other->why));
		other = (const void *)other->item.next;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t now = 1795248900000; /* 2026-11-21 */
	struct input in = {data, size};
	struct arena *a = arena_new();
	struct dane_facts d = {.state = DANE_SECURE}, again = d;
	struct list answers = {0}, names = {0};
	struct tls_der der[CHAIN];
	unsigned n;

	read_answers(a, &in, &answers);
	n = read_chain(&in, der);
	for (unsigned i = 0; i < n; i++) {
		part_lies_within(x509_public_key(der[i]), der[i]);
		part_lies_within(x509_signed_part(der[i]), der[i]);
	}
	list_add_string(&names, a, "mail.example.org");
	dane_judge(a, &d, &answers, der, n, &names, now);
	CLAIM(d.records.n <= DANE_RECORDS_MAX && d.records.n <= answers.n);
	LIST_EACH (const struct tlsa, t, &d.records)
		verdict_is_sound(t, der, n);
	dane_judge(a, &again, &answers, der, n, &names, now);
	same_verdicts(&d, &again);
	arena_free(a);
	return 0;
}
