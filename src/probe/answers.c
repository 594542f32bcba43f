#include "probe/answers.h"

#include "base/memory.h"

#include <stdlib.h>

struct answers {
	struct resolver *resolver;
};

struct answers *answers_new(uv_loop_t *loop, struct resolver *r, size_t most)
{
	struct answers *m = mem_alloc(sizeof(*m));

	(void)loop;
	(void)most;
	m->resolver = r;
	return m;
}

struct answers *answers_free(struct answers *m)
{
	free(m);
	return NULL;
}

struct asking *answers_ask(struct answers *m, struct arena *a, const char *name, const char *type,
			   resolver_fn *fn, void *arg)
{
	return (struct asking *)resolver_ask(m->resolver, a, name, type, fn, arg);
}

void asking_drop(struct asking *q)
{
	ticket_drop((struct ticket *)q);
}
