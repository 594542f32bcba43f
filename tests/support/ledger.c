/* ledger.c - see ledger.h */
#include "ledger.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	ADDRESSES = 1 << 24,
	NETWORKS = ADDRESSES >> 8,
	SHOWN_MAX = 4096,
	EXAMPLE_MAX = 100,
};

/* Pages of these that no visit touches cost nothing. */
static struct visit *at[ADDRESSES];
static int open_in[NETWORKS];

static struct {
	int times;
	struct visit visit;
	char what[EXAMPLE_MAX];
} offences[OFFENCES];

static struct {
	uint32_t address;
	double ms;
	int at_once;
	bool refused;
} shown[SHOWN_MAX];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long visits, per_kind[LEDGER_KINDS_MAX];
static int n_shown, open_now, most_open, most, most_in_network;
static double first_ms = -1, last_ms;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t place(uint32_t address)
{
	return address & (ADDRESSES - 1);
}

/* ---- offences ---- */

static void note(enum offence o, const struct visit *v, const char *what)
{
	if (offences[o].times++ > 0)
		return;
	offences[o].visit = *v;
	snprintf(offences[o].what, sizeof(offences[o].what), "%s", what);
}

void ledger_offence(enum offence o, const struct visit *v, const char *what)
{
	pthread_mutex_lock(&lock);
	note(o, v, what);
	pthread_mutex_unlock(&lock);
}

/* ---- visits ---- */

static bool is_open(const struct visit *v)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	return getsockopt(v->fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 &&
	       info.tcpi_state == TCP_ESTABLISHED;
}

static int count_open(uint32_t address)
{
	int n = 0;

	for (const struct visit *v = at[place(address)]; v != NULL; v = v->next)
		n += is_open(v);
	return n;
}

static void judge_address(const struct visit *v, int open)
{
	char what[EXAMPLE_MAX];

	if (open > most)
		most = open;
	if (open <= LEDGER_AT_ONCE)
		return;
	snprintf(what, sizeof(what), "%d at once", open);
	note(OFFENCE_AT_ONCE, v, what);
}

static void judge_network(const struct visit *v)
{
	int open = open_in[place(v->address) >> 8];
	char what[EXAMPLE_MAX];

	if (open > LEDGER_AT_ONCE_NETWORK) {
		open = 0;
		for (uint32_t last = 0; last < 256; last++)
			open += count_open((v->address & ~(uint32_t)255) | last);
	}
	if (open > most_in_network)
		most_in_network = open;
	if (open <= LEDGER_AT_ONCE_NETWORK)
		return;
	snprintf(what, sizeof(what), "%d at once in its network", open);
	note(OFFENCE_NETWORK, v, what);
}

static void put_in(struct visit *v)
{
	v->back = &at[place(v->address)];
	v->next = *v->back;
	if (v->next != NULL)
		v->next->back = &v->next;
	*v->back = v;
	open_in[place(v->address) >> 8]++;
	if (++open_now > most_open)
		most_open = open_now;
}

int ledger_enter(struct visit *v)
{
	int open;

	pthread_mutex_lock(&lock);
	open = 1 + count_open(v->address);
	put_in(v);
	visits++;
	per_kind[v->kind]++;
	last_ms = now_ms();
	if (first_ms < 0)
		first_ms = last_ms;
	judge_address(v, open);
	judge_network(v);
	pthread_mutex_unlock(&lock);
	return open;
}

void ledger_leave(struct visit *v)
{
	if (v->back == NULL)
		return;
	pthread_mutex_lock(&lock);
	*v->back = v->next;
	if (v->next != NULL)
		v->next->back = v->back;
	v->back = NULL;
	open_in[place(v->address) >> 8]--;
	open_now--;
	pthread_mutex_unlock(&lock);
}

void ledger_show(const struct visit *v, int at_once, bool refused)
{
	pthread_mutex_lock(&lock);
	if (n_shown < SHOWN_MAX) {
		shown[n_shown].address = v->address;
		shown[n_shown].ms = now_ms() - first_ms;
		shown[n_shown].at_once = at_once;
		shown[n_shown].refused = refused;
		n_shown++;
	}
	pthread_mutex_unlock(&lock);
}

/* ---- what is printed ---- */

static void print_address(FILE *out, uint32_t a)
{
	fprintf(out, "\"%u.%u.%u.%u\"", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

/* What came over the wire, without anything that JSON would read. */
static void print_harmless(FILE *out, const char *s)
{
	for (; *s != '\0'; s++)
		fputc(*s < ' ' || *s > '~' || *s == '"' || *s == '\\' ? '?' : *s, out);
}

static void print_offences(FILE *out)
{
	static const char *const names[OFFENCES] = {"at_once", "network", "early",
						    "ahead",   "command", "no_quit"};
	const char *comma = "";

	for (int i = 0; i < OFFENCES; i++) {
		if (offences[i].times == 0)
			continue;
		fprintf(out, "%s\"%s\": {\"times\": %d, \"port\": %d, \"address\": ", comma,
			names[i], offences[i].times, offences[i].visit.port);
		print_address(out, offences[i].visit.address);
		fputs(", \"what\": \"", out);
		print_harmless(out, offences[i].what);
		fputs("\"}", out);
		comma = ", ";
	}
}

static void print_shown(FILE *out)
{
	for (int i = 0; i < n_shown; i++) {
		fprintf(out, "%s{\"address\": ", i > 0 ? ", " : "");
		print_address(out, shown[i].address);
		fprintf(out, ", \"ms\": %.1f, \"at_once\": %d, \"refused\": %s}", shown[i].ms,
			shown[i].at_once, shown[i].refused ? "true" : "false");
	}
}

void ledger_print(FILE *out, const char *const *kinds, int n)
{
	pthread_mutex_lock(&lock);
	fprintf(out, "{\"connections\": %lu, \"at_once\": %d, \"at_once_network\": %d, ", visits,
		most, most_in_network);
	fprintf(out, "\"open\": %d, ", most_open);
	fprintf(out, "\"span_ms\": %.1f, \"kinds\": {", first_ms < 0 ? 0 : last_ms - first_ms);
	for (int i = 0; i < n; i++)
		fprintf(out, "%s\"%s\": %lu", i > 0 ? ", " : "", kinds[i], per_kind[i]);
	fputs("}, \"offences\": {", out);
	print_offences(out);
	fputs("}, \"limited\": [", out);
	print_shown(out);
	fputs("]}\n", out);
	fflush(out);
	pthread_mutex_unlock(&lock);
}
