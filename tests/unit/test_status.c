/* The groups of a delivery status (RFC 3464, 6533), one by one. */
#include "unit.h"

#include "bounce/bounce.h"
#include "bounce/gather.h"
#include "bounce/status.h"

#include <stdio.h>
#include <string.h>

static const char *or_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

/* "FINAL ACTION STATUS by HOST: DIAGNOSTIC | DIAGNOSTIC", a line each. */
static const char *shown(struct arena *a, const char *text)
{
	struct status s = status_begin(bytes_str(a, text));
	struct status_recipient r;
	const char *all = arena_printf(a, "%s\n", or_dash(status_host(a, s.reporting_mta)));

	while (status_next(&s, &r)) {
		all = arena_printf(a, "%s%s %s %s by %s:", all, or_dash(status_mailbox(a, r.final)),
				   or_dash(status_word(a, r.action)),
				   or_dash(status_code(a, r.status)),
				   or_dash(status_host(a, r.remote_mta)));
		for (size_t i = 0; i < r.diagnostic_count; i++)
			all = arena_printf(a, "%s %s |", all,
					   or_dash(status_diagnostic(a, r.diagnostics[i], 200)));
		all = arena_printf(a, "%s\n", all);
	}
	return all;
}

static void one_group(void **state)
{
	assert_string_equal(shown(*state, "Reporting-MTA: dns; mail.example.org\n\n"
					  "Final-Recipient: rfc822; bob@example.org\n"
					  "Action: failed\nStatus: 5.1.1\n"
					  "Remote-MTA: dns; mx.example.org\n"
					  "Diagnostic-Code: smtp; 550 5.1.1 no\n"),
			    "mail.example.org\n"
			    "bob@example.org failed 5.1.1 by mx.example.org: 550 5.1.1 no |\n");
}

static void folds_remarks_and_cases(void **state)
{
	assert_string_equal(
		shown(*state, "reporting-mta:DNS;mail.example.org (a (nested) \\) one)\r\n\r\n"
			      "FINAL-RECIPIENT : x\r\nFinal-Recipient:\r\n RFC822 "
			      ";\r\n\t<bob@example.org>\r\n"
			      "Action: FAILED (no)\r\nStatus: 5.7.1 (denied)\r\n"
			      "Remote-MTA: dns; mx.example.org. (192.0.2.7, the server)\r\n"
			      "Diagnostic-Code: smtp;\r\n 550 5.7.1\r\n   no; never\r\n"),
		"mail.example.org\n"
		"bob@example.org failed 5.7.1 by mx.example.org: 550 5.7.1 no; never |\n");
}

static void what_is_missing_is_missing(void **state)
{
	assert_string_equal(shown(*state, "Status: 5.1.1\n\n\n \nAction:\n\nFinal-Recipient: bob"),
			    "-\n- - 5.1.1 by -:\nbob - - by -:\n");
	assert_string_equal(shown(*state, ""), "-\n");
	assert_string_equal(shown(*state, "no field\n\n\n"), "-\n");
	assert_string_equal(shown(*state, "X-A: b\n\nX-C: d\n"), "-\n");
	assert_string_equal(shown(*state, "Status: 9.9\nAction: ;\n"), "-\n- - - by -:\n");
}

static void recipients_without_an_empty_line(void **state)
{
	assert_string_equal(shown(*state,
				  "Reporting-MTA: dns; m.example.org\n"
				  "Final-Recipient: rfc822; a@x\nOriginal-Recipient: rfc822; A@x\n"
				  "Status: 5.0.0\n"
				  "Final-Recipient: rfc822; b@x\nStatus: 4.0.0\n"),
			    "m.example.org\na@x - 5.0.0 by -:\nb@x - 4.0.0 by -:\n");
}

static void several_diagnostics(void **state)
{
	assert_string_equal(shown(*state, "Diagnostic-Code: a; 1\nDiagnostic-Code: 2 b; c\n"
					  "Diagnostic-Code: c; 3\nDiagnostic-Code: d; 4\n"
					  "Diagnostic-Code: e; 5\n"),
			    "-\n- - - by -: 1 | 2 b; c | 3 | 4 |\n");
}

