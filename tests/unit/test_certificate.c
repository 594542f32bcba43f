/* What a certificate says of itself, and its names against those of hosts. */
#include "unit.h"

#include "../support/certmaker.h"
#include "base/certname.h"
#include "net/cert_extensions.h"
#include "net/certificate.h"
#include "net/der.h"
#include "net/known.h"
#include "net/sans.h"

#include <stdio.h>
#include <string.h>

static struct tls_der der_of(const struct identity *id)
{
	return (struct tls_der){id->der.data, id->der.size};
}

/* ---- names of hosts ---- */

static void certname_covers_as_rfc_9525_wants(void **state)
{
	static const struct {
		struct bytes name;
		const char *host;
		bool covers;
	} cases[] = {
#define NAME(s) {(char *)(s), sizeof(s) - 1}
		{NAME("mail.example.org"), "mail.example.org", true},
		{NAME("MAIL.Example.ORG"), "mail.example.org", true},
		{NAME("mail.example.org"), "mail.example.org.", true},
		{NAME("mail.example.org"), "mail.example.or", false},
		{NAME("mail.example.org"), "amail.example.org", false},
		{NAME("*.example.org"), "mail.example.org", true},
		{NAME("*.example.org"), "xn--bcher-kva.example.org", true},
		{NAME("*.example.org"), "example.org", false},
		{NAME("*.example.org"), ".example.org", false},
		{NAME("*.example.org"), "a.mail.example.org", false},
		{NAME("*.org"), "example.org", false},
		{NAME("*"), "localhost", false},
		{NAME("*."), "localhost.", false},
		{NAME("m*.example.org"), "mail.example.org", false},
		{NAME("*l.example.org"), "mail.example.org", false},
		{NAME("mail.*.org"), "mail.example.org", false},
		{NAME("*.*.org"), "mail.example.org", false},
		{NAME("mail.example.org\0.evil.example"), "mail.example.org", false},
		{NAME("mail.example.org\0"), "mail.example.org", false},
		{NAME("*.example.org\0"), "mail.example.org", false},
		{NAME(" mail.example.org"), "mail.example.org", false},
		{NAME(""), "mail.example.org", false},
		{NAME(""), "", false},
		{NAME(""), ".", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (certname_covers(cases[i].name, cases[i].host) != cases[i].covers)
			fail_msg("%.*s for %s", (int)cases[i].name.n, cases[i].name.p,
				 cases[i].host);
}

/* ---- DER ---- */

static void der_refuses_what_lies_about_its_length(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		int length; /* of the content, -1: refused */
	} cases[] = {
		{"\x30\x00", 2, 0},
		{"\x30\x01x", 3, 1},
		{"\x30\x01x rest", 7, 1},
		{"\x30\x02x", 3, -1},
		{"\x30\x81\x01x", 4, 1},
		{"\x30\x82\x00\x01x", 5, 1},
		{"\x30\x84\x00\x00\x00\x01x", 7, 1},
		{"\x30\x85\x00\x00\x00\x00\x01x", 8, -1},
		{"\x30\x84\xff\xff\xff\xffx", 7, -1},
		{"\x30\x80x\x00\x00", 5, -1}, /* BER: until an end is found */
		{"\x30\x82\x00", 3, -1},
		{"\x30\x82\x00\x02x", 5, -1},
		{"\x30", 1, -1},
		{"", 0, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct der in = {(const unsigned char *)cases[i].bytes, cases[i].n}, value;
		unsigned char tag = 0;
		bool taken = der_next(&in, &tag, &value);

		assert_int_equal(taken ? (int)value.n : -1, cases[i].length);
		assert_false(taken && tag != DER_SEQUENCE);
		assert_false(!taken && in.n != 0);
	}
}

static void der_prints_identifiers(void **state)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {
		{"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", "1.2.840.113549.1.1.11"},
		{"\x55\x1d\x25", "2.5.29.37"},
		{"\x88\x37", "2.999"},
		{"\x27", "0.39"},
		{"\x2a\x86", NULL},				/* cut */
		{"\x2a\xff\xff\xff\xff\xff\xff\xff\x7f", NULL}, /* longer than a number */
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text =
			der_oid(*state, (struct der){(const unsigned char *)cases[i].bytes,
						     strlen(cases[i].bytes)});

		if (cases[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, cases[i].text);
	}
}

/* ---- extensions ---- */

static const char *joined(struct arena *a, const struct list *words)
{
	const char *all = "";

	LIST_EACH (struct string_item, it, words)
		all = arena_printf(a, "%s%s%s", all, *all == '\0' ? "" : " ", it->s);
	return all;
}

static void much(gnutls_x509_crt_t crt)
{
	static const unsigned char feature[] = {0x30, 6, 2, 1, 17, 2, 1, 5}; /* RFC 7633 */

	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_CERT_SIGN |
						   GNUTLS_KEY_CRL_SIGN);
	gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	gnutls_x509_crt_set_key_purpose_oid(crt, "1.3.6.1.4.1.311.10.3.3", 0);
	gnutls_x509_crt_set_basic_constraints(crt, 1, 3);
	gnutls_x509_crt_set_extension_by_oid(crt, "1.3.6.1.5.5.7.1.24", feature, sizeof(feature),
					     0);
}

static void certificate_read_tells_what_it_is_for(void **state)
{
	struct identity id = cert_make(
		&(struct cert_spec){.cn = "x", .aia = "http://ca.example/", .finish = much});
	struct certificate *c = certificate_read(*state, der_of(&id));

	assert_string_equal(joined(*state, &c->key_usage), "digitalSignature keyCertSign cRLSign");
	assert_string_equal(joined(*state, &c->purposes), "serverAuth 1.3.6.1.4.1.311.10.3.3");
	assert_string_equal(c->path_length, "3");
	assert_true(c->must_staple && c->ca);
	assert_string_equal(c->aia, "http://ca.example/");
	assert_string_equal(c->ocsp, "http://ocsp.example/");
	cert_free(&id);
}

static void certificate_read_invents_nothing(void **state)
{
	struct identity id = cert_make(&(struct cert_spec){.cn = "x"});
	struct certificate *c = certificate_read(*state, der_of(&id));

	assert_string_equal(joined(*state, &c->key_usage), "digitalSignature keyEncipherment");
	assert_int_equal(c->purposes.n + c->names.n, 0);
	assert_null(c->path_length);
	assert_null(c->aia);
	assert_null(c->ocsp);
	assert_false(c->must_staple || c->ca);
	assert_int_equal(c->names_total, 0);
	assert_null(cert_unknown_critical(*state, der_of(&id)));
	cert_free(&id);
}

static void certificate_read_names_keys_in_a_word(void **state)
{
	static const struct {
		struct cert_spec spec;
		const char *key;
		int bits;
	} cases[] = {
		{{.cn = "x"}, "ECDSA", 256},
		{{.cn = "x", .rsa_bits = 1024}, "RSA", 1024},
		{{.cn = "x", .key = GNUTLS_PK_RSA_PSS, .rsa_bits = 1024}, "RSA-PSS", 1024},
		{{.cn = "x", .key = GNUTLS_PK_DSA, .rsa_bits = 1024}, "DSA", 1024},
		{{.cn = "x", .key = GNUTLS_PK_EDDSA_ED25519}, "Ed25519", 256},
		{{.cn = "x", .key = GNUTLS_PK_EDDSA_ED448}, "Ed448", 456},
	};
	struct identity ca = cert_make(&(struct cert_spec){.cn = "ca", .ca = true});

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cert_spec spec = cases[i].spec;
		struct identity id;
		struct certificate *c;

		spec.issuer = &ca;
		id = cert_make(&spec);
		c = certificate_read(*state, der_of(&id));
		assert_string_equal(c->key, cases[i].key);
		assert_int_equal(c->key_bits, cases[i].bits);
		cert_free(&id);
	}
	cert_free(&ca);
}

