#include "report/report.h"

#include <string.h>

static const struct reporter *const reporters[] = {&reporter_terminal, &reporter_json};

enum { REPORTERS = sizeof(reporters) / sizeof(reporters[0]) };

const char *const reporter_names[] = {"text", "json", NULL};

const struct reporter *reporter_find(const char *name)
{
	for (size_t i = 0; i < REPORTERS; i++)
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	return NULL;
}
