/* The port that waits for a browser: who comes there, how many, and what they get. */
#include "timed.h"

#include "base/buf.h"
#include "net/loop.h"
#include "oauth/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct bench {
	struct arena *a;
	uv_loop_t loop;
	struct listener *l;
	int judged; /* requests that were whole */
};

/* A request is a line; "N..." is answered with the status N00. */
static struct listener_page judge(void *arg, const char *p, size_t n)
{
	struct bench *b = arg;

	if (memchr(p, '\n', n) == NULL)
		return (struct listener_page){0};
	b->judged++;
	return (struct listener_page){(p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0'),
				      "Words of a page."};
}

static int set_up(void **state)
{
	static struct bench b;
	const char *fault = NULL;

	b = (struct bench){.a = arena_new()};
	loop_need(uv_loop_init(&b.loop), "loop");
	b.l = listener_new(&b.loop, 0, judge, &b, b.a, &fault);
	if (b.l == NULL)
		fail_msg("%s", fault);
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;

	b->l = listener_free(b->l);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&b->loop), 0);
	arena_free(b->a);
	return 0;
}

static int knock_at(const char *address, int port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	bool is_v4 = strchr(address, ':') == NULL;
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

	inet_pton(AF_INET, address, &v4.sin_addr);
	inet_pton(AF_INET6, address, &v6.sin6_addr);
	rc = is_v4 ? connect(fd, (struct sockaddr *)&v4, sizeof(v4))
		   : connect(fd, (struct sockaddr *)&v6, sizeof(v6));
	if (rc == 0)
		return fd;
	close(fd);
	return -1;
}

