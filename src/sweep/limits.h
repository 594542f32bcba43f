/* limits.h - how many connections this machine lets one program have at once
 *
 * Descriptors are what there is too few of: each connection has one. Local ports are no limit here,
 * as the system gives the same port again for another address, and few go to one (probe/pace.h). */
#ifndef SMTPSCOPE_SWEEP_LIMITS_H
#define SMTPSCOPE_SWEEP_LIMITS_H

#include "base/arena.h"

enum { LIMITS_JOBS = 10000 }; /* targets in flight where nobody asks for a number */

struct limits {
	unsigned long files; /* descriptors that the program may have */
	int connections;     /* ... and what is left of them for connections, at least one */
};

/* As many event loops as `wanted`, as far as there are descriptors for them; one at least. */
int limits_loops(int wanted);

/* Raises the soft limit of descriptors to the hard one. Some are set aside for `loops` event
 * loops, their name servers, and files. */
struct limits limits_raise(int loops);

/* Targets in flight: `asked`, or LIMITS_JOBS where that is 0, as far as there are connections.
 * *warning (`a`): less than was asked for, and what to do about it, one line; or NULL. */
int limits_jobs(const struct limits *l, int asked, struct arena *a, const char **warning);

#endif