/* ---- ten thousand names ---- */

enum { MANY = 10000 };

static void many_names(gnutls_x509_crt_t crt)
{
	static unsigned char der[32 * MANY + 8];
	size_t n = 4;

	for (int i = 0; i < MANY; i++) {
		int size = snprintf((char *)der + n + 2, 30, "n%04d.example.org", i);

		der[n] = 0x82;
		der[n + 1] = (unsigned char)size;
		n += 2 + (size_t)size;
	}
	der[0] = 0x30;
	der[1] = 0x83; /* three octets of length, then */
	memmove(der + 5, der + 4, n - 4);
	n++;
	der[2] = (unsigned char)((n - 5) >> 16);
	der[3] = (unsigned char)((n - 5) >> 8);
	der[4] = (unsigned char)(n - 5);
	assert_int_equal(gnutls_x509_crt_set_extension_by_oid(crt, "2.5.29.17", der, n, 0), 0);
}

static void sans_counts_all_names_and_lists_some(void **state)
{
	struct identity id = cert_make(&(struct cert_spec){.cn = "x", .finish = many_names});
	struct certificate *c = certificate_read(*state, der_of(&id));

	assert_int_equal(c->names_total, MANY);
	assert_int_equal(c->names.n, CERTIFICATE_NAMES_MAX);
	assert_true(sans_fit(der_of(&id), "n0000.example.org"));
	assert_true(sans_fit(der_of(&id), "n9999.example.org"));
	assert_false(sans_fit(der_of(&id), "n10000.example.org"));
	assert_false(sans_fit(der_of(&id), "192.0.2.1"));
	cert_free(&id);
}

/* ---- a name of many parts ---- */

enum { PART_SIZE = 5, PARTS_MANY = 300 };

