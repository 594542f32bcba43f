#include "unit.h"

#include "run/followup.h"

#include <stdlib.h>

/* A record with one session to 587 that agreed on TLS 1.3 after "EHLO desk.example.org". */
struct story {
	struct record *record;
	struct session *session;
	struct stage *ehlo;
	struct plan_options options;
	struct run run;
};

static struct stage *stage_of(struct story *t, enum stage_id id)
{
	struct stage *st = ARENA_NEW(t->record->arena, struct stage);

	st->id = id;
	st->outcome = OUTCOME_PASS;
	return list_append(&t->session->stages, st);
}

static int tell(void **state)
{
	struct story *t = calloc(1, sizeof(*t));
	struct arena *a;

	t->record = record_new();
	a = t->record->arena;
	t->session = list_append(&t->record->sessions, ARENA_NEW(a, struct session));
	t->session->host = "mail.example.org";
	t->session->address = "192.0.2.25";
	t->session->port = 587;
	t->session->mode = TLS_MODE_STARTTLS;
	stage_of(t, STAGE_TCP)->tcp = ARENA_NEW(a, struct tcp_facts);
	session_stage(t->session, STAGE_TCP)->tcp->source = "192.0.2.7";
	t->ehlo = stage_of(t, STAGE_EHLO);
	t->ehlo->ehlo = ARENA_NEW(a, struct ehlo_facts);
	t->ehlo->ehlo->name = "desk.example.org";
	stage_of(t, STAGE_TLS)->tls = ARENA_NEW(a, struct tls_facts);
	session_stage(t->session, STAGE_TLS)->tls->version = "TLS1.3";
	t->options.tls_versions = VERSIONS_AUTO;
	t->run.options = &t->options;
	*state = t;
	return 0;
}

static int forget(void **state)
{
	struct story *t = *state;

	record_free(t->record);
	free(t);
	return 0;
}

static struct list follow(struct story *t, enum want_kind kind)
{
	struct want w = {.kind = kind, .session = t->session};
	struct list wants = {0}, endpoints = {0};

	list_append(&wants, &w);
	followup_endpoints(t->record, &t->run, &wants, &endpoints);
	return endpoints;
}

static void versions_are_asked_for_except_the_one_already_agreed(void **state)
{
	struct list endpoints = follow(*state, WANT_TLS_VERSIONS);
	enum tls_version expected = TLS_1_0;

	assert_int_equal(endpoints.n, 3);
	LIST_EACH (struct endpoint, e, &endpoints) {
		assert_int_equal(e->only, expected++);
		assert_int_equal(e->purpose, SESSION_TLS_VERSION);
		assert_string_equal(e->address, "192.0.2.25");
		assert_false(e->login);
	}
}

static void ssl3_is_asked_for_by_hand(void **state)
{
	struct story *t = *state;
	struct list endpoints = follow(t, WANT_SSL3);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_int_equal(e->only, SSL_3_0);
	assert_true(e->by_hand);
	assert_null(e->suites);
	t->options.tls_versions = VERSIONS_ALL;
	endpoints = follow(t, WANT_TLS_VERSIONS);
	assert_int_equal(endpoints.n, 4);
	assert_int_equal(((const struct endpoint *)endpoints.first)->only, SSL_3_0);
	assert_true(((const struct endpoint *)endpoints.first)->by_hand);
	assert_false(((const struct endpoint *)endpoints.last)->by_hand);
}

static void who_refused_us_is_asked_for_each_version_by_hand(void **state)
{
	struct list endpoints = follow(*state, WANT_HELLOS);
	enum tls_version expected = TLS_1_3;

	assert_int_equal(endpoints.n, 5);
	LIST_EACH (struct endpoint, e, &endpoints) {
		assert_int_equal(e->only, expected--);
		assert_string_equal(e->changed, tls_version_names[e->only]);
		assert_int_equal(e->purpose, SESSION_TLS_VERSION);
		assert_true(e->by_hand);
		assert_null(e->suites);
		assert_false(e->login);
	}
}

static void versions_are_not_asked_for_when_the_user_said_none(void **state)
{
	((struct story *)*state)->options.tls_versions = VERSIONS_NONE;
	assert_int_equal(follow(*state, WANT_TLS_VERSIONS).n, 0);
	assert_int_equal(follow(*state, WANT_HELLOS).n, 0);
	assert_int_equal(follow(*state, WANT_SSL3).n, 0);
}

