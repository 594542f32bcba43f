/* Logs in groups: whatever the blocks and threads, with and without templates, the same. */
#include "unit.h"

#include "../support/describe_log.h"
#include "log/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct knowledge *knowledge;

static const char *const logs[] = {"postfix", "exim", "sendmail", "opensmtpd"};
enum { LOG_COUNT = sizeof(logs) / sizeof(logs[0]) };

static struct bytes all_of(struct arena *a, FILE *f)
{
	struct buf text = {0};
	struct bytes out;
	size_t n;

	assert_non_null(f);
	while ((n = fread(buf_reserve(&text, 65536), 1, 65536, f)) > 0)
		text.n += n;
	out = bytes_copy(a, text.p, text.n);
	buf_free(&text);
	return out;
}

static struct bytes log_of(struct arena *a, const char *name)
{
	FILE *f = fopen(arena_printf(a, "%s/%s.log", LOGS, name), "r");
	struct bytes text = all_of(a, f);

	fclose(f);
	return text;
}

/* What the bench reads, less of it. */
static struct bytes generated(struct arena *a)
{
	FILE *f = popen(MAILLOG " 1 10 5", "r");
	struct bytes text = all_of(a, f);

	assert_int_equal(pclose(f), 0);
	assert_true(text.n > 1 << 19);
	return text;
}

/* ---- blocks and threads ---- */

static void is_the_same_in(struct bytes text, const struct buf *want, unsigned workers,
			   size_t block)
{
	struct buf got = {0};

	describe_log_text(&got, knowledge, text, workers, block);
	if (got.n != want->n || memcmp(got.p, want->p, got.n) != 0)
		print_message("%u threads, blocks of %zu:\n%s\nnot\n%s\n", workers, block, got.p,
			      want->p);
	assert_int_equal(got.n, want->n);
	assert_memory_equal(got.p, want->p, got.n);
	buf_free(&got);
}

static void is_the_same_in_any(struct bytes text, size_t smallest)
{
	static const unsigned workers[] = {1, 2, 5};
	struct buf want = {0};

	describe_log_text(&want, knowledge, text, 1, text.n + 1);
	assert_non_null(strstr(want.p, " line "));
	for (size_t i = 0; i < sizeof(workers) / sizeof(workers[0]); i++)
		for (size_t block = smallest; block < 4 * smallest; block += smallest * 10 / 13)
			is_the_same_in(text, &want, workers[i], block);
	buf_free(&want);
}

static void threads_and_cuts_do_not_matter(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < LOG_COUNT; i++)
		is_the_same_in_any(log_of(a, logs[i]), 97);
}

static void nor_do_they_where_there_is_much(void **state)
{
	is_the_same_in_any(generated(*state), 16000);
}

/* ---- templates ---- */

struct bench {
	struct log_filter filter;
	struct log_file file;
	struct log_task task;
	struct log_reader *reader;
	struct log_state *state;
	int events, wrong;
};

static void bench_open(struct bench *b, struct vocabulary *v, struct verdicts *known,
		       struct bytes text)
{
	b->filter = (struct log_filter){LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	b->file = (struct log_file){.name = "a log",
				    .form = text.n == 0 ? NULL : log_form_of(text),
				    .head = text,
				    .clock = {.now = 1795000000000}};
	b->task = (struct log_task){.know = knowledge,
				    .vocabulary = v,
				    .verdicts = known,
				    .filter = &b->filter,
				    .file = &b->file};
	b->reader = log_reader_new(&b->task);
	b->state = text.n == 0 ? NULL : log_state_new(b->file.form, text, &b->file.clock);
	b->events = b->wrong = 0;
}

static void bench_close(struct bench *b)
{
	log_state_free(b->state);
	log_reader_free(b->reader);
}

static void compare(struct bench *b, const struct log_event *e)
{
	const struct entry *quick = log_reader_finding(b->reader, e);
	const struct entry *full = log_reader_finding_in_full(b->reader, e);

	b->events++;
	if (quick == full)
		return;
	b->wrong++;
	print_message("%s, in full %s: %.*s\n", quick == NULL ? "nothing" : quick->id,
		      full == NULL ? "nothing" : full->id, (int)e->words.n, e->words.p);
}

static void compare_lines(struct bench *b, struct bytes text)
{
	for (size_t from = 0; from < text.n;) {
		const char *lf = memchr(text.p + from, '\n', text.n - from);
		size_t end = lf == NULL ? text.n : (size_t)(lf - text.p);
		struct log_event e;

		if (log_line_read(b->file.form, b->state, (struct bytes){text.p + from, end - from},
				  &e) &&
		    e.is_trouble)
			compare(b, &e);
		from = end + 1;
	}
}

static void a_template_finds_what_the_words_do(void **state)
{
	struct arena *a = *state;
	struct vocabulary *v = vocabulary_new(knowledge);
	struct verdicts *known = verdicts_new();
	struct bench b;

	for (size_t i = 0; i <= LOG_COUNT; i++) {
		struct bytes text = i < LOG_COUNT ? log_of(a, logs[i]) : generated(a);

		bench_open(&b, v, known, text);
		compare_lines(&b, text);
		assert_in_range(b.events, 40, 100000);
		assert_int_equal(b.wrong, 0);
		bench_close(&b);
	}
	verdicts_free(known);
	vocabulary_free(v);
}

/* Each sample of the catalogue, as it was said by hosts of all kinds: what one of them leaves must
 * not answer for another. */
static void compare_sample(struct arena *a, struct bench *b, const char *sample)
{
	static const char *const hosts[] = {
		"mx1.ver-lin.example[203.0.113.220]",
		"relay.holster.example.net[2001:db8::113]",
	};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		const char *before = arena_printf(a, "host %s said: ", hosts[i]);
		struct bytes words = bytes_str(a, arena_printf(a, "%s%s", before, sample));
		struct log_event e = {.kind = "postfix",
				      .is_trouble = true,
				      .fate = LOG_BOUNCED,
				      .stage = -1,
				      .words = words};

		e.peer = (struct bytes){words.p + 5, strcspn(words.p + 5, "[")};
		e.said = (struct bytes){words.p + strlen(before), words.n - strlen(before)};
		compare(b, &e);
	}
}

