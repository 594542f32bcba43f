/* One job after the other, because all begin with the same routers; the two families side by side,
 * because routers count them apart. */
#include "probe/trace.h"

#include "net/netstat.h"
#include "net/path.h"
#include "probe/engine.h"
#include "probe/reach.h"
#include "smtp/address.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What a Linux router answers: six in a burst, then one a second (icmp_ratelimit of its ip-sysctl).
 * A trace costs each router on its way one answer. One of the six is left for SYNs that are sent
 * again. */
enum { ANSWERS_AT_ONCE = 5, ANSWER_MS = 1000 };

/* A trace under way, or a copy of one that was made before in this run. */
struct leg {
	struct item item;
	struct trace *trace;
	struct path *path; /* NULL: was made before */
	long long lost;	   /* of netstat_resends_lost(), before it began */
	bool open, over;
};

struct waiting {
	struct item item;
	const struct trace_job *job;
};

/* The jobs of one family. */
struct lane {
	struct tracer *tracer;
	struct list jobs; /* of struct waiting; the first is under way where there are legs */
	struct list legs; /* of struct leg: the subject, then controls in their order */
	const struct control *control; /* the next one */
	struct path *doubt;	       /* asks the subject's silent hops once more */
	bool doubted;
	struct arena *arena; /* of the job under way */
	struct timer *timer;
	double answers, counted_ms; /* left at the first router; when */
	int behind;		    /* those of the job under way that one router gave in a row */
	double end_ms;		    /* of the job under way */
};

enum { LANES = 2 };

struct tracer {
	struct common *common;
	struct schedule *schedule;
	struct arena *arena; /* of what waits */
	struct lane lanes[LANES];
};

static void turn(struct lane *l);

static struct record *record_of(const struct lane *l)
{
	return l->tracer->common->record;
}

/* ---- one trace ---- */

/* With the hops as known by now. */
static struct reach reach_now(struct lane *l, const struct leg *leg)
{
	struct trace t = *leg->trace;

	if (leg->path != NULL)
		path_facts(leg->path, l->arena, &t);
	return reach_of(&t);
}

static const struct trace *traced_before(const struct record *r, const char *address, int port)
{
	LIST_EACH (struct trace, t, &r->traces) {
		if (t->port == port && strcmp(t->address, address) == 0)
			return t;
	}
	return NULL;
}

/* Round trips to where we have been: a step of a trace must not be shorter. */
static double rtt_of(const struct record *r, const char *address)
{
	double longest = 0;

	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *st = session_stage(s, STAGE_TCP);

		if (st != NULL && st->tcp != NULL && strcmp(s->address, address) == 0 &&
		    st->tcp->rtt_ms > longest)
			longest = st->tcp->rtt_ms;
	}
	return longest;
}

static struct leg *add_leg(struct lane *l, const char *host, const char *address, int port,
			   enum trace_role role)
{
	struct arena *a = record_of(l)->arena;
	const struct trace *before = traced_before(record_of(l), address, port);
	struct leg *leg = list_append(&l->legs, ARENA_NEW(l->arena, struct leg));

	leg->trace = ARENA_NEW(a, struct trace);
	if (before != NULL)
		*leg->trace = *before;
	leg->over = before != NULL;
	leg->trace->host = arena_str(a, host);
	leg->trace->address = arena_str(a, address);
	leg->trace->port = port;
	leg->trace->role = role;
	return leg;
}

static void on_path(void *arg)
{
	turn(arg);
}

static void start_path(struct lane *l, struct leg *leg, bool open, int routers, double rtt_ms)
{
	const struct common *c = l->tracer->common;
	const struct path_how how = {
		.source = c->settings->source, .open = open, .routers = routers, .rtt_ms = rtt_ms};

	l->answers--;
	leg->open = open;
	leg->lost = netstat_resends_lost();
	leg->trace->at_ms = common_now(c);
	leg->path =
		path_start(&c->hub->loop, leg->trace->address, leg->trace->port, &how, on_path, l);
}

/* Takes the facts of a trace that is over, once. */
static void close_leg(struct lane *l, struct leg *leg)
{
	long long lost = netstat_resends_lost();

	path_facts(leg->path, record_of(l)->arena, leg->trace);
	l->behind += path_behind(leg->path);
	leg->path = path_free(leg->path);
	leg->over = true;
	if (leg->lost >= 0 && lost > leg->lost)
		leg->trace->resends_lost = (int)(lost - leg->lost);
	if (leg->open)
		schedule_give_back(l->tracer->schedule, leg->trace->address);
}

/* ---- pacing ---- */

/* How long to wait until routers can answer one more trace. */
static double pause_ms(struct lane *l)
{
	double now = clock_mono_ms();

	l->answers += (now - l->counted_ms) / ANSWER_MS;
	if (l->answers > ANSWERS_AT_ONCE)
		l->answers = ANSWERS_AT_ONCE;
	l->counted_ms = now;
	return l->answers >= 1 ? 0 : (1 - l->answers) * ANSWER_MS;
}

