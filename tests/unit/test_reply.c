#include "unit.h"

#include "smtp/reply.h"

#include <stdlib.h>
#include <string.h>

/* What the parser says about `text`; what it left is in *in. */
static enum reply_status parse(struct arena *a, const char *text, struct buf *in, struct reply *r)
{
	buf_clear(in);
	buf_str(in, text);
	return reply_parse(a, in, r, NULL);
}

static void reply_gives_code_enhanced_code_and_text(void **state)
{
	static const struct {
		const char *label, *in;
		int code;
		const char *enhanced, *text;
		int lines;
	} cases[] = {
		{"plain", "220 mx.example.net ESMTP\r\n", 220, NULL, "mx.example.net ESMTP", 1},
		{"code alone", "250\r\n", 250, NULL, "", 1},
		{"code and blank", "354 \r\n", 354, NULL, "", 1},
		{"bare LF", "250 ok\n", 250, NULL, "ok", 1},
		{"enhanced", "535 5.7.139 Authentication unsuccessful\r\n", 535, "5.7.139",
		 "Authentication unsuccessful", 1},
		{"enhanced alone", "250 2.1.0\r\n", 250, "2.1.0", "", 1},
		{"enhanced of another class", "554 4.3.2 sorry\r\n", 554, "4.3.2", "sorry", 1},
		{"repeated on every line", "550-5.7.26 one\r\n550-5.7.26 two\r\n550 5.7.26 x\r\n",
		 550, "5.7.26", "one\ntwo\nx", 3},
		{"another one later stays", "550-5.7.26 one\r\n550 5.7.1 two\r\n", 550, "5.7.26",
		 "one\n5.7.1 two", 2},
		{"on a later line only", "550-one\r\n550 5.7.1 two\r\n", 550, NULL,
		 "one\n5.7.1 two", 2},
		{"Cisco's is text", "500 #5.5.1 command not recognized\r\n", 500, NULL,
		 "#5.5.1 command not recognized", 1},
		{"a version is no enhanced code", "220 2.0.0.5 ready\r\n", 220, NULL,
		 "2.0.0.5 ready", 1},
		{"an address is none", "220 4.123.200.1 ready\r\n", 220, NULL, "4.123.200.1 ready",
		 1},
		{"four digits are none", "550 5.7.1234 x\r\n", 550, NULL, "5.7.1234 x", 1},
		{"blanks of the text stay", "250-  two \r\n250 \tx\r\n", 250, NULL, "  two \n\tx",
		 2},
		{"masked banner", "220 ****************\r\n", 220, NULL, "****************", 1},
	};
	struct buf in = {0};
	struct reply r;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_int_equal(parse(*state, cases[i].in, &in, &r), REPLY_OK);
		assert_int_equal(r.code, cases[i].code);
		assert_int_equal(r.lines, cases[i].lines);
		assert_string_equal(r.text.p, cases[i].text);
		assert_int_equal(r.text.n, strlen(cases[i].text));
		if (cases[i].enhanced == NULL)
			assert_null(r.enhanced);
		else
			assert_string_equal(r.enhanced, cases[i].enhanced);
		assert_int_equal(in.n, 0);
	}
	buf_free(&in);
}

static void reply_refuses_what_is_not_smtp(void **state)
{
	static const struct {
		const char *label, *in;
	} cases[] = {
		{"SSH", "SSH-2.0-OpenSSH_9.2\r\n"},
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n"},
		{"empty line", "\r\n"},
		{"two digits", "25 ok\r\n"},
		{"no blank behind the code", "250ok\r\n"},
		{"four digits", "2500 ok\r\n"},
		{"1xx", "120 soon\r\n"},
		{"6xx", "650 no\r\n"},
		{"change of code between lines", "250-one\r\n251 two\r\n"},
		{"text between lines", "250-one\r\ntwo\r\n250 three\r\n"},
		{"TLS alert without a line end", "\025\003\001"},
	};
	struct buf in = {0};
	struct reply r = {.code = 1};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_int_equal(parse(*state, cases[i].in, &in, &r), REPLY_MALFORMED);
		assert_int_equal(r.code, 1);
		assert_int_equal(in.n, strlen(cases[i].in));
	}
	buf_free(&in);
}

static void reply_waits_for_its_last_byte(void **state)
{
	static const char whole[] = "250-mx.example.net\r\n250-SIZE 100\r\n250 HELP\r\n";
	struct buf in = {0};
	struct reply r;

	for (size_t n = 0; n + 1 < sizeof(whole) - 1; n++) {
		buf_clear(&in);
		buf_add(&in, whole, n);
		assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_PARTIAL);
		assert_int_equal(in.n, n);
	}
	assert_int_equal(parse(*state, whole, &in, &r), REPLY_OK);
	assert_string_equal(r.text.p, "mx.example.net\nSIZE 100\nHELP");
	buf_free(&in);
}

