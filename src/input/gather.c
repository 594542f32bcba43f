#include "input/gather.h"

#include "base/clock.h"
#include "base/piece.h"
#include "bounce/bounce.h"
#include "bounce/freetext.h"
#include "input/dialogues.h"
#include "input/keep.h"
#include "input/log_source.h"
#include "input/mailbox.h"
#include "input/sniff.h"
#include "interpret/match.h"
#include "transcript/transcript.h"

#include <string.h>

struct gather {
	struct arena *arena;
	const struct knowledge *knowledge;
	const struct gather_options *options;
	struct keep *keep;
	struct log_summary *logs;
	struct gathered count;
};

/* ---- faults ---- */

void gather_fault(struct gather *g, const char *line)
{
	if (g->count.fault_count++ < GATHER_FAULTS) {
		list_add_string(&g->count.faults, g->arena, line);
		if (g->options->complain != NULL)
			g->options->complain(g->options->of, line);
	}
}

static void fault_of(struct gather *g, const char *name, const char *why)
{
	gather_fault(g, name == NULL ? why : arena_printf(g->arena, "%s: %s", name, why));
}

/* ---- texts ---- */

/* A text with the name that what is found in it bears, or NULL. */
struct text {
	struct bytes bytes;
	const char *name;
	int line;	    /* of its beginning */
	const char *called; /* where it must have a name */
};

static void place(const struct text *t, struct list *items)
{
	LIST_EACH (struct paste_item, it, items) {
		it->file = t->name;
		it->line += t->line - 1;
	}
}

static void explain(struct gather *g, struct keeping *kept, const struct list *items)
{
	struct list all = explain_items(kept->arena, g->knowledge, items, &g->options->context);

	keep_all(g->keep, kept, &all);
}

/* Each by itself: two recipients may be refused for the same reason by two servers. */
static void explain_each(struct gather *g, struct keeping *kept, const struct list *items)
{
	struct item *next;

	for (struct item *it = items->first; it != NULL; it = next) {
		struct list one = {0};

		next = it->next;
		list_append(&one, it);
		explain(g, kept, &one);
	}
}

/* What a text that is nothing else holds: a bounce told in sentences, or what will be explained
 * with all else that was pasted. */
static void add_paste(struct gather *g, struct keeping *kept, const struct text *t,
		      struct list *items)
{
	struct list told = {0}, read = {0};
	struct item *next;

	if (freetext_read(kept->arena, g->knowledge, t->bytes, &told)) {
		place(t, &told);
		explain_each(g, kept, &told);
		return;
	}
	paste_read(kept->arena, t->bytes, &read);
	place(t, &read);
	for (struct item *it = read.first; it != NULL; it = next) {
		next = it->next;
		list_append(items, it);
	}
}

static bool tells_more_than_its_code(struct gather *g, const struct explanation *x)
{
	return !match_is_general(knowledge_entry(g->knowledge, explanation_finding(x)->id)) &&
	       x->reply.code >= 400;
}

/* Of a dialogue that breaks off what says no all the same, if it is known: programs print numbers,
 * too. */
static void explain_refusals(struct gather *g, struct keeping *kept, const struct text *t)
{
	struct list items = {0}, all, known = {0};
	struct item *next;

	paste_read(kept->arena, t->bytes, &items);
	place(t, &items);
	all = explain_items(kept->arena, g->knowledge, &items, &g->options->context);
	for (struct item *it = all.first; it != NULL; it = next) {
		next = it->next;
		if (tells_more_than_its_code(g, (struct explanation *)(void *)it))
			list_append(&known, it);
	}
	keep_all(g->keep, kept, &known);
}

static void read_dialogues(struct gather *g, struct keeping *kept, const struct text *t,
			   struct list *pasted, struct list *told)
{
	struct list explained =
		dialogues_explain(kept->arena, g->knowledge, t->bytes, g->options->show_user,
				  (struct input_place){t->name, t->line});

	if (explained.n == 0)
		add_paste(g, kept, t, pasted);
	else if (dialogues_break_off(&explained))
		explain_refusals(g, kept, t);
	LIST_EACH (const struct explanation, x, &explained)
		LIST_EACH (const struct finding, f, &x->findings)
			list_add_string(told, kept->arena, f->id);
	keep_dialogues(g->keep, kept, &explained);
}

static struct bytes head_of(struct bytes text)
{
	return (struct bytes){text.p, text.n < SOURCE_PEEK ? text.n : SOURCE_PEEK};
}

/* ---- logs ---- */

static struct log_summary *summary(struct gather *g)
{
	if (g->logs == NULL)
		g->logs = log_summary_new(g->knowledge, &g->options->filter);
	g->count.parts = true;
	return g->logs;
}

static void read_log(struct gather *g, struct source *s, const struct log_form *form)
{
	struct log_source_options o = {
		.clock = g->options->clock, .progress = g->options->progress, .of = g->options->of};
	const char *fault;

	o.clock.now = source_time(s);
	knowledge_expect_many(g->knowledge);
	g->count.texts++;
	if (log_source_read(summary(g), s, form, &o, &fault) < 0)
		gather_fault(g, fault);
}

