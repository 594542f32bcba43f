#include "unit.h"

#include "full_record.h"
#include "interpret/interpret.h"
#include "know/knowledge.h"
#include "poison.h"
#include "report/report.h"
#include "report/style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct knowledge *knowledge;
static struct buf page;

static int load(void **state)
{
	struct list faults = {0};

	(void)state;
	arena = arena_new();
	knowledge = knowledge_load(NULL, &faults, arena);
	return knowledge == NULL ? -1 : 0;
}

static int drop(void **state)
{
	(void)state;
	buf_free(&page);
	knowledge_free(knowledge);
	arena_free(arena);
	return 0;
}

static void render(const struct record *r)
{
	struct report_options options = {.columns = 80};
	struct interpretation *i = interpret(r, knowledge);

	buf_clear(&page);
	reporter_find("html")->write(&page, r, i, knowledge, &options);
	interpretation_free(i);
}

/* ---- a record of which each part of a page has something ---- */

static void hears(struct arena *a, struct session *s, enum stage_id id,
		  const char *const *capabilities)
{
	struct stage *st = ARENA_NEW(a, struct stage);

	st->id = id;
	st->outcome = OUTCOME_PASS;
	st->ehlo = ARENA_NEW(a, struct ehlo_facts);
	st->ehlo->name = "client";
	for (; *capabilities != NULL; capabilities++)
		list_add_bytes(&st->ehlo->capabilities, a, bytes_str(a, *capabilities));
	list_append(&s->stages, st);
}

/* The facts of TLS that are in the full record, in a stage of that name. */
static void agrees(struct arena *a, struct session *s, const struct stage *like)
{
	struct stage *st = ARENA_NEW(a, struct stage);

	st->id = STAGE_TLS;
	st->outcome = OUTCOME_PASS;
	st->at_ms = 20;
	st->ms = 30;
	st->tls = like->tls;
	list_append(&s->stages, st);
}

static struct record *whole_record(void)
{
	static const char *const clear[] = {"SIZE 1", "STARTTLS", "DSN", NULL};
	static const char *const tls[] = {"SIZE 2", "DSN", "AUTH PLAIN", NULL};
	struct record *r = full_record();
	const struct session *first = (const void *)r->sessions.first;
	struct session *s = ARENA_NEW(r->arena, struct session);

	((struct trace *)r->traces.first)->role = TRACE_SUBJECT;
	s->host = s->address = "192.0.2.77";
	s->port = 587;
	s->offered = true;
	hears(r->arena, s, STAGE_EHLO, clear);
	agrees(r->arena, s, (const void *)first->stages.first);
	hears(r->arena, s, STAGE_EHLO_AGAIN, tls);
	list_append(&r->sessions, s);
	return r;
}

/* ---- what is on the page ---- */

static void has(const char *text)
{
	if (strstr(page.p, text) == NULL)
		fail_msg("the page has no \"%s\"", text);
}

static void page_has_every_chapter(void **state)
{
	static const char *const chapters[] = {"Addresses and ports",
					       "EHLO before and after STARTTLS",
					       "Time line",
					       "TLS",
					       "Certificates",
					       "Run",
					       "DNS",
					       "Token",
					       "All findings, with sources",
					       "Conversations",
					       "All facts, session by session"};
	struct record *r = whole_record();

	(void)state;
	render(r);
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++)
		has(arena_printf(arena, "<bdi>%s</bdi></h2>", chapters[i]));
	has("<main>");
	has("<bdi>Path from 192.0.2.10 to 192.0.2.25: port 587</bdi></h2>");
	has("aria-label=\"path, hop by hop: ");
	has("aria-label=\"valid from ");
	has("<section class=\"verdict ");
	has("role=\"img\"");
	has("<th scope=\"col\">port ");
	has("2025-11-21 04:45:00 local (UTC-03:30)");
	has("<dt>run id</dt>\n<dd><bdi>00112233aabbccdd</bdi></dd>");
	has("<dt>TLS library</dt>\n<dd><bdi>GnuTLS 3.7.9</bdi></dd>");
	has("203.0.113.10");
	record_free(r);
}

