/* What is said to proxies and heard from them, byte for byte. */
#include "unit.h"

#include "proxy/http_connect.h"
#include "proxy/socks5.h"
#include "proxy/url.h"

#include <string.h>

static void said(struct buf *out, const char *bytes, size_t n)
{
	assert_int_equal(out->n, n);
	assert_memory_equal(out->p, bytes, n);
	buf_free(out);
}

#define SAID(out, bytes) said(out, bytes, sizeof(bytes) - 1)

static struct buf heard(const char *bytes, size_t n)
{
	struct buf in = {0};

	buf_add(&in, bytes, n);
	return in;
}

#define HEARD(bytes) heard(bytes, sizeof(bytes) - 1)

/* ---- SOCKS5 ---- */

static void socks5_says_what_the_rfc_says(void **state)
{
	struct buf out = {0};

	(void)state;
	socks5_write_methods(&out, false);
	SAID(&out, "\x05\x01\x00");
	socks5_write_methods(&out, true);
	SAID(&out, "\x05\x02\x00\x02");
	socks5_write_login(&out, "bob", "p\xc3\xa4", 3);
	SAID(&out, "\x01\x03"
		   "bob\x03"
		   "p\xc3\xa4");
	socks5_write_connect(&out, "mail.example.org", 587);
	SAID(&out, "\x05\x01\x00\x03\x10mail.example.org\x02\x4b");
	socks5_write_connect(&out, "192.0.2.25", 25);
	SAID(&out, "\x05\x01\x00\x01\xc0\x00\x02\x19\x00\x19");
	socks5_write_connect(&out, "2001:db8::25", 65535);
	SAID(&out, "\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		   "\x00\x25\xff\xff");
}

static void socks5_leaves_what_is_the_server_s(void **state)
{
	struct buf in = HEARD("\x05\x02\x01\x00\x05\x00\x00\x01\xc6\x33\x64\x07\x1f\x90"
			      "220 mail");
	const char *bound;
	int value = -1;

	assert_int_equal(socks5_read_method(&in, &value), SOCKS5_OK);
	assert_int_equal(value, SOCKS5_PASSWORD);
	assert_int_equal(socks5_read_login(&in, &value), SOCKS5_OK);
	assert_int_equal(value, 0);
	assert_int_equal(socks5_read_reply(*state, &in, &value, &bound), SOCKS5_OK);
	assert_int_equal(value, 0);
	assert_string_equal(bound, "198.51.100.7");
	SAID(&in, "220 mail");
}

/* A reply, what it is read as, and from where it says to connect. */
static void socks5_reads_replies_of_all_kinds(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum socks5_read read;
		int rep;
		const char *bound;
		size_t left;
	} cases[] = {
#define CASE(bytes, ...) {bytes, sizeof(bytes) - 1, __VA_ARGS__}
		CASE("", SOCKS5_PARTIAL, -1, NULL, 0),
		CASE("\x05", SOCKS5_PARTIAL, -1, NULL, 1),
		CASE("\x05\x00\x00\x01\xc6\x33\x64\x07\x1f", SOCKS5_PARTIAL, 0, NULL, 9),
		CASE("\x05\x00\x00\x01\0\0\0\0\0\0", SOCKS5_OK, 0, NULL, 0),
		CASE("\x05\x00\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x19", SOCKS5_OK, 0,
		     "::1", 0),
		CASE("\x05\x00\x00\x03\x02"
		     "a\n\0\x19",
		     SOCKS5_OK, 0, "a ", 0),
		CASE("\x05\x00\x00\x03\x00\0\x19!", SOCKS5_OK, 0, NULL, 1),
		CASE("\x05\x00\x00\x03\xff"
		     "a",
		     SOCKS5_PARTIAL, 0, NULL, 6),
		CASE("\x05\x00\x00\x02", SOCKS5_OTHER, 0, NULL, 4),
		CASE("\x05\x05", SOCKS5_OK, 5, NULL, 2), /* why wait for more? */
		CASE("\x04\x5a", SOCKS5_OTHER, -1, NULL, 2),
		CASE("HTTP/1.1 400", SOCKS5_OTHER, -1, NULL, 12),
		CASE("220 mail", SOCKS5_OTHER, -1, NULL, 8),
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf in = heard(cases[i].bytes, cases[i].n);
		const char *bound = "unset";
		int rep = -1;

		print_message("  case %zu\n", i);
		assert_int_equal(socks5_read_reply(*state, &in, &rep, &bound), cases[i].read);
		assert_int_equal(rep, cases[i].rep);
		assert_int_equal(in.n, cases[i].left);
		if (cases[i].bound == NULL)
			assert_null(bound);
		else
			assert_string_equal(bound, cases[i].bound);
		buf_free(&in);
	}
	assert_null(socks5_rep_words(9));
	assert_null(socks5_rep_words(-1));
	assert_string_equal(socks5_rep_words(5), "connection refused");
}

