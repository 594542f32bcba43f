/* saved.h - reports that were saved, back in memory and interpreted with today's knowledge */
#ifndef SMTPSCOPE_CLI_SAVED_H
#define SMTPSCOPE_CLI_SAVED_H

#include "cli/cli.h"
#include "interpret/finding.h"

struct saved {
	struct item item;
	const char *file; /* as named; "-": stdin */
	int line;	  /* of NDJSON, from 1; 0: the file is one document */
	struct record *record;
	struct interpretation *interpretation;
};

/* Adds what is in `file` to `out`: 0, or -1 with one line in *fault. Its parts end with
 * saved_free(), before `k`. */
int saved_read(struct arena *a, const struct cli_options *o, const char *file,
	       const struct knowledge *k, struct list *out, const char **fault);
void saved_free(struct list *saved);

#endif
