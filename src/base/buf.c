#include "base/buf.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void resize(struct buf *b, size_t room)
{
	char *p;

	if (!b->secret) {
		b->p = mem_realloc(b->p, room);
	} else {
		p = mem_alloc(room);
		if (b->n > 0)
			memcpy(p, b->p, b->n);
		mem_wipe(b->p, b->room);
		free(b->p);
		b->p = p;
	}
	b->room = room;
}

void buf_grow(struct buf *b, size_t len)
{
	size_t want = b->n + len + 1;

	resize(b, want < 2 * b->room ? 2 * b->room : want < 256 ? 256 : want);
}

void buf_add(struct buf *b, const void *data, size_t len)
{
	char *end = buf_reserve(b, len);

	if (len > 0)
		memcpy(end, data, len);
	b->n += len;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

/* Most texts fit into the room that is there anyway, and need not be measured first. */
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	char *end = buf_reserve(b, 0);
	size_t room = b->room - b->n;
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(end, room, fmt, again);
	va_end(again);
	if ((size_t)len >= room)
		vsnprintf(buf_reserve(b, (size_t)len), (size_t)len + 1, fmt, ap);
	b->n += (size_t)len;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

size_t buf_take(struct buf *b, void *dst, size_t len)
{
	if (len > b->n)
		len = b->n;
	if (len == 0)
		return 0;
	if (dst != NULL)
		memcpy(dst, b->p, len);
	b->n -= len;
	memmove(b->p, b->p + len, b->n);
	if (b->secret)
		mem_wipe(b->p + b->n, len);
	b->p[b->n] = '\0';
	return len;
}

void buf_clear(struct buf *b)
{
	buf_take(b, NULL, b->n);
}

void buf_free(struct buf *b)
{
	if (b->secret)
		mem_wipe(b->p, b->room);
	free(b->p);
	*b = (struct buf){.secret = b->secret};
}
