/* stage_injection.c - was the command behind STARTTLS obeyed inside TLS (CVE-2011-0411)?
 *
 * In TLS nothing has been said yet: a reply now answers what came in clear, and what anybody on the
 * way could have put there. One that comes after our patience meets our QUIT, in place of a 221. */
#include "probe/talk.h"

/* Two of its slowest round trips so far, and no less than a busy server takes to look around. */
enum { ROUND_TRIPS = 2, WAIT_MIN_MS = 250 };

static double slowest_round_trip(const struct probe *p)
{
	const struct stage *tcp = session_stage(p->session, STAGE_TCP);
	double ms = tcp != NULL && tcp->tcp != NULL ? tcp->tcp->rtt_ms : 0;

	LIST_EACH (const struct stage, st, &p->session->stages)
		if ((st->id == STAGE_EHLO || st->id == STAGE_ENVELOPE) && st->ms > ms)
			ms = st->ms;
	return ms;
}

static double injection_budget(const struct probe *p)
{
	double ms = ROUND_TRIPS * slowest_round_trip(p);

	ms = ms > WAIT_MIN_MS ? ms : WAIT_MIN_MS;
	return ms < budget_reply(p) ? ms : budget_reply(p);
}

static enum verdict injection_enter(struct probe *p)
{
	(void)p;
	return STAGE_WAIT;
}

static enum verdict injection_input(struct probe *p)
{
	return probe_hear(p);
}

static enum verdict injection_late(struct probe *p)
{
	return conn_in(p->conn)->n > 0 ? probe_fail(p, FAILURE_PROTOCOL) : STAGE_NEXT;
}

const struct stage_kind stage_injection = {
	.id = STAGE_NOOP,
	.budget = injection_budget,
	.enter = injection_enter,
	.input = injection_input,
	.late = injection_late,
};
