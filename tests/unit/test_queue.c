#include "sweep/queue.h"

#include "base/memory.h"
#include "unit.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

enum { ROOM = 8, TAKERS = 3, EACH = 20000 };

struct thing {
	struct item item;
	int number;
};

static struct thing *thing(int number)
{
	struct thing *t = mem_alloc(sizeof(*t));

	t->number = number;
	return t;
}

/* ---- one thread ---- */

static int woken;

static void on_wake(struct taker *t)
{
	(void)t;
	woken++;
}

static void elements_come_out_in_their_order(void **state)
{
	struct queue *q = queue_new(ROOM);
	struct taker me = {.wake = on_wake};
	bool over;

	(void)state;
	for (int i = 0; i < ROOM; i++)
		assert_true(queue_put(q, thing(i)));
	for (int i = 0; i < ROOM; i++) {
		struct thing *t = queue_take(q, &me, &over);

		assert_non_null(t);
		assert_int_equal(t->number, i);
		free(t);
	}
	assert_null(queue_take(q, &me, &over));
	assert_false(over);
	queue_free(q);
}

static void who_found_nothing_is_woken_once(void **state)
{
	struct queue *q = queue_new(ROOM);
	struct taker me = {.wake = on_wake};
	bool over;

	(void)state;
	woken = 0;
	assert_null(queue_take(q, &me, &over));
	assert_null(queue_take(q, &me, &over));
	queue_put(q, thing(1));
	queue_put(q, thing(2));
	assert_int_equal(woken, 1);
	free(queue_take(q, &me, &over));
	free(queue_take(q, &me, &over));
	assert_null(queue_take(q, &me, &over));
	queue_end(q);
	assert_int_equal(woken, 2);
	assert_null(queue_take(q, &me, &over));
	assert_true(over);
	queue_free(q);
}

static void what_was_put_before_the_end_is_still_taken(void **state)
{
	struct queue *q = queue_new(ROOM);
	struct taker me = {.wake = on_wake};
	struct thing *t;
	bool over;

	(void)state;
	queue_put(q, thing(7));
	queue_end(q);
	t = queue_take(q, &me, &over);
	assert_non_null(t);
	assert_false(over);
	free(t);
	assert_null(queue_take(q, &me, &over));
	assert_true(over);
	queue_free(q);
}

static void a_closed_queue_gives_and_takes_nothing(void **state)
{
	struct queue *q = queue_new(ROOM);
	struct taker me = {.wake = on_wake};
	struct thing *late = thing(2), *t;
	bool over;

	(void)state;
	queue_put(q, thing(1));
	queue_close(q);
	assert_false(queue_put(q, late));
	assert_null(queue_take(q, &me, &over));
	assert_true(over);
	t = queue_drain(q);
	assert_int_equal(t->number, 1);
	assert_null(queue_drain(q));
	free(t);
	free(late);
	queue_free(q);
}

/* ---- many threads ---- */

struct eater {
	struct taker taker; /* first */
	struct queue *queue;
	uv_sem_t word;
	uv_thread_t thread;
	long sum, n;
};

static void on_word(struct taker *t)
{
	uv_sem_post(&((struct eater *)t)->word);
}

static void eat(void *arg)
{
	struct eater *e = arg;
	bool over = false;

	while (!over) {
		struct thing *t = queue_take(e->queue, &e->taker, &over);

		if (t == NULL) {
			if (!over)
				uv_sem_wait(&e->word);
			continue;
		}
		e->sum += t->number;
		e->n++;
		free(t);
	}
}

static void each_element_is_taken_by_one_of_many(void **state)
{
	struct queue *q = queue_new(ROOM);
	struct eater eaters[TAKERS] = {0};
	long sum = 0, n = 0;

	(void)state;
	for (int i = 0; i < TAKERS; i++) {
		eaters[i].queue = q;
		eaters[i].taker.wake = on_word;
		uv_sem_init(&eaters[i].word, 0);
		uv_thread_create(&eaters[i].thread, eat, &eaters[i]);
	}
	for (int i = 1; i <= EACH; i++)
		assert_true(queue_put(q, thing(i)));
	queue_end(q);
	for (int i = 0; i < TAKERS; i++) {
		uv_thread_join(&eaters[i].thread);
		uv_sem_destroy(&eaters[i].word);
		sum += eaters[i].sum;
		n += eaters[i].n;
	}
	assert_int_equal(n, EACH);
	assert_int_equal(sum, (long)EACH * (EACH + 1) / 2);
	queue_free(q);
}

struct putter {
	struct queue *queue;
	uv_sem_t full;
	atomic_int put;
	uv_thread_t thread;
};

static void put_until_closed(void *arg)
{
	struct putter *p = arg;
	struct thing *t = thing(0);

	while (queue_put(p->queue, t)) {
		if (atomic_fetch_add(&p->put, 1) + 1 == ROOM)
			uv_sem_post(&p->full);
		t = thing(0);
	}
	free(t);
}

static void who_waits_for_room_hears_of_the_close(void **state)
{
	struct putter p = {.queue = queue_new(ROOM)};
	void *t;

	(void)state;
	uv_sem_init(&p.full, 0);
	uv_thread_create(&p.thread, put_until_closed, &p);
	uv_sem_wait(&p.full);
	queue_close(p.queue);
	uv_thread_join(&p.thread);
	assert_int_equal(atomic_load(&p.put), ROOM);
	while ((t = queue_drain(p.queue)) != NULL)
		free(t);
	uv_sem_destroy(&p.full);
	queue_free(p.queue);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(elements_come_out_in_their_order),
	cmocka_unit_test(who_found_nothing_is_woken_once),
	cmocka_unit_test(what_was_put_before_the_end_is_still_taken),
	cmocka_unit_test(a_closed_queue_gives_and_takes_nothing),
	cmocka_unit_test(each_element_is_taken_by_one_of_many),
	cmocka_unit_test(who_waits_for_room_hears_of_the_close),
};

UNIT_MAIN(tests)