static void reply_takes_only_its_own_bytes(void **state)
{
	struct buf in = {0};
	struct list lines = {0};
	struct reply r;

	buf_str(&in, "220-go\r\n220 ahead\r\n250 injected\r\n");
	assert_int_equal(reply_parse(*state, &in, &r, &lines), REPLY_OK);
	assert_string_equal(in.p, "250 injected\r\n");
	assert_int_equal(lines.n, 2);
	assert_string_equal(((struct bytes_item *)(void *)lines.first)->b.p, "220-go");
	assert_string_equal(((struct bytes_item *)(void *)lines.last)->b.p, "220 ahead");
	buf_free(&in);
}

static void reply_keeps_bytes_that_are_no_text(void **state)
{
	static const char line[] = "250 \0.1.1 b\r\xff\r\n";
	struct buf in = {0};
	struct reply r;

	buf_add(&in, line, sizeof(line) - 1);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_OK);
	assert_null(r.enhanced);
	assert_int_equal(r.text.n, 9);
	assert_memory_equal(r.text.p, "\0.1.1 b\r\xff", 9);
	buf_free(&in);
}

/* `count` lines of `width` bytes with the CRLF, the last one without a hyphen if `ended`. */
static void fill(struct buf *in, int count, size_t width, bool ended)
{
	buf_clear(in);
	for (int i = 1; i <= count; i++) {
		buf_str(in, ended && i == count ? "250 " : "250-");
		for (size_t n = 4; n < width - 2; n++)
			buf_char(in, 'x');
		buf_str(in, "\r\n");
	}
}

static void reply_holds_its_caps(void **state)
{
	struct buf in = {0};
	struct reply r;

	fill(&in, 1, REPLY_LINE_MAX, true);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_OK);
	fill(&in, 1, REPLY_LINE_MAX + 1, true);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_TOO_LONG);
	in.n = REPLY_LINE_MAX - 1;
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_PARTIAL);
	in.n = REPLY_LINE_MAX;
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_TOO_LONG);

	fill(&in, REPLY_LINES_MAX, 10, true);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_OK);
	assert_int_equal(r.lines, REPLY_LINES_MAX);
	fill(&in, REPLY_LINES_MAX, 10, false);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_TOO_LONG);

	fill(&in, 16, REPLY_MAX / 16, true);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_OK);
	fill(&in, 16, REPLY_MAX / 16 + 1, true);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_TOO_LONG);
	fill(&in, 15, REPLY_MAX / 16, false);
	assert_int_equal(reply_parse(*state, &in, &r, NULL), REPLY_PARTIAL);
	buf_free(&in);
}

static void reply_read_takes_what_a_person_pasted(void **state)
{
	static const struct {
		const char *label, *in;
		int code;
		const char *enhanced, *text;
	} cases[] = {
		{"one line", "535 5.7.3 Authentication unsuccessful", 535, "5.7.3",
		 "Authentication unsuccessful"},
		{"blanks around", "\n  550 no\r\n", 550, NULL, "no"},
		{"code alone", "421", 421, NULL, ""},
		{"continuation lines", "550-5.7.1 a\n550 5.7.1 b", 550, "5.7.1", "a\nb"},
		{"wrapped by a mail program", "535 5.7.139 too\nlong", 535, "5.7.139", "too\nlong"},
	};
	struct reply r;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_true(reply_read(*state, cases[i].in, &r));
		assert_int_equal(r.code, cases[i].code);
		assert_string_equal(r.text.p, cases[i].text);
		if (cases[i].enhanced == NULL)
			assert_null(r.enhanced);
		else
			assert_string_equal(r.enhanced, cases[i].enhanced);
	}
	assert_false(reply_read(*state, "", &r));
	assert_false(reply_read(*state, "Authentication unsuccessful", &r));
	assert_false(reply_read(*state, "5.7.3 Authentication unsuccessful", &r));
	assert_false(reply_read(*state, "999 no", &r));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(reply_gives_code_enhanced_code_and_text),
	UNIT_TEST(reply_refuses_what_is_not_smtp),
	UNIT_TEST(reply_waits_for_its_last_byte),
	UNIT_TEST(reply_takes_only_its_own_bytes),
	UNIT_TEST(reply_keeps_bytes_that_are_no_text),
	UNIT_TEST(reply_holds_its_caps),
	UNIT_TEST(reply_read_takes_what_a_person_pasted),
};

UNIT_MAIN(tests)
