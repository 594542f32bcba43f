#include "unit.h"

#include "base/text.h"
#include "full_record.h"
#include "report/report.h"

#include <string.h>

/* ---- a report made by hand; profiles are not needed, so there is no knowledge ---- */

struct made {
	struct arena *arena;
	struct record *record;
	struct interpretation interpretation;
	struct finding finding;
};

static int make(void **state)
{
	struct arena *a = arena_new();
	struct made *m = ARENA_NEW(a, struct made);

	m->arena = a;
	m->record = record_new();
	m->record->input = m->record->host = "mail.example.org";
	m->finding = (struct finding){.id = "net-connect-timeout",
				      .severity = SEVERITY_ERROR,
				      .certainty = CERTAINTY_LIKELY,
				      .owner = OWNER_NETWORK_ADMIN,
				      .title = "Port 587 is blocked",
				      .meaning = "Nothing comes back.",
				      .session_index = -1,
				      .stage = -1};
	list_append(&m->interpretation.findings, &m->finding);
	m->interpretation.verdict.status = VERDICT_FAILED;
	m->interpretation.verdict.finding = &m->finding;
	m->interpretation.verdict.summary = m->finding.title;
	*state = m;
	return 0;
}

static int unmake(void **state)
{
	struct made *m = *state;

	record_free(m->record);
	arena_free(m->arena);
	return 0;
}

static void add_evidence(struct made *m, const char *kind, struct bytes text)
{
	struct evidence *e = ARENA_NEW(m->arena, struct evidence);

	e->kind = kind;
	e->text = text;
	list_append(&m->finding.evidence, e);
}

static struct session *add_session(struct made *m, const char *address, int port)
{
	struct session *s = ARENA_NEW(m->arena, struct session);

	s->host = "mail.example.org";
	s->address = address;
	s->port = port;
	s->offered = true;
	return list_append(&m->record->sessions, s);
}

static struct stage *add_stage(struct made *m, struct session *s, enum stage_id id,
			       enum outcome outcome)
{
	struct stage *st = ARENA_NEW(m->arena, struct stage);

	st->id = id;
	st->outcome = outcome;
	st->ms = 12;
	return list_append(&s->stages, st);
}

static const char *page_with(struct made *m, struct report_options options)
{
	struct buf out = {0};
	const char *text;

	reporter_find("text")->write(&out, m->record, &m->interpretation, NULL, &options);
	text = arena_str(m->arena, out.p);
	buf_free(&out);
	return text;
}

static const char *page_of(struct made *m)
{
	return page_with(m, (struct report_options){.columns = 80});
}

static void assert_has(const char *page, const char *part)
{
	if (strstr(page, part) == NULL)
		fail_msg("no \"%s\" in:\n%s", part, page);
}

static void assert_has_not(const char *page, const char *part)
{
	if (strstr(page, part) != NULL)
		fail_msg("\"%s\" in:\n%s", part, page);
}

/* The record with everything in it instead of ours. */
static void take_full_record(struct made *m)
{
	record_free(m->record);
	m->record = full_record();
	m->record->provider = NULL;
}

/* ---- claims ---- */

