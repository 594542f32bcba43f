/* hub.h - one event loop, and what all runs on it share: names, trust, the gate of handshakes, time
 *
 * An interactive command has one hub and one run; a sweep has a hub for each of its threads, with
 * thousands of runs. Nothing of a hub is for other threads, but where a comment says so. */
#ifndef SMTPSCOPE_PROBE_HUB_H
#define SMTPSCOPE_PROBE_HUB_H

#include "base/ring.h"
#include "net/hosts.h"
#include "net/known.h"
#include "net/lag.h"
#include "net/loop.h"
#include "net/tls.h"
#include "probe/answers.h"
#include "probe/job.h"
#include "probe/pace.h"

/* More at once and the tool measures its own processor, not the servers. */
enum { HANDSHAKES_AT_ONCE = 8 };

struct hub;

/* One run as its hub sees it. */
struct hub_task {
	void (*turn)(struct hub_task *t); /* has something changed for it? May free it */
	void (*stop)(struct hub_task *t); /* the user has enough: end soon */
	struct hub *hub;
	struct ring among, due, gate, called; /* the hub's */
};

struct hub {
	uv_loop_t loop;
	struct resolver *resolver;
	struct answers *answers;
	struct hosts *hosts;
	struct client_cert *certificate; /* to show, or NULL */
	struct known *known;		 /* certificates */
	struct trust *trust;		 /* NULL where no walk gets as far as TLS */
	struct pace *pace;		 /* of all hubs of a sweep; NULL: this is the only run */
	struct lag *lag;
	int handshakes; /* in progress */
	size_t gated;	/* tasks that wait for theirs */

	/* hub.c's own */
	const char *hostname;
	struct list resolvers; /* of struct string_item */
	struct arena *arena;
	struct ring tasks, due, gate;
	struct timer *turn;
	bool turning; /* the timer runs: who starts it again and again would put it off for ever */
	uv_async_t interrupt, call;
	uv_mutex_t lock; /* of `called` */
	struct ring called;
	uv_signal_t *signals; /* where they are watched */
};

/* What a hub of many runs has and one of a single run has not. */
struct hub_many {
	struct pace *pace;
	size_t answers;	  /* that are remembered */
	size_t questions; /* to the DNS, under way */
};

/* `settings`: resolver, trust store, certificate; it must outlive the hub. `many`: NULL where there
 * is one run. NULL with one line in *fault (constant or in `a`) where a setting cannot be used. */
struct hub *hub_new(const struct settings *settings, const struct hub_many *many, struct arena *a,
		    const char **fault);

/* Takes NULL, returns NULL. After all tasks have left. */
struct hub *hub_free(struct hub *h);

/* Who we are and whom we ask for names, into a record that does not say it yet. */
void hub_see_vantage(const struct hub *h, struct record *r);

void hub_join(struct hub *h, struct hub_task *t);
void hub_leave(struct hub_task *t);

/* Its turn comes soon, from the loop. */
void hub_nudge(struct hub_task *t);

/* The same from any thread. */
void hub_call(struct hub_task *t);

/* True: a handshake may begin, and is counted until hub_gate_close(). False: the task's turn comes
 * when it is worth asking again, in the order of asking. */
bool hub_gate_open(struct hub_task *t);
void hub_gate_close(struct hub *h);

/* Every task is stopped. From any thread or a signal handler. */
void hub_interrupt(struct hub *h);

/* SIGINT, SIGTERM and, if it is not ignored, SIGHUP interrupt the hub; a second one ends the
 * program as if unwatched. */
void hub_watch_signals(struct hub *h);

/* What happened since the loop last ran: its idea of the time, an interruption. */
void hub_catch_up(struct hub *h);

#endif
