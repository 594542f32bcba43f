/* Forms, answers and the pace of polls, as src/oauth writes, reads and keeps them. */
#include "unit.h"

#include "oauth/answer.h"
#include "oauth/device.h"
#include "oauth/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- forms ---- */

static void encodes(const char *raw, size_t n, const char *expected)
{
	struct buf b = {0};

	form_encode(&b, raw, n);
	if (b.n != strlen(expected) || (b.n > 0 && memcmp(b.p, expected, b.n) != 0))
		fail_msg("%.*s, not %s", (int)b.n, b.p, expected);
	buf_free(&b);
}

static void a_form_is_encoded(void **state)
{
	(void)state;
	/* RFC 6749, appendix B: blank, "%", "&", "+", pound sign, euro sign */
	encodes(" %&+\xc2\xa3\xe2\x82\xac", 9, "+%25%26%2B%C2%A3%E2%82%AC");
	encodes("AZaz09*-._", 10, "AZaz09*-._");
	encodes("~!'()", 5, "%7E%21%27%28%29");
	encodes("\0\r\n\x7f", 4, "%00%0D%0A%7F");
	encodes("https://outlook.office.com/SMTP.Send", 36,
		"https%3A%2F%2Foutlook.office.com%2FSMTP.Send");
	encodes("", 0, "");
}

static void all_bytes_come_back(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char raw = (char)c, hex[3] = {0};
		struct buf b = {0};

		form_encode(&b, &raw, 1);
		if (b.n == 1) {
			assert_true(b.p[0] == raw || (b.p[0] == '+' && raw == ' '));
		} else {
			assert_int_equal(b.n, 3);
			assert_int_equal(b.p[0], '%');
			memcpy(hex, b.p + 1, 2);
			assert_int_equal(strtol(hex, NULL, 16), c);
		}
		buf_free(&b);
	}
}

static void a_form_has_its_fields(void **state)
{
	struct form f = form_new("urn:x");

	(void)state;
	form_add(&f, "scope", "a b");
	form_add(&f, "left", NULL);
	form_add(&f, "out", "");
	form_add_secret(&f, "client_secret", "p&w", 3);
	assert_string_equal(f.body.p, "grant_type=urn%3Ax&scope=a+b&client_secret=p%26w");
	assert_true(f.body.secret);
	form_free(&f);
	f = form_new(NULL);
	form_add(&f, "client_id", "x");
	assert_string_equal(f.body.p, "client_id=x");
	form_free(&f);
}

/* ---- answers ---- */

struct bench {
	struct arena *a;
	struct answer x;
};

static int set_up(void **state)
{
	static struct bench b;

	b = (struct bench){.a = arena_new()};
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	answer_wipe(&b->x);
	arena_free(b->a);
	return 0;
}

static struct answer *read_answer(struct bench *b, const char *text)
{
	static const struct echo nothing;

	answer_wipe(&b->x);
	answer_read(b->a, &nothing, bytes_str(b->a, text), &b->x);
	return &b->x;
}

static void is_secret(const struct secret *s, const char *expected)
{
	assert_int_equal(s->n, strlen(expected));
	assert_memory_equal(s->p, expected, s->n);
	assert_true(s->token);
}

/* RFC 6749, 5.1 */
static void a_token_comes(void **state)
{
	const struct answer *x = read_answer(
		*state, "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"example\","
			"\"expires_in\":3600,\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\","
			"\"example_parameter\":\"example_value\",\"scope\":\"a b\"}");

	assert_null(x->wrong);
	assert_null(x->error);
	is_secret(&x->access, "2YotnFZFEjr1zCsicMWpAA");
	is_secret(&x->refresh, "tGzv3JOkF0XG5Qx2TlKWIA");
	assert_string_equal(x->token_type, "example");
	assert_string_equal(x->granted, "a b");
	assert_int_equal(x->lives, 3600);
}

/* RFC 8628, 3.2 */
static void a_device_code_comes(void **state)
{
	const struct answer *x = read_answer(
		*state, "{\"device_code\":\"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS\","
			"\"user_code\":\"WDJB-MJHT\","
			"\"verification_uri\":\"https://example.com/device\","
			"\"verification_uri_complete\":"
			"\"https://example.com/device?user_code=WDJB-MJHT\","
			"\"expires_in\":1800,\"interval\":5}");

	is_secret(&x->device_code, "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS");
	assert_string_equal(x->user_code, "WDJB-MJHT");
	assert_string_equal(x->verification_url, "https://example.com/device");
	assert_string_equal(x->complete, "https://example.com/device?user_code=WDJB-MJHT");
	assert_int_equal(x->interval, 5);
	assert_int_equal(x->lives, 1800);
}

