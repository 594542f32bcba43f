#include "ways.h"

#include "fakesock.h"
#include "fakeuv.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ASKED_MAX = 4096, RESEND_MS = 1000 };

/* A SYN on its way; freed when it has arrived. */
struct syn {
	struct wire *wire;
	struct way *way;
	bool again;
	enum way_end answer; /* of the host, or who plays host */
	int hop;	     /* that answers */
	bool passed;	     /* ... time exceeded */
};

static struct {
	struct way *ways;
	int at_once;
	double answers[2][WAY_LONGEST + 1]; /* left at each router, for each family */
	uint64_t counted_ms[2][WAY_LONGEST + 1];
	uint64_t asked_ms[2][WAY_LONGEST + 1][ASKED_MAX];
	int asked_n[2][WAY_LONGEST + 1];
	struct syn *syns[ASKED_MAX];
	int syns_n;
} world;

const char *ways_router(int family, int hop)
{
	static char text[2][WAY_LONGEST + 1][32];
	char *t = text[family == AF_INET6][hop];

	snprintf(t, sizeof(text[0][0]), family == AF_INET6 ? "2001:db8:%d::1" : "203.0.113.%d",
		 hop);
	return t;
}

/* ---- answers ---- */

static bool has_answer_left(int family, int hop)
{
	int f = family == AF_INET6;
	double *left = &world.answers[f][hop];

	if (world.at_once == 0)
		return true;
	*left += (double)(fake_now() - world.counted_ms[f][hop]) / 1000;
	*left = *left > world.at_once ? world.at_once : *left;
	world.counted_ms[f][hop] = fake_now();
	if (*left < 1)
		return false;
	*left -= 1;
	return true;
}

static void say_icmp(const struct syn *s, const char *what)
{
	bool v6 = s->wire->family == AF_INET6;
	int type = 0, code = 0;

	if (sscanf(what, "%d/%d", &type, &code) != 2)
		fake_panic("no ICMP: %s", what);
	wire_icmp(s->wire, v6 ? SO_EE_ORIGIN_ICMP6 : SO_EE_ORIGIN_ICMP, type, code, EHOSTUNREACH,
		  ways_router(s->wire->family, s->hop), true);
}

static void answer(void *arg)
{
	const struct syn *s = arg;
	bool v6 = s->wire->family == AF_INET6;

	if (s->wire->fd < 0)
		return;
	if (s->passed)
		say_icmp(s, v6 ? "3/0" : "11/0");
	else if (s->answer == WAY_OPEN)
		wire_open(s->wire);
	else if (s->answer == WAY_REFUSED)
		wire_reset(s->wire);
	else if (s->answer == WAY_REJECTED)
		say_icmp(s, s->way->icmp != NULL ? s->way->icmp : v6 ? "1/1" : "3/13");
}

static void note_asked(int family, int hop)
{
	int f = family == AF_INET6;

	if (world.asked_n[f][hop] == ASKED_MAX)
		fake_panic("a router is asked for ever");
	world.asked_ms[f][hop][world.asked_n[f][hop]++] = fake_now();
}

static void end_at_router(struct syn *s, int hop)
{
	struct way *w = s->way;

	w->asked[hop]++;
	note_asked(s->wire->family, hop);
	s->passed = true;
	s->hop = hop;
	if (w->silent[hop] || (w->tired[hop] && !s->again) ||
	    !has_answer_left(s->wire->family, hop))
		return;
	fake_after((uint64_t)(hop * WAY_HOP_MS + w->late_ms[hop]), answer, s);
}

static void send_syn(void *arg)
{
	struct syn *s = arg;
	struct way *w = s->way;
	int ttl = s->wire->ttl > 0 ? s->wire->ttl : 64;
	bool stopped = w->how != WAY_NONE && ttl > w->stop;

	if (s->wire->fd < 0 || s->wire->state != WIRE_DIALLING)
		return;
	if (!stopped && ttl <= w->routers) {
		end_at_router(s, ttl);
		return;
	}
	w->reached += !stopped;
	s->hop = stopped ? w->stop : w->routers + 1;
	if (stopped && w->how == WAY_REJECTED && !has_answer_left(s->wire->family, s->hop))
		return;
	s->answer = stopped					    ? w->how
		    : w->opens_ms != 0 && fake_now() >= w->opens_ms ? WAY_OPEN
								    : w->host;
	fake_after((uint64_t)(s->hop * WAY_HOP_MS), answer, s);
}

/* ---- the far end ---- */

static struct way *way_of(const struct wire *w)
{
	for (struct way *way = world.ways; way->address != NULL; way++)
		if (way->port == w->port && strcmp(way->address, w->address) == 0)
			return way;
	fake_panic("no way to %s port %d", w->address, w->port);
}

static struct syn *new_syn(struct wire *w, struct way *way, bool again)
{
	struct syn *s = calloc(1, sizeof(*s));

	if (world.syns_n == ASKED_MAX)
		fake_panic("too many SYNs");
	*s = (struct syn){.wire = w, .way = way, .again = again};
	world.syns[world.syns_n++] = s;
	return s;
}

static int on_dialled(struct wire *w)
{
	struct way *way = way_of(w);

	if (way->syns++ == 0)
		way->first_ms = fake_now();
	if (way->how == WAY_REJECTED && way->stop == 0)
		return ENETUNREACH;
	fake_after(0, send_syn, new_syn(w, way, false));
	fake_after(RESEND_MS, send_syn, new_syn(w, way, true));
	return 0;
}

/* A trace has nothing to say, and ends so that nobody waits. */
static void on_heard(struct wire *w)
{
	if (w->from_program.n > 0)
		fake_panic("a trace speaks");
	if (w->fd < 0 && !w->abort)
		fake_panic("a trace is closed without a RST");
}

void ways_begin(struct way *ways)
{
	static const struct far_end end = {.dialled = on_dialled, .heard = on_heard};

	memset(&world, 0, sizeof(world));
	world.ways = ways;
	fake_sockets_begin(&end);
}

void ways_end(void)
{
	for (int i = 0; i < world.syns_n; i++) {
		fake_forget(world.syns[i]);
		free(world.syns[i]);
	}
	world.syns_n = 0;
	fake_sockets_end();
}

void ways_left(double answers)
{
	for (int f = 0; f < 2; f++)
		for (int hop = 0; hop <= WAY_LONGEST; hop++)
			world.answers[f][hop] = answers;
}

void ways_limit(int at_once)
{
	world.at_once = at_once;
	ways_left(at_once);
}

static int busiest_second(const uint64_t *ms, int n)
{
	int most = 0;

	for (int first = 0; first < n; first++) {
		int here = 0;

		while (first + here < n && ms[first + here] < ms[first] + 1000)
			here++;
		most = here > most ? here : most;
	}
	return most;
}

int ways_busiest(void)
{
	int most = 0;

	for (int f = 0; f < 2; f++)
		for (int hop = 0; hop <= WAY_LONGEST; hop++) {
			int n = busiest_second(world.asked_ms[f][hop], world.asked_n[f][hop]);

			most = n > most ? n : most;
		}
	return most;
}
