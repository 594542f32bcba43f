#include "cli/saved.h"

#include "base/memory.h"
#include "cli/common.h"
#include "cli/hiding.h"
#include "cli/lines.h"
#include "interpret/interpret.h"
#include "interpret/recorded.h"
#include "record/record_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { FAULT = 256 };

struct saved_stream {
	struct arena *arena; /* of faults */
	const struct cli_options *options;
	const struct knowledge *know;
	struct redact_rules hiding;
	bool hides, told_hidden;
	const char *file, *shown; /* as named, and as faults call it */
	struct source *source;
	struct lines *lines;
	bool many, takes_brief;
	struct line line, ahead; /* the next one, and of many the one behind it */
	int left;		 /* how many of the two hold one */
	const char *broken;	 /* why nothing comes behind them, to be told when they are read */
};

/* ---- what is in a text ---- */

/* Where it is in a file of lines, whose place in the line needs no "line 1". */
static const char *located(const struct saved_stream *st, const char *fault)
{
	static const char first[] = "line 1, ";

	if (!st->many)
		return arena_printf(st->arena, "%s: %s", st->shown, fault);
	if (strncmp(fault, first, strlen(first)) == 0)
		fault += strlen(first);
	return arena_printf(st->arena, "%s line %d: %s", st->shown, st->line.number, fault);
}

/* Once, since other lines were written in the same way; without the name of the file. */
static void tell_hidden(struct saved_stream *st, const struct record *r)
{
	if (r->redacted != NULL && !st->told_hidden)
		output_warning(
			"a saved report says that its names are hidden already: it stays as it is");
	st->told_hidden = st->told_hidden || r->redacted != NULL;
}

static struct interpretation *interpreted(struct saved_stream *st, struct record *r, char *fault)
{
	const struct cli_options *o = st->options;
	const struct buf *text = &st->line.text;

	if (o->as_recorded)
		return recorded_read(r, st->know, text->p, text->n, fault, FAULT);
	if (o->cert_days_named)
		r->cert_days = o->cert_days;
	if (st->hides)
		tell_hidden(st, r);
	if (st->hides)
		record_redact(r, &st->hiding);
	return interpret(r, st->know);
}

static enum saved_got read_one(struct saved_stream *st, struct saved *s, const char **fault)
{
	const struct buf *text = &st->line.text;
	char line[FAULT];
	struct record *r = record_read(text->p, text->n, line, sizeof(line));
	struct interpretation *i = r == NULL ? NULL : interpreted(st, r, line);

	if (i == NULL) {
		record_free(r);
		*fault = located(st, line);
		return SAVED_WRONG;
	}
	*s = (struct saved){.file = st->file,
			    .line = st->many ? st->line.number : 0,
			    .record = r,
			    .interpretation = i,
			    .brief = brief_of(r, i)};
	return SAVED_ONE;
}

void saved_drop(struct saved *s)
{
	s->interpretation = interpretation_free(s->interpretation);
	s->record = record_free(s->record);
	s->arena = arena_free(s->arena);
}

/* What a short line is not good for; NULL: it is. */
static const char *brief_fault(const struct saved_stream *st)
{
	if (!st->takes_brief)
		return "a line of --brief holds no more than a list shows: take what a sweep "
		       "without --brief has written";
	if (st->hides)
		return "a line of --brief cannot hide names: leave out --redact names, or take "
		       "what a sweep without --brief has written";
	return NULL;
}

static enum saved_got read_line(struct saved_stream *st, struct saved *s, const char **fault)
{
	const struct buf *text = &st->line.text;
	struct arena *a = arena_new();
	const char *why = NULL;
	struct brief b;
	int rc = brief_claims(text->p, text->n) ? brief_read(a, text->p, text->n, &b, &why) : 1;

	if (rc > 0) {
		arena_free(a);
		return read_one(st, s, fault);
	}
	if (rc == 0)
		why = brief_fault(st);
	*s = (struct saved){.file = st->file, .line = st->line.number, .arena = a, .brief = b};
	if (why == NULL)
		return SAVED_ONE;
	*fault = located(st, why);
	saved_drop(s);
	return SAVED_WRONG;
}

/* ---- one document, or a line each ---- */

static bool is_json(const struct buf *text)
{
	json_t *json = json_loadb(text->p, text->n, 0, NULL);

	json_decref(json);
	return json != NULL;
}

/* Text as people see it on a terminal, a mail, a bundle: what to do about it. */
static const char *no_json(const struct saved_stream *st)
{
	static const struct {
		size_t at;
		const char *is, *advice;
	} others[] = {
		{0, "{", NULL},
		{0, "[", NULL},
		{257, "ustar", "is an archive: unpack it, and name the record.json that is in it"},
	};
	struct bytes text = {st->line.text.p, st->line.text.n};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text.n > others[i].at &&
		    strncmp(text.p + others[i].at, others[i].is, strlen(others[i].is)) == 0)
			return others[i].advice;
	return "is no JSON: a report that can be read again is saved with smtpscope TARGET --json";
}

