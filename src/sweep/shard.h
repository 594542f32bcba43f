/* shard.h - which part of a list is ours, where several machines share it */
#ifndef SMTPSCOPE_SWEEP_SHARD_H
#define SMTPSCOPE_SWEEP_SHARD_H

#include "base/arena.h"

#include <stdbool.h>

/* {0} is the whole list. */
struct shard {
	int i, n; /* part i of n, from 1 */
};

/* "3/8"; "auto": of a Slurm array job (SLURM_ARRAY_TASK_ID, _COUNT, _MIN) or an Indexed Job of
 * Kubernetes (JOB_COMPLETION_INDEX, and the number of completions as JOB_COMPLETIONS). 0; -1 and
 * what is wrong with it in *fault, with the remedy: the caller names the option. */
int shard_read(struct arena *a, const char *text, struct shard *s, const char **fault);

/* By the target's name alone (host name in A-labels, or address), so that it stays where it is as
 * the list changes: the first 32 bits of its SHA-256, modulo n, plus 1. As a shell has it:
 * $((0x$(printf %s NAME | sha256sum | cut -c 1-8) % N + 1)) */
bool shard_has(const struct shard *s, const char *name);

#endif
