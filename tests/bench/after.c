/* after.c - what a target costs once its last byte is there: the interpretation, and the JSON
 *
 *     after RECORD.json N
 *
 * Does both N times with what `check --json` has written, and prints one JSON object: microseconds
 * of the processor for each, and the size of the line. For instructions run it under callgrind with
 * two N and take the difference. */
#include "interpret/interpret.h"
#include "record/record_json.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RECORD_MAX = 1024 * 1024 };

static void die(const char *why)
{
	fprintf(stderr, "after: %s\n", why);
	exit(2);
}

static struct record *load(const char *path)
{
	static char text[RECORD_MAX];
	char fault[200];
	FILE *f = fopen(path, "r");
	struct record *r;
	size_t n;

	if (f == NULL)
		die("no such record");
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	r = record_read(text, n, fault, sizeof(fault));
	if (r == NULL)
		die(fault);
	return r;
}

/* Of the processor; a busy machine has no say in it. */
static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct spent {
	double interpret, json; /* us, of N times */
	size_t bytes;
};

static void once(const struct record *r, const struct knowledge *k, struct spent *s)
{
	static const struct report_options o = {.one_line = true};
	struct buf out = {0};
	double begun = now_us(), between;
	struct interpretation *i = interpret(r, k);

	between = now_us();
	reporter_json.write(&out, r, i, k, &o);
	s->json += now_us() - between;
	s->interpret += between - begun;
	s->bytes = out.n;
	buf_free(&out);
	interpretation_free(i);
}

int main(int argc, char **argv)
{
	struct list faults = {0};
	struct arena *a = arena_new();
	struct spent s = {0};
	struct knowledge *k;
	struct record *r;
	long n = argc == 3 ? atol(argv[2]) : 0;

	if (n <= 0)
		die("usage: after RECORD.json N");
	k = knowledge_load(NULL, &faults, a);
	r = load(argv[1]);
	knowledge_expect_many(k);
	for (long i = 0; i < n; i++)
		once(r, k, &s);
	printf("{\"interpret_us\": %.1f, \"json_us\": %.1f, \"bytes\": %zu}\n",
	       s.interpret / (double)n, s.json / (double)n, s.bytes);
	record_free(r);
	knowledge_free(k);
	arena_free(a);
	return 0;
}
