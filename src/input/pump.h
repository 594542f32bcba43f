/* pump.h - a stream in blocks of whole lines, to several threads, each of which reads, works and
 * waits for its turn
 *
 * A thread takes the next block while no other does, works on it while others take theirs, and
 * hands over what it has found when all blocks before have been handed over. A block stays in the
 * cache of the core that read it, and memory is one block a thread. */
#ifndef SMTPSCOPE_INPUT_PUMP_H
#define SMTPSCOPE_INPUT_PUMP_H

#include "base/text.h"

#include <sys/types.h>

enum { PUMP_WORKERS_MAX = 16 };

struct pump_job {
	/* As source_read(); by any of the threads, never by two at once. */
	ssize_t (*read)(void *from, void *p, size_t room, const char **fault);
	void *from;
	/* `lines` are whole, but the last one of the stream, and may be written to. Calls
	 * turn(turn_of) before it touches what is common; the next block waits until it returns. */
	void (*work)(void *of, unsigned worker, struct bytes lines, void (*turn)(void *),
		     void *turn_of);
	void *of;
	unsigned workers; /* 1: the calling thread alone */
	size_t block;	  /* bytes */
	size_t line_max;  /* of a longer line what stands behind may be left out, also in part */
};

/* Returns when all is read and worked on. 0; -1: the stream went wrong, *fault says how, and what
 * came before it was worked on. */
int pump(const struct pump_job *job, const char **fault);

/* As many as there are processors for this process, PUMP_WORKERS_MAX at most. */
unsigned pump_workers(void);

#endif
