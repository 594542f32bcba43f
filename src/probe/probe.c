#include "probe/probe.h"

#include "probe/talk.h"

#include <string.h>

/* Failures after which both sides still know whose turn it is, so that QUIT may be said. */
static const bool still_in_step[] = {
	[FAILURE_REPLY] = true,	      [FAILURE_NOT_OFFERED] = true,  [FAILURE_WITHHELD] = true,
	[FAILURE_CERTIFICATE] = true, [FAILURE_INTERRUPTED] = false,
};

static void on_deadline(void *arg);

static double at_most(double ms, double limit)
{
	return limit > 0 && limit < ms ? limit : ms;
}

double budget_connect(const struct probe *p)
{
	return at_most(p->ep->offered ? p->set->connect_ms : p->set->not_offered_ms,
		       p->ep->patience_ms);
}

double budget_reply(const struct probe *p)
{
	return at_most(p->set->reply_ms, p->ep->patience_ms);
}

double budget_banner(const struct probe *p)
{
	double ms = at_most(p->set->banner_ms, p->ep->patience_ms);

	return p->ep->offered ? ms : at_most(ms, p->set->not_offered_ms);
}

/* ---- beginning and end ---- */

static struct session *session_new(struct common *c, const struct endpoint *ep, const char *address)
{
	struct arena *a = c->record->arena;
	struct session *s = ARENA_NEW(a, struct session);

	s->host = arena_str(a, ep->host);
	s->address = arena_str(a, address);
	s->port = ep->port;
	s->mode = ep->mode;
	s->purpose = ep->purpose;
	s->changed = arena_str(a, ep->changed);
	s->offered = ep->offered;
	return list_append(&c->record->sessions, s);
}

/* All at once: one by one each would leave the rest of a small block empty. */
static void add_stages(struct probe *p)
{
	size_t n = 0;
	struct stage *stages;

	while (p->walk[n].kind != NULL)
		n++;
	stages = arena_alloc(p->common->record->arena, n * sizeof(*stages));
	for (size_t i = 0; i < n; i++) {
		stages[i].id = p->walk[i].kind->id;
		list_append(&p->session->stages, &stages[i]);
	}
}

/* The way there ends where the server is. */
static enum stage_id last_wanted(enum stage_id until)
{
	return until == STAGE_TCP ? STAGE_PROXY : until;
}

struct probe *probe_new(struct arena *a, struct common *c, const struct endpoint *ep,
			const char *address)
{
	static const struct list no_capabilities;
	/* what a follow-up says at its end, no user has heard of */
	enum stage_id until = ep->noop > 0 || ep->injection ? STAGE_QUIT : c->settings->until;
	struct probe *p = ARENA_NEW(a, struct probe);

	p->common = c;
	p->set = c->settings;
	p->ep = ep;
	p->session = session_new(c, ep, address);
	p->walk = p->at = walk_for(a, ep, until, c->settings);
	p->last = walk_last(p->walk, last_wanted(until));
	p->caps = &no_capabilities;
	add_stages(p);
	p->now = session_stage(p->session, p->at->kind->id);
	p->deadline = timer_new(&c->hub->loop, on_deadline, p);
	c->walking++;
	return p;
}

/* In TLS 1.3 they come whenever the server likes. */
static void see_tickets(struct probe *p)
{
	struct stage *tls = session_stage(p->session, STAGE_TLS);

	if (tls != NULL && tls->tls != NULL && p->conn != NULL)
		tls->tls->tickets |= conn_tls_tickets(p->conn);
}

void probe_close(struct probe *p)
{
	see_tickets(p);
	p->deadline = timer_free(p->deadline);
	p->conn = conn_free(p->conn);
}

static const struct stage *obstacle(const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_FAIL || st->outcome == OUTCOME_NOT_TESTED)
			return st;
	}
	return NULL;
}

static bool is_tls_probe(enum session_purpose purpose)
{
	return purpose == SESSION_TLS_VERSION || purpose == SESSION_TLS_SUITES;
}

/* The first session got as far as TLS, so whatever stops a version probe before it is a limit of
 * the server's to the number of our connections: no statement about that version. */
