#include "cli/compare.h"

#include "cli/common.h"
#include "cli/saved.h"
#include "interpret/compare.h"
#include "report/compare.h"

#include <string.h>

/* A file is often called by whom it is about: with --redact names its place on the command line
 * tells it. */
static const char *name_of(struct arena *a, const struct cli_options *o, const char *file)
{
	int n = 0;

	if (o->redact != REDACT_NAMES)
		return shown(a, file);
	while (n < o->word_count && strcmp(o->words[n], file) != 0)
		n++;
	return arena_printf(a, "file %d", n + 1);
}

static const char *file_of(struct arena *a, const struct cli_options *o, const struct saved *s)
{
	const char *name = name_of(a, o, s->file);

	return s->line == 0 ? name : arena_printf(a, "%s:%d", name, s->line);
}

static struct compared *compared_of(struct arena *a, const struct cli_options *o,
				    const struct list *saved)
{
	struct compared *all = arena_alloc(a, saved->n * sizeof(all[0]));
	size_t n = 0;

	LIST_EACH (const struct saved, s, saved)
		all[n++] = (struct compared){.file = file_of(a, o, s),
					     .record = s->record,
					     .interpretation = s->interpretation};
	return all;
}

static int compare(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		   const struct list *saved)
{
	const struct report_options options = report_options_of(o);
	const struct comparison *c = compare_records(a, compared_of(a, o, saved), saved->n, k);
	struct buf out = {0};

	compare_reporter_find(o->format)->write(&out, c, &options);
	return write_result(a, o, &out, c->differ ? EXIT_FAILED : EXIT_GOOD);
}

/* NULL, or why they cannot be compared. */
static const char *refusal(struct arena *a, const struct list *saved)
{
	if (saved->n < 2)
		return "compare: one record is there; name at least two, as in smtpscope compare "
		       "before.json after.json";
	if (saved->n > COMPARED_MAX)
		return arena_printf(a,
				    "compare: %zu records are more than can be looked through; "
				    "name at most %d",
				    saved->n, COMPARED_MAX);
	return NULL;
}

static int read_and_compare(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	struct list saved = {0};
	const char *fault = NULL, *why;
	int status;

	for (int i = 0; i < o->word_count && fault == NULL; i++)
		if (saved_read(a, o, o->words[i], k, &saved, &why) != 0)
			fault = why;
	if (fault == NULL)
		fault = refusal(a, &saved);
	status = fault != NULL ? complain(fault) : compare(a, o, k, &saved);
	saved_free(&saved);
	return status;
}

int compare_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	struct knowledge *k;
	int status;

	(void)command_line;
	if (compare_reporter_find(o->format) == NULL)
		return complain("compare: --format is one of text, json, html here");
	if (o->word_count == 0)
		return complain("compare: name two records or more, as in smtpscope compare "
				"before.json after.json");
	k = load_knowledge(a, o->data);
	if (k == NULL)
		return EXIT_USAGE;
	status = read_and_compare(a, o, k);
	knowledge_free(k);
	return status;
}
