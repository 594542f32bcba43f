#include "unit.h"

#include "base/memory.h"
#include "base/base64.h"
#include "oauth/pkce.h"

#include <string.h>

static struct secret secret_of(const char *s)
{
	return (struct secret){.p = mem_str(s), .n = strlen(s)};
}

/* RFC 7636, Appendix B. */
static void challenge_is_that_of_the_standard(void **state)
{
	struct secret verifier = secret_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
	char out[PKCE_CHALLENGE_SIZE];

	(void)state;
	assert_string_equal(pkce_challenge(&verifier, out),
			    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	secret_wipe(&verifier);
}

/* RFC 7636, Appendix A; and each number of bytes left over. */
static void base64url_has_its_alphabet_and_no_padding(void **state)
{
	static const struct {
		const char *bytes, *text;
		size_t n;
	} rows[] = {
		{"\x03\xec\xff\xe0\xc1", "A-z_4ME", 5},
		{"", "", 0},
		{"\xff", "_w", 1},
		{"\xfb\xff", "-_8", 2},
		{"\xfb\xff\xbf", "-_-_", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = {0};

		buf_str(&out, "+/="); /* what stood there before stays */
		base64url_encode(&out, rows[i].bytes, rows[i].n);
		assert_memory_equal(out.p, "+/=", 3);
		assert_string_equal(out.p + 3, rows[i].text);
		assert_int_equal(out.n, 3 + strlen(rows[i].text));
		buf_free(&out);
	}
}

/* RFC 7636, 4.1: 43 to 128 unreserved characters. */
static void verifiers_are_well_formed_and_differ(void **state)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";
	char all[64][44];

	(void)state;
	for (int i = 0; i < 64; i++) {
		struct secret s;

		pkce_verifier(&s);
		assert_int_equal(s.n, 43);
		assert_int_equal(strspn(s.p, unreserved), 43);
		strcpy(all[i], s.p);
		secret_wipe(&s);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(all[i], all[k]);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(challenge_is_that_of_the_standard),
	UNIT_TEST(base64url_has_its_alphabet_and_no_padding),
	UNIT_TEST(verifiers_are_well_formed_and_differ),
};

UNIT_MAIN(tests)
