/* What is made of messages before anybody looks for a report: tamed, taken apart, decoded. */
#include "unit.h"

#include "bounce/bounce.h"
#include "bounce/fields.h"
#include "bounce/mime.h"
#include "bounce/plain.h"
#include "bounce/tame.h"
#include "know/knowledge.h"

#include <stdio.h>
#include <string.h>

#define HEAD "From: a@example.org\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n"

static struct bytes without_line_ends(struct bytes text)
{
	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}

/* "0 message/rfc822", "1 text/plain: hello", a line each; "! " and a fault. */
static const char *shown(struct arena *a, const struct list *parts, const struct list *faults)
{
	const char *all = "";

	LIST_EACH (const struct mime_part, p, parts) {
		struct bytes text = without_line_ends(p->text);

		all = arena_printf(a, "%s%d %s%s%.*s\n", all, p->depth, p->type,
				   text.n > 0 ? ": " : "", (int)text.n, text.n > 0 ? text.p : "");
	}
	LIST_EACH (const struct string_item, it, faults)
		all = arena_printf(a, "%s! %s\n", all, it->s);
	return all;
}

static const char *parts_of(struct arena *a, const char *text)
{
	struct list parts = {0}, faults = {0};
	struct bytes tamed = tame(a, bytes_str(a, text), &faults);

	mime_read(a, tamed, &parts, &faults);
	return shown(a, &parts, &faults);
}

static void nesting(void **state)
{
	assert_string_equal(parts_of(*state, HEAD "\nhello"),
			    "0 message/rfc822\n1 text/plain: hello\n");
	assert_string_equal(
		parts_of(*state,
			 HEAD "Content-Type: multipart/report; boundary=b\n\n--b\n\none\n--b\n"
			      "Content-Type: Message/RFC822\n\nSubject: x\n\ninner\n--b\n"
			      "Content-Type: image/png\n\nnot read\n--b--\n"),
		"0 message/rfc822\n1 multipart/report\n2 text/plain: one\n2 message/rfc822\n"
		"3 text/plain: inner\n2 image/png\n");
}

static void header(void **state)
{
	struct arena *a = *state;
	struct list parts = {0}, faults = {0};
	const struct mime_part *p;

	assert_true(mime_read(a,
			      bytes_str(a, "Subject: =?utf-8?B?w7w=?=\n\tand more\nX: \n\nhello"),
			      &parts, &faults));
	p = (const void *)parts.first;
	assert_string_equal(field_of(&p->fields, "subject"), "\xc3\xbc and more");
	assert_string_equal(field_of(&p->fields, "X"), "");
	assert_null(field_of(&p->fields, "Y"));
}

