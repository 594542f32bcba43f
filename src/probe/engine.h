/* engine.h - one run's lookups and sessions on a loop; fills a record, knows no advice */
#ifndef SMTPSCOPE_PROBE_ENGINE_H
#define SMTPSCOPE_PROBE_ENGINE_H

#include "probe/hub.h"
#include "probe/job.h"

struct engine;

/* With a hub of its own. `settings` and `observer` (may be NULL) must outlive the engine. NULL with
 * one line in *fault where a setting cannot be used. */
struct engine *engine_new(const struct settings *settings, const struct observer *observer,
			  struct record *record, const char **fault);

/* On a hub with others; its settings for trust, names and certificate are those of the hub. */
struct engine *engine_new_on(struct hub *hub, const struct settings *settings,
			     const struct observer *observer, struct record *record);

struct engine *engine_free(struct engine *e); /* takes NULL, returns NULL */

/* A DNS question to ask, for engine_ask(). */
struct question {
	struct item item;
	const char *name, *type;
};

/* Each returns when all is answered or over: they run the loop. Facts go to the record. The time
 * limit settings.total_ms runs from engine_new() over all of them. One after the other; so do those
 * that only begin (below). */
void engine_ask(struct engine *e, const struct list *questions);

/* A and AAAA (by settings.family), hosts file and literals for each of `hosts` (struct
 * string_item): record.queries and record.addresses. */
void engine_resolve(struct engine *e, const struct list *hosts);

/* Sessions of `endpoints` (struct endpoint), fanned out over addresses in parallel: at most 3 at
 * once and 8 in all per address, over all calls. An endpoint beyond the 8 gives a session whose tcp
 * stage is "not-tested" with the note "connection-budget". */
void engine_probe(struct engine *e, const struct list *endpoints);

/* Nothing is said that long, and the time limit does not run meanwhile; an interruption ends it. */
void engine_rest(struct engine *e, double ms);

/* One more place to compare a trace with. */
struct control {
	struct item item;
	const char *host, *address;
	int port;
};

/* Hops to find on the way to `address`:`port`. The controls are traced in their order until one
 * shows a hop behind the last that answered for the subject. */
struct trace_job {
	struct item item;
	const char *host, *address;
	int port;
	bool open;	      /* it answers, if only with a refusal: at most one SYN gets there */
	struct list controls; /* of struct control */
};

/* Facts go to record.traces: each subject, then its controls; a copy where an address and port were
 * traced before in this run. At most 3 s for a job (probe/trace.h), those of a family one after the
 * other and no faster than routers may answer. A live port's trace counts as a connection of
 * engine_probe()'s 8 an address; beyond them, there is none. */
void engine_trace(struct engine *e, const struct list *jobs);

/* A chain to complete, for engine_fetch_issuers(). */
struct issuer_job {
	struct item item;
	struct session *session; /* of the record, whose server did not send an issuer */
};

/* The issuers from where the certificates say they are, for each of `jobs`: tls_facts.fetched and,
 * in the case that they prove the chain, tls_facts.verified. At most 8 requests a run, each URL
 * once, to hosts that a stranger may name (http/stranger.h). Not through a proxy. */
void engine_fetch_issuers(struct engine *e, const struct list *jobs);

/* Runs the loop until what was begun is over. */
void engine_wait(struct engine *e);

/* The same for who has other runs on that loop: they return at once, and `idle` is called from the
 * loop when it is over, never before. It may begin the next, or free the engine. What they are
 * given must stay until then. Not through a proxy whose name has to be looked up. */
typedef void engine_idle_fn(void *arg);
void engine_on_idle(struct engine *e, engine_idle_fn *idle, void *arg);
void engine_begin_ask(struct engine *e, const struct list *questions);
void engine_begin_resolve(struct engine *e, const struct list *hosts);
void engine_begin_probe(struct engine *e, const struct list *endpoints);

/* Questions of which some follow from others, and documents that follow from answers. `look` is
 * called from the loop: at first, and whenever something has come, which is in record.queries and
 * record.domain->fetched then. It asks what follows by engine_ask_more() and engine_fetch(), of
 * everything once; where all has come and it asks for nothing more, that is the end. What has no
 * answer when the time is up is a time-out. */
typedef void engine_look_fn(void *arg);
void engine_begin_study(struct engine *e, engine_look_fn *look, void *arg);
void engine_ask_more(struct engine *e, const char *name, const char *type);
/* `addresses` (struct string_item): of the host of `url`. Not through a proxy. */
void engine_fetch(struct engine *e, const char *url, const struct list *addresses);

/* ms that the run has taken, without what it waited for runs beside it. */
double engine_elapsed(const struct engine *e);

/* Ends what runs on its hub: sessions fail with FAILURE_INTERRUPTED, those that have not begun are
 * not tested, and nothing begins any more. From an observer, any thread, or a signal handler. */
void engine_interrupt(struct engine *e);

/* SIGINT, SIGTERM and, if it is not ignored, SIGHUP interrupt the engine; a second one ends the
 * program as if unwatched. */
void engine_watch_signals(struct engine *e);

#endif
