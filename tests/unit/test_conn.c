/* One connection over loopback; its other end is a thread with blocking calls. */
#include "timed.h"
#include "unit.h"

#include "../support/peer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "net/conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct identity root, leaf, old_leaf, rsa_leaf, fat_leaf;

struct fixture {
	uv_loop_t loop;
	uv_timer_t failsafe;
	struct arena *arena;
	struct peer peer;
	struct conn *conn;
	bool inside;   /* a call of conn */
	bool leave_in; /* do not take what came */
	int wakes;
	struct buf got;
	bool (*enough)(struct fixture *f);
};

static void on_failsafe(uv_timer_t *t)
{
	(void)t;
	fail_msg("nothing happens any more");
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	uv_loop_init(&f->loop);
	uv_timer_init(&f->loop, &f->failsafe);
	uv_timer_start(&f->failsafe, on_failsafe, 120000, 0);
	f->arena = arena_new();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	f->conn = conn_free(f->conn);
	uv_close((uv_handle_t *)&f->failsafe, NULL);
	uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&f->loop), 0);
	buf_free(&f->got);
	arena_free(f->arena);
	free(f);
	return 0;
}

static void on_wake(void *arg)
{
	struct fixture *f = arg;

	assert_false(f->inside);
	f->wakes++;
	if (!f->leave_in && conn_tls(f->conn) != CONN_HANDSHAKE) {
		struct buf *in = conn_in(f->conn);

		buf_add(&f->got, in->p, in->n);
		buf_clear(in);
	}
	if (f->enough(f))
		uv_stop(&f->loop);
}

static void until(struct fixture *f, bool (*enough)(struct fixture *f))
{
	f->enough = enough;
	if (!enough(f))
		uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_true(enough(f));
}

static bool settled(struct fixture *f)
{
	return conn_state(f->conn) != CONN_DIALLING;
}

static bool over(struct fixture *f)
{
	return conn_state(f->conn) != CONN_DIALLING && conn_state(f->conn) != CONN_OPEN;
}

static bool heard_line(struct fixture *f)
{
	return f->got.n > 0 && f->got.p[f->got.n - 1] == '\n';
}

static bool shaken(struct fixture *f)
{
	return conn_tls(f->conn) == CONN_TLS || conn_tls(f->conn) == CONN_TLS_FAILED;
}

static void dial_port(struct fixture *f, int port, const char *source)
{
	f->inside = true;
	f->conn = conn_dial(&f->loop, "127.0.0.1", port, &(struct dial_how){.source = source},
			    on_wake, f);
	f->inside = false;
	assert_int_equal(conn_state(f->conn), CONN_DIALLING);
}

static void dial(struct fixture *f, void (*serve)(struct peer *p))
{
	f->peer.serve = serve;
	peer_start(&f->peer);
	dial_port(f, f->peer.port, NULL);
}

static void say(struct fixture *f, const char *text)
{
	f->inside = true;
	conn_write(f->conn, text, strlen(text), false);
	f->inside = false;
}

static struct tcp_facts tcp_facts(struct fixture *f)
{
	struct tcp_facts facts;

	conn_tcp_facts(f->conn, f->arena, &facts);
	return facts;
}

/* Closes our side and waits for the peer to see it. */
static void part(struct fixture *f)
{
	f->conn = conn_free(f->conn);
	uv_run(&f->loop, UV_RUN_NOWAIT);
	peer_join(&f->peer);
}

/* ---- connecting ---- */

static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	getsockname(fd, (struct sockaddr *)&a, &len);
	close(fd);
	return ntohs(a.sin_port);
}

static void conn_tells_a_refusal(void **state)
{
	struct fixture *f = *state;
	struct tcp_facts facts;

	dial_port(f, free_port(), NULL);
	until(f, settled);
	assert_int_equal(conn_state(f->conn), CONN_FAILED);
	facts = tcp_facts(f);
	assert_int_equal(facts.class, TCP_REFUSED);
	assert_string_equal(facts.errno_name, "ECONNREFUSED");
	assert_null(facts.icmp_origin);
	assert_null(facts.offender);
	assert_string_equal(facts.source, "127.0.0.1");
}

