/* Guides to a token: as they are printed, and what is wrong with a file of them.
 *
 * tests/guides/NAME.txt is what is printed for NAME; `GUIDES_WRITE=1 tests/unit/test_guide` writes
 * them anew: read the difference before you commit it. */
#include "unit.h"

#include "know/entry.h"
#include "know/layer.h"
#include "report/guide_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct knowledge *load(struct arena *a)
{
	struct list faults = {0};

	return knowledge_load(NULL, &faults, a);
}

/* ---- as they are printed ---- */

static const char *const printed[] = {"microsoft365", "microsoft365-hve", "outlook", "google",
				      "yahoo",	      "microsoft365-dod", "generic"};

static const char *guide_of(struct arena *a, const struct knowledge *k, const char *name)
{
	struct buf out = {0};
	const char *text;

	guide_write(&out, k, token_service_find(k, name), a);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static const char *file_of(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = arena_alloc(a, 100000);

	if (f == NULL)
		return "";
	text[fread(text, 1, 99999, f)] = '\0';
	fclose(f);
	return text;
}

static void each_guide_is_printed_as_it_was(void **state)
{
	struct knowledge *k = load(*state);
	int different = 0;

	for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++) {
		const char *path = arena_printf(*state, "%s/%s.txt", GUIDES_FOLDER, printed[i]);
		const char *text = guide_of(*state, k, printed[i]);

		if (getenv("GUIDES_WRITE") != NULL) {
			FILE *f = fopen(path, "w");

			assert_non_null(f);
			fputs(text, f);
			fclose(f);
		}
		if (strcmp(text, file_of(*state, path)) != 0) {
			print_message("  %s is another one now:\n%s", path, text);
			different++;
		}
	}
	knowledge_free(k);
	assert_int_equal(different, 0);
}

/* Commands stand on lines of their own, from the seventh column on, and whole. */
static bool is_command(const char *line)
{
	return strspn(line, " ") == 7;
}

static void lines_fit_and_commands_are_whole(void **state)
{
	struct knowledge *k = load(*state);

	for (size_t i = 0; i < sizeof(printed) / sizeof(printed[0]); i++) {
		char *rest = NULL, *text = arena_str(*state, guide_of(*state, k, printed[i]));

		for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest)) {
			if (strlen(line) <= 80 || is_command(line))
				continue;
			fail_msg("%s: %s", printed[i], line);
		}
		assert_null(strchr(guide_of(*state, k, printed[i]), '{'));
	}
	LIST_EACH (const struct guide, g, guides_all(k))
		LIST_EACH (const struct guide_step, s, &g->steps)
			LIST_EACH (const struct string_item, it, &s->commands) {
				const char *service = g->service == NULL ? "generic" : g->service;
				const char *end = it->s + strlen(it->s);

				/* the part behind its last value stands there as it is */
				while (end > it->s && end[-1] != '}')
					end--;
				assert_non_null(strstr(guide_of(*state, k, service), end));
			}
	knowledge_free(k);
}

static void what_makes_it_urgent_is_said_with_its_day(void **state)
{
	struct knowledge *k = load(*state);

	assert_non_null(strstr(guide_of(*state, k, "microsoft365"), "2026-12: Passwords"));
	assert_null(strstr(guide_of(*state, k, "google"), "2026-12: Passwords"));
	knowledge_free(k);
}

static void a_service_without_guides_is_told_with_what_to_do_instead(void **state)
{
	struct knowledge *k = load(*state);
	const char *text = guide_of(*state, k, "yahoo");

	assert_non_null(strstr(text, "app password"));
	assert_null(strstr(text, "Any server:"));
	assert_null(strstr(guide_of(*state, k, "google"), "Any server:"));
	knowledge_free(k);
}

/* ---- files ---- */

/* The first fault of a file guides/a.yaml; "" where it has none. */
static const char *fault_of(struct arena *a, const char *text)
{
	struct list faults = {0}, links = {0};
	struct faults f = {.list = &faults, .arena = a, .file = "F"};
	struct reader r = {.arena = a, .faults = &f, .links = &links};
	struct layer l = {0};

	layer_read(&l, &r, "guides", text, strlen(text));
	LIST_EACH (const struct string_item, it, &faults)
		return it->s;
	return "";
}

#define GUIDE(values, steps)                                                                       \
	"- id: ours\n  grant: device\n  title: T\n  fits: F\n  values: [" values "]\n"             \
	"  steps: [" steps "]\n  mistakes: [{mistake: m, sign: s}]\n"                              \
	"  references: [{source: S, as_of: 2026}]\n"

static void faults_of_a_guide_are_named(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{GUIDE("{name: app, text: A}", "{who: you, text: \"give {app}\"}"), ""},
		{GUIDE("{name: app, text: A}",
		       "{who: you, text: \"a {b c} {}\", commands: \"{app}\"}"),
		 ""},
		{GUIDE("{name: app, text: A}", "{who: you, text: \"give {apo} and {app}\"}"),
		 "F:1:3: ours: no value is called {apo}"},
		{GUIDE("{name: app, text: A}", "{who: you, text: give}"),
		 "F:1:3: ours: nothing uses the value app"},
		{GUIDE("{name: app, text: A}, {name: app, text: B}", "{who: you, text: \"{app}\"}"),
		 "F:1:3: ours: value app again"},
		{GUIDE("{name: App, text: A}", "{who: you, text: \"{app}\"}"),
		 "F:5:19: name: a name has small letters, digits and underscores, 12 at the most"},
		{GUIDE("{name: app, text: A}", "{who: nobody, text: \"{app}\"}"),
		 "F:1:3: ours: a step that nobody does"},
		{GUIDE("{name: app, text: A}", "{text: \"{app}\"}"),
		 "F:6:11: a step without \"who\""},
		{GUIDE("{name: app, text: A}",
		       "{who: you, text: \"{app}\", commands: \"a \xe2\x80\x93 b\"}"),
		 "F:6:47: commands: a command is one line of plain letters"},
		{GUIDE("{name: app, text: A}", "{who: you, text: \"{app}\", commands: \"a\\nb\"}"),
		 "F:6:47: commands: a command is one line of plain letters"},
		{GUIDE("{name: app, text: A}",
		       "{who: you, text: \"{app}: disable the certificate check\"}"),
		 "F:6:28: text: advice that is never given: verification stays on"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %zu: %s\n", i, cases[i].fault);
		assert_string_equal(fault_of(*state, cases[i].text), cases[i].fault);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(each_guide_is_printed_as_it_was),
	UNIT_TEST(lines_fit_and_commands_are_whole),
	UNIT_TEST(what_makes_it_urgent_is_said_with_its_day),
	UNIT_TEST(a_service_without_guides_is_told_with_what_to_do_instead),
	UNIT_TEST(faults_of_a_guide_are_named),
};

UNIT_MAIN(tests)
