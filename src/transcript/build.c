#include "transcript/build.h"

#include "interpret/mask.h"
#include "smtp/address.h"
#include "transcript/talk.h"

#include <string.h>

struct build {
	struct arena *arena;
	const struct knowledge *know;
	struct list *dialogues; /* of struct dialogue */
	struct list talks;	/* of struct talk */
	struct talk *now;	/* the connection that the last event was about, or NULL */
	int line;
};

struct build *build_new(struct arena *a, const struct knowledge *k, struct list *dialogues)
{
	struct build *b = ARENA_NEW(a, struct build);

	b->arena = a;
	b->know = k;
	b->dialogues = dialogues;
	return b;
}

/* ---- which connection ---- */

static struct dialogue *new_dialogue(struct build *b)
{
	struct dialogue *d = ARENA_NEW(b->arena, struct dialogue);

	d->record = ARENA_NEW(b->arena, struct record);
	d->record->arena = b->arena;
	d->record->cert_days = cert_days_default;
	d->record->needs_all = true;
	d->line = b->line;
	return list_append(b->dialogues, d);
}

static struct talk *new_talk(struct build *b, struct bytes key, struct dialogue *d)
{
	struct talk *t = ARENA_NEW(b->arena, struct talk);

	t->arena = b->arena;
	t->know = b->know;
	t->key = bytes_copy(b->arena, key.p, key.n);
	t->mode = MODE_UNKNOWN;
	t->in.secret = true;
	t->dialogue = d;
	t->session = ARENA_NEW(b->arena, struct session);
	t->session->offered = true;
	list_append(&d->record->sessions, t->session);
	return list_append(&b->talks, t);
}

static struct talk *talk_of(const struct build *b, struct bytes key)
{
	struct talk *found = NULL;

	if (key.n == 0)
		return b->now;
	LIST_EACH (struct talk, t, &b->talks)
		if (bytes_same(t->key, key))
			found = t;
	return found;
}

/* A program tries one address after the other: as long as none answers they are one story. */
static struct dialogue *story_of(struct build *b)
{
	const struct stage *tcp = b->now == NULL ? NULL : b->now->stages[STAGE_TCP];

	return tcp != NULL && tcp->outcome == OUTCOME_FAIL ? b->now->dialogue : new_dialogue(b);
}

/* NULL: there are too many. */
static struct talk *begin(struct build *b, const struct event *e)
{
	if (b->talks.n == DIALOGUES_MAX)
		return NULL;
	return b->now = new_talk(b, e->key, story_of(b));
}

/* "Trying ..." and "Connected to ..." are about one connection. */
static bool is_continued(const struct talk *t, const struct event *e)
{
	return e->kind == EVENT_CONNECTED && t->stages[STAGE_TCP] != NULL &&
	       t->stages[STAGE_TCP]->outcome == OUTCOME_NOT_TESTED;
}

static struct talk *talk_for(struct build *b, const struct event *e)
{
	struct talk *t = talk_of(b, e->key);
	bool opens = e->kind == EVENT_CONNECTING || e->kind == EVENT_CONNECTED;

	if (t == NULL || (opens && !is_continued(t, e)))
		t = begin(b, e);
	if (t != NULL)
		b->now = t;
	return t;
}

/* ---- connecting ---- */

static const char *name_in(struct talk *t, struct bytes said)
{
	const char *why, *name;

	if (said.n == 0 || said.n > 255)
		return NULL;
	name = arena_copy(t->arena, said.p, said.n);
	if (address_family(name) != 0 || host_fault(name) == NULL)
		return address_family(name) != 0 ? name : host_to_ascii(t->arena, name, &why);
	return NULL;
}

static void connect_to(struct talk *t, const struct event *e)
{
	const char *host = name_in(t, e->host), *address = name_in(t, e->address);

	if (host != NULL)
		t->session->host = host;
	if (address != NULL)
		t->session->address = address;
	if (e->port > 0)
		t->session->port = e->port;
	if (e->mode != MODE_UNKNOWN)
		t->mode = e->mode;
	t->connected |=
		e->kind == EVENT_CONNECTED || host != NULL || address != NULL || e->port > 0;
	talk_enter(t, STAGE_TCP);
	if (e->kind == EVENT_CONNECTED)
		t->stages[STAGE_TCP]->outcome = OUTCOME_PASS;
}

static const struct {
	enum event_kind kind;
	enum tcp_class class;
	const char *errno_name;
} unreached[] = {
	{EVENT_REFUSED, TCP_REFUSED, "ECONNREFUSED"},
	{EVENT_UNREACHED, TCP_TIMEOUT, NULL},
	{EVENT_NO_ROUTE, TCP_NO_ROUTE, "ENETUNREACH"},
};

static void not_connected(struct talk *t, const struct event *e)
{
	for (size_t i = 0; i < sizeof(unreached) / sizeof(unreached[0]); i++)
		if (unreached[i].kind == e->kind && !t->greeted) {
			talk_fail(t, STAGE_TCP, FAILURE_NET, e->text);
			t->stages[STAGE_TCP]->tcp->class = unreached[i].class;
			t->stages[STAGE_TCP]->tcp->errno_name = unreached[i].errno_name;
		}
}

