#include "base/arena.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most arenas hold a few lines, and a sweep has thousands of them: they begin small, and grow by as
 * much as they hold. */
enum { BLOCK_LEAST = 512, BLOCK_MOST = 16 * 1024 };

struct block {
	struct block *next;
	size_t used;
	size_t size;
	max_align_t data[];
};

struct arena {
	struct block *top;
	size_t size; /* of all blocks */
};

struct arena *arena_new(void)
{
	return mem_alloc(sizeof(struct arena));
}

struct arena *arena_free(struct arena *a)
{
	struct block *b, *next;

	if (a == NULL)
		return NULL;
	for (b = a->top; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
	return NULL;
}

static size_t next_size(const struct arena *a)
{
	size_t size = a->size > BLOCK_LEAST ? a->size : BLOCK_LEAST;

	return size < BLOCK_MOST ? size : BLOCK_MOST;
}

static struct block *block_for(struct arena *a, size_t size)
{
	struct block *b = a->top;
	size_t room = next_size(a);

	if (b != NULL && b->size - b->used >= size)
		return b;
	if (room < size)
		room = size;
	b = mem_alloc(sizeof(*b) + room);
	b->size = room;
	b->next = a->top;
	a->top = b;
	a->size += room;
	return b;
}

static size_t aligned(size_t size)
{
	const size_t align = _Alignof(max_align_t);

	return (size + align - 1) / align * align;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b;
	void *p;

	size = aligned(size);
	b = block_for(a, size);
	p = (char *)b->data + b->used;
	b->used += size;
	return p;
}

char *arena_copy(struct arena *a, const void *data, size_t len)
{
	char *p = arena_alloc(a, len + 1);

	if (len > 0)
		memcpy(p, data, len);
	return p;
}

char *arena_str(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_copy(a, s, strlen(s));
}

/* Most texts fit into the block that is there, and need not be measured first. */
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	struct block *b = block_for(a, 1);
	size_t room = b->size - b->used;
	char *p = (char *)b->data + b->used;
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(p, room, fmt, again);
	va_end(again);
	if ((size_t)len < room)
		return arena_alloc(a, (size_t)len + 1);
	memset(p, 0, room); /* for whoever is given it */
	p = arena_alloc(a, (size_t)len + 1);
	vsnprintf(p, (size_t)len + 1, fmt, ap);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}
