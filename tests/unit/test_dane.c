/* TLSA records against chains: what each kind of record comes to. The records' data are made by
 * GnuTLS, not by the code under test. */
#include "unit.h"

#include "../support/certmaker.h"
#include "base/clock.h"
#include "net/dane.h"
#include "net/dane_path.h"
#include "net/x509parts.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

#define HOST "mail.example.org"

static struct identity root, middle, leaf, other, expired, future, foreign, by_stranger, stranger,
	fake_middle, no_ca, by_no_ca, alone, old_ca, by_old_ca;

static struct identity server(struct cert_spec s)
{
	s.cn = "server";
	if (s.dns[0] == NULL)
		s.dns[0] = HOST;
	return cert_make(&s);
}

static struct identity authority(const char *cn, const struct identity *issuer)
{
	return cert_make(&(struct cert_spec){.cn = cn, .ca = true, .issuer = issuer});
}

static int make_all(void **state)
{
	(void)state;
	root = authority("Root", NULL);
	middle = authority("Middle", &root);
	fake_middle = authority("Middle", NULL);
	stranger = authority("Stranger", NULL);
	leaf = server((struct cert_spec){.issuer = &middle});
	other = server((struct cert_spec){.issuer = &middle});
	expired = server((struct cert_spec){.issuer = &middle, .from_hours = -9, .to_hours = -1});
	future = server((struct cert_spec){.issuer = &middle, .from_hours = 1, .to_hours = 9});
	foreign = server((struct cert_spec){.issuer = &middle, .dns = {"www.elsewhere.example"}});
	by_stranger = server((struct cert_spec){.issuer = &stranger});
	no_ca = server((struct cert_spec){.issuer = &root});
	by_no_ca = server((struct cert_spec){.issuer = &no_ca});
	alone = server((struct cert_spec){0});
	old_ca = cert_make(
		&(struct cert_spec){.cn = "Old", .ca = true, .from_hours = -9, .to_hours = -1});
	by_old_ca = server((struct cert_spec){.issuer = &old_ca});
	return 0;
}

static int free_all(void **state)
{
	struct identity *all[] = {&root,     &middle,	   &leaf,	 &other,    &expired,
				  &future,   &foreign,	   &by_stranger, &stranger, &no_ca,
				  &by_no_ca, &fake_middle, &alone,	 &old_ca,   &by_old_ca};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		cert_free(all[i]);
	return 0;
}

/* ---- records ---- */

static gnutls_datum_t selected(const struct identity *id, int selector)
{
	gnutls_datum_t d = {0};
	gnutls_pubkey_t key;

	if (selector == 0) {
		assert_true(gnutls_x509_crt_export2(id->crt, GNUTLS_X509_FMT_DER, &d) >= 0);
		return d;
	}
	gnutls_pubkey_init(&key);
	assert_true(gnutls_pubkey_import_x509(key, id->crt, 0) >= 0);
	assert_true(gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &d) >= 0);
	gnutls_pubkey_deinit(key);
	return d;
}

static const char *record_of(struct arena *a, int usage, int selector, int matching,
			     const struct identity *id)
{
	gnutls_datum_t d = selected(id, selector);
	unsigned char digest[64], *p = d.data;
	struct buf out = {0};
	size_t n = d.size;
	const char *text;

	if (matching != 0) {
		gnutls_hash_fast(matching == 1 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512, d.data,
				 d.size, digest);
		p = digest;
		n = matching == 1 ? 32 : 64;
	}
	buf_printf(&out, "%d %d %d ", usage, selector, matching);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%02x", p[i]);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	gnutls_free(d.data);
	return text;
}

static void publish(struct arena *a, struct list *answers, const char *type, const char *text)
{
	struct dns_answer *answer = ARENA_NEW(a, struct dns_answer);

	answer->name = "_25._tcp." HOST;
	answer->type = type;
	answer->data = bytes_str(a, text);
	list_append(answers, answer);
}

/* ---- judging ---- */

enum { CHAIN = 4 };
typedef const struct identity *const chain[CHAIN];

static struct dane_facts judge_all(struct arena *a, const struct list *answers, chain ids,
				   const char *host)
{
	struct dane_facts d = {.state = DANE_SECURE};
	struct tls_der der[CHAIN];
	struct list names = {0};
	unsigned n = 0;

	for (; n < CHAIN && ids[n] != NULL; n++)
		der[n] = (struct tls_der){ids[n]->der.data, ids[n]->der.size};
	list_add_string(&names, a, host);
	list_add_string(&names, a, "example.org");
	dane_judge(a, &d, answers, der, n, &names, clock_wall_ms());
	return d;
}

