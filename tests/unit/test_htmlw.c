#include "unit.h"

#include "report/htmlw.h"
#include "report/style.h"

#include <gnutls/crypto.h>
#include <locale.h>
#include <string.h>

static struct buf page;

static struct htmlw writer(void)
{
	buf_clear(&page);
	return (struct htmlw){.out = &page};
}

static void check_page(const char *expected)
{
	assert_string_equal(page.p, expected);
	buf_free(&page);
}

static void htmlw_text_escapes_markup(void **state)
{
	struct htmlw w = writer();

	(void)state;
	htmlw_leaf(&w, "td", NULL, "<script>alert(\"1\")</script> & '--> ]]>");
	check_page("<td>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;--&gt; "
		   "]]&gt;</td>");
}

static void htmlw_values_cannot_leave_their_quotes(void **state)
{
	struct htmlw w = writer();

	(void)state;
	htmlw_open(&w, "td");
	htmlw_attr(&w, "title", "\" onload='x' <&>\n\t");
	htmlw_close(&w);
	check_page("<td title=\"&quot; onload=&#39;x&#39; &lt;&amp;&gt;\\x0a\\x09\"></td>");
}

static void htmlw_controls_and_odd_bytes_are_shown(void **state)
{
	struct htmlw w = writer();

	(void)state;
	htmlw_leaf(&w, "td", NULL,
		   "a\nb\tc\x1b[31m\x7f \xff\xc3 \xe2\x80\xae \xc3\xa9 \xef\xbf\xbf");
	check_page("<td>a\nb\\x09c\\x1b[31m\\x7f \\xff\\xc3 \\xe2\\x80\\xae \xc3\xa9 "
		   "\\xef\\xbf\\xbf</td>");
}

static void htmlw_bytes_are_isolated(void **state)
{
	static char said[] = "250-<b>\r\n250 a\0b\rc\r\n";
	struct htmlw w = writer();

	(void)state;
	htmlw_bytes(&w, (struct bytes){said, sizeof(said) - 1});
	check_page("<bdi>250-&lt;b&gt;\n250 a\\x00b\\x0dc</bdi>");
}

static void htmlw_long_text_is_cut_between_characters(void **state)
{
	static char text[3 * HTMLW_TEXT_MAX];
	struct htmlw w = writer();

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text + HTMLW_TEXT_MAX - 1, "\xc3\xa9", 2);
	htmlw_leaf(&w, "td", NULL, text);
	assert_int_equal(page.n, strlen("<td>") + HTMLW_TEXT_MAX + 1 + strlen("...</td>"));
	assert_string_equal(page.p + page.n - strlen("x\xc3\xa9...</td>"), "x\xc3\xa9...</td>");
	buf_free(&page);
}

static void htmlw_numbers_are_those_of_css(void **state)
{
	struct htmlw w = writer();

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8");
	htmlw_open(&w, "rect");
	htmlw_attr_number(&w, "x", 12.345);
	htmlw_attr_number(&w, "y", -0.5);
	htmlw_attr_number(&w, "width", 1e300);
	htmlw_attr_number(&w, "height", 0.0 / 0.0);
	htmlw_attr_percent(&w, "dx", 33.333);
	htmlw_attr_id(&w, "id", "chart", 3);
	htmlw_close(&w);
	check_page("\n<rect x=\"12.35\" y=\"-0.50\" width=\"1000000000\" height=\"0\" "
		   "dx=\"33.33%\" id=\"chart-3\"></rect>");
}

static void htmlw_elements_are_balanced(void **state)
{
	struct htmlw w = writer();

	(void)state;
	htmlw_begin(&w, "pre", "first");
	htmlw_open(&w, "br");
	htmlw_close(&w);
	htmlw_leaf(&w, "b", NULL, "x");
	htmlw_close(&w);
	assert_int_equal(w.depth, 0);
	check_page("<pre class=\"first\"><br/><b>x</b></pre>");
}

static void page_allows_its_own_style_only(void **state)
{
	struct htmlw w = writer();
	unsigned char hash[32];
	gnutls_datum_t in = {hash, sizeof(hash)}, base64;

	(void)state;
	htmlw_page_begin(&w, "</title><script>");
	htmlw_page_end(&w);
	assert_int_equal(w.depth, 0);
	assert_non_null(strstr(page.p, "<title>&lt;/title&gt;&lt;script&gt;</title>"));
	assert_non_null(strstr(page.p, "content=\"default-src &#39;none&#39;; style-src"));
	assert_non_null(strstr(page.p, report_style_hash));
	assert_true(strstr(page.p, report_style_hash) < strstr(page.p, "<style>"));
	gnutls_hash_fast(GNUTLS_DIG_SHA256, report_style, strlen(report_style), hash);
	assert_int_equal(gnutls_base64_encode2(&in, &base64), 0);
	assert_memory_equal(report_style_hash + strlen("sha256-"), base64.data, base64.size);
	gnutls_free(base64.data);
	buf_free(&page);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(htmlw_text_escapes_markup),
	cmocka_unit_test(htmlw_values_cannot_leave_their_quotes),
	cmocka_unit_test(htmlw_controls_and_odd_bytes_are_shown),
	cmocka_unit_test(htmlw_bytes_are_isolated),
	cmocka_unit_test(htmlw_long_text_is_cut_between_characters),
	cmocka_unit_test(htmlw_numbers_are_those_of_css),
	cmocka_unit_test(htmlw_elements_are_balanced),
	cmocka_unit_test(page_allows_its_own_style_only),
};

UNIT_MAIN(tests)