static void whoever_says_it(void **state)
{
	struct list faults = {0};
	struct knowledge *data = knowledge_load(DATA_FOLDER, &faults, *state);
	struct vocabulary *v = vocabulary_new(knowledge);
	struct verdicts *known = verdicts_new();
	struct bench b;

	assert_non_null(data);
	bench_open(&b, v, known, (struct bytes){0});
	LIST_EACH (const struct entry, e, knowledge_entries(data))
		LIST_EACH (const struct sample, s, &e->samples)
			compare_sample(*state, &b, s->text.s);
	assert_in_range(b.events, 3000, 100000);
	assert_int_equal(b.wrong, 0);
	bench_close(&b);
	verdicts_free(known);
	vocabulary_free(v);
	knowledge_free(data);
}

/* ---- bounds ---- */

static const char head[] =
	"Nov 18 01:00:00 mx postfix/smtpd[1]: connect from a.example[192.0.2.1]\n"
	"Nov 18 01:00:01 mx postfix/smtpd[1]: lost connection after EHLO from "
	"a.example[192.0.2.1]\n";

static void long_lines_are_cut_and_counted(void **state)
{
	enum { LONG = 900000 };
	struct buf text = {0}, whole = {0};

	(void)state;
	buf_str(&text, head);
	buf_str(&text, "Nov 18 01:00:02 mx postfix/smtp[2]: AB12: ");
	memset(buf_reserve(&text, LONG), 'x', LONG);
	text.n += LONG;
	buf_str(&text, " status=bounced (nobody sees this)\n");
	buf_str(&text,
		"Nov 18 01:00:03 mx postfix/smtp[2]: AB13: to=<a@b.example>, relay=none, "
		"delay=1, delays=1/0/0/0, dsn=5.4.4, status=bounced (Host or domain name not "
		"found. Name service error for name=b.example type=A: Host not found)\n");
	memset(buf_reserve(&text, LONG), 'y', LONG);
	text.n += LONG;
	describe_log_text(&whole, knowledge, (struct bytes){text.p, text.n}, 1, 4096);
	assert_non_null(strstr(whole.p, "lines 5 "));
	assert_non_null(strstr(whole.p, "cut 2\n"));
	assert_non_null(strstr(whole.p, "dns-nxdomain 1 line 4,"));
	is_the_same_in((struct bytes){text.p, text.n}, &whole, 3, 100000);
	is_the_same_in((struct bytes){text.p, text.n}, &whole, 2, 3000000);
	buf_free(&text);
	buf_free(&whole);
}

static void frequent_names_are_not_lost(void **state)
{
	struct names *n = NULL;
	size_t more;
	struct list top;
	const struct name_count *first;

	for (int i = 0; i < 30000; i++) {
		const char *rare = arena_printf(*state, "rare%d.example", i);

		names_add(&n, (struct bytes){(char *)rare, strlen(rare)});
		if (i % 20 == 0)
			names_add(&n, (struct bytes){(char *)"Often.example", 13});
	}
	top = names_top(n, *state, 3, &more);
	first = (const void *)top.first;
	assert_int_equal(top.n, 3);
	assert_int_equal(more, NAMES_MAX);
	assert_string_equal(first->name, "often.example");
	assert_in_range(first->count, 1200, 1500);
	assert_in_range(((const struct name_count *)first->item.next)->count, 1, 2);
	names_free(n);
}

