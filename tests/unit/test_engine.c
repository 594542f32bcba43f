/* Several sessions at once: pacing, the one login, time, the end. */
#include "probe_bench.h"
#include "timed.h"

static const struct peer_line friendly[] = {
	{"EHLO", "250-peer.example\r\n250 AUTH PLAIN\r\n", false},
	{"AUTH", "235 2.7.0 ok\r\n", false},
	{"MAIL", "250 2.1.0 ok\r\n", false},
	{"RSET", "250 2.0.0 ok\r\n", false},
	{"QUIT", "221 bye\r\n", true},
	{NULL, NULL, false},
};

static const struct peer_line silent[] = {{"", "", false}, {NULL, NULL, false}};

static void stop(struct bench *b, struct peer *p)
{
	b->engine = engine_free(b->engine);
	peer_stop(p);
	assert_false(p->out_of_turn);
}

static int count_lines(const char *heard, const char *command)
{
	int n = 0;

	for (const char *at = heard; (at = strstr(at, command)) != NULL; at++)
		n++;
	return n;
}

/* ---- pacing ---- */

static double begin_of(struct bench *b, int i)
{
	return bench_stage(b, i, STAGE_TCP)->at_ms;
}

static double end_of(struct bench *b, int i)
{
	return bench_stage(b, i, STAGE_QUIT)->at_ms + bench_stage(b, i, STAGE_QUIT)->ms;
}

/* Of the first `n` sessions, how many there were when one of them began. */
static int most_at_once(struct bench *b, int n)
{
	int most = 0;

	for (int i = 0; i < n; i++) {
		int there = 0;

		for (int j = 0; j < n; j++)
			there += begin_of(b, j) <= begin_of(b, i) && begin_of(b, i) < end_of(b, j);
		most = there > most ? there : most;
	}
	return most;
}

static void an_address_gets_three_connections_at_once_and_eight_in_all(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};

	peer_start(&p);
	for (int i = 0; i < 9; i++)
		bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b); /* a follow-up counts like the rest */
	stop(b, &p);
	assert_int_equal(p.connections, 8);
	assert_int_equal(most_at_once(b, 8), 3);
	for (int i = 0; i < 8; i++)
		assert_outcome(bench_stage(b, i, STAGE_QUIT), OUTCOME_PASS);
	for (int i = 8; i < 10; i++) {
		assert_outcome(bench_stage(b, i, STAGE_TCP), OUTCOME_NOT_TESTED);
		assert_string_equal(bench_stage(b, i, STAGE_TCP)->note, "connection-budget");
		assert_outcome(bench_stage(b, i, STAGE_BANNER), OUTCOME_NOT_REACHED);
	}
}

struct gate {
	int inside, most;
};

static void enter_gate(void *arg, const struct session *s, enum stage_id id)
{
	struct gate *g = arg;

	(void)s;
	if (id == STAGE_TLS && ++g->inside > g->most)
		g->most = g->inside;
}

static void leave_gate(void *arg, const struct session *s, const struct stage *st)
{
	struct gate *g = arg;

	(void)s;
	g->inside -= st->id == STAGE_TLS;
}

static void eight_handshakes_at_once_are_enough(void **state)
{
	static const char *const addresses[] = {"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"};
	struct bench *b = *state;
	struct peer peers[4] = {0};
	struct gate gate = {0};

	b->observer = (struct observer){
		.stage_begun = enter_gate, .stage_done = leave_gate, .arg = &gate};
	b->set.reply_ms = 100;
	for (int i = 0; i < 4; i++) {
		peers[i] = (struct peer){.address = addresses[i], .banner = ""};
		peer_start(&peers[i]);
		for (int j = 0; j < 3; j++)
			bench_endpoint(b, peers[i].port, TLS_MODE_IMPLICIT)->address = addresses[i];
	}
	bench_probe(b);
	b->engine = engine_free(b->engine);
	for (int i = 0; i < 4; i++)
		peer_stop(&peers[i]);
	assert_int_equal(gate.most, 8);
	for (int i = 0; i < 12; i++)
		assert_failure(bench_stage(b, i, STAGE_TLS), FAILURE_TIMEOUT);
}

/* ---- the one login ---- */