static void judge_version_probe(struct probe *p)
{
	const struct stage *before = obstacle(p->session);
	struct stage *tls = session_stage(p->session, STAGE_TLS);

	if (!is_tls_probe(p->ep->purpose) || tls == NULL || before == NULL ||
	    tls->outcome != OUTCOME_NOT_REACHED)
		return;
	tls->outcome = OUTCOME_NOT_TESTED;
	tls->note = before->note != NULL ? before->note : note_words[NOTE_SERVER_LIMITED];
}

static void probe_finish(struct probe *p)
{
	const struct observer *o = p->common->observer;

	p->over = true;
	p->common->walking--;
	login_settle(&p->candidate);
	judge_version_probe(p);
	if (o->session_done != NULL)
		o->session_done(o->arg, p->session);
	common_nudge(p->common); /* for the connection to be closed, and others to begin */
}

/* ---- one stage ---- */

static void stage_begin(struct probe *p, const struct stage_kind *k)
{
	const struct observer *o = p->common->observer;

	p->entered = true;
	p->now->at_ms = common_now(p->common);
	probe_patience(p, k->budget(p));
	if (o->stage_begun != NULL)
		o->stage_begun(o->arg, p->session, k->id);
}

/* QUIT is said even to those of whom we want no more than the first stages. */
static enum verdict stage_wanted(struct probe *p, const struct stage_kind *k)
{
	if (p->at > p->last && k != &stage_quit)
		return probe_skip(p, NOTE_UNTIL);
	return k->wanted != NULL ? k->wanted(p) : STAGE_NEXT;
}

static bool peer_gone(const struct probe *p)
{
	enum conn_state s = p->conn != NULL ? conn_state(p->conn) : CONN_OPEN;

	return s == CONN_ENDED || s == CONN_BROKEN;
}

static enum verdict stage_run(struct probe *p)
{
	const struct stage_kind *k = p->at->kind;
	enum verdict v = p->entered ? STAGE_NEXT : stage_wanted(p, k);

	if (v == STAGE_NEXT && !p->entered) {
		stage_begin(p, k);
		v = k->enter(p);
		if (v != STAGE_WAIT)
			return v;
	}
	if (p->entered)
		v = k->input(p); /* what came early is read at once */
	return v == STAGE_WAIT && peer_gone(p) ? probe_lost(p) : v;
}

static enum verdict stage_late(struct probe *p)
{
	const struct stage_kind *k = p->at->kind;

	return k->late != NULL ? k->late(p) : probe_fail(p, FAILURE_TIMEOUT);
}

/* The stage that decides whether this session has a use for the one login. */
static enum stage_id deciding_stage(const struct probe *p)
{
	return probe_logs_in(p) ? STAGE_AUTH : STAGE_ENVELOPE;
}

static void stage_settle(struct probe *p, enum verdict v)
{
	static const enum outcome outcomes[] = {
		[STAGE_NEXT] = OUTCOME_PASS,
		[STAGE_SKIP] = OUTCOME_SKIP,
		[STAGE_FAIL] = OUTCOME_FAIL,
	};
	const struct stage_kind *k = p->at->kind;
	const struct observer *o = p->common->observer;
	double now = common_now(p->common);

	timer_stop(p->deadline);
	p->now->outcome = outcomes[v];
	if (p->entered)
		p->now->ms = now - p->now->at_ms;
	else
		p->now->at_ms = now;
	if (p->entered && k->leave != NULL)
		k->leave(p);
	p->entered = false;
	if (k->id == deciding_stage(p)) {
		login_settle(&p->candidate);
		common_nudge(p->common);
	}
	if (o->stage_done != NULL)
		o->stage_done(o->arg, p->session, p->now);
}

/* ---- the walk ---- */

/* Also after a greeting that came too late: our QUIT was said, its reply is due. */
static bool in_step(const struct probe *p)
{
	bool reply_due = p->greeted && p->quit_said;

	if (peer_gone(p))
		return reply_due && conn_in(p->conn)->n > 0;
	return reply_due || still_in_step[p->now->failure];
}

