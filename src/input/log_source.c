#include "input/log_source.h"

#include "input/pump.h"

struct log_source {
	struct log_summary *summary;
	struct source *from;
	const struct log_source_options *options;
};

static ssize_t read_more(void *of, void *p, size_t room, const char **fault)
{
	struct log_source *l = of;

	return source_read(l->from, p, room, fault);
}

static void work(void *of, unsigned worker, struct bytes lines, void (*turn)(void *), void *turn_of)
{
	struct log_source *l = of;

	log_summary_lines(l->summary, worker, lines, turn, turn_of);
	if (l->options->progress != NULL)
		l->options->progress(l->options->of, l->from);
}

static unsigned workers_for(const struct log_form *form, const struct log_source_options *o)
{
	unsigned n = o->workers == 0 ? pump_workers() : o->workers;

	n = n < PUMP_WORKERS_MAX ? n : PUMP_WORKERS_MAX;
	return log_form_ordered(form) ? 1 : n;
}

/* More than can be looked ahead, and no small file. */
static bool is_large(const struct source *from, struct bytes head)
{
	enum { LARGE = 1 << 20 };
	int64_t size = source_size(from);

	return head.n == SOURCE_PEEK && (size < 0 || size > LARGE);
}

int log_source_read(struct log_summary *s, struct source *from, const struct log_form *form,
		    const struct log_source_options *o, const char **fault)
{
	enum { BLOCK = 256 * 1024 };
	struct log_source l = {s, from, o};
	struct arena *a = arena_new();
	struct bytes head = source_peek(from);
	const struct log_file file = {
		.name = arena_str(a, source_name(from)),
		.form = form,
		.head = bytes_copy(a, head.p, head.n),
		.clock = o->clock,
		.lines_before = o->lines_before,
	};
	const struct pump_job job = {
		.read = read_more,
		.from = &l,
		.work = work,
		.of = &l,
		.workers = workers_for(form, o),
		.block = o->block == 0 ? BLOCK : o->block,
		.line_max = LOG_LINE_MAX + 1,
	};
	int rc;

	if (is_large(from, head))
		log_summary_expect_many(s);
	log_summary_begin(s, &file, job.workers);
	rc = pump(&job, fault);
	log_summary_end(s);
	arena_free(a);
	return rc;
}