static void login_happens_once_over_two_sessions(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};
	int passed = 0;

	peer_start(&p);
	b->set.insecure_auth = true;
	b->set.from = "bob@example.org";
	bench_login(b, "bob", "horse");
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &p);
	assert_int_equal(count_lines(p.heard, "AUTH"), 1);
	assert_int_equal(count_lines(p.heard, "MAIL"), 1);
	for (int i = 0; i < 3; i++) {
		struct stage *auth = bench_stage(b, i, STAGE_AUTH);

		passed += auth->outcome == OUTCOME_PASS;
		assert_int_equal(auth->outcome, bench_stage(b, i, STAGE_ENVELOPE)->outcome);
		if (auth->outcome != OUTCOME_PASS)
			assert_string_equal(auth->note, "tried-elsewhere");
	}
	assert_int_equal(passed, 1);
	assert_outcome(bench_stage(b, 2, STAGE_AUTH), OUTCOME_SKIP);
	assert_null(b->secret.p);
}

static void login_waits_for_a_session_that_offers_it(void **state)
{
	static const struct peer_line bare[] = {{"EHLO", "250 peer\r\n", false},
						{"QUIT", "221 bye\r\n", true},
						{NULL, NULL, false}};
	struct bench *b = *state;
	struct peer without = {.banner = "220 x\r\n", .lines = bare};
	struct peer with = {.banner = "220 x\r\n", .lines = friendly};

	peer_start(&without);
	peer_start(&with);
	b->set.insecure_auth = true;
	bench_login(b, "bob", "horse");
	bench_endpoint(b, without.port, TLS_MODE_NONE);
	bench_endpoint(b, with.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &with);
	peer_stop(&without);
	assert_string_equal(bench_stage(b, 0, STAGE_AUTH)->note, "tried-elsewhere");
	assert_outcome(bench_stage(b, 1, STAGE_AUTH), OUTCOME_PASS);
}

static void secret_that_nobody_used_is_wiped_with_the_engine(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};

	peer_start(&p);
	bench_login(b, "bob", "horse");
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	assert_failure(bench_stage(b, 0, STAGE_AUTH), FAILURE_WITHHELD);
	assert_non_null(b->secret.p);
	stop(b, &p);
	assert_null(b->secret.p);
	assert_int_equal(count_lines(p.heard, "AUTH"), 0);
}

static void envelope_without_login_is_sent_once(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};

	peer_start(&p);
	b->set.from = "bob@example.org";
	for (int i = 0; i < 3; i++)
		bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &p);
	assert_int_equal(count_lines(p.heard, "MAIL"), 1);
	assert_int_equal(count_lines(p.heard, "QUIT"), 3);
}

static void sessions_not_meant_for_login_leave_it_alone(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};

	peer_start(&p);
	b->set.insecure_auth = true;
	bench_login(b, "bob", "horse");
	bench_endpoint(b, p.port, TLS_MODE_NONE)->login = false;
	bench_probe(b);
	stop(b, &p);
	assert_string_equal(bench_stage(b, 0, STAGE_AUTH)->note, "not-needed");
	assert_int_equal(count_lines(p.heard, "AUTH"), 0);
}

/* In place of a login: a NOOP of that length, whatever the user wanted to see last. */
static void a_long_line_is_said_at_the_end_and_nothing_else(void **state)
{
	enum { LENGTH = 1500 };
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};
	struct endpoint *e;
	const char *said;

	peer_start(&p);
	b->set.insecure_auth = true;
	b->set.until = STAGE_AUTH;
	bench_login(b, "bob", "horse");
	e = bench_endpoint(b, p.port, TLS_MODE_NONE);
	e->login = false;
	e->noop = LENGTH;
	bench_probe(b);
	stop(b, &p);
	said = strstr(p.heard, "NOOP ");
	assert_non_null(said);
	assert_int_equal(strcspn(said, "\n"), LENGTH - strlen("\r\n"));
	assert_int_equal(count_lines(p.heard, "AUTH"), 0);
	assert_int_equal(count_lines(p.heard, "QUIT"), 1);
	assert_int_equal(bench_stage(b, 0, STAGE_NOOP)->reply.code, 500);
	assert_int_equal(bench_stage(b, 0, STAGE_NOOP)->outcome, OUTCOME_PASS);
}

/* ---- time ---- */