static void encodings(void **state)
{
	static const struct {
		const char *type, *encoding, *body, *text;
	} table[] = {
		{"text/plain", "base64", "aGVsbG8=", "hello"},
		{"text/plain", "quoted-printable", "h=65l=\nlo", "hello"},
		{"text/plain; charset=iso-8859-1", "8bit", "\xfc", "\xc3\xbc"},
		{"text/plain; charset=windows-1252", "quoted-printable", "=80=81!",
		 "\xe2\x82\xac\x81!"},
		{"text/plain; charset=iso-2022-jp", "7bit", "\x1b$B$\"\x1b(B", "\xe3\x81\x82"},
		{"text/plain; charset=utf-8", "8bit", "\xff\xc3\xbc", "\xff\xc3\xbc"},
		{"text/plain; charset=shift_jis", "8bit", "\x82\xa0\x82", "\xe3\x81\x82\x82"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *message = arena_printf(
			*state, HEAD "Content-Type: %s\nContent-Transfer-Encoding: %s\n\n%s",
			table[i].type, table[i].encoding, table[i].body);

		assert_string_equal(parts_of(*state, message),
				    arena_printf(*state, "0 message/rfc822\n1 text/plain: %s\n",
						 table[i].text));
	}
}

static void what_is_broken_is_said(void **state)
{
	assert_string_equal(parts_of(*state, HEAD "Content-Transfer-Encoding: base64\n\naGVs*bG8="),
			    "0 message/rfc822\n1 text/plain: hello\n"
			    "! a part is broken base64: what could be decoded of it was read\n");
	assert_string_equal(parts_of(*state, HEAD "Content-Type: text/plain; "
						  "charset=ISO-2022-CN-EXT\n\n\xff"),
			    "0 message/rfc822\n1 text/plain: \xff\n! a part is in a character set "
			    "that is not known here: it was read as it is\n");
	assert_string_equal(
		parts_of(*state, HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none"),
		"0 message/rfc822\n1 multipart/mixed\n2 text/plain: one\n"
		"! the message ends before its last part does\n");
	assert_string_equal(parts_of(*state, HEAD "Content-Type: multipart/mixed\n\none"),
			    "0 message/rfc822\n1 multipart/mixed\n"
			    "! a part that should hold others does not say where they begin\n");
}

/* ---- messages that mean harm ---- */

#define REPORT                                                                                     \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; m.example.org\n\n"      \
	"Final-Recipient: rfc822; bob@example.org\nStatus: 5.1.1\n"                                \
	"Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n"

/* `before`, then a report, then `harm` so many times. */
static void still_read(struct arena *a, const char *before, const char *harm, size_t times,
		       const char *fault)
{
	struct list items = {0}, faults = {0};
	struct buf b = {0};
	const struct paste_item *it;

	buf_str(&b, before);
	buf_str(&b, REPORT);
	for (size_t i = 0; i < times; i++)
		buf_str(&b, harm);
	bounce_read(a, NULL, (struct bytes){b.p, b.n}, &items, &faults);
	assert_int_equal(items.n, 1);
	it = (const void *)items.first;
	assert_int_equal(it->reply.code, 550);
	assert_true(fault == NULL || list_has_string(&faults, fault));
	assert_true(faults.n <= 4);
	buf_free(&b);
}

#define MULTIPART  HEAD "Content-Type: multipart/report; boundary=b\n\n"
#define MANY_PARTS "the message has more parts than any honest one: the rest was not read"
#define LONG_FIELD "a header field is longer than any honest one: its end was not read"

static void ten_thousand_parts(void **state)
{
	still_read(*state, MULTIPART, "--b\nContent-Type: multipart/mixed; boundary=b\n\n", 10000,
		   MANY_PARTS);
	still_read(*state, MULTIPART,
		   "--b\nContent-Type: multipart/mixed;\n boundary=\"c\"\n\n--c\n", 10000,
		   MANY_PARTS);
	still_read(*state, MULTIPART, "--b\n\nx\n", 500000, MANY_PARTS);
	still_read(*state, MULTIPART, "--\n--b\n--", 300000, MANY_PARTS);
	still_read(*state, MULTIPART "", "--b\nContent-Type: message/rfc822\n\n", 100000,
		   MANY_PARTS);
}

static size_t boundaries_left(struct arena *a, size_t count)
{
	struct list faults = {0};
	struct buf b = {0};
	struct bytes tamed;
	size_t left = 0;

	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "--b\nContent-Type: multipart/mixed;\n\tBOUNDARY=b%zu\n\n", i);
	tamed = tame(a, (struct bytes){b.p, b.n}, &faults);
	assert_int_equal(faults.n, count > 100);
	for (const char *p = tamed.p; (p = strstr(p, "BOUNDARY")) != NULL; p++)
		left++;
	buf_free(&b);
	return left;
}

static void a_hundred_boundaries(void **state)
{
	assert_int_equal(boundaries_left(*state, 100), 100);
	assert_int_equal(boundaries_left(*state, 101), 100);
	assert_int_equal(boundaries_left(*state, 5000), 100);
}

static void fields_without_end(void **state)
{
	struct buf b = {0};

	buf_str(&b, MULTIPART "--b\nTo: ");
	for (size_t i = 0; i < 1000000; i++)
		buf_str(&b, "a:");
	buf_str(&b, "\n\nx\n");
	still_read(*state, b.p, "", 0, LONG_FIELD);
	buf_clear(&b);
	buf_str(&b, MULTIPART "--b\n \tResent-To \t: ");
	for (size_t i = 0; i < 500000; i++)
		buf_str(&b, "a:\n ");
	buf_str(&b, "\n\nx\n");
	still_read(*state, b.p, "", 0, LONG_FIELD);
	buf_clear(&b);
	buf_str(&b, MULTIPART "--b\nContent-Disposition: x");
	for (size_t i = 0; i < 200000; i++)
		buf_printf(&b, "; a%zu=b", i);
	buf_str(&b, "\n\nx\n");
	still_read(*state, b.p, "", 0, LONG_FIELD);
	buf_clear(&b);
	buf_str(&b, MULTIPART "--b\n");
	for (size_t i = 0; i < 300000; i++)
		buf_printf(&b, "X-%zu: b\n", i);
	buf_str(&b, "\nx\n");
	still_read(*state, b.p, "", 0,
		   "a header has more fields than any honest one: the rest of it was not read");
	buf_free(&b);
}

static void honest_mail_is_left_alone(void **state)
{
	static const char *const messages[] = {
		MULTIPART REPORT "--b--\n",
		"From: a\n\n-- \nsignature\n----- cut -----\n\n  indented: x\nno end",
		"",
		"\n\n",
	};

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		struct list faults = {0};
		struct bytes tamed = tame(*state, bytes_str(*state, messages[i]), &faults);

		assert_int_equal(faults.n, 0);
		assert_memory_equal(tamed.n == 0 ? "" : tamed.p, messages[i], strlen(messages[i]));
	}
}

