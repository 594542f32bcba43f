/* Which entry a reply matches: the order of the kinds of knowledge. */
#include "own_catalogue.h"
#include "knowing.h"

#include "interpret/match.h"
#include "smtp/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "535 5.7.8 words"; what stands in no reply (an issuer, an exception) is words alone. */
static struct reply sample(struct arena *a, const char *text)
{
	struct reply r = {0};

	if (!reply_read(a, text, &r))
		r.text = bytes_str(a, text);
	return r;
}

static const char *match(struct arena *a, const struct knowledge *k, const char *text, int stage,
			 const char *command, const char *provider)
{
	struct reply r = sample(a, text);
	struct match_query q = {
		.reply = &r, .stage = stage, .command = command, .provider = provider};
	const struct entry *e = match_reply(k, &q);

	return e == NULL ? "nothing" : e->id;
}

/* ---- a catalogue of its own: one entry for each kind of knowledge ---- */

static const char entries[] =
	"- {id: t-digit, WORDS, when: {code: 5xx, stage: quit}, samples: ['577 x']}\n"
	"- {id: t-code-open, WORDS, when: {code: 57x, stage: quit}, samples: ['577 x']}\n"
	"- {id: t-code, WORDS, when: {code: '577', stage: quit}, samples: ['577 x']}\n"
	"- {id: t-enhanced-open, WORDS, when: {enhanced: x.77.7}, samples: ['577 5.77.7 x']}\n"
	"- {id: t-enhanced, WORDS, when: {enhanced: 5.77.7}, samples: ['577 5.77.7 x']}\n"
	"- {id: t-subject, WORDS, when: {enhanced: 5.66.x, code: [5xx, '578']}, samples: ['577 "
	"x']}\n"
	"- {id: t-text, WORDS, when: {text: 'blue moon'}, samples: ['577 blue moon']}\n"
	"- {id: t-rcpt, WORDS, when: {text: 'green moon', command: RCPT}, samples: ['577 green "
	"moon']}\n"
	"- {id: t-provider-enhanced, WORDS, when: {enhanced: 5.77.7, provider: microsoft365},\n"
	"   samples: ['577 5.77.7 x']}\n"
	"- {id: t-provider-text, WORDS, when: {text: 'red moon', provider: microsoft365},\n"
	"   samples: ['577 red moon']}\n"
	"- {id: t-provider-code, WORDS, when: {code: '576', provider: gmail},\n"
	"   also: [t-plain], samples: ['576 x']}\n"
	"- {id: t-plain, WORDS, when: {text: 'no moon'}, samples: ['576 no moon']}\n"
	"- {id: t-red, WORDS, when: {text: 'red moon'}, samples: ['577 red moon']}\n"
	"- {id: t-text-later, WORDS, when: {text: 'moon', code: '577'}, samples: ['577 moon']}\n";

static const char words[] = "severity: error, certainty: likely, owner: you, title: T, meaning: M, "
			    "causes: [c], fixes: [f], references: [{source: S, as_of: 2026}]";

static int own_begin(void **state)
{
	return own_load(state, entries, words);
}

