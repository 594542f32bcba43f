/* One verdict a target: is what it needs there, and if not, which single thing is in the way. */
#include "interpret/verdict.h"
#include "interpret/context.h"
#include "interpret/dane.h"
#include "interpret/facts.h"

#include <string.h>

const char *const verdict_status_names[] = {"ok", "degraded", "failed", "untested", NULL};

/* ---- the cause ---- */

static int port_rank(int port)
{
	return port == 587 ? 0 : port == 465 ? 1 : port == RELAY_PORT ? 3 : 2;
}

static int depth(const struct session *s)
{
	const struct stage *st = fatal_stage(s);

	return st == NULL ? -1 : (int)st->id;
}

/* Who got further has less left to repair; then the better port. */
static bool nearer(const struct session *a, const struct session *b)
{
	if (b == NULL || depth(a) != depth(b))
		return b == NULL || depth(a) > depth(b);
	return port_rank(a->port) < port_rank(b->port);
}

static const struct session *nearest(const struct diagnosis *d, enum session_state state)
{
	const struct session *best = NULL;

	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && port_unmet(d, s->port) && session_state(d, s) == state &&
		    nearer(s, best))
			best = s;
	}
	return best;
}

static struct finding *worst(const struct diagnosis *d)
{
	struct finding *worst = NULL;

	LIST_EACH (struct finding, f, &d->out->findings) {
		if (f->root == NULL && (worst == NULL || f->severity > worst->severity))
			worst = f;
	}
	return worst;
}

/* A name that leads nowhere, say: no session was there to fail. */
static struct finding *target_error(const struct diagnosis *d)
{
	struct finding *f = worst(d);

	return f != NULL && f->severity == SEVERITY_ERROR ? f : NULL;
}

static struct finding *failure_of(struct diagnosis *d, enum verdict_status *status)
{
	const struct session *limited = nearest(d, SESSION_LIMITED), *s = once_failed(d);
	struct place at = {.d = d};

	*status = VERDICT_FAILED;
	if (s == NULL && limited == NULL)
		s = nearest(d, SESSION_FAULT);
	if (s != NULL)
		return cause_of(d, s);
	if (limited == NULL && target_error(d) != NULL)
		return target_error(d);
	*status = VERDICT_UNTESTED;
	if (limited != NULL)
		return cause_of(d, limited);
	return found(&at, has_times(d->record) ? "interrupted" : "transcript-unfinished", ONCE);
}

/* ---- the good news ---- */

static bool only_connected(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		if (is_primary(s) &&
		    (session_passed(s, STAGE_BANNER) || session_passed(s, STAGE_TLS)))
			return false;
	}
	return true;
}

static bool logged_in(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		if (is_primary(s) && session_passed(s, STAGE_AUTH))
			return true;
	}
	return false;
}

/* --send was said, and a server took the message. */
static bool handed_over(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		if (is_primary(s) && session_passed(s, STAGE_MESSAGE))
			return true;
	}
	return false;
}

static struct finding *good_news(struct diagnosis *d)
{
	const struct record *r = d->record;
	struct place at = {.d = d};
	const char *id = only_connected(r)	    ? "reach-ready"
			 : r->purpose == PURPOSE_MX ? "mx-ready"
			 : logged_in(r)		    ? "submission-ready"
						    : "submission-ready-no-login";
	struct finding *f = found(&at, id, ONCE);

	if (handed_over(r) && !only_connected(r))
		finding_in_case(&at, f, "message-accepted");
	f->severity = SEVERITY_OK;
	f->certainty = CERTAINTY_CERTAIN;
	LIST_EACH (struct session, s, &r->sessions) {
		at.session = s;
		if (is_primary(s) && session_state(d, s) == SESSION_WORKS)
			show(&at, f, "network", "%s", place_name(&at));
	}
	LIST_EACH (struct session, s, &r->sessions) {
		at.session = s;
		if (is_primary(s) && session_state(d, s) == SESSION_WORKS)
			show_dane(&at, f);
	}
	return f;
}

/* ---- severities in context ---- */

/* Port 25 is for servers among each other: a submission target gets by without it. */
static bool relay_port_unneeded(const struct diagnosis *d, const struct finding *f)
{
	return f->port == RELAY_PORT && d->record->purpose != PURPOSE_MX &&
	       !needs_port(d->record, RELAY_PORT);
}

