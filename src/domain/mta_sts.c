#include "domain/mta_sts.h"

#include "domain/study.h"

void mta_sts_read(struct study *s, struct view *v)
{
	s->mta_sts.query = view_ask(v, arena_printf(s->arena, "_mta-sts.%s", s->domain), "TXT");
}
