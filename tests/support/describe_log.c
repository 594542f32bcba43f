#include "describe_log.h"

#include "input/log_source.h"

#include <inttypes.h>

static void add_names(struct buf *out, const char *label, const struct log_names *n)
{
	buf_printf(out, " %s:", label);
	LIST_EACH (const struct name_count, c, &n->top)
		buf_printf(out, " %s=%" PRIu64, c->name, c->count);
	buf_printf(out, " +%zu", n->more);
}

static void add_group(struct buf *out, const struct explanation *x)
{
	const struct finding *f = (const void *)x->findings.first;
	const struct log_group *g = x->seen;

	buf_printf(out, "%s %" PRIu64 " line %d, %" PRId64 " to %" PRId64, f->id, g->count,
		   x->of->line, g->first, g->last);
	for (int i = 0; i < LOG_FATES; i++)
		buf_printf(out, " %s %" PRIu64, log_fate_names[i], g->fates[i]);
	add_names(out, "to", &g->next_hops);
	add_names(out, "from", &g->clients);
	add_names(out, "for", &g->recipient_domains);
	buf_printf(out, " [%s]\n", g->sample.p);
}

void describe_log(struct buf *out, struct log_summary *s)
{
	const struct log_count *c = log_summary_count(s);
	struct arena *a = arena_new();
	struct list groups = log_summary_explained(s, a);

	buf_printf(out,
		   "lines %" PRIu64 " trouble %" PRIu64 " not understood %" PRIu64 " cut %" PRIu64
		   "\n",
		   c->lines, c->trouble, c->not_understood, c->cut);
	LIST_EACH (const struct log_riddle, r, &c->riddles)
		buf_printf(out, "? line %" PRId64 " [%s]\n", r->line, r->text.p);
	LIST_EACH (const struct explanation, x, &groups)
		add_group(out, x);
	arena_free(a);
}

void describe_log_text(struct buf *out, const struct knowledge *k, struct bytes text,
		       unsigned workers, size_t block)
{
	const struct log_filter all = {LOG_NO_TIME, LOG_NO_TIME, {.stage = -1}};
	const struct log_source_options o = {
		.clock = {.now = 1795000000000}, .workers = workers, .block = block};
	const struct log_form *form = log_form_of(text);
	struct log_summary *s = log_summary_new(k, &all);
	struct arena *a = arena_new();
	struct source *from = source_of_bytes(a, text, "a log");
	const char *fault = NULL;

	if (form == NULL)
		buf_str(out, "no log\n");
	else if (log_source_read(s, from, form, &o, &fault) < 0)
		buf_printf(out, "fault: %s\n", fault);
	describe_log(out, s);
	source_close(from);
	arena_free(a);
	log_summary_free(s);
}
