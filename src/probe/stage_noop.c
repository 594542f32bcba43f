/* stage_noop.c - a line as long as one that was lost, and with nothing in it: does it arrive? */
#include "probe/talk.h"

#include <string.h>

#define COMMAND "NOOP "

static enum verdict noop_enter(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	size_t around = strlen(COMMAND "\r\n"), n = p->ep->noop > around ? p->ep->noop - around : 1;
	char *filler = arena_alloc(a, n + 1);

	memset(filler, 'x', n);
	return probe_say(p, COMMAND "%s", filler);
}

/* Whatever the server thinks of it, it has it. */
static enum verdict noop_input(struct probe *p)
{
	return probe_hear(p);
}

const struct stage_kind stage_noop = {
	.id = STAGE_NOOP,
	.budget = budget_reply,
	.enter = noop_enter,
	.input = noop_input,
};
