#include "report/firsts.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static int order(const struct first *x, int64_t rank, const char *name)
{
	if (x->rank != rank)
		return x->rank < rank ? -1 : 1;
	return strcmp(x->name, name);
}

void firsts_add(struct firsts *f, int64_t rank, const char *name)
{
	size_t at = f->n;
	int last = at == 0 ? -1 : order(&f->at[at - 1], rank, name);

	if (last == 0 || (last < 0 && at == FIRSTS_MAX))
		return;
	while (at > 0 && order(&f->at[at - 1], rank, name) > 0)
		at--;
	if (at > 0 && order(&f->at[at - 1], rank, name) == 0)
		return;
	if (f->n == FIRSTS_MAX)
		free(f->at[--f->n].name);
	memmove(f->at + at + 1, f->at + at, (f->n - at) * sizeof(f->at[0]));
	f->at[at] = (struct first){rank, mem_str(name)};
	f->n++;
}

void firsts_merge(struct firsts *into, const struct firsts *from)
{
	for (size_t i = 0; i < from->n; i++)
		firsts_add(into, from->at[i].rank, from->at[i].name);
}

void firsts_free(struct firsts *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->at[i].name);
	f->n = 0;
}
