#include "domain/dkim.h"

#include "domain/study.h"

void dkim_read(struct study *s, struct view *v)
{
	(void)s;
	(void)v;
}
