#include "domain/dane.h"

#include "domain/study.h"

void dane_read(struct study *s, struct view *v)
{
	(void)s;
	(void)v;
}
