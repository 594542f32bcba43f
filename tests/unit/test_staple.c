/* What the OCSP response beside a certificate proves, and what it does not. */
#include "unit.h"

#include "../support/ocspmaker.h"
#include "base/clock.h"
#include "net/certificate.h"
#include "net/staple.h"

#include <gnutls/x509-ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct identity root, middle, leaf, other, stranger, false_middle;
static struct identity delegate, no_delegate, strange_delegate, old_delegate;
static struct trust *trust;
static uv_loop_t loop;

static void may_sign_responses(gnutls_x509_crt_t crt)
{
	gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_OCSP_SIGNING, 0);
}

static struct identity responder(const struct identity *issuer, bool appointed, int to_hours)
{
	return cert_make(&(struct cert_spec){
		.cn = "Responder",
		.issuer = issuer,
		.from_hours = -1000,
		.to_hours = to_hours,
		.finish = appointed ? may_sign_responses : NULL,
	});
}

static struct identity host(const struct identity *issuer)
{
	return cert_make(
		&(struct cert_spec){.cn = "leaf", .dns = {"mail.example.org"}, .issuer = issuer});
}

static void on_trust(void *arg)
{
	(void)arg;
}

static struct trust *load_root(void)
{
	const struct identity *anchors[] = {&root};
	char path[32];
	struct trust *t;

	cert_write_pem(path, anchors, 1);
	t = trust_load(&loop, path, on_trust, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	unlink(path);
	return t;
}

static int make_all(void **state)
{
	(void)state;
	uv_loop_init(&loop);
	root = cert_make(&(struct cert_spec){.cn = "Root", .ca = true});
	middle = cert_make(&(struct cert_spec){.cn = "Middle", .ca = true, .issuer = &root});
	false_middle = cert_make(&(struct cert_spec){.cn = "Middle", .ca = true});
	stranger = cert_make(&(struct cert_spec){.cn = "Stranger", .ca = true});
	leaf = host(&middle);
	other = host(&middle);
	delegate = responder(&middle, true, 1000);
	no_delegate = responder(&middle, false, 1000);
	old_delegate = responder(&middle, true, -10);
	strange_delegate = responder(&stranger, true, 1000);
	trust = load_root();
	return 0;
}

static int free_all(void **state)
{
	struct identity *all[] = {&root,	&middle,      &leaf,
				  &other,	&stranger,    &false_middle,
				  &delegate,	&no_delegate, &strange_delegate,
				  &old_delegate};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		cert_free(all[i]);
	trust = trust_free(trust);
	return uv_loop_close(&loop);
}

/* ---- a server's chain and what came with it ---- */

static struct staple *judge_chain(struct arena *a, struct tls_der response,
				  const struct identity *const *ids, int64_t now)
{
	struct tls_facts f = {0};
	struct tls_der der[8];
	unsigned n = 0;

	for (; ids[n] != NULL; n++) {
		der[n] = (struct tls_der){ids[n]->der.data, ids[n]->der.size};
		list_append(&f.chain, certificate_read(a, der[n]));
	}
	tls_judge(a, &f, der, n, trust, "mail.example.org", now);
	return staple_judge(a, response, der, n, trust, now);
}

static struct staple *judge(struct arena *a, struct ocsp_spec spec)
{
	gnutls_datum_t d;
	struct staple *s;

	spec.about = spec.about != NULL ? spec.about : &leaf;
	spec.issuer = spec.issuer != NULL ? spec.issuer : &middle;
	d = ocsp_make(&spec);
	s = judge_chain(a, (struct tls_der){d.data, d.size},
			(const struct identity *[]){&leaf, &middle, NULL}, clock_wall_ms());
	free(d.data);
	assert_non_null(s);
	return s;
}

static void is_invalid(const struct staple *s, const char *fault)
{
	assert_int_equal(s->status, STAPLE_INVALID);
	assert_string_equal(s->fault, fault);
}

static bool near(int64_t date, int hours)
{
	int64_t off = date - (clock_wall_ms() + hours * INT64_C(3600000));

	return off < 600000 && off > -600000;
}

/* ---- what it says ---- */

static void none_came(void **state)
{
	assert_null(judge_chain(*state, (struct tls_der){0},
				(const struct identity *[]){&leaf, &middle, NULL},
				clock_wall_ms()));
}

static void good_by_the_issuer(void **state)
{
	struct staple *s = judge(*state, (struct ocsp_spec){0});

	assert_null(s->fault);
	assert_int_equal(s->status, STAPLE_GOOD);
	assert_true(near(s->this_update, -1) && near(s->produced, -1) &&
		    near(s->next_update, 1000));
	assert_int_equal(s->revoked_at, 0);
	assert_null(s->reason);
}

static void revoked_with_each_reason(void **state)
{
	static const struct {
		int code;
		const char *word;
	} reasons[] = {{0, "unspecified"},	  {1, "keyCompromise"}, {2, "cACompromise"},
		       {3, "affiliationChanged"}, {4, "superseded"},	{5, "cessationOfOperation"},
		       {6, "certificateHold"},	  {8, "removeFromCRL"}, {9, "privilegeWithdrawn"},
		       {10, "aACompromise"}};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct staple *s = judge(*state, (struct ocsp_spec){.says = OCSP_SAYS_REVOKED,
								    .reason = reasons[i].code});

		assert_int_equal(s->status, STAPLE_REVOKED);
		assert_string_equal(s->reason, reasons[i].word);
		assert_true(near(s->revoked_at, -100));
	}
	assert_null(
		judge(*state, (struct ocsp_spec){.says = OCSP_SAYS_REVOKED, .reason = 7})->reason);
	assert_null(
		judge(*state, (struct ocsp_spec){.says = OCSP_SAYS_REVOKED, .reason = 99})->reason);
}

