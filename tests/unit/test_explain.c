/* What a paste is explained by. The rules are those that real misdiagnoses taught: see
 * docs/DESIGN.md, "What the interpreter must know". */
#include "own_catalogue.h"
#include "knowing.h"

#include "interpret/explain.h"
#include "know/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct explain_context nothing_known = {.stage = -1};

static struct list explain(struct arena *a, const struct knowledge *k, const char *text,
			   const struct explain_context *context)
{
	struct list items = {0};

	paste_read(a, bytes_str(a, text), &items);
	return explain_items(a, k, &items, context);
}

static const struct explanation *first(const struct list *explained)
{
	return (const void *)explained->first;
}

static const struct finding *best(const struct list *explained)
{
	return explained->n == 0 ? NULL : (const void *)first(explained)->findings.first;
}

static const char *best_id(const struct list *explained)
{
	return explained->n == 0 ? "none" : best(explained)->id;
}

struct rule_case {
	const char *text, *id;
	struct explain_context context;
};

#define ANYWHERE                                                                                   \
	{                                                                                          \
		.stage = -1                                                                        \
	}
#define ASSUMED(p)                                                                                 \
	{                                                                                          \
		.provider = (p), .stage = -1                                                       \
	}

static void check_each(struct arena *a, const struct rule_case *cases, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct list explained = explain(a, knowledge, cases[i].text, &cases[i].context);

		if (strcmp(best_id(&explained), cases[i].id) == 0)
			continue;
		print_message("  %s\n    got %s, want %s\n", cases[i].text, best_id(&explained),
			      cases[i].id);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define CHECK_EACH(a, cases) check_each((a), (cases), sizeof(cases) / sizeof((cases)[0]))

#define TENANT "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."

static void rule_1_wrappings_do_not_matter(void **state)
{
	static const struct rule_case cases[] = {
		{"535 5.7.139 " TENANT, "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"535-5.7.139 Authentication unsuccessful, SmtpClientAuthentication\r\n"
		 "535 5.7.139 is disabled for the Tenant.\r\n",
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"(535, b'5.7.139 " TENANT " [AM0PR01CA0101.eurprd01.prod.outlook.com "
		 "2026-11-21T08:15:00.123Z 08DD000000000000]')",
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"{\"error\":\"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication "
		 "is "
		 "disabled\\r\\n for the Tenant.\"}",
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"5.7.139 " TENANT, "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 "
		 "<bob@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO "
		 "command))",
		 "rcpt-user-unknown", ANYWHERE},
		{"550 5.1.1 &lt;bob@example.org&gt;: Recipient address rejected:<br>User unknown",
		 "rcpt-user-unknown", ANYWHERE},
	};

	CHECK_EACH(*state, cases);
}

static void rule_2_the_innermost_reply_wins(void **state)
{
	static const struct rule_case cases[] = {
		{"The SMTP server requires a secure connection or the client was not "
		 "authenticated. "
		 "The server response was: 5.7.57 Client not authenticated to send mail. Error: "
		 "535 "
		 "5.7.139 " TENANT,
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"Max connection attempts exceeded - 535 5.7.139 " TENANT,
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"... while talking to mx.example.org.:\n"
		 "<<< 535 5.7.139 " TENANT "\n"
		 "550 5.1.1 <bob@example.org>... User unknown",
		 "m365-smtpauth-disabled-tenant", ANYWHERE},
		/* unless it says nothing and its wrapper does */
		{"550 5.1.1 no such user here: 550 no", "rcpt-user-unknown", ANYWHERE},
	};
	struct list explained = explain(*state, knowledge, "554 5.7.1 gateway: 535 5.7.139 " TENANT,
					&nothing_known);

	CHECK_EACH(*state, cases);
	assert_int_equal(first(&explained)->reply.code, 535);
	assert_string_equal(first(&explained)->reply.enhanced, "5.7.139");
}

static void rule_3_more_knowledge_goes_first(void **state)
{
	static const struct rule_case cases[] = {
		{"577 words that nobody knows", "reply-5xx", ANYWHERE},
		{"550 words that nobody knows", "reply-550", ANYWHERE},
		{"550 5.7.1 words that nobody knows", "enhanced-x.7.1", ANYWHERE},
		{"550 5.7.1 Relay access denied", "relay-denied", ANYWHERE},
	};

	CHECK_EACH(*state, cases);
}

static void rule_4_the_reply_itself_tells_whose_it_is(void **state)
{
	static const struct {
		const char *text, *assumed, *provider;
	} cases[] = {
		{"550 5.7.1 no [AM0PR01CA0101.eurprd01.prod.outlook.com 2026-11-21T08:15Z 08DD]",
		 NULL, "microsoft365"},
		{"550 5.7.1 no a640c23a62f3a-aa57c963d1esm1 - gsmtp", "microsoft365", "gmail"},
		{"550 5.7.1 no", "gmail", "gmail"},
		{"550 5.7.1 no", NULL, NULL},
		{"host smtp.office365.com[192.0.2.1] said: 550 5.7.1 no", NULL, "microsoft365"},
		{"to=<bob@gmail.com>: 550 5.7.1 no", NULL, NULL}, /* nobody's host */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct explain_context context = {.provider = cases[i].assumed, .stage = -1};
		struct list explained = explain(*state, knowledge, cases[i].text, &context);

		print_message("  %s\n", cases[i].text);
		assert_int_equal(explained.n, 1);
		if (cases[i].provider == NULL)
			assert_null(first(&explained)->provider);
		else
			assert_string_equal(first(&explained)->provider, cases[i].provider);
	}
}

static void rule_5_the_stage_is_evidence_and_no_proof(void **state)
{
	static const struct rule_case cases[] = {
		{"550 5.7.1 <pc17>: Helo command rejected: need fully-qualified hostname (in reply "
		 "to "
		 "RCPT TO command)",
		 "ehlo-not-fqdn", ANYWHERE},
		{"504 5.5.2 <pc17>: Helo command rejected: need fully-qualified hostname",
		 "ehlo-not-fqdn",
		 {.stage = STAGE_ENVELOPE, .command = "RCPT"}},
	};

	CHECK_EACH(*state, cases);
}

static void rule_7_what_never_heals_is_not_called_temporary(void **state)
{
	static const char *const texts[] = {
		"450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]",
		"421 4.7.0 Try again later, closing connection. (EHLO) gsmtp",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list explained = explain(*state, knowledge, texts[i], &nothing_known);

		print_message("  %s: %s\n", texts[i], best_id(&explained));
		assert_int_not_equal(best(&explained)->owner, OWNER_NOBODY);
		assert_null(strstr(best_id(&explained), "greylist"));
		assert_null(strstr(best_id(&explained), "reply-"));
	}
}

static void rule_8_policies_come_before_the_password(void **state)
{
	static const struct rule_case cases[] = {
		{"535 5.7.139 " TENANT, "m365-smtpauth-disabled-tenant", ANYWHERE},
		{"530 5.7.0 Must issue a STARTTLS command first", "starttls-first", ANYWHERE},
		{"454 4.7.0 Temporary authentication failure", "auth-temporary", ANYWHERE},
	};

	CHECK_EACH(*state, cases);
}

/* Nor is the number of anything else taken for one. */
static void rule_9_no_reply_is_made_up(void **state)
{
	static const char *const texts[] = {
		"connect to mx.example.org[192.0.2.1]:25: Connection timed out",
		"Error: connect ETIMEDOUT 192.0.2.45:587",
		"java.net.ConnectException: Connection refused (port 465)",
		"File \"smtplib.py\", line 550, in sendmail",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list explained = explain(*state, knowledge, texts[i], &nothing_known);

		print_message("  %s: %s\n", texts[i], best_id(&explained));
		LIST_EACH (const struct explanation, x, &explained) {
			assert_int_equal(x->reply.code, 0);
			assert_true(strncmp(best_id(&explained), "reply-", 6) != 0);
		}
	}
}

static bool advises(const char *text, const char *what)
{
	return bytes_has((struct bytes){(char *)text, strlen(text)}, what);
}

static void rule_10_nothing_dangerous_is_advised(void **state)
{
	static const char *const never[] = {
		"verify_peer",
		"rejectUnauthorized",
		"verify=none",
		"tls_certcheck off",
		"--insecure",
		"disable verification",
		"disable certificate",
		"switch verification off",
		"ignore the certificate",
		"0.0.0.0/0",
		"permit_all",
	};

	(void)state;
	LIST_EACH (const struct entry, e, knowledge_entries(knowledge))
		LIST_EACH (const struct string_item, it, &e->fixes)
			for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
				if (advises(it->s, never[i]))
					fail_msg("%s: %s", e->id, it->s);
}

/* ---- a catalogue of its own: what programs say ---- */

static const char words[] =
	"severity: error, certainty: certain, owner: you, title: T, meaning: "
	"M, causes: [c], fixes: ['f {mailbox} {host}'], references: [{source: S, "
	"as_of: 2026}]";

static const char entries[] =
	"- {id: t-said, WORDS, when: {text: 'yellow moon'}, samples: [550 yellow moon]}\n"
	"- {id: t-told, WORDS, client: {text: 'yellow moon|pale moon'}, samples: [yellow moon]}\n"
	"- {id: t-number, WORDS, when: {enhanced: 5.7.26, provider: microsoft365},\n"
	"   samples: [550 5.7.26 no]}\n"
	"- {id: t-ehlo, WORDS, when: {text: 'green moon', stage: ehlo}, samples: [550 green "
	"moon]}\n"
	"- {id: t-rcpt, WORDS, when: {text: 'green', command: RCPT}, samples: [550 green moon]}\n"
	"- {id: t-theirs, WORDS, when: {text: 'crescent moon', provider: microsoft365},\n"
	"   samples: [550 crescent moon]}\n";

static int own_begin(void **state)
{
	return own_load(state, entries, words);
}

static void who_opens_tls_is_named_with_his_owner(void **state)
{
	static const struct {
		const char *text, *title, *of_case;
		enum owner owner;
	} cases[] = {
		{"issuer=CN = Avast Web/Mail Shield Root, O = Avast Web/Mail Shield",
		 "Avast Mail Shield", "antivirus", OWNER_YOU},
		{"unable to get local issuer certificate; i:O = Zscaler Inc., CN = Zscaler Root CA",
		 "Zscaler", "gateway", OWNER_NETWORK_ADMIN},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list explained = explain(*state, knowledge, cases[i].text, &nothing_known);
		const struct finding *f = best(&explained);

		assert_string_equal(best_id(&explained), "cert-intercepted");
		assert_string_equal(f->of_case, cases[i].of_case);
		assert_non_null(strstr(f->title, cases[i].title));
		assert_int_equal(f->owner, cases[i].owner);
		assert_true(f->certainty <= CERTAINTY_LIKELY);
	}
}

static void what_programs_say_is_no_reply(void **state)
{
	static const struct {
		const char *label, *text, *id;
	} cases[] = {
		{"words of a program", "error: yellow moon", "t-told"},
		{"the same words of a server", "550 5.7.1 yellow moon", "t-said"},
		{"only the program knows them, and the server says something",
		 "550 5.7.1 Relay access denied", "relay-denied"},
		{"beside a number, the program's words tell more", "pale moon\n550 no", "t-told"},
		{"a server's words are not a program's", "550 pale moon", "reply-550"},
		{"neither", "half moon", "none"},
	};
	const struct own *own = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list explained = explain(a, own->k, cases[i].text, &nothing_known);

		print_message("  %s\n", cases[i].label);
		assert_string_equal(best_id(&explained), cases[i].id);
	}
	arena_free(a);
}