static void no_byte_of_a_peer_reaches_the_terminal_as_it_is(void **state)
{
	struct made *m = *state;
	const char *page;

	take_full_record(m);
	add_evidence(m, "reply", bytes_copy(m->arena, "554 \033[2J\0\xff", 10));
	page = page_with(m, (struct report_options){.columns = 80, .verbosity = 2});
	for (const char *c = page; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' && *c != '\n')
			fail_msg("byte %d", *c);
	assert_has(page, "554 \\x1b[2J\\x00\\xff");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
	struct made *m = *state;

	take_full_record(m);
	for (int columns = 40; columns <= 120; columns++) {
		const char *line =
			page_with(m, (struct report_options){.columns = columns, .verbosity = 2});

		for (size_t n; *line != '\0'; line += n + 1) {
			n = strcspn(line, "\n");
			if (text_columns(arena_copy(m->arena, line, n)) > (size_t)columns)
				fail_msg("%d columns: %.*s", columns, (int)n, line);
		}
	}
}

static void colour_adds_sequences_and_nothing_else(void **state)
{
	struct made *m = *state;
	const char *plain = page_of(m);
	const char *p = page_with(m, (struct report_options){.columns = 80, .colour = true});
	struct buf without = {0};

	assert_has(p, "\033[31m");
	while (*p != '\0') {
		if (*p == '\033')
			p += strcspn(p, "m") + 1;
		else
			buf_char(&without, *p++);
	}
	assert_string_equal(without.p, plain);
	buf_free(&without);
}

static void quiet_is_the_verdict_in_one_line(void **state)
{
	const char *page =
		page_with(*state, (struct report_options){.columns = 80, .verbosity = -1});

	assert_string_equal(page, "FAILED: Port 587 is blocked (likely)\n");
}

static void a_verdict_names_who_must_act(void **state)
{
	assert_has(page_of(*state), "who must act     network administrator");
}

static void the_words_of_a_server_are_told_apart_from_ours(void **state)
{
	struct made *m = *state;
	const char *page;

	add_evidence(m, "reply", bytes_str(m->arena, "535 5.7.8 no"));
	add_evidence(m, "network", bytes_str(m->arena, "after 5 s"));
	page = page_of(m);
	assert_has(page, "the server said  535 5.7.8 no");
	assert_has(page, "seen             after 5 s");
}

static void a_very_long_reply_does_not_fill_the_screen(void **state)
{
	struct made *m = *state;
	char *text = arena_alloc(m->arena, 60001);
	const char *page;

	memset(text, 'a', 60000);
	add_evidence(m, "reply", bytes_str(m->arena, text));
	page = page_of(m);
	assert_in_range(strlen(page), 1, 2000);
	assert_has(page, "a...\n");
}

static void a_session_that_never_began_is_not_ok(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 587);

	add_stage(m, s, STAGE_TCP, OUTCOME_NOT_REACHED);
	assert_has(page_of(m), "192.0.2.1  [ -- ] not tested");
}

/* The server's own RST is a refusal; an ICMP error of a machine before it is not the server's word.
 */
static void who_rejects_for_the_server_does_not_refuse(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 587);
	struct stage *st = add_stage(m, s, STAGE_TCP, OUTCOME_FAIL);

	st->failure = FAILURE_NET;
	stage_make_facts(m->arena, st);
	st->tcp->class = TCP_REFUSED;
	assert_has(page_of(m), " refused");
	st->tcp->offender = "192.0.2.1";
	assert_has(page_of(m), " refused");
	st->tcp->offender = "203.0.113.254";
	assert_has(page_of(m), " rejected");
}

/* One finding stands for both addresses and names the first: the second is not fine for that. */
static void a_port_that_nobody_misses_is_not_ok(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 465);
	struct need *n = ARENA_NEW(m->arena, struct need);

	n->port = 465;
	n->mode = TLS_MODE_IMPLICIT;
	list_append(&m->record->needs, n);
	add_stage(m, s, STAGE_TCP, OUTCOME_FAIL)->failure = FAILURE_NET;
	m->interpretation.verdict.status = VERDICT_OK;
	assert_has(page_of(m), "192.0.2.1  [ -- ] not connected");
}

static void a_farewell_that_fails_is_no_failure(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 587);

	add_stage(m, s, STAGE_TCP, OUTCOME_PASS);
	add_stage(m, s, STAGE_QUIT, OUTCOME_FAIL)->failure = FAILURE_TIMEOUT;
	assert_has(page_of(m), "192.0.2.1  [ OK ] 12 ms");
}

static void a_port_that_is_not_offered_gets_a_footnote_not_a_failure(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 465);
	const char *page;

	s->offered = false;
	add_stage(m, s, STAGE_TCP, OUTCOME_FAIL)->failure = FAILURE_NET;
	page = page_of(m);
	assert_has(page, "192.0.2.1  [ -- ]*\n");
	assert_has(page, "\n* not among the ports that this provider lists\n");
}

