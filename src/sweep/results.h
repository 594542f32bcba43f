/* results.h - the file of a sweep: one line a target, whole or not at all
 *
 * Lines are handed over by any thread and written by one of its own, in the order of coming, each
 * group with one write(). A file that a killed run has left is repaired and gone on with. */
#ifndef SMTPSCOPE_SWEEP_RESULTS_H
#define SMTPSCOPE_SWEEP_RESULTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "sweep/result_line.h"
#include "sweep/seen.h"

#include <stdbool.h>

struct results;

enum {
	RESULTS_RESUME = 1,  /* `path` may exist: what stands there stays, and goes to `seen` */
	RESULTS_FORCE = 2,   /* `path` may exist: it is emptied */
	RESULTS_PRIVATE = 4, /* 0600, where it is made or emptied */
	RESULTS_BRIEF = 8    /* lines will be short ones (report/brief.h) */
};

/* What a line that stands in the file tells about, without its newline; called before
 * results_open() returns. It may be none of a result (`l` says so); one that is too long for any
 * comes empty. */
typedef void results_old_fn(void *arg, const char *line, size_t n, const struct result_line *l);

/* `path` NULL: stdout, whatever `how` says; it may name a pipe or a character device, too. Keys
 * (member target.key) of the results that are there go to `seen`; a last line that is cut off is
 * taken away, and so its target is missing. `old` (NULL: nobody) hears of each. NULL, and one line
 * in *fault: the file exists, is none of ours, has results of the other form, or another run has
 * it; then nothing in it has changed. */
struct results *results_open(struct arena *a, const char *path, int how, struct seen *seen,
			     results_old_fn *old, void *arg, const char **fault);

/* `line`, whose one newline is its end, is copied. Blocks where more than a bounded number of bytes
 * wait. False: nothing can be written any more, results_fault() says why. Any thread. */
bool results_add(struct results *r, const struct buf *line);
const char *results_fault(struct results *r);	/* NULL: none so far */
unsigned long results_count(struct results *r); /* lines that are written by now */

/* Writes what waits, and ends; nobody may add any more. 0, or -1 with one line in *fault (arena).
 */
int results_close(struct arena *a, struct results *r, const char **fault);

#endif
