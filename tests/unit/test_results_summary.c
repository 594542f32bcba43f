/* Many results: the short line and back, and the summary, which is the same whatever the order. */
#include "unit.h"

#include "full_record.h"
#include "knowing.h"

#include "base/memory.h"
#include "interpret/facts.h"
#include "interpret/general.h"
#include "interpret/interpret.h"
#include "report/overview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct report_options plain = {.columns = 80};
static const struct report_options whole = {.columns = 80, .verbosity = 1};
static const struct cert_days days = {.warn = 14, .critical = 3};

enum { RESULTS = 4000, DAY = 86400 };
static const int64_t now = INT64_C(1795248000000);

/* ---- the short line ---- */

static char *written(const struct record *r)
{
	struct interpretation *i = interpret(r, knowledge);
	struct buf line = {0};
	char *text;

	brief_write(&line, r, i);
	text = mem_str(line.p);
	assert_int_equal(strlen(text), line.n);
	buf_free(&line);
	interpretation_free(i);
	return text;
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void a_short_line_reads_back(void **state)
{
	struct record *r = full_record();
	struct session *s = (struct session *)(void *)r->sessions.first;
	struct interpretation *i;
	struct brief told, read;
	const char *fault;
	char *line;

	s->purpose = SESSION_PRIMARY;
	((struct stage *)(void *)s->stages.first)->id = STAGE_TLS;
	r->key = "mail.example.org port=587";
	r->tag = "branch \"3\"";
	line = written(r);
	i = interpret(r, knowledge);
	told = brief_of(r, i);
	assert_true(brief_claims(line, strlen(line)));
	assert_int_equal(brief_read(*state, line, strlen(line), &read, &fault), 0);
	assert_true(same(read.key, r->key) && same(read.tag, r->tag));
	assert_true(same(read.provider, r->provider) && same(read.tls_version, told.tls_version));
	assert_non_null(told.tls_version);
	assert_true(told.certificate_end ==
		    first_to_end(session_stage(s, STAGE_TLS)->tls)->not_after);
	assert_true(read.certificate_end == told.certificate_end && read.started == r->started);
	assert_true(read.status == told.status && read.owner == told.owner);
	assert_true(read.certainty == told.certainty && read.stage == told.stage);
	assert_int_equal(read.port, told.port);
	assert_string_equal(read.finding, told.finding);
	assert_string_equal(read.summary, told.summary);
	assert_string_equal(brief_name(&read), r->key);
	assert_int_equal(read.works.n, told.works.n);
	free(line);
	interpretation_free(i);
	record_free(r);
}

static void what_is_no_short_line_is_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"{}",
		"null",
		"{\"schema\":\"smtpscope.brief/1\"}",
		"{\"schema\":\"smtpscope.brief/2\"}",
		"{\"note\":\"smtpscope.brief/1\"}",
		"{\"schema\":\"smtpscope.brief/1\",\"run\":{\"started\":\"yesterday\"}}",
		"{\"schema\":\"smtpscope.brief/"
		"1\",\"run\":{\"started\":\"2026-11-21T08:15:00.000Z\","
		"\"duration_ms\":1},\"target\":{\"input\":\"a\"},\"verdict\":{\"status\":\"fine\"}"
		"}",
		"{\"schema\":\"smtpscope.brief/1\"",
	};
	struct summary *s = summary_new(knowledge, days);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *fault = NULL;
		struct brief b;
		int rc = brief_read(*state, lines[i], strlen(lines[i]), &b, &fault);

		assert_true(rc == 1 || (rc == -1 && fault != NULL));
		assert_false(summary_add_brief(s, lines[i], strlen(lines[i])));
	}
	assert_int_equal(summary_counts(s).all, 0);
	summary_free(s);
}

/* ---- the words of many ---- */

