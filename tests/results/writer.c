/* writer.c - writes numbered lines as a sweep writes its results
 *
 *	writer FILE|- new|resume THREADS LINES SIZE [PAUSE_US]
 *
 * The keys are 0 to LINES - 1; one that stands in FILE already is passed over. A line has up to
 *SIZE bytes of filling, and its writer pauses so long after it. Prints "synced N", or a
 *line of what went wrong with exit 2 (not begun) or 3 (not finished), and N all the same.
 *
 *	WRITER_HALF=N:kill    the Nth write() writes half of what it is to write, then SIGKILL comes
 *	WRITER_HALF=N:ERRNO   ... then it ends with that number of an error
 *	WRITER_SYNC=ERRNO     what is to be put on the disk is not */
#include "base/memory.h"
#include "sweep/results.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

static struct {
	struct seen *seen;
	uv_mutex_t lock; /* of `seen` */
	struct results *results;
	long threads, lines, size, pause_us;
} job;

static struct {
	long half_at, writes;
	bool kills, was_half;
	int error, sync_error;
	long syncs;
} plan;

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

/* Only the thread of the results comes here. */
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (plan.was_half) {
		errno = plan.error;
		return -1;
	}
	if (++plan.writes != plan.half_at)
		return __real_write(fd, p, n);
	plan.was_half = true;
	n = (size_t)__real_write(fd, p, n / 2);
	if (plan.kills)
		raise(SIGKILL);
	return (ssize_t)n;
}

int __wrap_fdatasync(int fd)
{
	plan.syncs++;
	errno = plan.sync_error;
	return plan.sync_error != 0 ? -1 : __real_fdatasync(fd);
}

static void read_plan(void)
{
	const char *half = getenv("WRITER_HALF"), *sync = getenv("WRITER_SYNC");
	char *end;

	if (half != NULL) {
		plan.half_at = strtol(half, &end, 10);
		plan.kills = strcmp(end, ":kill") == 0;
		plan.error = atoi(end + 1);
	}
	if (sync != NULL)
		plan.sync_error = atoi(sync);
}

static void add_line(long number, struct buf *line)
{
	long filling = number * 7919 % job.size;

	buf_clear(line);
	buf_printf(line,
		   "{\"schema\":\"smtpscope.report/1\",\"target\":{\"key\":\"%ld\"},\"size\":%ld,"
		   "\"filling\":\"",
		   number, filling);
	memset(buf_reserve(line, (size_t)filling), 'x', (size_t)filling);
	line->n += (size_t)filling;
	buf_str(line, "\"}\n");
}

static bool is_there(const char *key)
{
	bool there;

	uv_mutex_lock(&job.lock);
	there = seen_has(job.seen, key);
	uv_mutex_unlock(&job.lock);
	return there;
}

static void on_thread(void *arg)
{
	struct buf line = {0};
	char key[32];

	for (long i = *(long *)arg; i < job.lines; i += job.threads) {
		snprintf(key, sizeof(key), "%ld", i);
		if (is_there(key))
			continue;
		add_line(i, &line);
		if (!results_add(job.results, &line))
			break;
		if (job.pause_us > 0)
			usleep((useconds_t)job.pause_us);
	}
	buf_free(&line);
}

static void add_all(void)
{
	uv_thread_t *threads = mem_alloc((size_t)job.threads * sizeof(*threads));
	long *firsts = mem_alloc((size_t)job.threads * sizeof(*firsts));

	uv_mutex_init(&job.lock);
	for (long i = 0; i < job.threads; i++) {
		firsts[i] = i;
		if (uv_thread_create(&threads[i], on_thread, &firsts[i]) != 0)
			exit(4);
	}
	for (long i = 0; i < job.threads; i++)
		uv_thread_join(&threads[i]);
	uv_mutex_destroy(&job.lock);
	free(threads);
	free(firsts);
}

static int write_lines(struct arena *a, const char *path, int how)
{
	const char *fault = NULL;
	int rc;

	job.seen = seen_new();
	job.results = results_open(a, strcmp(path, "-") == 0 ? NULL : path, how, job.seen, NULL,
				   NULL, &fault);
	if (job.results == NULL) {
		fprintf(stderr, "%s\n", fault);
		seen_free(job.seen);
		return 2;
	}
	fprintf(stderr, "begun\n");
	add_all();
	rc = results_close(a, job.results, &fault);
	if (rc < 0)
		fprintf(stderr, "%s\n", fault);
	fprintf(stderr, "synced %ld\n", plan.syncs);
	seen_free(job.seen);
	return rc < 0 ? 3 : 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int rc;

	if (argc < 6)
		return 2;
	job.threads = atol(argv[3]);
	job.lines = atol(argv[4]);
	job.size = atol(argv[5]);
	job.pause_us = argc > 6 ? atol(argv[6]) : 0;
	read_plan();
	rc = write_lines(a, argv[1], strcmp(argv[2], "resume") == 0 ? RESULTS_RESUME : 0);
	arena_free(a);
	return rc;
}