static void the_other_mode_is_tried_at_the_same_address_and_port(void **state)
{
	struct list endpoints = follow(*state, WANT_OTHER_MODE);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_int_equal(e->mode, TLS_MODE_IMPLICIT);
	assert_int_equal(e->port, 587);
	assert_string_equal(e->changed, "tls-mode");
	assert_false(e->login);
}

static void the_other_name_is_our_address_literal(void **state)
{
	struct story *t = *state;
	struct list endpoints = follow(t, WANT_OTHER_NAME);

	assert_string_equal(((const struct endpoint *)endpoints.first)->ehlo, "[192.0.2.7]");
	session_stage(t->session, STAGE_TCP)->tcp->source = "2001:db8::7";
	endpoints = follow(t, WANT_OTHER_NAME);
	assert_string_equal(((const struct endpoint *)endpoints.first)->ehlo, "[IPv6:2001:db8::7]");
}

static void no_other_name_where_the_literal_was_refused_already(void **state)
{
	((struct story *)*state)->ehlo->ehlo->name = "[192.0.2.7]";
	assert_int_equal(follow(*state, WANT_OTHER_NAME).n, 0);
}

static void starttls_is_said_in_a_session_without_a_login(void **state)
{
	struct list endpoints = follow(*state, WANT_STARTTLS);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_true(e->starttls_anyway);
	assert_string_equal(e->changed, "starttls");
	assert_int_equal(e->purpose, SESSION_RETRY);
	assert_int_equal(e->port, 587);
	assert_false(e->login);
}

static void a_closed_port_is_only_connected_to(void **state)
{
	struct list endpoints = follow(*state, WANT_CLOSED_PORT);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_true(e->connect_only);
	assert_int_equal(e->port, 4);
	assert_string_equal(e->address, "192.0.2.25");
	assert_int_equal(e->purpose, SESSION_CONTROL);
	assert_string_equal(e->changed, "closed-port");
	assert_false(e->login);
}

static void falls_silent(struct story *t, enum stage_id id, uint32_t pending)
{
	struct stage *st = stage_of(t, id);

	st->outcome = OUTCOME_FAIL;
	st->failure = FAILURE_TIMEOUT;
	st->stall = ARENA_NEW(t->record->arena, struct stall_facts);
	st->stall->pending = pending;
}

static const struct endpoint *small(struct story *t)
{
	struct list endpoints = follow(t, WANT_SMALL_SEGMENTS);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_string_equal(e->changed, "mss");
	assert_int_equal(e->mss, 1200);
	assert_int_equal(e->purpose, SESSION_RETRY);
	assert_false(e->login);
	return e;
}

static void a_lost_login_is_followed_by_a_line_as_long_and_no_login(void **state)
{
	falls_silent(*state, STAGE_AUTH, 1700);
	assert_int_equal(small(*state)->noop, 1700);
}

static void a_line_that_is_said_to_fill_a_connection_has_a_limit(void **state)
{
	falls_silent(*state, STAGE_AUTH, 4000000000);
	assert_int_equal(small(*state)->noop, 4096);
}

static void a_handshake_is_its_own_proof(void **state)
{
	falls_silent(*state, STAGE_TLS, 1700);
	assert_int_equal(small(*state)->noop, 0);
}

static void once_more_changes_nothing_but_our_patience(void **state)
{
	struct list endpoints = follow(*state, WANT_AGAIN);
	const struct endpoint *e = (const struct endpoint *)endpoints.first;

	assert_int_equal(endpoints.n, 1);
	assert_string_equal(e->changed, "again");
	assert_int_equal(e->mode, TLS_MODE_STARTTLS);
	assert_int_equal(e->mss, 0);
	assert_true(e->patience_ms > 0);
	assert_false(e->login);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, tell, forget)

static const struct CMUnitTest tests[] = {
	STORY(versions_are_asked_for_except_the_one_already_agreed),
	STORY(ssl3_is_asked_for_by_hand),
	STORY(who_refused_us_is_asked_for_each_version_by_hand),
	STORY(versions_are_not_asked_for_when_the_user_said_none),
	STORY(the_other_mode_is_tried_at_the_same_address_and_port),
	STORY(the_other_name_is_our_address_literal),
	STORY(no_other_name_where_the_literal_was_refused_already),
	STORY(starttls_is_said_in_a_session_without_a_login),
	STORY(a_closed_port_is_only_connected_to),
	STORY(a_lost_login_is_followed_by_a_line_as_long_and_no_login),
	STORY(a_line_that_is_said_to_fill_a_connection_has_a_limit),
	STORY(a_handshake_is_its_own_proof),
	STORY(once_more_changes_nothing_but_our_patience),
};

UNIT_MAIN(tests)