static void read_log_text(struct gather *g, const struct text *t, int64_t time)
{
	const struct log_form *form = log_form_of(head_of(t->bytes));
	struct log_source_options o = {.clock = g->options->clock, .workers = 1};
	const char *fault, *name = t->called == NULL ? "the text" : t->called;
	struct source *s = form == NULL ? NULL : source_of_bytes(g->arena, t->bytes, name);

	o.clock.now = time;
	o.lines_before = (uint64_t)t->line - 1;
	if (s != NULL && log_source_read(summary(g), s, form, &o, &fault) < 0)
		gather_fault(g, fault);
	source_close(s);
}

/* ---- messages ---- */

static void read_message(struct gather *g, const struct text *t, bool paste_too)
{
	struct keeping kept = keep_begin(g->keep, !paste_too);
	struct list items = {0}, faults = {0};

	g->count.messages++;
	g->count.parts = true;
	bounce_read(kept.arena, g->knowledge, t->bytes, &items, &faults);
	place(t, &items);
	LIST_EACH (const struct string_item, it, &faults)
		fault_of(g, t->name, it->s);
	explain_each(g, &kept, &items);
	if (items.n == 0 && paste_too) {
		struct list pasted = {0};

		add_paste(g, &kept, t, &pasted);
		explain(g, &kept, &pasted);
	}
	keep_end(g->keep, &kept);
}

static void cut_message(struct gather *g, const char *name)
{
	fault_of(g, name, "the message is larger than 4 MB: only its beginning was read");
}

static void read_mailbox(struct gather *g, struct source *s)
{
	struct mailbox *m = mailbox_open(s);
	struct arena *names = arena_new();
	struct message message;
	const char *fault = NULL;

	while (mailbox_next(m, &message, &fault)) {
		struct text t = {message.text,
				 arena_printf(names, "%s:%d", source_name(s), message.number), 1,
				 NULL};

		read_message(g, &t, false);
		if (message.cut)
			cut_message(g, t.name);
		if (g->options->progress != NULL)
			g->options->progress(g->options->of, s);
		g->count.texts++;
		names = arena_free(names);
		names = arena_new();
	}
	if (fault != NULL)
		gather_fault(g, fault);
	arena_free(names);
	mailbox_close(m);
}

/* ---- a text of several kinds ---- */

/* Half a line is none to the readers of logs. */
static struct bytes with_line_end(struct arena *a, struct bytes text)
{
	if (text.n == 0 || text.p[text.n - 1] == '\n')
		return text;
	text = bytes_copy(a, text.p, text.n);
	text.p[text.n++] = '\n'; /* where the NUL was */
	return text;
}

/* But what a dialogue has told already: programs print what ended it once more. */
static void explain_but(struct gather *g, struct keeping *kept, const struct list *items,
			const struct list *told)
{
	struct list all = explain_items(kept->arena, g->knowledge, items, &g->options->context);
	struct list others = {0};
	struct item *next;

	for (struct item *it = all.first; it != NULL; it = next) {
		const struct explanation *x = (const struct explanation *)(const void *)it;

		next = it->next;
		if (!list_has_string(told, explanation_finding(x)->id))
			list_append(&others, it);
	}
	keep_all(g->keep, kept, &others);
}

/* Beside a dialogue or a log they are left-overs of it. */
static void drop_good_replies(struct list *items)
{
	struct list others = {0};
	struct item *next;

	for (struct item *it = items->first; it != NULL; it = next) {
		const struct paste_item *p = (const struct paste_item *)(const void *)it;

		next = it->next;
		if (p->reply.code == 0 || p->reply.code >= 400)
			list_append(&others, it);
	}
	*items = others;
}

/* Who asks for a time, asks a log. */
static bool is_limited(const struct gather *g)
{
	return g->options->filter.since != LOG_NO_TIME || g->options->filter.until != LOG_NO_TIME;
}

/* From so many lines on they are a log to be counted: a few that were pasted are explained as what
 * was asked about, but a log that was just rotated may be as short. */
static int log_lines(const struct gather *g, const struct text *t, bool many)
{
	if (many || is_limited(g))
		return 2;
	return t->called != NULL ? 4 : 8;
}

/* Replies of all its pastes are explained together: people say the same twice. */
static void read_parts(struct gather *g, const struct text *t, int64_t time, bool many)
{
	struct keeping kept = keep_begin(g->keep, many);
	struct list parts = {0}, pasted = {0}, told = {0};

	sniff_parts(kept.arena, with_line_end(kept.arena, t->bytes), log_lines(g, t, many), &parts);
	LIST_EACH (const struct part, part, &parts) {
		struct text of = {part->text, t->name, t->line + part->line - 1, t->called};

		if (part->form == FORM_LOG)
			read_log_text(g, &of, time);
		else if (part->form == FORM_MESSAGE)
			read_message(g, &of, !many);
		else if (part->form == FORM_TRANSCRIPT)
			read_dialogues(g, &kept, &of, &pasted, &told);
		else
			add_paste(g, &kept, &of, &pasted);
	}
	if (parts.n > 1)
		drop_good_replies(&pasted);
	explain_but(g, &kept, &pasted, &told);
	keep_end(g->keep, &kept);
}

