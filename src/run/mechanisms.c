#include "run/mechanisms.h"

#include "interpret/judged.h"

#include <string.h>

struct trial {
	struct engine *e;
	const struct run *run;
	struct record *r;
	const struct session *first; /* whose login was the run's */
	int refused;		     /* so far: each makes the pauses longer */
};

static const struct stage *login_of(const struct session *s)
{
	return session_stage(s, STAGE_AUTH);
}

static enum login_end end_of(const struct trial *t, const struct session *s)
{
	return login_end(t->r, t->run->knowledge, login_of(s));
}

/* After `s` no other login is made. */
static bool ends_here(struct trial *t, const struct session *s)
{
	enum login_end end = end_of(t, s);

	if (end == LOGIN_END_REFUSED)
		t->refused++;
	return t->r->interrupted || end == LOGIN_END_NONE ||
	       (end != LOGIN_END_ACCEPTED && login_bars(t->r, t->run->knowledge, login_of(s)));
}

static const struct session *log_in(struct trial *t, const char *mechanism)
{
	struct endpoint *ep = ARENA_NEW(t->r->arena, struct endpoint);
	struct list endpoints = {0};

	ep->host = t->first->host;
	ep->address = t->first->address;
	ep->port = t->first->port;
	ep->mode = t->first->mode;
	ep->offered = true;
	ep->purpose = SESSION_AUTH;
	ep->changed = ep->auth = mechanism;
	ep->login = true;
	list_append(&endpoints, ep);
	engine_probe(t->e, &endpoints);
	if (t->run->guard != NULL)
		guard_settle(t->run->guard);
	return (const void *)t->r->sessions.last;
}

/* A server slows down who has failed, and so do we. */
static void pause_before_next(const struct trial *t)
{
	engine_rest(t->e, t->run->settings->login_pause_ms * (1 + t->refused));
}

static void try_others(struct trial *t)
{
	const struct auth_facts *had = login_of(t->first)->auth;
	const struct session *last = t->first;

	LIST_EACH (const struct string_item, m, &had->able) {
		if (strcmp(m->s, had->mechanism) == 0)
			continue;
		if (ends_here(t, last))
			return;
		pause_before_next(t);
		if (t->r->interrupted)
			return;
		last = log_in(t, m->s);
	}
}

void try_mechanisms(struct engine *e, const struct run *run, struct record *r)
{
	struct trial t = {.e = e, .run = run, .r = r};

	if (!run->settings->keep_secret)
		return;
	t.first = login_first(r, run->knowledge);
	if (t.first != NULL)
		try_others(&t);
	secret_wipe(run->settings->secret);
}