static void ehlo_lists_stand_side_by_side(void **state)
{
	struct record *r = whole_record();

	(void)state;
	render(r);
	has("<del><bdi>SIZE 1</bdi></del></td><td class=\"peer\"><ins><bdi>SIZE 2</bdi></ins></td>"
	    "<td>changed</td>");
	has("<del><bdi>STARTTLS</bdi></del></td><td class=\"peer\"></td><td>gone in TLS</td>");
	has("<td class=\"peer\"></td><td class=\"peer\"><ins><bdi>AUTH PLAIN</bdi></ins></td>"
	    "<td>only in TLS</td>");
	record_free(r);
}

/* What would fetch, run or send something. */
static void page_needs_nothing_else(void **state)
{
	static const char *const barred[] = {
		"<script", "<link",   "<img",	  "<iframe", "<object", "<embed",  "<base",
		"<form",   " style=", " onload=", " src=",   " href=",	"@import", "<a "};
	struct record *r = whole_record();

	(void)state;
	render(r);
	for (size_t i = 0; i < sizeof(barred) / sizeof(barred[0]); i++)
		if (strstr(page.p, barred[i]) != NULL)
			fail_msg("the page has \"%s\"", barred[i]);
	record_free(r);
}

/* ---- what peers cannot do ---- */

enum { DEPTH = 40, NAME = 16 };

/* Begins and ends of elements fit, attributes have quotes, and nothing else has a sign of markup.
 */
