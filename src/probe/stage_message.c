/* stage_message.c - DATA: the one message of a run, where all else of the session passed */
#include "probe/message.h"
#include "probe/talk.h"

enum { DATA_GO_ON = 354 };

/* RFC 5321 section 4.5.3.2: a server may take twice as long for a message as for a command; whoever
 * gives up before does not know what became of it. */
static double message_budget(const struct probe *p)
{
	return 2 * budget_reply(p);
}

static enum verdict message_wanted(struct probe *p)
{
	const struct stage *envelope = session_stage(p->session, STAGE_ENVELOPE);

	if (envelope->outcome != OUTCOME_PASS) { /* then why it has none holds for this, too */
		p->now->note = envelope->note;
		return STAGE_SKIP;
	}
	if (p->common->sent)
		return probe_skip(p, NOTE_TRIED_ELSEWHERE);
	return p->envelope->message != NULL ? STAGE_NEXT : probe_skip(p, NOTE_CHANNEL);
}

static enum verdict message_enter(struct probe *p)
{
	const struct message *m = p->envelope->message;

	p->now->message = PROBE_NEW(p, struct message_facts);
	p->now->message->id = m->id;
	p->now->message->size = m->size;
	return probe_say(p, "DATA");
}

/* From the first byte on it may arrive: nothing of the run will ever say it again. */
static enum verdict after_data(struct probe *p)
{
	p->now->message->data = p->now->reply;
	if (p->now->reply.code != DATA_GO_ON)
		return probe_fail(p, FAILURE_REPLY);
	p->common->sent = true;
	return probe_say_message(p, p->envelope->message->text);
}

static enum verdict message_input(struct probe *p)
{
	enum verdict v = probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	if (p->now->message->data.code == 0)
		return after_data(p);
	return p->now->reply.code / 100 == 2 ? STAGE_NEXT : probe_fail(p, FAILURE_REPLY);
}

const struct stage_kind stage_message = {
	.id = STAGE_MESSAGE,
	.budget = message_budget,
	.wanted = message_wanted,
	.enter = message_enter,
	.input = message_input,
};
