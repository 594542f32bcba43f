/* Everything is decided in turn(): sockets and the timer only ask for one. */
#include "net/path.h"

#include "base/clock.h"
#include "base/memory.h"
#include "net/dial.h"

#include <linux/errqueue.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SILENT_END = 4,	   /* hops at the end of a burst: nobody is behind them */
	SILENT_IN_ROW = 8, /* hops that a port which answers may be behind */
	ROUND_TRIPS = 3,   /* that an answer may take, by the longest seen */
};

/* One SYN and its answer. */
struct shot {
	uv_poll_t poll; /* as long as it is waited for */
	struct path *path;
	struct dial dial;
	bool waiting;
	double sent_ms; /* by the clock */
	struct hop hop;
};

struct path {
	uv_loop_t *loop;
	struct arena *arena; /* of the answers' strings */
	const char *address, *source;
	int port;
	struct path_how how;
	struct shot shots[PATH_LONGEST]; /* by TTL, from 1 */
	int sent;
	int end;      /* the lowest TTL with an answer that is no router's on the way; 0: none */
	bool no_more; /* this machine has no more sockets */
	int windows;
	double began_ms, ended_ms, news_ms, rtt_ms;
	struct timer *timer;
	int handles; /* not closed yet; memory goes with the last */
	bool settled, over, told_settled, told_over, freed;
	void (*wake)(void *arg);
	void *arg;
};

static void turn(struct path *p);

/* ---- what an answer means ---- */

static bool is_time_exceeded(const struct dial *d)
{
	return d->code == 0 && ((d->origin == SO_EE_ORIGIN_ICMP && d->type == 11) ||
				(d->origin == SO_EE_ORIGIN_ICMP6 && d->type == 3));
}

/* A port unreachable that a router says in the host's stead is a filter's. */
static enum hop_answer refused_by(const struct path *p, const struct tcp_facts *f)
{
	return f->offender == NULL || strcmp(f->offender, p->address) == 0 ? HOP_REFUSED
									   : HOP_PROHIBITED;
}

static enum hop_answer answer_of(const struct path *p, const struct dial *d,
				 const struct tcp_facts *f)
{
	if (is_time_exceeded(d))
		return HOP_PASSED;
	switch (f->class) {
	case TCP_OPEN:
	case TCP_RESET:
		return HOP_OPEN;
	case TCP_REFUSED:
		return refused_by(p, f);
	case TCP_PROHIBITED:
		return HOP_PROHIBITED;
	case TCP_UNREACHABLE:
		return HOP_UNREACHABLE;
	case TCP_TIMEOUT:
		return HOP_SILENT;
	default:
		return HOP_LOCAL;
	}
}

/* The system's own shortage says nothing of the way. */
static bool is_shortage(const struct dial *d, const struct tcp_facts *f)
{
	return f->class == TCP_LOCAL_ERROR && d->step == DIAL_SOCKET;
}

/* Both ends of the way have an address that was ours to know. */
static const char *who_answered(const struct path *p, enum hop_answer answer,
				const struct tcp_facts *f)
{
	return answer == HOP_OPEN || answer == HOP_REFUSED ? p->address : f->offender;
}

/* ---- one SYN ---- */

static void on_closed(uv_handle_t *handle)
{
	struct shot *s = handle->data;
	struct path *p = s->path;

	if (--p->handles == 0 && p->freed)
		free(p);
}

static void give_up(struct shot *s)
{
	if (s->dial.fd < 0)
		return;
	if (s->waiting)
		uv_close((uv_handle_t *)&s->poll, on_closed);
	s->waiting = false;
	close(s->dial.fd); /* stops a kernel that would send on */
	s->dial.fd = -1;
}

/* Whoever is behind the end of the way is not on it. */
static void end_at(struct path *p, int ttl)
{
	if (p->end != 0 && p->end < ttl)
		return;
	p->end = ttl;
	for (int i = ttl; i < p->sent; i++)
		give_up(&p->shots[i]);
}

static bool is_end(enum hop_answer answer)
{
	return answer != HOP_SILENT && answer != HOP_PASSED;
}