/* Whether somebody promised that port: without a profile, nobody did. */
static bool promised(const struct diagnosis *d)
{
	return d->record->needs_all || d->record->purpose == PURPOSE_MX ||
	       d->provider != provider_generic(d->know);
}

static bool on_the_way(const struct finding *f)
{
	return f->stage == STAGE_TCP || f->stage == STAGE_PROXY;
}

static enum severity lowered(const struct diagnosis *d, const struct finding *f)
{
	if (relay_port_unneeded(d, f) && (f->severity == SEVERITY_ERROR || on_the_way(f)))
		return SEVERITY_NOTICE;
	if (f->severity < SEVERITY_ERROR)
		return f->severity;
	if (f->session != NULL && !f->session->offered)
		return SEVERITY_NOTICE;
	return on_the_way(f) && !promised(d) ? SEVERITY_NOTICE : SEVERITY_WARNING;
}

static bool in_the_way(const struct diagnosis *d, const struct finding *f)
{
	return f->port == 0 ? !target_met(d) : port_unmet(d, f->port);
}

static void weigh(struct diagnosis *d, struct finding *f)
{
	if (!in_the_way(d, f) && f->severity > SEVERITY_OK)
		f->severity = lowered(d, f);
}

/* ---- the order ---- */

static void move_if(struct list *to, struct list *from,
		    bool (*wanted)(const struct finding *f, int severity), int severity)
{
	struct list rest = {0};
	struct item *next;

	for (struct item *it = from->first; it != NULL; it = next) {
		next = it->next;
		list_append(wanted((struct finding *)(void *)it, severity) ? to : &rest, it);
	}
	*from = rest;
}

static bool independent(const struct finding *f, int severity)
{
	return f->root == NULL && (int)f->severity == severity;
}

static bool remaining(const struct finding *f, int severity)
{
	return (int)f->severity == severity;
}

void findings_sort(struct list *findings)
{
	struct list sorted = {0};

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTICE; severity--)
		move_if(&sorted, findings, independent, severity);
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_OK; severity--)
		move_if(&sorted, findings, remaining, severity);
	*findings = sorted;
}

void findings_begin_with(struct list *findings, const struct finding *f)
{
	struct list front = {0}, rest = {0};
	struct item *next;

	for (struct item *it = findings->first; it != NULL; it = next) {
		next = it->next;
		list_append(it == &f->item ? &front : &rest, it);
	}
	for (struct item *it = rest.first; it != NULL; it = next) {
		next = it->next;
		list_append(&front, it);
	}
	*findings = front;
}

void list_works(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		struct works *w;

		if (!is_primary(s) || session_state(d, s) != SESSION_WORKS)
			continue;
		w = ARENA_NEW(d->arena, struct works);
		w->address = s->address;
		w->port = s->port;
		w->mode = s->mode;
		list_append(&d->out->verdict.works, w);
	}
}

/* Of all good news this one is a contract of its own (DESIGN section 4). */
static const char *summary_of(const struct finding *f)
{
	return strcmp(f->id, "submission-ready-no-login") == 0 && f->of_case == NULL
		       ? "reachable; login not tested"
		       : f->title;
}

static struct finding *verdict_when_met(struct diagnosis *d, enum verdict_status *status)
{
	struct finding *trouble, *good;

	LIST_EACH (struct finding, f, &d->out->findings)
		weigh(d, f);
	trouble = worst(d);
	good = good_news(d);
	*status = VERDICT_OK;
	if (trouble == NULL || trouble->severity < SEVERITY_WARNING)
		return good;
	*status = VERDICT_DEGRADED;
	return trouble;
}

static struct finding *verdict_when_unmet(struct diagnosis *d, enum verdict_status *status)
{
	struct finding *cause = failure_of(d, status);

	LIST_EACH (struct finding, f, &d->out->findings)
		weigh(d, f);
	if (*status == VERDICT_FAILED)
		cause->severity = SEVERITY_ERROR;
	cause->root = NULL;
	return cause;
}

void judge(struct diagnosis *d)
{
	struct verdict *v = &d->out->verdict;
	struct finding *f =
		target_met(d) ? verdict_when_met(d, &v->status) : verdict_when_unmet(d, &v->status);

	findings_sort(&d->out->findings);
	findings_begin_with(&d->out->findings, f);
	join_same_causes(d, f);
	findings_sort(&d->out->findings);
	findings_begin_with(&d->out->findings, f);
	v->finding = f;
	v->summary = summary_of(f);
	if (once_failed(d) == NULL)
		list_works(d);
	list_not_tested(d);
}