static void words_around_a_reply_tell_its_stage(void **state)
{
	static const struct {
		const char *text;
		int stage;
	} cases[] = {
		{"550 5.1.1 no (in reply to RCPT TO command)", STAGE_ENVELOPE},
		{"smtplib.SMTPAuthenticationError: (535, b'5.7.8 no')", STAGE_AUTH},
		{"SMTP ERROR: Password command failed: 535 5.7.3 no", STAGE_AUTH},
		{"msmtp: authentication failed (method PLAIN)\nmsmtp: server message: 535 5.7.8 no",
		 STAGE_AUTH},
		{"454 4.7.0 no (in reply to STARTTLS command)", STAGE_STARTTLS},
		{"C: MAIL FROM:<bob@example.org>\nS: 550 5.7.1 no", STAGE_ENVELOPE},
		{"550 5.7.1 no", -1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list explained = explain(*state, knowledge, cases[i].text, &nothing_known);
		struct explain_context told = {.stage = STAGE_BANNER};

		print_message("  %s\n", cases[i].text);
		assert_int_equal(first(&explained)->stage, cases[i].stage);
		explained = explain(*state, knowledge, cases[i].text, &told);
		assert_int_equal(first(&explained)->stage, STAGE_BANNER);
	}
}

static void rule_6_ambiguous_numbers_are_decided_by_words_or_provider(void **state)
{
	static const struct {
		const char *text, *provider, *id;
	} cases[] = {
		{"550 5.7.26 no", "microsoft365", "t-number"},
		{"550 5.7.26 no [AM0PR01CA0101.eurprd01.prod.outlook.com]", NULL, "t-number"},
		{"550 5.7.26 no", "yahoo", "enhanced-x.7.26"},
		{"550 5.7.26 no", NULL, "enhanced-x.7.26"},
		{"550 5.7.26 yellow moon", NULL, "t-said"},
	};
	const struct own *own = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct explain_context context = ASSUMED(cases[i].provider);
		struct list explained = explain(a, own->k, cases[i].text, &context);

		print_message("  %s\n", cases[i].text);
		assert_string_equal(best_id(&explained), cases[i].id);
	}
	arena_free(a);
}

