/* sweep.h - the command "sweep": the check of each target of a list */
#ifndef SMTPSCOPE_CLI_SWEEP_H
#define SMTPSCOPE_CLI_SWEEP_H

#include "cli/cli.h"
#include "know/knowledge.h"
#include "sweep/seen.h"
#include "sweep/targets.h"

/* As in struct command_row. */
const char *sweep_take(struct cli_options *o, struct arena *a, int n, char **words);
int sweep_command(struct arena *a, struct cli_options *o, const char *command_line);

/* What is ready when a sweep begins: no option is wrong, the list is open. */
struct sweep_work {
	const struct cli_options *options;
	const char *command_line; /* without secrets */
	const struct knowledge *knowledge;
	struct targets *list; /* the caller closes it */
	struct seen *done;    /* empty: keys of results that stand in the file of --resume */
};

/* All of it: to the last target, or the end that a signal asks for. The exit status. */
int sweep_run(struct arena *a, const struct sweep_work *w);

#endif
