/* What a session was as a whole: its way, and what of it the text does not show. */
#include "know/provider.h"
#include "smtp/address.h"
#include "smtp/caps.h"
#include "transcript/talk.h"

#include <string.h>

static const char NOT_SEEN[] = "not-seen";

static const enum stage_id walks[][STAGE_COUNT + 1] = {
	[TLS_MODE_STARTTLS] = {STAGE_TCP, STAGE_BANNER, STAGE_EHLO, STAGE_STARTTLS, STAGE_TLS,
			       STAGE_EHLO_AGAIN, STAGE_AUTH, STAGE_ENVELOPE, STAGE_MESSAGE,
			       STAGE_QUIT, STAGE_COUNT},
	[TLS_MODE_IMPLICIT] = {STAGE_TCP, STAGE_TLS, STAGE_BANNER, STAGE_EHLO, STAGE_AUTH,
			       STAGE_ENVELOPE, STAGE_MESSAGE, STAGE_QUIT, STAGE_COUNT},
	[TLS_MODE_NONE] = {STAGE_TCP, STAGE_BANNER, STAGE_EHLO, STAGE_AUTH, STAGE_ENVELOPE,
			   STAGE_MESSAGE, STAGE_QUIT, STAGE_COUNT},
};

/* ---- the mode ---- */

static bool passed(const struct talk *t, enum stage_id id)
{
	return t->stages[id] != NULL && t->stages[id]->outcome == OUTCOME_PASS;
}

/* Before TLS could begin nothing tells which way was meant but the port. */
static enum tls_mode mode_of(const struct talk *t)
{
	if (t->mode != MODE_UNKNOWN)
		return (enum tls_mode)t->mode;
	if (t->stages[STAGE_STARTTLS] != NULL || t->wanted_tls)
		return TLS_MODE_STARTTLS;
	if (passed(t, STAGE_EHLO) || t->stages[STAGE_AUTH] != NULL ||
	    t->stages[STAGE_ENVELOPE] != NULL)
		return TLS_MODE_NONE;
	return t->session->port == 465 && !t->greeted ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS;
}

/* ---- the stages ---- */

/* A reply that nothing was due for is the last word: "421 Idle too long". */
static void settle_unasked(struct talk *t)
{
	const struct reply *r = &t->unasked;
	int stage = talk_waiting(t);
	struct stage *st;

	if (r->code < 400 || talk_failed(t) || !(t->connected || t->client_spoke))
		return;
	if (stage < 0)
		stage = t->stages[STAGE_MESSAGE] != NULL    ? STAGE_MESSAGE
			: t->stages[STAGE_ENVELOPE] != NULL ? STAGE_ENVELOPE
			: t->stages[STAGE_AUTH] != NULL	    ? STAGE_AUTH
			: passed(t, STAGE_EHLO)		    ? STAGE_AUTH
			: passed(t, STAGE_BANNER)	    ? STAGE_EHLO
							    : STAGE_BANNER;
	st = talk_enter(t, (enum stage_id)stage);
	st->reply = *r;
	talk_fail(t, st->id, FAILURE_REPLY, (struct bytes){0});
}

static int last_seen(const struct talk *t, const enum stage_id *walk)
{
	int last = -1;

	for (int i = 0; walk[i] != STAGE_COUNT; i++)
		if (t->stages[walk[i]] != NULL)
			last = i;
	return last;
}

/* One that is not there, behind the last or between others. */
static struct stage *unseen(struct talk *t, enum stage_id id, bool behind, bool failed)
{
	struct stage *st = ARENA_NEW(t->arena, struct stage);

	st->id = id;
	if (behind && failed)
		return st; /* not reached */
	st->outcome = OUTCOME_SKIP;
	st->note = NOT_SEEN;
	return st;
}

/* Until the answer is there, a command was only sent; good-bye needs none. */
static void settle_open(struct talk *t)
{
	for (int id = 0; id < STAGE_COUNT; id++) {
		struct stage *st = t->stages[id];

		if (st == NULL || st->outcome != OUTCOME_NOT_TESTED)
			continue;
		if (id == STAGE_QUIT)
			st->outcome = OUTCOME_PASS;
		else if (id == STAGE_MESSAGE) { /* whether it may be sent was settled before */
			st->outcome = OUTCOME_SKIP;
			st->note = NOT_SEEN;
		} else
			st->note = NOT_SEEN;
	}
}

static void put_stages(struct talk *t)
{
	const enum stage_id *walk = walks[t->session->mode];
	int last = last_seen(t, walk);
	bool failed = talk_failed(t);

	for (int i = 0; walk[i] != STAGE_COUNT; i++) {
		struct stage *st = t->stages[walk[i]];

		if (st == NULL && walk[i] == STAGE_MESSAGE)
			continue; /* nobody expects one */
		list_append(&t->session->stages,
			    st != NULL ? st : unseen(t, walk[i], i > last, failed));
	}
}

/* ---- the target ---- */

/* "220 mail.example.org ESMTP": what the server calls itself, where the text does not say it. */
static const char *greeted_as(struct talk *t)
{
	const struct stage *st = t->stages[STAGE_BANNER];
	const char *name, *why;

	if (st == NULL || st->reply.text.n == 0)
		return NULL;
	name = arena_copy(t->arena, st->reply.text.p, strcspn(st->reply.text.p, " \n"));
	return strchr(name, '.') == NULL || host_fault(name) != NULL
		       ? NULL
		       : host_to_ascii(t->arena, name, &why);
}

static void name_target(struct talk *t)
{
	struct session *s = t->session;
	struct record *r = t->dialogue->record;

	if (s->host == NULL)
		s->host = s->address != NULL ? s->address : greeted_as(t);
	if (s->host == NULL)
		s->host = "the server";
	if (s->address == NULL)
		s->address = s->host;
	if (r->host == NULL)
		r->host = r->input = s->host;
}

/* Port 25 without a login is where servers meet. */
static enum target_purpose purpose_of(const struct talk *t)
{
	if (t->session->port == RELAY_PORT && t->stages[STAGE_AUTH] == NULL &&
	    t->dialogue->record->user == NULL)
		return PURPOSE_MX;
	return PURPOSE_SUBMISSION;
}

static bool needed(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct need, n, &r->needs)
		if (n->port == s->port && n->mode == s->mode)
			return true;
	return false;
}

static void set_needs(struct talk *t)
{
	struct record *r = t->dialogue->record;
	const struct provider *p = provider_by_host(t->know, t->session->host);
	struct need *n;

	if (p != NULL && p != provider_generic(t->know))
		r->provider = p->id;
	r->purpose = purpose_of(t);
	if (t->session->port == 0 || needed(r, t->session))
		return;
	n = ARENA_NEW(t->arena, struct need);
	n->port = t->session->port;
	n->mode = t->session->mode;
	list_append(&r->needs, n);
}

void talk_finish(struct talk *t)
{
	talk_hear_rest(t);
	settle_unasked(t);
	settle_open(t);
	t->session->mode = mode_of(t);
	name_target(t);
	put_stages(t);
	set_needs(t);
	buf_free(&t->in);
}
