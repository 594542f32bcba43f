/* results_old.h - what a sweep that has ended, or was killed, has left in its file
 *
 * A line counts only with its newline: whoever is killed writes the newline last, so what has none
 * may have been meant to be longer, be it JSON or not. After a power cut a file may also be as long
 * as it was to be but hold zeroes where the data never came. */
#ifndef SMTPSCOPE_SWEEP_RESULTS_OLD_H
#define SMTPSCOPE_SWEEP_RESULTS_OLD_H

#include "sweep/result_line.h"
#include "sweep/results.h"

enum { RESULTS_LINE_MAX = 64 * 1024 * 1024 }; /* a longer line stays, but nobody reads it */

struct results_old {
	const char *name;      /* as faults call the file, harmless */
	enum result_form form; /* what is to be written behind it */
	struct seen *seen;     /* gets the keys of all results */
	results_old_fn *fn; /* or NULL; gets no blank line and nothing of what is taken away; of a
			       line that is too long it gets none of the bytes */
	void *arg;
};

/* Reads the open file and repairs it, so that it is a sequence of whole lines: what is behind the
 * last of them, or behind the last without zeroes, is cut off, and lines with zeroes before that
 * become blank. NULL, or one line (arena), and the file is as it was: it is no file of results, or
 * one of the other form, or is compressed, or a part of it cannot be read or written. `fd` must
 * not append (O_APPEND): pwrite() would, too. */
const char *results_old_read(struct arena *a, int fd, const struct results_old *o);

#endif
