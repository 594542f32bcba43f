/* junit.c - the check as a test report (JUnit's XML, as Jenkins and GitLab read it), for pipelines
 *
 * The first suite is the target: its one test is the verdict. Then a suite for each session that
 * the target was asked for, whose stages are the tests. A stage fails here where an error or a
 * warning is found in it; what failed and is not needed is skipped, and says so: a port that the
 * provider does not offer must not stop a pipeline. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "interpret/facts.h"
#include "record/words.h"
#include "report/outcome.h"
#include "report/publish_text.h"
#include "report/report.h"
#include "report/verdict_text.h"
#include "report/words.h"
#include "report/xml.h"

#include <stdlib.h>
#include <string.h>

struct junit {
	struct arena *arena;
	struct buf *out;
	const struct record *record;
	const struct interpretation *interpretation;
	const struct knowledge *knowledge;
	const struct report_options *options;
};

/* What became of one test. */
enum fate { FATE_PASSED, FATE_FAILED, FATE_ERROR, FATE_SKIPPED };

struct result {
	enum fate fate;
	const struct finding *finding; /* of what failed */
	const char *why;	       /* of what was skipped */
};

struct counts {
	int tests, failures, errors, skipped;
};

static void count(struct counts *c, enum fate fate)
{
	c->tests++;
	c->failures += fate == FATE_FAILED;
	c->errors += fate == FATE_ERROR;
	c->skipped += fate == FATE_SKIPPED;
}

/* ---- what became of it ---- */

/* The worst that was found in that stage (NULL: any) of that session, from a warning on; NULL:
 * nothing. */
static const struct finding *found_in(const struct interpretation *i, const struct session *s,
				      const struct stage *st)
{
	const struct finding *worst = NULL;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (f->session == s && (st == NULL || f->stage == (int)st->id) &&
		    f->severity >= SEVERITY_WARNING &&
		    (worst == NULL || f->severity > worst->severity))
			worst = f;
	}
	return worst;
}

static struct result skipped(const char *why)
{
	return (struct result){.fate = FATE_SKIPPED, .why = why};
}

/* What kept the check from being done is nobody's failure. */
static struct result failed(const struct junit *j, const struct finding *f)
{
	const struct verdict *v = &j->interpretation->verdict;
	bool in_the_way = v->status == VERDICT_UNTESTED && f == v->finding;

	return (struct result){.fate = in_the_way ? FATE_ERROR : FATE_FAILED, .finding = f};
}

/* What was found in another stage, or another session, may stand for this one, too. */
static struct result result_of_failed(const struct junit *j, const struct session *s,
				      const struct stage *st)
{
	const struct finding *f = found_in(j->interpretation, s, NULL);
	enum mark mark = outcome_of(j->arena, j->record, j->interpretation, s).mark;
	const char *words = failure_in_words(j->arena, st);

	if (mark == MARK_FAIL || mark == MARK_WARN)
		return failed(j, f != NULL ? f : j->interpretation->verdict.finding);
	return skipped(st->failure == FAILURE_INTERRUPTED
			       ? words
			       : arena_printf(j->arena, "%s; not needed here", words));
}

static struct result result_of_stage(const struct junit *j, const struct session *s,
				     const struct stage *st)
{
	const struct finding *f = found_in(j->interpretation, s, st);

	if (f != NULL)
		return failed(j, f);
	if (st->outcome == OUTCOME_FAIL)
		return result_of_failed(j, s, st);
	if (st->outcome == OUTCOME_PASS)
		return (struct result){.fate = FATE_PASSED};
	return skipped(st->note != NULL ? note_in_words(st->note) : outcome_words[st->outcome]);
}

static struct result result_of_verdict(const struct junit *j)
{
	static const enum fate fates[] = {
		[VERDICT_OK] = FATE_PASSED,
		[VERDICT_DEGRADED] = FATE_PASSED,
		[VERDICT_FAILED] = FATE_FAILED,
		[VERDICT_UNTESTED] = FATE_ERROR,
	};
	const struct verdict *v = &j->interpretation->verdict;
	bool too_bad = v->status == VERDICT_DEGRADED && j->options->strict;

	return (struct result){.fate = too_bad ? FATE_FAILED : fates[v->status],
			       .finding = v->finding};
}

/* ---- elements ---- */

