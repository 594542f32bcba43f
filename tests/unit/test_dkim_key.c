/* One TXT record as a DKIM key: good ones, and each way in which one goes wrong between the signer
 * and the zone. */
#include "unit.h"
#include "../support/dkimkey.h"

#include "base/base64.h"
#include "domain/dkim_key.h"

#include <string.h>

static struct dkim_key *read(struct arena *a, const char *text)
{
	return dkim_key_read(a, bytes_str(a, text));
}

static void is(struct arena *a, const char *text, enum dkim_verdict wanted)
{
	struct dkim_key *k = read(a, text);

	if (k->verdict != wanted)
		fail_msg("%s: %s (%s), not %s", text, dkim_verdict_names[k->verdict],
			 k->fault != NULL ? k->fault : "-", dkim_verdict_names[wanted]);
}

/* What is told to be meant is a good key of that type and length. */
static void is_mended(struct arena *a, const struct dkim_key *k, const char *type, int bits)
{
	struct dkim_key *again;

	assert_non_null(k->mended);
	again = read(a, k->mended);
	assert_int_equal(again->verdict, DKIM_USABLE);
	assert_string_equal(again->type, type);
	assert_int_equal(again->bits, bits);
	assert_memory_equal(k->mended, "v=DKIM1; k=", 11);
}

static void good_keys_of_both_types(void **state)
{
	struct arena *a = *state;
	struct dkim_key *k = read(a, dkimkey_record(a, 2048));

	assert_int_equal(k->verdict, DKIM_USABLE);
	assert_string_equal(k->type, "rsa");
	assert_int_equal(k->bits, 2048);
	assert_null(k->fault);
	assert_null(k->mended);
	assert_int_equal(k->fault_at, -1);
	k = read(a, dkimkey_record(a, 0));
	assert_int_equal(k->verdict, DKIM_USABLE);
	assert_string_equal(k->type, "ed25519");
	assert_int_equal(k->bits, 0);
}

static void what_the_rfc_permits_is_good(void **state)
{
	struct arena *a = *state;
	const char *p = dkimkey(a, 1024);
	char *spaced = arena_printf(a, "%.60s \t %s", p, p + 60);

	is(a, arena_printf(a, "p=%s", p), DKIM_USABLE);
	is(a, arena_printf(a, "k=rsa; p=%s;", p), DKIM_USABLE);
	is(a, arena_printf(a, "v=DKIM1;k=RSA;p=%s", p), DKIM_USABLE);
	is(a, arena_printf(a, " v = DKIM1 ; p = %s ; ", p), DKIM_USABLE);
	is(a, arena_printf(a, "v=DKIM1; n=a =20 note; p=%s", p), DKIM_USABLE);
	is(a, arena_printf(a, "v=DKIM1; x_new=1; p=%s", p), DKIM_USABLE);
	is(a, arena_printf(a, "v=DKIM1; h=sha1 : sha256; s=tlsrpt:email; p=%s", p), DKIM_USABLE);
	is(a, arena_printf(a, "v=DKIM1; s=*; p=%s", spaced), DKIM_USABLE);
}

static void flags_are_read(void **state)
{
	struct arena *a = *state;
	struct dkim_key *k;

	k = read(a, arena_printf(a, "v=DKIM1; g=*; t=y:s; n=n; p=%s", dkimkey(a, 1024)));
	assert_true(k->testing && k->strict && k->granular);
	assert_string_equal(k->notes, "n");
	assert_string_equal(dkim_key_in_earnest(a, k),
			    arena_printf(a, "v=DKIM1; g=*; t=s; n=n; p=%s", dkimkey(a, 1024)));
	k = read(a, arena_printf(a, "t=yes; p=%s", dkimkey(a, 1024)));
	assert_false(k->testing);
}

static void an_empty_key_is_a_revoked_one(void **state)
{
	is(*state, "v=DKIM1; p=", DKIM_REVOKED);
	is(*state, "v=DKIM1; k=rsa; p= ;", DKIM_REVOKED);
	is(*state, "p=", DKIM_REVOKED);
}

static void texts_of_other_uses_are_no_keys(void **state)
{
	static const char *const texts[] = {"",
					    "v=spf1 include:example.net -all",
					    "v=DMARC1; p=reject",
					    "google-site-verification=abc",
					    "stamp=1; top=2",
					    "\"\"",
					    NULL};

	for (size_t i = 0; texts[i] != NULL; i++)
		is(*state, texts[i], DKIM_FOREIGN);
	assert_null(read(*state, texts[2])->mended);
}

static void lengths_of_rsa(void **state)
{
	struct arena *a = *state;
	struct dkim_key *k = read(a, dkimkey_record(a, 512));

	assert_int_equal(k->verdict, DKIM_WEAK);
	assert_int_equal(k->bits, 512);
	assert_null(k->mended);
	is(a, dkimkey_record(a, 768), DKIM_WEAK);
	is(a, dkimkey_record(a, 1024), DKIM_USABLE);
}

