#include "domain/tls_rpt.h"

#include "domain/study.h"

void tls_rpt_read(struct study *s, struct view *v)
{
	s->tls_rpt.query = view_ask(v, arena_printf(s->arena, "_smtp._tls.%s", s->domain), "TXT");
}
