/* The envelope without a message: what MAIL and RCPT say, and what becomes of the answers. */
#include "probe_bench.h"
#include "timed.h"

#define EHLO(rest)                                                                                 \
	{                                                                                          \
		"EHLO", "250-peer.example\r\n" rest "\r\n", false                                  \
	}
#define BYE                                                                                        \
	{                                                                                          \
		"QUIT", "221 bye\r\n", true                                                        \
	}
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, false                                                                  \
	}

static void probe_one(struct bench *b, struct peer *p)
{
	peer_start(p);
	bench_endpoint(b, p->port, TLS_MODE_NONE);
	bench_probe(b);
	b->engine = engine_free(b->engine);
	peer_stop(p);
	assert_false(p->out_of_turn);
}

static void envelope_keeps_the_first_refusal_and_ends_with_rset(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 SIZE 1000"),
						 {"MAIL", "250 2.1.0 ok\r\n", false},
						 {"RCPT TO:<one@", "550 5.7.1 relay\r\n", false},
						 {"RCPT TO:<two@", "551 5.7.1 relay\r\n", false},
						 {"RSET", "250 2.0.0 ok\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	b->set.from = "bob@example.org";
	b->set.size = 77;
	list_add_string(&b->set.to, b->record->arena, "one@example.net");
	list_add_string(&b->set.to, b->record->arena, "two@example.net");
	probe_one(b, &p);
	st = bench_stage(b, 0, STAGE_ENVELOPE);
	assert_failure(st, FAILURE_REPLY);
	assert_int_equal(st->reply.code, 550);
	assert_int_equal(st->envelope->mail.code, 250);
	assert_int_equal(st->envelope->recipients.n, 2);
	assert_string_equal(p.heard, "EHLO probe.example\nMAIL FROM:<bob@example.org> SIZE=77\n"
				     "RCPT TO:<one@example.net>\nRCPT TO:<two@example.net>\n"
				     "RSET\nQUIT\n");
}

/* RFC 6531 section 3.4: only for addresses beyond ASCII, and only where the server knows it. */
static void envelope_says_smtputf8_where_an_address_needs_it(void **state)
{
	static const struct {
		const char *hello, *from, *to, *mail;
	} cases[] = {
		{"250-x\r\n250 SMTPUTF8\r\n", "jörg@example.org", NULL,
		 "MAIL FROM:<jörg@example.org> SMTPUTF8\n"},
		{"250-x\r\n250 SMTPUTF8\r\n", "joe@example.org", "jörg@example.net",
		 "MAIL FROM:<joe@example.org> SMTPUTF8\n"},
		{"250-x\r\n250 SMTPUTF8\r\n", "joe@example.org", "ann@example.net",
		 "MAIL FROM:<joe@example.org>\n"},
		{"250-x\r\n250 8BITMIME\r\n", "jo@bücher.example", NULL,
		 "MAIL FROM:<jo@xn--bcher-kva.example>\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct peer_line lines[] = {{"EHLO", cases[i].hello, false},
						  {"MAIL", "250 2.1.0 ok\r\n", false},
						  {"RCPT", "250 2.1.5 ok\r\n", false},
						  {"RSET", "250 2.0.0 ok\r\n", false},
						  BYE,
						  END};
		struct peer p = {.banner = "220 x\r\n", .lines = lines};
		struct bench *b;

		bench_teardown(state);
		bench_setup(state);
		b = *state;
		b->set.from = cases[i].from;
		if (cases[i].to != NULL)
			list_add_string(&b->set.to, b->record->arena, cases[i].to);
		probe_one(b, &p);
		assert_outcome(bench_stage(b, 0, STAGE_ENVELOPE), OUTCOME_PASS);
		assert_non_null(strstr(p.heard, cases[i].mail));
	}
}

/* What the list rules out is not said: RFC 1870 section 6.1, RFC 6531 section 3.1. */
static void envelope_does_not_say_what_the_server_cannot_take(void **state)
{
	static const struct {
		const char *hello, *from;
		int64_t size;
	} cases[] = {
		{"250-x\r\n250 8BITMIME\r\n", "jörg@example.org", -1},
		{"250-x\r\n250 SIZE 1000\r\n", "joe@example.org", 1001},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct peer_line lines[] = {{"EHLO", cases[i].hello, false}, BYE, END};
		struct peer p = {.banner = "220 x\r\n", .lines = lines};
		struct stage *st;
		struct bench *b;

		bench_teardown(state);
		bench_setup(state);
		b = *state;
		b->set.from = cases[i].from;
		b->set.size = cases[i].size;
		probe_one(b, &p);
		st = bench_stage(b, 0, STAGE_ENVELOPE);
		assert_failure(st, FAILURE_NOT_OFFERED);
		assert_int_equal(st->envelope->mail.code, 0);
		assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
	}
}

/* As large as allowed; without a limit (SIZE 0, or no number); SIZE not offered: not declared. */
static void envelope_declares_a_size_that_fits(void **state)
{
	static const struct {
		const char *hello, *mail;
	} cases[] = {
		{"250-x\r\n250 SIZE 1000\r\n", "MAIL FROM:<joe@example.org> SIZE=1000\n"},
		{"250-x\r\n250 SIZE 0\r\n", "MAIL FROM:<joe@example.org> SIZE=1000\n"},
		{"250-x\r\n250 SIZE\r\n", "MAIL FROM:<joe@example.org> SIZE=1000\n"},
		{"250-x\r\n250 DSN\r\n", "MAIL FROM:<joe@example.org>\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct peer_line lines[] = {{"EHLO", cases[i].hello, false},
						  {"MAIL", "250 2.1.0 ok\r\n", false},
						  {"RSET", "250 2.0.0 ok\r\n", false},
						  BYE,
						  END};
		struct peer p = {.banner = "220 x\r\n", .lines = lines};
		struct bench *b;

		bench_teardown(state);
		bench_setup(state);
		b = *state;
		b->set.from = "joe@example.org";
		b->set.size = 1000;
		probe_one(b, &p);
		assert_outcome(bench_stage(b, 0, STAGE_ENVELOPE), OUTCOME_PASS);
		assert_non_null(strstr(p.heard, cases[i].mail));
	}
}

static void envelope_asks_for_notices_where_they_are_offered(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 DSN"),
						 {"MAIL", "250 2.1.0 ok\r\n", false},
						 {"RCPT", "250 2.1.5 ok\r\n", false},
						 {"RSET", "250 2.0.0 ok\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->record->id = "00c0ffee";
	b->set.from = "bob@example.org";
	b->set.notify = "SUCCESS,FAILURE";
	list_add_string(&b->set.to, b->record->arena, "one@example.net");
	probe_one(b, &p);
	assert_string_equal(p.heard, "EHLO probe.example\n"
				     "MAIL FROM:<bob@example.org> RET=HDRS ENVID=00c0ffee\n"
				     "RCPT TO:<one@example.net> NOTIFY=SUCCESS,FAILURE\n"
				     "RSET\nQUIT\n");
}

/* A follow-up looks at one thing; the sender has been shown once already. */
static void envelope_is_left_alone_by_a_session_not_meant_for_it(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 SIZE"), BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	peer_start(&p);
	b->set.from = "bob@example.org";
	bench_endpoint(b, p.port, TLS_MODE_NONE)->login = false;
	bench_probe(b);
	b->engine = engine_free(b->engine);
	peer_stop(&p);
	assert_outcome(bench_stage(b, 0, STAGE_ENVELOPE), OUTCOME_SKIP);
	assert_string_equal(bench_stage(b, 0, STAGE_ENVELOPE)->note, "not-needed");
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static const struct CMUnitTest tests[] = {
	BENCH_TEST(envelope_keeps_the_first_refusal_and_ends_with_rset),
	BENCH_TEST(envelope_says_smtputf8_where_an_address_needs_it),
	BENCH_TEST(envelope_does_not_say_what_the_server_cannot_take),
	BENCH_TEST(envelope_declares_a_size_that_fits),
	BENCH_TEST(envelope_asks_for_notices_where_they_are_offered),
	BENCH_TEST(envelope_is_left_alone_by_a_session_not_meant_for_it),
};

UNIT_MAIN_TIMED(tests)
