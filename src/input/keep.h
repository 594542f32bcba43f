/* keep.h - inside this room: the explanations of all that is read, in memory that does not grow
 * with it
 *
 * What is read of one file or message lives in an arena that goes with it; of an explanation that
 * is kept only the item is copied, and explained again. */
#ifndef SMTPSCOPE_INPUT_KEEP_H
#define SMTPSCOPE_INPUT_KEEP_H

#include "interpret/explain.h"

struct keep;

struct keep *keep_new(struct arena *a, const struct knowledge *k,
		      const struct explain_context *context);
struct keep *keep_free(struct keep *k); /* takes NULL, returns NULL */

/* One file or message being read. */
struct keeping {
	struct arena *arena;
	bool own;  /* `arena` goes at the end */
	bool held; /* ... or not, since something that is kept points into it */
};

/* `many`: there will be more of its kind. */
struct keeping keep_begin(struct keep *k, bool many);
void keep_end(struct keep *k, struct keeping *kept);

/* What was found (of struct explanation, in kept->arena). */
void keep_all(struct keep *k, struct keeping *kept, const struct list *explained);
void keep_dialogues(struct keep *k, struct keeping *kept, const struct list *explained);

/* All that are kept, and the groups of `logs` between them, in `a`: what is to be fixed first goes
 * first. Among equals the order is that of reading, and `logs` keep theirs. */
struct list keep_sorted(struct keep *k, struct arena *a, const struct list *logs);

#endif
