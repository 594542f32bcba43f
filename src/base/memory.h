/* memory.h - heap memory that is there, or the program has ended
 *
 * (fatal.h). cli/heap.c sees to it that this holds for the memory of libraries, too. */
#ifndef SMTPSCOPE_BASE_MEMORY_H
#define SMTPSCOPE_BASE_MEMORY_H

#include <stddef.h>

_Noreturn void mem_used_up(void);

void *mem_alloc(size_t size); /* zeroed; release with free() */
void *mem_realloc(void *p, size_t size);
char *mem_str(const char *s); /* NULL gives NULL */

/* Overwrites in a way that the compiler may not leave out. */
void mem_wipe(void *p, size_t size);

#endif
