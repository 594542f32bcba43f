/* The file of a sweep's results: what stands in it is read and repaired, what is handed over gets
 * there whole and in order, and what cannot be written ends it. */
#include "unit.h"

#include "base/memory.h"
#include "sweep/results_old.h"
#include "sweep/results_writer.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#define KEY "{\"schema\":\"smtpscope.report/1\",\"target\":{\"key\":\"%s\"},\"n\":\"%s\"}\n"

/* A folder, and a file in it. */
struct place {
	struct arena *arena;
	char folder[32];
	const char *path;
	struct seen *seen;
	struct buf old; /* what results_old_fn heard, a line each */
	const char *fault;
};

static int place_begin(void **state)
{
	struct place *w = mem_alloc(sizeof(*w));

	w->arena = arena_new();
	strcpy(w->folder, "/tmp/smtpscope-test-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	w->path = arena_printf(w->arena, "%s/results", w->folder);
	w->seen = seen_new();
	*state = w;
	return 0;
}

static int place_end(void **state)
{
	struct place *w = *state;

	unlink(w->path);
	assert_int_equal(rmdir(w->folder), 0); /* nothing is left beside it */
	seen_free(w->seen);
	buf_free(&w->old);
	arena_free(w->arena);
	free(w);
	return 0;
}

#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, place_begin, place_end)

static void put(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

/* In the arena; *n may be NULL. */
static const char *content(struct place *w, size_t *n)
{
	struct buf text = {0};
	int fd = open(w->path, O_RDONLY);
	const char *copy;
	ssize_t got;

	assert_true(fd >= 0);
	do {
		got = read(fd, buf_reserve(&text, 1 << 16), 1 << 16);
		text.n += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	close(fd);
	copy = arena_copy(w->arena, text.p, text.n);
	if (n != NULL)
		*n = text.n;
	buf_free(&text);
	return copy;
}

static void on_old(void *arg, const char *line, size_t n)
{
	struct place *w = arg;

	buf_add(&w->old, line, n);
	buf_char(&w->old, '\n');
}

static struct results *open_at(struct place *w, const char *path, int how)
{
	w->fault = NULL;
	return results_open(w->arena, path, how, w->seen, on_old, w, &w->fault);
}

static bool add(struct results *r, const char *key, const char *filling)
{
	struct buf line = {0};
	bool sound;

	buf_printf(&line, KEY, key, filling);
	sound = results_add(r, &line);
	buf_free(&line);
	return sound;
}

static int finish(struct place *w, struct results *r)
{
	return results_close(w->arena, r, &w->fault);
}

static const char *line_of(struct place *w, const char *key)
{
	return arena_printf(w->arena, KEY, key, "");
}

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

/* ---- writing ---- */

enum { THREADS = 6, LINES = 3000 };

struct adder {
	uv_thread_t thread;
	struct results *results;
	int number;
};

static void on_adder(void *arg)
{
	const struct adder *m = arg;
	unsigned seed = (unsigned)m->number;
	char *filling = mem_alloc(3000), key[32];

	memset(filling, 'x', 2999);
	for (int i = 0; i < LINES; i++) {
		snprintf(key, sizeof(key), "%d %d", m->number, i);
		assert_true(add(m->results, key, filling + rand_r(&seed) % 3000));
		if (rand_r(&seed) % 64 == 0)
			usleep(100);
	}
	free(filling);
}

static void lines_of_many_threads_are_whole_and_in_their_order(void **state)
{
	struct place *w = *state;
	struct adder adders[THREADS];
	int next[THREADS] = {0}, number, i, lines = 0;
	struct results *r = open_at(w, w->path, 0);

	for (int t = 0; t < THREADS; t++) {
		adders[t] = (struct adder){.results = r, .number = t};
		assert_int_equal(uv_thread_create(&adders[t].thread, on_adder, &adders[t]), 0);
	}
	for (int t = 0; t < THREADS; t++)
		uv_thread_join(&adders[t].thread);
	assert_int_equal(finish(w, r), 0);
	for (const char *p = content(w, NULL); *p != '\0'; p = strchr(p, '\n') + 1) {
		struct result_line l;

		assert_true(result_line_quick(p, (size_t)(strchr(p, '\n') - p), &l));
		assert_int_equal(sscanf(l.key.p, "%d %d\"", &number, &i), 2);
		assert_true(number >= 0 && number < THREADS);
		assert_int_equal(i, next[number]++);
		lines++;
	}
	assert_int_equal(lines, THREADS * LINES);
}

/* A line is there before anything else comes. */
static void an_idle_writer_writes_at_once(void **state)
{
	struct place *w = *state;
	struct results *r = open_at(w, w->path, 0);

	for (unsigned long i = 1; i <= 3; i++) {
		assert_true(add(r, "a", ""));
		while (results_count(r) < i)
			usleep(1000);
		assert_int_equal(strlen(content(w, NULL)), i * strlen(line_of(w, "a")));
		assert_null(results_fault(r));
	}
	assert_int_equal(finish(w, r), 0);
}

/* What is there after a fault: whole lines, as many as were counted. */
static void ends_with_whole_lines(struct place *w, unsigned long count)
{
	size_t n;
	const char *text = content(w, &n);
	unsigned long lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	assert_true(n == 0 || text[n - 1] == '\n');
	assert_int_equal(lines, count);
}

static void a_limit_on_files_ends_it_between_lines(void **state)
{
	struct place *w = *state;
	struct rlimit before, limit;
	unsigned long count;
	struct results *r;

	getrlimit(RLIMIT_FSIZE, &before);
	limit = (struct rlimit){.rlim_cur = 10007, .rlim_max = before.rlim_max};
	r = open_at(w, w->path, 0);
	setrlimit(RLIMIT_FSIZE, &limit);
	while (add(r, "a", "some words"))
		;
	setrlimit(RLIMIT_FSIZE, &before);
	assert_non_null(strstr(results_fault(r), "File too large: raise the limit (ulimit -f)"));
	assert_non_null(strstr(results_fault(r), "; --resume goes on where this ends"));
	count = results_count(r);
	assert_true(count > 50);
	w->fault = NULL;
	assert_int_equal(finish(w, r), -1);
	assert_non_null(strstr(w->fault, "File too large"));
	ends_with_whole_lines(w, count);
}

static void a_full_device_is_told(void **state)
{
	struct place *w = *state;
	struct results *r = open_at(w, "/dev/full", 0);

	assert_non_null(r);
	while (add(r, "a", ""))
		;
	assert_string_equal(results_fault(r), "cannot write /dev/full: No space left on device");
	assert_int_equal(results_count(r), 0);
	assert_int_equal(finish(w, r), -1);
}

static void a_file_that_is_removed_ends_it(void **state)
{
	struct place *w = *state;
	struct results *r = open_at(w, w->path, 0);

	assert_true(add(r, "a", ""));
	while (results_count(r) < 1)
		usleep(1000);
	unlink(w->path);
	while (add(r, "a", ""))
		usleep(1000);
	assert_non_null(strstr(results_fault(r), "somebody has removed it"));
	assert_int_equal(finish(w, r), -1);
}

/* As logrotate's copytruncate does it. */
static void a_file_that_is_emptied_under_us_gets_no_hole(void **state)
{
	struct place *w = *state;
	struct results *r = open_at(w, w->path, 0);

	assert_true(add(r, "a", ""));
	while (results_count(r) < 1)
		usleep(1000);
	assert_int_equal(truncate(w->path, 0), 0);
	assert_true(add(r, "b", ""));
	assert_int_equal(finish(w, r), 0);
	assert_string_equal(content(w, NULL), line_of(w, "b"));
}

/* ---- readers ---- */

enum { BIG_LINE = 100000, BIG_LINES = 600 }; /* more than may wait */

struct crowd {
	struct results *results;
	uv_thread_t thread;
	int pipe[2];
	atomic_size_t added;
	bool refused;
};

static void on_crowd(void *arg)
{
	struct crowd *c = arg;
	struct buf line = {0};

	memset(buf_reserve(&line, BIG_LINE), 'x', BIG_LINE);
	line.n = BIG_LINE;
	line.p[BIG_LINE - 1] = '\n';
	for (int i = 0; i < BIG_LINES && !c->refused; i++) {
		c->refused = !results_add(c->results, &line);
		if (!c->refused)
			c->added += line.n;
	}
	buf_free(&line);
}

/* Somebody who adds until no more may wait. */
static void crowd_begin(struct crowd *c, struct place *w)
{
	assert_int_equal(pipe2(c->pipe, O_CLOEXEC), 0);
	c->results = open_at(w, arena_printf(w->arena, "/dev/fd/%d", c->pipe[1]), 0);
	assert_non_null(c->results);
	close(c->pipe[1]);
	assert_int_equal(uv_thread_create(&c->thread, on_crowd, c), 0);
	while (c->added + BIG_LINE <= RESULTS_WAITING_MAX)
		usleep(1000);
}

static void on_reader(void *arg)
{
	struct crowd *c = arg;
	static char text[10000];
	size_t n = 0;
	ssize_t got;

	while ((got = read(c->pipe[0], text, sizeof(text))) > 0)
		for (ssize_t i = 0; i < got; i++, n++)
			assert_int_equal(text[i], n % BIG_LINE == BIG_LINE - 1 ? '\n' : 'x');
	assert_int_equal(n, (size_t)BIG_LINE * BIG_LINES);
}

static void a_slow_reader_holds_up_those_who_add(void **state)
{
	struct place *w = *state;
	struct crowd c = {0};
	uv_thread_t reader;

	crowd_begin(&c, w);
	/* Nobody reads: no more than may wait, and not a byte of it is lost at the end. */
	assert_true(c.added <= RESULTS_WAITING_MAX);
	assert_int_equal(uv_thread_create(&reader, on_reader, &c), 0);
	uv_thread_join(&c.thread);
	assert_false(c.refused);
	assert_int_equal(finish(w, c.results), 0);
	uv_thread_join(&reader);
	close(c.pipe[0]);
}

static void a_reader_that_leaves_ends_it_for_all(void **state)
{
	struct place *w = *state;
	struct crowd c = {0};

	crowd_begin(&c, w);
	close(c.pipe[0]);
	uv_thread_join(&c.thread);
	assert_true(c.refused);
	assert_non_null(strstr(results_fault(c.results), "whoever read the results is gone"));
	assert_false(add(c.results, "a", ""));
	assert_int_equal(finish(w, c.results), -1);
}

/* Opened once more by that name, the file would be written from its beginning. */
static void dev_stdout_is_stdout(void **state)
{
	struct place *w = *state;
	int kept = dup(STDOUT_FILENO), fd;
	struct results *r;

	fflush(stdout);
	put_text(w->path, "before\n");
	fd = open(w->path, O_WRONLY);
	lseek(fd, 0, SEEK_END);
	dup2(fd, STDOUT_FILENO);
	r = open_at(w, "/dev/stdout", 0);
	add(r, "a", "");
	finish(w, r);
	r = open_at(w, NULL, RESULTS_RESUME);
	add(r, "b", "");
	finish(w, r);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	close(fd);
	assert_string_equal(content(w, NULL), arena_printf(w->arena, "before\n%s%s",
							   line_of(w, "a"), line_of(w, "b")));
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
	PLACE_TEST(lines_of_many_threads_are_whole_and_in_their_order),
	PLACE_TEST(an_idle_writer_writes_at_once),
	PLACE_TEST(a_limit_on_files_ends_it_between_lines),
	PLACE_TEST(a_full_device_is_told),
	PLACE_TEST(a_file_that_is_removed_ends_it),
	PLACE_TEST(a_file_that_is_emptied_under_us_gets_no_hole),
	PLACE_TEST(a_slow_reader_holds_up_those_who_add),
	PLACE_TEST(a_reader_that_leaves_ends_it_for_all),
	PLACE_TEST(dev_stdout_is_stdout),
};

UNIT_MAIN(tests)
