#include "unit.h"

#include "base/base64.h"
#include "transcript/sasl_line.h"

#include <string.h>

/* What a login's line tells, in a few words: "bob" of a domain, "+secret", "secret=...", ... */
static char *told(struct arena *a, const char *mechanism, int step, struct sasl_asked asked,
		  const char *words, size_t n)
{
	struct sasl_told t =
		sasl_line_read(a, mechanism, step, asked, (struct bytes){(char *)words, n});
	const struct sasl_blob *b = &t.blob;
	char *all = arena_printf(a, "%.*s%s%.*s secret=%.*s%s%s%s%s", (int)b->domain.n, b->domain.p,
				 b->domain.n > 0 ? "\\" : "", (int)b->user.n, b->user.p,
				 (int)b->secret.n, b->secret.p, b->secret_sent ? " sent" : "",
				 b->malformed ? " malformed" : "", t.hidden ? " hidden" : "",
				 t.cancelled ? " cancelled" : "");

	sasl_told_free(&t);
	return all;
}

static char *told_by(struct arena *a, const char *mechanism, const char *raw, size_t n)
{
	struct buf encoded = {0};
	char *all;

	base64_encode(&encoded, raw, n);
	all = told(a, mechanism, 0, (struct sasl_asked){0}, encoded.p, encoded.n);
	buf_free(&encoded);
	return all;
}

#define NTLM_TYPE_3                                                                                \
	"NTLMSSP\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"                                        \
	"\6\0\6\0\100\0\0\0\6\0\6\0\106\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"             \
	"L\0A\0B\0b\0o\0b\0"

static void each_mechanism_tells_its_user(void **state)
{
	static const struct {
		const char *mechanism, *raw;
		size_t n;
		const char *told;
	} rows[] = {
#define RAW(s) s, sizeof(s) - 1
		{"PLAIN", RAW("\0bob@example.org\0s3cret"), "bob@example.org secret=s3cret sent"},
		{"plain", RAW("admin\0bob\0s3cret"), "bob secret=s3cret sent"},
		{"PLAIN", RAW("bob\0s3cret"), " secret=bob sent malformed"},
		{"PLAIN", RAW("s3cret"), " secret=s3cret sent malformed"},
		{"XOAUTH2", RAW("user=bob\001auth=Bearer tok.en\001\001"),
		 "bob secret=tok.en sent"},
		{"XOAUTH2", RAW("user=bob\001auth=tok.en\001\001"), "bob secret= malformed"},
		{"OAUTHBEARER", RAW("n,a=bob,\001host=h\001port=587\001auth=Bearer tok.en\001\001"),
		 "bob secret=tok.en sent"},
		{"OAUTHBEARER", RAW("n,a=bob\001auth=Bearer tok.en\001\001"),
		 "bob secret=tok.en sent"},
		{"OAUTHBEARER", RAW("\001"), " secret="},
		{"CRAM-MD5", RAW("bob smith b913a602c7eda7a495b4e6e7334d3890"),
		 "bob smith secret= sent"},
		{"CRAM-MD5", RAW("b913a602c7eda7a495b4e6e7334d3890"), " secret= sent malformed"},
		{"DIGEST-MD5", RAW("charset=utf-8,username=\"bob\",realm=\"x\",response=0123"),
		 "bob secret= sent"},
		{"SCRAM-SHA-256", RAW("n,,n=bob,r=nonce"), "bob secret="},
		{"SCRAM-SHA-256-PLUS", RAW("c=biws,r=nonce,p=proof"), " secret= sent"},
		{"EXTERNAL", RAW("bob"), "bob secret="},
		{"NTLM", RAW("NTLMSSP\0\1\0\0\0\7\202\10\242"), " secret="},
		{"NTLM", RAW(NTLM_TYPE_3), "LAB\\bob secret= sent"},
		{"NTLM", RAW("NTLM"), " secret= malformed"},
		{"PLAIN", RAW("\0bob\0/* secret */"), "bob secret= sent hidden"},
		{"X-OWN", RAW("who knows"), " secret=who knows sent"},
#undef RAW
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("  %s: %s\n", rows[i].mechanism, rows[i].told);
		assert_string_equal(told_by(a, rows[i].mechanism, rows[i].raw, rows[i].n),
				    rows[i].told);
	}
	arena_free(a);
}