static void conn_calls_a_bad_source_an_error_of_our_own(void **state)
{
	static const struct {
		const char *source, *errno_name;
	} cases[] = {{"192.0.2.99", "EADDRNOTAVAIL"}, {"::1", "EAFNOSUPPORT"}, {"x", "EINVAL"}};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].source);
		dial_port(f, 25, cases[i].source);
		until(f, settled);
		assert_int_equal(conn_state(f->conn), CONN_FAILED);
		assert_int_equal(tcp_facts(f).class, TCP_LOCAL_ERROR);
		assert_string_equal(tcp_facts(f).errno_name, cases[i].errno_name);
		assert_null(tcp_facts(f).source);
		f->conn = conn_free(f->conn);
	}
}

/* A full backlog drops the SYN like a filter does. */
static void conn_without_an_answer_is_a_timeout(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM, 0), filler[2];

	bind(listener, (struct sockaddr *)&a, len);
	getsockname(listener, (struct sockaddr *)&a, &len);
	listen(listener, 0);
	for (int i = 0; i < 2; i++) {
		filler[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(filler[i], (struct sockaddr *)&a, len);
	}
	dial_port(f, ntohs(a.sin_port), NULL);
	uv_run(&f->loop, UV_RUN_NOWAIT);
	assert_int_equal(conn_state(f->conn), CONN_DIALLING);
	assert_int_equal(tcp_facts(f).class, TCP_TIMEOUT);
	assert_null(tcp_facts(f).errno_name);
	close(filler[0]);
	close(filler[1]);
	close(listener);
}

/* ---- the pipe ---- */

static void greet_and_listen(struct peer *p)
{
	peer_say(p, "220 mail\r\n");
	peer_hear(p, sizeof(p->heard) - 1);
}

static void conn_carries_bytes_both_ways(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_listen);
	until(f, heard_line);
	assert_string_equal(f->got.p, "220 mail\r\n");
	assert_int_equal(tcp_facts(f).class, TCP_OPEN);
	assert_null(tcp_facts(f).errno_name);
	assert_string_equal(tcp_facts(f).source, "127.0.0.1");
	assert_true(tcp_facts(f).rtt_ms > 0);
	say(f, "QUIT\r\n");
	part(f);
	assert_string_equal(f->peer.heard, "QUIT\r\n");
}

static int end_met; /* errno, 0: FIN */

static void greet_and_meet_the_end(struct peer *p)
{
	peer_say(p, "220 mail\r\n");
	errno = 0;
	peer_hear(p, 1);
	end_met = errno;
}

static void greet_and_stay_deaf(struct peer *p)
{
	struct pollfd end = {.fd = p->fd}; /* an error or a hang-up is always told */

	peer_say(p, "220 mail\r\n");
	poll(&end, 1, -1);
}

static void answer_and_listen(struct peer *p)
{
	peer_say(p, "220 mail\r\n");
	peer_hear(p, strlen("NOOP\r\n"));
	peer_say(p, "250 ok\r\n");
	peer_hear(p, sizeof(p->heard) - 1);
}

static bool heard_ok(struct fixture *f)
{
	return heard_line(f) && strstr(f->got.p, "250 ok") != NULL;
}

static void conn_tells_what_tcp_has_in_hand(void **state)
{
	struct fixture *f = *state;
	struct stall_facts stall;

	dial(f, answer_and_listen);
	assert_false(conn_stall_facts(f->conn, &stall));
	until(f, heard_line);
	say(f, "NOOP\r\n");
	until(f, heard_ok);
	assert_true(conn_stall_facts(f->conn, &stall));
	assert_int_equal(stall.acked, 1 + strlen("NOOP\r\n"));
	assert_int_equal(stall.received, strlen("220 mail\r\n250 ok\r\n"));
	assert_int_equal(stall.in_flight + stall.resent + stall.out_of_order, 0);
	assert_int_equal(stall.pending, 0);
	assert_true(stall.snd_mss > 0 && stall.path_mtu >= stall.snd_mss);
	part(f);
}

