/* compare_text.c - a comparison on a terminal: the sentence first */
#include "report/compare.h"

#include "report/compare_page.h"

#include <string.h>

static const struct compare_reporter reporters[] = {
	{"text", compare_text},
	{"json", compare_json},
	{"html", compare_html},
};

const struct compare_reporter *compare_reporter_find(const char *name)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(reporters[0]); i++)
		if (strcmp(reporters[i].name, name) == 0)
			return &reporters[i];
	return NULL;
}

void compare_text(struct buf *out, const struct comparison *c, const struct report_options *o)
{
	const struct page p = {.arena = arena_new(), .out = out, .options = o};

	page_headline(&p, compare_mark(c), arena_printf(p.arena, "%s:", compare_status(p.arena, c)),
		      c->sentence);
	if (o->verbosity >= 0) {
		compare_page_records(&p, c);
		if (c->mode == COMPARE_SITES)
			compare_page_endpoints(&p, c);
		compare_page_differences(&p, c);
	}
	arena_free(p.arena);
}
