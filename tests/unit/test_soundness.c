/* What is wrong with a catalogue that reads without a fault; advice that is never given. */
#include "unit.h"

#include "interpret/soundness.h"
#include "know/advice.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WORDS(title, meaning)                                                                      \
	"  severity: error\n  certainty: likely\n  owner: you\n  title: " title                    \
	"\n  meaning: " meaning                                                                    \
	"\n  causes: [c]\n  fixes: [f]\n  references: [{source: S, as_of: 2026}]\n"

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* The faults of a catalogue whose file FOLDER/a.yaml holds `text`, without its path. */
static struct list faults_in(struct arena *a, const char *folder, const char *text)
{
	char dir[] = "sound-XXXXXX";
	struct list faults = {0}, without = {0};
	struct knowledge *k;
	FILE *f;

	assert_non_null(mkdtemp(dir));
	mkdir(arena_printf(a, "%s/%s", dir, folder), 0700);
	f = fopen(arena_printf(a, "%s/%s/a.yaml", dir, folder), "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	k = knowledge_load(dir, &faults, a);
	assert_int_equal(faults.n, 0);
	soundness_faults(k, &faults, a);
	LIST_EACH (const struct string_item, it, &faults)
		list_add_string(&without, a,
				it->s + strlen(dir) + strlen(folder) + strlen("//a.yaml:"));
	knowledge_free(k);
	assert_int_equal(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
	return without;
}

/* Faults, one a line, that `text` has. */
static void has_faults_in(struct arena *a, const char *folder, const char *text, const char *wanted)
{
	struct list faults = faults_in(a, folder, text);
	const char *all = "";

	LIST_EACH (const struct string_item, it, &faults)
		all = arena_printf(a, "%s%s\n", all, it->s);
	assert_string_equal(all, wanted);
}

static void has_faults(struct arena *a, const char *text, const char *wanted)
{
	has_faults_in(a, "replies", text, wanted);
}

#define BOX(id, rest)                                                                              \
	"- id: " id "\n  title: T\n  kind: gateway\n  evidence: seen\n"                            \
	"  references: [{source: S, as_of: 2026}]\n" rest

static void the_samples_of_a_box_lead_to_it(void **state)
{
	has_faults_in(
		*state, "boxes",
		BOX("one", "  issuer: CN=One\n  samples: [CN=One, CN=Two]\n  not: [CN=Onerous]\n")
			BOX("two", "  issuer: CN=On\n  samples: [CN=One, CN=On]\n"),
		"7:21: one: this sample goes to nothing\n"
		"8:9: one: this \"not\" sample goes to the box itself\n"
		"15:13: two: this sample goes to one\n");
}

#define GUIDE(id, command)                                                                         \
	"- id: " id                                                                                \
	"\n  service: google\n  title: T\n  fits: F\n  values: [{name: app, text: A}]\n"           \
	"  steps: [{who: you, text: \"{app}\", commands: [" command "]}]\n"                        \
	"  mistakes: [{mistake: m, sign: s}]\n  references: [{source: S, as_of: 2026}]\n"

static void a_guide_leads_to_where_it_says(void **state)
{
	has_faults_in(*state, "guides",
		      GUIDE("one", "smtpscope token x, smtpscope check y") "  grant: code\n", "");
	has_faults_in(*state, "guides", GUIDE("one", "ls") "  grant: device\n",
		      "1:3: one: its service has no such grant\n"
		      "1:3: one: no step gets a token\n"
		      "1:3: one: no step tries it\n");
}

static void an_entry_that_finds_its_samples_is_sound(void **state)
{
	has_faults(*state,
		   "- id: own\n" WORDS("T", "M") "  when: {text: blue moon}\n"
						 "  samples: [550 a blue moon, 450 blue moon]\n"
						 "  not: [550 a red moon]\n",
		   "");
}

static void a_sample_that_goes_elsewhere_is_named_where_it_stands(void **state)
{
	has_faults(*state,
		   "- id: own\n" WORDS("T", "M") "  when: {text: blue moon}\n  samples:\n"
						 "    - 550 blue moon\n    - 550 red moon\n",
		   "13:7: own: this sample goes to reply-550\n");
}

static void an_entry_without_any_sample_of_its_own_is_out_of_reach(void **state)
{
	has_faults(*state,
		   "- id: first\n" WORDS("T", "M") "  when: {text: moon}\n"
						   "  samples: [550 moon]\n"
						   "- id: second\n" WORDS(
							   "U", "N") "  when: {text: blue moon}\n"
								     "  samples: [550 blue moon, "
								     "450 blue moon]\n",
		   "12:3: second: out of reach: its samples all go to others, the last one to "
		   "first\n");
}

static void a_not_sample_that_it_takes_is_named(void **state)
{
	has_faults(*state,
		   "- id: own\n" WORDS("T", "M") "  when: {text: moon}\n  samples: [550 moon]\n"
						 "  not: [550 red moon]\n",
		   "12:9: own: this \"not\" sample goes to the entry itself\n");
}

static void two_that_say_the_same_are_named(void **state)
{
	has_faults(*state,
		   "- id: one\n" WORDS(
			   "T", "M") "  when: {text: moon}\n  samples: [550 moon]\n"
				     "- id: two\n" WORDS(
					     "t", "N") "  when: {text: sun}\n"
						       "  samples: [550 sun]\n"
						       "- id: three\n" WORDS(
							       "U", "m") "  when: {text: sea}\n"
									 "  samples: [550 sea]\n",
		   "12:3: two: the same title as that of one\n"
		   "23:3: three: the same meaning as that of one\n");
	has_faults(*state,
		   "- id: one\n" WORDS("T", "M") "  when: {code: [571, 572]}\n  samples: [571 x]\n"
						 "- id: two\n" WORDS(
							 "U", "N") "  when: {code: [572, 571]}\n"
								   "  samples: [571 x]\n",
		   "22:13: two: this sample goes to one\n"
		   "12:3: two: the same \"when\" as that of one\n");
}

static void an_entry_of_ours_that_says_the_same_counts_too(void **state)
{
	has_faults(*state,
		   "- id: own\n" WORDS("The server agreed", "M") "  when: {text: moon}\n"
								 "  samples: [550 moon]\n",
		   "1:3: own: the same title as that of reply-2xx\n");
}

static void what_nothing_leads_to_is_named(void **state)
{
	has_faults(*state, "- id: own\n" WORDS("T", "M"),
		   "1:3: own: nothing leads to it: it has neither \"when\" nor \"client\", and "
		   "the program does not know its id\n");
	has_faults(*state, "- id: cert-expired\n" WORDS("T", "M"), "");
	has_faults(*state,
		   "- id: own\n" WORDS("T", "M") "  also: [reply-550, own]\n  when: {text: moon}\n"
						 "  samples: [550 moon]\n",
		   "1:3: own: \"also\" leads to the entry itself\n");
}

static void who_must_act_has_something_to_do(void **state)
{
	has_faults(*state,
		   "- id: own\n  severity: notice\n  certainty: likely\n  owner: you\n  title: T\n"
		   "  meaning: M\n  references: [{source: S, as_of: 2026}]\n"
		   "  when: {text: moon}\n  samples: [550 moon]\n",
		   "1:3: own: its owner, you, has nothing to do: add \"fixes\"\n");
}

static void advice_that_is_never_given_is_recognised(void **state)
{
	static const char *const bad[] = {
		"Disable certificate verification",
		"If that does not help, switch off the certificate check in the program",
		"Set verify_peer to false, or turn off verification",
		"'verify_peer' => false",
		"NODE: tls: {rejectUnauthorized: false}",
		"Ignore the certificate warning",
		"Set certificate validation to none",
		"Let the program accept any certificate",
		"Open the relay for this network",
		"Allow relaying for everybody",
		"mynetworks = 0.0.0.0/0",
		"Try the login again later",
		"Retry with the same password",
	};
	static const char *const good[] = {
		"Never switch certificate verification off",
		"Remove verify_peer=false from the program's settings",
		"Install the intermediate certificate on the server",
		"Allow relaying for this address only, never for everybody",
		"Log in to the provider's webmail with exactly this pair",
		"Do not try the login again before the lock has ended",
		"Let the queue try again",
		"Verify the domain in the console",
		"Switch encryption on",
		"Sign in to the account with a browser and follow what it asks",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %s\n", bad[i]);
		assert_non_null(advice_fault(*state, bad[i]));
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		print_message("  %s\n", good[i]);
		assert_null(advice_fault(*state, good[i]));
	}
}

static void our_own_catalogue_is_sound(void **state)
{
	struct list faults = {0};
	struct knowledge *k = knowledge_load(DATA_FOLDER, &faults, *state);
	size_t samples = soundness_faults(k, &faults, *state);

	LIST_EACH (const struct string_item, it, &faults)
		print_message("  %s\n", it->s);
	print_message("  %zu samples\n", samples);
	assert_int_equal(faults.n, 0);
	assert_in_range(samples, knowledge_entries(k)->n, 100000);
	knowledge_free(k);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(the_samples_of_a_box_lead_to_it),
	UNIT_TEST(a_guide_leads_to_where_it_says),
	UNIT_TEST(an_entry_that_finds_its_samples_is_sound),
	UNIT_TEST(a_sample_that_goes_elsewhere_is_named_where_it_stands),
	UNIT_TEST(an_entry_without_any_sample_of_its_own_is_out_of_reach),
	UNIT_TEST(a_not_sample_that_it_takes_is_named),
	UNIT_TEST(two_that_say_the_same_are_named),
	UNIT_TEST(an_entry_of_ours_that_says_the_same_counts_too),
	UNIT_TEST(what_nothing_leads_to_is_named),
	UNIT_TEST(who_must_act_has_something_to_do),
	UNIT_TEST(advice_that_is_never_given_is_recognised),
	UNIT_TEST(our_own_catalogue_is_sound),
};

UNIT_MAIN(tests)
