#include "interpret/sent.h"

#include "interpret/facts.h"
#include "know/label.h"

const char *const sent_fate_names[] = {"accepted", "refused", "unknown", NULL};

static enum sent_fate fate_of(const struct stage *st)
{
	if (st->outcome == OUTCOME_PASS)
		return SENT_ACCEPTED;
	return failed_with(st, FAILURE_REPLY) ? SENT_REFUSED : SENT_UNKNOWN;
}

/* Its own words end where the next reply begins: the id is in the first line. */
static struct bytes first_line(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			text.n = i;
	return text;
}

static const struct sent *sent_in(struct arena *a, const struct knowledge *k,
				  const struct session *s, const struct stage *st)
{
	enum { GO_ON = 354 };
	struct sent *sent = ARENA_NEW(a, struct sent);
	const struct label *l;

	sent->fate = fate_of(st);
	sent->session = s;
	sent->message_id = st->message->id;
	if (st->reply.code == GO_ON)
		return sent;
	l = label_in(k, LABEL_MESSAGE, first_line(st->reply.text), &sent->server_id);
	sent->software = l == NULL ? NULL : l->title;
	return sent;
}

const struct sent *sent_of(struct arena *a, const struct record *r, const struct knowledge *k)
{
	enum { GO_ON = 354 };

	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, STAGE_MESSAGE) : NULL;

		if (st != NULL && st->message != NULL && st->message->data.code == GO_ON)
			return sent_in(a, k, s, st);
	}
	return NULL;
}
