/* stage_tcp.c - connect, to the server or to the proxy, with the reason when it fails */
#include "net/sockets.h"
#include "probe/probe.h"
#include "smtp/address.h"

#include <string.h>

static void on_wake(void *arg)
{
	probe_pump(arg);
}

static void dial(struct probe *p, const char *address, int port)
{
	const struct dial_how how = {.source = p->set->source, .mss = p->ep->mss};

	conn_free(p->conn);
	p->conn = conn_dial(&p->common->hub->loop, address, port, &how, on_wake, p);
}

/* Which of the proxy's addresses it was is told even where none answers. */
static void dial_proxy(struct probe *p, const struct address *at)
{
	const struct proxy_url *url = &p->set->proxy.url;
	struct stage *st = session_stage(p->session, STAGE_PROXY);

	if (st->proxy == NULL)
		st->proxy = PROBE_NEW(p, struct proxy_facts);
	*st->proxy = (struct proxy_facts){.scheme = proxy_schemes[url->kind],
					  .address = at->address,
					  .port = url->port,
					  .method = -1,
					  .login = -1,
					  .code = -1};
	p->proxy.at = at;
	dial(p, at->address, url->port);
}

static enum verdict tcp_enter(struct probe *p)
{
	if (common_proxied(p->common))
		dial_proxy(p, p->common->proxy);
	else
		dial(p, p->session->address, p->session->port);
	return STAGE_WAIT;
}

/* One address of a proxy is as good as another. Later sessions need not find out again. */
static enum verdict not_connected(struct probe *p)
{
	const struct address *next = NULL;

	if (p->proxy.at != NULL)
		next = (const void *)p->proxy.at->item.next;
	if (next == NULL)
		return probe_fail(p, FAILURE_NET);
	if (p->common->proxy == p->proxy.at)
		p->common->proxy = next;
	dial_proxy(p, next);
	probe_patience(p, budget_connect(p));
	return STAGE_WAIT;
}

/* ---- no descriptor, no port ---- */

enum { PAUSE_MS = 250, PAUSES_MOST = 12, DOUBLINGS_MOST = 4 };

/* Among thousands of others it is no result that there were too many for this machine at that
 * moment: they are tried again, and meanwhile fewer begin. Alone it is one. */
static bool may_pause(const struct probe *p)
{
	return p->common->hub->pace != NULL && conn_is_short(p->conn) &&
	       p->tcp.shortages < PAUSES_MOST;
}

static enum verdict pause_dialling(struct probe *p)
{
	int doublings = p->tcp.shortages < DOUBLINGS_MOST ? p->tcp.shortages : DOUBLINGS_MOST;

	if (p->tcp.shortages++ == 0)
		pace_short(p->common->hub->pace, clock_mono_ms());
	p->tcp.pausing = true;
	probe_patience(p, PAUSE_MS << doublings);
	return STAGE_WAIT;
}

/* The time that is told is that of the server. */
static enum verdict dial_again(struct probe *p)
{
	p->tcp.pausing = false;
	p->now->at_ms = common_now(p->common);
	tcp_enter(p);
	probe_patience(p, budget_connect(p));
	return STAGE_WAIT;
}

static enum verdict tcp_input(struct probe *p)
{
	if (p->tcp.pausing)
		return STAGE_WAIT;
	switch (conn_state(p->conn)) {
	case CONN_DIALLING:
		return STAGE_WAIT;
	case CONN_FAILED:
		return may_pause(p) ? pause_dialling(p) : not_connected(p);
	default:
		return STAGE_NEXT; /* closed at once is a matter of the next stage */
	}
}

static enum verdict tcp_late(struct probe *p)
{
	return p->tcp.pausing ? dial_again(p) : not_connected(p);
}

/* Our addresses that reached out, each once. */
static void keep_source(struct record *r, const char *source)
{
	if (!list_has_string(&r->sources, source))
		list_add_string(&r->sources, r->arena, source);
}

/* Those who gave up together see the same; to look costs milliseconds. */
static const struct tcp_facts *seen_just_now(const struct probe *p)
{
	enum { JUST_MS = 500 };

	LIST_EACH (const struct session, s, &p->common->record->sessions) {
		const struct stage *tcp = session_stage(s, STAGE_TCP);

		if (s != p->session && s->port == p->session->port && tcp->tcp != NULL &&
		    tcp->tcp->class == TCP_TIMEOUT &&
		    address_family(s->address) == address_family(p->session->address) &&
		    tcp->at_ms + tcp->ms + JUST_MS > p->now->at_ms + p->now->ms)
			return tcp->tcp;
	}
	return NULL;
}

/* Whom others reach on that port, and how many ask at once. In a sweep that would be its own
 * connections, and the more there are, the more each look costs. */
static void look_around(const struct probe *p, struct tcp_facts *f)
{
	const struct tcp_facts *before = seen_just_now(p);
	struct sockets_use use = {0};

	if (p->common->hub->pace != NULL)
		return;
	if (before == NULL)
		use = sockets_use(p->session->address, p->session->port);
	f->machine_open = before != NULL ? before->machine_open : use.open;
	f->machine_waiting = before != NULL ? before->machine_waiting : use.waiting;
}

static void tcp_leave(struct probe *p)
{
	struct tcp_facts *f = PROBE_NEW(p, struct tcp_facts);

	conn_tcp_facts(p->conn, p->common->record->arena, f);
	if (f->class == TCP_TIMEOUT && p->now->failure == FAILURE_NET)
		look_around(p, f);
	p->now->tcp = f;
	if (p->now->outcome == OUTCOME_PASS && f->source != NULL)
		keep_source(p->common->record, f->source);
}

const struct stage_kind stage_tcp = {
	.id = STAGE_TCP,
	.budget = budget_connect,
	.enter = tcp_enter,
	.input = tcp_input,
	.late = tcp_late,
	.leave = tcp_leave,
};
