#include "base/memory.h"

#include "base/fatal.h"

#include <stdlib.h>
#include <string.h>

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
