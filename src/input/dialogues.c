#include "input/dialogues.h"

#include "transcript/transcript.h"

#include <string.h>

static bool both_spoke(const struct session *s)
{
	bool sent = false, came = false;

	LIST_EACH (const struct transcript_line, l, &s->transcript) {
		sent = sent || l->sent;
		came = came || !l->sent;
	}
	return sent && came;
}

static bool beyond_connecting(const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages)
		if (st->id != STAGE_TCP &&
		    (st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL))
			return true;
	return false;
}

static bool greeted(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	return banner != NULL && banner->reply.code != 0;
}

/* A dialogue shows with whom it was held, or what both said, or it is a program's own that begins
 * with a greeting. Of less a verdict would be a guess: a reply or the last line of a program is
 * better explained by itself. */
static bool tells_enough(const struct dialogue *d)
{
	if (d->record->host != NULL)
		return true;
	LIST_EACH (const struct session, s, &d->record->sessions)
		if ((both_spoke(s) && beyond_connecting(s)) || (greeted(s) && !d->of_no_program))
			return true;
	return false;
}

struct list dialogues_explain(struct arena *a, const struct knowledge *k, struct bytes text,
			      bool show_user, struct input_place place)
{
	struct list read = {0}, telling = {0};
	struct item *next;

	transcript_read(a, k, text, show_user, &read);
	for (struct item *it = read.first; it != NULL; it = next) {
		struct dialogue *d = (struct dialogue *)(void *)it;

		next = it->next;
		d->of.file = place.file;
		d->of.line += place.line - 1;
		if (tells_enough(d))
			list_append(&telling, d);
	}
	return transcript_explain(a, k, &telling);
}

/* A report of ours ends with what we made of it: that is no trouble that came after it. */
static bool breaks_off(const struct explanation *x)
{
	if (x->form != NULL && strcmp(x->form, "smtpscope -v") == 0)
		return false;
	if (x->verdict->status != VERDICT_OK)
		return false;
	LIST_EACH (const struct session, s, &x->record->sessions)
		if (session_passed(s, STAGE_AUTH) || session_passed(s, STAGE_ENVELOPE))
			return false;
	return true;
}

bool dialogues_break_off(const struct list *explained)
{
	LIST_EACH (const struct explanation, x, explained)
		if (!breaks_off(x))
			return false;
	return true;
}
