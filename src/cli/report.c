#include "cli/report.h"

#include "cli/common.h"
#include "cli/conclude.h"
#include "cli/programs.h"
#include "cli/saved.h"
#include "report/overview.h"
#include "report/words.h"

#include <string.h>

struct job {
	struct arena *arena;
	const struct cli_options *options;
	const struct knowledge *know;
	struct saved_stream *stream; /* of the first file; of others as their turn comes */
	bool takes_brief;	     /* a line of sweep --brief is as good as a report */
};

static bool of_one_file(const struct job *j)
{
	return j->options->word_count == 1;
}

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
		return j->options->line > 0 ? no_such_line(j) : complain(saved_is_empty(j->stream));
	default:
		return complain(fault);
	}
}

/* ---- all of them ---- */

/* What is done with all of them. */
struct taker {
	void (*file)(const struct job *j, const char *name, void *arg); /* one begins; or NULL */
	int (*each)(const struct job *j, struct saved *s, void *arg);	/* drops it */
	void (*unread)(void *arg); /* a line that is no report; or NULL */
	void *arg;
};

/* A file of the wrong kind has as many as lines. */
enum { WRONG_TOLD = 20 };

static void tell_of_more(const struct job *j, size_t wrong)
{
	if (wrong > WRONG_TOLD)
		complain(arena_printf(j->arena, "and %zu more lines that cannot be read",
				      wrong - WRONG_TOLD));
}

static int take_stream(const struct job *j, const struct taker *t)
{
	int status = EXIT_GOOD;
	size_t wrong = 0;
	const char *fault;
	enum saved_got got;
	struct saved s;

	while ((got = saved_next(j->stream, 0, &s, &fault)) != SAVED_END) {
		if (got == SAVED_ONE) {
			status = worse_exit(status, t->each(j, &s, t->arg));
			continue;
		}
		if (got != SAVED_WRONG || ++wrong <= WRONG_TOLD)
			complain(fault);
		if (got == SAVED_CUT)
			continue;
		status = EXIT_USAGE;
		if (t->unread != NULL)
			t->unread(t->arg);
	}
	tell_of_more(j, wrong);
	return status;
}

/* NULL after a complaint. A part of a sweep may have had nothing to do: that is none among several
 * files. */
static struct saved_stream *open_file(const struct job *j, const char *file)
{
	const char *fault, *empty;
	struct saved_stream *st = saved_open(j->arena, j->options, file, j->know, &fault);

	if (st == NULL) {
		complain(fault);
		return NULL;
	}
	empty = saved_is_empty(st);
	if (empty != NULL && !of_one_file(j))
		output_warning(empty);
	return st;
}

static int take_file(struct job *j, const char *file, const struct taker *t)
{
	int status;

	if (j->stream == NULL)
		j->stream = open_file(j, file);
	if (j->stream == NULL)
		return EXIT_USAGE;
	if (j->takes_brief)
		saved_take_brief(j->stream);
	if (t->file != NULL)
		t->file(j, file, t->arg);
	status = take_stream(j, t);
	saved_close(j->stream);
	j->stream = NULL;
	return status;
}

/* A line that is no report, or a file that cannot be read, is told of, and the others go on. */
static int for_all(struct job *j, const struct taker *t)
{
	int status = EXIT_GOOD;

	for (int i = 0; i < j->options->word_count; i++)
		status = worse_exit(status, take_file(j, j->options->words[i], t));
	return status;
}

static void list_file(const struct job *j, const char *name, void *overview)
{
	overview_file(overview,
		      j->options->redact == REDACT_NAMES ? "FILE" : shown(j->arena, name));
}

/* The exit status is that of those that count, and known at the end. */
static int list_one(const struct job *j, struct saved *s, void *overview)
{
	(void)j;
	overview_add(overview, s->line > 0 ? s->line : 1, &s->brief, s->record);
	saved_drop(s);
	return EXIT_GOOD;
}

static void list_unread(void *overview)
{
	overview_add_unread(overview);
}

static int worst_exit(const struct cli_options *o, const struct overview *v)
{
	const struct summary_counts c = overview_counts(v);
	int status = EXIT_GOOD;

	for (int i = 0; i < STATUSES; i++)
		if (c.of[i] > 0)
			status = worse_exit(
				status, verdict_exit(o, &(struct verdict){
								.status = (enum verdict_status)i}));
	return status;
}

static void write_list(struct buf *out, const struct cli_options *o, struct overview *v)
{
	static void (*const as_text[])(struct buf *, struct overview *,
				       const struct report_options *) = {overview_text,
									 overview_summary_text};
	static void (*const json[])(struct buf *, struct overview *) = {overview_json,
									overview_summary_json};
	const struct report_options options = report_options_of(o);

	if (as_json(o))
		json[o->sweep.summary](out, v);
	else
		as_text[o->sweep.summary](out, v, &options);
}

static int list_all(struct job *j)
{
	const struct cli_options *o = j->options;
	struct overview *v = overview_new(j->know, o->cert_days);
	const struct taker taker = {list_file, list_one, list_unread, v};
	struct buf out = {0};
	int status;

	j->takes_brief = true;
	status = for_all(j, &taker);
	status = worse_exit(status, worst_exit(o, v));
	write_list(&out, o, v);
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

static int gather_all(struct job *j, const struct gatherer *how)
{
	struct gathered g = {how, how->begin(), report_options_of(j->options)};
	const struct taker taker = {.each = gather_one, .arg = &g};
	struct buf out = {0};
	int status = for_all(j, &taker);

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

	if (o->line > 0)
		return "--line";
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

static int too_many(const struct job *j, const char *option)
{
	const char *file = shown(j->arena, j->options->words[0]);

	if (!of_one_file(j))
		return complain(
			arena_printf(j->arena,
				     "%s is of one report: name one file, and the line with "
				     "--line N where it holds many",
				     option));
	return complain(arena_printf(
		j->arena,
		"%s is of one report, and %s holds many: choose with --line N; smtpscope "
		"report %s lists them",
		option, file, file));
}

static int report_all(struct job *j)
{
	const struct cli_options *o = j->options;
	const char *option = for_one_only(j);
	const struct gatherer *many;

	if (option != NULL)
		return too_many(j, option);
	if (o->sweep.summary && !as_json(o) && strcmp(o->format, reporter_terminal.name) != 0)
		return complain("--summary is text, or JSON with --json: leave --format out");
	if (o->output_folder)
		return for_all(j, &(struct taker){.each = conclude_one});
	many = reporter_find(o->format)->many;
	return many != NULL ? gather_all(j, many) : list_all(j);
}

/* ---- the command ---- */

static bool is_list(const struct job *j)
{
	const struct cli_options *o = j->options;

	return o->sweep.summary || (o->line == 0 && saved_is_many(j->stream));
}

static int report(struct arena *a, const struct cli_options *o, const struct knowledge *k)
{
	const char *fault = programs_fault(a, o, k);
	struct job j = {.arena = a, .options = o, .know = k};
	int status;

	if (fault != NULL)
		return complain(fault);
	if (o->word_count == 0)
		return complain("report: name a file with what --json has printed, as in smtpscope "
				"report record.json, or - for the standard input");
	if (o->sweep.summary && o->line > 0)
		return complain("--line shows one report, --summary all of them: leave one of them "
				"out");
	if (!of_one_file(&j))
		return report_all(&j);
	j.stream = open_file(&j, o->words[0]);
	if (j.stream == NULL)
		return EXIT_USAGE;
	status = is_list(&j) ? report_all(&j) : report_one(&j);
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