static void words_of_many_speak_of_none(void **state)
{
	static const struct {
		const char *id;
		int port;
		const char *title;
	} rows[] = {
		{"net-connect-refused", 587,
		 "The server's address refuses connections to port 587"},
		{"cert-expired", 587, "The server's certificate has expired"},
		{"cert-expiring", 0, "The certificate expires in a few days"},
		{"cert-intercepted", 0, "Something on the way opens the TLS connection"},
		{"net-outbound-blocked", 25, "This network lets no connections out to port 25"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct finding *f =
			finding_in_general(*state, knowledge, rows[i].id, NULL, rows[i].port);

		assert_string_equal(f->title, rows[i].title);
		assert_true(f->fixes.n > 0);
	}
	assert_null(finding_in_general(*state, knowledge, "nobody-knows", NULL, 0));
}

/* ---- in any order ---- */

static const struct {
	enum verdict_status status;
	const char *finding;
	enum owner owner;
} verdicts[] = {
	{VERDICT_OK, "submission-ready-no-login", OWNER_NOBODY},
	{VERDICT_OK, "submission-ready-no-login", OWNER_NOBODY},
	{VERDICT_FAILED, "net-connect-timeout", OWNER_NETWORK_ADMIN},
	{VERDICT_FAILED, "cert-expired", OWNER_SERVER_ADMIN},
	{VERDICT_DEGRADED, "cert-expiring", OWNER_SERVER_ADMIN},
	{VERDICT_UNTESTED, "limit-connections", OWNER_NOBODY},
	{VERDICT_FAILED, "a-finding-of-tomorrow", OWNER_PROVIDER},
};

/* `tags`: how many different ones. */
static struct brief result(struct arena *a, int i, int tags)
{
	size_t v = (size_t)i * 31 % 101 % (sizeof(verdicts) / sizeof(verdicts[0]));

	return (struct brief){
		.input = arena_printf(a, "mx%d.example.org", i),
		.tag = i % 11 == 0 ? NULL : arena_printf(a, "site %d", i % tags),
		.provider = i % 3 == 0 ? NULL : arena_printf(a, "provider-%d", i % 5),
		.status = verdicts[v].status,
		.finding = verdicts[v].finding,
		.owner = verdicts[v].owner,
		.certainty = (enum certainty)(i % 3),
		.stage = i % 2 == 0 ? STAGE_TCP : -1,
		.port = i % 13 == 0 ? 465 : 587,
		.summary = arena_printf(a, "words of %d", i),
		.started = now + i,
		.duration_ms = 3.5 * i,
		.lag_ms = i % 400 == 0 ? i : 0,
		.certificate_end = i % 4 == 0 ? 0 : now + (int64_t)(i % 200 - 20) * DAY * 1000,
	};
}

static void shuffle(struct brief *at, size_t n, uint64_t seed)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t other;
		struct brief kept = at[i];

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		other = (seed >> 33) % (i + 1);
		at[i] = at[other];
		at[other] = kept;
	}
}

static char *page_of(const struct brief *b, size_t n)
{
	struct summary *s = summary_new(knowledge, days);
	struct buf out = {0};

	for (size_t i = 0; i < n; i++)
		summary_add_short(s, &b[i]);
	summary_text(&out, s, &plain);
	summary_text(&out, s, &whole);
	summary_json(&out, s);
	summary_free(s);
	return out.p;
}

static void assert_same_in_any_order(struct arena *a, int tags)
{
	struct brief *all = arena_alloc(a, RESULTS * sizeof(*all));
	char *first, *again;

	for (int i = 0; i < RESULTS; i++)
		all[i] = result(a, i, tags);
	first = page_of(all, RESULTS);
	for (uint64_t seed = 1; seed <= 8; seed++) {
		shuffle(all, RESULTS, seed);
		again = page_of(all, RESULTS);
		assert_string_equal(first, again);
		free(again);
	}
	free(first);
}

static void the_order_does_not_matter(void **state)
{
	assert_same_in_any_order(*state, 40);
}

