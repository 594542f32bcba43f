/* What monitoring systems and pipelines get: states, figures, metrics and test reports. */
#include "unit.h"

#include "full_record.h"
#include "told.h"

#include "cli/common.h"
#include "cli/options.h"
#include "report/nagios.h"
#include "report/xml.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

static const struct report_options plain = {.columns = 80};

/* What that form makes of the story, interpreted by what is known; the arena's. */
/* By the interpretation that is there. */
static const char *written_again(struct told *told, const struct reporter *reporter,
				 const struct report_options *o)
{
	struct buf out = {0};
	const char *text;

	reporter->write(&out, told->t->r, told->i, knowledge, o);
	text = arena_copy(told->t->r->arena, out.p, out.n);
	assert_int_equal(strlen(text), out.n);
	buf_free(&out);
	return text;
}

static const char *written(struct told *told, const struct reporter *reporter,
			   const struct report_options *o)
{
	told->i = interpretation_free(told->i);
	told->i = interpret(told->t->r, knowledge);
	return written_again(told, reporter, o);
}

static bool fits(const char *text, const char *pattern)
{
	regex_t re;
	int rc;

	assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	rc = regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return rc == 0;
}

static void assert_fits(const char *text, const char *pattern)
{
	if (!fits(text, pattern))
		fail_msg("\"%s\" is not \"%s\"", text, pattern);
}

static void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in \"%s\"", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" in \"%s\"", part, text);
}

/* All passed; the run took so long. */
static void works(struct told *told, double ms)
{
	story_session(told->t, "192.0.2.1", 587);
	story_passes_all(told->t);
	told->t->r->duration_ms = ms;
}

static void login_is_refused(struct told *told)
{
	story_user(told->t, "bob@example.org");
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_AUTH, FAILURE_REPLY);
	story_says(told->t, "535 5.7.8 Error: authentication failed");
}

static void name_is_unknown(struct told *told)
{
	story_asks(told->t, "mail.example.org", "A", DNS_NXDOMAIN);
	story_asks(told->t, "mail.example.org", "AAAA", DNS_NXDOMAIN);
}

static void is_interrupted(struct told *told)
{
	told->t->r->interrupted = true;
	story_session(told->t, "192.0.2.1", 587);
	story_fails(told->t, STAGE_BANNER, FAILURE_INTERRUPTED);
}

/* ---- states and exit statuses ---- */

static void states_follow_the_verdict_and_the_time(void **state)
{
	static const struct {
		enum verdict_status status;
		double ms;
		enum nagios_state state;
	} rows[] = {
		{VERDICT_OK, 1000, NAGIOS_OK},
		{VERDICT_OK, 1001, NAGIOS_WARNING},
		{VERDICT_OK, 2000, NAGIOS_WARNING},
		{VERDICT_OK, 2001, NAGIOS_CRITICAL},
		{VERDICT_DEGRADED, 0, NAGIOS_WARNING},
		{VERDICT_DEGRADED, 1001, NAGIOS_WARNING},
		{VERDICT_DEGRADED, 2001, NAGIOS_CRITICAL},
		{VERDICT_FAILED, 0, NAGIOS_CRITICAL},
		{VERDICT_FAILED, 1001, NAGIOS_CRITICAL},
		{VERDICT_UNTESTED, 0, NAGIOS_UNKNOWN},
		{VERDICT_UNTESTED, 1001, NAGIOS_UNKNOWN},
		{VERDICT_UNTESTED, 2001, NAGIOS_CRITICAL},
	};
	const struct report_options limited = {.warning_ms = 1000, .critical_ms = 2000};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct record r = {.duration_ms = rows[i].ms};
		const struct verdict v = {.status = rows[i].status};

		if (nagios_state(&r, &v, &limited) != rows[i].state)
			fail_msg("row %zu", i);
		if (rows[i].ms == 0)
			assert_int_equal(nagios_state(&r, &v, &plain), rows[i].state);
	}
}