/* ---- HTTP ---- */

static void http_says_what_the_rfc_says(void **state)
{
	struct buf out = {0};

	(void)state;
	http_write_connect(&out, "mail.example.org", 587, NULL, NULL, 0);
	SAID(&out, "CONNECT mail.example.org:587 HTTP/1.1\r\nHost: mail.example.org:587\r\n\r\n");
	http_write_connect(&out, "2001:db8::25", 25, "Aladdin", "open sesame", 11);
	SAID(&out, "CONNECT [2001:db8::25]:25 HTTP/1.1\r\nHost: [2001:db8::25]:25\r\n"
		   "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
}

#define OK_LINE "HTTP/1.1 200 OK\r\n"

static void http_reads_heads_of_all_kinds(void **state)
{
	static const struct {
		const char *text;
		bool ended;
		enum http_read read;
		int status;
		const char *left;
	} cases[] = {
		{"", false, HTTP_PARTIAL, 0, ""},
		{"H", false, HTTP_PARTIAL, 0, "H"},
		{OK_LINE, false, HTTP_PARTIAL, 200, OK_LINE},
		{OK_LINE, true, HTTP_PARTIAL, 200, OK_LINE},
		{OK_LINE "\r\n220 mail", false, HTTP_OK, 200, "220 mail"},
		{"HTTP/1.0 200\nVia: x\n\n\n220", false, HTTP_OK, 200, "\n220"},
		{"HTTP/1.1 100 Continue\r\n\r\n" OK_LINE "\r\n2", false, HTTP_OK, 200, "2"},
		{"HTTP/1.1 100 Continue\r\n\r\n", false, HTTP_PARTIAL, 0,
		 "HTTP/1.1 100 Continue\r\n\r\n"},
		{"HTTP/1.1 403 No\r\nServer: x", false, HTTP_PARTIAL, 403,
		 "HTTP/1.1 403 No\r\nServer: x"},
		{"HTTP/1.1 403 No\r\nServer: x", true, HTTP_OK, 403, ""},
		{"HTTP/1.1 403 N", true, HTTP_PARTIAL, 0, "HTTP/1.1 403 N"},
		{"HTTP/1.1 2000\r\n\r\n", false, HTTP_OTHER, 0, NULL},
		{"HTTP/1.1 099\r\n\r\n", false, HTTP_OTHER, 0, NULL},
		{"HTTP/1.1 600 x\r\n\r\n", false, HTTP_OTHER, 0, NULL},
		{"HTTP/2 200\r\n\r\n", false, HTTP_OTHER, 0, NULL},
		{"220 mail.example.org\r\n", false, HTTP_OTHER, 0, NULL},
		{"\x15\x03\x01", false, HTTP_OTHER, 0, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf in = heard(cases[i].text, strlen(cases[i].text));
		struct http_answer r;

		print_message("  case %zu\n", i);
		assert_int_equal(http_read_answer(*state, &in, cases[i].ended, &r), cases[i].read);
		if (cases[i].left != NULL) {
			assert_int_equal(r.status, cases[i].status);
			assert_int_equal(in.n, strlen(cases[i].left));
			assert_memory_equal(in.n > 0 ? in.p : "", cases[i].left, in.n);
		}
		buf_free(&in);
	}
}

static void http_fields(void *a, const char *fields, const char *reason, const char *logins)
{
	struct buf in = {0};
	struct http_answer r;

	buf_printf(&in, "HTTP/1.1 503 Unavailable\r\n%s\r\n", fields);
	assert_int_equal(http_read_answer(a, &in, false, &r), HTTP_OK);
	assert_string_equal(r.line.p, "HTTP/1.1 503 Unavailable");
	assert_int_equal(r.reason == NULL, reason == NULL);
	if (reason != NULL)
		assert_string_equal(r.reason, reason);
	assert_int_equal(r.logins == NULL, logins == NULL);
	if (logins != NULL)
		assert_string_equal(r.logins, logins);
	buf_free(&in);
}

static void http_keeps_the_proxy_s_reason(void **state)
{
	http_fields(*state, "", NULL, NULL);
	http_fields(*state, "x-squid-error:  ERR_DNS_FAIL 0 \r\n", "ERR_DNS_FAIL 0", NULL);
	http_fields(*state, "Proxy-Status: a.example; error=dns_error; rcode=\"NXDOMAIN\"\r\n",
		    "dns_error", NULL);
	http_fields(*state, "Proxy-Status: a.example; error=\r\n", NULL, NULL);
	http_fields(*state, "Proxy-Status:\r\n", NULL, NULL);
	http_fields(*state, "X-Squid-Error: \x1b[2J\r\n", "\\x1b[2J", NULL);
	http_fields(*state,
		    "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n"
		    "Proxy-Authenticate: ntlm\r\nproxy-authenticate: Basic realm=\"x\"\r\n",
		    NULL, "Negotiate, NTLM, Basic");
	http_fields(*state, "Proxy-Authenticate: ,\r\n", NULL, NULL);
}

static void http_bounds_the_head(void **state)
{
	struct buf in = {0};
	struct http_answer r;

	buf_str(&in, OK_LINE "X: ");
	while (in.n < HTTP_HEAD_MAX)
		buf_char(&in, 'x');
	assert_int_equal(http_read_answer(*state, &in, false, &r), HTTP_PARTIAL);
	buf_str(&in, "\r\n\r\n220 mail");
	assert_int_equal(http_read_answer(*state, &in, false, &r), HTTP_TOO_LONG);
	buf_free(&in);
	buf_str(&in, OK_LINE "\r\n");
	for (int i = 0; i < HTTP_HEAD_MAX; i++)
		buf_char(&in, '2'); /* the server's, however long */
	assert_int_equal(http_read_answer(*state, &in, false, &r), HTTP_OK);
	assert_int_equal(in.n, HTTP_HEAD_MAX);
	buf_free(&in);
}

/* ---- URL ---- */

static void url_is_written_as_it_was_meant(void **state)
{
	static const char *const cases[][2] = {
		{"socks5://proxy", "socks5://proxy:1080"},
		{"SOCKS5H://PROXY.example.org.:9050", "socks5://proxy.example.org:9050"},
		{"http://192.0.2.9", "http://192.0.2.9:8080"},
		{"http://[2001:DB8::9]/", "http://[2001:db8::9]:8080"},
		{"http://bob@proxy:65535", "http://bob@proxy:65535"},
		{"http://bob%40example.org@proxy:1", "http://bob%40example.org@proxy:1"},
		{"http://50%@proxy:1", "http://50%25@proxy:1"},
		{"socks5://b\xc3\xbc@proxy:1", "socks5://b%C3%BC@proxy:1"},
		{"http://proxy.b\xc3\xbcro.example", "http://proxy.xn--bro-hoa.example:8080"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct proxy_url u;
		const char *fault;

		print_message("  %s\n", cases[i][0]);
		assert_int_equal(proxy_url_read(*state, cases[i][0], &u, &fault), 0);
		assert_string_equal(proxy_url_write(*state, &u), cases[i][1]);
		assert_int_equal(proxy_url_read(*state, cases[i][1], &u, &fault), 0);
		assert_string_equal(proxy_url_write(*state, &u), cases[i][1]);
	}
}

static void url_that_cannot_be_used_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"://proxy",
		"socks://proxy",
		"ftp://proxy",
		"http://",
		"http://@proxy",
		"http://a:b@proxy",
		"http://a:@proxy",
		"http://pro xy",
		"http://[::1",
		"http://[192.0.2.9]",
		"http://::1",
		"http://proxy:65536",
		"http://proxy:",
		"http://proxy:1a",
		"http://proxy/x",
		"http://proxy?x",
		"http://a%0db@proxy",
		"http://a\nb@proxy",
		"http://[::1]x",
		"socks5://proxy:080808",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct proxy_url u;
		const char *fault = NULL;

		print_message("  %s\n", cases[i]);
		assert_int_equal(proxy_url_read(*state, cases[i], &u, &fault), -1);
		assert_non_null(fault);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(socks5_says_what_the_rfc_says),
	UNIT_TEST(socks5_leaves_what_is_the_server_s),
	UNIT_TEST(socks5_reads_replies_of_all_kinds),
	UNIT_TEST(http_says_what_the_rfc_says),
	UNIT_TEST(http_reads_heads_of_all_kinds),
	UNIT_TEST(http_keeps_the_proxy_s_reason),
	UNIT_TEST(http_bounds_the_head),
	UNIT_TEST(url_is_written_as_it_was_meant),
	UNIT_TEST(url_that_cannot_be_used_is_refused),
};

UNIT_MAIN(tests)
