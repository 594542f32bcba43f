#include "sweep/targets.h"

#include "base/memory.h"
#include "base/piece.h"
#include "sweep/list_row.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A result of an earlier sweep is a line, too. */
enum { RECORD_MAX = 16 * 1024 * 1024 };

enum list_form { FORM_WORDS, FORM_CSV, FORM_JSON };

enum count { LINES, TARGETS, BAD, TWICE, DONE, OTHERS, ENDED, COUNTS };

struct targets {
	const char *name; /* as messages call it */
	const struct targets_options *o;
	struct source *source;
	struct list_text *text;
	struct seen *listed;
	enum list_form form;
	struct list_csv *csv;
	const char *unused; /* columns, or NULL */
	struct arena *line; /* what is made of a line that may turn out to be nobody's */
	int line_uses;
	atomic_ulong counts[COUNTS];
};

static void count(struct targets *t, enum count which)
{
	atomic_fetch_add_explicit(&t->counts[which], 1, memory_order_relaxed);
}

static unsigned long counted(struct targets *t, enum count which)
{
	return atomic_load_explicit(&t->counts[which], memory_order_relaxed);
}

struct targets_counts targets_counts(struct targets *t)
{
	return (struct targets_counts){.lines = counted(t, LINES),
				       .targets = counted(t, TARGETS),
				       .bad = counted(t, BAD),
				       .twice = counted(t, TWICE),
				       .done = counted(t, DONE),
				       .others = counted(t, OTHERS),
				       .ended = counted(t, ENDED) > 0,
				       .part = source_done(t->source)};
}

/* ---- lines ---- */

static size_t most(const struct targets *t)
{
	return t->form == FORM_JSON ? RECORD_MAX : TARGETS_LINE_MAX;
}

/* Editors of Windows put it before the first line. */
static struct bytes without_mark(struct bytes line)
{
	return piece_begins(line, "\xef\xbb\xbf") ? piece_from(line, 3) : line;
}

/* What Excel is told, and some programs write, before the names of columns: "sep=;". */
static bool names_separator(struct bytes said)
{
	return said.n == 5 && piece_begins(said, "sep=");
}

/* The next line in which more than a comment stands. */
static enum list_line next_line(struct targets *t, size_t longest, struct bytes *line,
				const char **fault)
{
	enum list_line got;
	struct bytes said;

	do {
		got = list_text_next(t->text, longest, line, fault);
		if (got != LIST_LINE)
			return got;
		if (list_text_number(t->text) == 1)
			*line = without_mark(*line);
		said = piece_trimmed(*line);
	} while (said.n == 0 || said.p[0] == '#' ||
		 (list_text_number(t->text) == 1 && names_separator(said)));
	return LIST_LINE;
}

/* ---- the first of them ---- */

/* Lines with a name alone and no name of a column may be a list, with a comma they are none. */
static const char *unsuitable(struct bytes first)
{
	struct bytes word = piece_word(piece_trimmed(first));

	if (piece_begins(first, "\xff\xfe") || piece_begins(first, "\xfe\xff") ||
	    memchr(first.p, '\0', first.n) != NULL)
		return "is no text in UTF-8: of UTF-16, iconv -f UTF-16 -t UTF-8 FILE | smtpscope "
		       "sweep - makes it";
	if (piece_is(word, "[") || piece_begins(word, "[{") || piece_begins(word, "[\""))
		return "is a JSON array: write an object in each line, jq -c '.[]' FILE | "
		       "smtpscope sweep -";
	if (piece_has_any(piece_until(word, "="), ",;") && !piece_has(word, "@"))
		return "is CSV without a column \"target\": give that name to the column with the "
		       "servers, in the first line";
	return NULL;
}

/* Nobody wants to read all of two hundred. */
static const char *some_of(struct arena *a, const struct list *names)
{
	enum { SHOWN = 8 };
	const char *all = NULL;
	int n = 0;

	LIST_EACH (const struct string_item, it, names) {
		if (n++ == SHOWN)
			return arena_printf(a, "%s, ...", all);
		all = all == NULL ? it->s : arena_printf(a, "%s, %s", all, it->s);
	}
	return all;
}

/* Tells the form. What was read stays to be read, but for the names of columns. */
static const char *choose_form(struct targets *t, struct arena *a, struct bytes first)
{
	struct list others = {0};
	const char *fault = NULL;
	char delimiter;

	if (piece_begins(piece_trimmed(first), "{")) {
		t->form = FORM_JSON;
	} else if (list_csv_begins(first, &delimiter)) {
		t->form = FORM_CSV;
		t->csv = list_csv_new(a, first, delimiter, &others, &fault);
		t->unused = some_of(a, &others);
	} else {
		fault = unsuitable(first);
	}
	return fault;
}

#define NO_TARGET                                                                                  \
	"holds no target: write one in each line, as in mail.example.org or mail.example.org:587"