static const char *element(const char *at, char *name, size_t size)
{
	size_t n = strcspn(at, " />");

	assert_true(n > 0 && n < size);
	assert_int_equal(strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789"), n);
	memcpy(name, at, n);
	name[n] = '\0';
	for (at += n; *at == ' ';) {
		size_t word = strspn(at + 1, "abcdefghijklmnopqrstuvwxyzBTUX-0123456789");

		assert_true(word > 0);
		assert_memory_equal(at + 1 + word, "=\"", 2);
		at += 1 + word + 2;
		at += strcspn(at, "\"<>") + 1;
		assert_int_equal(at[-1], '"');
	}
	return at;
}

/* At its "<"; what stands behind its ">". */
static const char *begin_or_end(const char *at, char open[][NAME], size_t *depth)
{
	bool ends = *++at == '/', style;

	if (ends) {
		assert_true(*depth > 0);
		--*depth;
		assert_memory_equal(at + 1, open[*depth], strlen(open[*depth]));
		at += 1 + strlen(open[*depth]);
	} else {
		assert_true(*depth < DEPTH);
		at = element(at, open[*depth], NAME);
		*depth += *at != '/';
		at += *at == '/';
	}
	assert_int_equal(*at, '>');
	style = !ends && *depth > 0 && strcmp(open[*depth - 1], "style") == 0;
	return at + 1 + (style ? strlen(report_style) : 0);
}

static void check_markup(const char *at)
{
	char open[DEPTH][NAME];
	size_t depth = 0;

	assert_memory_equal(at, "<!DOCTYPE html>", strlen("<!DOCTYPE html>"));
	for (at += strlen("<!DOCTYPE html>"); *(at += strcspn(at, "<>\"'")) != '\0';) {
		assert_int_equal(*at, '<');
		at = begin_or_end(at, open, &depth);
	}
	assert_int_equal(depth, 0);
}

static void check_bytes(void)
{
	for (size_t i = 0, n; i < page.n; i += n) {
		n = page.p[i] == '\n' || page.p[i] == '\t' ? 1
							   : text_printable(page.p + i, page.n - i);
		if (n == 0)
			fail_msg("a byte %02x is on the page", (unsigned char)page.p[i]);
	}
}

static void poisoned(const char *text, size_t n)
{
	struct record *r = whole_record();

	assert_true(poison_record(r, bytes_copy(arena, text, n)) > 150);
	render(r);
	assert_int_equal(strlen(page.p), page.n);
	check_bytes();
	check_markup(page.p);
	record_free(r);
}

static void no_text_of_a_peer_becomes_markup(void **state)
{
	static const char *const texts[] = {
		"<script>alert(1)</script>",
		"</style></title></textarea></svg><img src=x onerror=alert(1)>",
		"\" onmouseover=\"alert(1)",
		"' autofocus onfocus='alert(1)",
		"--> ]]> <!-- <![CDATA[ <?x ?> <!DOCTYPE",
		"&lt;script&gt; &#60;b&#62; &amp",
		"javascript:alert(1)",
		"url(https://planted.example/) } * { content: \"",
		"\xe2\x80\xae\xe2\x81\xa6\xd7\x90 \xef\xbf\xbe\xc2\x85",
		"\xff\xfe\xc0\xbc\xed\xa0\x80\xf4\x90\x80\x80 \xc3",
		"\r\n\t\v\f\b\x1b]0;x\x07\x7f",
	};
	static const char zero[] = "a\0<b>\0";

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		poisoned(texts[i], strlen(texts[i]));
	poisoned(zero, sizeof(zero) - 1);
}

/* 200 sessions whose every text is as long as one may be: some megabytes, not hundreds. */
static void long_records_stay_readable(void **state)
{
	enum { LONG = 10000, SESSIONS = 200, MOST = 5 << 20 };
	struct record *r = whole_record();
	char *text = arena_alloc(arena, LONG + 1);
	const struct session *first = (const void *)r->sessions.first;

	(void)state;
	memset(text, 'W', LONG);
	while (r->sessions.n < SESSIONS) {
		struct session *s = ARENA_NEW(r->arena, struct session);

		*s = *first;
		s->item = (struct item){0};
		list_append(&r->sessions, s);
	}
	poison_record(r, (struct bytes){text, LONG});
	render(r);
	check_markup(page.p);
	assert_true(page.n < MOST);
	has("the end was left out");
	record_free(r);
}

/* ---- colours: WCAG 2.2, 1.4.3, 1.4.6 and the definition of relative luminance ---- */

static double channel(const char *hex)
{
	char two[3] = {hex[0], hex[1], '\0'};
	double c = (double)strtol(two, NULL, 16) / 255;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Of the first definition of that colour behind `from`. */
static double luminance(const char *from, const char *name)
{
	const char *at = strstr(from, arena_printf(arena, "--%s: #", name));

	if (at == NULL)
		fail_msg("no colour \"%s\"", name);
	at = strchr(at, '#') + 1;
	return 0.2126 * channel(at) + 0.7152 * channel(at + 2) + 0.0722 * channel(at + 4);
}

static double contrast(const char *from, const char *a, const char *b)
{
	double x = luminance(from, a), y = luminance(from, b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void check_contrasts(const char *from, const char *const *names, double least)
{
	static const char *const grounds[] = {"page", "card"};

	for (; *names != NULL; names++)
		for (size_t g = 0; g < sizeof(grounds) / sizeof(grounds[0]); g++) {
			double c = contrast(from, *names, grounds[g]);

			if (c < least)
				fail_msg("%s on %s has a contrast of %.2f, wanted %.1f", *names,
					 grounds[g], c, least);
		}
}

static void colours_can_be_told_apart_in_both_schemes(void **state)
{
	static const char *const of_text[] = {"text", "muted", "link", "ok", "fail",
					      "warn", "skip",  "none", NULL};
	static const char *const of_bars[] = {"net", "smtp", "tls", "login", "mail", NULL};
	const double text = 4.5, bars = 3;
	const char *dark = strstr(report_style, "prefers-color-scheme: dark");

	(void)state;
	assert_non_null(dark);
	check_contrasts(report_style, of_text, text);
	check_contrasts(report_style, of_bars, bars);
	check_contrasts(dark, of_text, text);
	check_contrasts(dark, of_bars, bars);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(page_has_every_chapter),
	cmocka_unit_test(ehlo_lists_stand_side_by_side),
	cmocka_unit_test(page_needs_nothing_else),
	cmocka_unit_test(no_text_of_a_peer_becomes_markup),
	cmocka_unit_test(long_records_stay_readable),
	cmocka_unit_test(colours_can_be_told_apart_in_both_schemes),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, drop);
}