static void mailboxes(void **state)
{
	static const struct {
		const char *value, *mailbox;
	} table[] = {
		{"rfc822; bob@example.org", "bob@example.org"},
		{"bob@example.org", "bob@example.org"},
		{"rfc822;<bob@example.org>", "bob@example.org"},
		{"rfc822; list+2Bbob@example.org", "list+bob@example.org"},
		{"rfc822; bob+3Dcarol@example.org", "bob=carol@example.org"},
		{"rfc822; bob+40tag@example.org", "bob+40tag@example.org"},
		{"rfc822; bob+FFx@example.org", "bob\xffx@example.org"},
		{"utf-8; j\\x{F6}rg@example.org", "j\xc3\xb6rg@example.org"},
		{"utf-8; \\x{20AC}\\x{1F600}@example.org",
		 "\xe2\x82\xac\xf0\x9f\x98\x80@example.org"},
		{"utf-8; \\x{D800}\\x{110000}\\x{}\\x{41", "\\x{D800}\\x{110000}\\x{}\\x{41"},
		{"utf-8; \\x{1B}\\x{0}", "\\x{1B}\\x{0}"},
		{"x400; /G=Bob/S=Example/C=XX/", "/G=Bob/S=Example/C=XX/"},
		{"x400; /O=First Office/CN=Bob/", "/O=First Office/CN=Bob/"},
		{"rfc822; \"bob b.\"@example.org", "\"bob b.\"@example.org"},
		{"rfc822; bob@example.org password: hunter2", "bob@example.org"},
		{"rfc822; bob password: hunter2", "bob password: ***"},
		{"rfc822;", NULL},
		{"  ", NULL},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *found = status_mailbox(*state, bytes_str(*state, table[i].value));

		if (table[i].mailbox == NULL)
			assert_null(found);
		else
			assert_string_equal(found, table[i].mailbox);
	}
}

/* ---- together ---- */

static const char *gathered(struct arena *a, const char *text, size_t *left_out)
{
	struct status s = status_begin(bytes_str(a, text));
	struct list refusals = gather(a, &s, left_out);
	const char *all = "";

	LIST_EACH (const struct refusal, it, &refusals) {
		all = arena_printf(a, "%s%zu:", all, it->count);
		LIST_EACH (const struct string_item, who, &it->recipients)
			all = arena_printf(a, "%s %s", all, who->s);
		all = arena_printf(a, "%s\n", all);
	}
	return all;
}

static void group(struct buf *b, int number, const char *said)
{
	buf_printf(b, "Final-Recipient: rfc822; user%d@example.org\nStatus: 5.1.1\n", number);
	buf_printf(b, "Diagnostic-Code: smtp; 550 %s\n\n", said);
}

static void the_same_said_of_many(void **state)
{
	struct buf b = {0};
	size_t left_out = 0;

	for (int i = 0; i < 10000; i++)
		group(&b, i,
		      arena_printf(*state, "<USER%d@example.org>: unknown %s", i,
				   i % 2 == 0 ? "1a2-b3c4d5e6f7" : "9z8-y7x6w5v4u3"));
	assert_string_equal(gathered(*state, b.p, &left_out),
			    "10000: user0@example.org user1@example.org user2@example.org "
			    "user3@example.org user4@example.org\n");
	assert_int_equal(left_out, 0);
	buf_free(&b);
}

static void different_things_said_of_many(void **state)
{
	struct buf b = {0};
	size_t left_out = 0;
	const char *all;

	for (int i = 0; i < 1000; i++)
		group(&b, i, arena_printf(*state, "number %d", i));
	all = gathered(*state, b.p, &left_out);
	assert_int_equal(left_out, 1000 - BOUNCE_ITEMS_MAX);
	assert_memory_equal(all, "1: user0@example.org\n1: user1@example.org\n", 42);
	buf_free(&b);
}

static void what_differs_stays_apart(void **state)
{
	size_t left_out = 0;

	assert_string_equal(
		gathered(*state,
			 "Final-Recipient: rfc822; a@x\nStatus: 5.1.1\nRemote-MTA: dns; m1\n\n"
			 "Final-Recipient: rfc822; b@x\nStatus: 5.1.1\nRemote-MTA: dns; m2\n\n"
			 "Final-Recipient: rfc822; c@x\nStatus: 5.1.2\nRemote-MTA: dns; m1\n\n"
			 "Final-Recipient: rfc822; d@x\nAction: delayed\nStatus: 5.1.1\n\n"
			 "Final-Recipient: rfc822; e@x\nStatus: 5.1.1\nRemote-MTA: dns; m1\n",
			 &left_out),
		"2: a@x e@x\n1: b@x\n1: c@x\n1: d@x\n");
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(one_group),
	UNIT_TEST(folds_remarks_and_cases),
	UNIT_TEST(what_is_missing_is_missing),
	UNIT_TEST(recipients_without_an_empty_line),
	UNIT_TEST(several_diagnostics),
	UNIT_TEST(mailboxes),
	UNIT_TEST(the_same_said_of_many),
	UNIT_TEST(different_things_said_of_many),
	UNIT_TEST(what_differs_stays_apart),
};

UNIT_MAIN(tests)