static void every_port_is_shown_however_many(void **state)
{
	struct made *m = *state;
	const char *page;

	for (int port = 60001; port <= 60012; port++)
		add_stage(m, add_session(m, "2001:db8::1", port), STAGE_TCP, OUTCOME_PASS);
	page = page_of(m);
	for (int port = 60001; port <= 60012; port++)
		assert_has(page, arena_printf(m->arena, "%d  [ OK ] 12 ms", port));
}

static void follow_ups_are_not_in_the_grid(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 2525);

	s->purpose = SESSION_TLS_VERSION;
	add_stage(m, s, STAGE_TCP, OUTCOME_PASS);
	assert_has_not(page_of(m), "2525");
}

static void an_interrupted_session_is_not_blamed(void **state)
{
	struct made *m = *state;
	struct session *s = add_session(m, "192.0.2.1", 587);

	add_stage(m, s, STAGE_TCP, OUTCOME_FAIL)->failure = FAILURE_INTERRUPTED;
	m->finding.session = s;
	assert_has(page_of(m), "192.0.2.1  [ -- ] interrupted");
}

static void nothing_is_said_twice(void **state)
{
	struct made *m = *state;
	struct finding again = m->finding, consequence = m->finding, warning = m->finding;

	consequence.title = "No STARTTLS";
	consequence.root = &m->finding;
	warning.title = "The certificate expires soon";
	warning.severity = SEVERITY_WARNING;
	list_append(&m->interpretation.findings, &again);
	list_append(&m->interpretation.findings, &consequence);
	list_append(&m->interpretation.findings, &warning);
	assert_has(page_of(m), "warning          The certificate expires soon");
	assert_has_not(page_of(m), "No STARTTLS");
	assert_has_not(page_of(m), "also wrong");
}

static void names_of_an_address_stand_below_it(void **state)
{
	struct made *m = *state;
	struct dns_query *q = ARENA_NEW(m->arena, struct dns_query);
	struct dns_answer *a = ARENA_NEW(m->arena, struct dns_answer);

	for (int port = 465; port <= 587; port += 122)
		add_stage(m, add_session(m, "192.0.2.1", port), STAGE_TCP, OUTCOME_PASS);
	add_stage(m, add_session(m, "192.0.2.2", 587), STAGE_TCP, OUTCOME_PASS);
	q->name = "1.2.0.192.in-addr.arpa";
	a->name = q->name;
	q->type = a->type = "PTR";
	a->data = bytes_str(m->arena, "mx7\033.example.org");
	list_append(&q->answers, a);
	list_append(&m->record->queries, q);
	assert_has(page_of(m), "[ OK ] 12 ms\n  mx7\\x1b.example.org\n192.0.2.2");
	assert_has(page_with(m, (struct report_options){.columns = 24}),
		   "  mx7\\x1b.example.org\n");
}

#define TERMINAL_TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)

static const struct CMUnitTest tests[] = {
	TERMINAL_TEST(no_byte_of_a_peer_reaches_the_terminal_as_it_is),
	TERMINAL_TEST(no_line_is_wider_than_the_terminal),
	TERMINAL_TEST(colour_adds_sequences_and_nothing_else),
	TERMINAL_TEST(quiet_is_the_verdict_in_one_line),
	TERMINAL_TEST(a_verdict_names_who_must_act),
	TERMINAL_TEST(the_words_of_a_server_are_told_apart_from_ours),
	TERMINAL_TEST(a_very_long_reply_does_not_fill_the_screen),
	TERMINAL_TEST(a_session_that_never_began_is_not_ok),
	TERMINAL_TEST(who_rejects_for_the_server_does_not_refuse),
	TERMINAL_TEST(a_port_that_nobody_misses_is_not_ok),
	TERMINAL_TEST(a_farewell_that_fails_is_no_failure),
	TERMINAL_TEST(a_port_that_is_not_offered_gets_a_footnote_not_a_failure),
	TERMINAL_TEST(every_port_is_shown_however_many),
	TERMINAL_TEST(follow_ups_are_not_in_the_grid),
	TERMINAL_TEST(an_interrupted_session_is_not_blamed),
	TERMINAL_TEST(names_of_an_address_stand_below_it),
	TERMINAL_TEST(nothing_is_said_twice),
};

UNIT_MAIN(tests)
