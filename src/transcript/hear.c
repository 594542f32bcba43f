/* What the server said: replies, and which command each answers. */
#include "smtp/caps.h"
#include "smtp/reply.h"
#include "transcript/talk.h"

#include <string.h>

static bool positive(const struct reply *r)
{
	return r->code / 100 == 2;
}

static void keep(struct talk *t, struct stage *st, const struct reply *r, bool good)
{
	st->reply = *r;
	if (good)
		st->outcome = OUTCOME_PASS;
	else
		talk_fail(t, st->id, FAILURE_REPLY, (struct bytes){0});
}

/* ---- one reply, by what was due ---- */

static void hear_greeting(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_BANNER);

	t->greeted = true;
	keep(t, st, r, r->code == 220);
	if (st->outcome == OUTCOME_PASS && t->client_spoke) {
		st->banner->after_client = true;
		talk_fail(t, STAGE_BANNER, FAILURE_TIMEOUT, (struct bytes){0});
	}
}

static void hear_ehlo(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, talk_ehlo_stage(t));

	keep(t, st, r, positive(r));
	if (positive(r))
		caps_read(t->arena, r, &st->ehlo->capabilities);
}

/* A server that knows no EHLO knows no TLS and no login either. Until mail is taken all the same,
 * that is what there is to say. */
static void hear_helo(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, talk_ehlo_stage(t));

	if (st->outcome != OUTCOME_FAIL)
		keep(t, st, r, positive(r));
}

/* Some clients ask although the list lacks it; the refusal says no more than the list. */
static bool was_not_offered(const struct talk *t)
{
	const struct stage *st = t->stages[STAGE_EHLO];

	return st != NULL && st->outcome == OUTCOME_PASS &&
	       !caps_has(&st->ehlo->capabilities, "STARTTLS");
}

static void hear_starttls(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_STARTTLS);

	keep(t, st, r, r->code == 220);
	if (r->code / 100 == 5 && was_not_offered(t))
		st->failure = FAILURE_NOT_OFFERED;
}

static void refused_in_envelope(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_ENVELOPE);

	if (st->outcome != OUTCOME_FAIL)
		keep(t, st, r, false);
}

static void forgive_helo(struct talk *t)
{
	struct stage *st = t->stages[talk_ehlo_stage(t)];

	if (st == NULL || st->outcome != OUTCOME_FAIL)
		return;
	st->outcome = OUTCOME_PASS;
	st->failure = FAILURE_NONE;
}

static void hear_mail(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_ENVELOPE);

	st->envelope->mail = *r;
	if (!positive(r)) {
		refused_in_envelope(t, r);
		return;
	}
	forgive_helo(t);
	if (st->outcome == OUTCOME_NOT_TESTED)
		keep(t, st, r, true);
}

/* The recipient to whom no answer came yet. */
static struct recipient *unanswered(const struct stage *st)
{
	LIST_EACH (struct recipient, to, &st->envelope->recipients)
		if (to->reply.code == 0)
			return to;
	return NULL;
}

static void hear_rcpt(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_ENVELOPE);
	struct recipient *to = unanswered(st);

	if (to != NULL)
		to->reply = *r;
	if (!positive(r))
		refused_in_envelope(t, r);
	else if (st->outcome == OUTCOME_NOT_TESTED)
		keep(t, st, r, true);
}

/* That nobody is left to get it was said before, and why. */
static void refused_message(struct talk *t, const struct reply *r)
{
	const struct stage *envelope = t->stages[STAGE_ENVELOPE];

	if (envelope == NULL || envelope->outcome != OUTCOME_FAIL)
		keep(t, talk_enter(t, STAGE_MESSAGE), r, false);
}

static void hear_data(struct talk *t, const struct reply *r)
{
	t->in_body = r->code == 354;
	talk_enter(t, STAGE_MESSAGE)->message->data = *r;
	if (!t->in_body)
		refused_message(t, r);
}

