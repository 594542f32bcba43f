#include "base/secret.h"

#include "base/memory.h"

#include <stdlib.h>

void secret_wipe(struct secret *s)
{
	if (s == NULL || s->p == NULL)
		return;
	mem_wipe(s->p, s->n);
	free(s->p);
	s->p = NULL;
	s->n = 0;
	mem_wipe_stack();
}
