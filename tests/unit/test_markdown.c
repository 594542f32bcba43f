/* Tickets in Markdown: what becomes of words by context, and whole tickets. */
#include "unit.h"

#include "base/text.h"
#include "full_record.h"
#include "interpret/interpret.h"
#include "report/md_inline.h"
#include "report/md_text.h"
#include "report/report.h"

#include <stdlib.h>
#include <limits.h>
#include <string.h>

/* ---- words ---- */

static const struct {
	const char *text, *shown;
} words[] = {
	{"Port 587 starts in plain text", "Port 587 starts in plain text"},
	{"the \"Use TLS/SSL\" (Epson), on 192.0.2.1:25 at 08:15:00; why?",
	 "the \"Use TLS/SSL\" (Epson), on 192.0.2.1:25 at 08:15:00; why?"},
	/* links and mentions, which are looked for in what a backslash has left */
	{"to bob@example.org, at once", "to `bob@example.org`, at once"},
	{"(@team)", "(`@team`)"},
	{"see #12.", "see `#12`."},
	{"GH-12 OK-1x", "`GH-12` OK-1x"},
	{"http://a.example www.a.example", "`http://a.example www.a.example`"},
	{":smile: x:y:z", "`:smile`: `x:y:z`"},
	{"1dfd8c8f 12345678 deadbeef dead1", "`1dfd8c8f` 12345678 deadbeef dead1"},
	/* marks of CommonMark */
	{"*a* _b_ ~~c~~ [d](e) <f> &lt; \\g", "`*a* _b_ ~~c~~ [d](e`) `<f> &lt`; `\\g`"},
	{"a | b", "a `|` b"},
	/* one thing with blanks in it */
	{"key A\\TLS 1.2\\B, on", "key `A\\TLS 1.2\\B`, on"},
	{"<f>, <g> (<h> <i>)", "`<f>`, `<g>` (`<h> <i>`)"},
	{"`a", "`` `a ``"},
	{"a``b`", "``` a``b` ```"},
	{"Gr\xc3\xbc\xc3\x9f x", "`Gr\\xc3\\xbc\\xc3\\x9f` x"},
	/* where a line begins */
	{"- a", "\\- a"},
	{"1. a", "1\\. a"},
	{"12) a", "12\\) a"},
	{"> a", "\\> a"},
	{">a", "\\>a"},
	{"=== a", "\\=== a"},
	{"--- a", "\\--- a"},
	{"# a", "`#` a"},
	{"``` a", "```` ``` ```` a"},
	{"~~~ a", "`~~~` a"},
	{"   a   b  ", "a b"},
	{"", ""},
};

static const char *wrapped(struct arena *a, const char *text, size_t used, size_t indent)
{
	struct buf out = {0};
	const char *shown;

	md_wrapped(&out, text, used, indent);
	shown = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return shown;
}

static void words_that_mean_something_stand_in_code(void **state)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_string_equal(wrapped(*state, words[i].text, 0, 0), words[i].shown);
}

static void each_line_begins_harmless(void **state)
{
	const char *text = arena_printf(*state, "%079d - %077d 1. %078d", 0, 0, 0);
	const char *shown = wrapped(*state, text, 0, 0);

	assert_non_null(strstr(shown, "\n\\- "));
	assert_non_null(strstr(shown, "\n1\\.\n"));
}

static size_t longest_line(const char *p)
{
	size_t longest = 0;

	for (size_t n; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		longest = n > longest ? n : longest;
	}
	return longest;
}

static const char *repeated(struct arena *a, const char *part, size_t bytes)
{
	struct buf all = {0};
	const char *text;

	while (all.n < bytes)
		buf_str(&all, part);
	text = arena_copy(a, all.p, bytes);
	buf_free(&all);
	return text;
}

static const char *const parts[] = {"a", "`", "a`", "\xc3\xbc", "a b ", "1. ", "-", ")", "(`", "|"};
enum { PARTS = sizeof(parts) / sizeof(parts[0]), LONG = 10000, SHORTER = 1700 };

static void long_words_are_broken_and_long_text_is_cut(void **state)
{
	for (size_t i = 0; i < PARTS; i++)
		for (size_t n = 1; n < LONG; n = n < 200 ? n + 1 : n * 7) {
			const char *text = repeated(*state, parts[i], n);

			assert_in_range(longest_line(wrapped(*state, text, 0, 0)), 0, MD_COLUMNS);
			assert_in_range(longest_line(wrapped(*state, text, 3, 3)), 0, MD_COLUMNS);
			assert_true(strlen(wrapped(*state, text, 0, 0)) < 7 * SHORTER);
		}
}

static void a_cell_is_cut_and_holds_no_bar(void **state)
{
	assert_string_equal(md_cell(*state, "pass", 10), "pass");
	assert_string_equal(md_cell(*state, "a|b", 10), "`a\\x7cb`");
	assert_string_equal(md_cell(*state, "one two three", 10), "one tw...");
	for (size_t i = 0; i < PARTS; i++)
		for (size_t n = 1; n < 100; n++) {
			const char *cell = md_cell(*state, repeated(*state, parts[i], n), 30);

			assert_in_range(strlen(cell), 0, 30);
			assert_null(strpbrk(cell, "|\n"));
		}
}

