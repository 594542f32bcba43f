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
	const struct observer *observer; /* or NULL */
	const struct redact_rules *hiding; /* what is done to the record before it is interpreted for
					      good; NULL: nothing */
	struct guard *guard;		 /* that of the settings, or NULL */
};

/* Fills `r` and returns its interpretation; SIGINT and SIGTERM end it early with what is known.
 * NULL with one line in *fault where the target or a setting cannot be used. */
struct interpretation *run_target(const struct run *run, struct record *r, const char **fault);

#endif