static void exit_statuses_are_those_of_the_form(void **state)
{
	static const int of_plugin[] = {0, 1, 2, 3}, of_others[] = {0, 0, 1, 3};
	const struct record r = {0};

	for (enum verdict_status s = VERDICT_OK; s <= VERDICT_UNTESTED; s++) {
		const struct verdict v = {.status = s};
		struct cli_options o = {0};

		option_set_form(&o, *state, "nagios");
		assert_int_equal(report_exit(&o, &r, &v), of_plugin[s]);
		option_set_form(&o, *state, "prometheus");
		assert_int_equal(report_exit(&o, &r, &v), of_others[s]);
		o.strict = true;
		assert_int_equal(report_exit(&o, &r, &v), s == VERDICT_DEGRADED ? 1 : of_others[s]);
	}
}

/* ---- patience ---- */

enum { WORDS = 16 };

/* The words of `line`, as main() gets them; how many. */
static int split(struct arena *a, const char *line, char *words[WORDS])
{
	char *save = NULL;
	int n = 0;

	for (char *w = strtok_r(arena_str(a, line), " ", &save); w != NULL;
	     w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	words[n] = NULL;
	return n;
}

static struct cli_options parsed(struct arena *a, const char *line)
{
	char *words[WORDS];
	struct cli_options o;
	const char *fault;
	int n = split(a, line, words);

	setenv("HOME", "/nonexistent", 1);
	unsetenv("XDG_CONFIG_HOME");
	assert_int_equal(options_parse(a, n, words, &o, &fault), 0);
	return o;
}

static void plugin_is_quick_unless_told_otherwise(void **state)
{
	static const struct {
		const char *line;
		double total, connect, banner, reply;
	} rows[] = {
		{"smtpscope h", 60, 5, 30, 30},
		{"smtpscope h --format nagios", 10, 5, 20.0 / 3, 20.0 / 3},
		{"/a/check_smtpscope h", 10, 5, 20.0 / 3, 20.0 / 3},
		{"check_smtpscope -H h -t 3", 3, 2, 2, 2},
		{"check_smtpscope -H h -t 90", 90, 5, 30, 30},
		{"check_smtpscope h --banner-timeout 9 --connect-timeout 8", 10, 8, 9, 20.0 / 3},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings s = parsed(*state, rows[i].line).settings;

		assert_float_equal(s.total_ms, rows[i].total * 1000, 0.01);
		assert_float_equal(s.connect_ms, rows[i].connect * 1000, 0.01);
		assert_float_equal(s.banner_ms, rows[i].banner * 1000, 0.01);
		assert_float_equal(s.reply_ms, rows[i].reply * 1000, 0.01);
	}
}

/* Faults of a line are told in its form: what it asks for is known whatever else is wrong. */
static void plugin_is_wanted_wherever_the_line_says_so(void **state)
{
	static const struct {
		const char *line;
		bool wanted;
	} rows[] = {
		{"/x/check_smtpscope --bananas", true},
		{"smtpscope --bananas h --format nagios", true},
		{"smtpscope --form=nagios -x -p", true},
		{"smtpscope --format nagios --format json", false},
		{"smtpscope --format nagios,json -o d/", false},
		{"smtpscope -- --format nagios", false},
		{"smtpscope h --format", false},
		{"smtpscope h --user nagios", false},
		{"check_smtpscope.txt h", false},
		{"", false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *words[WORDS], *before[WORDS];
		int n = split(*state, rows[i].line, words);

		memcpy(before, words, sizeof(words[0]) * (size_t)(n + 1));
		if (options_want_plugin(*state, n, words) != rows[i].wanted)
			fail_msg("%s", rows[i].line);
		assert_memory_equal(words, before, sizeof(words[0]) * (size_t)(n + 1));
	}
}

/* ---- nagios ---- */

/* One line, one bar, then figures as the guidelines have them. */
static void assert_plugin_line(const char *text)
{
	assert_int_equal(strcspn(text, "\n"), strlen(text) - 1);
	assert_fits(text, "^SMTP (OK|WARNING|CRITICAL|UNKNOWN) - [^|<>&]{1,200}\\|"
			  "time=[0-9]+\\.[0-9]{3}s;([0-9.]*;){2}0"
			  "( cert_days=-?[0-9]+;[0-9]+:;[0-9]+:)?"
			  "( [0-9]+_[a-z-]+=[0-9]+\\.[0-9]{3}s;;;0)*\n$");
}

static void plugin_tells_state_words_and_figures(void **state)
{
	struct told *told = *state;
	const char *text;

	works(told, 412);
	text = written(told, &reporter_nagios, &plain);
	assert_plugin_line(text);
	assert_fits(text, "^SMTP OK - [^|]*\\|time=0\\.412s;;;0 cert_days=[0-9]+;14:;0: 587_tcp=");
}

static void plugin_tells_who_must_act_where_there_is_room(void **state)
{
	struct told *told = *state;
	const char *text;

	name_is_unknown(told);
	text = written(told, &reporter_nagios, &plain);
	assert_plugin_line(text);
	assert_fits(text, "^SMTP CRITICAL - [^|]*; do this \\(you\\): Compare [^|]*\\|time=");
}

static void plugin_tells_of_a_slow_check(void **state)
{
	const struct report_options limited = {
		.columns = 80, .warning_ms = 500, .critical_ms = 2500};
	struct told *told = *state;
	const char *text;

	works(told, 1240);
	text = written(told, &reporter_nagios, &limited);
	assert_plugin_line(text);
	assert_fits(text, "^SMTP WARNING - took 1.2 s, longer than 0.5 s \\(--warning\\); ");
	assert_has(text, "|time=1.240s;0.500;2.500;0 ");
	works(told, 512);
	text = written(told, &reporter_nagios, &limited);
	assert_has(text, "took 0.512 s, longer than 0.5 s");
}

static void plugin_counts_whole_days_downwards(void **state)
{
	static const struct {
		int64_t left_ms;
		const char *days;
	} rows[] = {{86400000 * 14ll, " cert_days=14;14:;0: "},
		    {86400000 * 14ll - 1, " cert_days=13;14:;0: "},
		    {0, " cert_days=0;14:;0: "},
		    {-1, " cert_days=-1;14:;0: "},
		    {-86400000, " cert_days=-1;14:;0: "},
		    {-86400001, " cert_days=-2;14:;0: "}};
	struct told *told = *state;

	works(told, 100);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		story_certificate(told->t)->not_after = told->t->r->started + rows[i].left_ms;
		assert_has(written(told, &reporter_nagios, &plain), rows[i].days);
	}
}

/* Addresses come and go; what is drawn has one name a port. */
static void plugin_figures_are_those_of_the_slowest_address(void **state)
{
	struct told *told = *state;
	const char *text;

	works(told, 100);
	story_session(told->t, "192.0.2.2", 587);
	story_passes(told->t, STAGE_BANNER)->ms = 2345;
	story_passes_all(told->t);
	text = written(told, &reporter_nagios, &plain);
	assert_plugin_line(text);
	assert_has(text, " 587_banner=2.345s;;;0 ");
	assert_null(strstr(strstr(text, "587_banner") + 1, "587_banner"));
}

static void plugin_line_stays_one_line_whatever_is_said(void **state)
{
	struct told *told = *state;
	struct interpretation i = {0};
	struct finding f = {.id = "x", .severity = SEVERITY_ERROR, .owner = OWNER_YOU, .title = ""};
	char *endless = arena_alloc(told->t->r->arena, 10001);
	struct buf out = {0};

	works(told, 100);
	for (int port = 1; port <= 40; port++) {
		story_session(told->t, "192.0.2.1", 10000 + port);
		story_passes_all(told->t);
	}
	memset(endless, 'x', 10000);
	memcpy(endless, "a|b\n\033[1m<i>&", 12);
	i.verdict = (struct verdict){.status = VERDICT_FAILED, .finding = &f, .summary = endless};
	list_add_string(&f.fixes, told->t->r->arena, "run a|b");
	reporter_nagios.write(&out, told->t->r, &i, knowledge, &plain);
	assert_plugin_line(out.p);
	assert_true(out.n <= 4096);
	assert_fits(out.p, "^SMTP CRITICAL - a/b \\\\x1b\\[1m\\(i\\)\\+x*\\.\\.\\.\\|");
	buf_clear(&out);
	nagios_unknown(&out, "no file a|b\nhere");
	assert_string_equal(out.p, "SMTP UNKNOWN - no file a/b here\n");
	buf_free(&out);
}

static void plugin_shows_a_page_on_request(void **state)
{
	const struct report_options verbose = {.columns = 80, .verbosity = 1, .colour = true};
	struct told *told = *state;
	const char *text, *page;

	login_is_refused(told);
	story_says(told->t, "535 5.7.8 Error: a | b <i>");
	text = written(told, &reporter_nagios, &verbose);
	page = strchr(text, '\n');
	assert_has(page, "535 5.7.8 Error: a / b (i)");
	assert_lacks(page, "|");
	assert_lacks(page, "\033");
}

/* ---- prometheus ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each line is a comment or a series with its value; no series stands twice, and those of a family
 * stand behind its head. */
static void assert_exposition(struct arena *a, const char *text)
{
	char *copy = arena_str(a, text), *save = NULL, *seen[4096];
	const char *family = "";
	size_t n = 0;

	assert_fits(text, "\n$");
	for (char *line = strtok_r(copy, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		size_t name = strcspn(line, "{");

		if (strncmp(line, "# TYPE ", 7) == 0)
			family = arena_copy(a, line + 7, strcspn(line + 7, " "));
		if (*line == '#')
			continue;
		assert_fits(line, "^[a-z_]+\\{([a-z]+=\"([^\"\\]|\\\\[\\\"])*\",?)+\\} [0-9.]+$");
		assert_int_equal(strlen(family), name);
		assert_memory_equal(family, line, name);
		*strrchr(line, ' ') = '\0';
		assert_true(n < 4096);
		seen[n++] = line;
	}
	qsort(seen, n, sizeof(seen[0]), by_text);
	for (size_t i = 1; i < n; i++)
		if (strcmp(seen[i - 1], seen[i]) == 0)
			fail_msg("twice: %s", seen[i]);
}

static void metrics_tell_of_target_and_stages(void **state)
{
	struct told *told = *state;
	const char *text;

	login_is_refused(told);
	told->t->r->duration_ms = 1500;
	story_certificate(told->t)->not_after = 1803945599999;
	text = written(told, &reporter_prometheus, &plain);
	assert_exposition(told->t->r->arena, text);
	assert_has(text, "\nprobe_success{target=\"mail.example.org\"} 0\n");
	assert_has(text, "\nprobe_duration_seconds{target=\"mail.example.org\"} 1.500000\n");
	assert_has(text, "_earliest_cert_expiry{target=\"mail.example.org\"} 1803945599\n");
	assert_has(text,
		   "\nsmtpscope_verdict_info{target=\"mail.example.org\",status=\"failed\",id=\"");
	assert_has(text,
		   "\nsmtpscope_reply_code{target=\"mail.example.org\",host=\"mail.example.org\","
		   "address=\"192.0.2.1\",port=\"587\",stage=\"auth\"} 535\n");
	assert_has(text,
		   "\nsmtpscope_stage_success{target=\"mail.example.org\",host=\"mail.example."
		   "org\",address=\"192.0.2.1\",port=\"587\",stage=\"auth\"} 0\n");
}

static void metrics_have_no_series_twice(void **state)
{
	struct told *told = *state;
	struct session *s;
	const char *text;

	works(told, 100);
	story_follow_up(told->t, SESSION_RETRY, "mss");
	story_passes_all(told->t);
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.0");
	story_passes_all(told->t);
	story_session(told->t, "192.0.2.1", 587); /* two names for one host, as MX records have */
	story_passes_all(told->t);
	s = story_session(told->t, "192.0.2.1", 587);
	s->host = "mx2.example.org";
	story_passes_all(told->t);
	text = written(told, &reporter_prometheus, &plain);
	assert_exposition(told->t->r->arena, text);
	assert_has(text, "host=\"mx2.example.org\"");
}

static void metrics_escape_what_labels_hold(void **state)
{
	struct told *told = *state;
	const char *text;

	told->t->r->input = "a\"} 1\nprobe_success{x=\"\\\033[1m\xff\xe2\x80\xae";
	works(told, 100);
	told->t->s->host = "h\"\\\n";
	text = written(told, &reporter_prometheus, &plain);
	assert_exposition(told->t->r->arena, text);
	assert_has(text, "target=\"a\\\"} 1 "
			 "probe_success{x=\\\"\\\\\\\\x1b[1m\\\\xff\\\\xe2\\\\x80\\\\xae\"");
	assert_has(text, "host=\"h\\\"\\\\ \",");
}

/* The collector is another user. */
static void metrics_name_no_user(void **state)
{
	struct told *told = *state;
	const char *text;

	login_is_refused(told);
	told->t->r->input = "bob@example.org";
	text = written(told, &reporter_prometheus, &plain);
	assert_lacks(text, "bob");
	assert_has(text, "{target=\"example.org\"}");
}

/* Labels are cut; two that are the same afterwards are one. */
static void metrics_are_bounded(void **state)
{
	struct told *told = *state;
	char *endless = arena_alloc(told->t->r->arena, 10001);
	const char *text;

	memset(endless, 'x', 10000);
	for (int i = 0; i < 300; i++) {
		struct session *s = story_session(told->t, "192.0.2.1", i + 1000);

		s->host = i % 2 == 0 ? endless : arena_printf(told->t->r->arena, "%sy", endless);
		story_passes_all(told->t);
	}
	text = written(told, &reporter_prometheus, &plain);
	assert_exposition(told->t->r->arena, text);
	assert_true(strlen(text) < 4 * 1024 * 1024);
}

static void metrics_of_a_name_that_is_unknown(void **state)
{
	struct told *told = *state;
	const char *text;

	name_is_unknown(told);
	text = written(told, &reporter_prometheus, &plain);
	assert_exposition(told->t->r->arena, text);
	assert_has(text, "\nprobe_success{target=\"mail.example.org\"} 0\n");
	assert_has(text, ",id=\"dns-nxdomain\",owner=\"you\"} 1\n");
	assert_lacks(text, "smtpscope_stage_seconds");
	assert_lacks(text, "expiry");
}

/* ---- XML ---- */

static void xml_is_escaped_and_legal(void **state)
{
	struct buf out = {0};

	(void)state;
	xml_text(&out, "<a b=\"c\">&\t\n\r\001\x7f\xff\xe2\x80\xae\xef\xbf\xbf"
		       "\xc3\xa4\\");
	assert_string_equal(out.p, "&lt;a b=\"c\"&gt;&amp;\t\n\\x0d\\x01\\x7f\\xff"
				   "\\xe2\\x80\\xae\\xef\\xbf\\xbf\xc3\xa4\\");
	buf_clear(&out);
	xml_attribute(&out, "n", "a\"b\n<");
	assert_string_equal(out.p, " n=\"a&quot;b&#10;&lt;\"");
	buf_free(&out);
}

static int occurrences(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void junit_fails_the_stage_that_failed(void **state)
{
	struct told *told = *state;
	const char *text;

	login_is_refused(told);
	text = written(told, &reporter_junit, &plain);
	assert_int_equal(occurrences(text, "<failure type=\"auth-refused\""), 2);
	assert_fits(text, "<testcase name=\"auth\" classname=\"mail.example.org.192.0.2.1.587\" "
			  "time=\"[0-9.]+\">\n<failure type=\"auth-refused\"");
	assert_has(text, "do this: ");
	assert_fits(text, "<testsuites name=\"smtpscope\" tests=\"10\" failures=\"2\" ");
	assert_int_equal(occurrences(text, "<testcase "), 10);
	assert_int_equal(occurrences(text, "<skipped "),
			 atoi(strstr(text, "skipped=\"") + strlen("skipped=\"")));
}

/* What a server said is one line, and of much only the first. */
static void junit_tells_evidence_in_few_lines(void **state)
{
	struct told *told = *state;
	struct finding *f;
	const char *text;

	login_is_refused(told);
	written(told, &reporter_junit, &plain);
	f = (struct finding *)(uintptr_t)told->i->verdict.finding;
	for (int n = 0; n < 20; n++) {
		struct evidence *e = ARENA_NEW(told->t->r->arena, struct evidence);

		e->kind = "banner";
		e->text = bytes_str(told->t->r->arena, "421 no\r\n");
		list_append(&f->evidence, e);
	}
	text = written_again(told, &reporter_junit, &plain);
	assert_has(text, "\nthe server said: 421 no\n");
	assert_lacks(text, "\\x0d");
	assert_has(text, " more such\n");
	assert_true(occurrences(text, "the server said: 421 no\n") <= 2 * 8);
}

/* Degraded is no failure of a pipeline, unless --strict says so; the stage with the warning is. */
static void junit_goes_by_the_verdict(void **state)
{
	const struct report_options strict = {.columns = 80, .strict = true};
	struct told *told = *state;

	works(told, 100);
	assert_lacks(written(told, &reporter_junit, &strict), "<failure");
	story_certificate(told->t)->not_after = told->t->r->started + 86400000;
	assert_int_equal(occurrences(written(told, &reporter_junit, &plain), "<failure "), 1);
	assert_int_equal(told->i->verdict.status, VERDICT_DEGRADED);
	assert_int_equal(occurrences(written(told, &reporter_junit, &strict), "<failure "), 2);
}

static void junit_skips_what_is_not_needed(void **state)
{
	struct told *told = *state;
	const char *text;

	works(told, 100);
	story_session(told->t, "192.0.2.1", 25);
	told->t->s->offered = false;
	story_unreached(told->t, TCP_TIMEOUT);
	story_follow_up(told->t, SESSION_TLS_VERSION, "TLS1.0"); /* a refusal is good news */
	story_fails(told->t, STAGE_TLS, FAILURE_TLS);
	text = written(told, &reporter_junit, &plain);
	assert_lacks(text, "TLS1.0");
	assert_int_equal(told->i->verdict.status, VERDICT_OK);
	assert_lacks(text, "<failure");
	assert_has(text, "<skipped message=\"timed out; not needed here\"/>");
}

static void junit_of_what_was_not_tested_is_an_error(void **state)
{
	struct told *told = *state;
	const char *text;

	is_interrupted(told);
	text = written(told, &reporter_junit, &plain);
	assert_has(text, "failures=\"0\" errors=\"1\"");
	assert_has(text, "<error type=\"interrupted\"");
	assert_fits(written(told, &reporter_nagios, &plain), "^SMTP UNKNOWN - ");
	assert_has(written(told, &reporter_prometheus, &plain), ",status=\"untested\",");
}

static void junit_of_a_name_that_is_unknown_is_the_verdict(void **state)
{
	struct told *told = *state;
	const char *text;

	name_is_unknown(told);
	text = written(told, &reporter_junit, &plain);
	assert_has(text, "<testsuites name=\"smtpscope\" tests=\"1\" failures=\"1\" errors=\"0\"");
	assert_has(text, "<failure type=\"dns-nxdomain\"");
}

/* ---- every member of every struct, most of them odd ---- */

static void every_form_takes_the_full_record(void **state)
{
	static const struct reporter *const all[] = {&reporter_nagios, &reporter_prometheus,
						     &reporter_junit};
	struct told *told = *state;

	record_free(told->t->r);
	told->t->r = full_record();
	for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++) {
		const char *text = written(told, all[n], &plain);

		for (const char *c = text; *c != '\0'; c++)
			assert_true((unsigned char)*c >= 32 || *c == '\n');
	}
	assert_plugin_line(written(told, &reporter_nagios, &plain));
	assert_exposition(told->t->r->arena, written(told, &reporter_prometheus, &plain));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_follow_the_verdict_and_the_time),
		UNIT_TEST(exit_statuses_are_those_of_the_form),
		UNIT_TEST(plugin_is_quick_unless_told_otherwise),
		UNIT_TEST(plugin_is_wanted_wherever_the_line_says_so),
		STORY(plugin_tells_state_words_and_figures),
		STORY(plugin_tells_who_must_act_where_there_is_room),
		STORY(plugin_tells_of_a_slow_check),
		STORY(plugin_counts_whole_days_downwards),
		STORY(plugin_figures_are_those_of_the_slowest_address),
		STORY(plugin_line_stays_one_line_whatever_is_said),
		STORY(plugin_shows_a_page_on_request),
		STORY(metrics_tell_of_target_and_stages),
		STORY(metrics_have_no_series_twice),
		STORY(metrics_escape_what_labels_hold),
		STORY(metrics_name_no_user),
		STORY(metrics_are_bounded),
		STORY(metrics_of_a_name_that_is_unknown),
		cmocka_unit_test(xml_is_escaped_and_legal),
		STORY(junit_fails_the_stage_that_failed),
		STORY(junit_tells_evidence_in_few_lines),
		STORY(junit_goes_by_the_verdict),
		STORY(junit_skips_what_is_not_needed),
		STORY(junit_of_what_was_not_tested_is_an_error),
		STORY(junit_of_a_name_that_is_unknown_is_the_verdict),
		STORY(every_form_takes_the_full_record),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
