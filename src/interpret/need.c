/* What the target needs, and whether it got it. */
#include "interpret/facts.h"
#include "interpret/verdict.h"

#include <string.h>

/* Replies that say nothing but that we come too often. */
static bool is_limit(const struct finding *f)
{
	static const char *const ids[] = {"interrupted", "check-timeout", "server-limited-us",
					  "banner-too-many-connections"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (strcmp(f->id, ids[i]) == 0)
			return true;
	}
	return list_has_string(&f->also, "server-limited-us");
}

static bool all_walked(const struct session *s)
{
	bool failed = fatal_stage(s) != NULL; /* and was forgiven */

	LIST_EACH (struct stage, st, &s->stages) {
		if (st->id == STAGE_QUIT)
			continue;
		if (st->outcome == OUTCOME_NOT_TESTED)
			return false;
		if (st->outcome == OUTCOME_NOT_REACHED && !failed)
			return false;
	}
	return true;
}

enum session_state session_state(const struct diagnosis *d, const struct session *s)
{
	const struct finding *cause = cause_of(d, s);

	if (cause != NULL)
		return is_limit(cause) ? SESSION_LIMITED : SESSION_FAULT;
	return session_open(s) && all_walked(s) ? SESSION_WORKS : SESSION_UNTESTED;
}

static bool passed_somewhere(const struct record *r, enum stage_id id)
{
	LIST_EACH (struct session, s, &r->sessions) {
		if (is_primary(s) && session_passed(s, id))
			return true;
	}
	return false;
}

/* The session whose login, envelope or message, of which a run has one, ended in that state; unless
 * another session got through with it. */
static const struct session *once_ended(const struct diagnosis *d, enum session_state state)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = fatal_stage(s);

		if (is_primary(s) && st != NULL &&
		    (st->id == STAGE_AUTH || st->id == STAGE_ENVELOPE || st->id == STAGE_MESSAGE) &&
		    session_state(d, s) == state && !passed_somewhere(d->record, st->id))
			return s;
	}
	return NULL;
}

const struct session *once_failed(const struct diagnosis *d)
{
	return once_ended(d, SESSION_FAULT);
}

/* What other sessions skipped for its sake is not settled if it was cut short. */
static bool once_settled(const struct diagnosis *d)
{
	return once_failed(d) == NULL && once_ended(d, SESSION_LIMITED) == NULL;
}

bool need_met(const struct diagnosis *d, const struct need *n)
{
	if (!once_settled(d))
		return false;
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && s->port == n->port && s->mode == n->mode &&
		    session_state(d, s) == SESSION_WORKS)
			return true;
	}
	return false;
}

/* Nothing in particular was named: whatever works will do. */
static bool anything_works(const struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && session_state(d, s) == SESSION_WORKS)
			return once_settled(d);
	}
	return false;
}

bool target_met(const struct diagnosis *d)
{
	const struct list *needs = &d->record->needs;
	size_t met = 0;

	if (needs->n == 0)
		return anything_works(d);
	LIST_EACH (struct need, n, needs)
		met += need_met(d, n);
	return d->record->needs_all ? met == needs->n : met > 0;
}

bool port_unmet(const struct diagnosis *d, int port)
{
	if (target_met(d))
		return false;
	if (d->record->needs.n == 0)
		return true;
	LIST_EACH (struct need, n, &d->record->needs) {
		if (n->port == port && !need_met(d, n))
			return true;
	}
	return false;
}
