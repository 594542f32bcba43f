/* durations.h - how long many things took: a count by size, not each of them */
#ifndef SMTPSCOPE_REPORT_DURATIONS_H
#define SMTPSCOPE_REPORT_DURATIONS_H

#include <stdint.h>

enum { DURATIONS_STEPS = 16, DURATIONS_DOUBLES = 40 }; /* of a doubling; from 1/16 ms on */

/* {0} is empty. */
struct durations {
	uint64_t n;
	double worst; /* ms */
	uint64_t at[DURATIONS_STEPS * DURATIONS_DOUBLES];
};

void durations_add(struct durations *d, double ms);

/* What that share (0 to 1) of them took at most, ms: right to 5 %, and never more than the worst;
 * 0: there are none. */
double durations_share(const struct durations *d, double share);

#endif
