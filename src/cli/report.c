#include "cli/report.h"

#include "cli/common.h"
#include "cli/deliver.h"
#include "cli/saved.h"

static int report_one(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		      const struct saved *s)
{
	if (deliver(a, o, s->record, s->interpretation, k) != 0)
		return EXIT_USAGE;
	return report_exit(o, s->record, &s->interpretation->verdict);
}

static int report(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	struct list saved = {0};
	const char *fault;
	int status;

	if (o->word_count != 1)
		return complain("report: name one RECORD.json, as --json has printed it");
	if (saved_read(a, o, o->words[0], k, &saved, &fault) != 0)
		return complain(fault);
	status = report_one(a, o, k, (const struct saved *)(const void *)saved.first);
	saved_free(&saved);
	return status;
}

int report_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	int status;

	(void)command_line;
	if (k == NULL)
		return EXIT_USAGE;
	status = report(a, o, k);
	knowledge_free(k);
	return status;
}
