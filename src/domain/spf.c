#include "domain/spf.h"

#include "domain/study.h"

void spf_read(struct study *s, struct view *v)
{
	s->spf.query = view_ask(v, s->domain, "TXT");
}
