#include "base/arena.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most arenas hold a few lines, and a sweep has thousands of them: they begin small, and grow by an
 * eighth of what they hold. */
enum { BLOCK_LEAST = 256, BLOCK_MOST = 16 * 1024, GROWTH = 8 };

/* Nothing here holds a long double or a vector, and sixteen would be a third more. */
enum { ALIGN = 8 };
_Static_assert(_Alignof(void *) <= ALIGN && _Alignof(double) <= ALIGN &&
		       _Alignof(long long) <= ALIGN,
	       "memory of an arena is for anything that structs of ours have");

struct block {
	struct block *next;
	size_t used;
	size_t size;
	char data[];
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
	size_t size = a->size / GROWTH > BLOCK_LEAST ? a->size / GROWTH : BLOCK_LEAST;

	return size < BLOCK_MOST ? size : BLOCK_MOST;
}

static size_t aligned(size_t n)
{
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static struct block *block_new(struct arena *a, size_t size)
{
	struct block *b;

	size = aligned(size);
	b = mem_alloc(sizeof(*b) + size);
	b->size = size;
	a->size += size;
	return b;
}

/* With room for `size` bytes. What is larger than a block has one of its own, below the top, whose
 * room is not lost. */
static struct block *block_for(struct arena *a, size_t size)
{
	size_t usual = next_size(a);
	struct block *b = a->top, **at = &a->top;

	if (b != NULL && b->size - b->used >= size)
		return b;
	if (b != NULL && size > usual)
		at = &b->next;
	b = block_new(a, size > usual ? size : usual);
	b->next = *at;
	*at = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct block *b;
	void *p;

	if (a->top != NULL) /* behind a text */
		a->top->used = aligned(a->top->used);
	size = aligned(size);
	b = block_for(a, size);
	p = b->data + b->used;
	b->used += size;
	return p;
}

/* Texts stand close together. */
static char *alloc_text(struct arena *a, size_t len)
{
	struct block *b = block_for(a, len + 1);
	char *p = b->data + b->used;

	b->used += len + 1;
	return p;
}

char *arena_copy(struct arena *a, const void *data, size_t len)
{
	char *p = alloc_text(a, len);

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
	char *p = b->data + b->used;
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(p, room, fmt, again);
	va_end(again);
	if ((size_t)len < room)
		return alloc_text(a, (size_t)len);
	memset(p, 0, room); /* for whoever is given it */
	p = alloc_text(a, (size_t)len);
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
