/* targets.h - the list of a sweep, read line by line in constant memory (but for what was seen)
 *
 * Three forms, told by the first bytes: lines of TARGET with optional key=value behind it and
 * comments from "#" on; CSV with a header (RFC 4180) that has a column "target"; NDJSON, an object
 * a line with a member "target", or with a member "target" that has a "key", as the lines of an
 * earlier sweep have. Each may be compressed (input/source.h). */
#ifndef SMTPSCOPE_SWEEP_TARGETS_H
#define SMTPSCOPE_SWEEP_TARGETS_H

#include "input/source.h"
#include "sweep/seen.h"
#include "sweep/shard.h"
#include "sweep/target.h"

struct targets;

enum { TARGETS_LINE_MAX = 64 * 1024 };

/* What a line is read with; all of it must outlive the list. */
struct targets_options {
	const struct plan_options *plan;   /* of all targets */
	const struct settings *settings;   /* ... */
	const struct knowledge *knowledge; /* providers have names */
	const struct seen *done;	   /* not to be done again: asked for each line, so it may
					      be filled until the first; NULL: none */
	struct shard shard;
};

/* Opens `file`, "-": stdin, and reads its first line. NULL, and one line in *fault (arena) that
 * names the file and the remedy: it cannot be read, holds no target, is no list. */
struct targets *targets_open(struct arena *a, const char *file, const struct targets_options *o,
			     const char **fault);
/* The same of a source, which is closed with it; messages call it `name`. */
struct targets *targets_of(struct arena *a, struct source *s, const char *name,
			   const struct targets_options *o, const char **fault);

const char *targets_name(const struct targets *t); /* as messages call the list; harmless */

/* Of CSV: the names of columns that no target has, with commas between, as "customer, prot"; NULL:
 * there are none. What stands in them is passed over. */
const char *targets_unused(const struct targets *t);

void targets_close(struct targets *t); /* takes NULL */

enum targets_got {
	TARGETS_ONE,
	TARGETS_BAD,	/* that line is no target: *fault, "FILE:17: ...", says why; go on */
	TARGETS_END,	/* *fault: NULL, or that there was no target at all */
	TARGETS_BROKEN, /* the file cannot be read any further: *fault */
};

/* The next target that is new and of our shard, in `a`. Blocks where the file is a pipe. */
enum targets_got targets_next(struct targets *t, struct arena *a, struct sweep_target *target,
			      const char **fault);

struct targets_counts {
	unsigned long lines; /* in which something stands: the sum of all that follow */
	unsigned long targets, bad;
	unsigned long twice;  /* came before in this list */
	unsigned long done;   /* of targets_options.done */
	unsigned long others; /* of other shards */
	bool ended;	      /* all of the list has been read */
	double part;	      /* of the file that is read, 0..1; -1: that is unknown */
};
/* Any thread may ask. */
struct targets_counts targets_counts(struct targets *t);

#endif