static void time_outs_of_silent_servers_run_side_by_side(void **state)
{
	struct bench *b = *state;
	struct peer one = {.lines = silent}, two = {.lines = silent};
	struct stage *first, *second;

	peer_start(&one);
	peer_start(&two);
	b->set.banner_ms = 200;
	bench_endpoint(b, one.port, TLS_MODE_NONE);
	bench_endpoint(b, two.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &one);
	peer_stop(&two);
	first = bench_stage(b, 0, STAGE_BANNER);
	second = bench_stage(b, 1, STAGE_BANNER);
	assert_failure(first, FAILURE_TIMEOUT);
	assert_failure(second, FAILURE_TIMEOUT);
	assert_true(first->ms >= b->set.banner_ms);
	assert_true(second->at_ms < first->at_ms + first->ms);
}

/* A port of loopback that swallows SYNs: a listener that does not accept, its queue filled. */
struct black_hole {
	int port;
	int listener, fillers[4];
};

static void black_hole_open(struct black_hole *h)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	socklen_t len = sizeof(sin);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	h->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(h->listener, (struct sockaddr *)&sin, sizeof(sin)), 0);
	assert_int_equal(listen(h->listener, 0), 0);
	getsockname(h->listener, (struct sockaddr *)&sin, &len);
	h->port = ntohs(sin.sin_port);
	for (int i = 0; i < 4; i++) {
		h->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		connect(h->fillers[i], (struct sockaddr *)&sin, sizeof(sin));
	}
}

static void black_hole_close(struct black_hole *h)
{
	for (int i = 0; i < 4; i++)
		close(h->fillers[i]);
	close(h->listener);
}

static void black_holed_ports_cost_their_patience_side_by_side(void **state)
{
	struct bench *b = *state;
	struct black_hole h;
	struct stage *first, *second, *not_offered;

	black_hole_open(&h);
	b->set.connect_ms = 400;
	b->set.not_offered_ms = 50;
	bench_endpoint(b, h.port, TLS_MODE_NONE);
	bench_endpoint(b, h.port, TLS_MODE_IMPLICIT);
	bench_endpoint(b, h.port, TLS_MODE_STARTTLS)->offered = false;
	bench_probe(b);
	black_hole_close(&h);
	first = bench_stage(b, 0, STAGE_TCP);
	second = bench_stage(b, 1, STAGE_TCP);
	not_offered = bench_stage(b, 2, STAGE_TCP);
	assert_failure(first, FAILURE_NET);
	assert_int_equal(first->tcp->class, TCP_TIMEOUT);
	assert_true(second->at_ms < first->at_ms + first->ms);
	assert_true(not_offered->ms + b->set.connect_ms / 2 < first->ms);
}

static void port_that_is_not_offered_gets_less_patience(void **state)
{
	struct bench *b = *state;
	struct peer p = {.lines = silent};
	struct stage *offered, *not_offered;

	peer_start(&p);
	b->set.not_offered_ms = 50;
	b->set.banner_ms = 400;
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_endpoint(b, p.port, TLS_MODE_NONE)->offered = false;
	bench_probe(b);
	stop(b, &p);
	offered = bench_stage(b, 0, STAGE_BANNER);
	not_offered = bench_stage(b, 1, STAGE_BANNER);
	assert_true(not_offered->ms + b->set.banner_ms / 2 < offered->ms);
}

static void end_of_all_time_interrupts_what_runs(void **state)
{
	struct bench *b = *state;
	struct peer p = {.lines = silent};

	peer_start(&p);
	b->set.total_ms = 200;
	for (int i = 0; i < 4; i++)
		bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &p);
	assert_failure(bench_stage(b, 0, STAGE_BANNER), FAILURE_INTERRUPTED);
	assert_string_equal(bench_stage(b, 0, STAGE_BANNER)->note, "total-timeout");
	assert_outcome(bench_stage(b, 3, STAGE_TCP), OUTCOME_NOT_TESTED);
	assert_string_equal(bench_stage(b, 3, STAGE_TCP)->note, "total-timeout");
	assert_false(b->record->interrupted);
}

/* ---- interruption ---- */

static void interrupt_at_banner(void *arg, const struct session *s, enum stage_id id)
{
	struct bench *b = arg;

	(void)s;
	if (id == STAGE_BANNER)
		engine_interrupt(b->engine);
}

