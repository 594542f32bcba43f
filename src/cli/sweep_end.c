#include "cli/sweep_end.h"

#include "interpret/finding.h"

/* Whether somebody has ended it while there was something left to do. */
static bool is_unfinished(const struct sweep_end *e)
{
	const struct targets_counts list = targets_counts(e->list);

	return e->stopped &&
	       !(list.ended && list.targets == e->state.done - e->state.before + e->unusable);
}

int sweep_status(const struct sweep_end *e)
{
	const struct targets_counts list = targets_counts(e->list);
	const unsigned long *of = e->state.of;
	bool strict = e->options->strict;

	if (e->list_broke)
		return EXIT_USAGE;
	if (is_unfinished(e) || e->cannot_write)
		return EXIT_UNTESTED;
	if (list.bad + e->unusable > 0)
		return EXIT_USAGE;
	if (of[VERDICT_FAILED] > 0 || (strict && of[VERDICT_DEGRADED] > 0))
		return EXIT_FAILED;
	return of[VERDICT_UNTESTED] > 0 ? EXIT_UNTESTED : EXIT_GOOD;
}

/* Who has joined lists may wonder where lines are. */
static void say_what_was_passed_over(struct arena *a, const struct sweep_end *e,
				     const struct targets_counts *list)
{
	const char *file = targets_name(e->list);
	unsigned long none = list->bad + e->unusable;

	if (none > 0)
		output_warning(arena_printf(a, "%s: skipped %lu of %lu lines: no target, see above",
					    file, none, list->lines));
	if (list->twice > 0)
		output_warning(arena_printf(
			a, "%s: %lu of %lu lines repeat a target, which was checked once", file,
			list->twice, list->lines));
}

void sweep_say_end(struct arena *a, const struct sweep_end *e)
{
	const struct cli_options *o = e->options;
	const struct targets_counts list = targets_counts(e->list);

	if (o->verbosity >= 0)
		say_what_was_passed_over(a, e, &list);
	if (!is_unfinished(e))
		return;
	if (o->output == NULL)
		output_complaint(
			"stopped before the end of the list; a sweep into a file (-o FILE) "
			"can be gone on with (--resume)");
	else
		output_complaint(
			o->force ? "stopped before the end of the list; the same command with "
				   "--resume in place of --force does the rest"
				 : "stopped before the end of the list; the same command with "
				   "--resume does the rest");
}
