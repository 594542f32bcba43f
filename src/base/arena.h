/* arena.h - one allocation region per piece of work, freed at once */
#ifndef SMTPSCOPE_BASE_ARENA_H
#define SMTPSCOPE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Never NULL: running out of memory ends the program (see memory.h). */
struct arena *arena_new(void);

/* Takes NULL; frees everything that was taken from `a`; returns NULL. */
struct arena *arena_free(struct arena *a);

/* `size` bytes, zeroed, aligned for pointers, 64-bit numbers and double; never NULL; owned by the
 * arena. */
void *arena_alloc(struct arena *a, size_t size);

/* Copies that end in a NUL and are owned by the arena. */
char *arena_copy(struct arena *a, const void *data, size_t len);
char *arena_str(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
