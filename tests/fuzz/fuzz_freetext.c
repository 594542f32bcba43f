/* Bounces in sentences, against the frames of the whole catalogue: whatever it is, the items are
 * bounded, name only what stands in the text, and quoting or other line ends change no item.
 *
 * Input: the text. */
#include "fuzz.h"

#include "bounce/flatten.h"
#include "bounce/freetext.h"

#include <stdlib.h>
#include <string.h>

static int lines_of(struct bytes text)
{
	int lines = 1;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	return lines;
}

static void sound_name(const char *name)
{
	if (name == NULL)
		return;
	CLAIM(*name != '\0' && strlen(name) <= 255);
	CLAIM(name[strcspn(name, " \t\r\n\v<>(){}\"'")] == '\0');
}

static void sound_item(const struct paste_item *it, struct bytes text)
{
	const struct reply *r = &it->reply;

	CLAIM(it->line >= 1 && it->line <= lines_of(text));
	CLAIM(r->code == 0 || (r->code >= 200 && r->code <= 599));
	CLAIM(r->text.n <= 2 * PASTE_WORDS_MAX && it->words.n <= PASTE_WORDS_MAX);
	CLAIM(it->input.n > 0 && memchr(it->input.p, '\v', it->input.n) == NULL);
	sound_name(it->refused_by);
	sound_name(it->reported_by);
	if (it->recipient != NULL)
		CLAIM(strchr(it->recipient, '@') != NULL && strlen(it->recipient) <= 255 &&
		      strpbrk(it->recipient, " \n\v<>") == NULL);
}

/* Each line between `before` and `end`. */
static struct bytes relined(struct arena *a, struct bytes text, const char *before, const char *end)
{
	struct buf out = {0};
	struct bytes copy;

	for (size_t from = 0; from < text.n;) {
		const char *lf = memchr(text.p + from, '\n', text.n - from);
		size_t n = lf == NULL ? text.n - from : (size_t)(lf - text.p) - from;

		buf_str(&out, before);
		buf_add(&out, text.p + from, n);
		buf_str(&out, end);
		from += n + 1;
	}
	copy = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return copy;
}

static void same_items(const struct list *x, const struct list *y)
{
	const struct paste_item *other = (const void *)y->first;

	CLAIM(x->n == y->n);
	LIST_EACH (const struct paste_item, it, x) {
		CLAIM(same_text(it->recipient, other->recipient));
		CLAIM(same_text(it->refused_by, other->refused_by));
		CLAIM(same_text(it->reported_by, other->reported_by));
		CLAIM(it->reply.code == other->reply.code && it->line == other->line);
		other = (const void *)other->item.next;
	}
}

/* What mail programs do when somebody answers. */
static void bears_quoting(struct arena *a, const struct knowledge *k, struct bytes text,
			  const struct list *items)
{
	static const char *const forms[][2] = {{"> ", "\n"}, {"> > ", "\n"}, {"", "\r\n"}};

	if (memchr(text.p, '>', text.n) != NULL || memchr(text.p, '\r', text.n) != NULL ||
	    flatten_is_html(text))
		return;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct list again = {0};

		freetext_read(a, k, relined(a, text, forms[i][0], forms[i][1]), &again);
		same_items(items, &again);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct knowledge *k = fuzz_knowledge();
	struct arena *a = arena_new();
	struct list items = {0};
	struct bytes text;

	text.p = input_rest(&in, &text.n);
	CLAIM(freetext_read(a, k, text, &items) == (items.n > 0));
	CLAIM(items.n <= PASTE_ITEMS_MAX);
	LIST_EACH (const struct paste_item, it, &items)
		sound_item(it, text);
	bears_quoting(a, k, text, &items);
	free(text.p);
	arena_free(a);
	return 0;
}