/* ---- blocks ---- */

static void a_fence_is_longer_than_what_it_holds(void **state)
{
	(void)state;
	assert_int_equal(md_fence_length("", 3), 3);
	assert_int_equal(md_fence_length("a `` b", 3), 3);
	assert_int_equal(md_fence_length("```\n````` ``", 3), 6);
	assert_int_equal(md_fence_length("```", 1), 4);
}

static struct buf block_of(struct arena *a, const char *text, int indent, int verbosity)
{
	const struct report_options options = {.columns = 80, .verbosity = verbosity};
	struct buf out = {0};
	struct md m = {a, &out, &options};
	struct md_page p;

	md_page_begin(&m, &p, indent);
	buf_str(&p.out, text);
	md_block(&m, &p);
	return out;
}

static void shown_block(struct arena *a, const char *text, int indent, const char *expected)
{
	struct buf out = block_of(a, text, indent, 0);

	assert_string_equal(out.n == 0 ? "" : out.p, expected);
	buf_free(&out);
}

static void a_page_stands_in_a_block(void **state)
{
	shown_block(*state, "", 0, "");
	shown_block(*state, "\na\n\n  b\n", 0, "\n```text\na\n\n  b\n```\n");
	shown_block(*state, "    a\n      b\n", 4, "\n```text\na\n  b\n```\n");
	shown_block(*state, "```\n\xc3\xa9\n", 0, "\n````text\n```\n\\xc3\\xa9\n````\n");
}

static void a_long_block_is_cut_unless_all_is_wanted(void **state)
{
	struct buf cut = block_of(*state, repeated(*state, "a\n", 400), 0, 0);
	struct buf whole = block_of(*state, repeated(*state, "a\n", 400), 0, 1);

	assert_non_null(strstr(cut.p, "a\n... and 80 more lines: see -v\n```\n"));
	assert_null(strstr(whole.p, "more lines"));
	buf_free(&cut);
	buf_free(&whole);
}

static void lines_of_a_block_fit(void **state)
{
	const char *line = arena_printf(*state, "%s x\n", repeated(*state, "\xc3\xa9", 90));
	struct buf out = block_of(*state, line, 0, 0);

	assert_int_equal(longest_line(out.p), MD_COLUMNS);
	buf_free(&out);
}

/* ---- whole tickets ---- */

static struct knowledge *knowledge;

static struct buf ticket_of(const struct record *r, struct interpretation *i, int verbosity)
{
	const struct report_options options = {.columns = 80, .verbosity = verbosity};
	struct buf out = {0};

	reporter_find("markdown")->write(&out, r, i, knowledge, &options);
	return out;
}

static void ticket_is_harmless(const struct buf *out)
{
	bool command = false;

	for (const char *p = out->p, *end; *p != '\0'; p = end + 1) {
		end = strchr(p, '\n');
		assert_non_null(end);
		for (const char *c = p; c < end; c++)
			assert_in_range(*c, ' ', '~');
		assert_true(end == p || end[-1] != ' ');
		if (!command && end - p > MD_COLUMNS)
			fail_msg("%td columns: %.*s", end - p, (int)(end - p), p);
		command = strncmp(p + strspn(p, " "), "```sh", 5) == 0 ||
			  strncmp(p + strspn(p, " "), "```powershell", 13) == 0;
	}
}

static void a_record_with_everything_makes_a_ticket(void **state)
{
	static const char *const said[] = {
		"# ",			      /* the headline */
		"- **Who must act:** ",	      /* ... */
		"## Do this, or the next",    /* the fix */
		" local (UTC",		      /* both times */
		"- **TLS library:** GnuTLS ", /* environment */
		"SHA-256   ",		      /* a fingerprint */
		" days left)",		      /* how long a certificate lasts */
		"Message-ID",		      /* the message */
		"| auth ",		      /* a stage */
		"Transcript of 2001:db8::25", /* a transcript */
		"## References\n",
	};
	struct record *r = full_record();
	struct interpretation *i = interpret(r, knowledge);

	(void)state;
	for (int verbosity = -1; verbosity < 2; verbosity++) {
		struct buf out = ticket_of(r, i, verbosity);

		ticket_is_harmless(&out);
		for (size_t n = 0; verbosity > 0 && n < sizeof(said) / sizeof(said[0]); n++)
			if (strstr(out.p, said[n]) == NULL)
				fail_msg("the ticket does not say \"%s\"", said[n]);
		buf_free(&out);
	}
	interpretation_free(i);
	record_free(r);
}

