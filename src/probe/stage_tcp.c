/* stage_tcp.c - connect, with the reason when it fails */
#include "probe/probe.h"

#include <string.h>

static double tcp_budget(const struct probe *p)
{
	if (p->ep->connect_ms > 0)
		return p->ep->connect_ms;
	return p->ep->offered ? p->set->connect_ms : p->set->not_offered_ms;
}

static void on_wake(void *arg)
{
	probe_pump(arg);
}

static enum verdict tcp_enter(struct probe *p)
{
	const struct dial_how how = {.source = p->set->source, .mss = p->ep->mss};

	p->conn =
		conn_dial(p->common->loop, p->session->address, p->session->port, &how, on_wake, p);
	return STAGE_WAIT;
}

static enum verdict tcp_input(struct probe *p)
{
	switch (conn_state(p->conn)) {
	case CONN_DIALLING:
		return STAGE_WAIT;
	case CONN_FAILED:
		return probe_fail(p, FAILURE_NET);
	default:
		return STAGE_NEXT; /* closed at once is a matter of the next stage */
	}
}

static enum verdict tcp_late(struct probe *p)
{
	return probe_fail(p, FAILURE_NET);
}

/* Our addresses that reached out, each once. */
static void keep_source(struct record *r, const char *source)
{
	if (!list_has_string(&r->sources, source))
		list_add_string(&r->sources, r->arena, source);
}

static void tcp_leave(struct probe *p)
{
	struct tcp_facts *f = p->now->tcp = PROBE_NEW(p, struct tcp_facts);

	conn_tcp_facts(p->conn, p->common->record->arena, f);
	if (p->now->outcome == OUTCOME_PASS && f->source != NULL)
		keep_source(p->common->record, f->source);
}

const struct stage_kind stage_tcp = {
	.id = STAGE_TCP,
	.budget = tcp_budget,
	.enter = tcp_enter,
	.input = tcp_input,
	.late = tcp_late,
	.leave = tcp_leave,
};