static const struct step *next_step(const struct probe *p, enum verdict v)
{
	const struct step *next = p->at + 1;

	if (v == STAGE_FAIL)
		next = walk_find(p->walk, in_step(p) ? p->at->on_failure : STAGE_COUNT);
	if (p->unasked && next->kind != NULL)
		next = walk_find(p->walk, STAGE_QUIT);
	return next;
}

static void probe_advance(struct probe *p, enum verdict v)
{
	while (v != STAGE_WAIT) {
		stage_settle(p, v);
		p->at = next_step(p, v);
		if (p->at->kind == NULL) {
			probe_finish(p);
			return;
		}
		p->now = session_stage(p->session, p->at->kind->id);
		v = stage_run(p);
	}
}

void probe_pump(struct probe *p)
{
	if (!p->over)
		probe_advance(p, stage_run(p));
}

static void on_deadline(void *arg)
{
	struct probe *p = arg;

	if (!p->over && p->entered)
		probe_advance(p, stage_late(p));
}

void probe_stop(struct probe *p, enum note why)
{
	if (p->over)
		return;
	if (p->conn == NULL) {
		probe_untested(p, p->now->id, why, NULL);
		return;
	}
	p->now->note = note_words[why];
	probe_advance(p, probe_fail(p, FAILURE_INTERRUPTED));
}

void probe_untested(struct probe *p, enum stage_id id, enum note why, const char *detail)
{
	struct stage *st = session_stage(p->session, id);

	st->outcome = OUTCOME_NOT_TESTED;
	st->note = note_words[why];
	st->at_ms = common_now(p->common);
	if (detail != NULL)
		st->detail = bytes_str(p->common->record->arena, detail);
	probe_finish(p);
}

/* ---- what stages answer ---- */

static struct bytes evidence(struct probe *p, enum failure f)
{
	switch (f) {
	case FAILURE_RESET:
		return bytes_str(p->common->record->arena, conn_errno_name(p->conn));
	case FAILURE_TIMEOUT:
	case FAILURE_CLOSED:
	case FAILURE_PROTOCOL:
	case FAILURE_TOO_LONG:
		return probe_unread(p);
	default:
		return (struct bytes){0};
	}
}

/* Of a connection that was silent to the end, or that ended when we had said something in vain. A
 * login that the kernel still sends again must not arrive when we have given up. */
static void see_stall(struct probe *p, enum failure f)
{
	struct stall_facts stall;

	if ((f != FAILURE_TIMEOUT && f != FAILURE_RESET) || p->conn == NULL ||
	    !conn_stall_facts(p->conn, &stall) || (f == FAILURE_RESET && stall.resent == 0))
		return;
	if (stall.resent > 0)
		conn_abort(p->conn);
	p->now->stall = PROBE_NEW(p, struct stall_facts);
	*p->now->stall = stall;
}

enum verdict probe_fail_detail(struct probe *p, enum failure f, struct bytes detail)
{
	p->now->failure = f;
	p->now->detail = detail;
	see_stall(p, f);
	return STAGE_FAIL;
}

enum verdict probe_fail(struct probe *p, enum failure f)
{
	return probe_fail_detail(p, f, evidence(p, f));
}

enum verdict probe_skip(struct probe *p, enum note why)
{
	p->now->note = note_words[why];
	return STAGE_SKIP;
}

enum verdict probe_turn(struct probe *p, int handicap)
{
	int before = p->candidate.rank;

	switch (login_turn(&p->common->login, &p->candidate, handicap)) {
	case TURN_NOW:
		return STAGE_NEXT;
	case TURN_LATER:
		if (p->candidate.rank != before)
			common_nudge(p->common); /* others may have waited for us only */
		return STAGE_WAIT;
	default:
		return probe_skip(p, NOTE_TRIED_ELSEWHERE);
	}
}

void probe_take_turn(struct probe *p)
{
	login_take(&p->common->login, &p->candidate);
	common_nudge(p->common);
}

void probe_patience(struct probe *p, double ms)
{
	timer_start(p->deadline, ms);
}