/* The program asked; we were not there: that there is no such name is what it heard. */
static void no_name(struct talk *t, const struct event *e)
{
	struct record *r = t->dialogue->record;
	struct dns_query *q = ARENA_NEW(t->arena, struct dns_query);

	connect_to(t, e);
	q->name = t->session->host != NULL ? t->session->host : "";
	q->type = "A";
	q->rcode = 3;
	q->status = DNS_NXDOMAIN;
	r->host = r->input = q->name;
	list_append(&r->queries, q);
	t->session = NULL;
	r->sessions = (struct list){0};
}

/* ---- the end ---- */

/* A first attempt to log in was answered: that counts more than how the second one ended. */
static bool refused_before(const struct talk *t, int stage)
{
	return stage == STAGE_AUTH && t->stages[stage] != NULL &&
	       t->stages[stage]->reply.code >= 400;
}

static void cut(struct talk *t, const struct event *e)
{
	int stage;

	talk_hear_rest(t);
	stage = talk_waiting(t);
	if (stage < 0 || talk_failed(t) || t->over || talk_first(t) == DUE_QUIT)
		return;
	if (stage == STAGE_TCP) {
		talk_fail(t, STAGE_TCP, FAILURE_NET, e->text);
		t->stages[STAGE_TCP]->tcp->class =
			e->kind == EVENT_TIMEOUT ? TCP_TIMEOUT : TCP_RESET;
		return;
	}
	if (refused_before(t, stage)) {
		talk_fail(t, (enum stage_id)stage, FAILURE_REPLY, (struct bytes){0});
		return;
	}
	talk_fail(t, (enum stage_id)stage,
		  e->kind == EVENT_TIMEOUT ? FAILURE_TIMEOUT
		  : e->kind == EVENT_RESET ? FAILURE_RESET
					   : FAILURE_CLOSED,
		  e->text);
}

static void missing_starttls(struct talk *t, const struct event *e)
{
	(void)e;
	t->wanted_tls = true;
	if (!talk_failed(t))
		talk_fail(t, STAGE_STARTTLS, FAILURE_NOT_OFFERED, (struct bytes){0});
}

static void missing_auth(struct talk *t, const struct event *e)
{
	(void)e;
	if (!talk_failed(t))
		talk_fail(t, STAGE_AUTH, FAILURE_NOT_OFFERED, (struct bytes){0});
}

/* ---- all kinds ---- */

static void server(struct talk *t, const struct event *e)
{
	talk_hear(t, e->text);
}

static void client(struct talk *t, const struct event *e)
{
	talk_enter(t, STAGE_TCP)->outcome = OUTCOME_PASS;
	talk_hear_rest(t);
	talk_say(t, e->text);
}

static void tls_begins(struct talk *t, const struct event *e)
{
	(void)e;
	if (t->mode == MODE_UNKNOWN)
		t->mode = t->stages[STAGE_STARTTLS] != NULL ? TLS_MODE_STARTTLS : TLS_MODE_IMPLICIT;
	t->wanted_tls = true;
	talk_enter(t, STAGE_TCP)->outcome = OUTCOME_PASS;
	talk_enter(t, STAGE_TLS);
}

static void user(struct talk *t, const struct event *e)
{
	login_user(t, e->text);
}

static void nothing(struct talk *t, const struct event *e)
{
	(void)t;
	(void)e;
}

static void (*const on[])(struct talk *t, const struct event *e) = {
	[EVENT_CONNECTING] = connect_to,
	[EVENT_CONNECTED] = connect_to,
	[EVENT_NO_NAME] = no_name,
	[EVENT_REFUSED] = not_connected,
	[EVENT_UNREACHED] = not_connected,
	[EVENT_NO_ROUTE] = not_connected,
	[EVENT_SERVER] = server,
	[EVENT_CLIENT] = client,
	[EVENT_TLS_BEGAN] = tls_begins,
	[EVENT_TLS_AGREED] = tls_agreed,
	[EVENT_TLS_FAILED] = tls_failed,
	[EVENT_CERTIFICATE] = tls_certificate,
	[EVENT_VERIFIED] = tls_judged,
	[EVENT_NOT_VERIFIED] = tls_judged,
	[EVENT_CLOSED] = cut,
	[EVENT_RESET] = cut,
	[EVENT_TIMEOUT] = cut,
	[EVENT_ENDED] = nothing,
	[EVENT_NO_STARTTLS] = missing_starttls,
	[EVENT_NO_AUTH] = missing_auth,
	[EVENT_USER] = user,
	[EVENT_NOTE] = nothing,
};

/* A program's own words may quote what was said: only lines of the dialogue are read for it. */
static bool is_words(enum event_kind kind)
{
	return kind != EVENT_SERVER && kind != EVENT_CLIENT && kind != EVENT_USER;
}

void build_event(struct build *b, const struct event *e, int line)
{
	struct event masked = *e;
	struct talk *t;

	b->line = line;
	t = talk_for(b, e);
	if (t == NULL || t->session == NULL)
		return;
	if (is_words(e->kind))
		masked.text = mask_secrets(b->arena, e->text);
	on[e->kind](t, &masked);
}

void build_end(struct build *b)
{
	LIST_EACH (struct talk, t, &b->talks)
		if (t->session != NULL)
			talk_finish(t);
		else
			buf_free(&t->in);
}
