/* The thread that writes results: what is handed over gets there whole and in order, and what
 * cannot be written ends it. */
#include "results_place.h"

#include "base/memory.h"
#include "sweep/result_line.h"
#include "sweep/results_writer.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <uv.h>

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
		assert_int_equal(
			sscanf(arena_copy(w->arena, l.key.p, l.key.n), "%d %d", &number, &i), 2);
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
	bool sound = true;
	size_t n = 0;
	ssize_t got;

	while ((got = read(c->pipe[0], text, sizeof(text))) > 0)
		for (ssize_t i = 0; i < got; i++, n++)
			sound = sound && text[i] == (n % BIG_LINE == BIG_LINE - 1 ? '\n' : 'x');
	assert_true(sound);
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
	assert_null(open_at(w, "/dev/stdout", RESULTS_RESUME));
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