static void unknown_to_the_responder(void **state)
{
	struct staple *s = judge(*state, (struct ocsp_spec){.says = OCSP_SAYS_UNKNOWN});

	assert_null(s->fault);
	assert_int_equal(s->status, STAPLE_UNKNOWN);
}

static void entry_of_the_leaf_among_others(void **state)
{
	assert_int_equal(
		judge(*state, (struct ocsp_spec){.others = 5, .says = OCSP_SAYS_REVOKED})->status,
		STAPLE_REVOKED);
	is_invalid(judge(*state, (struct ocsp_spec){.others = 40}), "other-certificate");
}

static void responder_has_errors_of_its_own(void **state)
{
	static const char *const words[] = {
		"malformed", "malformed-request",  "internal-error", "try-later",
		"malformed", "signature-required", "unauthorized",   "malformed"};

	for (int i = 1; i < 8; i++)
		is_invalid(judge(*state, (struct ocsp_spec){.response_status = i}), words[i]);
}

/* ---- who vouches for it ---- */

static void delegated_responder_counts(void **state)
{
	assert_int_equal(judge(*state, (struct ocsp_spec){.signer = &delegate})->status,
			 STAPLE_GOOD);
	is_invalid(judge(*state, (struct ocsp_spec){.signer = &no_delegate}),
		   "signer-not-appointed");
	is_invalid(judge(*state, (struct ocsp_spec){.signer = &strange_delegate}), "signature");
	is_invalid(judge(*state, (struct ocsp_spec){.signer = &old_delegate}),
		   "signer-out-of-date");
}

static void nobody_vouches_for_it(void **state)
{
	is_invalid(judge(*state, (struct ocsp_spec){.signer = &stranger}), "signature");
	is_invalid(judge(*state, (struct ocsp_spec){.spoilt = true}), "signature");
	is_invalid(judge(*state, (struct ocsp_spec){.spoilt = true, .says = OCSP_SAYS_REVOKED}),
		   "signature");
	/* the server's own key */
	is_invalid(judge(*state, (struct ocsp_spec){.signer = &leaf}), "signer-not-appointed");
}

static void issuer_of_the_same_name_only(void **state)
{
	gnutls_datum_t d = ocsp_make(&(struct ocsp_spec){
		.about = &leaf, .issuer = &false_middle, .says = OCSP_SAYS_REVOKED});
	struct staple *s = judge_chain(*state, (struct tls_der){d.data, d.size},
				       (const struct identity *[]){&leaf, &false_middle, NULL},
				       clock_wall_ms());

	is_invalid(s, "issuer-unknown");
	free(d.data);
}

static void issuer_was_not_sent(void **state)
{
	gnutls_datum_t d = ocsp_make(&(struct ocsp_spec){.about = &leaf, .issuer = &middle});

	is_invalid(judge_chain(*state, (struct tls_der){d.data, d.size},
			       (const struct identity *[]){&leaf, NULL}, clock_wall_ms()),
		   "issuer-unknown");
	free(d.data);
}

static void issuer_is_an_anchor_that_was_not_sent(void **state)
{
	struct identity own = host(&root);
	gnutls_datum_t d = ocsp_make(&(struct ocsp_spec){.about = &own, .issuer = &root});
	struct staple *s = judge_chain(*state, (struct tls_der){d.data, d.size},
				       (const struct identity *[]){&own, NULL}, clock_wall_ms());

	assert_null(s->fault);
	assert_int_equal(s->status, STAPLE_GOOD);
	free(d.data);
	cert_free(&own);
}

static void about_another_certificate(void **state)
{
	is_invalid(judge(*state, (struct ocsp_spec){.about = &other, .says = OCSP_SAYS_REVOKED}),
		   "other-certificate");
}

/* ---- its time ---- */

