/* stage_envelope.c - MAIL, RCPT, RSET: may this sender send, and to whom */
#include "probe/message.h"
#include "probe/talk.h"
#include "smtp/address.h"
#include "smtp/caps.h"

#include <inttypes.h>

/* Who logged in sends the envelope; where nobody does, one session sends it without. Of a server
 * that others bring their mail to nobody expects that it refuses MAIL in clear. */
static enum verdict envelope_wanted(struct probe *p)
{
	if (p->ep->injection && p->ep->port != RELAY_PORT)
		return STAGE_NEXT;
	if (p->set->from == NULL)
		return probe_skip(p, NOTE_NO_SENDER);
	if (!p->ep->login)
		return probe_skip(p, NOTE_NOT_NEEDED);
	if (!probe_logs_in(p))
		return probe_turn(p, p->verified ? 0 : RANK_UNVERIFIED);
	if (login_held_by(&p->common->login, &p->candidate))
		return STAGE_NEXT;
	return probe_skip(p, NOTE_TRIED_ELSEWHERE);
}

/* ---- MAIL ---- */

/* As they are said: with domains in A-labels. */
static void learn_addresses(struct probe *p, struct envelope_facts *f)
{
	struct arena *a = p->common->record->arena;

	f->from = mailbox_to_say(a, p->set->from, &f->utf8);
	LIST_EACH (const struct string_item, to, &p->set->to)
		list_add_string(&p->envelope->to, a, mailbox_to_say(a, to->s, &f->utf8));
	p->envelope->next = (const struct string_item *)(const void *)p->envelope->to.first;
}

/* With a message to follow its own size, unless the user has named another. */
static int64_t size_to_declare(const struct probe *p)
{
	if (!caps_has(p->caps, "SIZE"))
		return 0;
	if (p->set->size >= 0)
		return p->set->size;
	return p->envelope->message != NULL ? p->envelope->message->size : 0;
}

/* What the list rules out is not even said. */
static bool offers_enough(const struct probe *p, const struct envelope_facts *f)
{
	int64_t limit = caps_size(p->caps);

	return (!f->utf8 || caps_has(p->caps, "SMTPUTF8")) && (limit <= 0 || f->size <= limit);
}

static enum verdict say_mail(struct probe *p, const struct envelope_facts *f)
{
	const char *run = p->common->record->id;
	struct buf more = {0};
	enum verdict v;

	if (f->size > 0)
		buf_printf(&more, " SIZE=%" PRId64, f->size);
	if (f->utf8)
		buf_str(&more, " SMTPUTF8");
	if (f->utf8 && p->envelope->message != NULL && caps_has(p->caps, "8BITMIME"))
		buf_str(&more, " BODY=8BITMIME"); /* its header has those addresses, too */
	if (f->notify != NULL && caps_has(p->caps, "DSN"))
		buf_printf(&more, " RET=HDRS%s%s", run != NULL ? " ENVID=" : "",
			   run != NULL ? run : "");
	v = probe_say(p, "MAIL FROM:<%s>%s", f->from, more.n > 0 ? more.p : "");
	buf_free(&more);
	return v;
}

static enum verdict envelope_enter(struct probe *p)
{
	struct envelope_facts *f = p->now->envelope = PROBE_NEW(p, struct envelope_facts);
	enum verdict v;

	p->envelope = PROBE_NEW(p, struct envelope_plan);
	if (p->ep->injection) { /* a sender and recipients would be somebody's */
		f->from = "";
		return probe_say(p, "MAIL FROM:<>");
	}
	learn_addresses(p, f);
	if (p->set->send && message_fits_channel(p))
		p->envelope->message = message_compose(p, f->from, &p->envelope->to, f->utf8);
	f->size = size_to_declare(p);
	f->notify = p->set->notify;
	v = offers_enough(p, f) ? say_mail(p, f) : probe_fail(p, FAILURE_NOT_OFFERED);
	if (v == STAGE_WAIT && !probe_logs_in(p))
		probe_take_turn(p);
	return v;
}

/* ---- RCPT, and the end ---- */

static enum verdict say_rcpt(struct probe *p, const char *to)
{
	const char *notify = caps_has(p->caps, "DSN") ? p->now->envelope->notify : NULL;

	p->envelope->command = ENVELOPE_RCPT;
	return probe_say(p, "RCPT TO:<%s>%s%s", to, notify != NULL ? " NOTIFY=" : "",
			 notify != NULL ? notify : "");
}

/* A message follows where nothing speaks against it; else nothing is left behind. */
static enum verdict say_next(struct probe *p)
{
	if (p->envelope->next != NULL)
		return say_rcpt(p, p->envelope->next->s);
	if (p->envelope->message != NULL && p->envelope->refusal.code == 0)
		return STAGE_NEXT;
	p->envelope->command = ENVELOPE_RSET;
	return probe_say(p, "RSET");
}

static void keep_recipient(struct probe *p)
{
	struct recipient *r = PROBE_NEW(p, struct recipient);

	r->address = p->envelope->next->s;
	r->reply = p->now->reply;
	list_append(&p->now->envelope->recipients, r);
	p->envelope->next = (const struct string_item *)(const void *)p->envelope->next->item.next;
}

/* The first refusal is the stage's; 421 ends the conversation. */
static enum verdict after_recipient(struct probe *p)
{
	const struct reply *r = &p->now->reply;

	keep_recipient(p);
	if (r->code / 100 != 2 && p->envelope->refusal.code == 0)
		p->envelope->refusal = *r;
	return r->code == 421 ? probe_fail(p, FAILURE_REPLY) : say_next(p);
}

static enum verdict after_reset(struct probe *p)
{
	if (p->envelope->refusal.code == 0)
		return STAGE_NEXT;
	p->now->reply = p->envelope->refusal;
	return probe_fail(p, FAILURE_REPLY);
}

static enum verdict envelope_input(struct probe *p)
{
	enum verdict v = probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	switch (p->envelope->command) {
	case ENVELOPE_RCPT:
		return after_recipient(p);
	case ENVELOPE_RSET:
		return after_reset(p);
	default:
		p->now->envelope->mail = p->now->reply;
		return p->now->reply.code / 100 == 2 ? say_next(p) : probe_fail(p, FAILURE_REPLY);
	}
}

const struct stage_kind stage_envelope = {
	.id = STAGE_ENVELOPE,
	.budget = budget_reply,
	.wanted = envelope_wanted,
	.enter = envelope_enter,
	.input = envelope_input,
};