/* More tags than are told apart: those that have no room come, go and are counted together. */
static void nor_does_it_where_every_target_has_a_tag_of_its_own(void **state)
{
	assert_same_in_any_order(*state, RESULTS);
}

static char *text_of(struct summary *s, const struct report_options *o)
{
	struct buf out = {0};

	summary_text(&out, s, o);
	return out.p;
}

static void assert_tells(struct summary *s, const struct report_options *o, const char *part)
{
	char *text = text_of(s, o);

	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in\n%s", part, text);
	free(text);
}

static void a_million_of_anything_takes_bounded_room(void **state)
{
	enum { MANY = 30000 };
	struct summary *s = summary_new(knowledge, days);
	char id[32];

	for (int i = 0; i < MANY; i++) {
		struct arena *a = arena_new();
		struct brief b = result(a, i, MANY);

		snprintf(id, sizeof(id), "finding-%05d", i);
		b.finding = b.provider = id;
		summary_add_short(s, &b);
		arena_free(a);
	}
	assert_tells(s, &plain, "of more causes than are told apart (1000)");
	assert_tells(s, &whole, "(all other tags)");
	assert_tells(s, &whole, "(all others)");
	assert_int_equal(summary_counts(s).all, MANY);
	(void)state;
	summary_free(s);
}

/* ---- what it says ---- */

static struct summary *of(struct brief *all, size_t n)
{
	struct summary *s = summary_new(knowledge, days);

	for (size_t i = 0; i < n; i++)
		summary_add_short(s, &all[i]);
	return s;
}

static const struct brief timeout = {.input = "b.example.org",
				     .status = VERDICT_FAILED,
				     .finding = "net-connect-timeout",
				     .owner = OWNER_NETWORK_ADMIN,
				     .certainty = CERTAINTY_CERTAIN,
				     .stage = STAGE_TCP,
				     .port = 587,
				     .summary = "No answer from 192.0.2.1 on port 587",
				     .started = INT64_C(1795248000000),
				     .duration_ms = 5000};

static void one_is_told_in_its_own_words_and_two_in_general(void **state)
{
	struct brief two[2] = {timeout, timeout};
	struct summary *s = of(two, 1);

	(void)state;
	assert_tells(s, &plain, "[FAIL] 1 (100 %): No answer from 192.0.2.1 on port 587\n");
	summary_free(s);
	two[1].input = "a.example.org";
	s = of(two, 2);
	assert_tells(s, &plain,
		     "[FAIL] 2 (100 %): No answer from the server's address on port 587\n");
	assert_tells(s, &plain, "targets          a.example.org, b.example.org\n");
	assert_tells(s, &plain, "who must act     network administrator\n");
	summary_free(s);
}

static void a_port_is_told_where_all_have_it(void **state)
{
	static const int others[] = {465, 2525};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct brief two[2] = {timeout, timeout};
		struct summary *s;

		two[1].port = others[i];
		s = of(two, 2);
		assert_tells(s, &plain, "on port PORT\n");
		summary_free(s);
	}
}

static void a_tag_tells_what_most_of_its_trouble_is(void **state)
{
	static const char *const found[] = {"zeal", "zeal", "alas", "alas", "alas", "zeal"};
	enum { N = sizeof(found) / sizeof(found[0]) };
	struct brief all[N];
	struct summary *s;

	(void)state;
	for (int i = 0; i < N; i++) {
		all[i] = timeout;
		all[i].finding = found[i];
		all[i].tag = i < N / 2 ? "oslo" : "rome";
	}
	s = of(all, N);
	assert_tells(s, &plain,
		     "\noslo        3        0        0        0  zeal\n"
		     "rome        3        0        0        0  alas\n");
	summary_free(s);
}

static void the_least_certain_of_them_is_told(void **state)
{
	struct brief two[2] = {timeout, timeout};
	struct summary *s;

	(void)state;
	two[1].certainty = CERTAINTY_POSSIBLE;
	s = of(two, 2);
	assert_tells(s, &plain, "port 587 (possible)\n");
	summary_free(s);
}

