/* progress.h - how far a sweep is, while it runs: one line on a terminal that is written anew, or a
 * plain line a minute where stderr is none and somebody asked (-v) */
#ifndef SMTPSCOPE_SWEEP_PROGRESS_H
#define SMTPSCOPE_SWEEP_PROGRESS_H

#include "base/buf.h"

#include <stdbool.h>

/* What the numbers of a sweep are at one moment. */
struct sweep_state {
	unsigned long done;   /* targets with a result, those of an earlier run included */
	unsigned long before; /* of those: of an earlier run (--resume) */
	unsigned long total;  /* 0: not known */
	double part;	      /* of the list that is read, 0 to 1; -1: not known */
	unsigned long in_flight;
	unsigned long of[4]; /* of those done, by enum verdict_status */
};

/* How fast it goes: the last quarter of a minute counts most. {0} knows nothing. */
struct sweep_rate {
	bool begun;
	double began, last; /* ms by clock_mono_ms() */
	unsigned long done; /* of this run, at `last` */
	double per_s;
};
void sweep_rate_note(struct sweep_rate *r, const struct sweep_state *s, double now);

/* What is told of `s`, in at most `columns` columns, no newline: the most important first, what has
 * no room is left out. Pure. */
void sweep_progress_line(struct buf *out, const struct sweep_state *s, const struct sweep_rate *r,
			 int columns, bool colour);

/* The last line, when all is over; as above. */
void sweep_progress_end_line(struct buf *out, const struct sweep_state *s,
			     const struct sweep_rate *r, double now, bool colour);

/* ---- on stderr ---- */

struct sweep_progress;

/* `verbosity` as of the command line: -1 (-q) shows nothing; `colour`: of stderr. NULL where
 * nothing is to be shown; all below take NULL. */
struct sweep_progress *sweep_progress_new(int verbosity, bool colour);

/* To be called often: shows something four times a second at most. */
void sweep_progress_show(struct sweep_progress *p, const struct sweep_state *s);

/* Before anything else is written to stderr, or to a terminal at all. */
void sweep_progress_clear(struct sweep_progress *p);

/* The last line; releases, returns NULL. */
struct sweep_progress *sweep_progress_end(struct sweep_progress *p, const struct sweep_state *s);

#endif
