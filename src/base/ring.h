/* ring.h - doubly linked ring: what waits in an order, and may leave from anywhere */
#ifndef SMTPSCOPE_BASE_RING_H
#define SMTPSCOPE_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

/* The head of a ring, or a member embedded in what is in it. */
struct ring {
	struct ring *next, *prev;
};

static inline void ring_init(struct ring *r)
{
	r->next = r->prev = r;
}

/* Of a head: nobody waits. Of a member: it is in no ring. */
static inline bool ring_empty(const struct ring *r)
{
	return r->next == r;
}

/* Takes a member out; one that is in no ring stays so. */
static inline void ring_remove(struct ring *member)
{
	member->prev->next = member->next;
	member->next->prev = member->prev;
	ring_init(member);
}

/* At the end; a member that is in a ring leaves that first. */
static inline void ring_append(struct ring *head, struct ring *member)
{
	ring_remove(member);
	member->prev = head->prev;
	member->next = head;
	head->prev->next = member;
	head->prev = member;
}

/* All members go to `to`, an empty head, in their order. */
static inline void ring_move(struct ring *from, struct ring *to)
{
	ring_init(to);
	if (ring_empty(from))
		return;
	*to = *from;
	to->next->prev = to->prev->next = to;
	ring_init(from);
}

/* The struct of type `type` whose member `name` is at `r`. */
#define RING_OF(type, name, r) ((type *)(void *)((char *)(r)-offsetof(type, name)))

#endif
