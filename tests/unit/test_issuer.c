/* What comes where an issuer's certificate should be, and which of it is the issuer's. */
#include "unit.h"

#include "../support/certmaker.h"
#include "net/issuer.h"

#include <gnutls/pkcs7.h>
#include <string.h>

enum { ROOT, MIDDLE, LEAF, NAMESAKE, STRANGER, PEOPLE };

static struct identity people[PEOPLE];

static int make_people(void **state)
{
	static const struct {
		const char *cn;
		bool ca;
		int issuer;
	} specs[PEOPLE] = {
		[ROOT] = {"root", true, -1},	     [MIDDLE] = {"middle", true, ROOT},
		[LEAF] = {"leaf", false, MIDDLE},    [NAMESAKE] = {"middle", true, -1},
		[STRANGER] = {"stranger", true, -1},
	};

	(void)state;
	for (int i = 0; i < PEOPLE; i++) {
		struct cert_spec s = {.cn = specs[i].cn, .ca = specs[i].ca};

		s.issuer = specs[i].issuer < 0 ? NULL : &people[specs[i].issuer];
		people[i] = cert_make(&s);
	}
	return 0;
}

static int free_people(void **state)
{
	(void)state;
	for (int i = 0; i < PEOPLE; i++)
		cert_free(&people[i]);
	return 0;
}

static struct tls_der der_of(int who)
{
	return (struct tls_der){people[who].der.data, people[who].der.size};
}

static bool same_der(struct tls_der a, struct tls_der b)
{
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* ---- answers ---- */

static struct issuers read_datum(struct arena *a, const gnutls_datum_t *d)
{
	struct issuers got;

	issuers_read(a, (struct bytes){(char *)d->data, d->size}, &got);
	return got;
}

/* Certs-only, of MIDDLE and STRANGER. */
static gnutls_datum_t pkcs7(gnutls_x509_crt_fmt_t format)
{
	gnutls_datum_t out = {0};
	gnutls_pkcs7_t p7;

	assert_int_equal(gnutls_pkcs7_init(&p7), 0);
	assert_int_equal(gnutls_pkcs7_set_crt(p7, people[STRANGER].crt), 0);
	assert_int_equal(gnutls_pkcs7_set_crt(p7, people[MIDDLE].crt), 0);
	assert_int_equal(gnutls_pkcs7_export2(p7, format, &out), 0);
	gnutls_pkcs7_deinit(p7);
	return out;
}

static void der_is_read(void **state)
{
	struct issuers got = read_datum(*state, &people[MIDDLE].der);

	assert_string_equal(got.form, "DER");
	assert_int_equal(got.n, 1);
	assert_true(same_der(got.der[0], der_of(MIDDLE)));
}

static void a_bag_is_read(void **state)
{
	gnutls_datum_t d = pkcs7(GNUTLS_X509_FMT_DER);
	struct issuers got = read_datum(*state, &d);

	assert_string_equal(got.form, "PKCS #7");
	assert_int_equal(got.n, 2);
	assert_true(same_der(*issuers_find(&got, der_of(LEAF)), der_of(MIDDLE)));
	gnutls_free(d.data);
}

static void pem_is_read_and_told_apart(void **state)
{
	gnutls_datum_t d = pkcs7(GNUTLS_X509_FMT_PEM), one, two;
	struct issuers got = read_datum(*state, &d);
	struct buf both = {0};

	assert_string_equal(got.form, "PEM");
	assert_int_equal(got.n, 2);
	gnutls_free(d.data);
	gnutls_x509_crt_export2(people[STRANGER].crt, GNUTLS_X509_FMT_PEM, &one);
	gnutls_x509_crt_export2(people[MIDDLE].crt, GNUTLS_X509_FMT_PEM, &two);
	buf_printf(&both, "my certificates:\r\n%.*s\n%.*s", (int)one.size, one.data, (int)two.size,
		   two.data);
	issuers_read(*state, (struct bytes){both.p, both.n}, &got);
	assert_string_equal(got.form, "PEM");
	assert_int_equal(got.n, 2);
	assert_true(same_der(got.der[1], der_of(MIDDLE)));
	buf_free(&both);
	gnutls_free(one.data);
	gnutls_free(two.data);
}

static void a_crowd_is_cut_short(void **state)
{
	gnutls_datum_t one;
	struct issuers got;
	struct buf all = {0};

	gnutls_x509_crt_export2(people[MIDDLE].crt, GNUTLS_X509_FMT_PEM, &one);
	for (int i = 0; i < 3 * ISSUERS_MAX; i++)
		buf_add(&all, one.data, one.size);
	issuers_read(*state, (struct bytes){all.p, all.n}, &got);
	assert_int_equal(got.n, ISSUERS_MAX);
	buf_free(&all);
	gnutls_free(one.data);
}

static void anything_else_is_nothing(void **state)
{
	static const char *const answers[] = {
		"",
		"<html>not found</html>",
		"-----BEGIN CERTIFICATE-----",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n",
		"0\x82\xff\xff",
	};
	struct arena *a = *state;
	struct issuers got;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		issuers_read(a, bytes_str(a, answers[i]), &got);
		assert_null(got.form);
		assert_int_equal(got.n, 0);
	}
}

/* ---- whose it is ---- */

static struct issuers of(int a, int b)
{
	return (struct issuers){.der = {der_of(a), der_of(b)}, .n = 2};
}

static void only_who_signed_is_the_issuer(void **state)
{
	struct issuers both = of(NAMESAKE, MIDDLE), others = of(NAMESAKE, STRANGER);

	(void)state;
	assert_ptr_equal(issuers_find(&both, der_of(LEAF)), &both.der[1]);
	assert_null(issuers_find(&others, der_of(LEAF)));
	both.n = 0;
	assert_null(issuers_find(&both, der_of(LEAF)));
}

static void the_path_ends_where_nobody_leads_on(void **state)
{
	const struct tls_der alone[] = {der_of(LEAF)},
			     more[] = {der_of(LEAF), der_of(STRANGER), der_of(MIDDLE)},
			     whole[] = {der_of(LEAF), der_of(ROOT), der_of(MIDDLE)},
			     broken[] = {{(const unsigned char *)"x", 1}, der_of(MIDDLE)};

	(void)state;
	assert_true(same_der(issuer_path_end(alone, 1), der_of(LEAF)));
	assert_true(same_der(issuer_path_end(more, 3), der_of(MIDDLE)));
	assert_true(same_der(issuer_path_end(whole, 3), der_of(ROOT)));
	assert_true(same_der(issuer_path_end(broken, 2), broken[0]));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(der_is_read),
	UNIT_TEST(a_bag_is_read),
	UNIT_TEST(pem_is_read_and_told_apart),
	UNIT_TEST(a_crowd_is_cut_short),
	UNIT_TEST(anything_else_is_nothing),
	UNIT_TEST(only_who_signed_is_the_issuer),
	UNIT_TEST(the_path_ends_where_nobody_leads_on),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_people, free_people);
}