static void element(const struct junit *j, const char *name, const char *text)
{
	buf_printf(j->out, "<%s>", name);
	xml_text(j->out, text);
	buf_printf(j->out, "</%s>\n", name);
}

static void time_attribute(struct buf *out, double ms)
{
	buf_printf(out, " time=\"%.3f\"", ms / 1000);
}

static void count_attributes(struct buf *out, const struct counts *c)
{
	buf_printf(out, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\"", c->tests,
		   c->failures, c->errors, c->skipped);
}

static void property(const struct junit *j, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_str(j->out, "<property");
	xml_attribute(j->out, "name", name);
	xml_attribute(j->out, "value", value);
	buf_str(j->out, "/>\n");
}

static void line(const struct junit *j, const char *label, const char *text)
{
	buf_str(j->out, label);
	xml_text(j->out, text);
	buf_char(j->out, '\n');
}

/* A finding of all sessions stands in a test of each: not with what was seen in all of them. */
static void seen(const struct junit *j, const struct finding *f)
{
	enum { SHOWN = 8 };
	size_t n = 0;

	LIST_EACH (const struct evidence, e, &f->evidence)
		if (n++ < SHOWN)
			line(j, arena_printf(j->arena, "%s: ", verdict_evidence_label(e)),
			     verdict_evidence_words(j->arena, e));
	if (n > SHOWN)
		buf_printf(j->out, "... and %zu more such\n", n - SHOWN);
}

static void to_publish(const struct junit *j, const struct publish *p)
{
	struct list lines = {0};

	line(j, "publish: ", publish_words(j->arena, p));
	publish_lines(j->arena, p, &lines);
	LIST_EACH (const struct string_item, it, &lines)
		line(j, "", it->s);
}

/* Who must act, what to do, and what was seen: what somebody with a red pipeline wants to read. */
static void advice(const struct junit *j, const struct finding *f)
{
	if (f->meaning != NULL)
		line(j, "", f->meaning);
	seen(j, f);
	if (f->owner != OWNER_NOBODY)
		line(j, "who must act: ",
		     arena_printf(j->arena, "%s%s", owner_of(f), owner_hints[f->owner]));
	LIST_EACH (const struct string_item, fix, &f->fixes)
		line(j, "do this: ", fix->s);
	LIST_EACH (const struct publish, p, &f->publish)
		to_publish(j, p);
}

static void add_fate(const struct junit *j, const struct result *result)
{
	static const char *const names[] = {NULL, "failure", "error", "skipped"};
	const char *name = names[result->fate];

	if (name == NULL)
		return;
	buf_printf(j->out, "<%s", name);
	if (result->fate == FATE_SKIPPED) {
		xml_attribute(j->out, "message", result->why);
		buf_str(j->out, "/>\n");
		return;
	}
	xml_attribute(j->out, "type", result->finding->id);
	xml_attribute(j->out, "message", result->finding->title);
	buf_char(j->out, '>');
	advice(j, result->finding);
	buf_printf(j->out, "</%s>\n", name);
}

static void test(const struct junit *j, const char *name, const char *class, double ms,
		 const struct result *result)
{
	buf_str(j->out, "<testcase");
	xml_attribute(j->out, "name", name);
	xml_attribute(j->out, "classname", class);
	time_attribute(j->out, ms);
	buf_str(j->out, ">\n");
	add_fate(j, result);
	buf_str(j->out, "</testcase>\n");
}

/* ---- suites ---- */

/* In UTC; the schema of these files knows no zone and no fractions. */
static void timestamp(const struct junit *j, double at_ms)
{
	enum { TO_THE_SECOND = 19 };
	char text[CLOCK_TEXT_SIZE];

	clock_text(j->record->started + (int64_t)at_ms, text);
	buf_printf(j->out, " timestamp=\"%.*s\"", TO_THE_SECOND, text);
}

static void begin_suite(const struct junit *j, const char *name, const struct counts *c,
			double at_ms, double ms)
{
	buf_str(j->out, "<testsuite");
	xml_attribute(j->out, "name", name);
	xml_attribute(j->out, "hostname", j->record->hostname != NULL ? j->record->hostname : "");
	count_attributes(j->out, c);
	timestamp(j, at_ms);
	time_attribute(j->out, ms);
	buf_str(j->out, ">\n");
}

