/* Bytes of files: whatever pieces they come in, the same is read; what is taken apart is all there;
 * and what is found in it can be shown.
 *
 * Input: a byte that sizes the pieces, then a file: plain, gzip, Zstandard, a mailbox, a text. */
#include "fuzz.h"

#include "input/gather.h"
#include "input/mailbox.h"
#include "input/sniff.h"
#include "input/source.h"
#include "report/explained.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { READ_MAX = 1 << 20 };

static struct bytes read_all(struct arena *a, struct bytes file, size_t piece, bool *good)
{
	struct source *s = source_of_bytes(a, file, "file");
	struct buf all = {0};
	struct bytes copy;
	const char *fault = NULL;
	ssize_t n = 1;

	while (n > 0 && all.n < READ_MAX) {
		size_t room = piece < READ_MAX - all.n ? piece : READ_MAX - all.n;

		n = source_read(s, buf_reserve(&all, room), room, &fault);
		CLAIM(n <= (ssize_t)room);
		all.n += n > 0 ? (size_t)n : 0;
	}
	*good = n >= 0;
	CLAIM(*good == (fault == NULL));
	if (fault != NULL)
		CLAIM(strchr(fault, '\n') == NULL && strncmp(fault, "file: ", 6) == 0);
	source_close(s);
	copy = bytes_copy(a, all.p, all.n);
	buf_free(&all);
	return copy;
}

/* In pieces as at once, peeked at or not. */
static struct bytes any_pieces(struct arena *a, struct bytes file, size_t piece)
{
	bool good, again;
	struct bytes whole = read_all(a, file, READ_MAX, &good);
	struct bytes pieces = read_all(a, file, piece, &again), head;
	struct source *s;
	size_t shorter;

	/* of what is damaged a decoder may give more or less before it sees that */
	shorter = whole.n < pieces.n ? whole.n : pieces.n;
	CLAIM(good == again && (!good || whole.n == pieces.n));
	CLAIM(memcmp(whole.p, pieces.p, shorter) == 0);
	if (!good)
		return whole;
	s = source_of_bytes(a, file, "file");
	head = source_peek_far(s, piece);
	CLAIM(head.n == (whole.n < piece ? whole.n : piece));
	CLAIM(head.n == 0 || memcmp(head.p, whole.p, head.n) == 0);
	source_close(s);
	return whole;
}

/* Messages are in the order of the text, numbered, and none is made up. */
static void messages(struct arena *a, struct bytes text)
{
	struct source *s = source_of_bytes(a, text, "box");
	struct mailbox *m = mailbox_open(s);
	struct message message;
	const char *fault = NULL;
	size_t total = 0;
	int64_t line = 0;
	int n = 0;

	while (mailbox_next(m, &message, &fault)) {
		CLAIM(message.number == ++n && message.line > line);
		CLAIM(message.text.n <= MESSAGE_MAX);
		line = message.line;
		total += message.text.n;
	}
	CLAIM(total <= text.n && (n > 0) == (text.n > 0 || fault != NULL));
	mailbox_close(m);
	source_close(s);
}

/* Parts follow each other, what is between them is blank, and their lines are counted rightly. */
static void parts(struct arena *a, struct bytes text)
{
	const char *at = text.p;
	struct list all = {0};
	int line = 1;

	sniff_parts(a, text, 2, &all);
	CLAIM(all.n <= PARTS_MAX + 2);
	LIST_EACH (const struct part, p, &all) {
		CLAIM(p->text.n > 0 && p->text.p >= at && p->text.p + p->text.n <= text.p + text.n);
		for (; at < p->text.p; at++) {
			CLAIM(strchr(" \t\r\n\v\f", *at) != NULL && *at != '\0');
			line += *at == '\n';
		}
		CLAIM(p->line == line);
		for (; at < p->text.p + p->text.n; at++)
			line += *at == '\n';
	}
	CLAIM(sniff(text) <= FORM_LOG);
}

/* The whole way, into both forms of a report. */
static void explained(struct arena *a, const struct knowledge *k, struct bytes text)
{
	const struct gather_options options = {
		.context = {.stage = -1},
		.filter = {.since = LOG_NO_TIME, .until = LOG_NO_TIME, .context = {.stage = -1}},
		.clock = {.now = LOG_NO_TIME},
	};
	const struct report_options report = {.columns = 80};
	struct gather *g = gather_new(a, k, &options);
	struct buf out = {0};
	struct list found;
	json_t *document;

	gather_text(g, text);
	found = gather_explained(g);
	explained_json(&out, &found, gather_count(g));
	document = json_loadb(out.p, out.n, 0, NULL);
	CLAIM(document != NULL);
	CLAIM(json_array_size(json_object_get(document, "items")) == found.n);
	json_decref(document);
	buf_clear(&out);
	explained_text(&out, &found, gather_count(g), &report);
	CLAIM(out.n == 0 || is_harmless(out.p, out.n, NEUTRAL_LINES));
	gather_free(g);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t piece = (size_t)input_byte(&in) + 1, n;
	char *p = input_rest(&in, &n);
	struct bytes text;

	text = any_pieces(a, (struct bytes){p, n}, piece);
	messages(a, text);
	parts(a, text);
	explained(a, fuzz_knowledge(), text);
	free(p);
	arena_free(a);
	return 0;
}