/* ---- what is counted ---- */

/* It holds words of trouble, and is none. */
static void the_names_of_columns_are_understood(void **state)
{
	static char text[] =
		"#Software: Microsoft Exchange Server\n"
		"#Fields: date-time,source,event-id,recipient-address,recipient-status\n"
		"2026-11-18T01:00:00.000Z,SMTP,FAIL,a@b.example,550 5.1.1 User unknown\n"
		"#Fields: date-time,event-id,source,recipient-address,recipient-status\n"
		"2026-11-18T01:00:01.000Z,FAIL,SMTP,a@b.example,550 5.1.1 User unknown\n";
	struct buf got = {0};

	(void)state;
	describe_log_text(&got, knowledge, bytes_str(*state, text), 1, 4096);
	assert_non_null(strstr(got.p, "trouble 2 "));
	assert_non_null(strstr(got.p, "not understood 0"));
	buf_free(&got);
}

static struct log_summary *summary_of(struct bytes text, const struct log_filter *filter,
				      const struct log_file *file)
{
	struct log_summary *s = log_summary_new(knowledge, filter);

	log_summary_begin(s, file, 1);
	log_summary_lines(s, 0, text, NULL, NULL);
	return s;
}

#define LINE(time, name, text)                                                                     \
	"2026-11-18T" time "+00:00 mx postfix/smtp[1]: 4AB" name                                   \
	": to=<a@b.example>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=" text "\n"
#define TIMEOUT(time)                                                                              \
	LINE(time, "1", "deferred (connect to c.example[192.0.2.1]:25: Connection timed out)")
#define UNKNOWN(time)                                                                              \
	LINE(time, "2",                                                                            \
	     "bounced (host d.example[192.0.2.2] said: 550 5.1.1 <a@b.example>: Recipient "        \
	     "address rejected: User unknown (in reply to RCPT TO command))")

