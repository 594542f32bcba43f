#include "cli/sweep.h"

#include "cli/common.h"

const char *sweep_take(struct cli_options *o, struct arena *a, int n, char **words)
{
	if (n == 0)
		return "sweep needs a list: smtpscope sweep FILE, or - for standard input, with a "
		       "TARGET in each line";
	if (n > 1)
		return arena_printf(a,
				    "one list at a time: %s and %s were named; cat %s %s | "
				    "smtpscope sweep - takes both",
				    shown(a, words[0]), shown(a, words[1]), shown(a, words[0]),
				    shown(a, words[1]));
	o->sweep.file = words[0];
	return NULL;
}

/* One may be a slip of the pen. */
static void tell_unused(struct arena *a, const struct cli_options *o, const struct targets *list)
{
	const char *columns = list == NULL ? NULL : targets_unused(list);

	if (columns != NULL && o->verbosity >= 0)
		output_warning(arena_printf(a,
					    "%s: columns that say nothing about a target are "
					    "passed over: %s",
					    targets_name(list), columns));
}

static int sweep(struct arena *a, const struct cli_options *o, const char *command_line,
		 const struct knowledge *k)
{
	struct seen *done = seen_new();
	const struct targets_options reading = {.plan = &o->plan,
						.settings = &o->settings,
						.knowledge = k,
						.done = done,
						.shard = o->sweep.shard};
	const char *fault;
	struct targets *list = targets_open(a, o->sweep.file, &reading, &fault);
	const struct sweep_work work = {.options = o,
					.command_line = command_line,
					.knowledge = k,
					.list = list,
					.done = done};
	int rc;

	tell_unused(a, o, list);
	rc = list == NULL ? complain(fault) : sweep_run(a, &work);
	targets_close(list);
	seen_free(done);
	return rc;
}

int sweep_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k = load_knowledge(a, o->data);
	int rc = k == NULL ? EXIT_USAGE : sweep(a, o, command_line, k);

	knowledge_free(k);
	return rc;
}
