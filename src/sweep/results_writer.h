/* results_writer.h - the thread that writes results, which add(), fault(), count() and close() of
 * results.h are about
 *
 * What is handed over while it writes is its next group; when nothing waits, a line is written at
 * once. About once a second, and at the end, what was written is put on the disk (fdatasync()): a
 * power cut costs a second's results, and they are made again. A file ends with a whole line also
 * where a write() went wrong in the middle. */
#ifndef SMTPSCOPE_SWEEP_RESULTS_WRITER_H
#define SMTPSCOPE_SWEEP_RESULTS_WRITER_H

#include "sweep/results.h"

enum {
	/* Bytes that wait or are being written; whoever has more waits. It is seconds' worth, for a
	   disk that is busy must not stop the loops, whose times would be wrong. */
	RESULTS_WAITING_MAX = 32 * 1024 * 1024,
	RESULTS_SYNC_MS = 1000,
};

struct results_place {
	const char *name; /* as faults call it, harmless; copied */
	int fd;
	bool is_path; /* `fd` was opened for us, and is closed at the end */
};

/* Never NULL. */
struct results *results_start(const struct results_place *place);

#endif
