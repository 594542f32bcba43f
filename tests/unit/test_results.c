/* The file of a sweep's results as it is opened: which ones are taken, and what stands in it is
 * read and repaired. */
#include "results_place.h"

#include "base/memory.h"
#include "sweep/results_old.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- opening ---- */

static void refuses(struct place *w, const char *path, int how, const char *why)
{
	assert_null(open_at(w, path, how));
	assert_non_null(w->fault);
	if (strstr(w->fault, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", w->fault, why);
	assert_null(strchr(w->fault, '\n'));
}

static void a_new_file_is_private_where_that_is_wanted(void **state)
{
	struct place *w = *state;
	mode_t before = umask(022);
	struct stat st;

	assert_int_equal(finish(w, open_at(w, w->path, RESULTS_PRIVATE)), 0);
	assert_int_equal(stat(w->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	unlink(w->path);
	assert_int_equal(finish(w, open_at(w, w->path, RESULTS_RESUME)), 0);
	assert_int_equal(stat(w->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	assert_int_equal(finish(w, open_at(w, w->path, RESULTS_FORCE | RESULTS_PRIVATE)), 0);
	assert_int_equal(stat(w->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	umask(before);
}

static void a_file_that_exists_stays_as_it_is(void **state)
{
	struct place *w = *state;

	put_text(w->path, "mine");
	refuses(w, w->path, 0, "the file exists; --resume goes on with it, --force replaces it");
	refuses(w, w->path, RESULTS_BRIEF, "the file exists");
	assert_string_equal(content(w, NULL), "mine");
}

static void force_empties(void **state)
{
	struct place *w = *state;
	struct results *r;

	put_text(w->path, "mine");
	r = open_at(w, w->path, RESULTS_FORCE);
	assert_non_null(r);
	assert_true(add(r, "a", ""));
	assert_int_equal(finish(w, r), 0);
	assert_string_equal(content(w, NULL), line_of(w, "a"));
	assert_int_equal(seen_count(w->seen), 0);
}

static const struct foreign {
	const char *label, *text;
	size_t n; /* 0: up to its NUL */
	const char *why;
} foreign[] = {
	{"a text", "Dear Sirs,\nplease find\n", 0, "holds no results"},
	{"a text without a newline", "Dear Sirs", 0, "holds no results"},
	{"JSON of somebody else", "{\"a\":1}\n", 0, "holds no results"},
	{"the beginning of such", "{\"a\":1", 0, "holds no results"},
	{"a report of check, in many lines", "{\n  \"schema\": \"smtpscope.report/1\"\n}\n", 0,
	 "holds no results"},
	{"a later version", "{\"schema\":\"smtpscope.report/2\",\"target\":{\"key\":\"a\"}}\n", 0,
	 "holds no results"},
	{"a binary",
	 "\x7f"
	 "ELF\0\0\n\0\n\0",
	 10, "holds no results"},
	{"text in UTF-16", "\0{\0\n\0}\0\n", 8, "holds no results"},
	{"zeroes, then a text", "\0\0\0Dear Sirs", 12, "holds no results"},
	{"a result and zeroes and more", "{\"schema\":\"smtpscope.re\0\0port", 29,
	 "holds no results"},
	{"gzip", "\x1f\x8b\x08\0\0\0\0\0", 8,
	 "compressed (gzip), and cannot be gone on with as it is: gunzip it"},
	{"zstd", "\x28\xb5\x2f\xfd\0\n", 6, "unzstd"},
	{"xz",
	 "\xfd"
	 "7zXZ\0\n",
	 7, "unxz"},
	{"short lines", "{\"schema\":\"smtpscope.brief/1\",\"target\":{\"key\":\"a\"}}\n", 0,
	 "holds short lines: go on with --brief"},
};

static void what_is_not_ours_is_not_touched(void **state)
{
	struct place *w = *state;

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		const struct foreign *f = &foreign[i];
		size_t n = f->n > 0 ? f->n : strlen(f->text), left;

		put(w->path, f->text, n);
		print_message("%s\n", f->label);
		refuses(w, w->path, RESULTS_RESUME, f->why);
		assert_memory_equal(content(w, &left), f->text, n);
		assert_int_equal(left, n);
	}
	put_text(w->path, line_of(w, "a"));
	refuses(w, w->path, RESULTS_RESUME | RESULTS_BRIEF, "holds whole reports: go on without");
	assert_string_equal(content(w, NULL), line_of(w, "a"));
}

static void a_second_run_is_told_who_has_the_file(void **state)
{
	struct place *w = *state;
	struct results *r = open_at(w, w->path, 0);
	const char *who =
		arena_printf(w->arena, "another run (process %ld) writes to it", (long)getpid());

	assert_non_null(r);
	assert_true(add(r, "a", ""));
	refuses(w, w->path, RESULTS_RESUME, who);
	refuses(w, w->path, RESULTS_FORCE, who);
	assert_int_equal(finish(w, r), 0);
	assert_string_equal(content(w, NULL), line_of(w, "a"));
	r = open_at(w, w->path, RESULTS_RESUME);
	assert_non_null(r);
	finish(w, r);
}

static void odd_places_are_told(void **state)
{
	struct place *w = *state;
	const char *missing = arena_printf(w->arena, "%s/none/results", w->folder);

	refuses(w, w->folder, RESULTS_RESUME, "a folder: name a file in it");
	refuses(w, missing, 0, "cannot write ");
	assert_int_equal(symlink(missing, w->path), 0);
	refuses(w, w->path, 0, "the file exists");
	refuses(w, w->path, RESULTS_RESUME, "a symbolic link to what is not there");
	unlink(w->path);
	assert_int_equal(mkfifo(w->path, 0600), 0);
	refuses(w, w->path, RESULTS_RESUME, "not a file: there is nothing that --resume");
	refuses(w, arena_printf(w->arena, "%s/a\033[2Jb/c", w->folder), 0, "\\x1b[2J");
}

static void a_link_is_followed(void **state)
{
	struct place *w = *state;
	const char *link = arena_printf(w->arena, "%s/link", w->folder);
	struct results *r;

	put_text(w->path, line_of(w, "a"));
	assert_int_equal(symlink("results", link), 0);
	r = open_at(w, link, RESULTS_RESUME);
	assert_non_null(r);
	assert_true(add(r, "b", ""));
	assert_int_equal(finish(w, r), 0);
	assert_string_equal(content(w, NULL),
			    arena_printf(w->arena, "%s%s", line_of(w, "a"), line_of(w, "b")));
	unlink(link);
}

/* ---- what stands in the file ---- */

/* Opens `n` bytes as an old file, adds a line of "new", and compares what is there then. */
static void repaired(struct place *w, const char *p, size_t n, const char *then, size_t then_n)
{
	struct buf wanted = {0};
	struct results *r;
	const char *text;
	size_t left;

	put(w->path, p, n);
	r = open_at(w, w->path, RESULTS_RESUME);
	if (r == NULL)
		fail_msg("%s", w->fault);
	assert_true(add(r, "new", ""));
	assert_int_equal(finish(w, r), 0);
	buf_add(&wanted, then, then_n);
	buf_str(&wanted, line_of(w, "new"));
	text = content(w, &left);
	assert_int_equal(left, wanted.n);
	assert_memory_equal(text, wanted.p, wanted.n);
	buf_free(&wanted);
}

static void a_last_line_cut_at_any_length_is_taken_away(void **state)
{
	struct place *w = *state;
	const char *a = line_of(w, "a"), *both = arena_printf(w->arena, "%s%s", a, line_of(w, "b"));

	for (size_t n = 0; n <= strlen(both); n++) {
		size_t whole = n == strlen(both) ? n : n >= strlen(a) ? strlen(a) : 0;

		w->seen = (seen_free(w->seen), seen_new());
		buf_clear(&w->old);
		repaired(w, both, n, both, whole);
		assert_int_equal(seen_has(w->seen, "a"), whole > 0);
		assert_int_equal(seen_has(w->seen, "b"), whole == strlen(both));
		assert_int_equal(w->old.n, whole);
	}
}

static void zeroes_at_the_end_are_taken_away(void **state)
{
	struct place *w = *state;
	const char *a = line_of(w, "a");
	char *text = arena_alloc(w->arena, strlen(a) + 10000);

	memcpy(text, a, strlen(a));
	repaired(w, text, strlen(a) + 10000, a, strlen(a)); /* whole blocks */
	memcpy(text + strlen(a), a, 20);
	repaired(w, text, strlen(a) + 5000, a, strlen(a)); /* behind half a line */
	text[strlen(a) + 4999] = '\n';
	repaired(w, text, strlen(a) + 5000, a, strlen(a)); /* before a newline */
	repaired(w, text + strlen(a), 4000, "", 0);	   /* half a line was all there was */
	repaired(w, text + strlen(a) + 100, 4000, "", 0);  /* nothing was there */
}

static void a_line_with_zeroes_in_the_middle_becomes_blank(void **state)
{
	struct place *w = *state;
	const char *a = line_of(w, "a"), *b = line_of(w, "b");
	size_t n = strlen(a);
	char *text = arena_alloc(w->arena, 3 * n), *then = arena_alloc(w->arena, 3 * n);

	memcpy(text, a, n);
	memcpy(text + n, line_of(w, "x"), n);
	memset(text + n + 10, '\0', 20);
	memcpy(text + 2 * n, b, n);
	memcpy(then, text, 3 * n);
	memset(then + n, ' ', n - 1);
	repaired(w, text, 3 * n, then, 3 * n);
	assert_true(seen_has(w->seen, "a") && seen_has(w->seen, "b") && !seen_has(w->seen, "x"));
	assert_int_equal(w->old.n, 2 * n);
	/* As the first line, too, if results follow. */
	repaired(w, text + n, 2 * n, then + n, 2 * n);
}

static void lines_of_others_stay_and_count_for_nobody(void **state)
{
	struct place *w = *state;
	const char *text =
		arena_printf(w->arena, "\n%s%s\n  \n%s", line_of(w, "a"),
			     "{\"target\":{\"key\":\"x\"}}\nsome words", line_of(w, "b"));

	repaired(w, text, strlen(text), text, strlen(text));
	assert_int_equal(seen_count(w->seen), 2);
	assert_true(seen_has(w->seen, "a") && seen_has(w->seen, "b"));
	/* All but blank ones were told. */
	assert_int_equal(w->old.n, strlen(text) - 4);
}

static void a_line_without_end_is_passed_over(void **state)
{
	struct place *w = *state;
	size_t n = RESULTS_LINE_MAX + 5 * 1024 * 1024, at;
	const char *a = line_of(w, "a"), *b = line_of(w, "b");
	char *text = mem_alloc(n + 2 * strlen(a) + 1);

	memcpy(text, a, strlen(a));
	at = strlen(a);
	memset(text + at, 'x', n);
	at += n;
	text[at++] = '\n';
	memcpy(text + at, b, strlen(b));
	at += strlen(b);
	repaired(w, text, at, text, at);
	assert_true(seen_has(w->seen, "a") && seen_has(w->seen, "b"));
	assert_string_equal(w->old.p, arena_printf(w->arena, "%s\n%s", a, b));
	put(w->path, text + strlen(a), n);
	refuses(w, w->path, RESULTS_RESUME, "holds no results");
	free(text);
}

static const struct CMUnitTest tests[] = {
	PLACE_TEST(a_new_file_is_private_where_that_is_wanted),
	PLACE_TEST(a_file_that_exists_stays_as_it_is),
	PLACE_TEST(force_empties),
	PLACE_TEST(what_is_not_ours_is_not_touched),
	PLACE_TEST(a_second_run_is_told_who_has_the_file),
	PLACE_TEST(odd_places_are_told),
	PLACE_TEST(a_link_is_followed),
	PLACE_TEST(a_last_line_cut_at_any_length_is_taken_away),
	PLACE_TEST(zeroes_at_the_end_are_taken_away),
	PLACE_TEST(a_line_with_zeroes_in_the_middle_becomes_blank),
	PLACE_TEST(lines_of_others_stay_and_count_for_nobody),
	PLACE_TEST(a_line_without_end_is_passed_over),
};

UNIT_MAIN(tests)
