/* HTML of bounces as the text that a reader sees. */
#include "unit.h"

#include "bounce/flatten.h"

#include <string.h>

static const struct {
	const char *label, *html, *text;
} cases[] = {
	{"tags", "<b>550</b> <i>no</i>", "550 no"},
	{"blocks are lines", "<p>one</p><div>two</div>three", "one\ntwo\nthree"},
	{"line ends of the source are blanks", "<p>one\r\n  two\tthree</p>", "one two three\n"},
	{"breaks", "a<br>b<br/>c<br /><br>d", "a\nb\nc\n\nd"},
	{"cells", "<tr><td>Error:</td><td>550</td></tr><tr><td>x</td></tr>", "Error: 550\nx\n"},
	{"preformatted", "<pre>a\n  b</pre> c   d", "a\n  b\nc d"},
	{"scripts and styles", "<style>p{}</style>a<SCRIPT src=x>b<p></Script >c", "ac"},
	{"a script that does not end", "a<script>b<p>c", "a"},
	{"comments", "a<!-- <p>b --><!DOCTYPE html><!--[if mso]>x<![endif]-->c", "ac"},
	{"a comment that does not end", "a<!-- b <b>c</b>", "a<!-- b c"},
	{"names of characters", "f&uuml;r &lt;b&gt; &amp;lt; &quot;x&quot;",
	 "f\xc3\xbcr <b> &lt; \"x\""},
	{"numbers of characters", "&#39;&#x2019;&#8217;&#x1f600;",
	 "'\xe2\x80\x99\xe2\x80\x99\xf0\x9f\x98\x80"},
	{"no characters", "a&#0;b&#xd800;c&#1114112;d&#x9b;e", "a b c d e"},
	{"no entities", "AT&T &bogus; &#; &#x; &#12a; &amp", "AT&T &bogus; &#; &#x; &#12a; &amp"},
	{"mailboxes and servers", "<bob@example.org> <mx.example.org #5.1.1 smtp;550 no>",
	 "<bob@example.org> <mx.example.org #5.1.1 smtp;550 no>"},
	{"brackets in attributes", "<a href=\"x>y\" title='>'>z</a>", "z"},
	{"a tag that does not end", "a <p class=", "a <p class="},
};

static void reads_as_it_is_seen(void **state)
{
	struct arena *a = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes text = flatten(a, bytes_str(a, cases[i].html));

		if (strcmp(text.p, cases[i].text) == 0)
			continue;
		print_message("  %s:\n    got  [%s]\n    want [%s]\n", cases[i].label, text.p,
			      cases[i].text);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	arena_free(a);
}

static void knows_html_by_its_tags(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_true(flatten_is_html(bytes_str(a, "x <p>a</p><br>")));
	assert_false(flatten_is_html(bytes_str(a, "<html><body>550")));
	assert_true(flatten_is_html(bytes_str(a, "<HTML><BODY><DIV>550")));
	assert_false(flatten_is_html(bytes_str(a, "<bob@example.org>: host <a@b> <x> <y> <z>")));
	assert_false(flatten_is_html(bytes_str(a, "")));
	arena_free(a);
}

/* Hostile HTML must not cost more than its length. */
static void bears_what_does_not_end(void **state)
{
	enum { N = 200000 };
	static const char *const pieces[] = {"<!--", "<p", "<a b=\"", "<script>", "&#", "<", "</"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct buf html = {0};

		while (html.n < N)
			buf_str(&html, pieces[i]);
		assert_true(flatten(a, (struct bytes){html.p, html.n}).n <= html.n);
		buf_free(&html);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_as_it_is_seen),
		cmocka_unit_test(knows_html_by_its_tags),
		cmocka_unit_test(bears_what_does_not_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
