/* Bounces in sentences: how templates fit, what is done about lines, and bounds. What real texts
 * tell is in tests/bounce. */
#include "unit.h"
#include "knowing.h"

#include "bounce/freetext.h"
#include "bounce/template.h"
#include "bounce/unfold.h"
#include "know/frame.h"

#include <stdlib.h>
#include <string.h>

/* ---- templates ---- */

static const char *told_as(struct arena *a, const struct told *t)
{
	const struct bytes *slots[] = {&t->recipient, &t->refuser, &t->reporter};
	const char *all = "";

	for (size_t i = 0; i < 3; i++)
		all = arena_printf(a, "%s%.*s|", all, (int)slots[i]->n,
				   slots[i]->n > 0 ? slots[i]->p : "");
	return arena_printf(a, "%s%s", all, t->reply ? "reply" : "");
}

static const struct {
	const char *template, *text;
	size_t n; /* bytes that say it; 0: none */
	const char *told;
} templates[] = {
	{"Generating server: {reporter}", "generating  SERVER:\n  mx.example.org, x", 36,
	 "||mx.example.org|"},
	{"Generating server: {reporter}", "Generating server:mx", 0, NULL},
	{"host {refuser} said: {reply}", "host mx.example.org[192.0.2.5]:25 said: 550", 40,
	 "|mx.example.org||reply"},
	{"host {refuser} said: {reply}", "host mx.example.org [2001:db8::1] said: 550", 40,
	 "|mx.example.org||reply"},
	{"by {refuser}.", "by mx.example.org. [192.0.2.5].", 31, "|mx.example.org||"},
	{"to {refuser}.:", "to mx.example.org.:", 19, "|mx.example.org||"},
	{"<{recipient}>: {reply}", "<bob@example.org>: 550", 19, "bob@example.org|||reply"},
	{"to {recipient} was", "to \"bob@example.org\" was", 24, "bob@example.org|||"},
	{"to {recipient} was", "to bob@example.org (mailto:bob@example.org) was", 47,
	 "bob@example.org|||"},
	{"to {recipient} was", "to bob was", 0, NULL},
	{"after {...}: {reply}", "after RCPT TO:<bob@example.org>: 550", 33, "|||reply"},
	{"after {...}: {reply}", "after\n\nRCPT: 550", 13, "|||reply"},
	{"after {...}: {reply}", "after RCPT\n\nTO: 550", 0, NULL},
	{"said: {reply}", "sa\vid:\v 550", 8, "|||reply"},
};

static void templates_fit(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		struct told told;
		size_t n = template_match(templates[i].template, arena_str(a, templates[i].text),
					  &told);

		if (n != templates[i].n)
			fail_msg("%s: %zu bytes of %s", templates[i].template, n,
				 templates[i].text);
		if (n > 0)
			assert_string_equal(told_as(a, &told), templates[i].told);
	}
	arena_free(a);
}

static void templates_have_rules(void **state)
{
	static const char *const good[] = {"Generating server: {reporter}", "{refuser} #{reply}",
					   "};{FQDN={refuser}", "次の受信者"};
	static const char *const bad[] = {"a",
					  "x  y and z",
					  " leading",
					  "trailing ",
					  "{...} words here",
					  "{recipent} of x",
					  "{reply} then words",
					  "{refuser} a {refuser}",
					  "{reply}"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (frame_fault(a, good[i]) != NULL)
			fail_msg("%s: %s", good[i], frame_fault(a, good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (frame_fault(a, bad[i]) == NULL)
			fail_msg("%s is taken", bad[i]);
	arena_free(a);
}

/* ---- lines ---- */

static const struct {
	const char *label, *text, *unfolded;
} lines[] = {
	{"quoted", "> a\n> > b\n>c\n>\n", "a\nb\nc\n\n"},
	{"commands of Sendmail", ">>> RCPT To:<x>\n>>> quoted", ">>> RCPT To:<x>\nquoted\n"},
	{"the end of a mailbox", ">: said", ">: said\n"},
	{"line ends", "a\r\nb\r\n", "a\nb\n"},
	{"typographic", "couldn\xe2\x80\x99t\xc2\xa0\xe2\x80\x9cx\xe2\x80\x9d\xe2\x80\x8b",
	 "couldn't \"x\"\n"},
	{"control bytes", "a\tb\x01\x1b", "a b  \n"},
	{"cut at a column",
	 "0123456789012345678901234567890123456789012345678901234567890123456789\n"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij\nend\n",
	 "0123456789012345678901234567890123456789012345678901234567890123456789\v"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij\vend\n"},
	{"as long by chance",
	 "bob01@example.org: 550 5.1.1 there is no mailbox of that name at this server\n"
	 "bob02@example.org: 550 5.1.1 there is no mailbox of that name at this server\n"
	 "bob03@example.org: 550 5.1.1 there is no mailbox of that name at this server\n",
	 "bob01@example.org: 550 5.1.1 there is no mailbox of that name at this server\n"
	 "bob02@example.org: 550 5.1.1 there is no mailbox of that name at this server\n"
	 "bob03@example.org: 550 5.1.1 there is no mailbox of that name at this server\n"},
	{"cut between words",
	 "0123456789012345678901234567890123456789012345678901234567890123456789\n"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij\n"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg\nend\n",
	 "0123456789012345678901234567890123456789012345678901234567890123456789\n"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij\n"
	 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg\nend\n"},
};

static void lines_unfold(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *got = unfold(a, bytes_str(a, lines[i].text));

		if (strcmp(got, lines[i].unfolded) != 0)
			fail_msg("%s: [%s]", lines[i].label, got);
	}
	arena_free(a);
}

/* ---- bounds ---- */

static void no_bounce_is_none(void **state)
{
	struct arena *a = arena_new();
	struct list items = {0};

	(void)state;
	assert_false(freetext_read(a, knowledge, bytes_str(a, ""), &items));
	assert_false(freetext_read(a, knowledge, (struct bytes){0}, &items));
	assert_false(freetext_read(a, knowledge, bytes_str(a, "550 5.1.1 User unknown"), &items));
	assert_int_equal(items.n, 0);
	arena_free(a);
}

static void recipients_are_bounded(void **state)
{
	struct arena *a = arena_new();
	struct list items = {0};
	struct buf text = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&text,
			   "<u%d@example.org>: host mx.example.org[192.0.2.5] said: 550 no\n", i);
	assert_true(freetext_read(a, knowledge, (struct bytes){text.p, text.n}, &items));
	assert_int_equal(items.n, PASTE_ITEMS_MAX);
	buf_free(&text);
	arena_free(a);
}

/* Each of these, a quarter of a MB of it, is read in a moment. */
static void bears_repetition(void **state)
{
	static const char *const pieces[] = {
		"Your message to ",
		"SMTP error from remote mail server after ",
		"Remote Server returned '",
		"<a@b.example>: host ",
		"a.b.c ",
		"a@b ",
		"LED=",
		"<",
		"host mx.example.org said: 550 5.1.1 user unkno\nwn ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct arena *a = arena_new();
		struct list items = {0};
		struct buf text = {0};

		while (text.n < FREETEXT_MAX)
			buf_str(&text, pieces[i]);
		freetext_read(a, knowledge, (struct bytes){text.p, text.n}, &items);
		assert_true(items.n <= PASTE_ITEMS_MAX);
		buf_free(&text);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates_fit),	  cmocka_unit_test(templates_have_rules),
		cmocka_unit_test(lines_unfold),		  cmocka_unit_test(no_bounce_is_none),
		cmocka_unit_test(recipients_are_bounded), cmocka_unit_test(bears_repetition),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
