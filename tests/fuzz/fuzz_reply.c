/* Replies: what comes in pieces reads like what comes at once; nothing is taken that is not read.
 *
 * Input: size of a piece, how often the rest is said, the rest. */
#include "fuzz.h"

#include "base/clock.h"
#include "interpret/bannerdate.h"
#include "smtp/reply.h"

#include <stdlib.h>
#include <string.h>

enum { REPEATS_MAX = 40, WHOLE_MAX = 1 << 17, WORK_MAX = 1 << 21 };

struct heard {
	struct item item;
	struct reply reply;
	struct list lines; /* of struct bytes_item */
};

static bool same_bytes(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static int code_at(const char *p)
{
	return (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
}

static void claims_of_one(struct arena *a, const struct heard *h)
{
	const struct reply *r = &h->reply;
	const char *safe = text_safe(a, r->text);
	char text[CLOCK_TEXT_SIZE];
	int64_t date, again;

	CLAIM(r->code >= 200 && r->code <= 599);
	CLAIM(r->lines >= 1 && r->lines <= REPLY_LINES_MAX && (size_t)r->lines == h->lines.n);
	CLAIM(r->text.p[r->text.n] == '\0');
	CLAIM(r->enhanced == NULL || strspn(r->enhanced, "0123456789.") == strlen(r->enhanced));
	CLAIM(is_harmless(safe, strlen(safe), NEUTRAL_LINE));
	LIST_EACH (const struct bytes_item, it, &h->lines) {
		CLAIM(it->b.n >= 3 && it->b.n < REPLY_LINE_MAX && code_at(it->b.p) == r->code);
		CLAIM(memchr(it->b.p, '\n', it->b.n) == NULL);
	}
	if (banner_date(r->text, &date))
		CLAIM(clock_read(clock_text(date, text), &again) == 0 && again == date);
}

/* All replies at the front of `in`; what ended it. */
static enum reply_status hear(struct arena *a, struct buf *in, struct list *all)
{
	for (;;) {
		struct heard *h = ARENA_NEW(a, struct heard);
		size_t before = in->n;
		enum reply_status status = reply_parse(a, in, &h->reply, &h->lines);

		if (status != REPLY_OK) {
			CLAIM(in->n == before && h->reply.code == 0 && h->lines.n == 0);
			return status;
		}
		CLAIM(in->n < before && before - in->n <= REPLY_MAX);
		claims_of_one(a, h);
		list_append(all, h);
	}
}

static enum reply_status hear_pieces(struct arena *a, const struct buf *whole, size_t piece,
				     struct list *all)
{
	enum reply_status status = REPLY_PARTIAL;
	struct buf in = {0};

	/* all that came is looked at again with each piece */
	if (piece < whole->n * whole->n / WORK_MAX)
		piece = whole->n * whole->n / WORK_MAX;
	for (size_t i = 0; i < whole->n && status == REPLY_PARTIAL; i += piece) {
		buf_add(&in, whole->p + i, whole->n - i < piece ? whole->n - i : piece);
		status = hear(a, &in, all);
	}
	buf_free(&in);
	return status;
}

static void same_replies(const struct list *a, const struct list *b)
{
	const struct heard *y = (const void *)b->first;

	CLAIM(a->n == b->n);
	LIST_EACH (const struct heard, x, a) {
		const struct bytes_item *line = (const void *)y->lines.first;

		CLAIM(x->reply.code == y->reply.code && x->reply.lines == y->reply.lines);
		CLAIM(same_text(x->reply.enhanced, y->reply.enhanced));
		CLAIM(same_bytes(x->reply.text, y->reply.text));
		LIST_EACH (const struct bytes_item, it, &x->lines) {
			CLAIM(same_bytes(it->b, line->b));
			line = (const void *)line->item.next;
		}
		y = (const void *)y->item.next;
	}
}

/* What a server said is what a person pastes. */
static void pasted_like_heard(struct arena *a, const struct buf *whole, const struct list *all)
{
	const struct heard *h = (const void *)all->first;
	struct reply r = {0};
	bool read = whole->n > 0 && reply_read(a, whole->p, &r);

	if (!read)
		return;
	CLAIM(r.code >= 200 && r.code <= 599 && r.lines >= 1 && r.lines <= REPLY_LINES_MAX);
	if (all->n == 1 && strlen(whole->p) == whole->n && r.lines == h->reply.lines) {
		CLAIM(r.code == h->reply.code && same_text(r.enhanced, h->reply.enhanced));
		CLAIM(same_bytes(r.text, h->reply.text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	size_t piece = input_byte(&in) + 1U, times = input_byte(&in) % REPEATS_MAX + 1U;
	struct arena *a = arena_new();
	struct buf whole = {0}, at_once = {0};
	struct list once = {0}, pieces = {0};
	enum reply_status status, in_pieces;

	for (size_t i = 0; i < times && whole.n < WHOLE_MAX; i++)
		buf_add(&whole, in.p, in.n);
	buf_add(&at_once, whole.p, whole.n);
	status = hear(a, &at_once, &once);
	in_pieces = hear_pieces(a, &whole, piece, &pieces);
	same_replies(&once, &pieces);
	CLAIM((status == REPLY_PARTIAL) == (in_pieces == REPLY_PARTIAL));
	pasted_like_heard(a, &whole, &once);
	buf_free(&whole);
	buf_free(&at_once);
	arena_free(a);
	return 0;
}