static void conn_counts_what_the_peer_does_not_take(void **state)
{
	static char much[16 * 1024 * 1024];
	struct fixture *f = *state;
	struct stall_facts stall;

	dial(f, greet_and_stay_deaf);
	until(f, heard_line);
	conn_write(f->conn, much, sizeof(much), false);
	assert_true(conn_stall_facts(f->conn, &stall));
	assert_true(stall.pending > 0 && stall.pending < sizeof(much));
	conn_abort(f->conn);
	part(f);
}

static void conn_ends_politely(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_meet_the_end);
	until(f, heard_line);
	part(f);
	assert_int_equal(end_met, 0);
}

static void conn_ends_with_a_reset_if_told_so(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_meet_the_end);
	until(f, heard_line);
	conn_abort(f->conn);
	part(f);
	assert_int_equal(end_met, ECONNRESET);
}

static void conn_holds_no_memory_for_bytes_that_are_gone(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_listen);
	until(f, heard_line);
	assert_int_equal(conn_in(f->conn)->room, 0);
	part(f);
}

static void conn_sends_what_was_said_before_it_was_open(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_listen);
	say(f, "EARLY\r\n");
	until(f, heard_line);
	part(f);
	assert_string_equal(f->peer.heard, "EARLY\r\n");
}

static void greet_and_close(struct peer *p)
{
	peer_say(p, "421 busy\r\n");
}

static void conn_delivers_what_came_before_the_end(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_close);
	until(f, over);
	assert_int_equal(conn_state(f->conn), CONN_ENDED);
	assert_string_equal(f->got.p, "421 busy\r\n");
	assert_null(conn_errno_name(f->conn));
	assert_int_equal(tcp_facts(f).class, TCP_OPEN);
	part(f);
}

static void greet_and_slam(struct peer *p)
{
	peer_say(p, "554 go away\r\n");
	peer_reset(p);
}

static void conn_delivers_what_came_before_a_reset(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_slam);
	peer_join(&f->peer); /* all has happened before we look */
	until(f, over);
	assert_int_equal(conn_state(f->conn), CONN_BROKEN);
	assert_string_equal(conn_errno_name(f->conn), "ECONNRESET");
	assert_string_equal(f->got.p, "554 go away\r\n");
	assert_int_equal(tcp_facts(f).class, TCP_RESET);
	assert_string_equal(tcp_facts(f).errno_name, "ECONNRESET");
}

static void hear_and_slam(struct peer *p)
{
	peer_say(p, "220 mail\r\n");
	peer_hear(p, 1);
	peer_reset(p);
}

static void conn_tells_a_reset_in_the_middle(void **state)
{
	struct fixture *f = *state;

	dial(f, hear_and_slam);
	until(f, heard_line);
	say(f, "EHLO\r\n");
	until(f, over);
	assert_int_equal(conn_state(f->conn), CONN_BROKEN);
	assert_string_equal(conn_errno_name(f->conn), "ECONNRESET");
	say(f, "to nobody");
	part(f);
}

enum { FLOOD_LINES = 200, FLOOD_LINE = 10000 };

static void flood(struct peer *p)
{
	char line[FLOOD_LINE + 1];

	memset(line, 'x', FLOOD_LINE);
	line[FLOOD_LINE] = '\0';
	for (int i = 0; i < FLOOD_LINES; i++)
		peer_say(p, line);
}

static bool full(struct fixture *f)
{
	return conn_in(f->conn)->n >= CONN_IN_MAX;
}

static void conn_stops_reading_while_nobody_takes(void **state)
{
	struct fixture *f = *state;

	dial(f, flood);
	f->leave_in = true;
	until(f, full);
	for (int i = 0; i < 20; i++)
		uv_run(&f->loop, UV_RUN_NOWAIT);
	assert_in_range(conn_in(f->conn)->n, CONN_IN_MAX, CONN_IN_MAX + 16 * 1024);
	f->leave_in = false;
	/* taken outside of a wake, after one last look */
	buf_add(&f->got, conn_in(f->conn)->p, conn_in(f->conn)->n);
	buf_clear(conn_in(f->conn));
	conn_in(f->conn);
	until(f, over);
	assert_int_equal(f->got.n, FLOOD_LINES * FLOOD_LINE);
	part(f);
}