static void time_is_told_in_utc_and_as_the_machine_has_it(void **state)
{
	static const struct {
		int offset;
		const char *shown;
	} cases[] = {
		{3600, "2026-11-21 23:30:00 UTC, 2026-11-22 00:30:00 local (UTC+01:00)"},
		{-12600, "2026-11-21 23:30:00 UTC, 2026-11-21 20:00:00 local (UTC-03:30)"},
		{0, "2026-11-21 23:30:00 UTC (offset of the machine: none, or not known)"},
		{INT_MIN, "2026-11-21 23:30:00 UTC (offset of the machine: none, or not known)"},
		{INT_MAX, "2026-11-21 23:30:00 UTC (offset of the machine: none, or not known)"},
	};
	struct record *r = full_record();
	struct interpretation *i = interpret(r, knowledge);

	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		struct buf out;

		r->started = 1795303800000;
		r->utc_offset = cases[n].offset;
		out = ticket_of(r, i, 0);
		assert_non_null(
			strstr(out.p, arena_printf(*state, "- **Time:** %s\n", cases[n].shown)));
		buf_free(&out);
	}
	interpretation_free(i);
	record_free(r);
}

/* Whatever a finding says may have come from a peer. */
static void names_of_any_length_and_kind_do_no_harm(void **state)
{
	for (size_t n = 0; n < PARTS; n++) {
		struct record *r = full_record();
		struct interpretation *i = interpret(r, knowledge);
		const char *name = repeated(*state, parts[n], LONG);
		struct finding *f = (struct finding *)i->verdict.finding;
		struct session *s = (void *)r->sessions.first;
		struct buf out;

		r->host = r->hostname = r->system = r->user = r->provider = name;
		s->host = s->address = name;
		f->meaning = i->verdict.summary = name;
		list_add_string(&f->fixes, i->arena, name);
		list_add_string(&i->verdict.not_tested, i->arena, name);
		out = ticket_of(r, i, 0);
		ticket_is_harmless(&out);
		assert_true(out.n < 200000);
		buf_free(&out);
		interpretation_free(i);
		record_free(r);
	}
}

/* ---- commands in a fix ---- */

static struct buf ticket_with_fix(struct arena *a, const char *fix)
{
	struct record *r = full_record();
	struct interpretation *i = interpret(r, knowledge);
	struct buf out;

	((struct finding *)i->verdict.finding)->fixes = (struct list){0};
	list_add_string(&((struct finding *)i->verdict.finding)->fixes, a, fix);
	out = ticket_of(r, i, -1);
	interpretation_free(i);
	record_free(r);
	return out;
}

static void commands_can_be_copied_whole(void **state)
{
	static const struct {
		const char *fix, *shown;
	} cases[] = {
		{"Set-CASMailbox -Identity bob@contoso.example -X $false  # one mailbox, best",
		 "1. Run:\n\n   ```powershell\n   Set-CASMailbox -Identity bob@contoso.example -X "
		 "$false\n   ```\n\n   one mailbox, best\n"},
		{"Test it there: openssl s_client -starttls smtp -connect localhost:25",
		 "1. Test it there:\n\n   ```sh\n   openssl s_client -starttls smtp -connect "
		 "localhost:25\n   ```\n"},
		{"Do: New-A -Id 1; Add-B -Id 2, then wait",
		 "1. Do:\n\n   ```powershell\n   New-A -Id 1\n   ```\n\n   ```powershell\n   Add-B "
		 "-Id 2\n   ```\n\n   then wait\n"},
		{"Reload it (Exchange: Enable-Certificate -Services SMTP)",
		 "1. Reload it (Exchange: Enable-Certificate -Services SMTP)\n"},
		{"Compare: dig a.example @192.0.2.1 and dig +cd a.example @192.0.2.1",
		 "1. Compare:\n\n   ```sh\n   dig a.example @192.0.2.1\n   ```\n\n   and dig +cd "
		 "a.example `@192.0.2.1`\n"},
		{"Renew the certificate", "1. Renew the certificate\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = ticket_with_fix(*state, cases[i].fix);
		const char *from = strstr(out.p, "## Do this\n\n");

		assert_non_null(from);
		from += strlen("## Do this\n\n");
		assert_string_equal(arena_copy(*state, from, strlen(cases[i].shown)),
				    cases[i].shown);
		buf_free(&out);
	}
}

static int load(void **state)
{
	struct list faults = {0};
	struct arena *a = arena_new();

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	arena_free(a);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	knowledge_free(knowledge);
	return 0;
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(words_that_mean_something_stand_in_code),
	UNIT_TEST(each_line_begins_harmless),
	UNIT_TEST(long_words_are_broken_and_long_text_is_cut),
	UNIT_TEST(a_cell_is_cut_and_holds_no_bar),
	UNIT_TEST(a_fence_is_longer_than_what_it_holds),
	UNIT_TEST(a_page_stands_in_a_block),
	UNIT_TEST(a_long_block_is_cut_unless_all_is_wanted),
	UNIT_TEST(lines_of_a_block_fit),
	UNIT_TEST(a_record_with_everything_makes_a_ticket),
	UNIT_TEST(time_is_told_in_utc_and_as_the_machine_has_it),
	UNIT_TEST(names_of_any_length_and_kind_do_no_harm),
	UNIT_TEST(commands_can_be_copied_whole),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, load, unload);
}