static int knock(struct bench *b)
{
	int fd = knock_at("127.0.0.1", listener_port(b->l));

	assert_true(fd >= 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Turns the loop until the other side has ended; what it said before, in the arena. "!" behind it:
 * it was reset. */
static const char *heard(struct bench *b, int fd)
{
	struct buf text = {0};
	const char *said;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t got;

		uv_run(&b->loop, UV_RUN_NOWAIT);
		if (poll(&p, 1, 1) == 0)
			continue;
		got = recv(fd, buf_reserve(&text, 1000), 1000, 0);
		if (got > 0)
			text.n += (size_t)got;
		else if (got < 0)
			buf_char(&text, '!');
		if (got <= 0)
			break;
	}
	close(fd);
	said = arena_copy(b->a, text.n > 0 ? text.p : "", text.n);
	buf_free(&text);
	return said;
}

static void begins(const char *text, const char *with)
{
	if (strncmp(text, with, strlen(with)) != 0)
		fail_msg("%s", text);
}

static void turn(struct bench *b, int times)
{
	for (int i = 0; i < times; i++)
		uv_run(&b->loop, UV_RUN_NOWAIT);
}

/* ---- tests ---- */

static void page_says_no_more_than_it_must(void **state)
{
	struct bench *b = *state;
	int fd = knock(b);
	const char *said, *body;

	say(fd, "200 s3cret-code\n");
	said = heard(b, fd);
	begins(said, "HTTP/1.1 200 OK\r\n");
	for (const char *const *field =
		     (const char *const[]){"\r\nCache-Control: no-store\r\n",
					   "\r\nContent-Security-Policy: default-src 'none'; ",
					   "\r\nReferrer-Policy: no-referrer\r\n",
					   "\r\nX-Content-Type-Options: nosniff\r\n",
					   "\r\nConnection: close\r\n", NULL};
	     *field != NULL; field++)
		if (strstr(said, *field) == NULL)
			fail_msg("%s: %s", *field, said);
	assert_null(strstr(said, "s3cret"));
	body = strstr(said, "\r\n\r\n") + 4;
	assert_non_null(
		strstr(said, arena_printf(b->a, "\r\nContent-Length: %zu\r\n", strlen(body))));
	assert_non_null(strstr(body, "<p>Words of a page.</p>"));
}

static void statuses_have_their_words(void **state)
{
	static const char *const rows[][2] = {
		{"400", "Bad Request"},
		{"404", "Not Found"},
		{"405", "Method Not Allowed\r\nAllow: GET"},
		{"431", "Request Header Fields Too Large"},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int fd = knock(b);

		say(fd, arena_printf(b->a, "%s\n", rows[i][0]));
		begins(heard(b, fd),
		       arena_printf(b->a, "HTTP/1.1 %s %s\r\n", rows[i][0], rows[i][1]));
	}
}

static void request_may_come_in_pieces(void **state)
{
	struct bench *b = *state;
	int fd = knock(b);

	for (const char *p = "404 x"; *p != '\0'; p++) {
		say(fd, (char[]){*p, '\0'});
		turn(b, 3);
	}
	assert_int_equal(b->judged, 0);
	say(fd, "\n");
	begins(heard(b, fd), "HTTP/1.1 404 ");
	assert_int_equal(b->judged, 1);
}

/* Also over IPv6, where this machine has it. */
static void both_families_are_one_port(void **state)
{
	struct bench *b = *state;
	int fd = knock_at("::1", listener_port(b->l));

	if (fd < 0 && errno == EADDRNOTAVAIL)
		return;
	assert_true(fd >= 0);
	say(fd, "200\n");
	begins(heard(b, fd), "HTTP/1.1 200 ");
	assert_int_equal(knock_at("127.0.0.2", listener_port(b->l)), -1);
}

/* Who was there longest makes room: silent ones keep nobody out. */
static void silent_crowd_keeps_nobody_out(void **state)
{
	struct bench *b = *state;
	int fds[3 * LISTENER_CLIENTS_MAX], last;

	for (int i = 0; i < 3 * LISTENER_CLIENTS_MAX; i++) {
		fds[i] = knock(b);
		turn(b, 5);
	}
	last = knock(b);
	say(last, "200\n");
	begins(heard(b, last), "HTTP/1.1 200 ");
	for (int i = 0; i < 2 * LISTENER_CLIENTS_MAX; i++)
		assert_string_equal(heard(b, fds[i]), "");
	for (int i = 2 * LISTENER_CLIENTS_MAX + 1; i < 3 * LISTENER_CLIENTS_MAX; i++) {
		say(fds[i], "200\n");
		begins(heard(b, fds[i]), "HTTP/1.1 200 ");
	}
	close(fds[2 * LISTENER_CLIENTS_MAX]);
}

static void silent_one_is_gone_after_a_while(void **state)
{
	struct bench *b = *state;
	int fd = knock(b);
	uint64_t before = uv_hrtime();

	assert_string_equal(heard(b, fd), "");
	assert_true((double)(uv_hrtime() - before) / 1e6 >= LISTENER_PATIENCE_MS - 10);
}

/* What comes behind the request is read and not looked at, so that the page arrives; not for ever.
 */
static void much_behind_the_request_does_not_matter(void **state)
{
	struct bench *b = *state;
	char rest[20000];
	int fd = knock(b);

	memset(rest, 'x', sizeof(rest) - 1);
	rest[sizeof(rest) - 1] = '\0';
	say(fd, "200\n");
	say(fd, rest);
	begins(heard(b, fd), "HTTP/1.1 200 ");
	assert_int_equal(b->judged, 1);
	fd = knock(b);
	say(fd, "200\n");
	for (int i = 0; i < 1000; i++) {
		if (send(fd, rest, sizeof(rest), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
		    errno != EAGAIN)
			break;
		turn(b, 3);
		assert_int_not_equal(i, 999);
	}
	close(fd);
}

static void who_was_answered_reads_on_when_the_port_is_closed(void **state)
{
	struct bench *b = *state;
	int port = listener_port(b->l), answered = knock(b), silent = knock(b);

	say(answered, "200\n");
	while (b->judged == 0)
		turn(b, 1);
	listener_stop(b->l);
	turn(b, 5);
	assert_int_equal(knock_at("127.0.0.1", port), -1);
	begins(heard(b, answered), "HTTP/1.1 200 ");
	assert_string_equal(heard(b, silent), "");
	listener_stop(b->l);
}

static void port_of_another_program_is_a_fault(void **state)
{
	struct bench *b = *state;
	const char *fault = NULL;

	assert_null(listener_new(&b->loop, listener_port(b->l), judge, b, b->a, &fault));
	assert_string_equal(fault, arena_printf(b->a,
						"port %d of 127.0.0.1 cannot be listened on: "
						"address already in use",
						listener_port(b->l)));
}

/* A browser may take "localhost" for ::1, where that program would get the code. */
static void port_of_another_program_on_ipv6_is_one_too(void **state)
{
	struct bench *b = *state;
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const char *fault = NULL;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, n) < 0)
		return; /* no IPv6 here */
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	assert_null(listener_new(&b->loop, ntohs(at.sin6_port), judge, b, b->a, &fault));
	assert_non_null(strstr(fault, "of ::1 cannot be listened on"));
	close(fd);
}

#define LISTENER_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	LISTENER_TEST(page_says_no_more_than_it_must),
	LISTENER_TEST(statuses_have_their_words),
	LISTENER_TEST(request_may_come_in_pieces),
	LISTENER_TEST(both_families_are_one_port),
	LISTENER_TEST(silent_crowd_keeps_nobody_out),
	LISTENER_TEST(silent_one_is_gone_after_a_while),
	LISTENER_TEST(much_behind_the_request_does_not_matter),
	LISTENER_TEST(who_was_answered_reads_on_when_the_port_is_closed),
	LISTENER_TEST(port_of_another_program_is_a_fault),
	LISTENER_TEST(port_of_another_program_on_ipv6_is_one_too),
};

UNIT_MAIN_TIMED(tests)
