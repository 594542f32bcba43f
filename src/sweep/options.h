/* options.h - what the command line asks of a sweep, besides what it asks of every check */
#ifndef SMTPSCOPE_SWEEP_OPTIONS_H
#define SMTPSCOPE_SWEEP_OPTIONS_H

#include "sweep/shard.h"

#include <stdbool.h>

/* Whether degraded counts as failed, and the first bad line ends it, is cli_options.strict. */
struct sweep_options {
	const char *file; /* the list; "-": stdin */
	int jobs;	  /* targets in flight over all loops, 0: as many as descriptors allow */
	int loops;	  /* threads, 0: one a processor */
	double rate;	  /* connections a second over all, 0: any */
	struct shard shard;
	bool resume;  /* what stands in the file of -o stays, and is not done again */
	bool brief;   /* a short object a line */
	bool summary; /* after the end; on stdout, which then gets no lines */
};

enum {
	SWEEP_JOBS_MOST = 100000,
	SWEEP_LOOPS_MOST = 64,
	SWEEP_CONNECTIONS = 3 /* to one address for one target, follow-ups included */
};

#endif
