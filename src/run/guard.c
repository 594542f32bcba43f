#include "run/guard.h"

#include "base/clock.h"
#include "base/random.h"
#include "interpret/judged.h"
#include "interpret/token.h"
#include "run/attempts_file.h"

#include <string.h>

static const char *identity(const struct guard *g)
{
	return g->record->user != NULL ? g->record->user : "";
}

static void hash(const struct guard *g, const struct attempts *a, const char *host,
		 unsigned char who[ATTEMPT_WHO])
{
	attempts_hash(a, identity(g), host, who);
}

/* The first fault of the run is told. */
static void end_use(struct guard *g, struct attempts_file *f)
{
	if (g->record->earlier.fault == NULL)
		g->record->earlier.fault = f->fault;
	attempts_close(f);
}

/* Of this run's logins only the first finds what others did. */
static void tell(struct guard *g, const struct attempts_seen *seen)
{
	struct earlier_logins *e = &g->record->earlier;

	if (g->attempt.at == 0)
		*e = (struct earlier_logins){.failures = seen->n,
					     .last = seen->last,
					     .next = seen->free,
					     .fault = e->fault};
}

static void remember(struct guard *g, struct attempts *a, const struct session *s, int64_t now,
		     const unsigned char who[ATTEMPT_WHO])
{
	g->session = s;
	g->attempt.at = now;
	random_bytes(g->attempt.id, ATTEMPT_ID);
	memcpy(g->attempt.who, who, ATTEMPT_WHO);
	attempts_add(a, &g->attempt);
}

/* Nothing is sent, so there is nothing to remember. */
static bool token_is_hopeless(const struct guard *g, const struct session *s)
{
	return !g->lets_any_token && token_withheld(g->record, g->know, s) != NULL;
}

static bool may_try(struct guard *g, const struct session *s)
{
	int64_t now = clock_wall_ms();
	unsigned char who[ATTEMPT_WHO];
	struct attempts_file f;
	struct attempts_seen seen;
	bool changed;

	if (g->refused)
		return false;
	attempts_open(&f, g->record->arena, g->folder);
	changed = attempts_prune(f.now, now);
	if (g->session != NULL) { /* it came to no login, or nobody else would ask */
		attempts_settle(f.now, &g->attempt, ATTEMPT_NOT_JUDGED);
		changed = true;
	}
	hash(g, f.now, s->host, who);
	seen = attempts_of(f.now, who);
	tell(g, &seen);
	g->refused = seen.n >= ATTEMPTS_ALLOWED && !g->lets_all;
	if (!g->refused)
		remember(g, f.now, s, now, who);
	if (changed || !g->refused)
		attempts_save(&f);
	end_use(g, &f);
	return !g->refused;
}

static enum withheld withholds(void *arg, const struct session *s)
{
	if (token_is_hopeless(arg, s))
		return WITHHELD_TOKEN;
	return may_try(arg, s) ? WITHHELD_NO : WITHHELD_LOCKOUT;
}

void guard_begin(struct guard *g, struct record *r, const struct knowledge *k, const char *folder)
{
	*g = (struct guard){.record = r, .know = k, .folder = folder};
	g->hook = (struct login_guard){withholds, g};
}

static void settle(struct guard *g, enum attempt_end end)
{
	struct attempts_file f;

	attempts_open(&f, g->record->arena, g->folder);
	attempts_prune(f.now, clock_wall_ms());
	hash(g, f.now, g->session->host, g->attempt.who); /* the key may be a new one */
	attempts_settle(f.now, &g->attempt, end);
	attempts_save(&f);
	end_use(g, &f);
}

/* A login whose end we did not see is left as it stands. */
void guard_settle(struct guard *g)
{
	static const enum attempt_end ends[] = {
		[LOGIN_END_NONE] = ATTEMPT_NOT_JUDGED, [LOGIN_END_UNJUDGED] = ATTEMPT_NOT_JUDGED,
		[LOGIN_END_REFUSED] = ATTEMPT_FAILED,  [LOGIN_END_ACCEPTED] = ATTEMPT_PASSED,
		[LOGIN_END_OPEN] = ATTEMPT_FAILED,
	};

	if (g->session == NULL)
		return;
	settle(g, ends[login_end(g->record, g->know, session_stage(g->session, STAGE_AUTH))]);
	g->session = NULL;
}
