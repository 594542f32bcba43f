#include "unit.h"

#include "net/tls_stray.h"

#include <string.h>

#define ALERT "\x15\x03\x03\x00\x02\x02\x28"

/* What is found to be no record of `data`, that comes in pieces of `piece` bytes. */
static struct tls_stray fed(const char *data, size_t len, size_t piece)
{
	struct tls_stray s = {.astray = false};

	for (size_t at = 0; at < len; at += piece)
		tls_stray_feed(&s, data + at, len - at < piece ? len - at : piece);
	return s;
}

static void check(const char *data, size_t len, const char *stray)
{
	for (size_t piece = 1; piece <= len; piece++) {
		struct tls_stray s = fed(data, len, piece);

		assert_int_equal(s.astray, stray != NULL);
		assert_int_equal(s.n, stray == NULL ? 0 : strlen(stray));
		if (stray != NULL)
			assert_memory_equal(s.bytes, stray, s.n);
	}
}

static void records_alone_are_no_stray_bytes(void **state)
{
	(void)state;
	check(ALERT ALERT, 14, NULL);
	check("\x16\x03\x01\x00\x00" ALERT, 12, NULL); /* an empty one */
	check("\x16\x03\x01\x01", 4, NULL);	       /* half a head */
	check("\x17\x03\x03\xff\xff"
	      "220 ",
	      9, NULL); /* inside a long one */
}

static void text_in_place_of_a_record_is_kept_from_its_first_byte(void **state)
{
	(void)state;
	check("220 mail", 8, "220 mail");
	check("\x16\x02 no TLS", 9, "\x16\x02 no TLS");
	check("\x18", 1, "\x18");
}

static void text_behind_records_is_kept_and_they_are_not(void **state)
{
	(void)state;
	check(ALERT "upstream error", 21, "upstream error");
	check("\x16\x03\x03\x00\x03"
	      "abc" ALERT "H",
	      16, "H");
	check(ALERT "\x15 oops", 13, "\x15 oops");
}

static void no_more_is_kept_than_has_room(void **state)
{
	char text[2 * TLS_STRAY_MAX];
	struct tls_stray s;

	(void)state;
	memset(text, 'x', sizeof(text));
	s = fed(text, sizeof(text), 7);
	assert_true(s.astray);
	assert_int_equal(s.n, TLS_STRAY_MAX);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(records_alone_are_no_stray_bytes),
	cmocka_unit_test(text_in_place_of_a_record_is_kept_from_its_first_byte),
	cmocka_unit_test(text_behind_records_is_kept_and_they_are_not),
	cmocka_unit_test(no_more_is_kept_than_has_room),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
