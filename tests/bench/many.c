/* many.c - the engine with many servers at once, as a sweep will drive it: what each session costs
 *
 *     many [--hold] MODE HOST PORT CA-FILE N
 *
 * Probes 127.1.0.0 and the N - 1 addresses after it at PORT; MODE is none, starttls or implicit,
 * HOST the name in the certificate. All sessions run at once in one engine with one record, which
 * is kept. Prints one JSON object; ends with 1 unless every session passed.
 *
 * --hold: every session waits after its last EHLO until all N have got there; then the memory is
 * read, so that it is that of N sessions in flight with all their facts. They wait for their turn
 * to send the envelope, which belongs to a session of ours to ourselves that gets no greeting. */
#include "base/clock.h"
#include "probe/engine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 120 * 1000 };

struct many {
	enum tls_mode mode;
	const char *host;
	int port;
	size_t n;
	bool hold;

	struct settings set;
	struct record *record;
	struct list endpoints;
	enum stage_id last_ehlo;
	size_t arrived;
	int leader; /* listens, and greets nobody; -1: nobody waits */
	long rss_base, rss_held;
};

static void die(const char *why)
{
	fprintf(stderr, "many: %s\n", why);
	exit(2);
}

static void fail(const char *what)
{
	fprintf(stderr, "many: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* kB */
static long resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (f == NULL || fscanf(f, "%*d %ld", &pages) != 1)
		fail("/proc/self/statm");
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static double processor_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* ---- endpoints ---- */

static struct endpoint *add(struct many *m, const char *host, const char *address, int port,
			    enum tls_mode mode)
{
	struct endpoint *ep = ARENA_NEW(m->record->arena, struct endpoint);

	ep->host = host;
	ep->address = arena_str(m->record->arena, address);
	ep->port = port;
	ep->mode = mode;
	ep->offered = ep->login = true;
	return list_append(&m->endpoints, ep);
}

/* Its port is another than that of the relays, so that all of those let it go first. */
static void add_leader(struct many *m)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(a);

	m->leader = socket(AF_INET, SOCK_STREAM, 0);
	if (m->leader < 0 || bind(m->leader, (struct sockaddr *)&a, len) != 0 ||
	    listen(m->leader, 1) != 0 || getsockname(m->leader, (struct sockaddr *)&a, &len) != 0)
		fail("the leader");
	add(m, "leader", "127.0.0.1", ntohs(a.sin_port), TLS_MODE_NONE);
	m->set.from = "bench@example.org";
}

static void add_servers(struct many *m)
{
	char address[INET_ADDRSTRLEN];

	for (size_t i = 0; i < m->n; i++) {
		struct in_addr a = {htonl(0x7f010000 + (uint32_t)i)};

		inet_ntop(AF_INET, &a, address, sizeof(address));
		add(m, m->host, address, m->port, m->mode);
	}
}

/* ---- the run ---- */

static void on_stage(void *arg, const struct session *s, const struct stage *st)
{
	struct many *m = arg;

	(void)s;
	if (st->id != m->last_ehlo || st->outcome != OUTCOME_PASS || ++m->arrived < m->n)
		return;
	m->rss_held = resident();
	if (m->leader >= 0)
		close(m->leader);
	m->leader = -1;
}

/* Of those who waited one sends the envelope; that is no subject here. */
static size_t count_passed(const struct many *m)
{
	size_t n = 0;

	LIST_EACH (struct session, s, &m->record->sessions) {
		n += m->hold ? session_passed(s, m->last_ehlo) : session_failed(s) == NULL;
	}
	return n;
}

/* One session before the others: what is made once for all of them is no cost of theirs. */
static void warm_up(struct engine *e, struct many *m)
{
	enum tls_mode mode = m->mode == TLS_MODE_NONE ? TLS_MODE_STARTTLS : m->mode;

	add(m, m->host, "127.2.0.0", m->port, mode);
	engine_probe(e, &m->endpoints);
	m->endpoints = (struct list){0};
	m->arrived = 0;
	if (count_passed(m) != 1)
		die("the server does not answer as it should");
}

/* How many passed. */
static size_t probe_all(struct engine *e, struct many *m)
{
	double begun, before;
	size_t n;

	warm_up(e, m);
	if (m->hold)
		add_leader(m);
	add_servers(m);
	m->rss_base = resident();
	begun = clock_mono_ms();
	before = processor_ms();
	engine_probe(e, &m->endpoints);
	n = count_passed(m) - 1;
	printf("{\"sessions\": %zu, \"passed\": %zu, \"wall_ms\": %.3f, \"cpu_ms\": %.3f, "
	       "\"rss_base_kb\": %ld, \"rss_held_kb\": %ld}\n",
	       m->n, n, clock_mono_ms() - begun, processor_ms() - before, m->rss_base, m->rss_held);
	return n;
}

static size_t run(struct many *m)
{
	const struct observer observer = {.stage_done = on_stage, .arg = m};
	const char *fault;
	struct engine *e = engine_new(&m->set, &observer, m->record, &fault);
	size_t n;

	if (e == NULL)
		die(fault);
	n = probe_all(e, m);
	engine_free(e);
	return n;
}

/* ---- command line ---- */

static void usage(void)
{
	fputs("usage: many [--hold] none|starttls|implicit HOST PORT CA-FILE N\n", stderr);
	exit(2);
}

static enum tls_mode mode_of(const char *name)
{
	for (int i = 0; tls_mode_names[i] != NULL; i++)
		if (strcmp(tls_mode_names[i], name) == 0)
			return (enum tls_mode)i;
	usage();
	return TLS_MODE_NONE;
}

static void allow_descriptors(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void settle(struct many *m)
{
	settings_default(&m->set);
	m->set.ehlo = "bench.example.org";
	m->set.resolver = "127.0.0.1";
	m->set.connect_ms = m->set.banner_ms = m->set.reply_ms = m->set.total_ms = PATIENCE_MS;
	m->last_ehlo = m->mode == TLS_MODE_STARTTLS ? STAGE_EHLO_AGAIN : STAGE_EHLO;
}

int main(int argc, char **argv)
{
	struct many m = {.leader = -1};
	bool good;

	m.hold = argc > 1 && strcmp(argv[1], "--hold") == 0;
	argv += m.hold;
	if (argc - m.hold != 6)
		usage();
	m.mode = mode_of(argv[1]);
	m.host = argv[2];
	m.port = atoi(argv[3]);
	m.n = strtoul(argv[5], NULL, 10);
	if (m.n == 0 || (m.hold && m.port != RELAY_PORT))
		usage(); /* at any other port there is nobody to wait for */
	allow_descriptors();
	settle(&m);
	m.set.ca_file = argv[4];
	m.record = record_new();
	good = run(&m) == m.n;
	record_free(m.record);
	return good ? 0 : 1;
}