/* Fields that point past the end tell nothing. */
static void ntlm_fields_stay_inside(void **state)
{
	char raw[] = NTLM_TYPE_3;
	struct arena *a = arena_new();

	(void)state;
	raw[36] = raw[38] = 8;
	assert_string_equal(told_by(a, "NTLM", raw, sizeof(raw) - 1), "LAB\\ secret= sent");
	memset(raw + 32, 0xff, 4);
	assert_string_equal(told_by(a, "NTLM", raw, sizeof(raw) - 1), " secret= sent");
	arena_free(a);
}

/* AUTH LOGIN: what is asked decides, and the order where the question says nothing. */
static void login_follows_the_questions(void **state)
{
	static const struct {
		const char *question;
		int step;
		const char *answer, *told;
	} rows[] = {
		{"VXNlcm5hbWU6", 0, "Ym9i", "bob secret="},
		{"UGFzc3dvcmQ6", 0, "Ym9i", " secret=bob sent"},
		{"UGFzc3dvcmQ6", 1, "czNjcmV0", " secret=s3cret sent"},
		{"", 0, "Ym9i", "bob secret="},
		{"", 1, "czNjcmV0", " secret=s3cret sent"},
		{"Username:", 0, "bob@example.org", "bob@example.org secret="},
		{"Password:", 1, "s3cret", " secret=s3cret sent"},
		{"VXNlcm5hbWU6", 0, "bob@example.org", " secret=bob@example.org sent malformed"},
		{"UGFzc3dvcmQ6", 1, "*", " secret= cancelled"},
		{"UGFzc3dvcmQ6", 1, "", " secret="},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sasl_asked asked = sasl_asked(bytes_str(a, rows[i].question));

		print_message("  %s %s\n", rows[i].question, rows[i].answer);
		assert_string_equal(told(a, "LOGIN", rows[i].step, asked, rows[i].answer,
					 strlen(rows[i].answer)),
				    rows[i].told);
	}
	arena_free(a);
}

static void what_programs_put_in_its_place_is_no_secret(void **state)
{
	static const char *const words[] = {
		"<hidden>",	      "[credentials hidden]",
		"[password omitted]", "/* secret */",
		"********",	      "xxxxxxxx",
		"{redacted}",	      "<credentials>",
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		print_message("  %s\n", words[i]);
		assert_string_equal(
			told(a, "PLAIN", 0, (struct sasl_asked){0}, words[i], strlen(words[i])),
			" secret= sent hidden");
		assert_string_equal(
			told(a, "LOGIN", 0, (struct sasl_asked){0}, words[i], strlen(words[i])),
			" secret= hidden");
	}
	arena_free(a);
}

/* The end of a long token is often missing. */
static void what_was_cut_off_still_tells_the_user(void **state)
{
	static const char raw[] = "user=bob@example.org\001auth=Bearer 0123456789";
	struct arena *a = arena_new();
	struct buf encoded = {0};

	(void)state;
	base64_encode(&encoded, raw, sizeof(raw) - 1);
	for (size_t n = 40; n < encoded.n; n++) {
		struct sasl_told t = sasl_line_read(a, "XOAUTH2", 0, (struct sasl_asked){0},
						    (struct bytes){encoded.p, n});

		assert_true(bytes_is(t.blob.user, "bob@example.org"));
		sasl_told_free(&t);
	}
	buf_free(&encoded);
	arena_free(a);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(each_mechanism_tells_its_user),
	UNIT_TEST(ntlm_fields_stay_inside),
	UNIT_TEST(login_follows_the_questions),
	UNIT_TEST(what_programs_put_in_its_place_is_no_secret),
	UNIT_TEST(what_was_cut_off_still_tells_the_user),
};

UNIT_MAIN(tests)