static void the_version_is_exact_and_first(void **state)
{
	struct arena *a = *state;
	const char *p = dkimkey(a, 2048);
	struct dkim_key *k = read(a, arena_printf(a, "v=DKIM2; p=%s", p));

	assert_int_equal(k->verdict, DKIM_SYNTAX);
	assert_int_equal(k->fault_at, 2);
	assert_string_equal(k->fault, "the version is \"DKIM2\", not \"DKIM1\"");
	is_mended(a, k, "rsa", 2048);
	is(a, arena_printf(a, "v=dkim1; p=%s", p), DKIM_SYNTAX);
	k = dkim_key_read(a, bytes_copy(a, "v=DKIM1\0x; p=", 13));
	assert_int_equal(k->verdict, DKIM_SYNTAX);
	k = read(a, arena_printf(a, "k=rsa; v=DKIM1; p=%s", p));
	assert_int_equal(k->verdict, DKIM_SYNTAX);
	assert_int_equal(k->fault_at, 7);
	is_mended(a, k, "rsa", 2048);
}

static void lists_with_a_fault_are_told_with_its_place(void **state)
{
	struct arena *a = *state;
	const char *p = dkimkey(a, 2048);
	struct dkim_key *k = read(a, arena_printf(a, "v=DKIM1; k=rsa; k=rsa; p=%s", p));

	assert_int_equal(k->verdict, DKIM_SYNTAX);
	assert_int_equal(k->fault_at, 16);
	assert_null(k->mended); /* which of the two was meant? */
	is(a, "v=DKIM1; k=rsa", DKIM_SYNTAX);
	is(a, arena_printf(a, "v=DKIM1;; p=%s", p), DKIM_SYNTAX);
	is(a, arena_printf(a, "v=DKIM1; oops; p=%s", p), DKIM_SYNTAX);
}

