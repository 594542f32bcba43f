/* What bounces tell: who refused what for whom, and that it is what the catalogue explains. The
 * messages are tests/bounce: dsn-postfix-* and dsn-exim-* are of the real servers. */
#include "unit.h"
#include "knowing.h"

#include "bounce/bounce.h"
#include "interpret/explain.h"
#include "know/knowledge.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#define FOLDER SOURCE_FOLDER "/tests/bounce/"

static struct bytes file(struct arena *a, const char *name)
{
	FILE *f = fopen(arena_printf(a, FOLDER "%s", name), "rb");
	struct buf all = {0};
	struct bytes text;

	assert_non_null(f);
	while (!feof(f))
		all.n += fread(buf_reserve(&all, 65536), 1, 65536, f);
	fclose(f);
	text = bytes_copy(a, all.p, all.n);
	buf_free(&all);
	return text;
}

static const char *or_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

/* "LINE: ID CODE, failed bob@example.org +11, by mx.example.org, from mail.example.org, of
 * alice@..." */
static const char *shown_item(struct arena *a, struct paste_item *it)
{
	const struct explain_context nothing = {.stage = -1};
	struct list one = {0}, explained;
	const struct explanation *x;
	const struct bounced *b = it->bounced;
	struct item *next = it->item.next;
	const char *id;

	list_append(&one, it);
	explained = explain_items(a, knowledge, &one, &nothing);
	it->item.next = next;
	x = (const void *)explained.first;
	id = x == NULL ? "nothing" : ((const struct finding *)(const void *)x->findings.first)->id;
	return arena_printf(a, "%d: %s %d, %s %s +%zu, by %s, from %s, of %s", it->line, id,
			    x == NULL ? 0 : x->reply.code, or_dash(b == NULL ? NULL : b->kind),
			    or_dash(it->recipient), b == NULL ? 0 : b->recipient_count - 1,
			    or_dash(it->refused_by), or_dash(it->reported_by),
			    or_dash(b == NULL ? NULL : b->sender));
}

/* A line for each item, "! " and the line for each fault. */
static const char *shown(struct arena *a, struct bytes message)
{
	struct list items = {0}, faults = {0};
	const char *all = "";

	bounce_read(a, knowledge, message, &items, &faults);
	for (struct paste_item *it = (void *)items.first, *next; it != NULL; it = next) {
		next = (void *)it->item.next;
		all = arena_printf(a, "%s    %s\n", all, shown_item(a, it));
	}
	LIST_EACH (const struct string_item, it, &faults)
		all = arena_printf(a, "%s    ! %s\n", all, it->s);
	return all;
}

/* ---- the folder ---- */

/* For each message of the folder its name and, indented, what it tells. */
static const char *all_shown(struct arena *a, const char *pattern)
{
	glob_t found;
	const char *all = "";

	assert_int_equal(glob(arena_printf(a, FOLDER "%s", pattern), 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		struct bytes text = file(a, name);

		assert_true(bounce_is_message(text));
		all = arena_printf(a, "%s%s\n%s", all, name, shown(a, text));
	}
	globfree(&found);
	return all;
}

static void expect(struct arena *a, const char *pattern, const char *expected_file)
{
	const char *actual = all_shown(a, pattern), *expected = file(a, expected_file).p;
	size_t line = 1, at = 0;

	while (actual[at] != '\0' && actual[at] == expected[at])
		line += actual[at++] == '\n';
	if (actual[at] != expected[at])
		fail_msg("%s, line %zu is: %.300s", expected_file, line, actual + at);
}

static void real_reports(void **state)
{
	expect(*state, "dsn-*.eml", "dsn.expected");
}

static void messages_of_all_forms(void **state)
{
	expect(*state, "mime-*.eml", "mime.expected");
}

static void write_expected(struct arena *a, const char *pattern, const char *name)
{
	FILE *f = fopen(arena_printf(a, FOLDER "%s", name), "w");

	assert_non_null(f);
	fputs(all_shown(a, pattern), f);
	fclose(f);
}

/* tests/unit/test_bounce --write: read the difference then. */
static int write_all(void)
{
	struct arena *a = arena_new();

	load(NULL);
	write_expected(a, "dsn-*.eml", "dsn.expected");
	write_expected(a, "mime-*.eml", "mime.expected");
	arena_free(a);
	return unload(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(real_reports),
		UNIT_TEST(messages_of_all_forms),
	};

	if (argc > 1 && strcmp(argv[1], "--write") == 0)
		return write_all();
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