/* Blanks, and the mark that some editors put before all. */
static size_t before_text(const struct buf *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t n = strncmp(text->p, mark, strlen(mark)) == 0 ? strlen(mark) : 0;

	return n + strspn(text->p + n, " \t\r");
}

/* The first line alone, and the one behind it; else all of the file. */
static int look(struct saved_stream *st, const char **fault)
{
	const char *advice;
	int rc = lines_next(st->lines, st->arena, &st->line, fault);

	if (rc <= 0)
		return rc;
	buf_take(&st->line.text, NULL, before_text(&st->line.text));
	st->left = 1;
	advice = no_json(st);
	if (advice != NULL) {
		*fault = arena_printf(st->arena, "%s %s", st->shown, advice);
		return -1;
	}
	if (!is_json(&st->line.text))
		return lines_rest(st->lines, st->arena, &st->line, fault);
	rc = lines_next(st->lines, st->arena, &st->ahead, fault);
	st->left += rc > 0;
	st->many = rc > 0 || brief_claims(st->line.text.p, st->line.text.n);
	return rc < 0 ? -1 : 0;
}

struct saved_stream *saved_open(struct arena *a, const struct cli_options *o, const char *file,
				const struct knowledge *k, const char **fault)
{
	struct redact_rules hiding;
	int hides = hiding_begin(a, o, k, &hiding, fault);
	struct source *source = hides < 0 ? NULL : source_open(a, file, fault);
	struct saved_stream *st;

	if (source == NULL)
		return NULL;
	st = mem_alloc(sizeof(*st));
	*st = (struct saved_stream){.arena = a,
				    .options = o,
				    .know = k,
				    .hides = hides > 0,
				    .file = file,
				    .shown = shown(a, source_name(source)),
				    .source = source,
				    .lines = lines_new(source)};
	if (st->hides)
		st->hiding = hiding;
	if (look(st, fault) == 0)
		return st;
	saved_close(st);
	return NULL;
}

void saved_close(struct saved_stream *st)
{
	if (st == NULL)
		return;
	lines_free(st->lines);
	source_close(st->source);
	buf_free(&st->line.text);
	buf_free(&st->ahead.text);
	free(st);
}

bool saved_is_many(const struct saved_stream *st)
{
	return st->many;
}

const char *saved_is_empty(const struct saved_stream *st)
{
	return st->left > 0 ? NULL
			    : arena_printf(st->arena, "%s is empty: there is no report in it",
					   st->shown);
}

void saved_take_brief(struct saved_stream *st)
{
	st->takes_brief = true;
}

/* ---- one after another ---- */

/* The line in hand is done with. */
static void advance(struct saved_stream *st)
{
	struct line done = st->line;

	st->line = st->ahead;
	st->ahead = done;
	if (--st->left == 1 && lines_next(st->lines, st->arena, &st->ahead, &st->broken) > 0)
		st->left++;
}

static bool is_cut(const struct saved_stream *st)
{
	return st->many && st->left == 1 && !st->line.ended && !is_json(&st->line.text);
}

static enum saved_got take(struct saved_stream *st, struct saved *s, const char **fault)
{
	if (!is_cut(st))
		return read_line(st, s, fault);
	*fault = arena_printf(
		st->arena,
		"%s line %d, the last, is cut off, as an interrupted run leaves it: it "
		"is left out",
		st->shown, st->line.number);
	return SAVED_CUT;
}

enum saved_got saved_next(struct saved_stream *st, int only, struct saved *s, const char **fault)
{
	enum saved_got got = SAVED_END;

	while (got == SAVED_END && st->left > 0) {
		if (only == 0 || only == st->line.number)
			got = take(st, s, fault);
		advance(st);
	}
	if (got != SAVED_END || st->broken == NULL)
		return got;
	*fault = st->broken;
	st->broken = NULL;
	return SAVED_BROKEN;
}

/* ---- all at once ---- */

static int add_all(struct saved_stream *st, struct arena *a, struct list *out, const char **fault)
{
	struct saved s;
	enum saved_got got;

	while ((got = saved_next(st, 0, &s, fault)) == SAVED_ONE || got == SAVED_CUT) {
		struct saved *kept = ARENA_NEW(a, struct saved);

		if (got == SAVED_CUT) {
			complain(*fault);
			continue;
		}
		*kept = s;
		list_append(out, kept);
		if (out->n > SAVED_MAX) {
			*fault = arena_printf(a, "%s: more than %d reports are too many at once",
					      st->shown, SAVED_MAX);
			return -1;
		}
	}
	return got == SAVED_END ? 0 : -1;
}

int saved_read(struct arena *a, const struct cli_options *o, const char *file,
	       const struct knowledge *k, struct list *out, const char **fault)
{
	struct saved_stream *st = saved_open(a, o, file, k, fault);
	const char *empty = st == NULL ? NULL : saved_is_empty(st);
	int rc = st == NULL || empty != NULL ? -1 : add_all(st, a, out, fault);

	if (empty != NULL)
		*fault = empty;
	saved_close(st);
	return rc;
}

void saved_free(struct list *saved)
{
	LIST_EACH (struct saved, s, saved)
		saved_drop(s);
	*saved = (struct list){0};
}
