/* fleet.h - the targets of a list, thousands at a time, over some event loops
 *
 * One thread reads the list, one for each loop probes. A target belongs to one loop from its first
 * question to its result. */
#ifndef SMTPSCOPE_SWEEP_FLEET_H
#define SMTPSCOPE_SWEEP_FLEET_H

#include "interpret/finding.h"
#include "probe/pace.h"
#include "sweep/targets.h"

struct fleet;

/* All of it must outlive the fleet. */
struct fleet_how {
	const struct settings *settings;
	const struct plan_options *plan;
	const struct knowledge *knowledge;
	struct targets *list;
	struct pace *pace;
	int loops;
	size_t jobs; /* targets in flight, over all loops */

	/* A new record of a run. Of the thread that reads. */
	struct record *(*record)(void *arg);

	/* A line that is no target, or a file that breaks off: false ends the list here. Of the
	 * same thread. */
	bool (*bad)(void *arg, enum targets_got got, const char *fault);

	/* A target is done. `i` NULL: it cannot be checked, `fault` says why. Of any loop's thread.
	 */
	void (*result)(void *arg, const struct sweep_target *t, const struct record *r,
		       const struct interpretation *i, const char *fault);

	/* All targets are done, or those in flight after fleet_stop(). Of any thread, once. */
	void (*over)(void *arg);
	void *arg;
};

/* NULL with one line in *fault (`a`, or constant) where a setting cannot be used. */
struct fleet *fleet_start(struct arena *a, const struct fleet_how *how, const char **fault);

/* No new target begins. Any thread. */
void fleet_stop(struct fleet *f);

/* ... and those in flight end unfinished: they have no result. Any thread. */
void fleet_abort(struct fleet *f);

size_t fleet_in_flight(struct fleet *f); /* any thread */

/* After `over`. False: the thread that reads the list still waits for it (a pipe, a terminal), so
 * that nothing it uses may go away; only the process's end ends it. */
bool fleet_free(struct fleet *f);

#endif
