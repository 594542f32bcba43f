/* queue.h - what waits between the one who reads a list and the loops that take from it
 *
 * Bounded: the list is read as fast as targets are done. A loop takes whenever it has room, so that
 * none is idle while another has work waiting. */
#ifndef SMTPSCOPE_SWEEP_QUEUE_H
#define SMTPSCOPE_SWEEP_QUEUE_H

#include "base/list.h"

#include <stdbool.h>

struct queue;

struct queue *queue_new(size_t room);
struct queue *queue_free(struct queue *q); /* takes NULL; nobody may use it any more */

/* An element that begins with a struct item. Waits for room; false: it is closed, and the element
 * stays the caller's. */
bool queue_put(struct queue *q, void *element);

/* No more will come. */
void queue_end(struct queue *q);

/* Nobody wants more: from now on nothing is taken, and queue_put() says no. */
void queue_close(struct queue *q);

/* Who takes; one of these for each loop. `wake` is called, by any thread and under the queue's
 * lock, when it is worth asking again: once for each NULL of queue_take(). */
struct taker {
	struct item item;
	void (*wake)(struct taker *t);
	bool waits;
};

/* NULL: nothing is there now, or nothing comes any more (*over). Any thread. */
void *queue_take(struct queue *q, struct taker *t, bool *over);

/* What was put and never taken, one after the other; after queue_close(). */
void *queue_drain(struct queue *q);

#endif
