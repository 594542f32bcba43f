#include "sweep/queue.h"

#include "base/memory.h"

#include <stdlib.h>
#include <uv.h>

struct queue {
	uv_mutex_t lock;
	uv_cond_t room_again;
	size_t room;
	struct list waiting; /* elements */
	struct list hungry;  /* of struct taker */
	bool ended, closed;
};

struct queue *queue_new(size_t room)
{
	struct queue *q = mem_alloc(sizeof(*q));

	uv_mutex_init(&q->lock);
	uv_cond_init(&q->room_again);
	q->room = room;
	return q;
}

struct queue *queue_free(struct queue *q)
{
	if (q == NULL)
		return NULL;
	uv_cond_destroy(&q->room_again);
	uv_mutex_destroy(&q->lock);
	free(q);
	return NULL;
}

static void *list_take(struct list *l)
{
	struct item *first = l->first;

	if (first == NULL)
		return NULL;
	l->first = first->next;
	if (--l->n == 0)
		l->last = NULL;
	return first;
}

/* One for one element; all where nothing more is to come. */
static void wake_one(struct queue *q)
{
	struct taker *t = list_take(&q->hungry);

	if (t == NULL)
		return;
	t->waits = false;
	t->wake(t);
}

static void wake_all(struct queue *q)
{
	while (q->hungry.n > 0)
		wake_one(q);
}

bool queue_put(struct queue *q, void *element)
{
	bool open;

	uv_mutex_lock(&q->lock);
	while (q->waiting.n >= q->room && !q->closed)
		uv_cond_wait(&q->room_again, &q->lock);
	open = !q->closed;
	if (open) {
		list_append(&q->waiting, element);
		wake_one(q);
	}
	uv_mutex_unlock(&q->lock);
	return open;
}

void queue_end(struct queue *q)
{
	uv_mutex_lock(&q->lock);
	q->ended = true;
	wake_all(q);
	uv_mutex_unlock(&q->lock);
}

void queue_close(struct queue *q)
{
	uv_mutex_lock(&q->lock);
	q->closed = true;
	uv_cond_broadcast(&q->room_again);
	wake_all(q);
	uv_mutex_unlock(&q->lock);
}

void *queue_take(struct queue *q, struct taker *t, bool *over)
{
	void *element = NULL;

	uv_mutex_lock(&q->lock);
	if (!q->closed)
		element = list_take(&q->waiting);
	*over = element == NULL && (q->closed || q->ended);
	if (element != NULL) {
		if (q->waiting.n <= q->room / 2) /* not for each: who reads the list reads some */
			uv_cond_signal(&q->room_again);
	} else if (!*over && !t->waits) {
		t->waits = true;
		list_append(&q->hungry, t);
	}
	uv_mutex_unlock(&q->lock);
	return element;
}

void *queue_drain(struct queue *q)
{
	void *element;

	uv_mutex_lock(&q->lock);
	element = list_take(&q->waiting);
	uv_mutex_unlock(&q->lock);
	return element;
}
