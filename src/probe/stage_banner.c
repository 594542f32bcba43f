/* stage_banner.c - the server speaks first: 220, or what it is that speaks there */
#include "probe/talk.h"

/* A last look after our QUIT at the time-out: a proxy that waits for the client, or an accept queue
 * that lost our connection, delivers the greeting only now. Who has more patience has it here too.
 */
enum { LAST_LOOK_MS = 1000, LAST_LOOK_PART = 30 };

static enum verdict banner_enter(struct probe *p)
{
	p->now->banner = PROBE_NEW(p, struct banner_facts);
	return STAGE_WAIT;
}

/* A TLS alert or handshake begins so; the version behind it tells it from other noise. */
static bool is_half_a_record(const struct buf *in)
{
	return in->n == 1 && (in->p[0] == 0x15 || in->p[0] == 0x16);
}

static enum verdict banner_input(struct probe *p)
{
	enum verdict v;

	if (p->quit_said && conn_in(p->conn)->n > 0)
		p->now->banner->after_client = true;
	if (is_half_a_record(conn_in(p->conn)))
		return STAGE_WAIT;
	v = probe_hear(p);
	if (v == STAGE_WAIT && p->quit_said && conn_state(p->conn) != CONN_OPEN)
		return probe_fail(p,
				  FAILURE_TIMEOUT); /* it hung up on our QUIT: still no greeting */
	if (v != STAGE_NEXT)
		return v;
	p->greeted = true;
	if (p->quit_said) /* what follows is the answer to that */
		return probe_fail_detail(p, FAILURE_TIMEOUT, (struct bytes){0});
	return p->now->reply.code == 220 ? STAGE_NEXT : probe_fail(p, FAILURE_REPLY);
}

static double last_look(const struct probe *p)
{
	double part = budget_banner(p) / LAST_LOOK_PART;

	return part > LAST_LOOK_MS ? part : LAST_LOOK_MS;
}

static enum verdict banner_late(struct probe *p)
{
	enum verdict v;

	if (p->quit_said || conn_in(p->conn)->n > 0)
		return probe_fail(p, FAILURE_TIMEOUT);
	p->quit_said = true;
	v = probe_say(p, "QUIT");
	probe_patience(p, last_look(p));
	return v;
}

const struct stage_kind stage_banner = {
	.id = STAGE_BANNER,
	.budget = budget_banner,
	.enter = banner_enter,
	.input = banner_input,
	.late = banner_late,
};
