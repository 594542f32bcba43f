#include "cli/report.h"

#include "cli/common.h"
#include "cli/conclude.h"
#include "cli/programs.h"
#include "cli/saved.h"
#include "report/overview.h"

#include <string.h>

struct job {
	struct arena *arena;
	const struct cli_options *options;
	const struct knowledge *know;
	struct saved_stream *stream;
};

static int conclude_saved(const struct job *j, struct saved *s)
{
	int status = conclude(j->arena, j->options, s->record, s->interpretation, j->know);

	saved_drop(s);
	return status;
}

/* ---- one of them ---- */

static int no_such_line(const struct job *j)
{
	return complain(arena_printf(j->arena, "--line %d: there is no report in that line of %s",
				     j->options->line, shown(j->arena, j->options->words[0])));
}

static int report_one(const struct job *j)
{
	const char *fault;
	struct saved s;

	switch (saved_next(j->stream, j->options->line, &s, &fault)) {
	case SAVED_ONE:
		return conclude_saved(j, &s);
	case SAVED_END:
		return no_such_line(j);
	default:
		return complain(fault);
	}
}

/* ---- all of them ---- */

/* Of two exit statuses the one that counts: what could not be read or written, then what fails,
 * then what was not tested. */
static int worse(int a, int b)
{
	static const int ranks[] = {
		[EXIT_GOOD] = 0, [EXIT_UNTESTED] = 1, [EXIT_FAILED] = 2, [EXIT_USAGE] = 3};

	return ranks[a] >= ranks[b] ? a : b;
}

/* Calls `each` for every report. A line that is none is told of, and the others go on. */
static int for_all(const struct job *j,
		   int (*each)(const struct job *j, struct saved *s, void *arg),
		   void (*unread)(void *arg), void *arg)
{
	int status = EXIT_GOOD;
	const char *fault;
	enum saved_got got;
	struct saved s;

	while ((got = saved_next(j->stream, 0, &s, &fault)) != SAVED_END) {
		if (got == SAVED_ONE) {
			status = worse(status, each(j, &s, arg));
			continue;
		}
		complain(fault);
		if (got != SAVED_CUT) {
			status = EXIT_USAGE;
			unread(arg);
		}
	}
	return status;
}

static int list_one(const struct job *j, struct saved *s, void *overview)
{
	int status = verdict_exit(j->options, &s->interpretation->verdict);

	overview_add(overview, s->line, s->record, s->interpretation);
	saved_drop(s);
	return status;
}

static void list_unread(void *overview)
{
	overview_add_unread(overview);
}

static int list_all(const struct job *j)
{
	const struct cli_options *o = j->options;
	const struct report_options options = report_options_of(o);
	struct overview *v =
		overview_new(o->redact == REDACT_NAMES ? "FILE" : shown(j->arena, o->words[0]));
	struct buf out = {0};
	int status = for_all(j, list_one, list_unread, v);

	if (as_json(o))
		overview_json(&out, v);
	else
		overview_text(&out, v, &options);
	overview_free(v);
	return write_result(j->arena, o, &out, status);
}

/* ---- in a file of theirs ---- */

struct gathered {
	const struct gatherer *how;
	void *file;
	const struct report_options options;
};

static int gather_one(const struct job *j, struct saved *s, void *gathered)
{
	struct gathered *g = gathered;
	int status = verdict_exit(j->options, &s->interpretation->verdict);

	g->how->add(g->file, s->record, s->interpretation, j->know, &g->options);
	saved_drop(s);
	return status;
}

static void pass_over(void *arg)
{
	(void)arg;
}

static int gather_all(const struct job *j, const struct gatherer *how)
{
	struct gathered g = {how, how->begin(), report_options_of(j->options)};
	struct buf out = {0};
	int status = for_all(j, gather_one, pass_over, &g);

	how->end(g.file, &out);
	return write_result(j->arena, j->options, &out, status);
}

/* ---- each in files of its own ---- */

static int conclude_one(const struct job *j, struct saved *s, void *arg)
{
	(void)arg;
	return conclude_saved(j, s);
}

/* ---- which of these ---- */

/* What was asked for that one report alone can give; NULL: nothing. */
static const char *for_one_only(const struct job *j)
{
	const struct cli_options *o = j->options;

	if (o->bundle != NULL)
		return "--bundle";
	if (o->save_chain != NULL)
		return "--save-chain";
	if (o->snippets.n > 0)
		return "--settings";
	if (!o->output_folder && !as_json(o) && strcmp(o->format, reporter_terminal.name) != 0 &&
	    reporter_find(o->format)->many == NULL)
		return arena_printf(j->arena, "--format %s", o->format);
	return NULL;
}

static int report_all(const struct job *j)
{
	const struct cli_options *o = j->options;
	const char *file = shown(j->arena, o->words[0]), *option = for_one_only(j);
	const struct gatherer *many;

	if (option != NULL)
		return complain(arena_printf(
			j->arena,
			"%s is of one report, and %s holds many: choose with --line N; smtpscope "
			"report %s lists them",
			option, file, file));
	if (o->output_folder)
		return for_all(j, conclude_one, pass_over, NULL);
	many = reporter_find(o->format)->many;
	return many != NULL ? gather_all(j, many) : list_all(j);
}

/* ---- the command ---- */

static int report(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const char *fault = programs_fault(a, o, k);
	struct job j = {.arena = a, .options = o, .know = k};
	int status;

	if (fault != NULL)
		return complain(fault);
	if (o->word_count > 1)
		return complain("report: one file at a time; several side by side: smtpscope "
				"compare A.json B.json");
	if (o->word_count != 1)
		return complain(
			"report: name one file with what --json has printed, as in smtpscope "
			"report record.json, or - for the standard input");
	j.stream = saved_open(a, o, o->words[0], k, &fault);
	if (j.stream == NULL)
		return complain(fault);
	status = o->line == 0 && saved_is_many(j.stream) ? report_all(&j) : report_one(&j);
	saved_close(j.stream);
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
