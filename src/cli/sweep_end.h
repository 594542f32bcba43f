/* sweep_end.h - how a sweep ended: its exit status, and what is to be said of it */
#ifndef SMTPSCOPE_CLI_SWEEP_END_H
#define SMTPSCOPE_CLI_SWEEP_END_H

#include "cli/cli.h"
#include "sweep/progress.h"
#include "sweep/targets.h"

struct sweep_end {
	const struct cli_options *options;
	struct targets *list;
	struct sweep_state state;
	unsigned long unusable; /* targets that turned out to be none */
	bool stopped;		/* somebody has ended it */
	bool cannot_write;	/* the results */
	bool list_broke;	/* at a bad line (--strict), or in the middle */
};

/* The first that fits of those in the manual. */
int sweep_status(const struct sweep_end *e);

/* On stderr: what was passed over, and how the rest comes to be done. */
void sweep_say_end(struct arena *a, const struct sweep_end *e);

#endif
