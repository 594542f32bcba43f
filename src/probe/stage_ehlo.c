/* stage_ehlo.c - EHLO, before and after TLS; never a silent HELO instead */
#include "probe/ehloname.h"
#include "probe/talk.h"
#include "smtp/caps.h"
#include "smtp/egress.h"

static const char *our_name(struct probe *p)
{
	struct record *r = p->common->record;
	const struct stage *tcp = session_stage(p->session, STAGE_TCP);

	if (p->ep->ehlo != NULL)
		return p->ep->ehlo;
	if (p->set->ehlo != NULL)
		return p->set->ehlo;
	return ehlo_name(r->arena, r->hostname, tcp->tcp->source);
}

static enum verdict ehlo_enter(struct probe *p)
{
	p->now->ehlo = PROBE_NEW(p, struct ehlo_facts);
	p->now->ehlo->name = our_name(p);
	return probe_say(p, "EHLO %s", p->now->ehlo->name);
}

static enum verdict ehlo_input(struct probe *p)
{
	struct list *caps = &p->now->ehlo->capabilities;
	enum verdict v = probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	if (p->now->reply.code / 100 != 2)
		return probe_fail(p, FAILURE_REPLY);
	caps_read(p->common->record->arena, &p->now->reply, caps);
	egress_add(p->common->record->arena, p->now, &p->common->record->egress);
	p->caps = caps;
	return STAGE_NEXT;
}

const struct stage_kind stage_ehlo = {
	.id = STAGE_EHLO,
	.budget = budget_reply,
	.enter = ehlo_enter,
	.input = ehlo_input,
};

const struct stage_kind stage_ehlo_again = {
	.id = STAGE_EHLO_AGAIN,
	.budget = budget_reply,
	.enter = ehlo_enter,
	.input = ehlo_input,
};