static void out_of_date(void **state)
{
	struct staple *s = judge(*state, (struct ocsp_spec){.from_hours = -200, .to_hours = -1});

	is_invalid(s, "out-of-date");
	assert_true(near(s->this_update, -200) && near(s->next_update, -1));
	is_invalid(judge(*state, (struct ocsp_spec){.from_hours = 2, .to_hours = 100}),
		   "out-of-date");
}

static void without_an_end_it_holds_for_a_fortnight(void **state)
{
	assert_int_equal(
		judge(*state, (struct ocsp_spec){.from_hours = -14 * 24, .endless = true})->status,
		STAPLE_GOOD);
	is_invalid(judge(*state, (struct ocsp_spec){.from_hours = -16 * 24, .endless = true}),
		   "out-of-date");
}

/* Nobody takes a revocation back, but for one on hold. */
static void revocation_outlives_its_response(void **state)
{
	struct ocsp_spec spec = {
		.says = OCSP_SAYS_REVOKED, .reason = 1, .from_hours = -200, .to_hours = -1};

	assert_int_equal(judge(*state, spec)->status, STAPLE_REVOKED);
	spec.reason = 6;
	is_invalid(judge(*state, spec), "out-of-date");
}

/* ---- bytes ---- */

static void garbage_and_size(void **state)
{
	const struct identity *const chain[] = {&leaf, &middle, NULL};
	static unsigned char big[STAPLE_SIZE_MAX + 1] = {0x30};

	is_invalid(judge_chain(*state, (struct tls_der){(const unsigned char *)"0\003\n\001", 4},
			       chain, 0),
		   "malformed");
	is_invalid(judge_chain(*state, (struct tls_der){big, sizeof(big)}, chain, 0), "too-long");
	is_invalid(judge_chain(*state, (struct tls_der){big, sizeof(big) - 1}, chain, 0),
		   "malformed");
}

static void cut_anywhere_it_proves_nothing(void **state)
{
	gnutls_datum_t d = ocsp_make(&(struct ocsp_spec){.about = &leaf, .issuer = &middle});

	for (unsigned n = 1; n < d.size; n += 7)
		assert_int_equal(judge_chain(*state, (struct tls_der){d.data, n},
					     (const struct identity *[]){&leaf, &middle, NULL},
					     clock_wall_ms())
					 ->status,
				 STAPLE_INVALID);
	free(d.data);
}

/* ---- certificates that want one ---- */

static void must_staple(gnutls_x509_crt_t crt, unsigned feature)
{
	gnutls_x509_tlsfeatures_t features;

	gnutls_x509_tlsfeatures_init(&features);
	gnutls_x509_tlsfeatures_add(features, feature);
	gnutls_x509_crt_set_tlsfeatures(crt, features);
	gnutls_x509_tlsfeatures_deinit(features);
}

static void feature_5(gnutls_x509_crt_t crt)
{
	must_staple(crt, 5);
}

static void feature_17(gnutls_x509_crt_t crt)
{
	must_staple(crt, 17);
}

static void feature_24(gnutls_x509_crt_t crt)
{
	must_staple(crt, 24);
}

static bool reads_must_staple(struct arena *a, void (*finish)(gnutls_x509_crt_t crt))
{
	struct identity id =
		cert_make(&(struct cert_spec){.cn = "leaf", .issuer = &middle, .finish = finish});
	bool wanted = certificate_read(a, (struct tls_der){id.der.data, id.der.size})->must_staple;

	cert_free(&id);
	return wanted;
}

static void certificate_tells_whether_it_must_be_stapled(void **state)
{
	assert_true(reads_must_staple(*state, feature_5));
	assert_false(reads_must_staple(*state, feature_17));
	assert_false(reads_must_staple(*state, feature_24));
	assert_false(reads_must_staple(*state, NULL));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(none_came),
	UNIT_TEST(good_by_the_issuer),
	UNIT_TEST(revoked_with_each_reason),
	UNIT_TEST(unknown_to_the_responder),
	UNIT_TEST(entry_of_the_leaf_among_others),
	UNIT_TEST(responder_has_errors_of_its_own),
	UNIT_TEST(delegated_responder_counts),
	UNIT_TEST(nobody_vouches_for_it),
	UNIT_TEST(issuer_of_the_same_name_only),
	UNIT_TEST(issuer_was_not_sent),
	UNIT_TEST(issuer_is_an_anchor_that_was_not_sent),
	UNIT_TEST(about_another_certificate),
	UNIT_TEST(out_of_date),
	UNIT_TEST(without_an_end_it_holds_for_a_fortnight),
	UNIT_TEST(revocation_outlives_its_response),
	UNIT_TEST(garbage_and_size),
	UNIT_TEST(cut_anywhere_it_proves_nothing),
	UNIT_TEST(certificate_tells_whether_it_must_be_stapled),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, make_all, free_all);
}