static void knowledge_of_more_beats_knowledge_of_less(void **state)
{
	static const struct {
		const char *label, *reply, *provider, *id;
	} cases[] = {
		{"first digit", "591 x", NULL, "t-digit"},
		{"code with an open digit", "571 x", NULL, "t-code-open"},
		{"code", "577 x", NULL, "t-code"},
		{"enhanced code with an open class", "477 4.77.7 x", NULL, "t-enhanced-open"},
		{"enhanced code over code", "577 5.77.7 x", NULL, "t-enhanced"},
		{"a code over the subject of an enhanced code", "577 5.66.0 x", NULL, "t-code"},
		{"the subject over a first digit", "591 5.66.6 x", NULL, "t-subject"},
		{"code and subject together", "578 5.66.6 x", NULL, "t-subject"},
		{"text over enhanced code", "577 5.77.7 blue moon", NULL, "t-text"},
		{"of two texts the first", "577 a blue moon", NULL, "t-text"},
		{"provider and enhanced code over text", "577 5.77.7 blue moon", "microsoft365",
		 "t-provider-enhanced"},
		{"provider and text over all", "577 5.77.7 red moon", "microsoft365",
		 "t-provider-text"},
		{"a provider's reply code over an enhanced code", "576 5.77.7 x", "gmail",
		 "t-provider-code"},
		{"... over a text that it names in also", "576 no moon", "gmail",
		 "t-provider-code"},
		{"... not over other texts", "576 blue moon", "gmail", "t-text"},
		{"another provider", "577 5.77.7 x", "gmail", "t-enhanced"},
		{"no provider: a provider's number does not apply", "577 5.77.7 x", NULL,
		 "t-enhanced"},
		{"no provider: the general text goes first", "577 red moon", NULL, "t-red"},
		{"the text names its provider",
		 "577 red moon [AM0PR01CA0101.eurprd01.prod.outlook.com 2026-11-21T08:15Z 08DD]",
		 "gmail", "t-provider-text"},
	};
	struct own *own = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_string_equal(
			match(a, own->k, cases[i].reply, STAGE_QUIT, NULL, cases[i].provider),
			cases[i].id);
	}
	arena_free(a);
}

static void what_is_nested_is_matched_in_place_of_its_wrapper(void **state)
{
	static const struct {
		const char *label, *reply, *id;
	} cases[] = {
		{"with an enhanced code", "577 blue moon 571 5.0.0 x", "t-code-open"},
		{"quoted by another server", "577 blue moon said: 571 x", "t-code-open"},
		{"the last of two", "577 blue moon 577 5.0.0 x 571 5.0.0 y", "t-code-open"},
		{"what is quoted and no reply", "577 blue moon said: 571 x Error: y",
		 "t-code-open"},
		{"a number is no reply", "577 blue moon 571 x", "t-text"},
		{"another class is no enhanced code", "577 blue moon 571 4.0.0 x", "t-text"},
		{"nor is a part of a longer number", "577 blue moon 1571 5.0.0 x", "t-text"},
	};
	struct own *own = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_string_equal(match(a, own->k, cases[i].reply, STAGE_QUIT, NULL, NULL),
				    cases[i].id);
	}
	arena_free(a);
}

static void stage_and_command_are_filters(void **state)
{
	struct own *own = *state;
	struct arena *a = arena_new();

	assert_string_not_equal(match(a, own->k, "577 x", STAGE_AUTH, NULL, NULL), "t-code");
	assert_string_equal(match(a, own->k, "577 x", -1, NULL, NULL), "t-code");
	assert_string_equal(match(a, own->k, "577 green moon", -1, "RCPT", NULL), "t-rcpt");
	assert_string_equal(match(a, own->k, "577 green moon", -1, NULL, NULL), "t-rcpt");
	assert_string_equal(match(a, own->k, "577 green moon", -1, "MAIL", NULL), "t-text-later");
	arena_free(a);
}

/* ---- normalisation ---- */

