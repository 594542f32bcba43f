/* One request by libcurl, against a server that says what the test wants: whom it connects to, what
 * it sends, and what it leaves. Without libcurl it fails. */
#include "unit.h"

#include "base/buf.h"
#include "http/http.h"
#include "net/loop.h"
#include "../support/peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONG_MS = 60 * 1000 };

struct bench {
	struct arena *a;
	uv_loop_t loop;
	struct http *http;
	struct http_request rq;
	struct http_result result;
	int results;
};

static int set_up(void **state)
{
	static struct bench b;
	const char *fault;

	b = (struct bench){.a = arena_new()};
	loop_need(uv_loop_init(&b.loop), "loop");
	b.http = http_new(&b.loop, &fault);
	if (fault != NULL)
		fail_msg("%s", fault);
	b.rq = (struct http_request){.max = 1000, .connect_ms = LONG_MS, .all_ms = LONG_MS};
	list_add_string(&b.rq.addresses, b.a, "127.0.0.1");
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	b->http = http_free(b->http);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&b->loop), 0);
	arena_free(b->a);
	return 0;
}

static void on_result(void *arg, const struct http_result *r)
{
	struct bench *b = arg;

	b->result = *r;
	b->results++;
}

static void url_is(struct bench *b, const char *url)
{
	const char *fault;

	if (http_url_read(b->a, url, &b->rq.url, &fault) != 0)
		fail_msg("%s: %s", url, fault);
}

/* Until the answer is there. */
static void ask(struct bench *b)
{
	http_ask(b->http, b->a, &b->rq, on_result, b);
	assert_int_equal(b->results, 0); /* never before http_ask() returns */
	while (b->results == 0)
		uv_run(&b->loop, UV_RUN_ONCE);
	assert_int_equal(b->results, 1);
}

/* ---- servers ---- */

static bool has_whole_request(const struct peer *p)
{
	return p->heard_n >= 4 && memmem(p->heard, p->heard_n, "\r\n\r\n", 4) != NULL;
}

static void hear_head(struct peer *p)
{
	while (!has_whole_request(p) && !p->heard_end)
		peer_hear(p, p->heard_n + 1);
}

static void serve_words(struct peer *p)
{
	hear_head(p);
	peer_say(p, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

static void serve_redirect(struct peer *p)
{
	hear_head(p);
	peer_say(p, "HTTP/1.1 302 Found\r\nLocation: ../other.crt\r\nContent-Length: 0\r\n\r\n");
}

static void serve_much(struct peer *p)
{
	hear_head(p);
	peer_say(p, "HTTP/1.1 200 OK\r\n\r\n");
	for (int i = 0; i < 100 && !p->heard_end; i++)
		peer_say(p, "a hundred of these lines are more than anybody wants to read");
}

static void serve_garbage(struct peer *p)
{
	hear_head(p);
	peer_say(p, "what do you mean?\r\n\r\n");
}

static void serve_nothing(struct peer *p)
{
	peer_hear(p, sizeof(p->heard) - 1); /* until the client leaves */
}

static void serve_secretly(struct peer *p)
{
	if (peer_handshake(p) == 0)
		serve_words(p);
}

static void serve_post(struct peer *p)
{
	hear_head(p);
	while (!p->heard_end && memmem(p->heard, p->heard_n, "grant=1", 7) == NULL)
		peer_hear(p, p->heard_n + 1);
	peer_say(p, "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}");
}

/* The URL of a server that is about to speak, for "ca.example". */
static void begin(struct bench *b, struct peer *p, const char *scheme)
{
	peer_start(p);
	url_is(b, arena_printf(b->a, "%s://ca.example:%d/a/b.crt?c=d", scheme, p->port));
}

static bool heard(const struct peer *p, const char *words)
{
	return memmem(p->heard, p->heard_n, words, strlen(words)) != NULL;
}

/* ---- */

static void a_body_comes(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_words};

	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_null(b->result.fault);
	assert_int_equal(b->result.code, 200);
	assert_string_equal(b->result.address, "127.0.0.1");
	assert_null(b->result.location);
	assert_int_equal(b->result.body.n, 5);
	assert_memory_equal(b->result.body.p, "hello", 5);
	assert_true(heard(&p, "GET /a/b.crt?c=d HTTP/1.1\r\n"));
	assert_true(heard(&p, "Host: ca.example"));
	assert_false(heard(&p, "Cookie:"));
	assert_false(heard(&p, "Authorization:"));
}

/* Whatever the environment says of proxies. */
static void no_proxy_is_asked(void **state)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	a_body_comes(state);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
}

