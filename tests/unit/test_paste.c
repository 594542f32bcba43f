/* What a paste is cut into: replies with their codes wherever programs put them, and no others. */
#include "unit.h"

#include "interpret/paste.h"

#include <stdio.h>
#include <string.h>

static struct list read_paste(struct arena *a, const char *text)
{
	struct list items = {0};

	paste_read(a, bytes_str(a, text), &items);
	return items;
}

/* "2: 535 5.7.8 words @auth AUTH" for each item, a line each. */
static const char *shown(struct arena *a, const struct list *items)
{
	const char *all = "";

	LIST_EACH (const struct paste_item, it, items) {
		const struct reply *r = &it->reply;

		all = arena_printf(a, "%s%s%d:", all, *all == '\0' ? "" : "\n", it->line);
		if (r->code != 0)
			all = arena_printf(a, "%s %d", all, r->code);
		if (r->enhanced != NULL)
			all = arena_printf(a, "%s %s", all, r->enhanced);
		all = arena_printf(a, "%s %s", all, text_safe(a, r->text));
		if (it->stage >= 0)
			all = arena_printf(a, "%s @%s", all, stage_names[it->stage]);
		if (it->command != NULL)
			all = arena_printf(a, "%s %s", all, it->command);
	}
	return all;
}

struct reading_case {
	const char *label, *text, *items;
};

