/* traces.h - from what the interpreter wants to know, or the user asks for, to ways to trace */
#ifndef SMTPSCOPE_RUN_TRACES_H
#define SMTPSCOPE_RUN_TRACES_H

#include "run/run.h"

/* Jobs of struct trace_job, in the arena of `r`: for each want of a trace, and where options.trace
 * asks for it for what the target needs. */
void followup_traces(struct record *r, const struct run *run, const struct list *wants,
		     struct list *jobs);

#endif
