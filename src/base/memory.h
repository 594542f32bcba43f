/* memory.h - heap memory that is there, or the program has ended
 *
 * (fatal.h). cli/heap.c sees to it that this holds for the memory of libraries, too. */
#ifndef SMTPSCOPE_BASE_MEMORY_H
#define SMTPSCOPE_BASE_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

_Noreturn void mem_used_up(void);

void *mem_alloc(size_t size); /* zeroed; release with free() */
void *mem_realloc(void *p, size_t size);
char *mem_str(const char *s); /* NULL gives NULL */

/* Overwrites in a way that the compiler may not leave out. */
void mem_wipe(void *p, size_t size);

/* While it is on, what this thread gives back with free() and realloc() is overwritten first: for
 * libraries that copy a secret and do not wipe it. cli/heap.c sees to it; where a sanitizer brings
 * its own heap, nobody does. */
extern _Thread_local bool mem_wipes_freed;

/* The same for all threads: from where a secret was read, all memory given back may hold it. */
extern atomic_bool mem_holds_secret;

/* Overwrites what the last calls have left below us on the stack, and in vector registers (those of
 * x86-64, where the compiler knows how). */
void mem_wipe_stack(void);

#endif
