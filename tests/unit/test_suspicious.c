/* A secret that looks odd: when that is told, and how surely. */
#include "unit.h"
#include "told.h"

#include <string.h>

static void secret(struct told *told, const char *kind, int bytes, int characters,
		   const char *const *oddities)
{
	struct record *r = told->t->r;

	r->secret = ARENA_NEW(r->arena, struct secret_facts);
	r->secret->kind = kind;
	r->secret->from = "file";
	r->secret->bytes = bytes;
	r->secret->characters = characters;
	for (; *oddities != NULL; oddities++)
		list_add_string(&r->secret->oddities, r->arena, *oddities);
}

static void login_ends(struct told *told, const char *reply)
{
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	if (reply == NULL) {
		story_passes_all(told->t);
		return;
	}
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, reply);
}

static const struct finding *suspicion(struct told *told)
{
	told->i = interpret(told->t->r, knowledge);
	LIST_EACH (struct finding, f, &told->i->findings)
		if (strcmp(f->id, "secret-suspicious") == 0)
			return f;
	return NULL;
}

static const char *first_fix(const struct finding *f)
{
	return ((const struct string_item *)(const void *)f->fixes.first)->s;
}

static bool shows(const struct finding *f, const char *part)
{
	LIST_EACH (struct evidence, e, &f->evidence)
		if (bytes_has(e->text, part))
			return true;
	return false;
}

static const char *const quoted[] = {"quoted", "blank-last", "shell-characters", NULL};
static const char *const shell[] = {"shell-characters", NULL};
static const char refused[] = "535 5.7.8 Error: authentication failed";

static void an_odd_secret_is_told_of_beside_its_refusal(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	secret(told, "password", 23, 22, quoted);
	login_ends(told, refused);
	f = suspicion(told);
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_WARNING);
	assert_int_equal(f->certainty, CERTAINTY_LIKELY);
	assert_string_equal(f->title, "The password is still in quotes");
	assert_true(shows(f, "the password, from a file: 23 bytes, 22 characters"));
	assert_true(shows(f, "also: The password ends in a blank"));
	assert_true(shows(f, "also: The password has characters that shells"));
	assert_false(shows(f, "also: The password is still in quotes"));
	assert_string_equal(told->i->verdict.finding->id, "auth-refused");
	assert_string_equal(first_fix(told->i->verdict.finding), first_fix(f));
	assert_null(f->root);
}

static void what_is_common_is_possible_and_a_notice(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	secret(told, "password", 9, 9, shell);
	login_ends(told, refused);
	f = suspicion(told);
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_NOTICE);
	assert_int_equal(f->certainty, CERTAINTY_POSSIBLE);
	assert_string_not_equal(first_fix(told->i->verdict.finding), first_fix(f));
}

static void what_bytes_prove_is_certain(void **state)
{
	static const char *const jwt[] = {"jwt-shape", NULL};
	struct told *told = *state;

	secret(told, "password", 300, 300, jwt);
	login_ends(told, refused);
	assert_int_equal(suspicion(told)->certainty, CERTAINTY_CERTAIN);
}

static void bytes_that_are_no_utf_8_are_counted_as_such(void **state)
{
	static const char *const latin[] = {"not-utf8", NULL};
	struct told *told = *state;

	secret(told, "password", 9, 0, latin);
	login_ends(told, refused);
	assert_true(shows(suspicion(told), "9 bytes that are no UTF-8"));
}

static void what_was_taken_is_right_however_it_looks(void **state)
{
	secret(*state, "password", 23, 22, quoted);
	login_ends(*state, NULL);
	assert_null(suspicion(*state));
}

static void nothing_is_said_where_the_secret_was_not_judged(void **state)
{
	static const char *const replies[] = {
		"454 4.7.0 Temporary authentication failure",
		"504 5.5.4 Unrecognized authentication type",
		"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
		"the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
		"534 5.7.9 Please log in via your web browser",
	};
	struct told *told = *state;

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		secret(told, "password", 23, 22, quoted);
		login_ends(told, replies[i]);
		if (suspicion(told) != NULL)
			fail_msg("told of beside %s", replies[i]);
		end(state);
		begin(state);
		told = *state;
	}
}

static void before_any_login_only_what_is_likely_is_a_notice(void **state)
{
	struct told *told = *state;
	const struct finding *f;

	secret(told, "password", 23, 22, quoted);
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_EHLO, FAILURE_CLOSED);
	f = suspicion(told);
	assert_non_null(f);
	assert_int_equal(f->severity, SEVERITY_NOTICE);
	end(state);
	begin(state);
	told = *state;
	secret(told, "password", 9, 9, shell);
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_EHLO, FAILURE_CLOSED);
	assert_null(suspicion(told));
}

static void facts_alone_are_no_suspicion(void **state)
{
	static const char *const facts[] = {"app-password-blanks", "app-password-shape", NULL};

	secret(*state, "password", 19, 19, facts);
	login_ends(*state, refused);
	assert_null(suspicion(*state));
}

static void every_oddity_that_tells_has_words(void **state)
{
	const struct entry *e = knowledge_entry(knowledge, "secret-suspicious");

	(void)state;
	for (int i = 0; i < ODDITY_FACTS; i++) {
		bool there = false;

		LIST_EACH (const struct entry_case, c, &e->cases)
			there |= strcmp(c->name, secret_oddity_names[i]) == 0;
		if (!there)
			fail_msg("no case %s", secret_oddity_names[i]);
	}
	assert_int_equal(e->cases.n, ODDITY_FACTS);
}

static const struct CMUnitTest tests[] = {
	STORY(an_odd_secret_is_told_of_beside_its_refusal),
	STORY(what_is_common_is_possible_and_a_notice),
	STORY(what_bytes_prove_is_certain),
	STORY(bytes_that_are_no_utf_8_are_counted_as_such),
	STORY(what_was_taken_is_right_however_it_looks),
	STORY(nothing_is_said_where_the_secret_was_not_judged),
	STORY(before_any_login_only_what_is_likely_is_a_notice),
	STORY(facts_alone_are_no_suspicion),
	STORY(every_oddity_that_tells_has_words),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