static void a_redirect_is_told_and_not_followed(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_redirect};

	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_null(b->result.fault);
	assert_int_equal(b->result.code, 302);
	assert_string_equal(b->result.location,
			    arena_printf(b->a, "http://ca.example:%d/other.crt", p.port));
}

static void too_much_is_not_read(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_much};

	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_string_equal(b->result.fault, "the answer is too long");
	assert_int_equal(b->result.trouble, HTTP_TOO_LONG);
	assert_true(b->result.body.n <= b->rq.max);
}

static void garbage_is_a_fault(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_garbage};

	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_non_null(b->result.fault);
	assert_int_equal(b->result.body.n, 0);
}

static void silence_ends(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_nothing};

	b->rq.all_ms = 100;
	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_string_equal(b->result.fault, "no answer in time");
	assert_int_equal(b->result.trouble, HTTP_SILENT);
	assert_true(b->result.connected);
	assert_int_equal(b->result.code, 0);
}

static void who_is_dropped_is_not_heard_of(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_nothing};

	begin(b, &p, "http");
	http_drop(http_ask(b->http, b->a, &b->rq, on_result, b));
	b->http = http_free(b->http);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_int_equal(b->results, 0);

	/* whoever waits for a connection that will not come gets one */
	b->http = http_new(&b->loop, &(const char *){NULL});
	b->rq.all_ms = 100;
	ask(b);
	peer_join(&p);
}

/* The library is told a name, and who has it; it goes nowhere else. */
static void nobody_else_is_connected_to(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_words};

	peer_start(&p);
	url_is(b, arena_printf(b->a, "http://127.0.0.1:%d/", p.port));
	b->rq.addresses = (struct list){0};
	list_add_string(&b->rq.addresses, b->a, "192.0.2.7");
	ask(b);
	assert_string_equal(b->result.fault, "libcurl was about to connect to somebody else");
	assert_int_equal(b->result.trouble, HTTP_OWN);
	assert_null(b->result.address);
	b->rq.addresses = (struct list){0};
	list_add_string(&b->rq.addresses, b->a, "127.0.0.1");
	b->results = 0;
	ask(b);
	peer_join(&p);
	assert_null(b->result.fault);
}

static void a_body_goes(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_post};
	const struct bytes body = {(char *)"grant=1", 7};

	list_add_string(&b->rq.headers, b->a, "Content-Type: text/x-test");
	b->rq.body = &body;
	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_null(b->result.fault);
	assert_int_equal(b->result.code, 400);
	assert_int_equal(b->result.body.n, 2); /* what an error says is the point */
	assert_true(heard(&p, "POST /a/b.crt"));
	assert_true(heard(&p, "Content-Type: text/x-test\r\n"));
	assert_false(heard(&p, "Expect:"));
}

/* The body is there as long as the one who asked looks at it. */
static void on_secret(void *arg, const struct http_result *r)
{
	struct bench *b = arg;

	assert_int_equal(r->body.n, 5);
	assert_memory_equal(r->body.p, "hello", 5);
	on_result(arg, r);
	b->result.body = (struct bytes){0};
}

static void a_secret_answer_is_not_kept(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_words};

	b->rq.secret = true;
	begin(b, &p, "http");
	http_ask(b->http, b->a, &b->rq, on_secret, b);
	while (b->results == 0)
		uv_run(&b->loop, UV_RUN_ONCE);
	peer_join(&p);
	assert_null(b->result.fault);
}

