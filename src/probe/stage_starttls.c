/* stage_starttls.c - the command; bytes between its 220 and our ClientHello are a finding */
#include "probe/injection.h"
#include "probe/talk.h"
#include "smtp/caps.h"

/* No honest server speaks here; one that was lured into it has its words in flight already. */
enum { SETTLE_MS = 5 };

static enum verdict starttls_enter(struct probe *p)
{
	p->now->starttls = PROBE_NEW(p, struct starttls_facts);
	if (!caps_has(p->caps, "STARTTLS") && !p->ep->starttls_anyway)
		return probe_fail(p, FAILURE_NOT_OFFERED);
	if (p->ep->injection)
		return probe_say_two(p, "STARTTLS", INJECTED_COMMAND);
	return probe_say(p, "STARTTLS");
}

static enum verdict starttls_input(struct probe *p)
{
	enum verdict v;

	if (p->now->reply.code == 220) /* settling */
		return STAGE_WAIT;
	v = probe_hear(p);
	if (v != STAGE_NEXT)
		return v;
	if (p->now->reply.code != 220)
		return probe_fail(p, FAILURE_REPLY);
	probe_patience(p, SETTLE_MS);
	return STAGE_WAIT;
}

/* Injected words are dropped, so that TLS can still be seen. */
static enum verdict starttls_late(struct probe *p)
{
	if (p->now->reply.code != 220)
		return probe_fail(p, FAILURE_TIMEOUT);
	p->now->starttls->injected = probe_unread(p);
	buf_clear(conn_in(p->conn));
	return STAGE_NEXT;
}

const struct stage_kind stage_starttls = {
	.id = STAGE_STARTTLS,
	.budget = budget_reply,
	.enter = starttls_enter,
	.input = starttls_input,
	.late = starttls_late,
};
