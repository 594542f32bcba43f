#include "report/durations.h"

#include <math.h>

static const double LEAST = 1.0 / 16; /* ms; what is shorter counts as that */

/* 0 for the least; each step is a part of a doubling, by the exponent and what is behind it. */
static int step_of(double ms)
{
	int exponent;
	double part = frexp(ms > LEAST ? ms / LEAST : 1, &exponent); /* 0.5 <= part < 1 */
	int step = (exponent - 1) * DURATIONS_STEPS + (int)((part - 0.5) * 2 * DURATIONS_STEPS);

	return step < DURATIONS_STEPS * DURATIONS_DOUBLES ? step
							  : DURATIONS_STEPS * DURATIONS_DOUBLES - 1;
}

/* The middle of a step, ms. */
static double middle(int step)
{
	double part = 1 + (step % DURATIONS_STEPS + 0.5) / DURATIONS_STEPS;

	return ldexp(LEAST * part, step / DURATIONS_STEPS);
}

void durations_add(struct durations *d, double ms)
{
	d->n++;
	d->at[step_of(ms)]++;
	if (ms > d->worst)
		d->worst = ms;
}

double durations_share(const struct durations *d, double share)
{
	double wanted = ceil(share * (double)d->n), seen = 0;
	int step = 0;

	if (d->n == 0)
		return 0;
	while ((seen += (double)d->at[step]) < wanted)
		step++;
	return fmin(middle(step), d->worst);
}