static const struct tlsa *nth(const struct dane_facts *d, int n)
{
	LIST_EACH (const struct tlsa, t, &d->records)
		if (n-- == 0)
			return t;
	return NULL;
}

static struct tlsa judge(struct arena *a, const char *record, chain ids)
{
	struct list answers = {0};
	struct dane_facts d;

	publish(a, &answers, "TLSA", record);
	d = judge_all(a, &answers, ids, HOST);
	assert_int_equal(d.records.n, 1);
	return *nth(&d, 0);
}

static void matches(struct tlsa t, int certificate)
{
	if (t.why != NULL)
		print_message("  %d %d %d: %s\n", t.usage, t.selector, t.matching, t.why);
	assert_int_equal(t.verdict, TLSA_MATCHES);
	assert_null(t.why);
	assert_int_equal(t.certificate, certificate);
}

static void differs(struct tlsa t, const char *why)
{
	assert_int_equal(t.verdict, TLSA_DIFFERS);
	assert_string_equal(t.why, why);
}

#define EACH_FORM(selector, matching)                                                              \
	for (int selector = 0; selector < 2; selector++)                                           \
		for (int matching = 0; matching < 3; matching++)

/* ---- the server's own certificate ---- */

static void usage_3_compares_the_server_s_certificate(void **state)
{
	EACH_FORM(s, m)
	{
		const char *own = record_of(*state, 3, s, m, &leaf);
		const char *not_own = record_of(*state, 3, s, m, &other);
		const char *issuer = record_of(*state, 3, s, m, &middle);

		matches(judge(*state, own, (chain){&leaf, &middle}), 1);
		matches(judge(*state, own, (chain){&leaf}), 1);
		differs(judge(*state, not_own, (chain){&leaf, &middle}),
			s == 0 ? "other-certificate" : "other-key");
		differs(judge(*state, issuer, (chain){&leaf, &middle}),
			s == 0 ? "other-certificate" : "other-key");
		differs(judge(*state, own, (chain){NULL}),
			s == 0 ? "other-certificate" : "other-key");
	}
}

static void usage_3_asks_for_no_name_and_no_date(void **state)
{
	const struct identity *const ids[] = {&expired, &future, &foreign, &alone, &by_stranger};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		EACH_FORM(s, m)
	matches(judge(*state, record_of(*state, 3, s, m, ids[i]), (chain){ids[i]}), 1);
}

static void a_renewed_certificate_keeps_its_key_s_record(void **state)
{
	struct identity renewed = server((struct cert_spec){.issuer = &middle});

	/* the same key, another certificate: what 3 1 1 is made for */
	gnutls_x509_crt_set_key(renewed.crt, leaf.key);
	gnutls_x509_crt_sign2(renewed.crt, middle.crt, middle.key, GNUTLS_DIG_SHA256, 0);
	gnutls_free(renewed.der.data);
	gnutls_x509_crt_export2(renewed.crt, GNUTLS_X509_FMT_DER, &renewed.der);
	matches(judge(*state, record_of(*state, 3, 1, 1, &leaf), (chain){&renewed}), 1);
	differs(judge(*state, record_of(*state, 3, 0, 1, &leaf), (chain){&renewed}),
		"other-certificate");
	cert_free(&renewed);
}

/* ---- a CA ---- */

static void usage_2_finds_its_ca_anywhere_above(void **state)
{
	EACH_FORM(s, m)
	{
		const char *near = record_of(*state, 2, s, m, &middle);
		const char *far = record_of(*state, 2, s, m, &root);

		matches(judge(*state, near, (chain){&leaf, &middle}), 2);
		matches(judge(*state, near, (chain){&leaf, &middle, &root}), 2);
		matches(judge(*state, far, (chain){&leaf, &middle, &root}), 3);
		matches(judge(*state, far, (chain){&leaf, &root, &middle}), 2);
		matches(judge(*state, near, (chain){&leaf, &stranger, &middle}), 3);
	}
}

/* A digest cannot stand in for a certificate that nobody has. */
static void usage_2_needs_the_ca_itself(void **state)
{
	EACH_FORM(s, m)
	{
		struct tlsa t =
			judge(*state, record_of(*state, 2, s, m, &root), (chain){&leaf, &middle});

		if (m == 0)
			matches(t, 0);
		else
			differs(t, "not-in-chain");
		t = judge(*state, record_of(*state, 2, s, m, &middle), (chain){&leaf});
		if (m == 0)
			matches(t, 0);
		else
			differs(t, "not-in-chain");
		differs(judge(*state, record_of(*state, 2, s, m, &stranger),
			      (chain){&leaf, &middle, &root}),
			"not-in-chain");
	}
}

