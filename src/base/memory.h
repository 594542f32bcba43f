/* memory.h - heap memory that is there, or the program has ended
 *
 * A diagnostic run without memory has nothing true left to say: one line on stderr, exit 4. */
#ifndef SMTPSCOPE_BASE_MEMORY_H
#define SMTPSCOPE_BASE_MEMORY_H

#include <stddef.h>

void *mem_alloc(size_t size); /* zeroed; release with free() */
void *mem_realloc(void *p, size_t size);
char *mem_str(const char *s); /* NULL gives NULL */

/* Overwrites in a way that the compiler may not leave out. */
void mem_wipe(void *p, size_t size);

#endif
