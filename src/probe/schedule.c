#include "probe/schedule.h"

#include <string.h>

struct place {
	struct item item;
	const char *address;
	int open, in_all;
};

static struct place *place_of(struct schedule *s, const char *address)
{
	struct place *new;

	LIST_EACH (struct place, p, &s->places) {
		if (strcmp(p->address, address) == 0)
			return p;
	}
	new = ARENA_NEW(s->arena, struct place);
	new->address = arena_str(s->arena, address);
	return list_append(&s->places, new);
}

enum slot schedule_ask(struct schedule *s, const char *address)
{
	struct place *p = place_of(s, address);

	if (p->in_all >= s->in_all)
		return SLOT_NEVER;
	if (p->open >= CONNECTIONS_AT_ONCE || (s->at_once > 0 && s->open >= s->at_once))
		return SLOT_LATER;
	p->open++;
	s->open++;
	p->in_all++;
	return SLOT_NOW;
}

void schedule_give_back(struct schedule *s, const char *address)
{
	place_of(s, address)->open--;
	s->open--;
}

void schedule_undo(struct schedule *s, const char *address)
{
	schedule_give_back(s, address);
	place_of(s, address)->in_all--;
}