static void free_at_once(void *arg)
{
	struct fixture *f = arg;

	f->wakes++;
	f->conn = conn_free(f->conn);
}

static void conn_may_be_freed_from_its_wake(void **state)
{
	struct fixture *f = *state;

	f->peer.serve = greet_and_listen;
	peer_start(&f->peer);
	f->conn = conn_dial(&f->loop, "127.0.0.1", f->peer.port, &(struct dial_how){0},
			    free_at_once, f);
	while (f->conn != NULL)
		uv_run(&f->loop, UV_RUN_ONCE);
	for (int i = 0; i < 3; i++)
		uv_run(&f->loop, UV_RUN_NOWAIT);
	peer_join(&f->peer);
	assert_int_equal(f->wakes, 1);
	assert_true(f->peer.heard_end);
}

/* ---- secrets ---- */

/* Looks through the heap without ever holding the pattern itself there. */
static bool heap_holds(const char *masked, size_t n)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long from = 0, to = 0;
	char line[256];
	bool found = false;

	while (fgets(line, sizeof(line), maps) != NULL)
		if (strstr(line, "[heap]") != NULL)
			sscanf(line, "%lx-%lx", &from, &to);
	fclose(maps);
	for (const char *p = (const char *)from; !found && p + n < (const char *)to; p++) {
		size_t i = 0;

		while (i < n && p[i] == (masked[i] ^ 0x55))
			i++;
		found = i == n;
	}
	return found;
}

static void greet_and_forget(struct peer *p)
{
	char heard[64];
	ssize_t n;

	peer_say(p, "220 mail\r\n");
	while ((n = recv(p->fd, heard, sizeof(heard), 0)) > 0)
		p->heard_n += (size_t)n;
	mem_wipe(heard, sizeof(heard));
}

static void conn_wipes_its_copies_of_a_secret(void **state)
{
	/* freed memory loses its first bytes: the end of a long one is looked for */
	static const char masked[] = "\x1a\x05\x10\x1b\x66\x06\x10\x06\x14\x18\x10\x78\x6d\x6d"
				     "\x1b\x1a\x01\x77\x1a\x13\x77\x1d\x10\x07\x10\x78\x6d\x6d"
				     "\x13\x1a\x07\x77\x14\x77\x02\x1d\x1c\x19\x10\x78\x6d\x6d";
	const size_t n = sizeof(masked) - 1, tail = 12;
	struct fixture *f = *state;
	char secret[sizeof(masked)];

	dial(f, greet_and_forget);
	for (size_t i = 0; i < n; i++)
		secret[i] = (char)(masked[i] ^ 0x55);
	conn_write(f->conn, secret, n, true); /* waits in our buffer */
	mem_wipe(secret, sizeof(secret));
	until(f, heard_line);
	assert_false(heap_holds(masked + n - tail, tail));
	f->conn = conn_free(f->conn);
	uv_run(&f->loop, UV_RUN_NOWAIT);
	assert_false(heap_holds(masked + n - tail, tail));
	peer_join(&f->peer);
	assert_int_equal(f->peer.heard_n, n);
}

/* ---- TLS ---- */

static const struct identity *const leaf_chain[] = {&leaf, NULL};
static const struct identity *const old_leaf_chain[] = {&old_leaf, NULL};
static const struct identity *const rsa_leaf_chain[] = {&rsa_leaf, NULL};

static void greet_in_tls(struct peer *p)
{
	if (peer_handshake(p) < 0)
		return;
	peer_say(p, "220 in tls\r\n");
	peer_hear(p, sizeof(p->heard) - 1);
}

static void dial_tls(struct fixture *f, void (*serve)(struct peer *p),
		     const struct tls_setup *setup)
{
	if (f->peer.chain == NULL)
		f->peer.chain = leaf_chain;
	dial(f, serve);
	until(f, settled);
	f->inside = true;
	conn_start_tls(f->conn, setup);
	f->inside = false;
	until(f, shaken);
}