void gather_text(struct gather *g, struct bytes text)
{
	const struct text t = {text, NULL, 1, NULL};

	if (piece_is_blank(text))
		return;
	g->count.texts++;
	read_parts(g, &t, clock_wall_ms(), false);
}

/* ---- files ---- */

/* A file that is read, `name` NULL where it is the only one. */
struct reading_file {
	struct source *source;
	const char *name;
	bool many;
};

static void read_whole_message(struct gather *g, const struct reading_file *f)
{
	struct bytes b = source_peek_far(f->source, MESSAGE_MAX + 1);
	struct text t = {b, f->name, 1, source_name(f->source)};

	if (b.n > MESSAGE_MAX) {
		t.bytes.n = MESSAGE_MAX;
		cut_message(g, f->name);
	}
	g->count.texts++;
	read_message(g, &t, !f->many);
}

/* A dialogue of some MB. */
static void read_long_dialogue(struct gather *g, const struct reading_file *f)
{
	struct bytes b = source_peek_far(f->source, TRANSCRIPT_MAX + 1);
	struct text t = {b, f->name, 1, source_name(f->source)};
	struct keeping kept = keep_begin(g->keep, f->many);
	struct list pasted = {0}, told = {0};

	if (b.n > TRANSCRIPT_MAX)
		fault_of(g, f->name, "the text is long: only its first 4 MB were read");
	t.bytes.n = b.n > TRANSCRIPT_MAX ? TRANSCRIPT_MAX : b.n;
	g->count.texts++;
	read_dialogues(g, &kept, &t, &pasted, &told);
	explain(g, &kept, &pasted);
	keep_end(g->keep, &kept);
}

/* A log whose first lines are those of other programs is found here. */
static void read_long_text(struct gather *g, const struct reading_file *f, struct bytes text)
{
	const struct log_form *form = log_form_of(text);

	if (form != NULL) {
		read_log(g, f->source, form);
		return;
	}
	if (sniff(head_of(text)) == FORM_TRANSCRIPT) {
		read_long_dialogue(g, f);
		return;
	}
	fault_of(g, f->name, "the text is long: only its first MB was read");
	g->count.texts++;
	read_parts(g, &(struct text){{text.p, PASTE_MAX}, f->name, 1, source_name(f->source)},
		   source_time(f->source), f->many);
}

static void read_text(struct gather *g, const struct reading_file *f)
{
	struct bytes text = source_peek_far(f->source, PASTE_MAX + 1);

	if (text.n > PASTE_MAX) {
		read_long_text(g, f, text);
	} else if (f->many && sniff_is_binary(text)) {
		fault_of(g, f->name, "is not text: left out");
	} else if (!piece_is_blank(text)) {
		g->count.texts++;
		read_parts(g, &(struct text){text, f->name, 1, source_name(f->source)},
			   source_time(f->source), f->many);
	}
}

static void tell_fault(struct gather *g, struct source *s)
{
	const char *fault = NULL;
	char byte;

	while (source_read(s, &byte, 0, &fault) < 0)
		gather_fault(g, fault);
}

static void read_source(struct gather *g, const struct reading_file *f, bool message)
{
	enum form form = message ? FORM_MESSAGE : sniff(source_peek(f->source));

	if (form == FORM_MBOX)
		read_mailbox(g, f->source);
	else if (form == FORM_MESSAGE)
		read_whole_message(g, f);
	else
		read_text(g, f);
	tell_fault(g, f->source);
}

void gather_file(struct gather *g, const struct input_file *file, bool many)
{
	struct arena *a = arena_new();
	const char *fault = NULL;
	struct reading_file f = {source_open(a, file->path, &fault), many ? file->path : NULL,
				 many};

	if (f.source != NULL) {
		g->count.files++;
		read_source(g, &f, file->message);
		source_close(f.source);
	} else {
		gather_fault(g, fault);
	}
	arena_free(a);
}

/* ---- all of it ---- */

struct gather *gather_new(struct arena *a, const struct knowledge *k,
			  const struct gather_options *options)
{
	struct gather *g = ARENA_NEW(a, struct gather);

	g->arena = a;
	g->knowledge = k;
	g->options = options;
	g->keep = keep_new(a, k, &options->context);
	return g;
}

struct list gather_explained(struct gather *g)
{
	struct list logs = {0};

	if (g->logs != NULL)
		logs = log_summary_explained(g->logs, g->arena);
	return keep_sorted(g->keep, g->arena, &logs);
}

const struct gathered *gather_count(struct gather *g)
{
	g->count.logs_limited = is_limited(g);
	g->count.logs = g->logs == NULL ? NULL : log_summary_count(g->logs);
	return &g->count;
}

struct gather *gather_free(struct gather *g)
{
	if (g == NULL)
		return NULL;
	keep_free(g->keep);
	log_summary_free(g->logs);
	return NULL;
}
