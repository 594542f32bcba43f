/* followup.h - from what the interpreter wants to know to endpoints that can tell */
#ifndef SMTPSCOPE_RUN_FOLLOWUP_H
#define SMTPSCOPE_RUN_FOLLOWUP_H

#include "interpret/finding.h"
#include "probe/job.h"
#include "run/run.h"

/* Endpoints that settle `wants` (of struct want), in the arena of `r`; what the user's options rule
 * out is left out. None of them logs in. */
void followup_endpoints(struct record *r, const struct run *run, const struct list *wants,
			struct list *endpoints);

#endif
