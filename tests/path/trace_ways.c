/* trace_ways.c - engine_trace() for tests: prints a line for each trace of the record
 *
 *     trace_ways [-ow] [-s SOURCE] [-t MS] [-i MS] [-n TIMES] ADDRESS PORT [CONTROL PORT]...
 *
 * -o: the port is known to take connections. -w: says "ready", and begins after a line. -t: the
 * run's time in all. -i: interrupted after that time. -n: the same for as many ports, from PORT up.
 * A line: "subject 192.0.2.1 25 windows=1 lost=0 ms=1203 1=passed,198.51.100.1 2=silent
 * 3=passed,198.51.100.3,again". Exit 1 where a descriptor is left open. */
#include "base/memory.h"
#include "probe/engine.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	struct settings set;
	struct record *record;
	struct engine *engine;
	int interrupt_ms, times;
	bool open, wait;
	char **words; /* ADDRESS PORT [CONTROL PORT]... */
	int words_n;
} t = {.times = 1};

static void add_controls(struct trace_job *job)
{
	for (int i = 2; i + 1 < t.words_n; i += 2) {
		struct control *c = ARENA_NEW(t.record->arena, struct control);

		c->host = c->address = t.words[i];
		c->port = atoi(t.words[i + 1]);
		list_append(&job->controls, c);
	}
}

static struct list make_jobs(void)
{
	struct list jobs = {0};

	for (int i = 0; i < t.times; i++) {
		struct trace_job *job = ARENA_NEW(t.record->arena, struct trace_job);

		job->host = job->address = t.words[0];
		job->port = atoi(t.words[1]) + i;
		job->open = t.open;
		add_controls(job);
		list_append(&jobs, job);
	}
	return jobs;
}

static void print(const struct trace *one)
{
	printf("%s %s %d source=%s windows=%d lost=%d ms=%.0f", trace_role_names[one->role],
	       one->address, one->port, one->source != NULL ? one->source : "-", one->windows,
	       one->resends_lost, one->ms);
	LIST_EACH (struct hop, h, &one->hops)
		printf(" %d=%s%s%s%s", h->ttl, hop_answer_names[h->answer],
		       h->address != NULL ? "," : "", h->address != NULL ? h->address : "",
		       h->again ? ",again" : "");
	printf("\n");
}

static int open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void *interrupt(void *arg)
{
	(void)arg;
	usleep((useconds_t)t.interrupt_ms * 1000);
	engine_interrupt(t.engine);
	return NULL;
}

static void trace(void)
{
	struct list jobs = make_jobs();
	pthread_t thread;

	if (t.interrupt_ms > 0)
		pthread_create(&thread, NULL, interrupt, NULL);
	engine_trace(t.engine, &jobs);
	if (t.interrupt_ms > 0)
		pthread_join(thread, NULL);
}

static void read_options(int argc, char **argv)
{
	int c;

	settings_default(&t.set);
	t.set.resolver = "127.0.0.1:9";
	t.set.until = STAGE_TCP;
	while ((c = getopt(argc, argv, "ows:t:i:n:")) != -1) {
		switch (c) {
		case 'o':
			t.open = true;
			break;
		case 'w':
			t.wait = true;
			break;
		case 's':
			t.set.source = optarg;
			break;
		case 't':
			t.set.total_ms = atoi(optarg);
			break;
		case 'i':
			t.interrupt_ms = atoi(optarg);
			break;
		case 'n':
			t.times = atoi(optarg);
			break;
		default:
			exit(2);
		}
	}
	t.words = argv + optind;
	t.words_n = argc - optind;
}

int main(int argc, char **argv)
{
	const char *fault;
	int before, after;

	read_options(argc, argv);
	if (t.words_n < 2)
		return 2;
	t.record = record_new();
	t.engine = engine_new(&t.set, NULL, t.record, &fault);
	if (t.engine == NULL) {
		fprintf(stderr, "%s\n", fault);
		return 2;
	}
	if (t.wait && puts("ready") != EOF && fflush(stdout) == 0)
		getchar();
	before = open_descriptors();
	trace();
	after = open_descriptors();
	LIST_EACH (struct trace, one, &t.record->traces)
		print(one);
	if (after != before)
		printf("%d descriptors are left open\n", after - before);
	engine_free(t.engine);
	record_free(t.record);
	return after == before ? 0 : 1;
}
