/* pulse.h - while others are silent, one that answered is asked again
 *
 * Lost packets and a filter look alike: silence. Where one destination answers every time and
 * another never, in the same seconds, it was no bad luck. */
#ifndef SMTPSCOPE_PROBE_PULSE_H
#define SMTPSCOPE_PROBE_PULSE_H

#include "base/arena.h"
#include "base/list.h"
#include "probe/job.h"

enum { PULSES_MAX = 6 }; /* of one address; with the first connection it had seven, of eight */

/* Between two of them; all have an answer or none well before others' patience ends. */
double pulse_interval(const struct settings *s);

/* `probes`: of struct probe, all of this round. Is one still waiting for an answer? */
bool pulse_wanted(const struct list *probes);

/* Connections to make now: endpoints (struct endpoint, in `a`), one for each family that has a
 * control which answered. */
struct list pulse_endpoints(struct arena *a, const struct list *probes, const struct settings *s);

#endif
