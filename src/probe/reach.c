#include "probe/reach.h"

static bool is_end(const struct hop *h)
{
	return h->answer != HOP_SILENT && h->answer != HOP_PASSED;
}

struct reach reach_of(const struct trace *t)
{
	struct reach r = {0};

	LIST_EACH (struct hop, h, &t->hops) {
		if (h->answer == HOP_PASSED)
			r.routers = h->ttl;
		if (h->answer != HOP_SILENT)
			r.last = h->ttl;
		r.open |= h->answer == HOP_OPEN;
		r.ended |= is_end(h);
	}
	return r;
}

static const struct hop *hop_at(const struct trace *t, int ttl)
{
	LIST_EACH (struct hop, h, &t->hops) {
		if (h->ttl == ttl)
			return h;
	}
	return NULL;
}

static void answer_late(struct hop *h, const struct hop *answer)
{
	const struct item item = h->item;

	*h = *answer;
	h->item = item;
	h->again = true;
}

/* Ends the list at the first end. */
static void cut_behind(struct trace *t)
{
	struct list hops = t->hops;
	bool ended = false;

	t->hops = (struct list){0};
	for (struct item *i = hops.first, *next; i != NULL && !ended; i = next) {
		next = i->next;
		ended = is_end(list_append(&t->hops, i));
	}
}

/* Hops that `t` has not asked, as far as they answered. */
static void add_behind(struct trace *t, struct trace *later)
{
	const struct hop *last = (const struct hop *)(const void *)t->hops.last;
	const int asked = last != NULL ? last->ttl : 0, end = reach_of(later).last;

	for (struct item *i = later->hops.first, *next; i != NULL; i = next) {
		const struct hop *h = (const struct hop *)(const void *)i;

		next = i->next;
		if (h->ttl > asked && h->ttl <= end)
			list_append(&t->hops, i);
	}
}

void reach_add(struct trace *t, struct trace *later)
{
	t->windows += later->windows;
	LIST_EACH (struct hop, h, &t->hops) {
		const struct hop *answer = hop_at(later, h->ttl);

		if (h->answer == HOP_SILENT && answer != NULL && answer->answer != HOP_SILENT)
			answer_late(h, answer);
	}
	add_behind(t, later);
	cut_behind(t);
}