static void what_differs_between_sessions_is_cut_off(void **state)
{
	static const struct {
		const char *label, *in, *out;
	} cases[] = {
		{"Microsoft's server",
		 "535 5.7.3 Authentication unsuccessful "
		 "[AM0PR01CA0101.eurprd01.prod.outlook.com 2026-11-21T08:15:00.123Z 08DD1]",
		 "Authentication unsuccessful"},
		{"Microsoft's server in the middle",
		 "550 one [A.PROD.OUTLOOK.COM x] two [B.prod.outlook.com y]", "one two"},
		{"Microsoft's inbound server",
		 "550 5.4.1 Denied [A1.eop-EUR01.prod.protection.outlook.com 2026 08DD]", "Denied"},
		{"Google's name, then a program's words",
		 "550 5.2.1 off. a64-aa5 - gsmtp (in reply", "off. (in reply"},
		{"Google's name alone", "550 5.2.1 is disabled. - gsmtp", "is disabled."},
		{"Google's session", "535 5.7.8 see ?p=BadCredentials a640c23a62f3a-aa57 - gsmtp",
		 "see ?p=BadCredentials"},
		{"lines", "535-5.7.8 one\n535-5.7.8 two\n535 5.7.8  three", "one two three"},
		{"other brackets stay", "550 blocked [192.0.2.9]", "blocked [192.0.2.9]"},
		{"a bracket that never closes", "550 x [A.prod.outlook.com",
		 "x [A.prod.outlook.com"},
		{"nothing", "550", ""},
		{"nothing but the server", "550 [A.prod.outlook.com]", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reply r;

		print_message("  %s\n", cases[i].label);
		assert_true(reply_read(*state, cases[i].in, &r));
		assert_string_equal(match_normalise(*state, knowledge, &r), cases[i].out);
	}
}

static void a_reply_without_end_is_matched_by_its_beginning(void **state)
{
	char *text = arena_alloc(*state, 60001);
	struct reply r = {.code = 550};

	memset(text, '[', 60000);
	r.text = (struct bytes){text, 60000};
	assert_in_range(strlen(match_normalise(*state, knowledge, &r)), 1, 4096);
	match_reply(knowledge, &(struct match_query){.reply = &r, .stage = -1});
}

/* ---- nested replies ---- */

static void the_innermost_reply_is_the_real_one(void **state)
{
	static const struct {
		const char *label, *in, *id;
	} cases[] = {
		{"Microsoft, AUTH failed and the program went on",
		 "530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.139 "
		 "Authentication unsuccessful, the user credentials were incorrect.",
		 "m365-bad-credentials"},
		{"Microsoft, told by the words around it",
		 "530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.3 "
		 "Authentication unsuccessful.",
		 "m365-5.7.3"},
		{"quoted without an enhanced code",
		 "550 5.1.1 User unknown <<< 535 Incorrect authentication data", "auth-refused"},
		{"a number in a sentence is no reply",
		 "452 4.3.1 Insufficient system storage, 500 messages are waiting", NULL},
	};
	struct reply plain;

	for (size_t i = 0; i < 3; i++) {
		print_message("  %s\n", cases[i].label);
		assert_string_equal(
			match(*state, knowledge, cases[i].in, STAGE_ENVELOPE, "MAIL", NULL),
			cases[i].id);
	}
	print_message("  %s\n", cases[3].label);
	assert_true(reply_read(*state, "452 4.3.1 Insufficient system storage", &plain));
	assert_string_equal(match(*state, knowledge, cases[3].in, STAGE_ENVELOPE, "MAIL", NULL),
			    match_reply(knowledge, &(struct match_query){.reply = &plain,
									 .stage = STAGE_ENVELOPE,
									 .command = "MAIL"})
				    ->id);
}

/* ---- the whole catalogue; its samples are tried in test_soundness ---- */

/* Rule 2 of the interpreter: a 4xx at AUTH never judges the password. */
static void a_temporary_refusal_is_never_a_wrong_password(void **state)
{
	static const char *const replies[] = {
		"454 4.7.0 Temporary authentication failure", "454 authentication failed",
		"451 4.3.0 incorrect authentication data",    "421 4.7.0 login failed",
		"432 4.7.12 A password transition is needed",
	};

	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		print_message("  %s\n", replies[i]);
		assert_string_not_equal(
			match(*state, knowledge, replies[i], STAGE_AUTH, "AUTH", NULL),
			"auth-refused");
	}
}

static void every_refusal_matches_something(void **state)
{
	for (int code = 400; code < 600; code++) {
		const char *text = arena_printf(*state, "%d never seen before", code);

		assert_string_not_equal(match(*state, knowledge, text, -1, NULL, NULL), "nothing");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup_teardown(knowledge_of_more_beats_knowledge_of_less, own_begin,
					own_end),
	cmocka_unit_test_setup_teardown(what_is_nested_is_matched_in_place_of_its_wrapper,
					own_begin, own_end),
	cmocka_unit_test_setup_teardown(stage_and_command_are_filters, own_begin, own_end),
	UNIT_TEST(what_differs_between_sessions_is_cut_off),
	UNIT_TEST(a_reply_without_end_is_matched_by_its_beginning),
	UNIT_TEST(the_innermost_reply_is_the_real_one),
	UNIT_TEST(a_temporary_refusal_is_never_a_wrong_password),
	UNIT_TEST(every_refusal_matches_something),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