/* False: not now; the timer or another trace will ask again. */
static bool may_start(struct lane *l, bool open, const char *address, bool *never)
{
	double ms = pause_ms(l);
	enum slot slot;

	*never = false;
	if (ms > 0) {
		if (l->legs.n == 0 || ms < l->end_ms - l->counted_ms)
			timer_start(l->timer, ms);
		return false;
	}
	slot = open ? schedule_ask(l->tracer->schedule, address) : SLOT_NOW;
	*never = slot == SLOT_NEVER;
	return slot == SLOT_NOW;
}

/* ---- a job ---- */

static const struct trace_job *job_of(const struct lane *l)
{
	return ((const struct waiting *)(const void *)l->jobs.first)->job;
}

static struct leg *subject_of(const struct lane *l)
{
	return (struct leg *)(void *)l->legs.first;
}

static void next_job(struct lane *l)
{
	l->jobs.first = l->jobs.first->next;
	l->jobs.n--;
	if (l->jobs.first == NULL)
		l->jobs.last = NULL;
}

static bool has_subject(const struct record *r, const struct trace_job *job)
{
	LIST_EACH (struct trace, t, &r->traces) {
		if (t->role == TRACE_SUBJECT && t->port == job->port &&
		    strcmp(t->address, job->address) == 0)
			return true;
	}
	return false;
}

static void begin_job(struct lane *l)
{
	const struct trace_job *job = job_of(l);
	struct record *r = record_of(l);
	struct leg *leg;
	bool never;

	if (has_subject(r, job)) {
		next_job(l);
		return;
	}
	if (traced_before(r, job->address, job->port) == NULL &&
	    !may_start(l, job->open, job->address, &never)) {
		if (never)
			next_job(l);
		return;
	}
	l->arena = arena_new();
	l->control = (const struct control *)(const void *)job->controls.first;
	l->end_ms = clock_mono_ms() + TRACE_JOB_MS;
	leg = add_leg(l, job->host, job->address, job->port, TRACE_SUBJECT);
	if (!leg->over)
		start_path(l, leg, job->open, 0, rtt_of(r, job->address));
}

static void end_job(struct lane *l)
{
	LIST_EACH (struct leg, leg, &l->legs) {
		if (leg->path != NULL)
			close_leg(l, leg);
		list_append(&record_of(l)->traces, leg->trace);
	}
	l->legs = (struct list){0};
	l->answers -= l->behind;
	l->behind = 0;
	l->doubt = path_free(l->doubt);
	l->doubted = false;
	l->arena = arena_free(l->arena);
	timer_stop(l->timer);
	next_job(l);
}

static bool is_settled(const struct leg *leg)
{
	return leg->over || path_settled(leg->path);
}

/* Has a control shown what there is to see? */
static bool is_answered(struct lane *l)
{
	struct reach subject = reach_now(l, subject_of(l));

	LIST_EACH (struct leg, leg, &l->legs) {
		struct reach r = reach_now(l, leg);

		if (leg != subject_of(l) && (r.open || r.last > subject.last))
			return true;
	}
	return false;
}

/* ---- doubt ---- */

/* A router that may only answer once a second may have spent its answer on the control: then the
 * subject's second SYN found it silent, and a port would look blocked one hop too near. So those
 * hops that only the control has shown are asked once more. */

static int last_of_controls(struct lane *l)
{
	int last = 0;

	LIST_EACH (struct leg, leg, &l->legs) {
		struct reach r = reach_now(l, leg);

		if (leg != subject_of(l) && r.last > last)
			last = r.last;
	}
	return last;
}

static bool begin_doubt(struct lane *l)
{
	const struct common *c = l->tracer->common;
	const struct trace *subject = subject_of(l)->trace;
	const struct reach seen = reach_of(subject);
	struct path_how how = {.source = c->settings->source};

	how.first = seen.last + 1;
	how.last = last_of_controls(l);
	if (l->doubted || seen.ended || how.last < how.first ||
	    traced_before(record_of(l), subject->address, subject->port) != NULL)
		return false;
	LIST_EACH (struct hop, h, &subject->hops)
		how.rtt_ms = h->ms > how.rtt_ms ? h->ms : how.rtt_ms;
	l->doubted = true;
	l->doubt = path_start(&c->hub->loop, subject->address, subject->port, &how, on_path, l);
	return true;
}

static void close_doubt(struct lane *l)
{
	struct trace *subject = subject_of(l)->trace, again = {0};

	path_facts(l->doubt, record_of(l)->arena, &again);
	l->doubt = path_free(l->doubt);
	reach_add(subject, &again);
	subject->ms = common_now(l->tracer->common) - subject->at_ms;
}