static void usage_2_is_not_the_server_s_certificate(void **state)
{
	EACH_FORM(s, m)
	{
		if (m == 0)
			continue; /* a key that signed itself is its own issuer: see below */
		differs(judge(*state, record_of(*state, 2, s, m, &leaf), (chain){&leaf, &middle}),
			"not-in-chain");
		differs(judge(*state, record_of(*state, 2, s, m, &alone), (chain){&alone}),
			"not-in-chain");
		differs(judge(*state, record_of(*state, 2, s, m, &alone), (chain){&alone, &alone}),
			"not-in-chain");
	}
}

static void usage_2_verifies_the_way_up(void **state)
{
	EACH_FORM(s, m)
	{
		/* it is there, and has not issued anything */
		differs(judge(*state, record_of(*state, 2, s, m, &middle),
			      (chain){&by_stranger, &middle}),
			"path");
		/* it has the issuer's name, and another key */
		differs(judge(*state, record_of(*state, 2, s, m, &fake_middle),
			      (chain){&leaf, &fake_middle}),
			"path");
		/* it has issued, and may not */
		differs(judge(*state, record_of(*state, 2, s, m, &no_ca),
			      (chain){&by_no_ca, &no_ca}),
			"path");
	}
}

static void usage_2_asks_for_dates(void **state)
{
	EACH_FORM(s, m)
	{
		const char *record = record_of(*state, 2, s, m, &middle);

		differs(judge(*state, record, (chain){&expired, &middle}), "expired");
		differs(judge(*state, record, (chain){&future, &middle}), "not-yet-valid");
		differs(judge(*state, record_of(*state, 2, s, m, &old_ca),
			      (chain){&by_old_ca, &old_ca}),
			"expired");
	}
}

/* Of a root only, as by OpenSSL. */
static void usage_2_takes_an_old_intermediate(void **state)
{
	struct identity old_middle = cert_make(&(struct cert_spec){
		.cn = "Old", .ca = true, .issuer = &root, .from_hours = -9, .to_hours = -1});
	struct identity below = server((struct cert_spec){.issuer = &old_middle});

	matches(judge(*state, record_of(*state, 2, 1, 1, &old_middle),
		      (chain){&below, &old_middle}),
		2);
	differs(judge(*state, record_of(*state, 2, 1, 1, &root),
		      (chain){&below, &old_middle, &root}),
		"expired");
	cert_free(&below);
	cert_free(&old_middle);
}

/* Sixty records that fit sixty certificates must not mean so many signatures. */
static void usage_2_tries_only_so_many_paths(void **state)
{
	const struct tls_der der[] = {{leaf.der.data, leaf.der.size},
				      {middle.der.data, middle.der.size}};
	struct list names = {0};
	struct dane_chain c;

	list_add_string(&names, *state, HOST);
	dane_chain_read(&c, der, 2);
	c.names = &names;
	c.now = clock_wall_ms();
	for (int i = 0; i < DANE_PATHS_MAX; i++)
		assert_null(dane_path_fault(&c, der[1]));
	assert_string_equal(dane_path_fault(&c, der[1]), "enough");
	assert_string_equal(dane_key_fault(&c, x509_public_key(der[1])), "enough");
	dane_chain_free(&c);
}

static void usage_2_asks_for_the_name(void **state)
{
	struct list answers = {0};
	struct dane_facts d;

	differs(judge(*state, record_of(*state, 2, 1, 1, &middle), (chain){&foreign, &middle}),
		"name");
	differs(judge(*state, record_of(*state, 2, 1, 0, &root), (chain){&foreign, &middle}),
		"name");
	/* any of the reference names will do: here the second */
	publish(*state, &answers, "TLSA", record_of(*state, 2, 0, 1, &middle));
	d = judge_all(*state, &answers, (chain){&leaf, &middle}, "mx.elsewhere.example");
	assert_string_equal(nth(&d, 0)->why, "name");
	d = judge_all(*state, &answers, (chain){&leaf, &middle}, "MAIL.example.org");
	assert_int_equal(nth(&d, 1 - 1)->verdict, TLSA_MATCHES);
}

/* ---- of no use ---- */

