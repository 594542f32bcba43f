#include "unit.h"

#include "base/clock.h"

#include <stdint.h>
#include <string.h>

static void clock_text_is_read_back_to_the_same_time(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} cases[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{1795248900123, "2026-11-21T08:15:00.123Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[CLOCK_TEXT_SIZE];
		int64_t back = 7;

		assert_string_equal(clock_text(cases[i].ms, text), cases[i].text);
		assert_int_equal(clock_read(text, &back), 0);
		assert_true(back == cases[i].ms);
	}
}

static void clock_time_that_no_calendar_has_gives_a_text_all_the_same(void **state)
{
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	assert_memory_equal(clock_text(INT64_MAX, text), "0000-00-00T00:00:00.", 20);
}

static void clock_days_and_months_are_those_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(clock_days(1970, 1, 1), 0);
	assert_int_equal(clock_days(2000, 2, 29), 951782400 / 86400);
	assert_int_equal(clock_days(2100, 3, 1) - clock_days(2100, 2, 28), 1);
	assert_int_equal(clock_days(9999, 12, 31), 253402214400 / 86400);
	assert_int_equal(clock_month("Jan"), 1);
	assert_int_equal(clock_month("December"), 12);
	assert_int_equal(clock_month("anF"), 0);
	assert_int_equal(clock_month(""), 0);
}

static void clock_reads_rfc3339_in_utc_only(void **state)
{
	static const char *const refused[] = {
		"",
		"yesterday",
		"2026-11-21",
		"2026-11-21 08:15:00Z",
		"2026-11-21T08:15:00",
		"2026-11-21T08:15:00.Z",
		"2026-11-21T08:15:00.xZ",
		"2026-11-21T08:15:00.000+01:00",
		"2026-11-21T08:15:00Z and more",
	};
	int64_t ms = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		print_message("  %s\n", refused[i]);
		assert_int_equal(clock_read(refused[i], &ms), -1);
		assert_int_equal(ms, 7);
	}
	assert_int_equal(clock_read("2026-11-21T08:15:00Z", &ms), 0);
	assert_true(ms == 1795248900000);
}

static double stopped_mono(void)
{
	return 42;
}

static int64_t stopped_wall(void)
{
	return 43;
}

static void clock_can_be_replaced_and_put_back(void **state)
{
	static const struct clock stopped = {stopped_mono, stopped_wall};
	double mono = clock_mono_ms();
	int64_t wall = clock_wall_ms();

	(void)state;
	clock_replace(&stopped);
	assert_true(clock_mono_ms() == 42);
	assert_int_equal(clock_wall_ms(), 43);
	clock_replace(NULL);
	assert_true(clock_mono_ms() >= mono);
	assert_true(clock_wall_ms() >= wall - 60000); /* the wall clock may be set meanwhile */
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(clock_text_is_read_back_to_the_same_time),
	UNIT_TEST(clock_time_that_no_calendar_has_gives_a_text_all_the_same),
	UNIT_TEST(clock_days_and_months_are_those_of_the_calendar),
	UNIT_TEST(clock_reads_rfc3339_in_utc_only),
	UNIT_TEST(clock_can_be_replaced_and_put_back),
};

UNIT_MAIN(tests)