static void interruption_ends_all_and_lets_nothing_begin(void **state)
{
	struct bench *b = *state;
	struct peer p = {.lines = silent};

	peer_start(&p);
	b->observer = (struct observer){.stage_begun = interrupt_at_banner, .arg = b};
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &p);
	assert_failure(bench_stage(b, 0, STAGE_BANNER), FAILURE_INTERRUPTED);
	assert_string_equal(bench_stage(b, 0, STAGE_BANNER)->note, "interrupted");
	assert_outcome(bench_stage(b, 1, STAGE_TCP), OUTCOME_NOT_TESTED);
	assert_true(b->record->interrupted);
	assert_true(p.connections <= 1);
}

/* ---- follow-ups ---- */

static void version_probe_that_the_server_turns_away_tells_nothing_of_the_version(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "421 too many connections\r\n", .lines = friendly};
	struct endpoint *ep;

	peer_start(&p);
	ep = bench_endpoint(b, p.port, TLS_MODE_STARTTLS);
	ep->purpose = SESSION_TLS_VERSION;
	ep->only = TLS_1_2;
	ep->changed = "TLS1.2";
	ep->login = false;
	bench_probe(b);
	stop(b, &p);
	assert_failure(bench_stage(b, 0, STAGE_BANNER), FAILURE_REPLY);
	assert_outcome(bench_stage(b, 0, STAGE_TLS), OUTCOME_NOT_TESTED);
	assert_string_equal(bench_stage(b, 0, STAGE_TLS)->note, "server-limited");
}

/* ---- observers, vantage ---- */

static void count_call(void *arg, const struct session *s)
{
	(void)s;
	++*(int *)arg;
}

static void record_tells_where_we_stand(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = friendly};
	int done = 0;

	peer_start(&p);
	b->observer = (struct observer){.session_done = count_call, .arg = &done};
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	stop(b, &p);
	assert_int_equal(done, 2);
	assert_non_null(b->record->hostname);
	assert_int_equal(b->record->resolvers.n, 1);
	assert_int_equal(b->record->sources.n, 1);
	assert_string_equal(((struct string_item *)(void *)b->record->sources.first)->s,
			    "127.0.0.1");
}

static void literals_and_localhost_need_no_resolver(void **state)
{
	static const struct {
		const char *host;
		enum address_source source;
	} cases[] = {{"127.0.0.1", ADDRESS_LITERAL}, {"localhost", ADDRESS_HOSTS}};
	struct bench *b = *state;
	struct list hosts = {0};
	const char *fault;
	int i = 0;

	b->set.family = 4;
	b->engine = engine_new(&b->set, NULL, b->record, &fault);
	list_add_string(&hosts, b->record->arena, cases[0].host);
	list_add_string(&hosts, b->record->arena, cases[1].host);
	engine_resolve(b->engine, &hosts);
	assert_int_equal(b->record->queries.n, 0);
	assert_int_equal(b->record->addresses.n, 2);
	LIST_EACH (struct address, a, &b->record->addresses) {
		assert_string_equal(a->host, cases[i].host);
		assert_string_equal(a->address, "127.0.0.1");
		assert_int_equal(a->source, cases[i].source);
		i++;
	}
}

static const struct CMUnitTest tests[] = {
	BENCH_TEST(an_address_gets_three_connections_at_once_and_eight_in_all),
	BENCH_TEST(eight_handshakes_at_once_are_enough),
	BENCH_TEST(login_happens_once_over_two_sessions),
	BENCH_TEST(login_waits_for_a_session_that_offers_it),
	BENCH_TEST(secret_that_nobody_used_is_wiped_with_the_engine),
	BENCH_TEST(envelope_without_login_is_sent_once),
	BENCH_TEST(sessions_not_meant_for_login_leave_it_alone),
	BENCH_TEST(a_long_line_is_said_at_the_end_and_nothing_else),
	BENCH_TEST(time_outs_of_silent_servers_run_side_by_side),
	BENCH_TEST(black_holed_ports_cost_their_patience_side_by_side),
	BENCH_TEST(port_that_is_not_offered_gets_less_patience),
	BENCH_TEST(end_of_all_time_interrupts_what_runs),
	BENCH_TEST(interruption_ends_all_and_lets_nothing_begin),
	BENCH_TEST(version_probe_that_the_server_turns_away_tells_nothing_of_the_version),
	BENCH_TEST(record_tells_where_we_stand),
	BENCH_TEST(literals_and_localhost_need_no_resolver),
};

UNIT_MAIN_TIMED(tests)
