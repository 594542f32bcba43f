#include "unit.h"

#include "interpret/bannerdate.h"

#include <string.h>

/* 2026-11-21T03:16:00Z */
static const int64_t wanted = 1795230960000;

static void date_of_a_greeting_is_found_in_any_zone(void **state)
{
	static const char *const greetings[] = {
		"mx.example.org ESMTP ready at Sat, 21 Nov 2026 04:16:00 +0100",
		"mx.example.org Microsoft ESMTP MAIL Service ready at Fri, 20 Nov 2026 22:46:00 "
		"-0430",
		"mx.example.org ESMTP; Sat, 21 Nov 2026 03:16:00 GMT (no spam, please)",
		"mx.example.org, in a rack, says Sat, 21 Nov 2026 03:16:00 UTC",
		"mx.example.org Sat,  21 Nov 2026 03:16:00 UT",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
		int64_t ms = 0;

		print_message("  %s\n", greetings[i]);
		assert_true(banner_date(bytes_str(*state, greetings[i]), &ms));
		assert_true(ms == wanted);
	}
}

static void what_only_looks_like_a_date_is_none(void **state)
{
	static const char *const greetings[] = {
		"",
		"mx.example.org ESMTP",
		"mx.example.org ESMTP, hello",
		"Sat 21 Nov 2026 03:16:00 GMT",
		"Sat, 21 Nov 2026 03:16:00",
		"Sat, 21 Now 2026 03:16:00 GMT",
		"Sat, 21 No 2026 03:16:00 GMT",
		"Sat, 00 Nov 2026 03:16:00 GMT",
		"Sat, 21 Nov 1926 03:16:00 GMT",
		"Sat, 21 Nov 2026 -3:16:00 GMT",
		"Sat, 21 Nov 2026 03:16:00 EST",
		"Sat, 21 Nov 2026 03:16:00 +100",
		"Sat, 21 Nov 2026 03:16:00 Z",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
		int64_t ms = 7;

		print_message("  %s\n", greetings[i]);
		assert_false(banner_date(bytes_str(*state, greetings[i]), &ms));
	}
}

/* A greeting may be 64 kB; nobody puts the date behind the first line. */
static void a_date_behind_much_text_is_not_looked_for(void **state)
{
	static const char date[] = ", 21 Nov 2026 03:16:00 GMT ";
	char text[2000];
	int64_t ms;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text + 400, date, strlen(date));
	assert_true(banner_date((struct bytes){text, sizeof(text)}, &ms));
	memset(text, 'x', sizeof(text));
	memcpy(text + 500, date, strlen(date));
	assert_false(banner_date((struct bytes){text, sizeof(text)}, &ms));
	memcpy(text + 1500, date, strlen(date));
	assert_false(banner_date((struct bytes){text, sizeof(text)}, &ms));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(date_of_a_greeting_is_found_in_any_zone),
	UNIT_TEST(what_only_looks_like_a_date_is_none),
	UNIT_TEST(a_date_behind_much_text_is_not_looked_for),
};

UNIT_MAIN(tests)
