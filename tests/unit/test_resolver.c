/* The name server is in the test: UDP and TCP on one loopback port, in the same loop. */
#include "timed.h"
#include "unit.h"

#include "../support/dnspacket.h"
#include "base/memory.h"
#include "net/hosts.h"
#include "net/resolver.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
	uv_loop_t loop;
	struct arena *arena;
	struct resolver *resolver;
	uv_udp_t udp;
	uv_tcp_t tcp, peer;
	char address[32];
	/* script */
	unsigned flags, flags_with_edns; /* of the answers */
	unsigned flags_checked;		 /* of those to questions without CD */
	bool silent, truncate_udp, wrong_id_first, header_only, hang_up_tcp;
	int udp_asked, tcp_asked;
	bool asked_ad, asked_rd, asked_edns, asked_cd;
	/* result */
	struct dns_query *query;
	int answers;
	char peer_in[1024];
	size_t peer_n;
};

/* ---- the name server ---- */

static void compose(struct fixture *f, const unsigned char *query, size_t len,
		    struct dnspacket *out)
{
	unsigned flags = DNSPACKET_QR | f->flags;

	f->asked_rd = (query[2] & 1) != 0;
	f->asked_ad = (query[3] & 0x20) != 0;
	f->asked_edns = query[11] == 1;
	f->asked_cd = (query[3] & 0x10) != 0;
	if (f->asked_edns)
		flags |= f->flags_with_edns;
	if (!f->asked_cd)
		flags |= f->flags_checked;
	dnspacket_answer(out, query, len, flags);
	if ((flags & 15) == 0 && (flags & DNSPACKET_TC) == 0)
		dnspacket_a(out, "mail.example", "192.0.2.25");
}

static void on_sent(uv_udp_send_t *req, int status)
{
	(void)status;
	free(req->data);
	free(req);
}

static void send_udp(struct fixture *f, const struct dnspacket *p, const struct sockaddr *to)
{
	uv_udp_send_t *req = mem_alloc(sizeof(*req));
	uv_buf_t b;

	req->data = mem_alloc(p->n);
	memcpy(req->data, p->p, p->n);
	b = uv_buf_init(req->data, (unsigned)p->n);
	uv_udp_send(req, &f->udp, &b, 1, to, on_sent);
}

static void on_alloc(uv_handle_t *handle, size_t want, uv_buf_t *b)
{
	static char room[65536];

	(void)handle;
	(void)want;
	*b = uv_buf_init(room, sizeof(room));
}

static void on_udp(uv_udp_t *udp, ssize_t n, const uv_buf_t *b, const struct sockaddr *from,
		   unsigned flags)
{
	static struct dnspacket p;
	struct fixture *f = udp->data;

	(void)flags;
	if (n <= 0)
		return;
	f->udp_asked++;
	if (f->silent)
		return;
	f->flags &= ~(unsigned)DNSPACKET_TC;
	if (f->truncate_udp)
		f->flags |= DNSPACKET_TC;
	compose(f, (unsigned char *)b->base, (size_t)n, &p);
	if (f->header_only) {
		p.p[5] = 0; /* no question */
		p.n = 12;
	}
	if (f->wrong_id_first) {
		struct dnspacket wrong = p;

		wrong.p[0] ^= 0xff; /* another id */
		send_udp(f, &wrong, from);
	}
	send_udp(f, &p, from);
}

static void on_written(uv_write_t *req, int status)
{
	(void)status;
	free(req->data);
	free(req);
}

static void on_tcp(uv_stream_t *s, ssize_t n, const uv_buf_t *b)
{
	static struct dnspacket p;
	struct fixture *f = s->data;
	uv_write_t *req;
	char *copy;
	uv_buf_t out;

	if (n <= 0)
		return;
	memcpy(f->peer_in + f->peer_n, b->base, (size_t)n);
	f->peer_n += (size_t)n;
	if (f->peer_n < 2 || f->peer_n < 2u + (unsigned char)f->peer_in[1])
		return;
	f->tcp_asked++;
	if (f->hang_up_tcp) {
		uv_close((uv_handle_t *)s, NULL);
		return;
	}
	f->flags &= ~(unsigned)DNSPACKET_TC;
	compose(f, (unsigned char *)f->peer_in + 2, f->peer_n - 2, &p);
	copy = mem_alloc(p.n + 2);
	copy[0] = (char)(p.n >> 8);
	copy[1] = (char)p.n;
	memcpy(copy + 2, p.p, p.n);
	req = mem_alloc(sizeof(*req));
	req->data = copy;
	out = uv_buf_init(copy, (unsigned)p.n + 2);
	uv_write(req, s, &out, 1, on_written);
}

