/* follow.h - the lines of a file that grows, by name: after it was rotated those of the new one,
 * after it was truncated again from its beginning; or those of a pipe */
#ifndef SMTPSCOPE_INPUT_FOLLOW_H
#define SMTPSCOPE_INPUT_FOLLOW_H

#include "base/text.h"

#include <signal.h>

enum {
	FOLLOW_BLOCK = 256 * 1024, /* bytes of lines at a time; a longer line is cut */
	FOLLOW_PAUSE_MS = 250,	   /* between two looks at a file */
};

struct follow;

/* "-" is the standard input. NULL, and one line in *fault, where it cannot be read. */
struct follow *follow_open(struct arena *a, const char *path, const char **fault);
struct follow *follow_close(struct follow *f); /* takes NULL, returns NULL */

enum followed {
	FOLLOWED_LINES,	  /* *lines: whole lines, until the next call */
	FOLLOWED_NOTHING, /* nothing came for a while */
	FOLLOWED_ANEW,	  /* what comes next is another file, or the same from its beginning */
	FOLLOWED_END,	  /* of the pipe; nobody reads stdout; *stop was set by a signal */
	FOLLOWED_FAULT,	  /* *fault: one line; it cannot go on */
};

/* Waits a while at most. `unblocked` is the signal mask while it waits. */
enum followed follow_next(struct follow *f, const volatile sig_atomic_t *stop,
			  const sigset_t *unblocked, struct bytes *lines, const char **fault);

#endif