static void ends_of_certificates_are_counted_from_the_check_on(void **state)
{
	static const int in_days[] = {-1, 2, 3, 13, 14, 89, 90, 400};
	enum { N = sizeof(in_days) / sizeof(in_days[0]) };
	struct brief all[N];
	struct summary *s;

	(void)state;
	for (int i = 0; i < N; i++) {
		all[i] = timeout;
		all[i].certificate_end = all[i].started + (int64_t)in_days[i] * DAY * 1000 + 1000;
	}
	s = of(all, N);
	assert_tells(s, &plain,
		     "certificates end   1 ended, 1 within 3 days, 2 within 14 days, 2 within 90 "
		     "days,\n                   2 later\n");
	summary_free(s);
}

static void quiet_tells_only_how_many(void **state)
{
	static const struct report_options quiet = {.columns = 80, .verbosity = -1};
	struct brief one = timeout;
	struct summary *s = of(&one, 1);
	char *text;

	(void)state;
	summary_add_unread(s);
	text = text_of(s, &quiet);
	assert_string_equal(text, "1 result: 1 failed, 0 untested, 0 degraded, 0 ok\n"
				  "1 unreadable: see the lines above\n");
	free(text);
	summary_free(s);
}

static void no_result_is_told_as_such(void **state)
{
	struct summary *s = summary_new(knowledge, days);
	struct buf out = {0};

	(void)state;
	assert_tells(s, &plain, "0 results: 0 failed, 0 untested, 0 degraded, 0 ok\n");
	summary_json(&out, s);
	assert_non_null(strstr(out.p, "\"targets\": 0"));
	buf_free(&out);
	summary_free(s);
}

/* ---- files side by side ---- */

static struct brief at_time(const char *key, int64_t started, enum verdict_status status)
{
	struct brief b = timeout;

	b.key = key;
	b.started = started;
	b.status = status;
	return b;
}

static void the_newest_result_of_a_target_counts(void **state)
{
	struct brief results[] = {
		at_time("a", 2, VERDICT_OK),	   at_time("a", 1, VERDICT_FAILED),
		at_time("a", 3, VERDICT_DEGRADED), at_time("a", 3, VERDICT_UNTESTED),
		at_time(NULL, 1, VERDICT_OK),	   at_time(NULL, 1, VERDICT_OK)};
	struct overview *v = overview_new(knowledge, days);
	struct summary_counts c;
	struct buf out = {0};

	(void)state;
	overview_file(v, "one");
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		overview_add(v, (int)i + 1, &results[i], NULL);
	c = overview_counts(v);
	assert_int_equal(c.all, 3);
	assert_int_equal(c.of[VERDICT_OK], 2);
	assert_int_equal(c.of[VERDICT_UNTESTED], 1);
	overview_text(&out, v, &plain);
	assert_non_null(strstr(out.p, "3 older results left out"));
	buf_free(&out);
	overview_free(v);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_short_line_reads_back),
	UNIT_TEST(what_is_no_short_line_is_refused),
	UNIT_TEST(words_of_many_speak_of_none),
	UNIT_TEST(the_order_does_not_matter),
	UNIT_TEST(nor_does_it_where_every_target_has_a_tag_of_its_own),
	UNIT_TEST(a_million_of_anything_takes_bounded_room),
	UNIT_TEST(one_is_told_in_its_own_words_and_two_in_general),
	UNIT_TEST(a_port_is_told_where_all_have_it),
	UNIT_TEST(a_tag_tells_what_most_of_its_trouble_is),
	UNIT_TEST(the_least_certain_of_them_is_told),
	UNIT_TEST(ends_of_certificates_are_counted_from_the_check_on),
	UNIT_TEST(quiet_tells_only_how_many),
	UNIT_TEST(no_result_is_told_as_such),
	UNIT_TEST(the_newest_result_of_a_target_counts),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