static void on_connection(uv_stream_t *server, int status)
{
	struct fixture *f = server->data;

	(void)status;
	uv_tcp_init(&f->loop, &f->peer);
	f->peer.data = f;
	assert_int_equal(uv_accept(server, (uv_stream_t *)&f->peer), 0);
	uv_read_start((uv_stream_t *)&f->peer, on_alloc, on_tcp);
}

/* False where the port that UDP was given is not free for TCP. */
static bool bind_both(struct fixture *f, struct sockaddr_in *at)
{
	int len = sizeof(*at);

	uv_udp_init(&f->loop, &f->udp);
	uv_tcp_init(&f->loop, &f->tcp);
	at->sin_port = 0;
	assert_int_equal(uv_udp_bind(&f->udp, (struct sockaddr *)at, 0), 0);
	uv_udp_getsockname(&f->udp, (struct sockaddr *)at, &len);
	uv_tcp_bind(&f->tcp, (struct sockaddr *)at, 0);
	return uv_listen((uv_stream_t *)&f->tcp, 4, on_connection) == 0;
}

static void serve(struct fixture *f)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	while (!bind_both(f, &at)) {
		uv_close((uv_handle_t *)&f->udp, NULL);
		uv_close((uv_handle_t *)&f->tcp, NULL);
		uv_run(&f->loop, UV_RUN_NOWAIT);
	}
	f->udp.data = f->tcp.data = f;
	uv_udp_recv_start(&f->udp, on_alloc, on_udp);
	snprintf(f->address, sizeof(f->address), "127.0.0.1:%d", ntohs(at.sin_port));
}

/* ---- the fixture ---- */

static int set_up_with(void **state, double try_ms)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct resolver_settings s = {.server = f->address, .try_ms = try_ms, .tries = 2};
	const char *fault = NULL;

	uv_loop_init(&f->loop);
	f->arena = arena_new();
	serve(f);
	f->resolver = resolver_new(&f->loop, &s, f->arena, &fault);
	assert_non_null(f->resolver);
	*state = f;
	return 0;
}

/* What is answered is asked once, on however slow a machine. */
static int set_up(void **state)
{
	return set_up_with(state, 10000);
}

static int set_up_to_time_out(void **state)
{
	return set_up_with(state, 150);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	resolver_free(f->resolver);
	uv_run(&f->loop, UV_RUN_NOWAIT);
	uv_walk(&f->loop, close_handle, NULL);
	uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&f->loop), 0);
	arena_free(f->arena);
	free(f);
	return 0;
}

static void on_query(void *arg, struct dns_query *query)
{
	struct fixture *f = arg;

	f->query = query;
	f->answers++;
	uv_stop(&f->loop);
}

static const struct dns_query *ask_type(struct fixture *f, const char *name, const char *type)
{
	f->query = NULL;
	resolver_ask(f->resolver, f->arena, name, type, on_query, f);
	assert_null(f->query);
	uv_run(&f->loop, UV_RUN_DEFAULT);
	assert_non_null(f->query);
	return f->query;
}

static const struct dns_query *ask(struct fixture *f)
{
	return ask_type(f, "mail.example", "A");
}

/* ---- claims ---- */

static void resolver_asks_with_rd_ad_and_edns(void **state)
{
	struct fixture *f = *state;
	const struct dns_query *q;

	f->flags = DNSPACKET_AD;
	q = ask(f);
	assert_true(f->asked_rd && f->asked_ad && f->asked_edns);
	assert_int_equal(q->status, DNS_OK);
	assert_int_equal(q->rcode, 0);
	assert_true(q->ad);
	assert_string_equal(q->server, f->address);
	assert_string_equal(((struct dns_answer *)q->answers.first)->data.p, "192.0.2.25");
	assert_int_equal(f->udp_asked, 1);
}