static void records_that_nobody_can_use_say_why(void **state)
{
	static const char digits[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	static const struct {
		const char *head, *data, *why;
	} cases[] = {
		{"0 0 1", digits, "usage-pkix"},
		{"0 1 2", digits, "usage-pkix"},
		{"1 0 0", digits, "usage-pkix"},
		{"1 1 1", digits, "usage-pkix"},
		{"4 1 1", digits, "unknown-usage"},
		{"255 0 0", digits, "unknown-usage"},
		{"3 2 1", digits, "unknown-selector"},
		{"2 255 1", digits, "unknown-selector"},
		{"3 1 3", digits, "unknown-matching-type"},
		{"2 0 255", digits, "unknown-matching-type"},
		{"3 1 1", "", "no-data"},
		{"2 0 0", "", "no-data"},
		{"3 1 1", "0011", "wrong-length"},
		{"3 1 2", digits, "wrong-length"},
		{"2 0 2", digits, "wrong-length"},
		{"2 1 1", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00",
		 "wrong-length"},
		{"3 0 0", digits, "no-certificate"},
		{"2 0 0", "3003020101", "no-certificate"},
		{"3 1 0", digits, "no-key"},
		{"2 1 0", "3003020101", "no-key"},
		{"3 0 0", "3082000...", "too-long"},
		{"3 1 1", "zz", "malformed"},
		{"3 1 1", "001", "malformed"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tlsa t =
			judge(*state, arena_printf(*state, "%s %s", cases[i].head, cases[i].data),
			      (chain){&leaf, &middle});

		print_message("  %s %s\n", cases[i].head, cases[i].why);
		assert_int_equal(t.verdict, TLSA_UNUSABLE);
		assert_string_equal(t.why, cases[i].why);
		assert_int_equal(t.certificate, 0);
	}
}

/* They would match, if only they counted. */
static void usages_0_and_1_never_match(void **state)
{
	for (int usage = 0; usage < 2; usage++)
		EACH_FORM(s, m)
		{
			const struct identity *id = usage == 0 ? &middle : &leaf;
			struct tlsa t = judge(*state, record_of(*state, usage, s, m, id),
					      (chain){&leaf, &middle});

			assert_int_equal(t.verdict, TLSA_UNUSABLE);
			assert_string_equal(t.why, "usage-pkix");
		}
}

static void a_certificate_with_something_behind_it_is_none(void **state)
{
	const char *record = record_of(*state, 3, 0, 0, &leaf);
	struct tlsa t = judge(*state, arena_printf(*state, "%s00", record), (chain){&leaf});

	assert_int_equal(t.verdict, TLSA_UNUSABLE);
	assert_string_equal(t.why, "no-certificate");
}

/* ---- several ---- */

static void each_record_has_a_verdict_of_its_own(void **state)
{
	struct list answers = {0};
	struct dane_facts d;

	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 1, &other));
	publish(*state, &answers, "CNAME", "_dane.example.org");
	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 1, &leaf));
	publish(*state, &answers, "TLSA", record_of(*state, 1, 1, 1, &leaf));
	publish(*state, &answers, "TLSA", record_of(*state, 2, 0, 1, &middle));
	d = judge_all(*state, &answers, (chain){&leaf, &middle}, HOST);
	assert_int_equal(d.records.n, 4);
	differs(*nth(&d, 0), "other-key");
	matches(*nth(&d, 1), 1);
	assert_string_equal(nth(&d, 2)->why, "usage-pkix");
	matches(*nth(&d, 3), 2);
	assert_true(dane_authenticates(&d) && dane_binds(&d));
	assert_int_equal(dane_count(&d, TLSA_MATCHES), 2);
	d.state = DANE_INSECURE;
	assert_false(dane_authenticates(&d) || dane_binds(&d));
	assert_false(dane_authenticates(NULL) || dane_binds(NULL));
}

/* RFC 7671 section 9 */
static void of_digests_the_strongest_counts(void **state)
{
	struct list answers = {0};
	struct dane_facts d;

	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 1, &leaf));
	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 2, &other));
	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 0, &other));
	d = judge_all(*state, &answers, (chain){&leaf}, HOST);
	assert_string_equal(nth(&d, 0)->why, "weaker-digest");
	differs(*nth(&d, 1), "other-key");
	differs(*nth(&d, 2), "other-key");
	assert_false(dane_authenticates(&d));

	/* full data is no digest, another selector another group, an unusable record no rival */
	answers = (struct list){0};
	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 2, &other));
	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 0, &leaf));
	publish(*state, &answers, "TLSA", record_of(*state, 3, 0, 1, &leaf));
	publish(*state, &answers, "TLSA", "3 0 2 0011");
	publish(*state, &answers, "TLSA", record_of(*state, 2, 1, 1, &middle));
	d = judge_all(*state, &answers, (chain){&leaf, &middle}, HOST);
	differs(*nth(&d, 0), "other-key");
	matches(*nth(&d, 1), 1);
	matches(*nth(&d, 2), 1);
	assert_string_equal(nth(&d, 3)->why, "wrong-length");
	matches(*nth(&d, 4), 2);
}

