/* stage_envelope.c - MAIL, RCPT, RSET: may this sender send, and to whom; no message */
#include "probe/talk.h"
#include "smtp/caps.h"

#include <inttypes.h>

/* Of a server that others bring their mail to nobody expects that it refuses MAIL in clear. */
enum { RELAY_PORT = 25 };

/* Who logged in sends the envelope; where nobody does, one session sends it without. */
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

static bool is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static bool needs_utf8(const struct settings *set)
{
	LIST_EACH (struct string_item, to, &set->to) {
		if (!is_ascii(to->s))
			return true;
	}
	return !is_ascii(set->from);
}

static enum verdict envelope_enter(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	const struct settings *set = p->set;
	const char *size = "", *utf8 = "";
	enum verdict v;

	p->now->envelope = PROBE_NEW(p, struct envelope_facts);
	if (p->ep->injection) { /* a sender and recipients would be somebody's */
		p->now->envelope->from = "";
		return probe_say(p, "MAIL FROM:<>");
	}
	p->now->envelope->from = set->from;
	p->envelope.to = (const struct string_item *)(const void *)set->to.first;
	if (set->size >= 0 && caps_has(p->caps, "SIZE"))
		size = arena_printf(a, " SIZE=%" PRId64, set->size);
	if (needs_utf8(set) && caps_has(p->caps, "SMTPUTF8"))
		utf8 = " SMTPUTF8";
	v = probe_say(p, "MAIL FROM:<%s>%s%s", set->from, size, utf8);
	if (v == STAGE_WAIT && !probe_logs_in(p))
		probe_take_turn(p);
	return v;
}

static enum verdict say_next(struct probe *p)
{
	const struct string_item *to = p->envelope.to;

	p->envelope.command = to != NULL ? ENVELOPE_RCPT : ENVELOPE_RSET;
	return to != NULL ? probe_say(p, "RCPT TO:<%s>", to->s) : probe_say(p, "RSET");
}

static void keep_recipient(struct probe *p)
{
	struct recipient *r = PROBE_NEW(p, struct recipient);

	r->address = p->envelope.to->s;
	r->reply = p->now->reply;
	list_append(&p->now->envelope->recipients, r);
	p->envelope.to = (const struct string_item *)(const void *)p->envelope.to->item.next;
}

/* The first refusal is the stage's; 421 ends the conversation. */
static enum verdict after_recipient(struct probe *p)
{
	const struct reply *r = &p->now->reply;

	keep_recipient(p);
	if (r->code / 100 != 2 && p->envelope.refusal.code == 0)
		p->envelope.refusal = *r;
	return r->code == 421 ? probe_fail(p, FAILURE_REPLY) : say_next(p);
}

static enum verdict after_reset(struct probe *p)
{
	if (p->envelope.refusal.code == 0)
		return STAGE_NEXT;
	p->now->reply = p->envelope.refusal;
	return probe_fail(p, FAILURE_REPLY);
}

static enum verdict envelope_input(struct probe *p)
{
	enum verdict v = probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	switch (p->envelope.command) {
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