static bool all(const struct lane *l, bool (*holds)(const struct leg *leg))
{
	LIST_EACH (struct leg, leg, &l->legs) {
		if (!holds(leg))
			return false;
	}
	return true;
}

static bool is_over(const struct leg *leg)
{
	return leg->over;
}

static const struct control *take_control(struct lane *l)
{
	const struct control *c = l->control;

	l->control = (const struct control *)(const void *)c->item.next;
	return c;
}

static bool is_of_job(const struct lane *l, const struct control *c)
{
	LIST_EACH (struct leg, leg, &l->legs) {
		if (leg->trace->port == c->port && strcmp(leg->trace->address, c->address) == 0)
			return true;
	}
	return false;
}

/* True where something has changed. */
static bool begin_control(struct lane *l)
{
	const struct control *c = l->control;
	struct leg *subject = subject_of(l), *leg;
	bool known = traced_before(record_of(l), c->address, c->port) != NULL;
	bool never;

	if (address_family(c->address) != address_family(subject->trace->address) ||
	    is_of_job(l, c)) {
		take_control(l);
		return true;
	}
	if (!known && !may_start(l, true, c->address, &never)) {
		if (never)
			take_control(l);
		return never;
	}
	take_control(l);
	leg = add_leg(l, c->host, c->address, c->port, TRACE_CONTROL);
	if (!known) {
		double rtt_ms = subject->path != NULL ? path_rtt(subject->path) : 0;
		double before = rtt_of(record_of(l), c->address);

		start_path(l, leg, true, reach_now(l, subject).routers,
			   rtt_ms > before ? rtt_ms : before);
	}
	return true;
}

static void close_ended(struct lane *l)
{
	LIST_EACH (struct leg, leg, &l->legs) {
		if (leg->path != NULL && path_over(leg->path))
			close_leg(l, leg);
	}
	if (l->doubt != NULL && path_over(l->doubt))
		close_doubt(l);
}

static bool wants_control(struct lane *l)
{
	return l->control != NULL && all(l, is_settled) && !is_answered(l);
}

static bool is_at_end(struct lane *l)
{
	return all(l, is_over) && l->doubt == NULL && !wants_control(l) && !begin_doubt(l);
}

/* The job ends, or waits: for a path, for the routers, for its own end. */
static void move_on(struct lane *l)
{
	double left = l->end_ms - clock_mono_ms();

	timer_start(l->timer, left);
	close_ended(l);
	while (left > 0 && wants_control(l) && begin_control(l))
		;
	if (left <= 0 || is_at_end(l))
		end_job(l);
}

static void turn(struct lane *l)
{
	const struct item *job;

	do {
		job = l->jobs.first;
		if (job != NULL && l->legs.n == 0)
			begin_job(l);
		if (l->legs.n > 0)
			move_on(l);
	} while (l->jobs.first != job);
	if (!tracer_busy(l->tracer))
		uv_stop(&l->tracer->common->hub->loop); /* it must not wait for more */
}

static void on_timer(void *arg)
{
	turn(arg);
}

/* ---- for the engine ---- */

struct tracer *tracer_new(struct common *c, struct schedule *s)
{
	struct tracer *t = mem_alloc(sizeof(*t));

	t->common = c;
	t->schedule = s;
	t->arena = arena_new();
	for (int i = 0; i < LANES; i++) {
		t->lanes[i] = (struct lane){.tracer = t, .answers = ANSWERS_AT_ONCE};
		t->lanes[i].timer = timer_new(&c->hub->loop, on_timer, &t->lanes[i]);
		t->lanes[i].counted_ms = clock_mono_ms();
	}
	return t;
}

struct tracer *tracer_free(struct tracer *t)
{
	if (t == NULL)
		return NULL;
	tracer_stop(t);
	for (int i = 0; i < LANES; i++)
		t->lanes[i].timer = timer_free(t->lanes[i].timer);
	arena_free(t->arena);
	free(t);
	return NULL;
}

void tracer_begin(struct tracer *t, const struct list *jobs)
{
	LIST_EACH (struct trace_job, job, jobs) {
		struct lane *l = &t->lanes[address_family(job->address) == 6];
		struct waiting *w = list_append(&l->jobs, ARENA_NEW(t->arena, struct waiting));

		w->job = job;
	}
	for (int i = 0; i < LANES; i++)
		timer_start(t->lanes[i].timer, 0);
}

bool tracer_busy(const struct tracer *t)
{
	return t->lanes[0].jobs.n > 0 || t->lanes[1].jobs.n > 0;
}

void tracer_stop(struct tracer *t)
{
	for (int i = 0; i < LANES; i++) {
		struct lane *l = &t->lanes[i];

		timer_stop(l->timer);
		if (l->legs.n > 0)
			end_job(l);
		l->jobs = (struct list){0};
	}
}
