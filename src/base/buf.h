/* buf.h - growing byte buffer: append at the end, take from the front */
#ifndef SMTPSCOPE_BASE_BUF_H
#define SMTPSCOPE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* {0} is an empty buffer. The n bytes at p are followed by a NUL once anything was appended. */
struct buf {
	char *p;
	size_t n;
	size_t room;
	bool secret; /* memory given back by growing, taking or freeing is overwritten first */
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

void buf_grow(struct buf *b, size_t len); /* buf.c's own: there is less room than `len` and a NUL */

/* Room for at least `len` more bytes at p + n; the caller raises n by what it wrote. Here, because
 * a line of JSON is a thousand small pieces. */
static inline char *buf_reserve(struct buf *b, size_t len)
{
	if (b->room - b->n <= len)
		buf_grow(b, len);
	return b->p + b->n;
}

static inline void buf_char(struct buf *b, char c)
{
	char *end = buf_reserve(b, 1);

	end[0] = c;
	end[1] = '\0';
	b->n++;
}

/* Moves up to `len` bytes from the front to `dst` (NULL: drops them); how many. */
size_t buf_take(struct buf *b, void *dst, size_t len);

void buf_clear(struct buf *b); /* empties, keeps the memory */
void buf_free(struct buf *b);  /* leaves an empty buffer */

#endif
