/* show_bounce.c - what a bounce in sentences tells, a line an item: recipient, who refused, who
 * reported, finding and reply, with tabs between; text on the standard input */
#include "bounce/freetext.h"
#include "interpret/explain.h"

#include <stdio.h>

static const char *or_none(const char *s)
{
	return s == NULL ? "-" : s;
}

static const char *finding_of(const struct explanation *x)
{
	const struct finding *f = (const void *)x->findings.first;

	return f == NULL ? "none" : f->id;
}

/* The whole, as explain does it; one at a time, as explain leaves out what was said already. */
static void show(struct arena *a, const struct knowledge *k, const struct paste_item *it)
{
	static const struct explain_context context = {.stage = -1};
	struct paste_item *one = ARENA_NEW(a, struct paste_item);
	struct list items = {0}, explained;
	const struct explanation *x;

	*one = *it;
	list_append(&items, one);
	explained = explain_items(a, k, &items, &context);
	x = (const void *)explained.first;
	printf("%s\t%s\t%s\t%s\t%d\t", or_none(it->recipient), or_none(it->refused_by),
	       or_none(it->reported_by), x == NULL ? "none" : finding_of(x), it->line);
	printf("%d %s %s\n", it->reply.code, or_none(it->reply.enhanced),
	       text_safe(a, it->reply.text));
}

int main(void)
{
	static char text[FREETEXT_MAX];
	struct list faults = {0}, items = {0};
	struct arena *a = arena_new();
	struct knowledge *k = knowledge_load(NULL, &faults, a);
	struct bytes all = {text, fread(text, 1, sizeof(text), stdin)};

	if (!freetext_read(a, k, all, &items))
		printf("no bounce\n");
	LIST_EACH (const struct paste_item, it, &items)
		show(a, k, it);
	knowledge_free(k);
	arena_free(a);
	return 0;
}
