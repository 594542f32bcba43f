#include "base/memory.h"
#include "probe/job.h"

#include <stdlib.h>

void settings_default(struct settings *s)
{
	*s = (struct settings){
		.until = STAGE_QUIT,
		.size = -1,
		.max_connections = MAX_CONNECTIONS_DEFAULT,
		.connect_ms = 5000,
		.not_offered_ms = 1500,
		.banner_ms = 30000,
		.reply_ms = 30000,
		.total_ms = 60000,
		.login_pause_ms = 5000,
	};
}

void secret_wipe(struct secret *s)
{
	if (s == NULL || s->p == NULL)
		return;
	mem_wipe(s->p, s->n);
	free(s->p);
	s->p = NULL;
	s->n = 0;
}
