/* Logins by mechanism (--auth all), and logins that were not made. */
#include "unit.h"

#include "told.h"

#include "interpret/judged.h"
#include "interpret/tried.h"

#include <string.h>

static const struct finding *verdict(struct told *told)
{
	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return told->i->verdict.finding;
}

static const struct finding *found_id(const struct told *told, const char *id)
{
	LIST_EACH (const struct finding, f, &told->i->findings) {
		if (strcmp(f->id, id) == 0)
			return f;
	}
	return NULL;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (const struct evidence, e, &f->evidence) {
		if (bytes_has(e->text, part))
			return true;
	}
	return false;
}

/* NULL: there is none. */
static const struct tried *row(const struct told *told, const char *mechanism)
{
	LIST_EACH (const struct tried, t, &told->i->tried) {
		if (strcmp(t->mechanism, mechanism) == 0)
			return t;
	}
	return NULL;
}

static void assert_row(const struct told *told, const char *mechanism, enum tried_end end)
{
	const struct tried *t = row(told, mechanism);

	assert_non_null(t);
	assert_string_equal(tried_end_names[t->end], tried_end_names[end]);
}

/* ---- the story of such a run ---- */

static void end_login(struct told *told, const char *mechanism, const char *reply)
{
	struct stage *st = reply[0] == '2' ? story_passes(told->t, STAGE_AUTH)
					   : story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);

	st->auth->mechanism = mechanism;
	story_says(told->t, reply);
}

static void first(struct told *told, const char *able, const char *mechanism, const char *reply)
{
	struct arena *a = told->t->r->arena;
	char *names = arena_str(a, able), *save = NULL;
	struct auth_facts *f;

	story_user(told->t, "bob@example.org");
	told->t->r->all_mechanisms = true;
	story_session(told->t, "192.0.2.1", 587);
	story_offers(told->t, STAGE_EHLO_AGAIN, arena_printf(a, "AUTH GSSAPI %s", able));
	end_login(told, mechanism, reply);
	f = told->t->st->auth;
	for (char *n = strtok_r(names, " ", &save); n != NULL; n = strtok_r(NULL, " ", &save))
		list_add_string(&f->able, a, n);
	story_passes_all(told->t);
}

static void next(struct told *told, const char *mechanism, const char *reply)
{
	story_follow_up(told->t, SESSION_AUTH, mechanism);
	end_login(told, mechanism, reply);
}

static void each_mechanism_has_its_row(void **state)
{
	struct told *told = *state;

	first(told, "PLAIN LOGIN CRAM-MD5 NTLM", "PLAIN", "235 2.7.0 ok");
	next(told, "LOGIN", "454 4.7.0 Temporary authentication failure");
	next(told, "CRAM-MD5", "535 5.7.8 no");
	verdict(told);
	assert_row(told, "PLAIN", TRIED_ACCEPTED);
	assert_row(told, "LOGIN", TRIED_UNJUDGED);
	assert_row(told, "CRAM-MD5", TRIED_REFUSED);
	assert_row(told, "NTLM", TRIED_NOT);
	assert_row(told, "GSSAPI", TRIED_NOT);
	assert_string_equal(row(told, "GSSAPI")->why, "not with what we have");
	assert_int_equal(told->i->tried.n, 5);
	assert_true(list_has_string(&told->i->verdict.not_tested,
				    "login with NTLM: the logins before it ended the series"));
}

static void one_login_has_no_table(void **state)
{
	struct told *told = *state;

	first(told, "PLAIN LOGIN", "PLAIN", "235 2.7.0 ok");
	told->t->r->all_mechanisms = false;
	verdict(told);
	assert_int_equal(told->i->tried.n, 0);
}

static void mechanism_is_broken_that_refuses_what_another_accepts(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	first(told, "PLAIN CRAM-MD5", "PLAIN", "235 2.7.0 ok");
	next(told, "CRAM-MD5", "535 5.7.8 authentication failed");
	f = verdict(told);
	assert_string_equal(f->id, "auth-mechanism-broken");
	assert_int_equal(told->i->verdict.status, VERDICT_DEGRADED);
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_true(shows(f, "AUTH CRAM-MD5: 535 5.7.8"));
	assert_true(shows(f, "AUTH PLAIN: 235 2.7.0"));
	assert_null(found_id(told, "auth-refused"));
}

