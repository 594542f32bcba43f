/* run.h - one target from plan to verdict, in rounds */
#ifndef SMTPSCOPE_RUN_RUN_H
#define SMTPSCOPE_RUN_RUN_H

#include "interpret/interpret.h"
#include "plan/plan.h"
#include "probe/job.h"
#include "record/redact.h"
#include "run/guard.h"

enum { RUN_ROUNDS_MAX = 3 };

struct run {
	const struct settings *settings;
	const struct plan_options *options;
	const struct target *target;
	const struct knowledge *knowledge;
	const struct observer *observer;   /* or NULL */
	const struct redact_rules *hiding; /* what is done to the record before it is interpreted
					      for good; NULL: nothing */
	struct guard *guard;		   /* that of the settings, or NULL */
	bool among_many; /* others run beside it: one round of follow-ups, none of them about a
			    server that is silent, and nothing that only one run can do at a time
			    (traces, issuers, suites, more logins) */
};

/* Fills `r` and returns its interpretation; SIGINT and SIGTERM end it early with what is known.
 * NULL with one line in *fault where the target or a setting cannot be used. */
struct interpretation *run_target(const struct run *run, struct record *r, const char **fault);

/* The same on a hub with others: returns at once. `over` is called from the loop when all is known,
 * never before this returns; `i`, which is the receiver's, is NULL with one line in `fault` (of the
 * record, or constant) where the target cannot be used. `run` and `r` must stay until then. */
typedef void run_over_fn(void *arg, struct interpretation *i, const char *fault);
void run_begin(const struct run *run, struct hub *hub, struct record *r, run_over_fn *over,
	       void *arg);

#endif