static void hear_body(struct talk *t, const struct reply *r)
{
	if (!positive(r))
		refused_message(t, r);
	else if (talk_enter(t, STAGE_MESSAGE)->outcome == OUTCOME_NOT_TESTED)
		keep(t, t->stages[STAGE_MESSAGE], r, true);
}

static void hear_quit(struct talk *t, const struct reply *r)
{
	keep(t, talk_enter(t, STAGE_QUIT), r, true);
	t->over = true;
}

/* "421 Idle too long": said to nobody in particular. */
static void hear_unasked(struct talk *t, const struct reply *r)
{
	if (t->unasked.code == 0)
		t->unasked = *r;
}

static void (*const hear[])(struct talk *t, const struct reply *r) = {
	[DUE_NOTHING] = hear_unasked,	[DUE_EHLO] = hear_ehlo,	 [DUE_HELO] = hear_helo,
	[DUE_STARTTLS] = hear_starttls, [DUE_AUTH] = login_hear, [DUE_MAIL] = hear_mail,
	[DUE_RCPT] = hear_rcpt,		[DUE_DATA] = hear_data,	 [DUE_BODY] = hear_body,
	[DUE_QUIT] = hear_quit,
};

/* A 220 as the very first word is the greeting, also where the text does not show the connection;
 * of another reply nobody knows then what it was to. */
static bool is_greeting(const struct talk *t, const struct reply *r)
{
	if (t->greeted || t->session->stages.n > 0)
		return false;
	return (!t->client_spoke && t->connected) ||
	       (r->code == 220 && talk_first(t) != DUE_STARTTLS);
}

static void hear_reply(struct talk *t, const struct reply *r)
{
	enum due due = talk_first(t);

	if (is_greeting(t, r)) {
		hear_greeting(t, r);
		return;
	}
	t->greeted = true;
	if (due == DUE_OTHER && r->code != 421) {
		talk_pop(t);
		return;
	}
	if (due == DUE_OTHER)
		due = DUE_NOTHING;
	hear[due](t, r);
	if (!(due == DUE_AUTH && r->code == 334))
		talk_pop(t);
}

/* ---- lines ---- */

/* What is no reply: another protocol, or a server that lost its thread. */
static void hear_nonsense(struct talk *t)
{
	int stage = talk_waiting(t);
	const struct bytes said = {t->in.p, t->in.n};

	if (stage == STAGE_TLS)
		tls_failed(t, &(struct event){.kind = EVENT_SERVER, .text = said});
	else if (stage >= 0 && !talk_failed(t))
		talk_fail(t, (enum stage_id)stage, FAILURE_PROTOCOL, said);
	t->greeted = true;
	buf_clear(&t->in);
}

static void hear_all(struct talk *t)
{
	struct reply r;

	for (;;) {
		switch (t->in.n == 0 ? REPLY_PARTIAL : reply_parse(t->arena, &t->in, &r, NULL)) {
		case REPLY_OK:
			hear_reply(t, &r);
			break;
		case REPLY_PARTIAL:
			return;
		default:
			hear_nonsense(t);
			return;
		}
	}
}

/* With the secrets of this login, should the server repeat them, masked. */
static struct bytes without_echo(struct talk *t, struct bytes line)
{
	struct buf b = {.secret = true};
	struct bytes clean;

	buf_add(&b, line.p, line.n);
	b.n = echo_mask(&t->echo, &b, b.n);
	clean = bytes_copy(t->arena, b.p, b.n);
	buf_free(&b);
	return clean;
}

void talk_hear(struct talk *t, struct bytes line)
{
	line = without_echo(t, line);
	talk_note_line(t, false, line);
	talk_enter(t, STAGE_TCP)->outcome = OUTCOME_PASS;
	buf_add(&t->in, line.p, line.n);
	buf_str(&t->in, "\r\n");
	hear_all(t);
}

/* "250-" was the last that came: a program may have shortened the list. */
void talk_hear_rest(struct talk *t)
{
	struct reply r = {0};

	if (t->in.n > 0 && reply_read(t->arena, t->in.p, &r))
		hear_reply(t, &r);
	buf_clear(&t->in);
}
