#include "domain/dmarc.h"

#include "domain/study.h"

void dmarc_read(struct study *s, struct view *v)
{
	s->dmarc.query = view_ask(v, arena_printf(s->arena, "_dmarc.%s", s->domain), "TXT");
}
