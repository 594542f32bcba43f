#include "report/report.h"

#include <string.h>

static const struct reporter *const reporters[] = {
	&reporter_terminal, &reporter_json,	  &reporter_markdown, &reporter_html,
	&reporter_nagios,   &reporter_prometheus, &reporter_junit};

enum { REPORTERS = sizeof(reporters) / sizeof(reporters[0]) };

const char *const reporter_names[] = {"text",	"json",	      "markdown", "html",
				      "nagios", "prometheus", "junit",	  NULL};

const struct reporter *reporter_find(const char *name)
{
	for (size_t i = 0; i < REPORTERS; i++)
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	return NULL;
}
