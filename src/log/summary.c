#include "log/summary.h"

#include "base/memory.h"
#include "log/groups.h"
#include "log/reader.h"

#include <stdlib.h>
#include <string.h>

enum { READERS_MAX = 16 };

struct log_summary {
	struct log_filter filter;
	struct log_file file;
	struct log_task task;
	struct vocabulary *vocabulary;
	struct scan *scan;
	struct log_reader *readers[READERS_MAX];
	unsigned workers; /* of the file that is being read */
	uint64_t lines;	  /* of it, so far */
	struct log_count count;
	struct groups *groups;
};

struct log_summary *log_summary_new(const struct knowledge *k, const struct log_filter *filter)
{
	struct log_summary *s = mem_alloc(sizeof(*s));

	s->filter = *filter;
	s->vocabulary = vocabulary_new(k);
	s->task = (struct log_task){
		.know = k,
		.vocabulary = s->vocabulary,
		.verdicts = verdicts_new(),
		.filter = &s->filter,
		.file = &s->file,
	};
	s->count.first = s->count.last = LOG_NO_TIME;
	s->groups = groups_new(k, &s->count);
	return s;
}

struct log_summary *log_summary_free(struct log_summary *s)
{
	for (unsigned i = 0; s != NULL && i < READERS_MAX; i++)
		log_reader_free(s->readers[i]);
	if (s != NULL) {
		scan_free(s->scan);
		groups_free(s->groups);
		verdicts_free(s->task.verdicts);
		vocabulary_free(s->vocabulary);
		free(s);
	}
	return NULL;
}

void log_summary_expect_many(struct log_summary *s)
{
	knowledge_expect_many(s->task.know);
}

/* ---- a file ---- */

static void note_time(struct log_count *c, int64_t time)
{
	if (time == LOG_NO_TIME)
		return;
	c->first = c->first == LOG_NO_TIME || time < c->first ? time : c->first;
	c->last = c->last == LOG_NO_TIME || time > c->last ? time : c->last;
}

/* The time of the first line that has one. */
static int64_t first_time(const struct log_file *f)
{
	const char *p = f->head.p, *end = p + f->head.n, *lf;
	int64_t time = LOG_NO_TIME;

	while (time == LOG_NO_TIME && p < end) {
		lf = memchr(p, '\n', (size_t)(end - p));
		lf = lf == NULL ? end : lf;
		time = log_line_time(f->form, &f->clock,
				     (struct bytes){(char *)p, (size_t)(lf - p)});
		p = lf + (lf < end);
	}
	return time;
}

static struct scan *scan_of(const struct log_form *form)
{
	const char *const *literals = log_trouble_literals(form);

	return literals == NULL ? NULL : scan_new(literals);
}

void log_summary_begin(struct log_summary *s, const struct log_file *file, unsigned workers)
{
	s->file = *file;
	s->scan = scan_of(file->form);
	s->task.scan = s->scan;
	s->workers = workers < READERS_MAX ? workers : READERS_MAX;
	s->lines = file->lines_before;
	s->count.files++;
	note_time(&s->count, first_time(file));
	for (unsigned i = 0; i < s->workers; i++) {
		if (s->readers[i] == NULL)
			s->readers[i] = log_reader_new(&s->task);
		log_reader_begin(s->readers[i]);
	}
}

/* What a reader has found becomes part of the whole. */
static void take_in(struct log_summary *s, struct log_reader *r)
{
	for (size_t i = 0; i < r->n; i++)
		groups_add(s->groups, &r->hits[i], s->file.name,
			   (int64_t)(s->lines + r->hits[i].line) + 1);
	r->n = 0;
}

static void take_in_block(struct log_summary *s, struct log_reader *r)
{
	take_in(s, r);
	s->lines += r->lines;
	s->count.lines += r->lines;
	s->count.cut += r->cut;
	note_time(&s->count, r->last);
	r->lines = r->cut = 0;
	r->last = LOG_NO_TIME;
	r->begun = false;
}

void log_summary_lines(struct log_summary *s, unsigned worker, struct bytes lines,
		       void (*turn)(void *), void *turn_of)
{
	struct log_reader *r = s->readers[worker];

	while (log_reader_take(r, &lines)) {
		if (turn != NULL)
			turn(turn_of);
		take_in(s, r);
	}
	if (turn != NULL)
		turn(turn_of);
	take_in_block(s, r);
}

void log_summary_end(struct log_summary *s)
{
	for (unsigned i = 0; i < s->workers; i++) {
		log_reader_end(s->readers[i]);
		take_in_block(s, s->readers[i]);
	}
	s->scan = scan_free(s->scan);
	s->task.scan = NULL;
}

/* ---- all of them ---- */

struct list log_summary_explained(struct log_summary *s, struct arena *a)
{
	return groups_explained(s->groups, a, false);
}

struct list log_summary_fresh(struct log_summary *s, struct arena *a)
{
	return groups_explained(s->groups, a, true);
}

const struct log_count *log_summary_count(const struct log_summary *s)
{
	return &s->count;
}