static void only_the_time_asked_for_counts(void **state)
{
	static const char lines[] = TIMEOUT("01:00:00") TIMEOUT("02:00:00") TIMEOUT("03:00:00");
	struct bytes text = bytes_str(*state, lines);
	const struct log_file file = {"a log", log_form_of(text), text, {.now = 1795000000000}, 0};
	struct log_filter filter = {LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	struct log_summary *s = summary_of(text, &filter, &file);
	int64_t second = log_summary_count(s)->first + 3600000;

	assert_int_equal(log_summary_count(s)->trouble, 3);
	assert_int_equal(log_summary_count(s)->last, second + 3600000);
	log_summary_end(s);
	log_summary_free(s);
	filter.since = second;
	s = summary_of(text, &filter, &file);
	assert_int_equal(log_summary_count(s)->trouble, 2);
	log_summary_end(s);
	log_summary_free(s);
	filter.until = second;
	s = summary_of(text, &filter, &file);
	assert_int_equal(log_summary_count(s)->trouble, 1);
	assert_int_equal(log_summary_count(s)->lines, 3);
	log_summary_end(s);
	log_summary_free(s);
}

static const char *id_of(const struct explanation *x)
{
	return ((const struct finding *)(const void *)x->findings.first)->id;
}

static void new_groups_are_told_once(void **state)
{
	struct bytes text = bytes_str(*state, TIMEOUT("01:00:00") TIMEOUT("02:00:00"));
	struct bytes more = bytes_str(*state, TIMEOUT("03:00:00") UNKNOWN("03:00:01"));
	const struct log_file file = {"a log", log_form_of(text), text, {.now = 1795000000000}, 0};
	const struct log_filter filter = {LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	struct log_summary *s = summary_of(text, &filter, &file);
	struct list fresh = log_summary_fresh(s, *state);

	assert_int_equal(fresh.n, 1);
	assert_string_equal(id_of((const void *)fresh.first), "net-connect-timeout");
	log_summary_lines(s, 0, more, NULL, NULL);
	fresh = log_summary_fresh(s, *state);
	assert_int_equal(fresh.n, 1);
	assert_string_equal(id_of((const void *)fresh.first), "rcpt-user-unknown");
	assert_int_equal(log_summary_fresh(s, *state).n, 0);
	log_summary_end(s);
	log_summary_free(s);
}

static void what_is_lost_goes_before_what_waits(void **state)
{
	struct bytes text = bytes_str(*state, TIMEOUT("01:00:00") TIMEOUT("02:00:00")
						      TIMEOUT("03:00:00") UNKNOWN("03:00:01"));
	const struct log_file file = {"a log", log_form_of(text), text, {.now = 1795000000000}, 0};
	const struct log_filter filter = {LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	struct log_summary *s = summary_of(text, &filter, &file);
	struct list groups = log_summary_explained(s, *state);
	const struct explanation *first = (const void *)groups.first;
	const struct explanation *second = (const void *)groups.last;

	assert_int_equal(groups.n, 2);
	assert_string_equal(id_of(first), "rcpt-user-unknown");
	assert_int_equal(first->of->line, 4);
	assert_int_equal(first->seen->fates[LOG_BOUNCED], 1);
	assert_int_equal(second->seen->count, 3);
	assert_int_equal(second->seen->fates[LOG_DEFERRED], 3);
	assert_int_equal(second->seen->last - second->seen->first, 2 * 3600 * 1000);
	log_summary_end(s);
	log_summary_free(s);
}

/* Warnings beside deliveries, or of clients that guess passwords, do not hide that mail waits. */
static void what_is_only_noted_weighs_nothing(void **state)
{
	static const char log[] =
		"Nov 20 06:00:00 mx1 postfix/smtpd[9]: warning: unknown[192.0.2.9]: SASL LOGIN "
		"authentication failed: (reason unavailable), sasl_username=bob\n"
		"Nov 20 06:00:01 mx1 postfix/smtpd[9]: warning: unknown[192.0.2.9]: SASL LOGIN "
		"authentication failed: (reason unavailable), sasl_username=bob\n"
		"Nov 20 06:00:02 mx1 postfix/smtp[8]: 5B9D0A762D3: to=<a@example.net>, relay=none, "
		"delay=1, delays=0/0/1/0, dsn=4.7.8, status=deferred (SASL authentication failed; "
		"server mx.example.net[192.0.2.24] said: 535 5.7.8 Error: authentication failed: "
		"UGFzc3dvcmQ6)\n"
		"Nov 20 06:00:03 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
		"unknown[192.0.2.9]: 454 4.7.1 <b@example.com>: Relay access denied; "
		"from=<c@example.org> to=<b@example.com> proto=ESMTP helo=<x>\n"
		"Nov 20 06:00:04 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
		"unknown[192.0.2.9]: 454 4.7.1 <b@example.com>: Relay access denied; "
		"from=<c@example.org> to=<b@example.com> proto=ESMTP helo=<x>\n"
		"Nov 20 06:00:05 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
		"unknown[192.0.2.9]: 454 4.7.1 <b@example.com>: Relay access denied; "
		"from=<c@example.org> to=<b@example.com> proto=ESMTP helo=<x>\n"
		"Nov 20 06:00:06 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
		"unknown[192.0.2.9]: 454 4.7.1 <b@example.com>: Relay access denied; "
		"from=<c@example.org> to=<b@example.com> proto=ESMTP helo=<x>\n";
	const struct bytes text = bytes_str(*state, log);
	const struct log_file file = {"a log", log_form_of(text), text, {.now = 1795000000000}, 0};
	const struct log_filter filter = {LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	struct log_summary *s = summary_of(text, &filter, &file);
	struct list groups = log_summary_explained(s, *state);
	const struct explanation *first = (const void *)groups.first;

	assert_int_equal(groups.n, 2);
	assert_string_equal(id_of(first), "auth-refused");
	assert_int_equal(first->seen->count, 3);
	assert_int_equal(first->seen->fates[LOG_NOTED], 2);
	log_summary_end(s);
	log_summary_free(s);
}

static int load(void **state)
{
	struct list faults = {0};
	struct arena *a = arena_new();

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	knowledge_expect_many(knowledge);
	arena_free(a);
	return knowledge == NULL;
}

static int unload(void **state)
{
	(void)state;
	knowledge = knowledge_free(knowledge);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(threads_and_cuts_do_not_matter),
		UNIT_TEST(nor_do_they_where_there_is_much),
		UNIT_TEST(a_template_finds_what_the_words_do),
		UNIT_TEST(whoever_says_it),
		UNIT_TEST(long_lines_are_cut_and_counted),
		UNIT_TEST(frequent_names_are_not_lost),
		UNIT_TEST(the_names_of_columns_are_understood),
		UNIT_TEST(only_the_time_asked_for_counts),
		UNIT_TEST(new_groups_are_told_once),
		UNIT_TEST(what_is_lost_goes_before_what_waits),
		UNIT_TEST(what_is_only_noted_weighs_nothing),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
