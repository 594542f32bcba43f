#include "transcript/talk.h"

struct stage *talk_enter(struct talk *t, enum stage_id id)
{
	struct stage *st = t->stages[id];

	if (st != NULL)
		return st;
	st = t->stages[id] = ARENA_NEW(t->arena, struct stage);
	st->id = id;
	st->outcome = OUTCOME_NOT_TESTED;
	stage_make_facts(t->arena, st);
	return st;
}

bool talk_failed(const struct talk *t)
{
	for (int id = 0; id < STAGE_COUNT; id++)
		if (t->stages[id] != NULL && t->stages[id]->outcome == OUTCOME_FAIL)
			return true;
	return false;
}

void talk_fail(struct talk *t, enum stage_id id, enum failure failure, struct bytes detail)
{
	enum { EVIDENCE_MAX = 512 };
	struct stage *st = talk_enter(t, id);

	st->outcome = OUTCOME_FAIL;
	st->failure = failure;
	if (detail.n > 0)
		st->detail = bytes_copy(t->arena, detail.p,
					detail.n < EVIDENCE_MAX ? detail.n : EVIDENCE_MAX);
}

void talk_note_line(struct talk *t, bool sent, struct bytes text)
{
	struct transcript_line *l = ARENA_NEW(t->arena, struct transcript_line);

	l->sent = sent;
	l->tls = t->tls;
	l->text = bytes_copy(t->arena, text.p, text.n);
	list_append(&t->session->transcript, l);
}

void talk_push(struct talk *t, enum due due)
{
	if (t->dues < DUE_MAX)
		t->due[(t->first_due + t->dues++) % DUE_MAX] = due;
}

enum due talk_first(const struct talk *t)
{
	return t->dues == 0 ? DUE_NOTHING : t->due[t->first_due];
}

void talk_pop(struct talk *t)
{
	if (t->dues == 0)
		return;
	t->first_due = (t->first_due + 1) % DUE_MAX;
	t->dues--;
}

static int stage_of(const struct talk *t, enum due due)
{
	switch (due) {
	case DUE_EHLO:
	case DUE_HELO:
		return (int)talk_ehlo_stage(t);
	case DUE_STARTTLS:
		return STAGE_STARTTLS;
	case DUE_AUTH:
		return STAGE_AUTH;
	case DUE_MAIL:
	case DUE_RCPT:
		return STAGE_ENVELOPE;
	case DUE_DATA:
	case DUE_BODY:
		return STAGE_MESSAGE;
	default:
		return -1;
	}
}

static bool awaits_handshake(const struct talk *t)
{
	const struct stage *starttls = t->stages[STAGE_STARTTLS];

	if (t->tls)
		return false;
	return t->stages[STAGE_TLS] != NULL || t->mode == TLS_MODE_IMPLICIT ||
	       (starttls != NULL && starttls->outcome == OUTCOME_PASS);
}

int talk_waiting(const struct talk *t)
{
	if (t->stages[STAGE_TCP] != NULL && t->stages[STAGE_TCP]->outcome != OUTCOME_PASS)
		return STAGE_TCP;
	if (awaits_handshake(t))
		return STAGE_TLS;
	if (!t->greeted && talk_first(t) == DUE_NOTHING)
		return STAGE_BANNER;
	return stage_of(t, talk_first(t));
}