static void broken_mechanism_that_comes_first_is_the_cause(void **state)
{
	struct told *told = *state;

	first(told, "PLAIN LOGIN", "PLAIN", "535 5.7.8 authentication failed");
	next(told, "LOGIN", "235 2.7.0 ok");
	assert_string_equal(verdict(told)->id, "auth-mechanism-broken");
	assert_int_equal(told->i->verdict.status, VERDICT_FAILED);
}

static void all_that_refuse_are_not_broken(void **state)
{
	struct told *told = *state;

	first(told, "PLAIN LOGIN", "PLAIN", "535 5.7.8 authentication failed");
	next(told, "LOGIN", "535 5.7.8 authentication failed");
	assert_string_equal(verdict(told)->id, "auth-refused");
	assert_null(found_id(told, "auth-mechanism-broken"));
}

/* Too busy, no such mechanism, switched off by a rule: nothing is broken for want of a password. */
static void what_was_not_judged_is_not_broken(void **state)
{
	static const char *const replies[] = {
		"454 4.7.0 Temporary authentication failure",
		"504 5.5.4 Unrecognized authentication type",
		"535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
		"421 4.7.0 Too many login attempts"};

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		struct told *told = *state;

		first(told, "PLAIN LOGIN", "PLAIN", "235 2.7.0 ok");
		next(told, "LOGIN", replies[i]);
		verdict(told);
		assert_null(found_id(told, "auth-mechanism-broken"));
		assert_row(told, "LOGIN", TRIED_UNJUDGED);
		assert_int_equal(end(state), 0);
		assert_int_equal(begin(state), 0);
	}
}

/* ---- which replies end a series ---- */

static void some_replies_bar(void **state)
{
	static const struct {
		const char *reply;
		bool bars;
	} rows[] = {
		{"421 4.7.0 Bye", true},
		{"454 4.7.0 Too many login attempts, please try again later", true},
		{"535 5.7.0 Too many bad auth attempts", true},
		{"535 5.7.139 Authentication unsuccessful, account locked. Contact your "
		 "administrator.",
		 true},
		{"535 5.7.8 Error: authentication failed", false},
		{"454 4.7.0 Temporary authentication failure", false},
		{"504 5.5.4 Unrecognized authentication type", false},
	};
	struct told *told = *state;
	struct stage *st;

	first(told, "PLAIN", "PLAIN", "535 5.7.8 no");
	st = session_stage(told->t->s, STAGE_AUTH);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		told->t->st = st;
		story_says(told->t, rows[i].reply);
		if (login_bars(told->t->r, knowledge, st) != rows[i].bars)
			fail_msg("%s", rows[i].reply);
	}
	for (enum failure f = FAILURE_TIMEOUT; f <= FAILURE_INTERRUPTED; f++) {
		bool bars = f == FAILURE_TIMEOUT || f == FAILURE_CLOSED || f == FAILURE_RESET;

		st->failure = f;
		if (f != FAILURE_REPLY && login_bars(told->t->r, knowledge, st) != bars)
			fail_msg("%s", failure_names[f]);
	}
}

/* ---- a login that was not made ---- */

static void lockout_is_why_a_login_was_withheld(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	first(told, "PLAIN", "PLAIN", "535 5.7.8 no");
	told->t->r->all_mechanisms = false;
	told->t->st = story_fails(told->t, STAGE_AUTH, FAILURE_WITHHELD);
	told->t->st->reply = (struct reply){0};
	told->t->st->auth->withheld = WITHHELD_LOCKOUT;
	told->t->st->auth->user = "bob@example.org";
	told->t->r->earlier = (struct earlier_logins){
		.failures = 2, .last = 1795248900000, .next = 1795252500000};
	f = verdict(told);
	assert_string_equal(f->id, "auth-withheld");
	assert_string_equal(f->of_case, "lockout");
	assert_true(shows(f, "2 logins of bob@example.org at mail.example.org failed"));
	assert_true(shows(f, "the last on 2026-11-21 08:15:00 UTC"));
	assert_true(shows(f, "tried again from 2026-11-21 09:15:00 UTC on"));
	told->t->st->auth->withheld = WITHHELD_UNVERIFIED;
	assert_null(verdict(told)->of_case);
}

static const struct CMUnitTest tests[] = {
	STORY(each_mechanism_has_its_row),
	STORY(one_login_has_no_table),
	STORY(mechanism_is_broken_that_refuses_what_another_accepts),
	STORY(broken_mechanism_that_comes_first_is_the_cause),
	STORY(all_that_refuse_are_not_broken),
	STORY(what_was_not_judged_is_not_broken),
	STORY(some_replies_bar),
	STORY(lockout_is_why_a_login_was_withheld),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