static void more_records_than_anybody_has_are_left_out(void **state)
{
	struct list answers = {0};
	struct dane_facts d;

	for (int i = 0; i < DANE_RECORDS_MAX + 9; i++)
		publish(*state, &answers, "TLSA", "3 1 1 00");
	d = judge_all(*state, &answers, (chain){&leaf}, HOST);
	assert_int_equal(d.records.n, DANE_RECORDS_MAX);
}

static void where_nothing_matches_it_says_what_would(void **state)
{
	struct list answers = {0};
	struct dane_facts d;

	publish(*state, &answers, "TLSA", record_of(*state, 3, 1, 1, &other));
	d = judge_all(*state, &answers, (chain){&leaf}, HOST);
	assert_string_equal(d.fitting, record_of(*state, 3, 1, 1, &leaf));
	matches(judge(*state, d.fitting, (chain){&leaf}), 1);
	d = judge_all(*state, &answers, (chain){&other}, HOST);
	assert_null(d.fitting);
	d = judge_all(*state, &answers, (chain){NULL}, HOST);
	assert_null(d.fitting);
}

static void long_data_are_shown_in_part(void **state)
{
	struct tlsa t = judge(*state, record_of(*state, 3, 0, 0, &leaf), (chain){&leaf});

	matches(t, 1);
	assert_int_equal(strlen(t.data), 128);
}

/* ---- parts of a certificate ---- */

static bool same_bytes(struct tls_der part, gnutls_datum_t d)
{
	return part.size == d.size && memcmp(part.data, d.data, d.size) == 0;
}

static void parts_are_those_that_the_library_sees(void **state)
{
	const struct identity *const ids[] = {&root, &leaf, &alone};

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct tls_der der = {ids[i]->der.data, ids[i]->der.size};
		gnutls_datum_t key = selected(ids[i], 1);

		assert_true(same_bytes(x509_public_key(der), key));
		gnutls_free(key.data);
		assert_true(x509_signed_part(der).data == der.data + 4);
	}
}

static void what_is_cut_short_has_no_parts(void **state)
{
	struct tls_der der = {leaf.der.data, leaf.der.size};

	(void)state;
	for (der.size = 0; der.size < leaf.der.size; der.size++) {
		assert_int_equal(x509_public_key(der).size, 0);
		assert_int_equal(x509_signed_part(der).size, 0);
	}
	assert_int_equal(
		x509_public_key((struct tls_der){(const void *)"\x30\x80\x00\x00", 4}).size, 0);
	assert_int_equal(
		x509_public_key((struct tls_der){(const void *)"\x30\x84\xff\xff\xff\xff\x30", 7})
			.size,
		0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(usage_3_compares_the_server_s_certificate),
		UNIT_TEST(usage_3_asks_for_no_name_and_no_date),
		UNIT_TEST(a_renewed_certificate_keeps_its_key_s_record),
		UNIT_TEST(usage_2_finds_its_ca_anywhere_above),
		UNIT_TEST(usage_2_needs_the_ca_itself),
		UNIT_TEST(usage_2_is_not_the_server_s_certificate),
		UNIT_TEST(usage_2_verifies_the_way_up),
		UNIT_TEST(usage_2_asks_for_dates),
		UNIT_TEST(usage_2_takes_an_old_intermediate),
		UNIT_TEST(usage_2_tries_only_so_many_paths),
		UNIT_TEST(usage_2_asks_for_the_name),
		UNIT_TEST(records_that_nobody_can_use_say_why),
		UNIT_TEST(usages_0_and_1_never_match),
		UNIT_TEST(a_certificate_with_something_behind_it_is_none),
		UNIT_TEST(each_record_has_a_verdict_of_its_own),
		UNIT_TEST(of_digests_the_strongest_counts),
		UNIT_TEST(more_records_than_anybody_has_are_left_out),
		UNIT_TEST(where_nothing_matches_it_says_what_would),
		UNIT_TEST(long_data_are_shown_in_part),
		UNIT_TEST(parts_are_those_that_the_library_sees),
		UNIT_TEST(what_is_cut_short_has_no_parts),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_all, free_all);
}
