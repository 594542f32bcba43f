/* log_source.h - a log from a source into a summary, by as many threads as there are processors */
#ifndef SMTPSCOPE_INPUT_LOG_SOURCE_H
#define SMTPSCOPE_INPUT_LOG_SOURCE_H

#include "input/source.h"
#include "log/summary.h"

struct log_source_options {
	struct log_clock clock; /* how stamps without year or zone are read */
	unsigned workers;	/* 0: as many as there are processors */
	uint64_t lines_before;	/* of the text that it is a part of */
	size_t block;		/* bytes that a thread reads at a time; 0: what is good */
	/* Called between blocks, by any thread, by one at a time; NULL: not at all. */
	void (*progress)(void *of, const struct source *s);
	void *of;
};

/* All of `from`, which log_form_of() its first bytes has found to be a log of `form`. 0; -1 and
 * one line in *fault where it went wrong on the way: what came before it counts. */
int log_source_read(struct log_summary *s, struct source *from, const struct log_form *form,
		    const struct log_source_options *o, const char **fault);

#endif
