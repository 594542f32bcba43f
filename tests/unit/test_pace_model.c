/* Many thousand random steps of pace.c beside the rules of its header, counted in the plainest way:
 * nothing begins that may not, nobody who may begin waits, and whoever waits has been told how he
 * goes on. */
#include "unit.h"

#include "probe/pace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PLACES = 120, HOSTS = 24, NETWORKS = 4, STEPS = 60000, RATE_LOG = 4096 };

struct host {
	char address[40];
	int network;
	int open, at_once;
	double gap, next;
	unsigned complaints;
	int good;
};

struct who {
	struct pace_place place;
	int host;
	enum { AWAY, WAITING, GRANTED, INSIDE } state; /* GRANTED: it was, and has not asked since */
	bool told;	    /* woken, and has not asked since */
	double due;	    /* of its timer; INFINITY: none */
	unsigned long turn; /* in the order of asking */
	unsigned complaints; /* of the host when it began */
};

static struct {
	struct pace_settings set;
	struct pace *pace;
	struct host hosts[HOSTS];
	struct who whos[PLACES];
	int open, networks[NETWORKS];
	double now;
	unsigned long turns, begun;
	double begins[RATE_LOG]; /* times */
	struct who *asking;
} m;

/* ---- a begin, by the rules ---- */

static struct host *host_of(const struct who *w)
{
	return &m.hosts[w->host];
}

static bool is_first(const struct who *w)
{
	for (int i = 0; i < PLACES; i++)
		if (m.whos[i].state == WAITING && m.whos[i].host == w->host &&
		    m.whos[i].turn < w->turn)
			return false;
	return true;
}

/* In each span of time up to now no more than the burst and what came in meanwhile. */
static bool within_rate(void)
{
	double burst = fmax(1, m.set.rate / 10);
	unsigned long n = m.begun < RATE_LOG ? m.begun : RATE_LOG;

	for (unsigned long back = 1; back <= n && m.set.rate > 0; back++) {
		double since = m.begins[(m.begun - back) % RATE_LOG];

		if ((double)back > burst + (m.now - since) * m.set.rate / 1000 + 1e-6)
			return false;
		if (m.now - since > 1000)
			return true;
	}
	return true;
}

static void granted(struct who *w)
{
	struct host *h = host_of(w);

	assert_int_equal(w->state, WAITING);
	assert_true(is_first(w));
	assert_true(h->open < h->at_once);
	assert_true(m.now >= h->next);
	assert_true(m.networks[h->network] < m.set.at_once_network);
	assert_true(m.set.in_all == 0 || m.open < m.set.in_all);
	h->open++;
	m.open++;
	m.networks[h->network]++;
	h->next = m.now + h->gap;
	w->complaints = h->complaints;
	m.begins[m.begun++ % RATE_LOG] = m.now;
	assert_true(within_rate());
	w->state = GRANTED;
}

/* Whom it let in during a call: in the order of each address, since that is what granted() wants. */
static void see_grants(void)
{
	struct who *first;

	do {
		first = NULL;
		for (int i = 0; i < PLACES; i++) {
			struct who *w = &m.whos[i];

			if (w->state == WAITING && w->place.has &&
			    (first == NULL || w->turn < first->turn))
				first = w;
		}
		if (first != NULL) {
			assert_true(first->told || first == m.asking);
			granted(first);
		}
	} while (first != NULL);
}

/* ---- nobody is forgotten ---- */

/* Nothing but time is in its way: no end of a connection will help it. */
static bool waits_for_time(const struct who *w)
{
	const struct host *h = host_of(w);

	return w->state == WAITING && is_first(w) && h->open < h->at_once &&
	       m.networks[h->network] < m.set.at_once_network &&
	       (m.set.in_all == 0 || m.open < m.set.in_all);
}

static bool goes_on(const struct who *w)
{
	return w->told || w->due < INFINITY;
}

/* By itself; or, where the rate is in the way, whoever is first in that. */
static void see_waiting(void)
{
	bool anybody = false;

	for (int i = 0; i < PLACES; i++)
		anybody |= m.whos[i].state == WAITING && goes_on(&m.whos[i]);
	for (int i = 0; i < PLACES; i++)
		if (waits_for_time(&m.whos[i]))
			assert_true(m.set.rate > 0 ? anybody : goes_on(&m.whos[i]));
}

/* ---- what callers do ---- */

static void on_wake(struct pace_place *place)
{
	((struct who *)place->arg)->told = true;
}

static void ask(struct who *w)
{
	double wait;
	bool has;

	w->told = false;
	w->due = INFINITY;
	m.asking = w;
	if (w->state == AWAY) {
		w->host = rand() % HOSTS;
		w->state = WAITING;
		w->turn = m.turns++;
	}
	if (w->state == GRANTED)
		host_of(w)->next = fmax(host_of(w)->next, m.now + host_of(w)->gap);
	has = pace_ask(m.pace, &w->place, host_of(w)->address, m.now, &wait);
	see_grants();
	m.asking = NULL;
	assert_int_equal(has, w->state == GRANTED);
	if (has)
		w->state = INSIDE;
	else if (wait > 0)
		w->due = m.now + wait;
}