static void take_answer(struct shot *s, const struct tcp_facts *f)
{
	struct path *p = s->path;
	struct hop *h = &s->hop;

	h->answer = answer_of(p, &s->dial, f);
	if (h->answer == HOP_SILENT)
		return;
	h->address = who_answered(p, h->answer, f);
	h->icmp_origin = f->icmp_origin;
	h->icmp_type = f->icmp_type;
	h->icmp_code = f->icmp_code;
	h->again = f->retransmits > 0;
	h->ms = p->news_ms - s->sent_ms;
	if (h->again) /* the second SYN left a second later */
		h->ms = h->ms > 1000 ? h->ms - 1000 : 0;
	p->rtt_ms = h->ms > p->rtt_ms ? h->ms : p->rtt_ms;
	if (is_end(h->answer))
		end_at(p, h->ttl);
}

/* Sees whether the answer is there. */
static void look(struct shot *s)
{
	struct path *p = s->path;
	struct tcp_facts f;

	dial_look(&s->dial);
	if (s->dial.state == DIAL_WAITING)
		return;
	dial_facts(&s->dial, p->arena, &f);
	p->source = f.source != NULL ? f.source : p->source;
	p->news_ms = clock_mono_ms();
	if (is_shortage(&s->dial, &f)) {
		p->no_more = true;
		p->sent = s->hop.ttl - 1;
	} else {
		take_answer(s, &f);
	}
	give_up(s);
}

static void on_socket(uv_poll_t *handle, int status, int events)
{
	struct shot *s = handle->data;

	(void)status; /* libuv calls any socket error UV_EBADF, and stops: look() finds the true one
		       */
	(void)events;
	look(s);
	if (s->waiting && !uv_is_active((uv_handle_t *)&s->poll))
		uv_poll_start(&s->poll, UV_WRITABLE, on_socket);
	turn(s->path);
}

static void watch(struct shot *s)
{
	struct path *p = s->path;
	int rc = uv_poll_init(p->loop, &s->poll, s->dial.fd);

	if (rc != 0) {
		close(s->dial.fd);
		dial_give_up(&s->dial, -rc);
		return;
	}
	s->poll.data = s;
	s->waiting = true;
	p->handles++;
	uv_poll_start(&s->poll, UV_WRITABLE, on_socket);
}

static void shoot(struct path *p)
{
	struct shot *s = &p->shots[p->sent++];
	const struct dial_how how = {
		.source = p->how.source, .ttl = p->sent, .resends = 1, .abort = true};

	s->path = p;
	s->hop.ttl = p->sent;
	s->sent_ms = p->news_ms = clock_mono_ms();
	dial_start(&s->dial, p->address, p->port, &how);
	if (s->dial.state == DIAL_WAITING)
		watch(s);
	look(s); /* what this machine refuses by itself it says at once */
}

/* ---- when to do what ---- */

static double patience(const struct path *p)
{
	double ms = ROUND_TRIPS * p->rtt_ms;

	if (p->rtt_ms <= 0)
		return PATH_PATIENCE_MS;
	return ms < PATH_PATIENCE_MIN_MS   ? PATH_PATIENCE_MIN_MS
	       : ms > PATH_PATIENCE_MAX_MS ? PATH_PATIENCE_MAX_MS
					   : ms;
}

static double resend_due(const struct path *p, const struct shot *s)
{
	return s->sent_ms + PATH_RESEND_MS + patience(p);
}

static int count_waiting(const struct path *p)
{
	int n = 0;

	for (int i = 0; i < p->sent; i++)
		n += p->shots[i].waiting;
	return n;
}

/* How many of the last TTLs nobody has answered, so far. */
static int silent_at_end(const struct path *p)
{
	int n = 0;

	while (n < p->sent && p->shots[p->sent - 1 - n].hop.answer == HOP_SILENT)
		n++;
	return n;
}

static bool is_quiet(const struct path *p, double now)
{
	return count_waiting(p) == 0 || now >= p->news_ms + patience(p);
}

static bool goes_on(const struct path *p)
{
	if (p->end != 0 || p->no_more || p->sent == PATH_LONGEST)
		return false;
	return p->sent == 0 || silent_at_end(p) < (p->how.open ? SILENT_IN_ROW : SILENT_END);
}

/* The port that answers: the next router is asked as soon as the last one has answered. */
static bool is_due(const struct path *p, double now)
{
	return p->sent == 0 || is_quiet(p, now) || (p->how.open && silent_at_end(p) == 0);
}

