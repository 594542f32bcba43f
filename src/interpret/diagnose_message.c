/* DATA and the message: taken, refused, or nobody knows. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/stall.h"

static const struct message_facts no_facts;

static const struct message_facts *facts(const struct place *at)
{
	return at->stage->message != NULL ? at->stage->message : &no_facts;
}

bool message_was_sent(const struct stage *st)
{
	enum { GO_ON = 354 };

	return st->id == STAGE_MESSAGE && st->message != NULL && st->message->data.code == GO_ON;
}

bool message_is_underway(const struct stage *st)
{
	return message_was_sent(st) && st->outcome == OUTCOME_FAIL && st->failure != FAILURE_REPLY;
}

void show_message_underway(const struct place *at, struct finding *f)
{
	if (message_is_underway(at->stage))
		show(at, f, "note",
		     "%s: the message %s was sent, and no reply came: whether it was accepted is "
		     "not "
		     "known",
		     place_name(at), facts(at)->id != NULL ? facts(at)->id : "");
}

/* What happened, and to what. */
static void diagnose_end(const struct place *at, const char *id, const char *what)
{
	bool underway = message_is_underway(at->stage);
	struct finding *f =
		underway ? found(at, id, PER_PORT) : found_case(at, id, "data", PER_PORT);

	show(at, f, "network", "%s: %s%s after %s", place_name(at), what, time_taken(at, " "),
	     underway ? "the message" : "DATA");
	show_message_underway(at, f);
	show_stall(at, f);
	blame(at, f);
}

static void diagnose_refusal(const struct place *at)
{
	const struct reply *reply = &at->stage->reply;
	bool at_data = facts(at)->data.code != 354;
	struct finding *f = reply->code >= 400
				    ? found_reply(at, reply, "DATA", NULL)
				    : found_case(at, "reply-malformed", "out-of-place", PER_PORT);

	if (reply->code < 400)
		show_reply(at, f, reply);
	show(at, f, "note", "%s: in reply to %s", place_name(at),
	     at_data || facts(at)->id == NULL
		     ? "DATA"
		     : arena_printf(at->d->arena, "the message %s", facts(at)->id));
	show_client(at, f, reply);
	put_in_context(at, f);
	blame(at, f);
}

void diagnose_message(const struct place *at)
{
	if (failed_with(at->stage, FAILURE_REPLY))
		diagnose_refusal(at);
	else if (failed_with(at->stage, FAILURE_TIMEOUT))
		diagnose_end(at, "message-timeout", "no answer");
	else if (stage_cut(at->stage))
		diagnose_end(at, "message-closed", "connection closed");
}