static void complain(struct host *h)
{
	h->complaints++;
	h->good = 0;
	h->at_once = h->at_once > 1 ? h->at_once / 2 : 1;
	h->gap = fmin(fmax(2 * h->gap, PACE_GAP_LEAST), PACE_GAP_MOST);
	h->next = fmax(h->next, m.now + h->gap);
}

static void praise(struct host *h)
{
	bool slowed = h->at_once < m.set.at_once || h->gap > m.set.gap_ms;

	if (!slowed || ++h->good < PACE_RECOVERY)
		return;
	h->good = 0;
	h->at_once = h->at_once < m.set.at_once ? h->at_once + 1 : h->at_once;
	h->gap = h->gap / 2 < fmax(PACE_GAP_LEAST, m.set.gap_ms) ? m.set.gap_ms : h->gap / 2;
}

static void leave(struct who *w, bool limited)
{
	struct host *h = host_of(w);

	if (w->state == AWAY)
		return;
	if (w->state != WAITING) {
		h->open--;
		m.open--;
		m.networks[h->network]--;
		if (w->complaints == h->complaints && limited)
			complain(h);
		else if (w->complaints == h->complaints)
			praise(h);
	}
	w->state = AWAY;
	w->told = false;
	w->due = INFINITY;
	pace_leave(m.pace, &w->place, limited, m.now);
	see_grants();
}

/* ---- a run ---- */

/* Timers that are due, and who was told: each asks. */
static void let_them_ask(void)
{
	for (int i = 0; i < PLACES; i++) {
		struct who *w = &m.whos[i];

		if ((w->told || w->due <= m.now) && rand() % 4 > 0)
			ask(w);
	}
}

static void step(bool asks)
{
	struct who *w = &m.whos[rand() % PLACES];
	int dice = rand() % 100;

	m.now += rand() % 3 == 0 ? rand() % 8 : 0;
	if (w->state == AWAY && asks)
		ask(w);
	else if (w->state == INSIDE && dice < 30)
		leave(w, dice == 0);
	else if (w->state == WAITING && dice < 5 && asks)
		leave(w, false); /* gave up */
	else if (w->state == GRANTED && dice < 2)
		leave(w, false);
	else if (w->state == WAITING && dice > 90)
		ask(w); /* too early */
	let_them_ask();
	see_waiting();
}

static void begin(const struct pace_settings *s)
{
	m.set = *s;
	m.pace = pace_new(s);
	m.open = 0;
	m.now = 1000;
	m.turns = m.begun = 0;
	for (int i = 0; i < HOSTS; i++) {
		struct host *h = &m.hosts[i];

		*h = (struct host){
			.network = i % NETWORKS, .at_once = s->at_once, .gap = s->gap_ms};
		snprintf(h->address, sizeof(h->address),
			 i % NETWORKS < 2 ? "192.0.%d.%d" : "2001:db8:0:%d::%d", i % NETWORKS, i);
	}
	for (int i = 0; i < NETWORKS; i++)
		m.networks[i] = 0;
	for (int i = 0; i < PLACES; i++)
		m.whos[i] = (struct who){.place = {.wake = on_wake, .arg = &m.whos[i]},
					 .due = INFINITY};
}

static bool all_away(void)
{
	for (int i = 0; i < PLACES; i++)
		if (m.whos[i].state != AWAY)
			return false;
	return true;
}

/* Once nobody new comes, all are served: by wakes and timers alone. */
static void drain(void)
{
	for (int i = 0; i < 1000000 && !all_away(); i++) {
		m.now += 1;
		for (int k = 0; k < PLACES; k++)
			if (m.whos[k].state == INSIDE)
				leave(&m.whos[k], false);
		let_them_ask();
		see_waiting();
	}
	assert_true(all_away());
	assert_int_equal(m.open, 0);
	assert_int_equal(pace_counts(m.pace).open, 0);
	assert_int_equal(pace_counts(m.pace).begun, m.begun);
}

static void keeps_the_rules(void **state)
{
	begin(*state);
	srand(11);
	for (int i = 0; i < STEPS; i++)
		step(true);
	assert_true(m.begun > STEPS / 200);
	drain();
	m.pace = pace_free(m.pace);
}

static struct pace_settings plain = {.at_once = 3, .at_once_network = 8};
static struct pace_settings gap = {.at_once = 3, .at_once_network = 8, .gap_ms = 20};
static struct pace_settings rate = {.at_once = 3, .at_once_network = 8, .rate = 50};
static struct pace_settings all = {
	.at_once = 2, .at_once_network = 5, .gap_ms = 10, .rate = 200, .in_all = 9};

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"caps", keeps_the_rules, NULL, NULL, &plain},
		{"caps and a gap", keeps_the_rules, NULL, NULL, &gap},
		{"caps and a rate", keeps_the_rules, NULL, NULL, &rate},
		{"all of it", keeps_the_rules, NULL, NULL, &all},
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