/* "CN=x,CN=x" */
static void add_parts(gnutls_x509_crt_t crt, int n)
{
	char name[PART_SIZE * PARTS_MANY + 1] = "";

	for (int i = 0; i < n; i++)
		memcpy(name + PART_SIZE * i, "CN=x,", PART_SIZE);
	name[PART_SIZE * n - 1] = '\0';
	assert_int_equal(gnutls_x509_crt_set_dn(crt, name, NULL), 0);
}

static void some_parts(gnutls_x509_crt_t crt)
{
	add_parts(crt, 50);
}

static void many_parts(gnutls_x509_crt_t crt)
{
	add_parts(crt, PARTS_MANY);
}

/* Of ten thousand the library makes seconds, again and again. */
static void certificate_read_leaves_a_name_without_end_alone(void **state)
{
	struct identity some = cert_make(&(struct cert_spec){.cn = "x", .finish = some_parts});
	struct identity many = cert_make(&(struct cert_spec){.cn = "x", .finish = many_parts});
	struct certificate *c = certificate_read(*state, der_of(&many));
	struct known *k = known_new();

	assert_non_null(certificate_read(*state, der_of(&some))->subject);
	assert_true(certificate_affordable(der_of(&some)));
	assert_null(c->subject);
	assert_non_null(c->sha256);
	assert_null(certificate_import(der_of(&many)));
	assert_false(certificate_affordable(der_of(&many)));
	assert_false(known_affordable(k, der_of(&many)));
	assert_true(known_affordable(k, der_of(&some)));
	assert_false(known_affordable(k, der_of(&many)));
	known_free(k);
	cert_free(&many);
	cert_free(&some);
}

/* ---- what was read before ---- */

static void same_strings(const struct list *a, const struct list *b)
{
	const struct item *other = b->first;

	assert_int_equal(a->n, b->n);
	LIST_EACH (const struct string_item, it, a) {
		assert_string_equal(it->s, ((const struct string_item *)(const void *)other)->s);
		other = other->next;
	}
}

static void same_facts(const struct certificate *a, const struct certificate *b)
{
	assert_string_equal(a->subject, b->subject);
	assert_string_equal(a->issuer, b->issuer);
	assert_string_equal(a->serial, b->serial);
	assert_string_equal(a->sha256, b->sha256);
	assert_int_equal(a->der.n, b->der.n);
	assert_memory_equal(a->der.p, b->der.p, b->der.n);
	assert_int_equal(a->names.n, b->names.n);
	assert_true(bytes_is(((const struct bytes_item *)(const void *)a->names.first)->b,
			     "mail.example.org"));
	assert_string_equal(a->aia, b->aia);
	assert_string_equal(a->ocsp, b->ocsp);
	same_strings(&a->key_usage, &b->key_usage);
	same_strings(&a->purposes, &b->purposes);
	assert_string_equal(a->key, b->key);
	assert_string_equal(a->signature, b->signature);
	assert_true(a->not_after == b->not_after && a->not_before == b->not_before);
}

/* What is told must not depend on what is forgotten later, nor on what others did with theirs. */
static void known_read_gives_each_its_own(void **state)
{
	struct identity id = cert_make(&(struct cert_spec){
		.cn = "x", .dns = {"mail.example.org"}, .aia = "http://ca.example/ca.der"});
	struct known *k = known_new();
	struct certificate *first = known_read(k, *state, der_of(&id)), *second;
	bool affordable;

	first->unused = true;
	second = known_read(k, *state, der_of(&id));
	affordable = known_affordable(k, der_of(&id));
	known_free(k);
	assert_ptr_not_equal(first, second);
	assert_true(affordable);
	assert_false(second->unused);
	assert_null(second->item.next);
	same_facts(second, certificate_read(*state, der_of(&id)));
	cert_free(&id);
}

/* Slots are few: who comes to another's is read, and is who he is. */
static void known_read_takes_none_for_another(void **state)
{
	struct known *k = known_new();

	for (int i = 0; i < 600; i++) {
		unsigned char der[] = {(unsigned char)(i >> 8), (unsigned char)i, 1};
		struct tls_der given = {der, sizeof(der)};

		assert_string_equal(known_read(k, *state, given)->sha256,
				    certificate_read(*state, given)->sha256);
	}
	assert_non_null(known_read(NULL, *state, (struct tls_der){NULL, 0})->sha256);
	known_free(k);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(known_read_gives_each_its_own),
	UNIT_TEST(known_read_takes_none_for_another),
	UNIT_TEST(certname_covers_as_rfc_9525_wants),
	UNIT_TEST(der_refuses_what_lies_about_its_length),
	UNIT_TEST(der_prints_identifiers),
	UNIT_TEST(certificate_read_tells_what_it_is_for),
	UNIT_TEST(certificate_read_invents_nothing),
	UNIT_TEST(certificate_read_names_keys_in_a_word),
	UNIT_TEST(sans_counts_all_names_and_lists_some),
	UNIT_TEST(certificate_read_leaves_a_name_without_end_alone),
};

UNIT_MAIN(tests)
