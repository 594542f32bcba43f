/* A token in words: as a report shows it, and as it is read back from that. */
#include "unit.h"
#include "told.h"

#include "base/memory.h"
#include "record/record_json.h"
#include "record/words_token.h"
#include "report/details_token.h"
#include "smtp/token_refusal.h"
#include "transcript/transcript.h"

#include <string.h>

/* ---- shown ---- */

static const char *shown(struct arena *a, const struct token_facts *f, int columns)
{
	const struct report_options options = {.columns = columns};
	struct buf out = {0};
	const struct page p = {.arena = a, .out = &out, .options = &options};
	const char *text;

	details_token(&p, f);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static void token_is_told_in_words(void **state)
{
	struct story *t = ((struct told *)*state)->t;
	struct token_facts *f = story_token(t);

	f->wrapped = "bearer";
	f->read_at += 5 * 60 * 1000;
	assert_string_equal(
		shown(t->r->arena, f, 80),
		"\nToken\n"
		"  form          JWT, 1893 bytes, behind \"Bearer\"\n"
		"  audience      https://outlook.office.com\n"
		"  permissions   SMTP.Send\n"
		"  user          bob@example.org\n"
		"  user's claim  upn\n"
		"  app           66666666-7777-8888-9999-000000000000\n"
		"  app's name    scanner\n"
		"  tenant        11111111-2222-3333-4444-555555555555\n"
		"  made for      user\n"
		"  subject       subject\n"
		"  object        99999999-7777-8888-9999-000000000000\n"
		"  issuer        https://sts.windows.net/11111111-2222-3333-4444-555555555555/\n"
		"  version       1.0\n"
		"  algorithm     RS256\n"
		"  type          JWT\n"
		"  issued        2025-11-21T08:15:00.123Z, 5 minutes ago\n"
		"  valid from    2025-11-21T08:15:00.123Z, 5 minutes ago\n"
		"  valid until   2025-11-21T09:15:00.123Z, 55 minutes left\n"
		"  read          2025-11-21T08:20:00.123Z\n");
}

static void time_is_told_in_units_that_one_feels(void **state)
{
	static const struct {
		int64_t ms;
		const char *words;
	} cases[] = {
		{0, "Z\n"},
		{1, ", 0 seconds left\n"},
		{119999, ", 119 seconds left\n"},
		{120000, ", 2 minutes left\n"},
		{7200000, ", 2 hours left\n"},
		{172799999, ", 47 hours left\n"},
		{172800000, ", 2 days left\n"},
		{-1000, ", 1 seconds ago\n"},
		{-3600000, ", 60 minutes ago\n"},
		{-INT64_C(86400000) * 400, ", 400 days ago\n"},
	};
	struct story *t = ((struct told *)*state)->t;
	struct token_facts *f = story_token(t);

	f->not_before = f->issued = 0;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->expires = f->read_at + cases[i].ms;
		assert_non_null(strstr(shown(t->r->arena, f, 80), cases[i].words));
	}
	f->expires = 0;
	assert_null(strstr(shown(t->r->arena, f, 80), "valid"));
	f->not_before = f->read_at + 60000;
	assert_non_null(strstr(shown(t->r->arena, f, 80), ", 60 seconds ahead\n"));
}

static void what_grants_nothing_is_called_so(void **state)
{
	struct story *t = ((struct told *)*state)->t;
	struct token_facts *f = story_token(t);

	assert_null(strstr(shown(t->r->arena, f, 80), "grants"));
	f->scopes = (struct list){0};
	assert_non_null(strstr(shown(t->r->arena, f, 80), "  grants        nothing"));
	list_add_string(&f->roles, t->r->arena, "SMTP.SendAsApp");
	assert_null(strstr(shown(t->r->arena, f, 80), "grants"));
}

static void opaque_one_is_told_as_far_as_it_goes(void **state)
{
	struct story *t = ((struct told *)*state)->t;
	const struct token_facts f = {.form = TOKEN_OPAQUE, .like = "google-refresh", .bytes = 103};

	assert_string_equal(shown(t->r->arena, &f, 80),
			    "\nToken\n"
			    "  form          opaque, 103 bytes\n"
			    "  looks like    a refresh token of Google's\n");
}

/* ---- read back ---- */

static const char *as_json(struct arena *a, const struct token_facts *f)
{
	struct record r = {.arena = a, .token = (struct token_facts *)f};
	struct buf out = {0};
	struct jsonw w = {.out = &out};
	const char *text;

	jsonw_begin_object(&w);
	record_write(&w, &r);
	jsonw_end_object(&w);
	text = arena_str(a, strstr(arena_copy(a, out.p, out.n), "\"token\""));
	buf_free(&out);
	assert_non_null(text);
	return text;
}

