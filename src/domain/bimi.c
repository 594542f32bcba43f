#include "domain/bimi.h"

#include "domain/study.h"

void bimi_read(struct study *s, struct view *v)
{
	s->bimi.query = view_ask(v, arena_printf(s->arena, "default._bimi.%s", s->domain), "TXT");
}
