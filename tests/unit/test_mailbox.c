/* Mailboxes: where a message begins and where none does, in pieces of any size. */
#include "unit.h"

#include "input/mailbox.h"

#include <string.h>
#include <unistd.h>

#define FROM "From MAILER-DAEMON Fri Nov 20 12:00:00 2026\n"

/* "1 at 2: text|" for each message. */
static const char *shown(struct arena *a, struct source *s)
{
	struct mailbox *m = mailbox_open(s);
	struct message message;
	const char *all = "", *fault = NULL;

	while (mailbox_next(m, &message, &fault))
		all = arena_printf(a, "%s%d at %d%s: %.*s|", all, message.number, (int)message.line,
				   message.cut ? " (cut)" : "", (int)message.text.n,
				   message.text.n == 0 ? "" : message.text.p);
	if (fault != NULL)
		all = arena_printf(a, "%s%s", all, fault);
	mailbox_close(m);
	source_close(s);
	return all;
}

static const struct {
	const char *label, *text, *messages;
} cases[] = {
	{"one", FROM "A: 1\n\nx\n", "1 at 2: A: 1\n\nx\n|"},
	{"two", FROM "A: 1\n\nx\n\n" FROM "A: 2\n\ny\n\n",
	 "1 at 2: A: 1\n\nx\n\n|2 at 7: A: 2\n\ny\n\n|"},
	{"no empty line before it", FROM "A: 1\n\nx\n" FROM "y\n",
	 "1 at 2: A: 1\n\nx\n" FROM "y\n|"},
	{"a paragraph that begins so", FROM "A: 1\n\nFrom 12:00 on, says x\n\nFrom here\n",
	 "1 at 2: A: 1\n\nFrom 12:00 on, says x\n\nFrom here\n|"},
	{"quoted", FROM "A: 1\n\n>From x\n>>From y\n> From z\n",
	 "1 at 2: A: 1\n\nFrom x\n>From y\n> From z\n|"},
	{"CRLF",
	 "From a@example.org Fri Nov 20 12:00:00 2026\r\nA: 1\r\n\r\nx\r\n\r\nFrom b Fri Nov 20 "
	 "12:00 "
	 "2026\r\nA: 2\r\n",
	 "1 at 2: A: 1\r\n\r\nx\r\n\r\n|2 at 7: A: 2\r\n|"},
	{"a zone behind the year", "From a Fri Nov 20 12:00:00 2026 +0100\nx", "1 at 2: x|"},
	{"nothing behind the last", FROM "A: 1\n\n" FROM, "1 at 2: A: 1\n\n|2 at 5: |"},
	{"no mailbox", "A: 1\n\nx", "1 at 1: A: 1\n\nx|"},
	{"empty", "", ""},
};

static void messages_are_told_apart(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(shown(a, source_of_bytes(a, bytes_str(a, cases[i].text), "x")),
				    cases[i].messages);
}

/* Each byte comes alone. */
static void whatever_the_pieces(void **state)
{
	enum { SMALL = 4096 };
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ends[2];

		assert_true(strlen(cases[i].text) < SMALL / 16);
		assert_int_equal(pipe2(ends, 040000 /* O_DIRECT: packets */), 0);
		for (const char *p = cases[i].text; *p != '\0'; p++)
			if (p - cases[i].text < 15) /* a pipe holds so many packets */
				assert_int_equal(write(ends[1], p, 1), 1);
			else
				p += write(ends[1], p, strlen(p)) - 1;
		close(ends[1]);
		assert_string_equal(shown(a, source_of_file(a, ends[0], "x")), cases[i].messages);
	}
}

static void mailboxes_are_known(void **state)
{
	struct arena *a = *state;

	assert_true(mailbox_is(bytes_str(a, FROM "A: 1\n")));
	assert_false(mailbox_is(bytes_str(a, FROM + 1)));
	assert_false(mailbox_is(bytes_str(a, "From the desk of somebody, at noon\n")));
	assert_false(mailbox_is((struct bytes){0}));
}

/* Of a message without an end the first bytes, and the next one all the same. */
static void large_messages_are_cut(void **state)
{
	struct arena *a = *state;
	struct bytes text = {arena_alloc(a, MESSAGE_MAX + 9000), MESSAGE_MAX + 9000};
	static const char next[] = "\n\n" FROM "A: 2\n";
	struct message message;
	const char *fault = NULL;
	struct source *s;
	struct mailbox *m;

	memset(text.p, 'x', text.n);
	memcpy(text.p, FROM, strlen(FROM));
	memcpy(text.p + text.n - strlen(next), next, strlen(next));
	s = source_of_bytes(a, text, "x");
	m = mailbox_open(s);
	assert_true(mailbox_next(m, &message, &fault));
	assert_true(message.cut);
	assert_int_equal(message.text.n, MESSAGE_MAX);
	assert_true(mailbox_next(m, &message, &fault));
	assert_false(message.cut);
	assert_int_equal(message.line, 5);
	assert_memory_equal(message.text.p, "A: 2\n", message.text.n);
	assert_false(mailbox_next(m, &message, &fault));
	assert_null(fault);
	mailbox_close(m);
	source_close(s);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(messages_are_told_apart),
	UNIT_TEST(whatever_the_pieces),
	UNIT_TEST(mailboxes_are_known),
	UNIT_TEST(large_messages_are_cut),
};

UNIT_MAIN(tests)
