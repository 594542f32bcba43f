#include "unit.h"

#include "base/table.h"

#include <stdbool.h>
#include <string.h>

enum { MEMBERS = 5000 };

struct member {
	struct table_item item;
	bool ended;
};

static struct member members[MEMBERS];

/* Alike in all but few bits, as addresses of one network are. */
static void number(unsigned char key[TABLE_KEY], unsigned n)
{
	memset(key, 7, TABLE_KEY);
	memcpy(key + TABLE_KEY - sizeof(n), &n, sizeof(n));
}

static void fill(struct table *t)
{
	table_init(t);
	memset(members, 0, sizeof(members));
	for (unsigned i = 0; i < MEMBERS; i++) {
		number(members[i].item.key, i);
		table_add(t, &members[i]);
	}
}

static void each_is_found_by_its_key(void **state)
{
	unsigned char key[TABLE_KEY];
	struct table t;

	(void)state;
	fill(&t);
	assert_int_equal(t.n, MEMBERS);
	for (unsigned i = 0; i < MEMBERS; i++) {
		number(key, i);
		assert_ptr_equal(table_find(&t, key), &members[i]);
	}
	number(key, MEMBERS);
	assert_null(table_find(&t, key));
	table_clear(&t, NULL);
}

static void who_was_taken_out_is_gone_and_nobody_else(void **state)
{
	struct table t;

	(void)state;
	fill(&t);
	for (unsigned i = 0; i < MEMBERS; i += 2)
		table_remove(&t, &members[i]);
	assert_int_equal(t.n, MEMBERS / 2);
	for (unsigned i = 0; i < MEMBERS; i++)
		assert_ptr_equal(table_find(&t, members[i].item.key), i % 2 ? &members[i] : NULL);
	table_clear(&t, NULL);
}

static void end(struct table_item *item)
{
	((struct member *)item)->ended = true;
}

static void the_end_comes_to_each_that_is_left(void **state)
{
	struct table t;

	(void)state;
	fill(&t);
	table_remove(&t, &members[3]);
	table_clear(&t, end);
	for (unsigned i = 0; i < MEMBERS; i++)
		assert_int_equal(members[i].ended, i != 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_found_by_its_key),
		cmocka_unit_test(who_was_taken_out_is_gone_and_nobody_else),
		cmocka_unit_test(the_end_comes_to_each_that_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