static void what_panels_do_is_told_and_mended(void **state)
{
	struct arena *a = *state;
	const char *p = dkimkey(a, 2048);
	const struct {
		const char *text, *words;
	} cases[] = {
		{arena_printf(a, "v=DKIM1\\; k=rsa\\; p=%s", p), "backslash"},
		{arena_printf(a, "\"v=DKIM1; k=rsa; p=%s\"", p), "quotation"},
		{arena_printf(a, "v=DKIM1; k=rsa; p=%.200s\" \"%s", p, p + 200), "quotation"},
		{arena_printf(a, "v=DKIM1; p=-----BEGIN PUBLIC KEY-----%s-----END PUBLIC KEY-----",
			      p),
		 "PEM"},
		{arena_printf(
			 a, "v=DKIM1; p=-----BEGIN PUBLIC KEY----- %s -----END PUBLIC KEY-----", p),
		 "PEM"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dkim_key *k = read(a, cases[i].text);

		assert_true(k->verdict == DKIM_SYNTAX || k->verdict == DKIM_BROKEN);
		if (strstr(k->fault, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].text, k->fault);
		assert_true(k->fault_at >= 0 && (size_t)k->fault_at < k->text.n);
		is_mended(a, k, "rsa", 2048);
	}
}

static void a_key_cut_off_is_told_as_such(void **state)
{
	struct arena *a = *state;
	struct dkim_key *k = read(a, arena_printf(a, "%.255s", dkimkey_record(a, 2048)));

	assert_int_equal(k->text.n, 255);
	assert_int_equal(k->verdict, DKIM_BROKEN);
	assert_true(k->cut);
	assert_non_null(strstr(k->fault, "of its 294 bytes are there"));
	assert_null(k->mended);
	for (size_t n = 60; n < strlen(dkimkey_record(a, 2048)); n++) {
		k = read(a, arena_printf(a, "%.*s", (int)n, dkimkey_record(a, 2048)));
		assert_int_equal(k->verdict, DKIM_BROKEN);
		if (k->mended != NULL) /* all that was lost is the padding */
			is_mended(a, k, "rsa", 2048);
	}
}

static void base64_with_a_fault_is_told_with_its_place(void **state)
{
	struct arena *a = *state;
	char *text = arena_str(a, dkimkey_record(a, 2048));
	struct dkim_key *k;

	text[100] = '!';
	k = read(a, text);
	assert_int_equal(k->verdict, DKIM_BROKEN);
	assert_int_equal(k->fault_at, 100);
	assert_null(k->mended);
	is(a, "v=DKIM1; p=AAAA", DKIM_BROKEN);
	is(a, "v=DKIM1; p=A", DKIM_BROKEN);
	is(a, "v=DKIM1; p====", DKIM_BROKEN);
}

static void types_that_do_not_fit(void **state)
{
	struct arena *a = *state;
	struct dkim_key *k = read(a, arena_printf(a, "v=DKIM1; p=%s", dkimkey(a, 0)));

	assert_int_equal(k->verdict, DKIM_OTHER_TYPE);
	is_mended(a, k, "ed25519", 0);
	k = read(a, arena_printf(a, "v=DKIM1; k=ed25519; p=%s", dkimkey(a, 2048)));
	assert_int_equal(k->verdict, DKIM_OTHER_TYPE);
	is_mended(a, k, "rsa", 2048);
	is(a, arena_printf(a, "v=DKIM1; k=rsa; p=%s", dkimkey_base64(a, dkimkey_der(a, 256))),
	   DKIM_OTHER_TYPE);
	is(a, arena_printf(a, "v=DKIM1; k=dsa; p=%s", dkimkey(a, 2048)), DKIM_OTHER_TYPE);
	is(a, "v=DKIM1; k=ed25519; p=AAAAAAAA", DKIM_BROKEN);
}

static void ed25519_wants_its_bytes_alone(void **state)
{
	struct arena *a = *state;
	const char *framed = dkimkey_base64(a, dkimkey_der(a, 0));
	struct dkim_key *k = read(a, arena_printf(a, "v=DKIM1; k=ed25519; p=%s", framed));

	assert_int_equal(k->verdict, DKIM_BROKEN);
	assert_non_null(strstr(k->fault, "32 bytes alone"));
	is_mended(a, k, "ed25519", 0);
	assert_string_equal(k->mended, dkimkey_record(a, 0));
}

static void rsa_wants_the_algorithm_around_its_numbers(void **state)
{
	struct arena *a = *state;
	struct bytes numbers = dkimkey_pkcs1(a, dkimkey_der(a, 2048));
	struct dkim_key *k =
		read(a, arena_printf(a, "v=DKIM1; k=rsa; p=%s", dkimkey_base64(a, numbers)));

	assert_int_equal(k->verdict, DKIM_BROKEN);
	assert_non_null(strstr(k->fault, "BEGIN RSA PUBLIC KEY"));
	assert_string_equal(k->mended, dkimkey_record(a, 2048));
}

static void an_even_exponent_is_no_rsa_key(void **state)
{
	struct arena *a = *state;
	struct bytes der = dkimkey_der(a, 2048);

	der.p[der.n - 1] = 0; /* of 65537 */
	is(a, arena_printf(a, "v=DKIM1; p=%s", dkimkey_base64(a, der)), DKIM_BROKEN);
}

static void keys_that_forbid_their_use(void **state)
{
	struct arena *a = *state;
	const char *p = dkimkey(a, 2048);
	struct dkim_key *k = read(a, arena_printf(a, "v=DKIM1; h=sha1; t=s; p=%s", p));

	assert_int_equal(k->verdict, DKIM_RESTRICTED);
	assert_string_equal(k->mended, arena_printf(a, "v=DKIM1; k=rsa; t=s; p=%s", p));
	k = read(a, arena_printf(a, "v=DKIM1; s=tlsrpt; p=%s", p));
	assert_int_equal(k->verdict, DKIM_RESTRICTED);
	assert_null(k->mended); /* it may be meant so */
}

static void hostile_texts_have_an_end(void **state)
{
	struct arena *a = *state;
	struct buf long_one = {0};
	struct dkim_key *k;

	buf_str(&long_one, "v=DKIM1; p=");
	for (int i = 0; i < 64 * 1024; i++)
		buf_char(&long_one, 'A');
	k = dkim_key_read(a, bytes_copy(a, long_one.p, long_one.n));
	assert_int_equal(k->verdict, DKIM_SYNTAX);
	buf_free(&long_one);
	k = dkim_key_read(a, bytes_copy(a, "v=DKIM1; k=\x1b[31m; p=\0AAAA", 23));
	assert_int_equal(k->verdict, DKIM_BROKEN);
	assert_null(strchr(k->type, '\x1b'));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(good_keys_of_both_types),
	UNIT_TEST(what_the_rfc_permits_is_good),
	UNIT_TEST(flags_are_read),
	UNIT_TEST(an_empty_key_is_a_revoked_one),
	UNIT_TEST(texts_of_other_uses_are_no_keys),
	UNIT_TEST(lengths_of_rsa),
	UNIT_TEST(the_version_is_exact_and_first),
	UNIT_TEST(lists_with_a_fault_are_told_with_its_place),
	UNIT_TEST(what_panels_do_is_told_and_mended),
	UNIT_TEST(a_key_cut_off_is_told_as_such),
	UNIT_TEST(base64_with_a_fault_is_told_with_its_place),
	UNIT_TEST(types_that_do_not_fit),
	UNIT_TEST(ed25519_wants_its_bytes_alone),
	UNIT_TEST(rsa_wants_the_algorithm_around_its_numbers),
	UNIT_TEST(an_even_exponent_is_no_rsa_key),
	UNIT_TEST(keys_that_forbid_their_use),
	UNIT_TEST(hostile_texts_have_an_end),
};

UNIT_MAIN(tests)