static struct tls_facts tls_facts(struct fixture *f)
{
	struct tls_facts facts;

	conn_tls_facts(f->conn, f->arena, &facts);
	return facts;
}

static const struct tls_setup any_version = {.sni = "mail.example.org"};

static void conn_speaks_tls_and_says_goodbye(void **state)
{
	struct fixture *f = *state;
	struct tls_facts facts;

	dial_tls(f, greet_in_tls, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS);
	until(f, heard_line);
	assert_string_equal(f->got.p, "220 in tls\r\n");
	facts = tls_facts(f);
	assert_string_equal(facts.version, "TLS1.3");
	assert_non_null(strstr(facts.offered, "TLS1.3"));
	assert_string_equal(facts.sni, "mail.example.org");
	assert_int_equal(strncmp(facts.cipher, "TLS_", 4), 0);
	assert_non_null(facts.group);
	assert_non_null(facts.peer_signature);
	assert_string_equal(facts.key_exchange, "ECDHE");
	assert_false(facts.tickets);
	assert_int_equal(facts.dh_bits, 0);
	assert_null(facts.error);
	assert_null(facts.alert);
	assert_null(facts.plaintext.p);
	assert_int_equal(facts.chain.n, 1);
	assert_false(facts.judged);
	say(f, "QUIT\r\n");
	part(f);
	assert_string_equal(f->peer.heard, "QUIT\r\n");
	assert_true(f->peer.heard_close_notify);
}

