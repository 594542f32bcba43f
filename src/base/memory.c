#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p)
{
	if (p != NULL)
		return p;
	fputs("smtpscope: out of memory\n", stderr);
	exit(4);
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
