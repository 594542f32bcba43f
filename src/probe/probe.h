/* probe.h - one session on its walk: the state that stages share, and what moves it along
 *
 * Only probe.c changes stage, so order, deadlines, outcomes and times exist once. */
#ifndef SMTPSCOPE_PROBE_PROBE_H
#define SMTPSCOPE_PROBE_PROBE_H

#include "base/buf.h"
#include "net/conn.h"
#include "net/hello.h"
#include "net/loop.h"
#include "probe/common.h"
#include "probe/note.h"
#include "probe/stage.h"
#include "sasl/exchange.h"

/* What stands between MAIL and the message. */
struct envelope_plan {
	struct list to;			/* of struct string_item, as they are said */
	const struct string_item *next; /* whose RCPT is under way or due next */
	enum { ENVELOPE_MAIL, ENVELOPE_RCPT, ENVELOPE_RSET } command;
	struct reply refusal;	       /* the first */
	const struct message *message; /* that will follow, or NULL */
};

struct probe {
	struct item item;
	struct common *common;
	const struct settings *set;
	const struct endpoint *ep;
	struct session *session;

	/* the walk */
	const struct step *walk, *last, *at;
	struct stage *now; /* of the record: the stage we are at */
	bool entered;	   /* ... has begun, and its clock runs */
	bool begun;	   /* has a connection, until it is closed */
	bool over;
	struct pace_place place; /* among those of other runs */
	struct timer *deadline;
	struct conn *conn; /* NULL before the tcp stage and after the end */

	/* what stages leave behind for later ones */
	bool greeted;		 /* a banner was read: we may speak */
	bool quit_said;		 /* nothing more may be said */
	bool unasked;		 /* it spoke out of turn: nothing but QUIT may be said */
	bool tls, verified;	 /* a handshake was done; and with whom we meant */
	bool proven;		 /* ... and an authority stands for it: may be told a secret */
	const struct list *caps; /* of the EHLO that counts, of struct bytes_item; never NULL */
	struct candidate candidate;

	/* inner state of the stages that speak more than once */
	struct {
		int shortages; /* times that this machine had no descriptor or port */
		bool pausing;  /* until it may have one */
	} tcp;
	struct {
		const struct address *at; /* which of its addresses */
		int step;
	} proxy;
	struct hello_reader *hello; /* while a hello by hand waits for its answer */
	struct {
		bool chosen;
		bool begun;				/* AUTH was said */
		bool working;				/* on what is to be said next */
		bool cancelled;				/* "*" was said */
		const struct sasl_mechanism *mechanism; /* NULL: none of ours */
		struct sasl_exchange *exchange;		/* while it goes on */
	} auth;
	struct envelope_plan *envelope; /* NULL before that stage */
};

/* A session in the record with all stages not reached, and a probe (in `a`) that will walk it. */
struct probe *probe_new(struct arena *a, struct common *c, const struct endpoint *ep,
			const char *address);

void probe_pump(struct probe *p); /* something may have come, or changed */

/* Ends the walk from outside: FAILURE_INTERRUPTED, or not tested where it had not begun. */
void probe_stop(struct probe *p, enum note why);

/* Of a probe that has not begun: its first stage was not tested, or that stage, with that detail.
 */
void probe_untested(struct probe *p, enum stage_id id, enum note why, const char *detail);

/* Closes the connection; nothing of `p` is called back after it. */
void probe_close(struct probe *p);

/* ---- for stages ---- */

/* Answers STAGE_FAIL. Raw evidence for the failure (unread bytes, errno) is kept as its detail. */
enum verdict probe_fail(struct probe *p, enum failure f);
enum verdict probe_fail_detail(struct probe *p, enum failure f, struct bytes detail);
enum verdict probe_skip(struct probe *p, enum note why); /* answers STAGE_SKIP */

/* Has it something to log in with? A secret is not all that will do. */
bool probe_logs_in(const struct probe *p);

/* May this session log in (send the envelope) now? STAGE_NEXT, STAGE_WAIT, or STAGE_SKIP; and: it
 * does, so no other may in this run. */
enum verdict probe_turn(struct probe *p, int handicap);
void probe_take_turn(struct probe *p);

/* Patience from now on, instead of the stage's budget. */
void probe_patience(struct probe *p, double ms);

/* The name to send in TLS, NULL: none. */
const char *probe_sni(const struct probe *p);

double budget_connect(const struct probe *p);
double budget_reply(const struct probe *p);
double budget_banner(const struct probe *p);

#define PROBE_NEW(p, type) ARENA_NEW((p)->common->record->arena, type)

#endif
