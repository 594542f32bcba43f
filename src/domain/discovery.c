#include "domain/discovery.h"

#include "domain/study.h"

void discovery_read(struct study *s, struct view *v)
{
	(void)s;
	(void)v;
}
