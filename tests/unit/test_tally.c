/* What a summary counts in: names in bounded room, the first of many, times by their size. */
#include "unit.h"

#include "report/durations.h"
#include "report/firsts.h"
#include "report/slots.h"
#include "report/tally.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES = 300, ROOM = 40, TIMES = 5000 };

struct counted {
	struct tally_item item;
	unsigned n;
};

static void merge(void *into, const void *from)
{
	((struct counted *)into)->n += ((const struct counted *)from)->n;
}

static const struct tally_kind kind = {sizeof(struct counted), merge, NULL};

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Name i stands in it i % 7 + 1 times. */
static size_t all_names(int out[NAMES * 7])
{
	size_t n = 0;

	for (int i = 0; i < NAMES; i++)
		for (int times = 0; times <= i % 7; times++)
			out[n++] = i;
	return n;
}

static void shuffle(int *at, size_t n, uint64_t seed)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t other = next_random(&seed) % (i + 1);
		int kept = at[i];

		at[i] = at[other];
		at[other] = kept;
	}
}

static void count(struct tally *t, int name)
{
	char text[16];

	snprintf(text, sizeof(text), "name-%03d", name);
	((struct counted *)tally_at(t, text))->n++;
}

static void assert_first_names(const struct tally *t, size_t all)
{
	size_t n;
	void *const *items = tally_items(t, &n);
	unsigned told_apart = 0;

	assert_int_equal(n, ROOM);
	for (size_t i = 0; i < n; i++) {
		const struct counted *c = items[i];
		char text[16];

		snprintf(text, sizeof(text), "name-%03d", (int)i);
		assert_string_equal(c->item.name, text);
		assert_int_equal(c->n, i % 7 + 1);
		told_apart += c->n;
	}
	assert_int_equal(((const struct counted *)tally_others(t))->n, all - told_apart);
}

static void in_any_order_the_first_names_are_counted_whole(void **state)
{
	static int names[NAMES * 7];
	size_t n = all_names(names);

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct tally *t = tally_new(&kind, ROOM);

		shuffle(names, n, seed);
		for (size_t i = 0; i < n; i++)
			count(t, names[i]);
		assert_first_names(t, n);
		tally_free(t);
	}
}

static void an_empty_tally_has_nothing(void **state)
{
	struct tally *t = tally_new(&kind, 1);
	size_t n;

	(void)state;
	tally_items(t, &n);
	assert_int_equal(n, 0);
	assert_null(tally_others(t));
	((struct counted *)tally_at(t, "b"))->n++;
	assert_null(tally_others(t));
	((struct counted *)tally_at(t, "a"))->n++;
	assert_non_null(tally_others(t));
	tally_items(t, &n);
	assert_int_equal(n, 1);
	tally_free(t);
}

static void the_first_few_are_kept_once_each(void **state)
{
	static int names[NAMES * 7];
	size_t n = all_names(names);

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct firsts f = {0};

		shuffle(names, n, seed);
		for (size_t i = 0; i < n; i++) {
			char text[16];

			snprintf(text, sizeof(text), "%03d", names[i]);
			firsts_add(&f, names[i] % 2, text);
		}
		assert_int_equal(f.n, FIRSTS_MAX);
		for (size_t i = 0; i < f.n; i++) {
			assert_int_equal(f.at[i].rank, 0);
			assert_int_equal(atoi(f.at[i].name), 2 * (int)i);
		}
		firsts_free(&f);
		assert_int_equal(f.n, 0);
	}
}

static int by_size(const void *a, const void *b)
{
	return (*(const double *)a > *(const double *)b) -
	       (*(const double *)a < *(const double *)b);
}

static void shares_are_right_to_five_percent(void **state)
{
	static const double shares[] = {0.01, 0.5, 0.95, 1};
	static double times[TIMES];
	struct durations d = {0};
	uint64_t seed = 7;

	(void)state;
	for (int i = 0; i < TIMES; i++) {
		times[i] = exp((double)(next_random(&seed) % 12000) / 1000); /* 1 ms to 160 s */
		durations_add(&d, times[i]);
	}
	qsort(times, TIMES, sizeof(times[0]), by_size);
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		double right = times[(int)ceil(shares[i] * TIMES) - 1];

		assert_true(fabs(durations_share(&d, shares[i]) / right - 1) < 0.05);
	}
	assert_true(d.worst == times[TIMES - 1]);
}

static void odd_times_harm_nobody(void **state)
{
	struct durations none = {0}, odd = {0}, one = {0};

	(void)state;
	assert_true(durations_share(&none, 0.5) == 0);
	durations_add(&one, 7);
	assert_true(durations_share(&one, 0.5) <= 7 && durations_share(&one, 0.5) > 6.6);
	durations_add(&odd, 0);
	durations_add(&odd, -5);
	durations_add(&odd, 1e12);
	assert_true(odd.worst == 1e12);
	assert_true(durations_share(&odd, 1) <= 1e12);
	assert_true(durations_share(&odd, 0.5) < 0.1);
}

static void a_key_has_one_place(void **state)
{
	struct slots *s = slots_new(*state);
	void **a = slots_at(s, "a");

	assert_null(*a);
	*a = s;
	assert_null(*slots_at(s, "b"));
	assert_null(*slots_at(s, "c"));
	assert_ptr_equal(*slots_at(s, "a"), s);
	slots_free(s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_any_order_the_first_names_are_counted_whole),
	cmocka_unit_test(an_empty_tally_has_nothing),
	cmocka_unit_test(the_first_few_are_kept_once_each),
	cmocka_unit_test(shares_are_right_to_five_percent),
	cmocka_unit_test(odd_times_harm_nobody),
	UNIT_TEST(a_key_has_one_place),
};

UNIT_MAIN(tests)
