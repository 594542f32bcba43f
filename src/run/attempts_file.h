/* attempts_file.h - the file of attempts, which all runs of this user share
 *
 * One run at a time changes it, and puts a whole new file in place of the old: whoever is killed
 * leaves one of the two. A lock that nobody gives back, or a file that is not ours, keeps no login
 * from being tried: `fault` says it in one line. */
#ifndef SMTPSCOPE_RUN_ATTEMPTS_FILE_H
#define SMTPSCOPE_RUN_ATTEMPTS_FILE_H

#include "base/own_file.h"
#include "run/attempts.h"

struct attempts_file {
	struct attempts *now; /* what is remembered; may be changed; never NULL while open */
	const char *fault;    /* NULL: none. The first counts */
	struct own_file file;
	bool writable; /* it was read, and is ours until closed */
};

/* Makes the folder where it is missing. `path` (NULL: there is no home) must outlive `f`; faults
 * live in `a`. Waits a second at most for other runs. */
void attempts_open(struct attempts_file *f, struct arena *a, const char *path);
void attempts_save(struct attempts_file *f); /* nothing where it could not be had */
void attempts_close(struct attempts_file *f);

#endif
