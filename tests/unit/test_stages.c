/* One session against one server: what each stage makes of what it hears. */
#include "probe_bench.h"
#include "timed.h"

#include "sasl/sasl.h"

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

static const struct peer_line plain_lines[] = {EHLO("250 SIZE 1000"), BYE, END};

/* Starts `p`, probes it with one session, stops it. */
static void probe_one(struct bench *b, struct peer *p, enum tls_mode mode)
{
	peer_start(p);
	bench_endpoint(b, p->port, mode);
	bench_probe(b);
	b->engine = engine_free(b->engine);
	peer_stop(p);
	assert_false(p->out_of_turn);
}

/* ---- tcp, banner ---- */

static void tcp_fails_where_nobody_listens(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = ""};

	peer_start(&p);
	peer_stop(&p);
	bench_endpoint(b, p.port, TLS_MODE_NONE);
	bench_probe(b);
	assert_failure(bench_stage(b, 0, STAGE_TCP), FAILURE_NET);
	assert_int_equal(bench_stage(b, 0, STAGE_TCP)->tcp->class, TCP_REFUSED);
	assert_outcome(bench_stage(b, 0, STAGE_BANNER), OUTCOME_NOT_REACHED);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_NOT_REACHED);
}

static void banner_tells_what_speaks_there(void **state)
{
	static const struct {
		const char *label, *banner;
		size_t len;
		bool close;
		enum failure failure;
		int code;
		const char *detail;
	} cases[] = {
		{"refused", "554 go away\r\n", 0, false, FAILURE_REPLY, 554, NULL},
		{"not 220", "200 news\r\n", 0, false, FAILURE_REPLY, 200, NULL},
		{"refused, cut off", "421 busy", 0, true, FAILURE_REPLY, 421, NULL},
		{"another protocol", "SSH-2.0-x\r\n", 0, false, FAILURE_PROTOCOL, 0, "SSH-2.0-x"},
		{"alert", "\x15\x03\x01\0\x02\x02\x0a", 7, false, FAILURE_PROTOCOL, 0, "\x15\x03"},
		{"closed", "", 0, true, FAILURE_CLOSED, 0, NULL},
		{"cut off within a code", "220-a\r\n22", 0, true, FAILURE_CLOSED, 0, "220-a"},
		{"cut off at its first byte", "2", 0, true, FAILURE_CLOSED, 0, "2"},
		{"no code, cut off", "wh", 0, true, FAILURE_PROTOCOL, 0, "wh"},
		{"silent, then hangs up on our QUIT", "", 0, false, FAILURE_TIMEOUT, 0, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct peer p = {.banner = cases[i].banner,
				 .banner_len = cases[i].len,
				 .close = cases[i].close,
				 .lines = (const struct peer_line[]){{"QUIT", NULL, true}, END}};
		struct bench *b;
		struct stage *st;

		print_message("  %s\n", cases[i].label);
		bench_teardown(state);
		bench_setup(state);
		b = *state;
		b->set.banner_ms = 300;
		probe_one(b, &p, TLS_MODE_NONE);
		st = bench_stage(b, 0, STAGE_BANNER);
		assert_failure(st, cases[i].failure);
		assert_int_equal(st->reply.code, cases[i].code);
		if (cases[i].detail != NULL)
			assert_memory_equal(st->detail.p, cases[i].detail, strlen(cases[i].detail));
		assert_outcome(bench_stage(b, 0, STAGE_EHLO), OUTCOME_NOT_REACHED);
	}
}

static void late_banner(struct bench *b, const struct peer_line *lines)
{
	struct peer p = {.lines = lines};
	struct stage *st;

	b->set.banner_ms = 100;
	probe_one(b, &p, TLS_MODE_NONE);
	st = bench_stage(b, 0, STAGE_BANNER);
	assert_failure(st, FAILURE_TIMEOUT);
	assert_true(st->banner->after_client);
	assert_int_equal(st->reply.code, 220);
	assert_int_equal(bench_stage(b, 0, STAGE_QUIT)->reply.code, 221);
	assert_string_equal(p.heard, "QUIT\n");
}

static void banner_that_waits_for_the_client_is_seen_after_our_quit(void **state)
{
	static const struct peer_line lines[] = {{"QUIT", "220 hello\r\n221 bye\r\n", false}, END};

	late_banner(*state, lines);
}

static void banner_that_waits_is_seen_where_the_server_closes_at_once(void **state)
{
	static const struct peer_line lines[] = {{"QUIT", "220 hello\r\n221 bye\r\n", true}, END};

	late_banner(*state, lines);
}

/* ---- the plain walk ---- */

static void walk_is_lock_step_and_ends_with_quit(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220-two\r\n220 lines\r\n", .lines = plain_lines};

	probe_one(b, &p, TLS_MODE_NONE);
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
	assert_null(session_failed(bench_session(b, 0)));
	assert_int_equal(bench_stage(b, 0, STAGE_EHLO)->ehlo->capabilities.n, 1);
	assert_string_equal(bench_stage(b, 0, STAGE_AUTH)->note, "no-credentials");
	assert_string_equal(bench_stage(b, 0, STAGE_ENVELOPE)->note, "no-sender");
	assert_int_equal(bench_stage(b, 0, STAGE_QUIT)->reply.code, 221);
	assert_string_equal(bench_transcript(b, 0), "< 220-two\n< 220 lines\n"
						    "> EHLO probe.example\n"
						    "< 250-peer.example\n< 250 SIZE 1000\n"
						    "> QUIT\n< 221 bye\n");
}

/* What is said instead of a 221 stays unread: to say QUIT again would find it again. */
static void quit_is_said_once_whatever_the_answer(void **state)
{
	static const char *const answers[] = {"HELLO\r\n", "221-a\r\n250 b\r\n"};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		const struct peer_line lines[] = {
			EHLO("250 SIZE"), {"QUIT", answers[i], false}, END};
		struct peer p = {.banner = "220 x\r\n", .lines = lines};

		bench_teardown(state);
		bench_setup(state);
		probe_one(*state, &p, TLS_MODE_NONE);
		assert_failure(bench_stage(*state, 0, STAGE_QUIT), FAILURE_PROTOCOL);
		assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
	}
}