static void an_entry_of_another_stage_comes_after_its_equals(void **state)
{
	static const struct {
		int stage;
		const char *command, *id;
	} cases[] = {
		{-1, NULL, "t-ehlo"},
		{STAGE_ENVELOPE, "RCPT", "t-rcpt"},
		{STAGE_EHLO, "EHLO", "t-ehlo"},
		{STAGE_BANNER, NULL, "t-rcpt"}, /* any stage, of no other command */
		{STAGE_AUTH, "AUTH", "t-ehlo"}, /* neither fits, and one still holds */
	};
	const struct own *own = *state;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct explain_context told = {.stage = cases[i].stage,
					       .command = cases[i].command};
		struct list explained = explain(a, own->k, "550 green moon", &told);

		assert_string_equal(best_id(&explained), cases[i].id);
	}
	arena_free(a);
}

static void certainty_is_no_greater_than_what_is_known(void **state)
{
	const struct own *own = *state;
	struct arena *a = arena_new();
	struct explain_context theirs = ASSUMED("microsoft365");
	struct list unknown = explain(a, own->k, "550 crescent moon", &nothing_known);
	struct list known = explain(a, own->k, "550 crescent moon", &theirs);

	assert_string_equal(best_id(&unknown), "t-theirs");
	assert_int_equal(best(&unknown)->certainty, CERTAINTY_LIKELY);
	assert_int_equal(best(&known)->certainty, CERTAINTY_CERTAIN);
	arena_free(a);
}

