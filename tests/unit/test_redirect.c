#include "unit.h"

#include "oauth/redirect.h"

#include <string.h>

#define STATE	"abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
#define GET(to) "GET " to " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n"
#define GOOD	"/?code=c0de&state=" STATE

enum { PORT = 4711 };

static const struct secret state_secret = {.p = (char *)STATE, .n = sizeof(STATE) - 1};

static struct redirect read_request(struct arena *a, const char *text)
{
	return redirect_of_request(a, &state_secret, PORT, text, strlen(text));
}

static struct redirect read_line(struct arena *a, const char *text)
{
	return redirect_of_line(a, &state_secret, text, strlen(text));
}

static void code_is(struct redirect r, const char *code)
{
	assert_int_equal(r.kind, REDIRECT_CODE);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.code.p, code);
	assert_int_equal(r.code.n, strlen(code));
	secret_wipe(&r.code);
}

static void codes_are_taken(void **state)
{
	static const struct {
		const char *request, *code;
	} rows[] = {
		{GET(GOOD), "c0de"},
		{GET("/?state=" STATE "&code=4%2F0AbC-x_y%7e+z"), "4/0AbC-x_y~ z"},
		{GET("/?code=c&state=" STATE
		     "&scope=https%3A%2F%2Fmail.example%2F&session_state=1"),
		 "c"},
		{GET("/?&&code=c&state=" STATE "&&"), "c"},
		{GET("/?code=a=b&state=" STATE), "a=b"},
		{GET("/?%63ode=c&state=" STATE), "c"},
		{"GET " GOOD " HTTP/1.0\r\nHOST:localhost:4711\r\n\r\n", "c0de"},
		{"GET " GOOD
		 " HTTP/1.1\r\nUser-Agent: x\r\nHost: [::1]:4711 \r\nAccept: */*\r\n\r\n",
		 "c0de"},
		{GET(GOOD) "what comes behind", "c0de"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		code_is(read_request(*state, rows[i].request), rows[i].code);
}

static void nothing_is_said_before_the_request_is_whole(void **state)
{
	static const char text[] = GET(GOOD);

	for (size_t n = 0; n < sizeof(text) - 1; n++)
		assert_int_equal(redirect_of_request(*state, &state_secret, PORT, text, n).kind,
				 REDIRECT_MORE);
}

static void errors_are_taken_as_they_are_said(void **state)
{
	struct redirect r = read_request(
		*state, GET("/?error=access_denied&error_description=The+person%0Asaid%1B%5B31m+no"
			    "&error_uri=https%3A%2F%2Fexample.org%2Fe&state=" STATE));

	assert_int_equal(r.kind, REDIRECT_ERROR);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.error, "access_denied");
	assert_string_equal(r.description, "The person said\\x1b[31m no");
	assert_string_equal(r.uri, "https://example.org/e");
	assert_null(r.code.p);
	r = read_request(*state, GET("/?error=server_error&state=" STATE));
	assert_string_equal(r.error, "server_error");
	assert_null(r.description);
	assert_null(r.uri);
}

static void shown_text_is_capped(void **state)
{
	char *text = arena_alloc(*state, 9000);
	struct redirect r;

	strcpy(text, "GET /?error=x&state=" STATE "&error_description=");
	memset(text + strlen(text), 'y', 5000);
	strcat(text, " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n");
	r = read_request(*state, text);
	assert_int_equal(r.kind, REDIRECT_ERROR);
	assert_int_equal(strlen(r.description), 1000);
}

static void whatever_is_odd_is_refused(void **state)
{
	static const struct {
		const char *request, *why;
		int status;
	} rows[] = {
		{GET("/?code=c"), "state", 400},
		{GET("/?code=c&state="), "state", 400},
		{GET("/?code=c&state=" STATE "x"), "state", 400},
		{GET("/?code=c&state=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDF"), "state", 400},
		{GET("/?error=access_denied"), "state", 400},
		{GET("/?error=access_denied&state=x"), "state", 400},
		{GET("/?state=" STATE), "neither a code nor an error", 400},
		{GET("/?x"), "neither a code nor an error", 400},
		{GET("/?"), "neither a code nor an error", 400},
		{GET("/?code=c&error=x&state=" STATE), "both", 400},
		{GET("/?code=&state=" STATE), "its code is none", 400},
		{GET("/?code=a%0Ab&state=" STATE), "its code is none", 400},
		{GET("/?code=a%C3%A4&state=" STATE), "its code is none", 400},
		{GET("/?error=&state=" STATE), "its error is empty", 400},
		{GET("/?code=c&code=c&state=" STATE), "twice", 400},
		{GET("/?code=c&state=" STATE "&state=" STATE), "twice", 400},
		{GET("/?code=c&%63ode=d&state=" STATE), "twice", 400},
		{GET("/?code=c&x=1&x=1&state=" STATE), "twice", 400},
		{GET("/?code=%&state=" STATE), "percent-encoded", 400},
		{GET("/?code=%4&state=" STATE), "percent-encoded", 400},
		{GET("/?code=c&state=" STATE "&x=%4"), "percent-encoded", 400},
		{GET("/?code=%4g&state=" STATE), "percent-encoded", 400},
		{GET("/?code=a%00b&state=" STATE), "percent-encoded", 400},
		{GET("/?c%00ode=a&state=" STATE), "percent-encoded", 400},
		{GET("/?code=c&state=" STATE "#x"), "no HTTP", 400},
		{GET("?code=c&state=" STATE), "no HTTP", 400},
		{GET("http://127.0.0.1:4711" GOOD), "no HTTP", 400},
		{"GET " GOOD "\r\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET  " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/2.0\r\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1 x\r\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"\r\nGET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1\nHost: 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n x: y\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost : 127.0.0.1:4711\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost\r\n\r\n", "no HTTP", 400},
		{"GET " GOOD " HTTP/1.1\r\n\r\n", "names no host", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nhost: 127.0.0.1:4711\r\n\r\n",
		 "more than one", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost: evil.example:4711\r\n\r\n", "another host", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "another host", 400},
		{"GET " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n", "another host", 400},
		{"POST " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "no GET", 405},
		{"HEAD " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "no GET", 405},
		{"get " GOOD " HTTP/1.1\r\nHost: 127.0.0.1:4711\r\n\r\n", "no GET", 405},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct redirect r = read_request(*state, rows[i].request);

		if (r.kind != REDIRECT_REFUSED || r.status != rows[i].status ||
		    strstr(r.why, rows[i].why) == NULL)
			fail_msg("%s: %d %s", rows[i].request, r.status, r.why);
		assert_null(r.code.p);
	}
}

/* "GET /?code=c&state=...&p0&p1", with `n` parameters in all. */
static const char *with_parameters(struct arena *a, int n)
{
	const char *text = "GET /?code=c&state=" STATE;

	for (int i = 2; i < n; i++)
		text = arena_printf(a, "%s&p%d", text, i);
	return arena_printf(a, "%s HTTP/1.1\r\nHost: localhost:4711\r\n\r\n", text);
}

static void too_many_parameters_are_refused(void **state)
{
	code_is(read_request(*state, with_parameters(*state, REDIRECT_PARAMETERS_MAX)), "c");
	assert_non_null(strstr(
		read_request(*state, with_parameters(*state, REDIRECT_PARAMETERS_MAX + 1)).why,
		"too many"));
}

static void what_browsers_ask_beside_is_no_refusal(void **state)
{
	struct redirect r = read_request(*state, GET("/favicon.ico"));

	assert_int_equal(r.kind, REDIRECT_ASIDE);
	assert_int_equal(r.status, 404);
	r = read_request(*state, GET("/favicon.ico?code=c&state=" STATE));
	assert_int_equal(r.status, 404);
	r = read_request(*state, GET("/"));
	assert_int_equal(r.kind, REDIRECT_ASIDE);
	assert_int_equal(r.status, 400);
}

static void long_requests_are_refused_at_once(void **state)
{
	char text[REDIRECT_HEAD_MAX + 100];
	struct redirect r;

	memset(text, 'x', sizeof(text));
	memcpy(text, "GET /?", 6);
	r = redirect_of_request(*state, &state_secret, PORT, text, REDIRECT_HEAD_MAX - 1);
	assert_int_equal(r.kind, REDIRECT_MORE);
	r = redirect_of_request(*state, &state_secret, PORT, text, REDIRECT_HEAD_MAX);
	assert_int_equal(r.kind, REDIRECT_REFUSED);
	assert_int_equal(r.status, 431);
}

static void lines_may_be_a_url_or_its_end(void **state)
{
	code_is(read_line(*state, "http://127.0.0.1:4711" GOOD), "c0de");
	code_is(read_line(*state, "  http://localhost:1" GOOD "#top \r"), "c0de");
	code_is(read_line(*state, "code=c0de&state=" STATE), "c0de");
	assert_int_equal(read_line(*state, "http://x/?error=access_denied&state=" STATE).kind,
			 REDIRECT_ERROR);
	assert_non_null(
		strstr(read_line(*state, "http://127.0.0.1:4711/?code=c&state=x").why, "state"));
	assert_non_null(strstr(read_line(*state, "yes").why, "neither"));
	assert_non_null(strstr(read_line(*state, "a b").why, "no URL"));
	assert_non_null(strstr(read_line(*state, "a\x1b[1m").why, "no URL"));
	assert_non_null(strstr(read_line(*state, "").why, "neither"));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(codes_are_taken),
	UNIT_TEST(nothing_is_said_before_the_request_is_whole),
	UNIT_TEST(errors_are_taken_as_they_are_said),
	UNIT_TEST(shown_text_is_capped),
	UNIT_TEST(whatever_is_odd_is_refused),
	UNIT_TEST(too_many_parameters_are_refused),
	UNIT_TEST(what_browsers_ask_beside_is_no_refusal),
	UNIT_TEST(long_requests_are_refused_at_once),
	UNIT_TEST(lines_may_be_a_url_or_its_end),
};

UNIT_MAIN(tests)
