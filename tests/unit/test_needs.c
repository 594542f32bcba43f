/* What a text must hold for a pattern to match: never more than is true, and often something. */
#include "unit.h"

#include "know/knowledge.h"
#include "know/needs.h"
#include "know/pattern.h"

#include <string.h>

static void literals_are_found_where_they_must_stand(void **state)
{
	static const struct {
		const char *pattern, *needs;
	} cases[] = {
		{"Relay access denied", "relay access denied"},
		{"relay(?:ing)? denied", " denied"},
		{"moon|stars", "moon\nstars"},
		{"moon|s.a.s", NULL},
		{"(?:blue|pale) moon", " moon"},
		{"(?:blue|pale) x", "blue\npale"},
		{"(?:blue|) x", NULL},
		{"(?:blue)? x", NULL},
		{"(?:blue){0,2} x", NULL},
		{"(?:blue){2} x", "blue"},
		{"colou?r of moons", "r of moons"},
		{"moo+n", "moo"},
		{"moo*ns are", "ns are"},
		{"ab{0,3}cde", "cde"},
		{"5\\.7\\.139", "5.7.139"},
		{"\\d+moon\\b", "moon"},
		{"[abc]moon[^]]x", "moon"},
		{"[^\\]]moon", "moon"},
		{"(?=moon)x", NULL},
		{"(?<!moon)star", "star"},
		{"(?<=moon)star", "star"},
		{"(?!moon) star", " star"},
		{"(moon|star)ry night", "ry night"},
		{"(?<name>moon)", "moon"},
		{"(?<name>moon|star)s?", "moon\nstar"},
		{"(?<name>moon)? x", NULL},
		{"(?<name>\\d+) moons of (?<other>\\w+)", " moons of "},
		{"mo\xc3\xb6n time", "n time"},
		{"a{b}c", "a{b}c"},
		/* what this knows nothing of */
		{"(?i)moon", NULL},
		{"(moon)\\1", NULL},
		{"\\Qmoon\\E", NULL},
		{"[[:alpha:]]moon", NULL},
		{"(?x) moon", NULL},
		{"(?|moon)", NULL},
		{"(?<name", NULL},
		{"(?'name'moon)", NULL},
		{"(*UCP)moon", NULL},
		{"", NULL},
		{"x", NULL},
	};
	int wrong = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *needs = needs_of(*state, cases[i].pattern);

		if (needs == cases[i].needs ||
		    (needs != NULL && cases[i].needs != NULL && strcmp(needs, cases[i].needs) == 0))
			continue;
		print_message("  %s\n    got  %s\n    want %s\n", cases[i].pattern, needs,
			      cases[i].needs);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void check_text(struct arena *a, const char *pattern, const char *text)
{
	char why[PATTERN_FAULT_SIZE];
	struct pattern *p = pattern_compile(pattern, why);
	static struct haystack in;

	assert_non_null(p);
	haystack_make(&in, text, strlen(text));
	if (pattern_match(p, text, strlen(text)) && !needs_met(needs_of(a, pattern), &in))
		fail_msg("\"%s\" matches, but was said to need\n%s\nin: %s", pattern,
			 needs_of(a, pattern), text);
	pattern_free(p);
}

static void letters_beyond_ascii_that_are_small_k_and_s_match(void **state)
{
	check_text(*state, "blocked sender",
		   "bloc\xe2\x84\xaa"
		   "ed \xc5\xbf"
		   "ender");
	check_text(*state, "blocked sender", "BLOCKED SENDER");
}

struct tried {
	const struct knowledge *k;
	size_t patterns, with_needs, matches, spared, all;
};

static void try_text(struct tried *t, const struct regex *x, const char *text)
{
	static struct haystack in;

	haystack_make(&in, text, strlen(text));
	t->all++;
	t->spared += !needs_met(x->needs, &in);
	if (!knowledge_match(t->k, x, text, strlen(text)))
		return;
	t->matches++;
	if (!needs_met(x->needs, &in))
		fail_msg("\"%s\" matches, but was said to need\n%s\nin: %s", x->source, x->needs,
			 text);
}

static void try_pattern(struct tried *t, const struct regex *x)
{
	if (x == NULL)
		return;
	t->patterns++;
	t->with_needs += x->needs != NULL;
	LIST_EACH (const struct entry, e, knowledge_entries(t->k)) {
		LIST_EACH (const struct string_item, it, &e->samples)
			try_text(t, x, it->s);
		LIST_EACH (const struct string_item, it, &e->not_samples)
			try_text(t, x, it->s);
	}
}

static void no_sample_of_the_catalogue_is_missed(void **state)
{
	struct list faults = {0};
	struct knowledge *k = knowledge_load(DATA_FOLDER, &faults, *state);
	struct tried t = {.k = k};

	assert_non_null(k);
	LIST_EACH (const struct entry, e, knowledge_entries(k)) {
		try_pattern(&t, e->when.text);
		try_pattern(&t, e->client.text);
	}
	print_message(
		"  %zu of %zu patterns need something; %zu matches, %zu of %zu attempts spared\n",
		t.with_needs, t.patterns, t.matches, t.spared, t.all);
	assert_true(t.matches > t.patterns / 2);
	assert_true(t.with_needs * 2 > t.patterns);
	assert_true(t.spared * 10 > t.all * 8);
	knowledge_free(k);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(literals_are_found_where_they_must_stand),
	UNIT_TEST(letters_beyond_ascii_that_are_small_k_and_s_match),
	UNIT_TEST(no_sample_of_the_catalogue_is_missed),
};

UNIT_MAIN(tests)