static const char *first_fix(const struct list *explained)
{
	return ((const struct string_item *)(const void *)best(explained)->fixes.first)->s;
}

static void placeholders_are_filled_with_what_the_paste_names(void **state)
{
	const struct own *own = *state;
	struct arena *a = arena_new();
	struct list bare = explain(a, own->k, "550 yellow moon", &nothing_known);
	struct list named = explain(a, own->k,
				    "sasl_username=bob@example.org, host mx.example.org[192.0.2.1] "
				    "said: 550 yellow moon",
				    &nothing_known);

	assert_string_equal(first_fix(&bare), "f the mailbox the server");
	assert_string_equal(first_fix(&named), "f bob@example.org mx.example.org");
	arena_free(a);
}

/* ---- several items ---- */

static void the_most_telling_item_goes_first(void **state)
{
	struct list explained = explain(*state, knowledge,
					"550 words that nobody knows\n"
					"535 5.7.139 " TENANT "\n"
					"550 words that nobody knows either\n",
					&nothing_known);

	assert_int_equal(explained.n, 2); /* the third says what the first does */
	assert_string_equal(best_id(&explained), "m365-smtpauth-disabled-tenant");
	assert_int_equal(first(&explained)->of->line, 2);
}

/* "Internal Server Error" without a server's code is of the web as well. */
static void a_servers_words_alone_are_no_proof(void **state)
{
	struct list explained =
		explain(*state, knowledge, "GET / 500 Internal Server Error", &nothing_known);

	assert_int_equal(best(&explained)->certainty, CERTAINTY_LIKELY);
}

static void what_nobody_knows_is_only_possible(void **state)
{
	struct list explained =
		explain(*state, knowledge, "550 words that nobody knows", &nothing_known);

	assert_int_equal(best(&explained)->certainty, CERTAINTY_POSSIBLE);
	explained = explain(*state, knowledge, "the cat sat on the mat", &nothing_known);
	assert_int_equal(explained.n, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(rule_1_wrappings_do_not_matter),
	UNIT_TEST(rule_2_the_innermost_reply_wins),
	UNIT_TEST(rule_3_more_knowledge_goes_first),
	UNIT_TEST(rule_4_the_reply_itself_tells_whose_it_is),
	UNIT_TEST(rule_5_the_stage_is_evidence_and_no_proof),
	cmocka_unit_test_setup_teardown(rule_6_ambiguous_numbers_are_decided_by_words_or_provider,
					own_begin, own_end),
	UNIT_TEST(words_around_a_reply_tell_its_stage),
	UNIT_TEST(rule_7_what_never_heals_is_not_called_temporary),
	UNIT_TEST(rule_8_policies_come_before_the_password),
	UNIT_TEST(rule_9_no_reply_is_made_up),
	UNIT_TEST(rule_10_nothing_dangerous_is_advised),
	cmocka_unit_test_setup_teardown(an_entry_of_another_stage_comes_after_its_equals, own_begin,
					own_end),
	UNIT_TEST(who_opens_tls_is_named_with_his_owner),
	cmocka_unit_test_setup_teardown(what_programs_say_is_no_reply, own_begin, own_end),
	cmocka_unit_test_setup_teardown(certainty_is_no_greater_than_what_is_known, own_begin,
					own_end),
	cmocka_unit_test_setup_teardown(placeholders_are_filled_with_what_the_paste_names,
					own_begin, own_end),
	UNIT_TEST(the_most_telling_item_goes_first),
	UNIT_TEST(a_servers_words_alone_are_no_proof),
	UNIT_TEST(what_nobody_knows_is_only_possible),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