static const char *begin(struct targets *t, struct arena *a)
{
	struct bytes first;
	const char *fault = NULL;

	switch (next_line(t, RECORD_MAX, &first, &fault)) {
	case LIST_BROKEN:
		return fault; /* names the file */
	case LIST_END:
		return arena_printf(a, "%s %s", t->name, NO_TARGET);
	case LIST_TOO_LONG:
		return arena_printf(a, "%s is no list: its first line is longer than %d MB",
				    t->name, RECORD_MAX / 1024 / 1024);
	default:
		fault = choose_form(t, a, first);
	}
	if (t->form != FORM_CSV)
		list_text_again(t->text);
	return fault == NULL ? NULL : arena_printf(a, "%s %s", t->name, fault);
}

const char *targets_name(const struct targets *t)
{
	return t->name;
}

const char *targets_unused(const struct targets *t)
{
	return t->unused;
}

void targets_close(struct targets *t)
{
	if (t == NULL)
		return;
	list_csv_free(t->csv);
	list_text_free(t->text);
	source_close(t->source);
	seen_free(t->listed);
	arena_free(t->line);
	free(t);
}

struct targets *targets_of(struct arena *a, struct source *s, const char *name,
			   const struct targets_options *o, const char **fault)
{
	struct targets *t = mem_alloc(sizeof(*t));

	t->name = text_safe(a, bytes_str(a, name));
	t->o = o;
	t->source = s;
	t->text = list_text_new(s);
	t->listed = seen_new();
	*fault = begin(t, a);
	if (*fault == NULL)
		return t;
	targets_close(t);
	return NULL;
}

struct targets *targets_open(struct arena *a, const char *file, const struct targets_options *o,
			     const char **fault)
{
	struct source *s = source_open(a, file, fault);

	if (s == NULL)
		return NULL;
	return targets_of(a, s, strcmp(file, "-") == 0 ? "standard input" : file, o, fault);
}

/* ---- the next ---- */

static const char *read_row(struct targets *t, struct arena *a, struct bytes line,
			    struct list_row *row)
{
	if (memchr(line.p, '\0', line.n) != NULL)
		return LIST_HOLDS_NUL;
	if (t->form == FORM_JSON)
		return list_json_read(a, line, row);
	return t->form == FORM_CSV ? list_csv_read(t->csv, a, t->text, line, row)
				   : list_words_read(a, line, row);
}

static enum targets_got bad(struct targets *t, struct arena *a, unsigned long line, const char *why,
			    const char **fault)
{
	count(t, LINES);
	count(t, BAD);
	*fault = arena_printf(a, "%s:%lu: %s", t->name, line, why);
	return TARGETS_BAD;
}

/* Whether it is to be done, and by us; else it is counted. */
static bool is_wanted(struct targets *t, const struct sweep_target *target)
{
	enum count what = TARGETS;

	if (!shard_has(&t->o->shard, target->read.host))
		what = OTHERS;
	else if (!seen_add(t->listed, target->key))
		what = TWICE;
	else if (t->o->done != NULL && seen_has(t->o->done, target->key))
		what = DONE;
	count(t, LINES);
	count(t, what);
	return what == TARGETS;
}

static enum targets_got end(struct targets *t, struct arena *a, const char **fault)
{
	count(t, ENDED);
	*fault = counted(t, LINES) > counted(t, BAD) ? NULL
						     : arena_printf(a, "%s %s", t->name, NO_TARGET);
	return TARGETS_END;
}

/* Of a list that was done already, or is others', all lines may come in one call: memory is given
 * back as they pass. */
static struct arena *arena_of_line(struct targets *t)
{
	enum { USES = 64 };

	if (t->line_uses++ % USES == 0) {
		arena_free(t->line);
		t->line = arena_new();
	}
	return t->line;
}

/* NULL, or what is wrong with the line; TARGET is absent where nothing stands in it. */
static const char *read_line(struct targets *t, struct arena *a, enum list_line got,
			     struct bytes line, struct sweep_target *target)
{
	struct list_row row = {.pairs = {0}};
	const char *why;

	*target = (struct sweep_target){0};
	if (got == LIST_TOO_LONG)
		return arena_printf(a, "the line is longer than %zu kB: no TARGET is",
				    most(t) / 1024);
	why = read_row(t, a, line, &row);
	if (why != NULL || row.pairs.n == 0)
		return why;
	return list_target_read(a, &row, t->o, target);
}

enum targets_got targets_next(struct targets *t, struct arena *a, struct sweep_target *target,
			      const char **fault)
{
	for (;;) {
		struct arena *its = arena_of_line(t);
		struct sweep_target read;
		struct bytes line;
		enum list_line got = next_line(t, most(t), &line, fault);
		unsigned long number = list_text_number(t->text);
		const char *why;

		if (got == LIST_END)
			return end(t, a, fault);
		if (got == LIST_BROKEN)
			return TARGETS_BROKEN;
		why = read_line(t, its, got, line, &read);
		if (why != NULL)
			return bad(t, a, number, why, fault);
		if (read.input == NULL || !is_wanted(t, &read))
			continue;
		*target = sweep_target_copy(a, &read);
		target->line = number;
		return TARGETS_ONE;
	}
}
