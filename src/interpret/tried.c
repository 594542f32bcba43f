#include "interpret/tried.h"

#include "interpret/facts.h"
#include "interpret/judged.h"
#include "smtp/caps.h"

#include <string.h>

const char *const tried_end_names[] = {"accepted", "refused", "not-judged", "not-tried", NULL};

/* ---- the table ---- */

static enum login_end end_of(const struct record *r, const struct knowledge *k,
			     const struct session *s)
{
	return login_end(r, k, session_stage(s, STAGE_AUTH));
}

static bool all_were_asked_for(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_AUTH)
			return true;
	}
	return r->all_mechanisms;
}

/* The session that was to log in with it; NULL: none. */
static const struct session *session_for(const struct record *r, const struct session *first,
					 const char *mechanism)
{
	const char *had = session_stage(first, STAGE_AUTH)->auth->mechanism;

	if (had != NULL && strcmp(had, mechanism) == 0)
		return first;
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_AUTH && s->changed != NULL &&
		    strcmp(s->changed, mechanism) == 0)
			return s;
	}
	return NULL;
}

/* A session without a login: its first stage tells why, where we ran out of connections. */
static const char *why_not(const struct record *r, const struct session *s)
{
	const struct stage *tcp = s == NULL ? NULL : session_stage(s, STAGE_TCP);

	if (s == NULL)
		return r->interrupted ? "interrupted" : "the logins before it ended the series";
	if (tcp != NULL && tcp->outcome == OUTCOME_NOT_TESTED)
		return tcp->note != NULL && strcmp(tcp->note, "connection-budget") == 0
			       ? "no connections left (--max-connections)"
			       : "no time left";
	return "the connection did not get as far";
}

static void add(struct arena *a, const struct record *r, const struct knowledge *k,
		const struct session *first, const char *mechanism, struct list *all)
{
	static const enum tried_end ends[] = {
		[LOGIN_END_NONE] = TRIED_NOT,	       [LOGIN_END_UNJUDGED] = TRIED_UNJUDGED,
		[LOGIN_END_REFUSED] = TRIED_REFUSED,   [LOGIN_END_OPEN] = TRIED_UNJUDGED,
		[LOGIN_END_ACCEPTED] = TRIED_ACCEPTED,
	};
	const struct session *s = session_for(r, first, mechanism);
	struct tried *t = ARENA_NEW(a, struct tried);

	t->mechanism = mechanism;
	t->end = s == NULL ? TRIED_NOT : ends[end_of(r, k, s)];
	if (t->end == TRIED_NOT) {
		t->why = why_not(r, s);
	} else {
		t->session = s;
		t->stage = session_stage(s, STAGE_AUTH);
		if (t->stage->auth->own_fault != NULL)
			t->why =
				arena_printf(a, "broken off by us (%s)", t->stage->auth->own_fault);
	}
	list_append(all, t);
}

static void add_unable(struct arena *a, const char *mechanism, struct list *all)
{
	struct tried *t = ARENA_NEW(a, struct tried);

	t->mechanism = mechanism;
	t->end = TRIED_NOT;
	t->unable = true;
	t->why = "not with what we have";
	list_append(all, t);
}

/* What we can do, or, where a transcript does not tell, what we did. */
static struct list ours(struct arena *a, const struct record *r, const struct auth_facts *had)
{
	struct list names = {0};

	LIST_EACH (const struct string_item, m, &had->able)
		list_add_string(&names, a, m->s);
	if (names.n > 0)
		return names;
	if (had->mechanism != NULL)
		list_add_string(&names, a, had->mechanism);
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_AUTH && s->changed != NULL &&
		    !list_has_string(&names, s->changed))
			list_add_string(&names, a, s->changed);
	}
	return names;
}

struct list tried_mechanisms(struct arena *a, const struct record *r, const struct knowledge *k)
{
	const struct session *first = all_were_asked_for(r) ? login_first(r, k) : NULL;
	const struct list *caps = first == NULL ? NULL : final_capabilities(first);
	struct list all = {0}, offered = {0}, able;

	if (first == NULL)
		return all;
	able = ours(a, r, session_stage(first, STAGE_AUTH)->auth);
	LIST_EACH (const struct string_item, m, &able)
		add(a, r, k, first, m->s, &all);
	if (caps != NULL)
		caps_mechanisms(a, caps, &offered);
	LIST_EACH (const struct string_item, m, &offered) {
		if (!list_has_string(&able, m->s))
			add_unable(a, m->s, &all);
	}
	return all;
}

/* ---- what it means ---- */

static const struct tried *first_that(const struct list *all, enum tried_end end)
{
	LIST_EACH (const struct tried, t, all) {
		if (t->end == end)
			return t;
	}
	return NULL;
}

static const char *names_of(struct arena *a, const struct list *all, enum tried_end end)
{
	const char *names = "";

	LIST_EACH (const struct tried, t, all) {
		if (t->end == end)
			names = arena_printf(a, "%s%s%s", names, *names != '\0' ? ", " : "",
					     t->mechanism);
	}
	return names;
}

static void show_login(const struct place *at, struct finding *f, const struct tried *t)
{
	const struct reply *reply = &t->stage->reply;

	show(at, f, "note", "AUTH %s: %d%s%s %s", t->mechanism, reply->code,
	     reply->enhanced != NULL ? " " : "", reply->enhanced != NULL ? reply->enhanced : "",
	     text_safe(at->d->arena, reply->text));
}

/* Whoever takes the mechanism that we would have chosen fails as we did. */
static void judge_first(const struct place *at, struct finding *f, const struct tried *t)
{
	const struct place first = {.d = at->d, .session = t->session, .stage = t->stage};

	if (!is_primary(t->session))
		return;
	f->severity = SEVERITY_ERROR;
	blame_instead(&first, f);
}

void diagnose_tried(struct diagnosis *d)
{
	const struct list all = tried_mechanisms(d->arena, d->record, d->know);
	const struct tried *refused = first_that(&all, TRIED_REFUSED);
	struct place at = {.d = d};
	struct finding *f;

	d->out->tried = all;
	if (refused == NULL || first_that(&all, TRIED_ACCEPTED) == NULL)
		return;
	at.session = refused->session;
	at.stage = refused->stage;
	at.why = names_of(d->arena, &all, TRIED_REFUSED);
	f = found(&at, "auth-mechanism-broken", ONCE);
	LIST_EACH (const struct tried, t, &all) {
		if (t->end == TRIED_REFUSED || t->end == TRIED_ACCEPTED)
			show_login(&at, f, t);
		if (t->end == TRIED_REFUSED)
			judge_first(&at, f, t);
	}
}