static void check_each(struct arena *a, const struct reading_case *cases, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct list items = read_paste(a, cases[i].text);
		const char *got = shown(a, &items);

		if (strcmp(got, cases[i].items) == 0)
			continue;
		print_message("  %s:\n    got  %s\n    want %s\n", cases[i].label, got,
			      cases[i].items);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

#define CHECK_EACH(a, cases) check_each((a), (cases), sizeof(cases) / sizeof((cases)[0]))

/* ---- what a reply is ---- */

static void replies_are_found_where_programs_put_them(void **state)
{
	static const struct reading_case cases[] = {
		{"bare", "535 5.7.8 no", "1: 535 5.7.8 no"},
		{"without an enhanced code", "550 no such user", "1: 550 no such user"},
		{"number alone", "535", "1: 535 "},
		{"lines of one reply", "550-5.7.1 one\r\n550-5.7.1 two\r\n550 5.7.1 three\r\n",
		 "1: 550 5.7.1 one two three"},
		{"its lines run together", "550-5.7.26 one 550-5.7.26 two 550 5.7.26 three",
		 "1: 550 5.7.26 one two three"},
		{"wrapped", "550 5.1.1 there is\n  no such user",
		 "1: 550 5.1.1 there is no such user"},
		{"Python, bytes", "smtplib.SMTPAuthenticationError: (535, b'5.7.8 no')",
		 "1: 535 5.7.8 no"},
		{"Python, lines escaped", "(535, b'5.7.8 one\\n5.7.8 two')",
		 "1: 535 5.7.8 one two"},
		{"Python, dict", "{'a@example.com': (550, b'5.1.1 no such user')}",
		 "1: 550 5.1.1 no such user"},
		{"Python, debug output",
		 "reply: b'535 5.7.3 no\\r\\n'\nreply: retcode (535); Msg: b'5.7.3 no'",
		 "1: 535 5.7.3 no"},
		{"PHPMailer", "SMTP ERROR: Password command failed: 535 5.7.3 no",
		 "1: 535 5.7.3 no"},
		{"PHPMailer, older", "SMTP -> ERROR: RCPT not accepted from server: 550 5.7.1 no",
		 "1: 550 5.7.1 no"},
		{"Symfony",
		 "Expected response code \"250\" but got code \"550\", with message \"550 5.7.60 "
		 "no\".",
		 "1: 550 5.7.60 no\"."},
		{"nodemailer",
		 "Error: Invalid login: 535 5.7.3 no\n    at SMTPConnection._formatError",
		 "1: 535 5.7.3 no"},
		{"Go", "gomail: could not send email 1: 535 5.7.8 no", "1: 535 5.7.8 no"},
		{".NET", "Mailbox unavailable. The server response was: 5.7.1 no", "1: 5.7.1 no"},
		{"Java", "com.sun.mail.smtp.SMTPAddressFailedException: 550 5.1.1 no",
		 "1: 550 5.1.1 no"},
		{"Rails", "Net::SMTPFatalError: 553 5.3.0 no", "1: 553 5.3.0 no"},
		{"lettre, digits in words",
		 "Permanent(Response { code: Code { severity: PermanentNegativeCompletion, "
		 "category: "
		 "Unspecified3, detail: Five }, message: [\"5.7.8 no\"] })",
		 "1: 535 5.7.8 no"},
		{"Erlang", "{permanent_failure,<<\"10.0.0.1\">>,<<\"535 5.7.8 no\\r\\n\">>}",
		 "1: 535 5.7.8 no"},
		{"curl", "< 535 5.7.8 no", "1: 535 5.7.8 no"},
		{"swaks", "<** 535 5.7.8 no", "1: 535 5.7.8 no"},
		{"Postfix",
		 "status=bounced (host mx.example.org[192.0.2.1] said: 550 5.1.1 no (in reply to "
		 "RCPT TO "
		 "command))",
		 "1: 550 5.1.1 no"},
		{"report", "Diagnostic-Code: smtp; 550 5.1.1 no", "1: 550 5.1.1 no"},
		{"qmail", "deferral: Remote_host_said:_550_5.1.1_no/Giving_up",
		 "1: 550 5.1.1 no/Giving up"},
		{"report of Exchange", "#5.7.60 smtp;550 5.7.60 no",
		 "1: 5.7.60 smtp;550 5.7.60 no"},
		{"log of a phone", "2013-10-05 08:25:20.447 <- 550 5.7.1 no", "1: 550 5.7.1 no"},
		{"time before it", "[2022-11-16 11:57:21] S: 535 5.7.8 no", "1: 535 5.7.8 no"},
		{"HTML", "Server said:<br>550 5.7.1 &lt;bob@example.org&gt; no",
		 "1: 550 5.7.1 <bob@example.org> no"},
		{"colours of a terminal", "\033[31m550 5.7.1 no\033[0m", "1: 550 5.7.1 no"},
		{"another script before it", "错误：550 5.7.1 no", "1: 550 5.7.1 no"},
		{"behind a comma", "to SMTP server, 553 Relaying disallowed",
		 "1: 553 Relaying disallowed"},
		{"table", "|535|Echec|", "1: 535 Echec|"},
		{"number again behind it", "after MAIL FROM: 553 5.7.1 not from here [550]",
		 "1: 553 5.7.1 not from here [550]"},
	};

	CHECK_EACH(*state, cases);
}

static void swallowed_codes_are_not_invented(void **state)
{
	static const struct reading_case cases[] = {
		{"enhanced code only", "5.7.139 Authentication unsuccessful",
		 "1: 5.7.139 Authentication unsuccessful"},
		{"with a number sign", "<#5.1.1 smtp; no>", "1: 5.1.1 smtp; no>"},
		{"a range of them", "5.7.700-749 no", "1: 5.7.700 -749 no"},
		{"colon behind", "550 5.7.1: no", "1: 550 5.7.1  no"},
	};

	CHECK_EACH(*state, cases);
}

static void numbers_of_other_things_are_no_replies(void **state)
{
	static const char *const texts[] = {
		"connect to 192.0.2.45:465 refused",
		"port 587 timed out",
		"Connection to smtp.example.org port: 465 failed",
		"File \"smtplib.py\", line 535, in auth",
		"postfix/smtp[522]: cannot authenticate to server",
		"sent 450 bytes in 521 ms",
		"disk full, 500 messages are waiting",
		"PHPMailer 5.2.4 could not connect",
		"OpenSSL 4.5.1 and 192.168.5.4.1",
		"errno 554",
		"{\"status\":\"400\",\"schemes\":\"Bearer\"}",
		"statusCode: 400",
		"HTTP/1.1 503 Service Unavailable",
		"2024-05-09T23:34:45.451Z failed",
		"message 5500 of 4210",
		"proxy refused with HTTP error code 403 (Forbidden)",
		"Socket error: 407: Proxy Authentication Required",
		"407 Proxy Authentication Required",
		"Server: nginx\nContent-Length: 552",
		"277 == bob@example.org R=dnslookup defer (-1)",
		"delay=451, delays=450/1/0/0",
		"id 550e8400-e29b-41d4",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list items = read_paste(*state, texts[i]);
		const struct paste_item *it = (const void *)items.first;

		print_message("  %s\n", texts[i]);
		assert_int_equal(items.n, 1);
		assert_int_equal(it->reply.code, 0);
		assert_null(it->reply.enhanced);
	}
}

/* ---- several ---- */

static void a_paste_may_hold_several(void **state)
{
	static const struct reading_case cases[] = {
		{"two of one code", "550 5.1.1 one\n550 5.7.1 two",
		 "1: 550 5.1.1 one\n2: 550 5.7.1 two"},
		{"told twice", "550 5.1.1 one\n550 5.1.1 one", "1: 550 5.1.1 one"},
		{"line ends written out", "451 4.7.1 a\\r\\n550 5.7.1 b",
		 "1: 451 4.7.1 a\n1: 550 5.7.1 b"},
		{"what went well is of no interest", "220 mx ESMTP\n250 ok\n550 5.1.1 no",
		 "3: 550 5.1.1 no"},
		{"unless that is all", "250 2.1.5 ok", "1: 250 2.1.5 ok"},
		{"or words stand beside it", "Diagnostic-Code: smtp; 250 2.1.5 ok",
		 "1: 250 2.1.5 ok\n1: Diagnostic-Code: smtp; 250 2.1.5 ok"},
		{"what follows a yes inside a line is no part of it",
		 "AuthException: 220 2.0.0 Ready to start TLS\nERROR handshake failed",
		 "1: 220 2.0.0 Ready to start TLS\n1: AuthException: 220 2.0.0 Ready to start "
		 "TLS ERROR handshake failed"},
		{"transcript: the command before tells the stage",
		 "S: 250 ok\nC: RCPT TO:<bob@example.org>\nS: 550 5.1.1 no",
		 "3: 550 5.1.1 no @envelope RCPT"},
		{"an empty line between", "550 5.1.1 one\n\nSee the manual.", "1: 550 5.1.1 one"},
		{"the words come later", "Last code: 503\n\nLast response: AUTH not advertised",
		 "1: 503  Last response: AUTH not advertised"},
		{"words between",
		 "550 5.1.1 one\nTraceback (most recent call last):\n450 4.7.1 two",
		 "1: 550 5.1.1 one\n3: 450 4.7.1 two"},
	};

	CHECK_EACH(*state, cases);
}

static void words_without_a_reply_are_one_item(void **state)
{
	static const struct reading_case cases[] = {
		{"an exception", "\n\nsocket.gaierror: [Errno -2] Name or service not known",
		 "3: socket.gaierror: [Errno -2] Name or service not known"},
		{"lines", "one\ntwo", "1: one two"},
		{"blank", " \n\t\r\n", ""},
		{"IMAP is another story", "a1 NO [ALERT] too many connections", ""},
	};

	CHECK_EACH(*state, cases);
}

/* ---- secrets ---- */

static void secrets_do_not_come_back(void **state)
{
	static const char *const texts[] = {
		"C: AUTH PLAIN AGJvYgBodW50ZXIy\nS: 535 5.7.8 no",
		"AUTH PLAIN AGJvYgBodW50ZXIy 535 5.7.8 no",
		"password: hunter2 -> 535 5.7.8 no",
		"'password' => 'hunter2', got 535 5.7.8 no",
		"smtp://bob:hunter2@example.org: 535 5.7.8 no",
		"user=bob&password%3dhunter2: 535 5.7.8 no",
		"C: aHVudGVyMg==  Connection refused",
		"then aHVudGVyMg== was sent",
		"535 5.7.8 no; smtp_password = hunter2",
		"535 5.7.8 no; MAIL_PASS=hunter2 MAIL_PORT=587",
		"535 5.7.8 no; $mail->Password = 'a b, hunter2';",
		"535 5.7.8 no\n[Password:PHPMailer\\PHPMailer:protected] => x:hunter2",
		"535 5.7.8 no\n[\"Password\"]=> string(9) \"x:hunter2\"",
		"535 5.7.8 no; <password>hunter2</password>",
		"535 5.7.8 no; password 'x hunter2' was wrong",
		"535 5.7.8 no; swaks --auth-password hunter2",
		"535 5.7.8 no; swaks -ap hunter2 -s mail",
		"535 5.7.8 no; curl -u bob@example.org:x:hunter2 smtp://mail",
		"535 5.7.8 no; curl --user 'bob:x hunter2'",
		"535 5.7.8 no; s.login('bob@example.org', 'x,hunter2')",
		"535 5.7.8 no; smtp://bob@example.org:p@hunter2@mail:587",
		"535 5.7.8 no; [mail.example.org]:587 bob@example.org:hunter2",
		"535 5.7.8 no; Authorization: Basic hunter2",
		"334 UGFzc3dvcmQ6\nC: aHVudGVyMg==\n535 5.7.8 no",
		"535 5.7.8 no\n> aHVudGVyMgMA",
		"Authorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6Imh1bnRlcjIifQ.e30.x refused",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list items = read_paste(*state, texts[i]);

		print_message("  %s\n", texts[i]);
		assert_int_not_equal(items.n, 0);
		LIST_EACH (const struct paste_item, it, &items) {
			assert_false(bytes_has(it->input, "hunter2"));
			assert_false(bytes_has(it->input, "aHVudGVyMg"));
			assert_false(bytes_has(it->input, "AGJvYgBodW50ZXIy"));
			assert_false(bytes_has(it->input, "eyJ"));
		}
	}
}

static void what_is_no_secret_stays(void **state)
{
	static const char *const texts[] = {
		"535 5.7.8 Username and Password not accepted",
		"535 Incorrect authentication data",
		"250-AUTH PLAIN LOGIN XOAUTH2",
		"334 UGFzc3dvcmQ6",
		"550 5.1.1 <bob@example.org>: Recipient address rejected",
		"535 5.7.8 Password incorrect or account locked",
		"535 5.7.139 Basic authentication is disabled",
		"550 5.7.26 spf=pass smtp.mailfrom=bob2@example.org dkim=pass header.d=a1.example",
		"421 4.3.2 bad key 2048 bits, bypass 10.0.0.1",
		"550 5.4.1 bob@example.org:25 refused",
		"550 5.7.1 see https://example.org/help?a=b@c",
		"[AM0PR01CA0101.eurprd01.prod.outlook.com 2026-11-21T08:15Z 08DD]",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list items = read_paste(*state, texts[i]);
		const struct paste_item *it = (const void *)items.first;

		assert_non_null(it);
		assert_string_equal(text_safe(*state, it->input), texts[i]);
	}
}

/* ---- odd input ---- */

static void a_paste_is_bounded(void **state)
{
	static char big[PASTE_MAX + 100000];
	struct list items = {0};

	memset(big, 'x', sizeof(big));
	paste_read(*state, (struct bytes){big, sizeof(big)}, &items);
	assert_int_equal(items.n, 1);
	assert_in_range(((struct paste_item *)(void *)items.first)->input.n, 1, PASTE_WORDS_MAX);
	for (size_t i = 0; i + 16 < sizeof(big); i += 16)
		snprintf(big + i, 17, "550 %010zu\n", i);
	items = (struct list){0};
	paste_read(*state, (struct bytes){big, sizeof(big)}, &items);
	assert_int_equal(items.n, PASTE_ITEMS_MAX);
}

/* A megabyte of it, and neither stack nor time runs out. */
static void repeated_beginnings_are_cheap(void **state)
{
	static const char *const pieces[] = {"550 ",	   "550-", "550,",     "(550 ", "550-x ",
					     "550 5.1.1 ", "a://", "login(a,", "-u "};
	static char big[PASTE_MAX];

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct list items = {0};
		size_t n = strlen(pieces[i]);

		for (size_t at = 0; at < sizeof(big); at++)
			big[at] = pieces[i][at % n];
		memcpy(big, "550 ", 4);
		big[sizeof(big) - 1] = '+';
		paste_read(*state, (struct bytes){big, sizeof(big)}, &items);
		assert_in_range(items.n, 1, PASTE_ITEMS_MAX);
	}
	memset(big, ')', sizeof(big));
	for (size_t at = 0; at + 7000 < sizeof(big); at += 7000)
		snprintf(big + at, 10, "\n550 %04zu", at / 7000);
	paste_read(*state, (struct bytes){big, sizeof(big)}, &(struct list){0});
}

static void odd_bytes_are_read_as_blanks(void **state)
{
	static char odd[] = "550\0005.7.1 \xff\xfe\a no";
	struct list items = {0};

	paste_read(*state, (struct bytes){odd, sizeof(odd) - 1}, &items);
	assert_string_equal(shown(*state, &items), "1: 550 5.7.1 \\xff\\xfe  no");
	items = (struct list){0};
	paste_read(*state, (struct bytes){0}, &items);
	assert_int_equal(items.n, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(replies_are_found_where_programs_put_them),
	UNIT_TEST(swallowed_codes_are_not_invented),
	UNIT_TEST(numbers_of_other_things_are_no_replies),
	UNIT_TEST(a_paste_may_hold_several),
	UNIT_TEST(words_without_a_reply_are_one_item),
	UNIT_TEST(secrets_do_not_come_back),
	UNIT_TEST(what_is_no_secret_stays),
	UNIT_TEST(a_paste_is_bounded),
	UNIT_TEST(repeated_beginnings_are_cheap),
	UNIT_TEST(odd_bytes_are_read_as_blanks),
};

UNIT_MAIN(tests)
