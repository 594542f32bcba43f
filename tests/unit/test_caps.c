#include "unit.h"

#include "smtp/caps.h"
#include "smtp/reply.h"

#include <string.h>

/* The capabilities of an EHLO reply. */
static struct list caps_of(struct arena *a, const char *reply)
{
	struct reply r;
	struct list caps;

	assert_true(reply_read(a, reply, &r));
	caps_read(a, &r, &caps);
	return caps;
}

static const char *joined(struct arena *a, const struct list *strings)
{
	const char *s = "";

	LIST_EACH (struct string_item, it, strings) {
		s = arena_printf(a, "%s%s%s", s, *s == '\0' ? "" : " ", it->s);
	}
	return s;
}

static void caps_are_the_lines_after_the_first(void **state)
{
	struct list caps = caps_of(*state, "250-mx.example.net\n250-SIZE 100\n250 8BITMIME");

	assert_int_equal(caps.n, 2);
	assert_false(caps_has(&caps, "mx.example.net"));
	assert_true(caps_has(&caps, "8bitmime"));
	assert_string_equal(caps_find(&caps, "SIZE")->p, "SIZE 100");
	assert_null(caps_find(&caps, "SIZ"));
	caps = caps_of(*state, "250 mx.example.net");
	assert_int_equal(caps.n, 0);
}

static void a_mechanism_with_a_nul_is_none(void **state)
{
	static char text[] = "mx.example.net\nAUTH PLAIN\0X \0 LOGIN";
	const struct reply ehlo = {.code = 250, .text = {text, sizeof(text) - 1}};
	struct list caps, mechanisms = {0};

	caps_read(*state, &ehlo, &caps);
	caps_mechanisms(*state, &caps, &mechanisms);
	assert_string_equal(joined(*state, &mechanisms), "LOGIN");
}

/* Found where NULL + 0 traps: under -fsanitize=undefined. */
static void a_reply_without_text_offers_nothing(void **state)
{
	struct list caps;

	caps_read(*state, &(struct reply){.code = 250}, &caps);
	assert_int_equal(caps.n, 0);
}

static void caps_stop_at_their_cap(void **state)
{
	struct buf text = {0};
	struct reply r = {.code = 250};
	struct list caps;

	for (int i = 0; i < CAPS_MAX + 10; i++)
		buf_str(&text, "x\n");
	r.text = (struct bytes){text.p, text.n};
	caps_read(*state, &r, &caps);
	assert_int_equal(caps.n, CAPS_MAX);
	buf_free(&text);
}

static void caps_list_each_mechanism_once_in_the_order_offered(void **state)
{
	struct list mechanisms = {0};
	struct list caps = caps_of(*state, "250-mx\n250-AUTH=LOGIN plain\n250-SIZE\n"
					   "250 AUTH  XOAUTH2 PLAIN LOGIN ");

	caps_mechanisms(*state, &caps, &mechanisms);
	assert_string_equal(joined(*state, &mechanisms), "LOGIN PLAIN XOAUTH2");
	assert_true(caps_offers_mechanism(&caps, "xoauth2"));
	assert_false(caps_offers_mechanism(&caps, "XOAUTH"));
	assert_false(caps_offers_mechanism(&caps, "AUTH"));
	assert_true(caps_has(&caps, "AUTH"));
}

static void caps_size_tells_none_unlimited_and_limited_apart(void **state)
{
	static const struct {
		const char *reply;
		int64_t size;
	} cases[] = {
		{"250-mx\n250 HELP", -1},
		{"250-mx\n250 SIZE", 0},
		{"250-mx\n250 SIZE 0", 0},
		{"250-mx\n250 size 157286400", 157286400},
		{"250-mx\n250 SIZE=1000", 1000},
		{"250-mx\n250 SIZE big", 0},
		{"250-mx\n250 SIZE 99999999999999999999", INT64_MAX},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list caps = caps_of(*state, cases[i].reply);

		print_message("  %s\n", cases[i].reply);
		assert_true(caps_size(&caps) == cases[i].size);
	}
}

static void caps_masked_sees_the_firewall_and_not_private_extensions(void **state)
{
	struct list caps = caps_of(*state, "250-mx\n250-SIZE 1\n250 XXXXXXXA");

	assert_true(caps_masked(&caps));
	caps = caps_of(*state, "250-mx\n250 XXXA args");
	assert_true(caps_masked(&caps));
	caps = caps_of(*state, "250-mx\n250 XXXX");
	assert_false(caps_masked(&caps));
	caps = caps_of(*state, "250-mx\n250-XEXCH50\n250-XCLIENT NAME\n250-X-EXPS LOGIN\n250 X");
	assert_false(caps_masked(&caps));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(caps_are_the_lines_after_the_first),
	UNIT_TEST(a_reply_without_text_offers_nothing),
	UNIT_TEST(a_mechanism_with_a_nul_is_none),
	UNIT_TEST(caps_stop_at_their_cap),
	UNIT_TEST(caps_list_each_mechanism_once_in_the_order_offered),
	UNIT_TEST(caps_size_tells_none_unlimited_and_limited_apart),
	UNIT_TEST(caps_masked_sees_the_firewall_and_not_private_extensions),
};

UNIT_MAIN(tests)
