#include "domain/mx.h"

#include "domain/study.h"

void mx_read(struct study *s, struct view *v)
{
	s->mx.query = view_ask(v, s->domain, "MX");
}
