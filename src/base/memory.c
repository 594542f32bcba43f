#include "base/memory.h"

#include "base/fatal.h"

#include <stdlib.h>
#include <string.h>

_Thread_local bool mem_wipes_freed;
atomic_bool mem_holds_secret;

void mem_used_up(void)
{
	fatal("out of memory: see ulimit -v, and what else runs on this machine");
}

static void *checked(void *p)
{
	if (p == NULL)
		mem_used_up();
	return p;
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size > 0 ? size : 1));
}

void *mem_realloc(void *p, size_t size)
{
	return checked(realloc(p, size > 0 ? size : 1));
}

char *mem_str(const char *s)
{
	return s == NULL ? NULL : checked(strdup(s));
}

void mem_wipe(void *p, size_t size)
{
	if (p != NULL)
		explicit_bzero(p, size);
}

/* As deep as hashes and their buffers reach. */
enum { STACK_DEPTH = 32 * 1024 };

__attribute__((noinline)) void mem_wipe_stack(void)
{
	char below[STACK_DEPTH];

	explicit_bzero(below, sizeof(below));
}