static void resolver_tells_refusals_apart(void **state)
{
	static const struct {
		unsigned rcode;
		enum dns_status status;
	} cases[] = {{2, DNS_SERVFAIL}, {3, DNS_NXDOMAIN}, {4, DNS_OTHER}, {5, DNS_REFUSED}};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  rcode %u\n", cases[i].rcode);
		f->flags = cases[i].rcode;
		assert_int_equal(ask(f)->status, cases[i].status);
		assert_int_equal(f->query->rcode, cases[i].rcode);
	}
	assert_int_equal(f->udp_asked, 5); /* SERVFAIL once more, unchecked */
}

static void resolver_tells_bogus_signatures_from_failures(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ask(f)->status, DNS_OK);
	assert_false(f->asked_cd);
	f->flags_checked = 2;
	assert_int_equal(ask(f)->status, DNS_BOGUS);
	assert_true(f->asked_cd);
	assert_int_equal(f->query->rcode, 2);
	assert_int_equal(f->query->answers.n, 0); /* nobody vouches for them */
	assert_false(f->query->ad);
}

static void resolver_asks_once_more_without_edns_after_formerr(void **state)
{
	struct fixture *f = *state;

	f->flags_with_edns = 1;
	assert_int_equal(ask(f)->status, DNS_OK);
	assert_int_equal(f->udp_asked, 2);
	assert_false(f->asked_edns);
	/* the next question begins with EDNS again */
	f->flags_with_edns = 0;
	assert_int_equal(ask(f)->status, DNS_OK);
	assert_true(f->asked_edns);
}

static void resolver_reports_formerr_that_stays(void **state)
{
	struct fixture *f = *state;

	f->flags = 1;
	assert_int_equal(ask(f)->status, DNS_OTHER);
	assert_int_equal(f->query->rcode, 1);
	assert_in_range(f->udp_asked, 2, 3); /* c-ares 1.28 and newer tries by itself, too */
}

static void resolver_takes_the_rest_over_tcp(void **state)
{
	struct fixture *f = *state;

	f->truncate_udp = true;
	assert_int_equal(ask(f)->status, DNS_OK);
	assert_int_equal(f->udp_asked, 1);
	assert_int_equal(f->tcp_asked, 1);
}

static void resolver_that_hangs_up_on_tcp_is_one(void **state)
{
	struct fixture *f = *state;

	f->truncate_udp = f->hang_up_tcp = true;
	assert_int_equal(ask(f)->status, DNS_TIMEOUT);
	assert_in_range(f->tcp_asked, 1, 2);
}

static void resolver_times_out_on_silence(void **state)
{
	struct fixture *f = *state;

	f->silent = true;
	assert_int_equal(ask(f)->status, DNS_TIMEOUT);
	assert_int_equal(f->query->rcode, -1);
	assert_int_equal(f->udp_asked, 2);
	assert_true(f->query->ms >= 150);
}

/* What Unbound says to those that it does not serve. */
static void resolver_hears_a_refusal_without_its_question(void **state)
{
	struct fixture *f = *state;

	f->header_only = true;
	f->flags = 5;
	assert_int_equal(ask(f)->status, DNS_REFUSED);
	assert_int_equal(f->query->rcode, 5);
}

static void resolver_does_not_take_an_empty_header_for_an_answer(void **state)
{
	struct fixture *f = *state;

	f->header_only = true;
	assert_int_equal(ask(f)->status, DNS_TIMEOUT);
}

static void resolver_waits_for_the_true_answer(void **state)
{
	struct fixture *f = *state;

	f->wrong_id_first = true;
	assert_int_equal(ask(f)->status, DNS_OK);
}

static void resolver_calls_a_closed_port_no_resolver(void **state)
{
	struct fixture *f = *state;

	uv_close((uv_handle_t *)&f->udp, NULL);
	uv_run(&f->loop, UV_RUN_NOWAIT);
	assert_int_equal(ask(f)->status, DNS_NO_RESOLVER);
}

static void resolver_answers_even_for_a_name_that_cannot_be_asked(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ask_type(f, "two..dots", "A")->status, DNS_OTHER);
	assert_int_equal(f->udp_asked, 0);
}

