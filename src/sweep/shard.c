#include "sweep/shard.h"

#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS_MOST = 100000 };

/* Digits alone, and no more than that many; -1: it is none. */
static int number(const char *s, size_t n)
{
	enum { DIGITS = 9 };

	return n > 0 && n <= DIGITS && strspn(s, "0123456789") >= n ? (int)strtol(s, NULL, 10) : -1;
}

/* ---- auto ---- */

/* A variable of the environment that is to be a number. */
static int variable(struct arena *a, const char *name, int *value, const char **fault)
{
	const char *s = getenv(name);

	if (s == NULL) {
		*fault = arena_printf(
			a, "auto needs %s in the environment, too: set it, or say I/N", name);
		return -1;
	}
	*value = number(s, strlen(s));
	if (*value >= 0)
		return 0;
	*fault = arena_printf(a, "auto finds no number in %s: set it, or say I/N", name);
	return -1;
}

/* Which part a task is can be told only where none is left out between the first and the last. */
static int of_slurm(struct arena *a, struct shard *s, const char **fault)
{
	const char *step = getenv("SLURM_ARRAY_TASK_STEP");
	int id, min, max;

	if (variable(a, "SLURM_ARRAY_TASK_ID", &id, fault) < 0 ||
	    variable(a, "SLURM_ARRAY_TASK_MIN", &min, fault) < 0 ||
	    variable(a, "SLURM_ARRAY_TASK_MAX", &max, fault) < 0 ||
	    variable(a, "SLURM_ARRAY_TASK_COUNT", &s->n, fault) < 0)
		return -1;
	s->i = id - min + 1;
	if ((step == NULL || strcmp(step, "1") == 0) && max - min + 1 == s->n)
		return 0;
	*fault = "auto takes an array without gaps, as in --array=1-8: for one with steps or with "
		 "single tasks say I/N";
	return -1;
}

static int of_kubernetes(struct arena *a, struct shard *s, const char **fault)
{
	if (variable(a, "JOB_COMPLETION_INDEX", &s->i, fault) < 0 ||
	    variable(a, "JOB_COMPLETIONS", &s->n, fault) < 0)
		return -1;
	s->i++;
	return 0;
}

static int automatic(struct arena *a, struct shard *s, const char **fault)
{
	if (getenv("SLURM_ARRAY_TASK_ID") != NULL)
		return of_slurm(a, s, fault);
	if (getenv("JOB_COMPLETION_INDEX") != NULL)
		return of_kubernetes(a, s, fault);
	*fault = "auto finds neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX in the "
		 "environment: outside of such a job say I/N, as in 3/8";
	return -1;
}

/* ---- all forms ---- */

int shard_read(struct arena *a, const char *text, struct shard *s, const char **fault)
{
	const char *slash = strchr(text, '/');
	bool is_auto = strcmp(text, "auto") == 0;
	struct shard read = {-1, -1};

	if (is_auto && automatic(a, &read, fault) < 0)
		return -1;
	if (slash != NULL)
		read = (struct shard){number(text, (size_t)(slash - text)),
				      number(slash + 1, strlen(slash + 1))};
	if (read.i >= 1 && read.i <= read.n && read.n <= SHARDS_MOST) {
		*s = read;
		return 0;
	}
	*fault = is_auto ? arena_printf(a,
					"auto finds part %d of %d in the environment, and there "
					"is no such part: say I/N, as in 3/8",
					read.i, read.n)
			 : arena_printf(a,
					"takes part I of N, as in 3/8, with N at most %d; or auto",
					SHARDS_MOST);
	return -1;
}

bool shard_has(const struct shard *s, const char *name)
{
	unsigned char hash[32];
	uint32_t first;

	if (s->n <= 1)
		return true;
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, name, strlen(name), hash) < 0)
		return false;
	first = (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 |
		hash[3];
	return (int)(first % (uint32_t)s->n) + 1 == s->i;
}
