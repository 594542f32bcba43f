/* reach.h - how far a trace has come */
#ifndef SMTPSCOPE_PROBE_REACH_H
#define SMTPSCOPE_PROBE_REACH_H

#include "record/record.h"

struct reach {
	int routers; /* TTL of the last router on the way */
	int last;    /* ... of the last that answered at all */
	bool open;
	bool ended; /* by an answer that no router on the way gives */
};

struct reach reach_of(const struct trace *t);

/* Answers of `later`, which asked some TTLs once more or further ones, go into `t` where there is
 * silence or nothing; what is then behind its end is cut off. Takes hops of `later` away. */
void reach_add(struct trace *t, struct trace *later);

#endif
