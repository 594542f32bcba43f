/* What the command line needs of the probe room, so that its tests need no network code. */
#include "probe/job.h"

#include "base/memory.h"

#include <stdlib.h>

void settings_default(struct settings *s)
{
	*s = (struct settings){.until = STAGE_QUIT, .size = -1, .total_ms = 60000};
}

void secret_wipe(struct secret *s)
{
	if (s != NULL && s->p != NULL)
		mem_wipe(s->p, s->n);
	if (s != NULL)
		free(s->p);
	if (s != NULL)
		s->p = NULL;
}
