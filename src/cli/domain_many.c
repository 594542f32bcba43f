/* Several domains: some are read at a time, on one loop; they are told in their order. */
#include "cli/domain.h"

#include "base/memory.h"
#include "cli/common.h"
#include "report/domain_table.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

enum {
	AT_ONCE = 8,
	ANSWERS_KEPT = 20000, /* domains of one owner ask the same again */
	QUESTIONS_AT_ONCE = 200,
};

struct domain_job {
	struct item item;
	struct domain_many *all;
	const char *name;
	struct target target;
	struct run run;
	struct record *record;
	struct interpretation *meaning;
	const char *fault;
	bool begun, over;
};

struct domain_many {
	struct arena *arena;
	const struct domain_work *work;
	struct hub *hub;
	struct list jobs; /* of struct domain_job, in the order of telling */
	size_t open;
	bool stopped;
	bool cannot_write;
	const struct gatherer *form;
	void *file;	/* of `form` */
	struct buf out; /* lines of JSON */
	int status;
};

/* ---- telling ---- */

/* Who reads a pipe need not wait for the last one; a file is written whole. */
static void pass_on(struct domain_many *all)
{
	const char *fault;

	if (all->work->options->output != NULL || all->out.n == 0)
		return;
	if (!all->cannot_write && output_write(all->arena, NULL, 0, &all->out, &fault) != 0) {
		all->status = complain(fault);
		all->stopped = all->cannot_write = true;
	}
	buf_clear(&all->out);
}

static void tell(struct domain_many *all, struct domain_job *job)
{
	const struct cli_options *o = all->work->options;
	struct report_options form = report_options_of(o);

	if (job->meaning == NULL) {
		complain(job->fault);
		all->status = worse_exit(all->status, EXIT_USAGE);
		return;
	}
	form.one_line = true;
	if (all->form != NULL)
		all->form->add(all->file, job->record, job->meaning, all->work->know, &form);
	else
		reporter_json.write(&all->out, job->record, job->meaning, all->work->know, &form);
	pass_on(all);
	all->status = worse_exit(all->status, report_exit(o, job->record, &job->meaning->verdict));
}

/* Those whose turn it is; what was told is gone. */
static void tell_ready(struct domain_many *all)
{
	while (all->jobs.first != NULL) {
		struct domain_job *job = (struct domain_job *)(void *)all->jobs.first;

		if (!job->over && !(all->stopped && !job->begun))
			return;
		if (job->over) {
			tell(all, job);
			interpretation_free(job->meaning);
			record_free(job->record);
		} else {
			all->status = worse_exit(all->status, EXIT_UNTESTED);
		}
		all->jobs.first = job->item.next;
		free(job);
	}
}

/* ---- reading ---- */

static void on_over(void *arg, struct interpretation *i, const char *fault)
{
	struct domain_job *job = arg;

	job->meaning = i;
	job->fault = fault;
	job->over = true;
	job->all->open--;
	job->all->stopped |= job->record->interrupted;
}

static void begin(struct domain_many *all, struct domain_job *job)
{
	const struct domain_work *w = all->work;

	job->begun = true;
	job->record = domain_record(w, job->name, &job->target);
	job->run = (struct run){.settings = &w->options->settings,
				.options = &w->options->plan,
				.target = &job->target,
				.knowledge = w->know,
				.hiding = w->hiding,
				.among_many = true};
	all->open++;
	run_begin(&job->run, all->hub, job->record, on_over, job);
}

static void begin_some(struct domain_many *all)
{
	LIST_EACH (struct domain_job, job, &all->jobs) {
		if (all->open >= AT_ONCE || all->stopped)
			return;
		if (!job->begun)
			begin(all, job);
	}
}

static void read_all(struct domain_many *all)
{
	begin_some(all);
	while (all->open > 0) {
		uv_run(&all->hub->loop, UV_RUN_ONCE);
		tell_ready(all);
		begin_some(all);
	}
	tell_ready(all);
}

/* ---- all together ---- */

static void add_job(struct domain_many *all, const char *name)
{
	struct domain_job *job = mem_alloc(sizeof(*job));

	job->all = all;
	job->name = name;
	list_append(&all->jobs, job);
}

int domain_many(struct arena *a, const struct domain_work *w, const struct list *names)
{
	const struct cli_options *o = w->options;
	const struct hub_many many = {.answers = ANSWERS_KEPT, .questions = QUESTIONS_AT_ONCE};
	struct domain_many all = {.arena = a, .work = w, .form = domain_table_form(o->format)};
	const char *fault;

	if (all.form == NULL && !as_json(o))
		return complain(
			arena_printf(a,
				     "--format %s is of one domain: name one, or take text, "
				     "markdown or json",
				     o->format));
	all.hub = hub_new(&o->settings, &many, a, &fault);
	if (all.hub == NULL)
		return complain(fault);
	hub_watch_signals(all.hub);
	if (all.form != NULL)
		all.file = all.form->begin();
	LIST_EACH (const struct string_item, it, names)
		add_job(&all, it->s);
	read_all(&all);
	hub_free(all.hub);
	if (all.form != NULL)
		all.form->end(all.file, &all.out);
	return write_result(a, o, &all.out, all.status);
}