static void all_time_over_at_quit_is_the_end(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 SIZE"), {"QUIT", "2", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.total_ms = 300;
	b->set.reply_ms = 5000;
	probe_one(b, &p, TLS_MODE_NONE);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_FAIL);
	assert_failure(bench_stage(b, 0, STAGE_QUIT), FAILURE_INTERRUPTED);
}

/* The server's silence at the end is nobody's fault, and no reason to wait long. */
static void quit_that_is_not_answered_does_not_fail(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 SIZE"), {"QUIT", "", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.reply_ms = 500;
	probe_one(b, &p, TLS_MODE_NONE);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_PASS);
	assert_int_equal(bench_stage(b, 0, STAGE_QUIT)->reply.code, 0);
	assert_null(session_failed(bench_session(b, 0)));
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static void ehlo_is_an_address_literal_where_the_host_has_no_name(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = plain_lines};

	b->set.ehlo = NULL;
	b->record->hostname = "laptop";
	probe_one(b, &p, TLS_MODE_NONE);
	assert_string_equal(p.heard, "EHLO [127.0.0.1]\nQUIT\n");
}

static void the_address_that_a_server_sees_is_kept(void **state)
{
	static const struct peer_line lines[] = {
		{"EHLO", "250-peer Hello probe [203.0.113.9]\r\n250 SIZE\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	probe_one(b, &p, TLS_MODE_NONE);
	assert_int_equal(b->record->egress.n, 1);
	assert_true(list_has_string(&b->record->egress, "203.0.113.9"));
}

static void ehlo_refused_is_followed_by_quit_not_helo(void **state)
{
	static const struct peer_line lines[] = {
		{"EHLO", "550 5.7.1 bad name\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_failure(bench_stage(b, 0, STAGE_EHLO), FAILURE_REPLY);
	assert_string_equal(bench_stage(b, 0, STAGE_EHLO)->reply.enhanced, "5.7.1");
	assert_outcome(bench_stage(b, 0, STAGE_TLS), OUTCOME_NOT_REACHED);
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static void words_that_nobody_asked_for_end_the_walk(void **state)
{
	static const struct peer_line lines[] = {
		{"EHLO", "250 peer\r\n421 shutting down\r\n", true}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.from = "a@example.org";
	probe_one(b, &p, TLS_MODE_NONE);
	assert_outcome(bench_stage(b, 0, STAGE_EHLO), OUTCOME_PASS);
	assert_failure(bench_stage(b, 0, STAGE_ENVELOPE), FAILURE_REPLY);
	assert_int_equal(bench_stage(b, 0, STAGE_ENVELOPE)->reply.code, 421);
}

static void second_reply_to_one_command_is_no_answer_to_the_next(void **state)
{
	static const struct peer_line lines[] = {
		{"EHLO", "250 peer\r\n250 peer\r\n", false}, {"", "250 ok\r\n", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.from = "a@example.org";
	probe_one(b, &p, TLS_MODE_NONE);
	assert_failure(bench_stage(b, 0, STAGE_ENVELOPE), FAILURE_PROTOCOL);
	assert_string_equal(p.heard, "EHLO probe.example\n");
}

static void reply_that_never_comes_is_a_time_out_without_quit(void **state)
{
	static const struct peer_line lines[] = {{"EHLO", "250-only\r\n", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.reply_ms = 100;
	probe_one(b, &p, TLS_MODE_NONE);
	assert_failure(bench_stage(b, 0, STAGE_EHLO), FAILURE_TIMEOUT);
	assert_memory_equal(bench_stage(b, 0, STAGE_EHLO)->detail.p, "250-only", 8);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_NOT_REACHED);
	assert_string_equal(p.heard, "EHLO probe.example\n");
}

static void until_skips_what_follows_but_not_quit(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = plain_lines};

	b->set.until = STAGE_BANNER;
	probe_one(b, &p, TLS_MODE_NONE);
	assert_outcome(bench_stage(b, 0, STAGE_EHLO), OUTCOME_SKIP);
	assert_string_equal(bench_stage(b, 0, STAGE_EHLO)->note, "until");
	assert_string_equal(p.heard, "QUIT\n");
}

static void until_tcp_says_nothing(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = plain_lines};

	b->set.until = STAGE_TCP;
	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_int_equal(bench_session(b, 0)->stages.n, 1);
	assert_outcome(bench_stage(b, 0, STAGE_TCP), OUTCOME_PASS);
	assert_string_equal(p.heard, "");
}

/* ---- starttls ---- */

static void starttls_not_offered_withholds_the_secret(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH PLAIN"), BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	bench_login(b, "bob", "correct horse");
	b->set.from = "bob@example.org";
	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_failure(bench_stage(b, 0, STAGE_STARTTLS), FAILURE_NOT_OFFERED);
	assert_outcome(bench_stage(b, 0, STAGE_TLS), OUTCOME_NOT_REACHED);
	assert_failure(bench_stage(b, 0, STAGE_AUTH), FAILURE_WITHHELD);
	assert_int_equal(bench_stage(b, 0, STAGE_AUTH)->auth->withheld, WITHHELD_NO_TLS);
	assert_string_equal(bench_stage(b, 0, STAGE_AUTH)->auth->mechanism, "PLAIN");
	assert_outcome(bench_stage(b, 0, STAGE_ENVELOPE), OUTCOME_NOT_REACHED);
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static void starttls_refused_still_shows_what_mail_gets_in_the_clear(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 STARTTLS"),
						 {"STARTTLS", "454 4.7.0 no\r\n", false},
						 {"MAIL", "530 5.7.0 TLS first\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.from = "bob@example.org";
	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_int_equal(bench_stage(b, 0, STAGE_STARTTLS)->reply.code, 454);
	assert_int_equal(bench_stage(b, 0, STAGE_ENVELOPE)->reply.code, 530);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_PASS);
}

static void words_unasked_before_starttls_end_the_conversation(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 STARTTLS\r\n454 4.7.0 too early"),
						 {"MAIL", "250 ok\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.from = "bob@example.org";
	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_failure(bench_stage(b, 0, STAGE_STARTTLS), FAILURE_REPLY);
	assert_int_equal(bench_stage(b, 0, STAGE_STARTTLS)->reply.code, 454);
	assert_outcome(bench_stage(b, 0, STAGE_ENVELOPE), OUTCOME_NOT_REACHED);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_PASS);
}

static void words_behind_the_220_of_starttls_are_kept_as_injected(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 STARTTLS"), {"STARTTLS", "220 go\r\n250 injected\r\n", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	b->set.until = STAGE_STARTTLS;
	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_outcome(bench_stage(b, 0, STAGE_STARTTLS), OUTCOME_PASS);
	assert_string_equal(bench_stage(b, 0, STAGE_STARTTLS)->starttls->injected.p,
			    "250 injected\r\n");
	assert_string_equal(p.heard, "EHLO probe.example\nSTARTTLS\n");
}

static void starttls_that_closes_after_its_220_fails_with_that_reply(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 STARTTLS"), {"STARTTLS", "220 go\r\n", true}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	probe_one(b, &p, TLS_MODE_STARTTLS);
	assert_failure(bench_stage(b, 0, STAGE_STARTTLS), FAILURE_CLOSED);
	assert_int_equal(bench_stage(b, 0, STAGE_STARTTLS)->reply.code, 220);
	assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_NOT_REACHED);
}

/* ---- tls ---- */

static void tls_tells_what_came_instead_of_a_handshake(void **state)
{
	static const struct {
		const char *label, *banner;
		bool close;
		enum failure failure;
		const char *plaintext;
	} cases[] = {
		{"plain text", "220 hello\r\n", false, FAILURE_TLS, "220 hello\r\n"},
		{"nothing, and closes", "", true, FAILURE_CLOSED, NULL},
		{"nothing at all", "", false, FAILURE_TIMEOUT, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct peer p = {.banner = cases[i].banner, .close = cases[i].close};
		struct bench *b;
		struct stage *st;

		print_message("  %s\n", cases[i].label);
		bench_teardown(state);
		bench_setup(state);
		b = *state;
		b->set.reply_ms = 200;
		bench_login(b, "bob", "horse");
		peer_start(&p);
		bench_endpoint(b, p.port, TLS_MODE_IMPLICIT);
		bench_probe(b);
		b->engine = engine_free(b->engine);
		peer_stop(&p);
		st = bench_stage(b, 0, STAGE_TLS);
		assert_failure(st, cases[i].failure);
		if (cases[i].plaintext != NULL)
			assert_string_equal(st->tls->plaintext.p, cases[i].plaintext);
		assert_outcome(bench_stage(b, 0, STAGE_BANNER), OUTCOME_NOT_REACHED);
		assert_outcome(bench_stage(b, 0, STAGE_QUIT), OUTCOME_NOT_REACHED);
	}
}

/* ---- auth ---- */

/* One login without TLS, which only --insecure-auth allows. */
static struct stage *log_in(struct bench *b, struct peer *p)
{
	b->set.insecure_auth = true;
	probe_one(b, p, TLS_MODE_NONE);
	return bench_stage(b, 0, STAGE_AUTH);
}

struct wiping {
	const struct secret *secret;
	int after; /* the stage that was the first to end without the secret */
};

static void see_wiped(void *arg, const struct session *s, const struct stage *st)
{
	struct wiping *w = arg;

	(void)s;
	if (w->secret->p == NULL && w->after < 0)
		w->after = (int)st->id;
}

static void auth_plain_is_masked_and_the_secret_wiped_at_once(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH LOGIN PLAIN"), {"AUTH", "235 2.7.0 ok\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct wiping wiping = {&b->secret, -1};
	struct stage *st;

	bench_login(b, "bob", "correct horse");
	b->observer = (struct observer){.stage_done = see_wiped, .arg = &wiping};
	st = log_in(b, &p);
	assert_outcome(st, OUTCOME_PASS);
	assert_string_equal(st->auth->mechanism, "PLAIN");
	assert_true(st->auth->initial_response);
	assert_non_null(strstr(p.heard, "AUTH PLAIN AGJvYgBjb3JyZWN0IGhvcnNl\n"));
	assert_non_null(strstr(bench_transcript(b, 0), "> AUTH PLAIN ****\n"));
	assert_int_equal(wiping.after, STAGE_AUTH);
	assert_int_equal(b->secret.n, 0);
}

static void auth_login_answers_two_questions_in_any_words(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH LOGIN"),
						 {"AUTH LOGIN", "334 Who?\r\n", false},
						 {"Ym9i", "334 UGFzc3dvcmQ6\r\n", false},
						 {"aG9yc2U=", "535 5.7.8 no\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	bench_login(b, "bob", "horse");
	st = log_in(b, &p);
	assert_failure(st, FAILURE_REPLY);
	assert_int_equal(st->reply.code, 535);
	assert_false(st->auth->initial_response);
	assert_string_equal(p.heard, "EHLO probe.example\nAUTH LOGIN\nYm9i\naG9yc2U=\nQUIT\n");
	assert_non_null(strstr(bench_transcript(b, 0),
			       "> AUTH LOGIN\n< 334 Who?\n> ****\n< 334 UGFzc3dvcmQ6\n> ****\n"
			       "< 535 5.7.8 no\n"));
}

static void auth_xoauth2_keeps_the_error_challenge_and_the_535(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH XOAUTH2"),
		{"AUTH XOAUTH2 dXNlcj1ib2IBYXV0aD1CZWFyZXIgdG9rZW4BAQ==",
		 "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n", false},
		BYE,
		{"", "535 5.7.3 no\r\n", false},
		END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	bench_login(b, "bob", "token");
	b->secret.token = true;
	st = log_in(b, &p);
	assert_int_equal(st->reply.code, 535);
	assert_string_equal(st->auth->challenge.p, "{\"status\":\"401\"}");
	assert_non_null(strstr(p.heard, "==\n\nQUIT\n"));
}

static void auth_of_a_long_token_uses_the_challenge(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH XOAUTH2"),
		{"AUTH XOAUTH2", "334 \r\n", false},
		{"dXNlcj1ib2IBYXV0aD1CZWFyZXIg", "235 2.7.0 ok\r\n", false},
		BYE,
		END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	char token[1501];
	struct stage *st;

	memset(token, 't', sizeof(token) - 1);
	token[sizeof(token) - 1] = '\0';
	bench_login(b, "bob", token);
	b->secret.token = true;
	st = log_in(b, &p);
	assert_outcome(st, OUTCOME_PASS);
	assert_false(st->auth->initial_response);
	assert_non_null(strstr(p.heard, "\nAUTH XOAUTH2\n"));
}

static void auth_named_and_offered_is_the_one_used(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH PLAIN LOGIN"),
						 {"AUTH LOGIN", "334 VXNlcm5hbWU6\r\n", false},
						 {"Ym9i", "334 UGFzc3dvcmQ6\r\n", false},
						 {"aG9yc2U=", "235 2.7.0 ok\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	bench_login(b, "bob", "horse");
	b->set.auth = "LOGIN";
	st = log_in(b, &p);
	assert_outcome(st, OUTCOME_PASS);
	assert_string_equal(st->auth->mechanism, "LOGIN");
	assert_false(st->auth->without_secret);
}

/* Nobody knows who listens: what does not show the password comes first. */
static void auth_where_others_may_listen_reveals_least(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH PLAIN LOGIN CRAM-MD5"),
						 {"AUTH CRAM-MD5", "334 PDFAeD4=\r\n", false},
						 {"Ym9iI", "235 2.7.0 ok\r\n", false}, /* "bob " */
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	if (sasl_missing(sasl_find("CRAM-MD5")) != NULL)
		skip();
	bench_login(b, "bob", "horse");
	st = log_in(b, &p);
	assert_outcome(st, OUTCOME_PASS);
	assert_string_equal(st->auth->mechanism, "CRAM-MD5");
	assert_string_equal(st->auth->chosen, "least-revealing");
	assert_int_equal(st->auth->able.n, 3);
}

static void auth_that_makes_no_sense_is_broken_off(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH CRAM-MD5"),
						 {"AUTH CRAM-MD5", "334 no base64\r\n", false},
						 {"*", "501 cancelled\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	if (sasl_missing(sasl_find("CRAM-MD5")) != NULL)
		skip();
	bench_login(b, "bob", "horse");
	st = log_in(b, &p);
	assert_failure(st, FAILURE_REPLY);
	assert_int_equal(st->reply.code, 501);
	assert_string_equal(st->auth->own_fault, "challenge");
	assert_string_equal(p.heard, "EHLO probe.example\nAUTH CRAM-MD5\n*\nQUIT\n");
}

/* The proof is due before it, not after. */
static void auth_by_a_server_that_proves_nothing_fails(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH SCRAM-SHA-256"), {"AUTH", "235 2.7.0 ok\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	if (sasl_missing(sasl_find("SCRAM-SHA-256")) != NULL)
		skip();
	bench_login(b, "bob", "horse");
	st = log_in(b, &p);
	assert_failure(st, FAILURE_REPLY);
	assert_int_equal(st->reply.code, 235);
	assert_string_equal(st->auth->own_fault, "server-unproved");
	assert_false(st->auth->server_proved);
	assert_null(strstr(p.heard, "horse"));
}

static void auth_named_but_not_offered_is_tried_without_the_secret(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH LOGIN"), {"AUTH", "504 5.7.4 unknown\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	bench_login(b, "bob", "horse");
	b->set.auth = "PLAIN";
	st = log_in(b, &p);
	assert_int_equal(st->reply.code, 504);
	assert_true(st->auth->without_secret);
	assert_string_equal(p.heard, "EHLO probe.example\nAUTH PLAIN\nQUIT\n");
}

static void auth_named_but_not_offered_is_cancelled_where_accepted(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH LOGIN"),
						 {"AUTH", "334 \r\n", false},
						 {"*", "501 cancelled\r\n", false},
						 BYE,
						 END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	bench_login(b, "bob", "horse");
	b->set.auth = "PLAIN";
	assert_failure(log_in(b, &p), FAILURE_NOT_OFFERED);
	assert_string_equal(p.heard, "EHLO probe.example\nAUTH PLAIN\n*\nQUIT\n");
}

static void auth_without_a_mechanism_in_common_is_withheld(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH X-NOT-OURS"), BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;

	bench_login(b, "bob", "horse");
	st = log_in(b, &p);
	assert_failure(st, FAILURE_WITHHELD);
	assert_int_equal(st->auth->withheld, WITHHELD_NO_MECHANISM);
	assert_null(st->auth->mechanism);
}

/* ---- who remembers logins ---- */

struct memory {
	struct login_guard guard;
	int asked;
	enum withheld says;
	const char *heard; /* of the peer */
	char heard_before[256];
};

static enum withheld withholds(void *arg, const struct session *s)
{
	struct memory *m = arg;

	assert_string_equal(s->host, "127.0.0.1");
	snprintf(m->heard_before, sizeof(m->heard_before), "%s", m->heard);
	m->asked++;
	return m->says;
}

static void remember(struct bench *b, struct memory *m, const struct peer *p)
{
	m->guard = (struct login_guard){withholds, m};
	m->heard = p->heard;
	b->set.guard = &m->guard;
	bench_login(b, "bob", "horse");
}

static void auth_asks_the_memory_before_its_first_word(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH PLAIN"), {"AUTH", "535 no\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct memory m = {.says = WITHHELD_NO};

	remember(b, &m, &p);
	assert_failure(log_in(b, &p), FAILURE_REPLY);
	assert_int_equal(m.asked, 1);
	assert_string_equal(m.heard_before, "EHLO probe.example\n");
}

static void auth_says_nothing_that_the_memory_forbids(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH LOGIN"), BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct memory m = {.says = WITHHELD_LOCKOUT};
	struct stage *st;

	remember(b, &m, &p);
	st = log_in(b, &p);
	assert_failure(st, FAILURE_WITHHELD);
	assert_int_equal(st->auth->withheld, WITHHELD_LOCKOUT);
	assert_string_equal(st->auth->mechanism, "LOGIN");
	assert_int_equal(m.asked, 1);
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static void auth_says_why_a_token_is_kept_back(void **state)
{
	static const struct peer_line lines[] = {EHLO("250 AUTH LOGIN"), BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct memory m = {.says = WITHHELD_TOKEN};
	struct stage *st;

	remember(b, &m, &p);
	st = log_in(b, &p);
	assert_failure(st, FAILURE_WITHHELD);
	assert_int_equal(st->auth->withheld, WITHHELD_TOKEN);
	assert_string_equal(p.heard, "EHLO probe.example\nQUIT\n");
}

static void auth_does_not_ask_the_memory_where_no_secret_is_sent(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH LOGIN"), {"AUTH", "504 5.7.4 unknown\r\n", false}, BYE, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct memory m = {.says = WITHHELD_LOCKOUT};

	remember(b, &m, &p);
	b->set.auth = "PLAIN";
	assert_int_equal(log_in(b, &p)->reply.code, 504);
	assert_int_equal(m.asked, 0);
}

static void auth_that_nobody_offers_fails_as_such(void **state)
{
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = plain_lines};

	bench_login(b, "bob", "horse");
	assert_failure(log_in(b, &p), FAILURE_NOT_OFFERED);
}

static void auth_challenges_without_end_are_cut_off(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH PLAIN"), BYE, {"", "334 more\r\n", false}, END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	const struct stage *auth;

	bench_login(b, "bob", "horse");
	auth = log_in(b, &p);
	assert_failure(auth, FAILURE_REPLY);
	assert_string_equal(auth->auth->own_fault, "challenge");
}

/* sendmail repeats an unknown command in its 500 */
static void secret_that_a_server_echoes_is_masked(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH PLAIN"),
		{"AUTH",
		 "500-5.5.1 Command unrecognized: \"AUTH PLAIN AGJvYgBjb3JyZWN0IGhvcnNl\"\r\n"
		 "500-5.5.1 or in part: AGJvYgBjb3JyZW\r\n"
		 "500 5.5.1 or decoded: correct horse\r\n",
		 false},
		BYE,
		END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};
	struct stage *st;
	const char *said;

	bench_login(b, "bob", "correct horse");
	st = log_in(b, &p);
	said = bench_transcript(b, 0);
	assert_int_equal(st->reply.code, 500);
	assert_null(strstr(said, "AGJvYgBjb3J"));
	assert_null(strstr(said, "horse"));
	assert_null(strstr(st->reply.text.p, "AGJvYgBjb3J"));
	assert_null(strstr(st->reply.text.p, "horse"));
	assert_non_null(strstr(st->reply.text.p, "Command unrecognized: \"AUTH PLAIN ****"));
}

/* The length of a mask would tell the length of the secret. */
static void secret_is_masked_in_all_that_follows_the_login(void **state)
{
	static const struct peer_line lines[] = {
		EHLO("250 AUTH PLAIN"),
		{"AUTH", "235 ok\r\n", false},
		{"MAIL", "550-5.7.1 AUTH PLAIN AGJvYgBjb3JyZWN0IGhvcnNl\r\n550 5.7.1 of it\r\n",
		 false},
		{"QUIT",
		 "221-bye correct horse\r\n221-Y29ycmVjdCBob3JzZQ== eHhjb3JyZWN0IGhvcnNl\r\n"
		 "221 eGNvcnJlY3QgaG9yc2U=\r\n",
		 true},
		END};
	struct bench *b = *state;
	struct peer p = {.banner = "220 x\r\n", .lines = lines};

	bench_login(b, "bob", "correct horse");
	b->set.from = "bob@example.org";
	assert_outcome(log_in(b, &p), OUTCOME_PASS);
	assert_non_null(strstr(bench_transcript(b, 0), "< 550-5.7.1 AUTH PLAIN ****\n"));
	assert_non_null(strstr(bench_transcript(b, 0),
			       "< 221-bye ****\n< 221-****Q== eHh****\n< 221 eG****U=\n"));
}

/* ---- settings that nobody can use ---- */

static void line_break_in_sender(struct bench *b)
{
	b->set.from = "bob@example.org>\r\nDATA";
}

static void line_break_in_recipient(struct bench *b)
{
	list_add_string(&b->set.to, b->record->arena, "ann@example.org");
	list_add_string(&b->set.to, b->record->arena, "bob@example.org>\nDATA");
}

static void secret_of_nobody(struct bench *b)
{
	bench_login(b, NULL, "horse");
}

static void source_that_is_a_name(struct bench *b)
{
	b->set.source = "localhost";
}

static void source_of_the_other_family(struct bench *b)
{
	b->set.source = "127.0.0.1";
	b->set.family = 6;
}

static void source_that_this_machine_does_not_have(struct bench *b)
{
	b->set.source = "192.0.2.77";
}

static void ca_file_that_is_not_there(struct bench *b)
{
	b->set.ca_file = "/nonexistent/ca.pem";
}

static void settings_that_nobody_can_use_are_refused(void **state)
{
	static const struct {
		void (*set)(struct bench *b);
		const char *fault;
	} cases[] = {
		{line_break_in_sender, "the sender holds a line break"},
		{line_break_in_recipient, "a recipient holds a line break"},
		{secret_of_nobody, "a password or token needs a user name: --user NAME"},
		{source_that_is_a_name, "not an IP address to send from: localhost"},
		{source_of_the_other_family, "source address 127.0.0.1 is of the other family"},
		{source_that_this_machine_does_not_have,
		 "192.0.2.77 is not an address of this machine"},
		{ca_file_that_is_not_there,
		 "cannot read /nonexistent/ca.pem: No such file or directory"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench *b;
		const char *fault;

		bench_teardown(state);
		bench_setup(state);
		b = *state;
		cases[i].set(b);
		assert_null(engine_new(&b->set, NULL, b->record, &fault));
		print_message("  %s\n", fault);
		assert_memory_equal(fault, cases[i].fault, strlen(cases[i].fault));
	}
}

static const struct CMUnitTest tests[] = {
	BENCH_TEST(tcp_fails_where_nobody_listens),
	BENCH_TEST(banner_tells_what_speaks_there),
	BENCH_TEST(banner_that_waits_for_the_client_is_seen_after_our_quit),
	BENCH_TEST(banner_that_waits_is_seen_where_the_server_closes_at_once),
	BENCH_TEST(walk_is_lock_step_and_ends_with_quit),
	BENCH_TEST(ehlo_is_an_address_literal_where_the_host_has_no_name),
	BENCH_TEST(quit_is_said_once_whatever_the_answer),
	BENCH_TEST(all_time_over_at_quit_is_the_end),
	BENCH_TEST(quit_that_is_not_answered_does_not_fail),
	BENCH_TEST(the_address_that_a_server_sees_is_kept),
	BENCH_TEST(ehlo_refused_is_followed_by_quit_not_helo),
	BENCH_TEST(words_that_nobody_asked_for_end_the_walk),
	BENCH_TEST(second_reply_to_one_command_is_no_answer_to_the_next),
	BENCH_TEST(reply_that_never_comes_is_a_time_out_without_quit),
	BENCH_TEST(until_skips_what_follows_but_not_quit),
	BENCH_TEST(until_tcp_says_nothing),
	BENCH_TEST(starttls_not_offered_withholds_the_secret),
	BENCH_TEST(starttls_refused_still_shows_what_mail_gets_in_the_clear),
	BENCH_TEST(words_unasked_before_starttls_end_the_conversation),
	BENCH_TEST(words_behind_the_220_of_starttls_are_kept_as_injected),
	BENCH_TEST(starttls_that_closes_after_its_220_fails_with_that_reply),
	BENCH_TEST(tls_tells_what_came_instead_of_a_handshake),
	BENCH_TEST(auth_plain_is_masked_and_the_secret_wiped_at_once),
	BENCH_TEST(auth_login_answers_two_questions_in_any_words),
	BENCH_TEST(auth_xoauth2_keeps_the_error_challenge_and_the_535),
	BENCH_TEST(auth_of_a_long_token_uses_the_challenge),
	BENCH_TEST(auth_named_and_offered_is_the_one_used),
	BENCH_TEST(auth_where_others_may_listen_reveals_least),
	BENCH_TEST(auth_that_makes_no_sense_is_broken_off),
	BENCH_TEST(auth_by_a_server_that_proves_nothing_fails),
	BENCH_TEST(auth_named_but_not_offered_is_tried_without_the_secret),
	BENCH_TEST(auth_named_but_not_offered_is_cancelled_where_accepted),
	BENCH_TEST(auth_without_a_mechanism_in_common_is_withheld),
	BENCH_TEST(auth_that_nobody_offers_fails_as_such),
	BENCH_TEST(auth_asks_the_memory_before_its_first_word),
	BENCH_TEST(auth_says_nothing_that_the_memory_forbids),
	BENCH_TEST(auth_says_why_a_token_is_kept_back),
	BENCH_TEST(auth_does_not_ask_the_memory_where_no_secret_is_sent),
	BENCH_TEST(auth_challenges_without_end_are_cut_off),
	BENCH_TEST(secret_that_a_server_echoes_is_masked),
	BENCH_TEST(secret_is_masked_in_all_that_follows_the_login),
	BENCH_TEST(settings_that_nobody_can_use_are_refused),
};

UNIT_MAIN_TIMED(tests)
