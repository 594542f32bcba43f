/* Stamps, frames and what lines mean where the goldens of tests/log do not look: the year that is
 * not said, entries and deliveries of several lines, and what is no log. */
#include "unit.h"

#include "interpret/paste.h"
#include "log/log_form.h"
#include "log/stamp.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

static struct bytes of(const char *s)
{
	return (struct bytes){(char *)s, strlen(s)};
}

static struct log_clock clock_at(const char *now)
{
	struct log_clock c = {.now = LOG_NO_TIME};

	if (now != NULL)
		assert_int_equal(clock_read(now, &c.now), 0);
	return c;
}

/* "25 2026-11-21T09:15:00.000Z", "0" where there is no stamp, "17 -" for one without a time. */
static const char *stamp(const char *text, const struct log_clock *c)
{
	static char out[64];
	char time[CLOCK_TEXT_SIZE] = "-";
	int64_t ms;
	size_t n = stamp_read(of(text), c, &ms);

	if (ms != LOG_NO_TIME)
		clock_text(ms, time);
	snprintf(out, sizeof(out), n == 0 ? "0" : "%zu %s", n, time);
	return out;
}

static void stamps_of_all_forms(void **state)
{
	static const struct {
		const char *text, *seen;
	} cases[] = {
		{"2026-11-21T09:15:00.123456+01:00 x", "32 2026-11-21T08:15:00.123Z"},
		{"2026-11-21T09:15:00Z", "20 2026-11-21T09:15:00.000Z"},
		{"2026-11-21T09:15:00+0100 x", "24 2026-11-21T08:15:00.000Z"},
		{"2026-11-21T09:15:00-00:30", "25 2026-11-21T09:45:00.000Z"},
		{"2026-11-21 09:15:00 1rABCD", "19 2026-11-21T09:15:00.000Z"},
		{"2026-11-21 09:15:00.5 x", "21 2026-11-21T09:15:00.500Z"},
		{"2026-11-21 09:15:00 +0100 x", "25 2026-11-21T08:15:00.000Z"},
		{"2026-11-21 09:15:00,250 x", "23 2026-11-21T09:15:00.250Z"},
		{"Nov 21 09:15:00 mail", "15 2026-11-21T09:15:00.000Z"},
		{"Nov  1 09:15:00 mail", "15 2026-11-01T09:15:00.000Z"},
		{"Nov 1 09:15:00 mail", "14 2026-11-01T09:15:00.000Z"},
		{"Nov 21 2025 09:15:00", "20 2025-11-21T09:15:00.000Z"},
		{"Sat 2026-11-21 09:15:00 UTC x", "27 2026-11-21T09:15:00.000Z"},
		{"Sat Nov 21 09:15:00 2026", "24 2026-11-21T09:15:00.000Z"},
		{"@400000006560a5b41d9c5b4c x", "25 2023-11-24T13:31:22.496Z"},
		{"1795252500.123456 x", "17 2026-11-21T09:15:00.123Z"},
		{"[   12.345678] x", "14 -"},
		{"2026-02-29T00:00:00Z", "0"},
		{"2026-11-31T00:00:00Z", "0"},
		{"2026-00-01T00:00:00Z", "0"},
		{"2026-11-21T24:00:00Z", "0"},
		{"1969-12-31T23:59:59Z", "0"},
		{"Nov 31 09:15:00", "0"},
		{"Novv 1 09:15:00", "0"},
		{"@400000006560A5B41d9c5b4c", "0"},
		{"@400000006560a5b4", "0"},
		{"2026-11-21", "0"},
		{"1795252500", "0"},
		{"", "0"},
	};
	const struct log_clock c = clock_at("2026-11-22T00:00:00.000Z");
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *seen = stamp(cases[i].text, &c);

		if (strcmp(seen, cases[i].seen) == 0)
			continue;
		print_message("  \"%s\": %s, want %s\n", cases[i].text, seen, cases[i].seen);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void the_year_is_that_of_now_or_the_last(void **state)
{
	static const struct {
		const char *now, *text, *seen;
	} cases[] = {
		{"2027-01-02T00:00:00.000Z", "Dec 31 23:59:59", "15 2026-12-31T23:59:59.000Z"},
		{"2027-01-02T00:00:00.000Z", "Jan  1 00:00:00", "15 2027-01-01T00:00:00.000Z"},
		/* a clock that is ahead, not a log of last year */
		{"2026-12-31T23:59:00.000Z", "Jan  1 00:00:30", "15 2027-01-01T00:00:30.000Z"},
		{"2026-11-21T12:00:00.000Z", "Nov 22 11:00:00", "15 2026-11-22T11:00:00.000Z"},
		{"2026-11-21T12:00:00.000Z", "Nov 23 12:00:00", "15 2025-11-23T12:00:00.000Z"},
		{"2026-11-21T12:00:00.000Z", "Feb 29 12:00:00", "15 2024-02-29T12:00:00.000Z"},
		{NULL, "Nov 21 09:15:00", "15 -"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct log_clock c = clock_at(cases[i].now);

		assert_string_equal(stamp(cases[i].text, &c), cases[i].seen);
	}
}

static void without_a_zone_it_is_the_clocks(void **state)
{
	struct log_clock c = clock_at("2026-11-22T00:00:00.000Z");

	(void)state;
	c.utc_offset = 3600;
	assert_string_equal(stamp("Nov 21 09:15:00", &c), "15 2026-11-21T08:15:00.000Z");
	assert_string_equal(stamp("2026-11-21 09:15:00", &c), "19 2026-11-21T08:15:00.000Z");
	assert_string_equal(stamp("2026-11-21T09:15:00Z", &c), "20 2026-11-21T09:15:00.000Z");
}

/* ---- logs ---- */

/* The words of all events, a line each. */
static const char *told(struct arena *a, struct bytes text)
{
	const struct log_clock c = clock_at("2026-11-22T00:00:00.000Z");
	const struct log_form *f = log_form_of(text);
	struct log_state *st;
	struct log_event e;
	const char *all = "";

	if (f == NULL)
		return "no log";
	st = log_state_new(f, text, &c);
	for (size_t from = 0; from < text.n;) {
		const char *lf = memchr(text.p + from, '\n', text.n - from);
		size_t end = lf == NULL ? text.n : (size_t)(lf - text.p);
		struct bytes line = {text.p + from, end - from};

		if (log_line_read(f, st, line, &e) && e.is_trouble)
			all = arena_printf(a, "%s%.*s: %.*s\n", all, (int)e.recipient.n,
					   e.recipient.n > 0 ? e.recipient.p : "", (int)e.words.n,
					   e.words.p);
		from = end + 1;
	}
	log_state_free(st);
	return all;
}

#define POSTFIX "Nov 21 09:15:00 mail postfix/smtp[1]: "

static void two_lines_make_a_log(void **state)
{
	struct arena *a = *state;

	assert_string_equal(told(a, of(POSTFIX "fatal: x\n")), "no log");
	assert_string_equal(told(a, of(POSTFIX "fatal: x\n" POSTFIX "half a li")), "no log");
	assert_string_equal(told(a, of(POSTFIX "fatal: x\n" POSTFIX "removed\n")), ": x\n");
	assert_string_equal(told(a, of("Nov 21 09:15:00 mail myapp[1]: 535 no\n"
				       "Nov 21 09:15:00 mail myapp[1]: 550 no\n")),
			    "no log");
	assert_string_equal(told(a, of("220 mx.example.org ESMTP\n250 ok\n550 5.1.1 no\n")),
			    "no log");
	assert_string_equal(told(a, of("")), "no log");
}

/* An entry whose length holds a line feed (10), and one without a message. */
static void journal_values_may_hold_line_feeds(void **state)
{
#define HEAD "__REALTIME_TIMESTAMP=1795252500000000\nSYSLOG_IDENTIFIER=postfix/smtp\n"
	static const char text[] = HEAD "MESSAGE\n\x0a\0\0\0\0\0\0\0fatal: a\nb\n\n" HEAD "\n" HEAD
					"MESSAGE=fatal: c\n\n";
	struct arena *a = *state;

	assert_string_equal(told(a, (struct bytes){(char *)text, sizeof(text) - 1}),
			    ": a\nb\n: c\n");
}

static void qmail_tells_recipients_before(void **state)
{
#define TAI "@400000006560a5b41d9c5b4c "
	struct arena *a = *state;

	assert_string_equal(
		told(a, of(TAI "starting delivery 7: msg 1 to remote bob@example.org\n" TAI
			       "starting delivery 8: msg 1 to remote eve@example.org\n" TAI
			       "delivery 7: deferral: Sorry_(#4.4.1)/\n" TAI
			       "delivery 520: failure: No_/\n" TAI "delivery 8: success: ok/\n")),
		"bob@example.org: Sorry (#4.4.1)\n: No\n");
}

static void columns_are_named_where_they_stand(void **state)
{
	struct arena *a = *state;

	assert_string_equal(told(a, of("#Fields: event-id,recipient-address,recipient-status\r\n"
				       "FAIL,bob@example.org,\"550 no \"\"bob\"\"\"\r\n"
				       "SEND,bob@example.org,250 ok\r\n"
				       "#Fields: recipient-status,x,recipient-address,event-id\r\n"
				       "451 later,,eve@example.org,DEFER\r\n")),
			    "bob@example.org: 550 no \"bob\"\neve@example.org: 451 later\n");
}

/* What lines of an item lack, the event knows. */
static void events_become_items(void **state)
{
	static const char line[] =
		"Nov 21 09:15:00 mail exim[1]: 1rABCD-000123-AB ** bob@example.org R=r T=t "
		"H=mx.example.org [192.0.2.1]: SMTP error from remote mail server after RCPT "
		"TO:<bob@example.org>: 550 5.1.1 no such user";
	struct bytes head =
		of("Nov 21 09:15:00 mail exim[1]: a\nNov 21 09:15:00 mail exim[1]: b\n");
	const struct log_clock c = clock_at("2026-11-22T00:00:00.000Z");
	const struct log_form *f = log_form_of(head);
	struct log_state *st = log_state_new(f, head, &c);
	struct arena *a = *state;
	struct list items = {0};
	struct log_event e;
	const struct paste_item *it;

	assert_true(log_line_read(f, st, of(line), &e));
	log_event_items(a, &e, &items);
	log_state_free(st);
	assert_int_equal(items.n, 1);
	it = (const void *)items.first;
	assert_int_equal(it->reply.code, 550);
	assert_string_equal(it->recipient, "bob@example.org");
	assert_string_equal(it->refused_by, "mx.example.org");
	assert_string_equal(it->reported_by, "mail");
	assert_string_equal(it->command, "RCPT");
	assert_int_equal(it->stage, STAGE_ENVELOPE);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(stamps_of_all_forms),
	UNIT_TEST(the_year_is_that_of_now_or_the_last),
	UNIT_TEST(without_a_zone_it_is_the_clocks),
	UNIT_TEST(two_lines_make_a_log),
	UNIT_TEST(journal_values_may_hold_line_feeds),
	UNIT_TEST(qmail_tells_recipients_before),
	UNIT_TEST(columns_are_named_where_they_stand),
	UNIT_TEST(events_become_items),
};

UNIT_MAIN(tests)