static const struct token_facts *read_back(struct arena *a, struct told *told, int columns)
{
	const struct report_options options = {.verbosity = 1, .columns = columns};
	struct list dialogues = {0};
	struct buf out = {0};
	struct dialogue *d;

	interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	reporter_terminal.write(&out, told->t->r, told->i, knowledge, &options);
	transcript_read(a, knowledge, bytes_copy(a, out.p, out.n), true, &dialogues);
	buf_free(&out);
	assert_int_equal(dialogues.n, 1);
	d = (void *)dialogues.first;
	assert_non_null(d->record->token);
	return d->record->token;
}

static void comes_back(struct told *told, const struct token_facts *f)
{
	static const int columns[] = {40, 57, 80, 120};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		assert_string_equal(as_json(a, read_back(a, told, columns[i])), as_json(a, f));
	arena_free(a);
}

static void token_is_read_back_from_a_report(void **state)
{
	struct told *told = *state;
	struct token_facts *f;

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TCP, FAILURE_TIMEOUT);
	f = story_token(told->t);
	comes_back(told, f);
	f->wrapped = "json";
	f->nonce = true;
	f->app_name = "Scanner, 2nd floor: behind \"Bearer\"";
	list_add_string(&f->audiences, told->t->r->arena, "https://ps.outlook.example");
	list_add_string(&f->scopes, told->t->r->arena, "IMAP.AccessAsUser.All");
	list_add_string(&f->scopes, told->t->r->arena,
			"https://partner.outlook.example/of/a/length/that/no/narrow/page/can/hold");
	list_add_string(&f->roles, told->t->r->arena, "SMTP.SendAsApp");
	f->expires = 1;
	comes_back(told, f);
}

static void words_of_each_kind_are_read_back(void **state)
{
	static const struct token_word *const kinds[] = {token_wrapped_words, token_fault_words,
							 token_like_words};
	struct told *told = *state;
	struct token_facts *f = told->t->r->token =
		ARENA_NEW(told->t->r->arena, struct token_facts);

	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_TCP, FAILURE_TIMEOUT);
	for (int form = TOKEN_JWT; form <= TOKEN_BROKEN; form++) {
		*f = (struct token_facts){.form = (enum token_form)form, .bytes = 7};
		comes_back(told, f);
	}
	for (size_t i = 0; i < 3; i++)
		for (const struct token_word *w = kinds[i]; w->word != NULL; w++) {
			*f = (struct token_facts){.form = TOKEN_OPAQUE,
						  .wrapped = i == 0 ? w->word : NULL,
						  .fault = i == 1 ? w->word : NULL,
						  .like = i == 2 ? w->word : NULL};
			comes_back(told, f);
		}
}

/* ---- refusals ---- */

static void refusal_is_told_in_words(void **state)
{
	static const char *const cases[][2] = {
		{"{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/"
		 "\"}",
		 "status 400, schemes Bearer, wants scope https://mail.google.com/"},
		{"{\"status\":\"invalid_token\",\"openid-configuration\":\"https://op.example/"
		 "\"}\n",
		 "status invalid_token, configuration at https://op.example/"},
		{"{\"scope\":\"\\u001b[2J\"}", "wants scope \\x1b[2J"},
		{"{\"status\":400}", NULL},
		{"{}", NULL},
		{"e=other-error", NULL},
		{"", NULL},
	};
	struct arena *a = ((struct told *)*state)->t->r->arena;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *words = token_refusal_in_words(a, bytes_str(a, cases[i][0]));

		if (cases[i][1] == NULL)
			assert_null(words);
		else
			assert_string_equal(words, cases[i][1]);
	}
	assert_null(token_refusal_in_words(a, (struct bytes){0}));
}

/* What stands below the challenge is no part of it. */
static void challenge_is_read_back_as_it_was(void **state)
{
	static const char json[] = "{\"status\":\"400\",\"scope\":\"https://mail.google.com/\"}";
	struct told *told = *state;
	const struct report_options options = {.verbosity = 1, .columns = 80};
	struct list dialogues = {0};
	struct buf out = {0};
	const struct dialogue *d;
	const struct stage *st;

	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	st = session_stage(told->t->s, STAGE_AUTH);
	st->auth->challenge = bytes_str(told->t->r->arena, json);
	told->i = interpret(told->t->r, knowledge);
	reporter_terminal.write(&out, told->t->r, told->i, knowledge, &options);
	assert_non_null(strstr(out.p, "it says     status 400, wants scope "
				      "https://mail.google.com/\n"));
	transcript_read(told->t->r->arena, knowledge, bytes_copy(told->t->r->arena, out.p, out.n),
			true, &dialogues);
	buf_free(&out);
	d = (void *)dialogues.first;
	st = session_stage((void *)d->record->sessions.first, STAGE_AUTH);
	assert_string_equal(st->auth->challenge.p, json);
}

static const struct CMUnitTest tests[] = {
	STORY(token_is_told_in_words),		 STORY(time_is_told_in_units_that_one_feels),
	STORY(what_grants_nothing_is_called_so), STORY(opaque_one_is_told_as_far_as_it_goes),
	STORY(token_is_read_back_from_a_report), STORY(words_of_each_kind_are_read_back),
	STORY(refusal_is_told_in_words),	 STORY(challenge_is_read_back_as_it_was),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