static void properties(const struct junit *j)
{
	const struct record *r = j->record;

	buf_str(j->out, "<properties>\n");
	property(j, "run", r->id);
	property(j, "version", r->version);
	property(j, "knowledge", r->knowledge);
	property(j, "command", r->command);
	buf_str(j->out, "</properties>\n");
}

/* As people read it: without colours, at the width of any log. */
static const char *page(const struct junit *j)
{
	const struct report_options plain = {.columns = 80, .verbosity = j->options->verbosity};
	struct buf text = {0};
	const char *copy;

	reporter_terminal.write(&text, j->record, j->interpretation, j->knowledge, &plain);
	copy = arena_copy(j->arena, text.p, text.n);
	buf_free(&text);
	return copy;
}

/* In a sweep with the keys that tell it from others of that name. */
static const char *target_of(const struct junit *j)
{
	const struct record *r = j->record;

	return r->key != NULL ? r->key : r->input != NULL ? r->input : "";
}

static void target_suite(const struct junit *j)
{
	struct result result = result_of_verdict(j);
	struct counts c = {0};

	count(&c, result.fate);
	begin_suite(j, target_of(j), &c, 0, j->record->duration_ms);
	properties(j);
	test(j, "verdict", target_of(j), j->record->duration_ms, &result);
	element(j, "system-out", page(j));
	buf_str(j->out, "</testsuite>\n");
}

/* The walks that the target was asked for; with --auth all a login with each mechanism, too. */
static bool has_suite(const struct session *s)
{
	return is_primary(s) || s->purpose == SESSION_AUTH;
}

static const char *class_of(const struct junit *j, const struct session *s)
{
	const char *class = arena_printf(j->arena, "%s.%s.%d", s->host, s->address, s->port);

	return s->changed == NULL ? class : arena_printf(j->arena, "%s.%s", class, s->changed);
}

static double began_at(const struct session *s)
{
	const struct stage *first = (const void *)s->stages.first;

	return first == NULL ? 0 : first->at_ms;
}

static void session_suite(const struct junit *j, const struct session *s, const struct counts *c)
{
	const char *class = class_of(j, s);

	begin_suite(j, arena_printf(j->arena, "%s %s", s->host, session_title(j->arena, s)), c,
		    began_at(s), session_ms(s));
	LIST_EACH (const struct stage, st, &s->stages) {
		struct result result = result_of_stage(j, s, st);

		test(j, stage_names[st->id], class, st->ms, &result);
	}
	buf_str(j->out, "</testsuite>\n");
}

static struct counts count_session(const struct junit *j, const struct session *s)
{
	struct counts c = {0};

	LIST_EACH (const struct stage, st, &s->stages)
		count(&c, result_of_stage(j, s, st).fate);
	return c;
}

static void add_counts(struct counts *all, const struct counts *c)
{
	all->tests += c->tests;
	all->failures += c->failures;
	all->errors += c->errors;
	all->skipped += c->skipped;
}

static void suites(const struct junit *j, struct counts *all)
{
	count(all, result_of_verdict(j).fate);
	target_suite(j);
	LIST_EACH (const struct session, s, &j->record->sessions) {
		struct counts c = count_session(j, s);

		if (!has_suite(s))
			continue;
		add_counts(all, &c);
		session_suite(j, s, &c);
	}
}

/* ---- a file of one target or of many ---- */

struct file {
	struct buf suites;
	struct counts all;
	double ms; /* of all of them */
};

static void *begin(void)
{
	return mem_alloc(sizeof(struct file));
}

static void add(void *file, const struct record *r, const struct interpretation *i,
		const struct knowledge *k, const struct report_options *o)
{
	struct file *f = file;
	const struct junit j = {arena_new(), &f->suites, r, i, k, o};

	suites(&j, &f->all);
	f->ms += r->duration_ms;
	arena_free(j.arena);
}

static void end(void *file, struct buf *out)
{
	struct file *f = file;

	buf_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"smtpscope\"");
	count_attributes(out, &f->all);
	time_attribute(out, f->ms);
	buf_str(out, ">\n");
	buf_add(out, f->suites.p, f->suites.n);
	buf_str(out, "</testsuites>\n");
	buf_free(&f->suites);
	free(f);
}

static const struct gatherer gatherer = {begin, add, end};

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	gatherer_write(&gatherer, out, r, i, k, o);
}

const struct reporter reporter_junit = {.name = "junit", .write = write, .many = &gatherer};