static int next_burst(const struct path *p)
{
	int n = !p->how.open ? PATH_BURST : p->sent == 0 ? p->how.routers + 1 : 1;

	return n < PATH_LONGEST - p->sent ? n : PATH_LONGEST - p->sent;
}

static void send_burst(struct path *p)
{
	p->windows++;
	for (int n = next_burst(p); n > 0 && p->end == 0 && !p->no_more; n--)
		shoot(p);
}

/* SYNs that were sent again in vain. */
static void drop_expired(struct path *p, double now)
{
	for (int i = 0; i < p->sent; i++)
		if (p->shots[i].waiting && now >= resend_due(p, &p->shots[i]))
			look(&p->shots[i]);
	for (int i = 0; i < p->sent; i++)
		if (p->shots[i].waiting && now >= resend_due(p, &p->shots[i]))
			give_up(&p->shots[i]);
}

static void sleep_until_next(struct path *p, double now)
{
	double next = p->news_ms + patience(p);

	for (int i = 0; i < p->sent; i++)
		if (p->shots[i].waiting && (next <= now || resend_due(p, &p->shots[i]) < next))
			next = resend_due(p, &p->shots[i]);
	timer_start(p->timer, next - now);
}

static void end(struct path *p)
{
	if (p->over)
		return;
	timer_stop(p->timer);
	for (int i = 0; i < p->sent; i++)
		give_up(&p->shots[i]);
	p->settled = p->over = true;
	p->ended_ms = clock_mono_ms();
}

/* The last thing that a caller of this does: whoever is told may free the path. */
static void tell(struct path *p)
{
	bool news = p->settled != p->told_settled || p->over != p->told_over;

	p->told_settled = p->settled;
	p->told_over = p->over;
	if (news)
		p->wake(p->arg);
}

static void turn(struct path *p)
{
	double now = clock_mono_ms();

	if (p->over || p->freed)
		return;
	drop_expired(p, now);
	while (goes_on(p) && is_due(p, now))
		send_burst(p);
	if (!goes_on(p) && is_quiet(p, now))
		p->settled = true;
	if (!goes_on(p) && count_waiting(p) == 0)
		end(p);
	else
		sleep_until_next(p, now);
	tell(p);
}

/* ---- for the caller ---- */

static void on_timer(void *arg)
{
	turn(arg);
}

struct path *path_start(uv_loop_t *loop, const char *address, int port, const struct path_how *how,
			void (*wake)(void *arg), void *arg)
{
	struct path *p = mem_alloc(sizeof(*p));

	p->loop = loop;
	p->arena = arena_new();
	p->address = arena_str(p->arena, address);
	p->port = port;
	p->how = *how;
	p->how.source = arena_str(p->arena, how->source);
	p->rtt_ms = how->rtt_ms;
	p->wake = wake;
	p->arg = arg;
	p->timer = timer_new(loop, on_timer, p);
	p->began_ms = clock_mono_ms();
	send_burst(p);
	timer_start(p->timer, 0);
	return p;
}

bool path_settled(const struct path *p)
{
	return p->settled;
}

bool path_over(const struct path *p)
{
	return p->over;
}

void path_stop(struct path *p)
{
	end(p);
	p->told_settled = p->told_over = true;
}

double path_rtt(const struct path *p)
{
	return p->rtt_ms;
}

int path_behind(const struct path *p)
{
	return p->end != 0 ? p->sent - p->end : 0;
}

void path_facts(const struct path *p, struct arena *a, struct trace *t)
{
	int last = p->end != 0 ? p->end : p->sent;

	t->source = arena_str(a, p->source);
	t->ms = (p->over ? p->ended_ms : clock_mono_ms()) - p->began_ms;
	t->windows = p->windows;
	t->hops = (struct list){0};
	for (int i = 0; i < last; i++) {
		struct hop *h = ARENA_NEW(a, struct hop);

		*h = p->shots[i].hop;
		h->address = arena_str(a, h->address);
		list_append(&t->hops, h);
	}
}

struct path *path_free(struct path *p)
{
	if (p == NULL)
		return NULL;
	end(p);
	p->timer = timer_free(p->timer);
	p->arena = arena_free(p->arena);
	p->freed = true;
	if (p->handles == 0)
		free(p);
	return NULL;
}