static void serve_a_login(struct peer *p)
{
	hear_head(p);
	peer_say(p, "HTTP/1.1 401 Who?\r\nWWW-Authenticate: Bearer x=\"y\"\r\n"
		    "WWW-Authenticate: Basic realm=\"z\"\r\nContent-Length: 0\r\n\r\n");
}

static void a_wish_for_basic_is_seen(void **state)
{
	struct bench *b = *state;
	struct peer p = {.serve = serve_a_login};

	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_int_equal(b->result.code, 401);
	assert_true(b->result.asks_basic);
	p = (struct peer){.serve = serve_words};
	b->results = 0;
	begin(b, &p, "http");
	ask(b);
	peer_join(&p);
	assert_false(b->result.asks_basic);
}

static void a_closed_port_has_its_error(void **state)
{
	struct bench *b = *state;
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	url_is(b, arena_printf(b->a, "http://ca.example:%d/", ntohs(at.sin_port)));
	ask(b);
	close(fd);
	assert_int_equal(b->result.trouble, HTTP_UNREACHED);
	assert_int_equal(b->result.error, ECONNREFUSED);
	assert_false(b->result.connected);
}

/* ---- TLS ---- */

static void https(struct bench *b, const char *name, bool trusted)
{
	const struct cert_spec root_spec = {.cn = "root", .ca = true};
	struct identity root = cert_make(&root_spec);
	const struct cert_spec spec = {.cn = name, .dns = {name}, .issuer = &root};
	struct identity leaf = cert_make(&spec), other = cert_make(&root_spec);
	const struct identity *const chain[] = {&leaf, NULL};
	const struct identity *anchor = trusted ? &root : &other;
	struct peer p = {.serve = serve_secretly, .chain = chain};
	char path[64];

	cert_write_pem(path, &anchor, 1);
	b->rq.ca_file = path;
	begin(b, &p, "https");
	ask(b);
	peer_join(&p);
	remove(path);
	cert_free(&leaf);
	cert_free(&root);
	cert_free(&other);
}

static void tls_is_spoken_with_whom_we_trust(void **state)
{
	struct bench *b = *state;

	https(b, "ca.example", true);
	assert_null(b->result.fault);
	assert_int_equal(b->result.body.n, 5);
}

static void tls_is_not_spoken_with_strangers(void **state)
{
	struct bench *b = *state;

	https(b, "ca.example", false);
	assert_non_null(b->result.fault);
	assert_int_equal(b->result.trouble, HTTP_NO_TLS);
	assert_true(b->result.peer.n > 100 && b->result.peer.p[0] == 0x30); /* DER */
	assert_int_equal(b->result.body.n, 0);
}

static void tls_is_not_spoken_with_others(void **state)
{
	struct bench *b = *state;

	https(b, "cb.example", true);
	assert_non_null(b->result.fault);
	assert_int_equal(b->result.trouble, HTTP_NO_TLS);
	assert_true(b->result.peer.n > 100 && b->result.peer.p[0] == 0x30); /* DER */
	assert_int_equal(b->result.body.n, 0);
}

#define HTTP_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	HTTP_TEST(a_body_comes),
	HTTP_TEST(no_proxy_is_asked),
	HTTP_TEST(a_redirect_is_told_and_not_followed),
	HTTP_TEST(too_much_is_not_read),
	HTTP_TEST(garbage_is_a_fault),
	HTTP_TEST(silence_ends),
	HTTP_TEST(who_is_dropped_is_not_heard_of),
	HTTP_TEST(nobody_else_is_connected_to),
	HTTP_TEST(a_body_goes),
	HTTP_TEST(a_secret_answer_is_not_kept),
	HTTP_TEST(a_wish_for_basic_is_seen),
	HTTP_TEST(a_closed_port_has_its_error),
	HTTP_TEST(tls_is_spoken_with_whom_we_trust),
	HTTP_TEST(tls_is_not_spoken_with_strangers),
	HTTP_TEST(tls_is_not_spoken_with_others),
};

UNIT_MAIN(tests)