static void a_page_that_completes_must_be_the_page(void **state)
{
	static const struct {
		const char *complete;
		bool stays;
	} rows[] = {
		{"https://example.com/other?x=1", true},
		{"https://example.com:443/device", true},
		{"https://EXAMPLE.com/device", true},
		{"http://example.com/device", false},
		{"http://example.com:443/device", false},
		{"https://example.com:444/device", false},
		{"https://example.com.evil.example/", false},
		{"https://evil.example/example.com", false},
		{"https://example.com@evil.example/", false},
		{"javascript:alert(1)", false},
		{"", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[300];

		snprintf(text, sizeof(text),
			 "{\"verification_uri\":\"https://example.com/device\","
			 "\"verification_uri_complete\":\"%s\"}",
			 rows[i].complete);
		if ((read_answer(*state, text)->complete != NULL) != rows[i].stays)
			fail_msg("%s", rows[i].complete);
	}
}

/* Refusals of oauth endpoints as they come. */
static void refusals(void **state)
{
	static const struct {
		const char *text, *error, *description, *suberror, *code;
	} rows[] = {
		{"{\"error\":\"invalid_request\"}", "invalid_request", NULL, NULL, NULL},
		{"{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or "
		 "revoked.\"}",
		 "invalid_grant", "Token has been expired or revoked.", NULL, NULL},
		{"{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}",
		 "invalid_grant", "Bad Request", NULL, NULL},
		{"{\"error\":\"invalid_grant\",\"error_description\":\"reauth related error "
		 "(invalid_rapt)\",\"error_subtype\":\"invalid_rapt\"}",
		 "invalid_grant", "reauth related error (invalid_rapt)", "invalid_rapt", NULL},
		{"{\"error\":\"slow_down\"}", "slow_down", NULL, NULL, NULL},
		{"{\"error\":\"interaction_required\",\"error_description\":\"AADSTS50076: Due to "
		 "a change\\r\\nTrace ID: 1\\r\\nCorrelation ID: 2\\r\\nTimestamp: 3\","
		 "\"error_codes\":[50076],\"suberror\":\"basic_action\"}",
		 "interaction_required", "AADSTS50076: Due to a change", "basic_action", "50076"},
		{"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: Expired. "
		 "Trace ID: 1 Correlation ID: 2 Timestamp: 3\",\"error_codes\":[7000222]}",
		 "invalid_client", "AADSTS7000222: Expired.", NULL, "7000222"},
		{"{\"error\":{\"code\":403,\"message\":\"Not allowed\",\"status\":"
		 "\"PERMISSION_DENIED\"}}",
		 "PERMISSION_DENIED", "Not allowed", NULL, NULL},
		{"{\"error\":\"x\",\"error_description\":\"Trace ID: only\"}", "x", NULL, NULL,
		 NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct answer *x = read_answer(*state, rows[i].text);
		const struct string_item *code = (const void *)x->codes.first;

		assert_null(x->wrong);
		assert_string_equal(x->error, rows[i].error);
		assert_true((x->description == NULL) == (rows[i].description == NULL));
		if (x->description != NULL)
			assert_string_equal(x->description, rows[i].description);
		assert_true((x->suberror == NULL) == (rows[i].suberror == NULL));
		if (x->suberror != NULL)
			assert_string_equal(x->suberror, rows[i].suberror);
		assert_true((code == NULL) == (rows[i].code == NULL));
		if (code != NULL)
			assert_string_equal(code->s, rows[i].code);
	}
}

static void microsofts_lines_are_split_off(void **state)
{
	const struct answer *x = read_answer(
		*state, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS1: One. Two: "
			"three.\\r\\nTrace ID: t-1\\r\\nCorrelation ID: c-1\\r\\n"
			"Timestamp: 2026-11-21 08:15:00Z\"}");

	assert_string_equal(x->description, "AADSTS1: One. Two: three.");
	assert_string_equal(x->trace_id, "t-1");
	assert_string_equal(x->correlation_id, "c-1");
	assert_string_equal(x->timestamp, "2026-11-21 08:15:00Z");
	x = read_answer(*state, "{\"error\":\"x\",\"trace_id\":\"member\",\"error_description\":"
				"\"a Trace ID: text\"}");
	assert_string_equal(x->trace_id, "member");
	assert_null(x->correlation_id);
}

static void what_is_no_answer(void **state)
{
	static const struct {
		const char *text, *wrong;
	} rows[] = {
		{"", "is empty"},
		{" \t\r\n", "is empty"},
		{"OK", "is no JSON"},
		{"{", "is no JSON"},
		{"[]", "is JSON, but no object"},
		{"<html>", "is a web page"},
		{"\n <HTML><title>A &amp; B</title>", "is a web page: \"A &amp; B\""},
		{"<html><title lang=\"x\">  Log\n in </title>", "is a web page: \"Log in\""},
		{"<html><title></title>", "is a web page"},
		{"<html><title>never ends", "is a web page"},
		{"access_token=x&y=z", "is a form, not JSON"},
		{"{\"access_token\":\"a b\"}", "holds a token or code with bytes that none has"},
		{"{\"refresh_token\":\"a\\u0000b\"}",
		 "holds a token or code with bytes that none has"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct answer *x = read_answer(*state, rows[i].text);

		assert_non_null(x->wrong);
		assert_string_equal(x->wrong, rows[i].wrong);
		assert_null(x->access.p);
	}
}

static void an_error_hides_a_token(void **state)
{
	const struct answer *x =
		read_answer(*state, "{\"access_token\":\"a\",\"error\":\"invalid_grant\"}");

	assert_null(x->access.p);
	assert_string_equal(x->error, "invalid_grant");
}

/* ---- secrets in texts ---- */

#define TOKEN "eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl"

static void what_an_answer_brings_is_masked_in_its_texts(void **state)
{
	const struct answer *x = read_answer(
		*state, "{\"error\":\"invalid_token\",\"access_token\":\"" TOKEN "\","
			"\"error_description\":\"" TOKEN " is over\",\"suberror\":\"" TOKEN "\"}");

	assert_string_equal(x->description, "**** is over");
	assert_string_equal(x->suberror, "****");
	x = read_answer(*state, "{\"access_token\":\"" TOKEN "\",\"token_type\":\"" TOKEN
				"\",\"scope\":\"a " TOKEN "\"}");
	is_secret(&x->access, TOKEN);
	assert_string_equal(x->token_type, "****");
	assert_string_equal(x->granted, "a ****");
}

/* It is for us alone; a code that is typed is another one (RFC 8628, 3.2). */
static void a_device_code_is_not_shown(void **state)
{
	const struct answer *x = read_answer(
		*state, "{\"device_code\":\"GmRhmhcxhwAzkoEqiMEg\",\"user_code\":"
			"\"GmRhmhcxhwAzkoEqiMEg\",\"verification_uri\":\"https://example.com/d\","
			"\"verification_uri_complete\":"
			"\"https://example.com/d?c=GmRhmhcxhwAzkoEqiMEg\"}");

	is_secret(&x->device_code, "GmRhmhcxhwAzkoEqiMEg");
	assert_null(x->user_code);
	assert_null(x->complete);
	assert_string_equal(x->verification_url, "https://example.com/d");
}

/* However a form's secret comes back, all of it is hidden, and nothing else. */
static void what_was_sent_is_masked(void **state)
{
	static const char secret[] = "Cl1entS3cret+/=lon ~er";
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{"raw Cl1entS3cret+/=lon ~er or not", "raw **** or not"},
		{"s=Cl1entS3cret%2B%2F%3Dlon+%7Eer&b=1", "s=****&b=1"},
		{"s=Cl1entS3cret%2B%2F%3Dlon%20~er&b=1", "s=****&b=1"},
		{"Cl1entS3cretary", "****"},
		{"Cl1entS3cre", "Cl1entS3cre"},
	};
	struct bench *b = *state;
	struct form f = form_new("urn:x");

	form_add_secret(&f, "client_secret", secret, strlen(secret));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(answer_line(b->a, &f.echo, rows[i].text), rows[i].shown);
	assert_null(answer_line(b->a, &f.echo, NULL));
	form_free(&f);
}

/* ---- polls ---- */

static struct polling begins(int64_t interval, int64_t lives, double wait_ms)
{
	const struct answer x = {.interval = interval, .lives = lives};

	return polling_begin(&x, wait_ms);
}

static void polls_begin(void **state)
{
	struct polling p = begins(0, 0, 0);

	(void)state;
	assert_true(p.interval_ms == 5000 && p.next_ms == 5000); /* RFC 8628, 3.2 */
	assert_true(p.lives_ms == 15 * 60 * 1000);
	p = begins(3, 900, 0);
	assert_true(p.interval_ms == 3000 && p.lives_ms == 900 * 1000);
	p = begins(3, 900, 1500);
	assert_true(p.lives_ms == 1500);
	p = begins(3, 1, 1500);
	assert_true(p.lives_ms == 1000);
	p = begins(86400, 86400, 0); /* nobody keeps us for a day */
	assert_true(p.interval_ms == 60000 && p.lives_ms == 3600 * 1000);
}

static void pending_keeps_the_pace(void **state)
{
	struct polling p = begins(5, 900, 0);

	(void)state;
	for (int i = 0; i < 100; i++)
		assert_true(polling_goes_on(&p, "error", "authorization_pending", 400));
	assert_true(p.next_ms == 5000);
}

static void slow_down_stays(void **state)
{
	struct polling p = begins(5, 900, 0);

	(void)state;
	assert_true(polling_goes_on(&p, "error", "slow_down", 400) && p.next_ms == 10000);
	assert_true(polling_goes_on(&p, "error", "authorization_pending", 400));
	assert_true(p.next_ms == 10000);
	assert_true(polling_goes_on(&p, "error", "slow_down", 400) && p.next_ms == 15000);
}

static void silence_doubles_the_pause(void **state)
{
	struct polling p = begins(5, 900, 0);

	(void)state;
	assert_true(polling_goes_on(&p, "timeout", NULL, 0) && p.next_ms == 10000);
	assert_true(polling_goes_on(&p, "connect", NULL, 0) && p.next_ms == 20000);
	assert_true(polling_goes_on(&p, "http", NULL, 503) && p.next_ms == 40000);
	assert_true(polling_goes_on(&p, "error", "authorization_pending", 400));
	assert_true(p.next_ms == 5000); /* heard again */
	for (int i = 0; i < 5; i++)
		assert_true(polling_goes_on(&p, "dns", NULL, 0));
	assert_false(polling_goes_on(&p, "dns", NULL, 0));
}

static void all_else_ends_it(void **state)
{
	static const struct {
		const char *fault, *error;
		int status;
	} rows[] = {
		{NULL, NULL, 200},
		{"error", "access_denied", 400},
		{"error", "authorization_declined", 400},
		{"error", "expired_token", 400},
		{"error", "bad_verification_code", 400},
		{"error", "authorization_pending_", 400},
		{"tls", NULL, 0},
		{"redirect", NULL, 302},
		{"answer", NULL, 200},
		{"http", NULL, 404},
		{"local", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct polling p = begins(5, 900, 0);

		if (polling_goes_on(&p, rows[i].fault, rows[i].error, rows[i].status))
			fail_msg("%s %s", rows[i].fault, rows[i].error);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_form_is_encoded),
	cmocka_unit_test(all_bytes_come_back),
	cmocka_unit_test(a_form_has_its_fields),
	cmocka_unit_test_setup_teardown(a_token_comes, set_up, tear_down),
	cmocka_unit_test_setup_teardown(a_device_code_comes, set_up, tear_down),
	cmocka_unit_test_setup_teardown(a_page_that_completes_must_be_the_page, set_up, tear_down),
	cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
	cmocka_unit_test_setup_teardown(microsofts_lines_are_split_off, set_up, tear_down),
	cmocka_unit_test_setup_teardown(what_is_no_answer, set_up, tear_down),
	cmocka_unit_test_setup_teardown(an_error_hides_a_token, set_up, tear_down),
	cmocka_unit_test_setup_teardown(what_an_answer_brings_is_masked_in_its_texts, set_up,
					tear_down),
	cmocka_unit_test_setup_teardown(a_device_code_is_not_shown, set_up, tear_down),
	cmocka_unit_test_setup_teardown(what_was_sent_is_masked, set_up, tear_down),
	cmocka_unit_test(polls_begin),
	cmocka_unit_test(pending_keeps_the_pace),
	cmocka_unit_test(slow_down_stays),
	cmocka_unit_test(silence_doubles_the_pause),
	cmocka_unit_test(all_else_ends_it),
};

UNIT_MAIN(tests)
