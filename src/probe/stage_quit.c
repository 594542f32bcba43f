/* stage_quit.c - a polite end, also after failures; its own course is no fault of anybody's */
#include "probe/talk.h"

enum { QUIT_MS = 3000 };

static double quit_budget(const struct probe *p)
{
	return p->set->reply_ms < QUIT_MS ? p->set->reply_ms : QUIT_MS;
}

static enum verdict quit_wanted(struct probe *p)
{
	bool unasked = !p->quit_said && conn_in(p->conn)->n > 0;

	if (!p->greeted || unasked || conn_state(p->conn) != CONN_OPEN)
		return probe_skip(p, NOTE_OUT_OF_STEP);
	return STAGE_NEXT;
}

static enum verdict quit_enter(struct probe *p)
{
	if (p->quit_said)
		return STAGE_WAIT;
	p->quit_said = true;
	return probe_say(p, "QUIT");
}

static enum verdict quit_input(struct probe *p)
{
	enum verdict v = probe_hear(p);

	return v == STAGE_WAIT && conn_state(p->conn) != CONN_OPEN ? STAGE_NEXT : v;
}

static enum verdict quit_late(struct probe *p)
{
	(void)p;
	return STAGE_NEXT;
}

const struct stage_kind stage_quit = {
	.id = STAGE_QUIT,
	.budget = quit_budget,
	.wanted = quit_wanted,
	.enter = quit_enter,
	.input = quit_input,
	.late = quit_late,
};
