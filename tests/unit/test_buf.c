#include "unit.h"

#include "base/buf.h"
#include "base/list.h"

#include <string.h>

static void buf_keeps_what_was_appended_in_order(void **state)
{
	struct buf b = {0};
	char taken[4] = {0};

	(void)state;
	buf_str(&b, "abc");
	buf_printf(&b, "%d", 42);
	buf_char(&b, '!');
	assert_string_equal(b.p, "abc42!");
	assert_int_equal(buf_take(&b, taken, 3), 3);
	assert_string_equal(taken, "abc");
	assert_string_equal(b.p, "42!");
	assert_int_equal(buf_take(&b, NULL, 100), 3);
	assert_int_equal(b.n, 0);
	buf_free(&b);
}

static void buf_grows_past_any_first_size(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_int_equal(b.n, 10000);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	buf_free(&b);
}

static void secret_buf_leaves_nothing_behind_what_was_taken(void **state)
{
	struct buf b = {.secret = true};

	(void)state;
	buf_str(&b, "hunter2-hunter2");
	buf_take(&b, NULL, 8);
	assert_string_equal(b.p, "hunter2");
	for (size_t i = b.n; i < b.n + 8; i++)
		assert_int_equal(b.p[i], 0);
	buf_clear(&b);
	assert_null(memmem(b.p, b.room, "hunter", 6));
	buf_free(&b);
	assert_true(b.secret);
}

static void list_keeps_elements_in_place_and_in_order(void **state)
{
	struct number {
		struct item item;
		int n;
	} numbers[5];
	struct list l = {0};
	int expected = 0;

	(void)state;
	for (int i = 0; i < 5; i++) {
		numbers[i].n = i;
		assert_ptr_equal(list_append(&l, &numbers[i]), &numbers[i]);
	}
	assert_int_equal(l.n, 5);
	LIST_EACH (struct number, x, &l) {
		assert_int_equal(x->n, expected++);
	}
	assert_int_equal(expected, 5);
}

static void arena_gives_zeroed_aligned_memory_of_any_size(void **state)
{
	for (size_t size = 1; size < 100000; size = size * 3 + 1) {
		char *p;

		arena_str(*state, "ab"); /* which leaves an odd place */
		p = arena_alloc(*state, size);
		assert_int_equal((uintptr_t)p % _Alignof(int64_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
	assert_string_equal(arena_printf(*state, "%s-%d", "x", 7), "x-7");
	assert_null(arena_str(*state, NULL));
}

static void arena_keeps_texts_and_memory_apart(void **state)
{
	char *texts[300];
	char *blocks[300];
	char filled[2 * 300 + 1];

	memset(filled, 't', sizeof(filled));
	for (size_t i = 0; i < 300; i++) {
		struct arena *own = arena_new(); /* whose first is of any length */

		texts[i] = arena_copy(*state, filled, 2 * i);
		blocks[i] = memset(arena_alloc(*state, i + 1), 'b', i + 1);
		memset(arena_copy(own, filled, i), 'o', i + 1);
		memset(arena_alloc(own, i + 1), 'o', i + 1);
		arena_free(own);
	}
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(strlen(texts[i]), 2 * i);
		assert_int_equal(strspn(texts[i], "t"), 2 * i);
		assert_int_equal(blocks[i][0], 'b');
		assert_int_equal(blocks[i][i], 'b');
	}
}

/* What was printed of a text before its room ended is in nobody's memory. */
static void arena_gives_zeroed_memory_behind_a_text_of_any_length(void **state)
{
	for (int n = 1; n < 3000; n = n * 3 / 2 + 1) {
		const char *text = arena_printf(*state, "%0*d", n, 7);
		char *p;

		assert_int_equal(strlen(text), n);
		for (int size = 16; size <= 256; size *= 4) {
			p = arena_alloc(*state, (size_t)size);
			for (int i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
		}
		assert_int_equal(strspn(text, "0"), n - 1);
	}
}

static void buf_prints_texts_of_any_length(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int n = 1; n < 3000; n++) {
		buf_clear(&b);
		buf_str(&b, "abc");
		buf_printf(&b, "%0*d", n, 7);
		assert_int_equal(b.n, 3 + n);
		assert_int_equal(strlen(b.p), 3 + n);
		assert_int_equal(b.p[b.n - 1], '7');
		if (n % 97 == 0)
			buf_free(&b);
	}
	buf_free(&b);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(buf_keeps_what_was_appended_in_order),
	UNIT_TEST(buf_grows_past_any_first_size),
	UNIT_TEST(secret_buf_leaves_nothing_behind_what_was_taken),
	UNIT_TEST(list_keeps_elements_in_place_and_in_order),
	UNIT_TEST(arena_gives_zeroed_aligned_memory_of_any_size),
	UNIT_TEST(arena_keeps_texts_and_memory_apart),
	UNIT_TEST(arena_gives_zeroed_memory_behind_a_text_of_any_length),
	UNIT_TEST(buf_prints_texts_of_any_length),
};

UNIT_MAIN(tests)
