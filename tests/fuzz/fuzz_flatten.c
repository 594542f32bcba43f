/* HTML to text: the text is no longer than the HTML, text that was made HTML comes back, and
 * scripts stay out.
 *
 * Input: HTML, or text to be made HTML. */
#include "fuzz.h"

#include "bounce/flatten.h"

#include <stdlib.h>
#include <string.h>

static struct bytes as_html(struct arena *a, struct bytes text)
{
	struct buf out = {0};
	struct bytes html;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '<')
			buf_str(&out, "&lt;");
		else if (text.p[i] == '>')
			buf_str(&out, "&#62;");
		else if (text.p[i] == '&')
			buf_str(&out, "&amp;");
		else
			buf_char(&out, text.p[i]);
	html = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return html;
}

static bool blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Blanks aside. */
static bool same_words(struct bytes x, struct bytes y)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < x.n && blank(x.p[i]))
			i++;
		while (j < y.n && blank(y.p[j]))
			j++;
		if (i == x.n || j == y.n)
			return i == x.n && j == y.n;
		if (x.p[i++] != y.p[j++])
			return false;
	}
}

static void leaves_scripts_out(struct arena *a, struct bytes html)
{
	static const char script[] = "<script>zqxjk</script><style>zqxjk</style>done";
	struct buf all = {0};
	struct bytes text;

	buf_str(&all, script);
	buf_add(&all, html.p, html.n);
	text = flatten(a, (struct bytes){all.p, all.n});
	CLAIM(text.n >= 4 && memcmp(text.p, "done", 4) == 0);
	buf_free(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	struct bytes html, text;

	html.p = input_rest(&in, &html.n);
	(void)flatten_is_html(html);
	text = flatten(a, html);
	CLAIM(text.n <= html.n);
	text = flatten(a, as_html(a, html));
	CLAIM(same_words(text, html));
	leaves_scripts_out(a, html);
	free(html.p);
	arena_free(a);
	return 0;
}