static void a_megabyte_of_one_part(void **state)
{
	struct arena *a = *state;
	struct list parts = {0}, faults = {0};
	struct buf b = {0};

	buf_str(&b, HEAD "\n");
	for (size_t i = 0; i < (3 << 20); i++)
		buf_char(&b, 'x');
	assert_true(mime_read(a, (struct bytes){b.p, b.n}, &parts, &faults));
	assert_int_equal(((struct mime_part *)(void *)parts.last)->text.n, MIME_TEXT_MAX);
	assert_true(list_has_string(&faults, "a part is long: only its first MB was read"));
	buf_free(&b);
}

/* ---- without the library ---- */

static void parts_that_stand_there_as_they_are(void **state)
{
	struct list parts = {0}, faults = {0};

	plain_read(*state,
		   bytes_str(*state,
			     HEAD "Content-Type: multipart/report;\n boundary=b\n\npreamble\n"
				  "--b\nContent-Type: text/plain\n\n-- \nhello\n--b\n"
				  "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
				  "aGVsbG8=\n--b\nContent-Type: Message/RFC822\n\n"
				  "Subject: x\n\ninner\n--b--\n"),
		   &parts);
	assert_string_equal(shown(*state, &parts, &faults),
			    "0 message/rfc822\n1 multipart/report\n2 text/plain: -- \nhello\n"
			    "2 text/html\n2 message/rfc822\n");
}

/* ---- what is a message ---- */

static void messages_are_told_from_other_text(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
		{HEAD "\nhello", true},
		{"Return-Path: <>\nReceived: from a\n\tby b\nSubject: x\n\n", true},
		{"\n\nFrom MAILER-DAEMON Sat Nov 21\n>From x\nReceived: a\nReceived: b\n", true},
		{"\xef\xbb\xbfMessage-ID: <a>\r\nMIME-Version: 1.0\r\n\r\n", true},
		{"Reporting-MTA: dns; a\nArrival-Date: x\n", true},
		{"Final-Recipient: rfc822; a\nStatus: 5.1.1\n", true},
		{"From: Bob\nTo: alice\nSubject: Undeliverable: x\n\nDelivery has failed", false},
		{"Status: 5.1.1 something\n", false},
		{"Nov 21 10:00:00 mail postfix/smtp[1]: 4Q: to=<a@b>, status=bounced", false},
		{"550 5.1.1 user unknown\nMessage-ID: <a>\nMIME-Version: 1.0\n", false},
		{"hello\nReceived: a\nReceived: b\n", false},
		{"", false},
		{"\n", false},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (bounce_is_message(bytes_str(*state, table[i].text)) != table[i].is)
			fail_msg("%s", table[i].text);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(nesting),
	UNIT_TEST(header),
	UNIT_TEST(encodings),
	UNIT_TEST(what_is_broken_is_said),
	UNIT_TEST(ten_thousand_parts),
	UNIT_TEST(a_hundred_boundaries),
	UNIT_TEST(fields_without_end),
	UNIT_TEST(honest_mail_is_left_alone),
	UNIT_TEST(a_megabyte_of_one_part),
	UNIT_TEST(parts_that_stand_there_as_they_are),
	UNIT_TEST(messages_are_told_from_other_text),
};

UNIT_MAIN(tests)