static void resolver_keeps_quiet_about_a_dropped_ticket(void **state)
{
	struct fixture *f = *state;
	struct arena *a = arena_new();
	struct ticket *t = resolver_ask(f->resolver, a, "mail.example", "A", on_query, f);

	ticket_drop(t);
	arena_free(a);
	ask(f);
	assert_int_equal(f->answers, 1);
}

static void resolver_free_ends_what_is_pending(void **state)
{
	struct fixture *f = *state;

	resolver_ask(f->resolver, f->arena, "mail.example", "A", on_query, f);
	f->resolver = resolver_free(f->resolver);
	assert_non_null(f->query);
	assert_int_equal(f->query->status, DNS_TIMEOUT);
	assert_int_equal(f->answers, 1);
}

static bool is_trusted(struct fixture *f, const char *server, bool trust_ad)
{
	struct resolver_settings s = {
		.server = server, .try_ms = 1, .tries = 1, .trust_ad = trust_ad};
	const char *fault = NULL;
	struct resolver *r = resolver_new(&f->loop, &s, f->arena, &fault);
	bool trusted;

	assert_non_null(r);
	trusted = resolver_trusted(r);
	resolver_free(r);
	return trusted;
}

/* What is not on this machine is believed only where somebody says so; resolv.conf says it of its
 * own servers, and not of one that was named. */
static void resolver_is_trusted_on_this_machine(void **state)
{
	struct fixture *f = *state;

	setenv("RES_OPTIONS", "trust-ad", 1);
	assert_true(is_trusted(f, "127.0.0.1", false));
	assert_true(is_trusted(f, "127.0.0.53:5353", false));
	assert_true(is_trusted(f, "[::1]:53", false));
	assert_false(is_trusted(f, "192.0.2.53", false));
	assert_false(is_trusted(f, "2001:db8::53", false));
	assert_false(is_trusted(f, "::ffff:192.0.2.53", false));
	assert_true(is_trusted(f, "192.0.2.53", true));
	assert_true(is_trusted(f, NULL, false));
	unsetenv("RES_OPTIONS");
}

static void resolver_new_reads_server_addresses(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"192.0.2.53", "192.0.2.53:53"},
		{"192.0.2.53:5353", "192.0.2.53:5353"},
		{"2001:db8::53", "[2001:db8::53]:53"},
		{"[2001:db8::53]:5353", "[2001:db8::53]:5353"},
		{"dns.example", NULL},
		{"192.0.2.53:0", NULL},
		{"192.0.2.53:x", NULL},
		{"192.0.2.53:65536", NULL},
		{"[2001:db8::53", NULL},
		{"", NULL},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct resolver_settings s = {.server = cases[i].in, .try_ms = 1, .tries = 1};
		const char *fault = NULL;
		struct list servers = {0};
		struct resolver *r = resolver_new(&f->loop, &s, f->arena, &fault);

		print_message("  \"%s\"\n", cases[i].in);
		if (cases[i].out == NULL) {
			assert_null(r);
			assert_non_null(fault);
			continue;
		}
		resolver_servers(r, f->arena, &servers);
		assert_int_equal(servers.n, 1);
		assert_string_equal(((struct string_item *)servers.first)->s, cases[i].out);
		resolver_free(r);
	}
}

/* ---- the hosts file ---- */

static const char *joined(struct arena *a, const struct list *l)
{
	const char *s = "";

	LIST_EACH (struct string_item, it, l)
		s = arena_printf(a, "%s%s%s", s, *s != '\0' ? " " : "", it->s);
	return s;
}

static const char *looked_up(struct arena *a, struct hosts *h, const char *name, int family)
{
	struct list found = {0};

	hosts_lookup(h, a, name, family, &found);
	return joined(a, &found);
}