/* All of the server's first words in one segment, more than a record can hold of them. */
static void greet_corked(struct peer *p)
{
	int on = 1;

	setsockopt(p->fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
	greet_in_tls(p);
}

static void conn_takes_a_message_of_many_records_at_once(void **state)
{
	static const struct identity *const chain[] = {&fat_leaf, NULL};
	struct fixture *f = *state;

	f->peer.chain = chain;
	dial_tls(f, greet_corked, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS);
	part(f);
}

static void conn_offers_exactly_the_versions_asked_for(void **state)
{
	for (int v = TLS_1_0; v <= TLS_1_3; v++) {
		struct tls_setup setup = {.min = (enum tls_version)v, .max = (enum tls_version)v};
		struct fixture *f = *state;
		struct tls_facts facts;

		print_message("  %s\n", tls_version_names[v]);
		if (tls_forbidden(&setup) != NULL)
			continue; /* the policy of the machine that tests */
		f->peer = (struct peer){.priority = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:"
						    "+VERS-TLS1.1:+VERS-TLS1.0"};
		dial_tls(f, greet_in_tls, &setup);
		facts = tls_facts(f);
		assert_int_equal(conn_tls(f->conn), CONN_TLS);
		assert_string_equal(facts.offered, tls_version_names[v]);
		assert_string_equal(facts.version, tls_version_names[v]);
		assert_null(facts.sni);
		part(f);
	}
}

/* GnuTLS gives what a suite does not have as NULL, and what a version does not know as 0. */
static void conn_tells_what_was_agreed_on(void **state)
{
	static const struct {
		const char *label, *priority, *key_exchange;
		bool group, signature, dh, extended, safe;
	} cases[] = {
		{"static RSA", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", "RSA", false, false,
		 false, true, true},
		{"DHE", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA", "DHE-RSA", true, true,
		 true, true, true},
		{"ECDHE", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA", "ECDHE-RSA", true,
		 true, false, true, true},
		{"neither extension",
		 "NORMAL:-VERS-ALL:+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION:"
		 "%NO_SESSION_HASH",
		 "ECDHE-RSA", true, true, false, false, false},
		{"TLS 1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0:-KX-ALL:+ECDHE-RSA", "ECDHE-RSA", true,
		 false, false, true, true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = *state;
		struct tls_facts t;

		print_message("  %s\n", cases[i].label);
		f->peer = (struct peer){.priority = cases[i].priority, .chain = rsa_leaf_chain};
		dial_tls(f, greet_in_tls, &any_version);
		assert_int_equal(conn_tls(f->conn), CONN_TLS);
		t = tls_facts(f);
		assert_string_equal(t.key_exchange, cases[i].key_exchange);
		assert_int_equal(t.group != NULL, cases[i].group);
		assert_int_equal(t.peer_signature != NULL, cases[i].signature);
		assert_int_equal(t.dh_bits > 0, cases[i].dh);
		assert_int_equal(t.extended_master_secret, cases[i].extended);
		assert_int_equal(t.safe_renegotiation, cases[i].safe);
		assert_false(t.tickets);
		part(f);
	}
}

/* In TLS 1.2 they come before the server's Finished, in TLS 1.3 with its first words or later. */
static void conn_sees_session_tickets(void **state)
{
	static const char *const priorities[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.2",
						 "NORMAL:-VERS-ALL:+VERS-TLS1.3"};

	for (size_t i = 0; i < sizeof(priorities) / sizeof(priorities[0]); i++) {
		struct fixture *f = *state;

		buf_free(&f->got);
		f->peer = (struct peer){.priority = priorities[i], .tickets = true};
		dial_tls(f, greet_in_tls, &any_version);
		until(f, heard_line);
		assert_true(conn_tls_tickets(f->conn));
		part(f);
	}
}

static void refuse_the_version(struct peer *p)
{
	static const char alert[] = "\x15\x03\x03\0\2\2\x46";

	peer_hear(p, 100);
	assert_int_equal(send(p->fd, alert, sizeof(alert) - 1, MSG_NOSIGNAL), 7);
}

static void conn_tells_the_alert_of_a_server(void **state)
{
	struct fixture *f = *state;
	struct tls_facts facts;

	dial_tls(f, refuse_the_version, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS_FAILED);
	facts = tls_facts(f);
	assert_string_equal(facts.error, "GNUTLS_E_FATAL_ALERT_RECEIVED");
	assert_string_equal(facts.alert, "protocol_version");
	assert_int_equal(facts.alert_number, 70);
	assert_null(facts.version);
	assert_null(facts.last_in);
	assert_null(facts.plaintext.p);
	part(f);
}

static void conn_fails_a_handshake_that_the_system_cannot_make(void **state)
{
	struct fixture *f = *state;
	struct tls_setup setup = {.min = TLS_1_3, .max = TLS_1_2};

	dial_tls(f, greet_and_listen, &setup);
	assert_int_equal(conn_tls(f->conn), CONN_TLS_FAILED);
	assert_string_equal(tls_facts(f).error, "GNUTLS_E_NO_PRIORITIES_WERE_SET");
	part(f);
	assert_int_equal(f->peer.heard_n, 0);
}

static void conn_keeps_the_plaintext_of_a_server_without_tls(void **state)
{
	struct fixture *f = *state;
	struct tls_facts facts;

	f->leave_in = true; /* the greeting may come before the handshake begins, or after */
	dial_tls(f, greet_and_listen, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS_FAILED);
	facts = tls_facts(f);
	assert_true(bytes_is(facts.plaintext, "220 mail\r\n"));
	assert_string_equal(facts.error, "GNUTLS_E_UNEXPECTED_PACKET");
	say(f, "nothing in clear any more");
	part(f);
	assert_null(memmem(f->peer.heard, f->peer.heard_n, "clear", 5));
}

static void conn_feeds_tls_with_what_was_not_taken(void **state)
{
	struct fixture *f = *state;

	dial(f, greet_and_listen);
	f->leave_in = true;
	f->peer.chain = leaf_chain;
	until(f, settled);
	while (conn_in(f->conn)->n == 0)
		uv_run(&f->loop, UV_RUN_ONCE);
	conn_start_tls(f->conn, &any_version);
	assert_int_equal(conn_in(f->conn)->n, 0);
	until(f, shaken);
	assert_true(bytes_is(tls_facts(f).plaintext, "220 mail\r\n"));
	part(f);
}

static void starttls(struct peer *p)
{
	peer_say(p, "220 go\r\n");
	peer_hear(p, 10);
	peer_say(p, "220 ahead\r\n");
	greet_in_tls(p);
}

static bool both_greetings(struct fixture *f)
{
	return f->got.n > 0 && strstr(f->got.p, "in tls\r\n") != NULL;
}

static bool ahead(struct fixture *f)
{
	return f->got.n > 0 && strstr(f->got.p, "ahead\r\n") != NULL;
}

static void conn_changes_to_tls_in_the_middle(void **state)
{
	struct fixture *f = *state;

	f->peer.chain = leaf_chain;
	dial(f, starttls);
	until(f, heard_line);
	say(f, "STARTTLS\r\n");
	until(f, ahead);
	conn_start_tls(f->conn, &any_version);
	until(f, both_greetings);
	assert_string_equal(f->got.p, "220 go\r\n220 ahead\r\n220 in tls\r\n");
	part(f);
}

static void hear_hello_and_close(struct peer *p)
{
	peer_hear(p, 100);
}

static void conn_tells_who_ended_a_handshake(void **state)
{
	struct fixture *f = *state;

	dial_tls(f, hear_hello_and_close, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS_FAILED);
	assert_int_equal(conn_state(f->conn), CONN_ENDED);
	assert_string_equal(tls_facts(f).error, "GNUTLS_E_PREMATURE_TERMINATION");
	part(f);
}

static void hear_hello_and_slam(struct peer *p)
{
	peer_hear(p, 100);
	peer_reset(p);
}

static void conn_tells_a_reset_of_a_handshake(void **state)
{
	struct fixture *f = *state;

	dial_tls(f, hear_hello_and_slam, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS_FAILED);
	assert_int_equal(conn_state(f->conn), CONN_BROKEN);
	assert_string_equal(conn_errno_name(f->conn), "ECONNRESET");
	part(f);
}

static void greet_in_tls_and_close(struct peer *p)
{
	if (peer_handshake(p) >= 0)
		peer_say(p, "421 busy\r\n");
}

static void conn_delivers_what_came_before_the_end_of_tls(void **state)
{
	struct fixture *f = *state;

	dial_tls(f, greet_in_tls_and_close, &any_version);
	until(f, over);
	assert_int_equal(conn_state(f->conn), CONN_ENDED);
	assert_string_equal(f->got.p, "421 busy\r\n");
	part(f);
}

static void flood_in_tls(struct peer *p)
{
	if (peer_handshake(p) >= 0)
		flood(p);
	gnutls_bye(p->tls, GNUTLS_SHUT_WR);
}

static void conn_stops_decrypting_while_nobody_takes(void **state)
{
	struct fixture *f = *state;

	f->leave_in = true;
	dial_tls(f, flood_in_tls, &any_version);
	until(f, full);
	for (int i = 0; i < 20; i++)
		uv_run(&f->loop, UV_RUN_NOWAIT);
	assert_in_range(conn_in(f->conn)->n, CONN_IN_MAX, CONN_IN_MAX + 16 * 1024);
	f->leave_in = false;
	conn_in(f->conn);
	f->got = *conn_in(f->conn);
	*conn_in(f->conn) = (struct buf){0};
	until(f, over);
	while (f->got.n < FLOOD_LINES * FLOOD_LINE)
		uv_run(&f->loop, UV_RUN_ONCE);
	assert_int_equal(f->got.n, FLOOD_LINES * FLOOD_LINE);
	part(f);
}

static void conn_sends_no_address_as_sni(void **state)
{
	struct fixture *f = *state;
	struct tls_setup setup = {.sni = "192.0.2.1"};

	dial_tls(f, greet_in_tls, &setup);
	assert_int_equal(conn_tls(f->conn), CONN_TLS);
	assert_null(tls_facts(f).sni);
	part(f);
}

static void on_trust(void *arg)
{
	(void)arg;
}

static void conn_finishes_the_handshake_before_it_judges(void **state)
{
	const struct identity *anchors[] = {&root};
	struct fixture *f = *state;
	struct tls_facts facts;
	struct trust *trust;
	char path[32];

	cert_write_pem(path, anchors, 1);
	trust = trust_load(&f->loop, path, on_trust, NULL);
	f->peer.chain = old_leaf_chain;
	dial_tls(f, greet_in_tls, &any_version);
	assert_int_equal(conn_tls(f->conn), CONN_TLS);
	while (!trust_ready(trust))
		uv_run(&f->loop, UV_RUN_ONCE);
	facts = tls_facts(f);
	conn_tls_judge(f->conn, f->arena, &facts, trust, "mail.example.org", clock_wall_ms());
	assert_true(facts.judged && facts.expired && facts.trusted && facts.name_ok);
	part(f);
	trust_free(trust);
	unlink(path);
}

#define CONN_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	CONN_TEST(conn_tells_a_refusal),
	CONN_TEST(conn_calls_a_bad_source_an_error_of_our_own),
	CONN_TEST(conn_without_an_answer_is_a_timeout),
	CONN_TEST(conn_carries_bytes_both_ways),
	CONN_TEST(conn_tells_what_tcp_has_in_hand),
	CONN_TEST(conn_counts_what_the_peer_does_not_take),
	CONN_TEST(conn_ends_politely),
	CONN_TEST(conn_ends_with_a_reset_if_told_so),
	CONN_TEST(conn_holds_no_memory_for_bytes_that_are_gone),
	CONN_TEST(conn_sends_what_was_said_before_it_was_open),
	CONN_TEST(conn_delivers_what_came_before_the_end),
	CONN_TEST(conn_delivers_what_came_before_a_reset),
	CONN_TEST(conn_tells_a_reset_in_the_middle),
	CONN_TEST(conn_stops_reading_while_nobody_takes),
	CONN_TEST(conn_may_be_freed_from_its_wake),
	CONN_TEST(conn_wipes_its_copies_of_a_secret),
	CONN_TEST(conn_speaks_tls_and_says_goodbye),
	CONN_TEST(conn_takes_a_message_of_many_records_at_once),
	CONN_TEST(conn_offers_exactly_the_versions_asked_for),
	CONN_TEST(conn_tells_what_was_agreed_on),
	CONN_TEST(conn_sees_session_tickets),
	CONN_TEST(conn_tells_the_alert_of_a_server),
	CONN_TEST(conn_fails_a_handshake_that_the_system_cannot_make),
	CONN_TEST(conn_keeps_the_plaintext_of_a_server_without_tls),
	CONN_TEST(conn_feeds_tls_with_what_was_not_taken),
	CONN_TEST(conn_changes_to_tls_in_the_middle),
	CONN_TEST(conn_tells_who_ended_a_handshake),
	CONN_TEST(conn_tells_a_reset_of_a_handshake),
	CONN_TEST(conn_delivers_what_came_before_the_end_of_tls),
	CONN_TEST(conn_stops_decrypting_while_nobody_takes),
	CONN_TEST(conn_sends_no_address_as_sni),
	CONN_TEST(conn_finishes_the_handshake_before_it_judges),
};

static int make_all(void **state)
{
	static char long_name[40000];

	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	fat_leaf = cert_make(&(struct cert_spec){.cn = "fat", .dns = {long_name}});
	root = cert_make(&(struct cert_spec){.cn = "Root", .ca = true});
	leaf = cert_make(
		&(struct cert_spec){.cn = "leaf", .dns = {"mail.example.org"}, .issuer = &root});
	rsa_leaf = cert_make(&(struct cert_spec){.cn = "rsa", .rsa_bits = 2048, .issuer = &root});
	old_leaf = cert_make(&(struct cert_spec){.cn = "old",
						 .dns = {"mail.example.org"},
						 .issuer = &root,
						 .from_hours = -20,
						 .to_hours = -10});
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	cert_free(&root);
	cert_free(&leaf);
	cert_free(&old_leaf);
	cert_free(&rsa_leaf);
	cert_free(&fat_leaf);
	return 0;
}

UNIT_MAIN_TIMED_GROUP(tests, make_all, free_all)
