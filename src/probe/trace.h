/* trace.h - traces of a run, paced so that routers can answer: fills record.traces */
#ifndef SMTPSCOPE_PROBE_TRACE_H
#define SMTPSCOPE_PROBE_TRACE_H

#include "probe/common.h"
#include "probe/schedule.h"

/* The longest that a subject and its controls take, once begun. It is over after about 1.2 s where
 * the path fits into one burst: the kernel sends a SYN again after 1 s, which is how a router is
 * asked once more that may only answer so many a second, and the controls run meanwhile. The rest
 * is for longer paths, slow ones, and controls that lead nowhere. */
enum { TRACE_JOB_MS = 3000 };

struct tracer; /* of one engine: it remembers who was asked, and when */

struct tracer *tracer_new(struct common *c, struct schedule *s);
struct tracer *tracer_free(struct tracer *t); /* takes NULL, returns NULL */

/* `jobs` (struct trace_job) must stay until it is no longer busy. */
void tracer_begin(struct tracer *t, const struct list *jobs);
bool tracer_busy(const struct tracer *t);

/* Ends what runs, with the facts so far; what has not begun is dropped. */
void tracer_stop(struct tracer *t);

#endif
