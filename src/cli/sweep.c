#include "cli/sweep.h"

#include "cli/common.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool is_same(const struct stat *a, const struct stat *b)
{
	return S_ISREG(a->st_mode) && a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Results would be read as targets, or take the place of targets that are still to be read. With
 * --resume a file of results may well be the list, as nothing new comes of it. */
static const char *list_is_written(struct arena *a, const struct cli_options *o)
{
	bool in = strcmp(o->sweep.file, "-") == 0;
	struct stat list, out;

	if (o->sweep.resume || (o->output == NULL && o->sweep.summary) ||
	    (in ? fstat(STDIN_FILENO, &list) : stat(o->sweep.file, &list)) < 0 ||
	    (o->output == NULL ? fstat(STDOUT_FILENO, &out) : stat(o->output, &out)) < 0 ||
	    !is_same(&list, &out))
		return NULL;
	return arena_printf(a,
			    "%s is the list, and results would be written over it: name another "
			    "file for them",
			    shown(a, o->output != NULL ? o->output : o->sweep.file));
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
	const char *fault = list_is_written(a, o);
	struct targets *list =
		fault == NULL ? targets_open(a, o->sweep.file, &reading, &fault) : NULL;
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