static void hosts_file_is_read_like_the_system_reads_it(void **state)
{
	static const char text[] = "# comment\n"
				   "192.0.2.1\tMail.Example mail # not.this\n"
				   "192.0.2.2 mail.example\n"
				   "2001:DB8::1 mail.example\n"
				   "192.0.2.1 mail.example\n"
				   "nonsense mail.example\n"
				   "  \n"
				   "192.0.2.3 other.example";
	static const struct {
		const char *name;
		int family;
		const char *found;
	} cases[] = {
		{"mail.example", 0, "192.0.2.1 192.0.2.2 2001:db8::1"},
		{"mail.example.", 4, "192.0.2.1 192.0.2.2"},
		{"MAIL.EXAMPLE", 6, "2001:db8::1"},
		{"mail", 0, "192.0.2.1"},
		{"not.this", 0, ""},
		{"other.example", 0, "192.0.2.3"},
		{"localhost", 0, "127.0.0.1 ::1"},
		{"smtp.localhost", 6, "::1"},
		{"notlocalhost", 0, ""},
	};
	char path[] = "/tmp/hosts.XXXXXX";
	int fd = mkstemp(path);
	struct hosts *h = hosts_new(path);

	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s %d\n", cases[i].name, cases[i].family);
		assert_string_equal(looked_up(*state, h, cases[i].name, cases[i].family),
				    cases[i].found);
	}
	hosts_free(h);
	unlink(path);
}

/* Whoever edits the file during a sweep is heard. */
static void hosts_file_is_read_again_once_it_has_changed(void **state)
{
	char path[] = "/tmp/hosts.XXXXXX";
	int fd = mkstemp(path);
	struct hosts *h = hosts_new(path);

	assert_string_equal(looked_up(*state, h, "mail.example", 0), "");
	dprintf(fd, "192.0.2.1 mail.example\n");
	assert_string_equal(looked_up(*state, h, "mail.example", 0), "192.0.2.1");
	dprintf(fd, "192.0.2.2 a.example mail.example b.example\n");
	assert_string_equal(looked_up(*state, h, "mail.example", 0), "192.0.2.1 192.0.2.2");
	unlink(path);
	assert_string_equal(looked_up(*state, h, "mail.example", 0), "");
	close(fd);
	hosts_free(h);
}

static void hosts_file_that_is_not_there_has_no_entries(void **state)
{
	struct hosts *h = hosts_new("/nonexistent/hosts");

	assert_string_equal(looked_up(*state, h, "mail.example", 0), "");
	hosts_free(h);
}

static void hosts_lookup_knows_localhost(void **state)
{
	struct hosts *h = hosts_new(NULL);

	assert_int_equal(strncmp(looked_up(*state, h, "localhost", 4), "127.", 4), 0);
	hosts_free(h);
}

#define RESOLVER_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define TIME_OUT_TEST(f) cmocka_unit_test_setup_teardown(f, set_up_to_time_out, tear_down)

static const struct CMUnitTest tests[] = {
	RESOLVER_TEST(resolver_asks_with_rd_ad_and_edns),
	RESOLVER_TEST(resolver_tells_refusals_apart),
	RESOLVER_TEST(resolver_tells_bogus_signatures_from_failures),
	RESOLVER_TEST(resolver_asks_once_more_without_edns_after_formerr),
	RESOLVER_TEST(resolver_reports_formerr_that_stays),
	RESOLVER_TEST(resolver_takes_the_rest_over_tcp),
	TIME_OUT_TEST(resolver_that_hangs_up_on_tcp_is_one),
	TIME_OUT_TEST(resolver_times_out_on_silence),
	TIME_OUT_TEST(resolver_hears_a_refusal_without_its_question),
	TIME_OUT_TEST(resolver_does_not_take_an_empty_header_for_an_answer),
	RESOLVER_TEST(resolver_waits_for_the_true_answer),
	RESOLVER_TEST(resolver_calls_a_closed_port_no_resolver),
	RESOLVER_TEST(resolver_answers_even_for_a_name_that_cannot_be_asked),
	RESOLVER_TEST(resolver_keeps_quiet_about_a_dropped_ticket),
	RESOLVER_TEST(resolver_free_ends_what_is_pending),
	RESOLVER_TEST(resolver_is_trusted_on_this_machine),
	RESOLVER_TEST(resolver_new_reads_server_addresses),
	UNIT_TEST(hosts_file_is_read_like_the_system_reads_it),
	UNIT_TEST(hosts_file_is_read_again_once_it_has_changed),
	UNIT_TEST(hosts_file_that_is_not_there_has_no_entries),
	UNIT_TEST(hosts_lookup_knows_localhost),
};

UNIT_MAIN_TIMED(tests)
