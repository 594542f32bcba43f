/* CSV (RFC 4180) with the names of its columns in the first line, by libcsv, which is opened when
 * the first such list comes. */
#include "config.h"

#include "sweep/list_row.h"

#include "base/memory.h"
#include "base/piece.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* ---- is it one? ---- */

/* A name without blanks and quotation marks around it. */
static struct bytes bare(struct bytes name)
{
	name = piece_trimmed(name);
	if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		name = piece_trimmed((struct bytes){name.p + 1, name.n - 2});
	return name;
}

bool list_csv_begins(struct bytes line, char *delimiter)
{
	static const char *const delimiters[] = {",", ";", "\t"};

	for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++) {
		struct bytes rest = line;

		while (rest.n > 0) {
			*delimiter = *delimiters[i];
			if (bytes_is(bare(piece_until(rest, delimiters[i])), "target"))
				return true;
			rest = piece_behind(rest, delimiters[i]);
		}
	}
	return false;
}

#ifdef HAVE_CSV_H
#include <csv.h>

#define CSV_SYMBOLS(X)                                                                             \
	X(csv_init)                                                                                \
	X(csv_free)                                                                                \
	X(csv_parse)                                                                               \
	X(csv_set_delim)                                                                           \
	X(csv_set_space_func)                                                                      \
	X(csv_set_term_func)

static struct {
#define MEMBER(name) __typeof__(name) *name;
	CSV_SYMBOLS(MEMBER)
#undef MEMBER
} lib;

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name);

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

/* Stays open until the end of the program. */
static bool open_library(void)
{
	void *library = dlopen("libcsv.so.3", RTLD_NOW | RTLD_LOCAL);
	bool all = library != NULL;

#define FIND(name) all = all && find_symbol(library, #name, &lib.name);
	CSV_SYMBOLS(FIND)
#undef FIND
	return all;
}

enum { COLUMNS_MAX = 200 };

struct list_csv {
	struct csv_parser parser;
	char delimiter;
	const char *columns[COLUMNS_MAX]; /* NULL: no target has that */
	int column_count;
	/* of the row that is being read */
	struct arena *a;
	struct bytes fields[COLUMNS_MAX];
	int field_count; /* may be more than there is room for */
	bool ended;
};

static void on_field(void *p, size_t n, void *of)
{
	struct list_csv *c = of;

	if (c->field_count < COLUMNS_MAX)
		c->fields[c->field_count] = bytes_copy(c->a, p, n);
	c->field_count++;
}

static void on_end(int end, void *of)
{
	struct list_csv *c = of;

	(void)end;
	c->ended = true;
}

/* Of both line ends the last byte counts. */
static int is_term(unsigned char c)
{
	return c == '\n';
}

static int is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static int is_space_beside_tabs(unsigned char c)
{
	return c == ' ' || c == '\r';
}

static void begin(struct list_csv *c, struct arena *a)
{
	if (lib.csv_init(&c->parser, CSV_STRICT) != 0)
		mem_used_up();
	lib.csv_set_delim(&c->parser, (unsigned char)c->delimiter);
	lib.csv_set_term_func(&c->parser, is_term);
	lib.csv_set_space_func(&c->parser, c->delimiter == '\t' ? is_space_beside_tabs : is_space);
	c->a = a;
	c->field_count = 0;
	c->ended = false;
}

/* False: quotation marks stand where none can. */
static bool parse(struct list_csv *c, struct bytes line)
{
	return lib.csv_parse(&c->parser, line.p, line.n, on_field, on_end, c) == line.n &&
	       lib.csv_parse(&c->parser, "\n", 1, on_field, on_end, c) == 1;
}

/* ---- the first line ---- */

static bool has_column(const struct list_csv *c, const char *name)
{
	for (int i = 0; i < c->column_count; i++)
		if (c->columns[i] != NULL && text_casecmp(c->columns[i], name) == 0)
			return true;
	return false;
}

static const char *take_column(struct list_csv *c, struct arena *a, const char *name,
			       struct list *others)
{
	bool known = list_name_is_known(name);

	if (list_name_is_secret(name))
		return arena_printf(a, "has a column that %s", list_name_fault(a, name));
	if (known && has_column(c, name))
		return arena_printf(a, "has two columns %s: leave one of them out", name);
	if (!known && *name != '\0')
		list_add_string(others, a, text_safe(a, bytes_str(a, name)));
	c->columns[c->column_count++] = known ? name : NULL;
	return NULL;
}

static const char *take_columns(struct list_csv *c, struct arena *a, struct list *others)
{
	const char *fault = NULL;

	if (c->field_count > COLUMNS_MAX)
		return "has more than 200 columns: leave out what is not asked for";
	for (int i = 0; fault == NULL && i < c->field_count; i++)
		fault = take_column(c, a, arena_str(a, c->fields[i].p), others);
	return fault;
}

static const char *read_header(struct list_csv *c, struct arena *a, struct bytes header,
			       struct list *others)
{
	bool read;

	begin(c, a);
	read = parse(c, header) && c->ended;
	lib.csv_free(&c->parser);
	return read ? take_columns(c, a, others)
		    : "begins with quotation marks that do not fit: the first line names the "
		      "columns";
}

struct list_csv *list_csv_new(struct arena *a, struct bytes header, char delimiter,
			      struct list *others, const char **fault)
{
	struct list_csv *c;

	if (!open_library()) {
		*fault = "is CSV, and libcsv is not here: install libcsv3, or write a TARGET in "
			 "each line, without the names of columns";
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->delimiter = delimiter;
	*fault = read_header(c, a, header, others);
	return *fault == NULL ? c : list_csv_free(c);
}

struct list_csv *list_csv_free(struct list_csv *c)
{
	free(c);
	return NULL;
}

/* ---- rows ---- */

/* A mark that is not closed would swallow what follows: then the first line alone is wrong. */
static const char *read_lines(struct list_csv *c, struct list_text *t, struct bytes line)
{
	enum list_line more = LIST_LINE;
	bool fits = parse(c, line);
	const char *ignored;
	size_t n = line.n;

	list_text_hold(t);
	while (fits && !c->ended && n <= TARGETS_LINE_MAX) {
		more = list_text_next(t, TARGETS_LINE_MAX, &line, &ignored);
		if (more != LIST_LINE)
			break;
		n += line.n;
		fits = parse(c, line);
	}
	if (fits && c->ended) {
		list_text_go_on(t);
		return NULL;
	}
	list_text_back(t);
	return fits ? "a quotation mark is not closed: close it, or leave it out"
		    : "a quotation mark stands within a field: put the field between quotation "
		      "marks, and double those in it";
}

/* Without empty ones at the end, which spreadsheets leave where a cell was cleared. */
static int fields_said(const struct list_csv *c)
{
	int n = c->field_count;

	while (n > c->column_count && n <= COLUMNS_MAX && c->fields[n - 1].n == 0)
		n--;
	return n;
}

static const char *make_row(const struct list_csv *c, struct arena *a, struct list_row *row)
{
	int n = fields_said(c);
	const char *fault = NULL;

	if (n > c->column_count)
		return arena_printf(a,
				    "has %d fields, and the first line names %d columns: put a "
				    "field that holds the separator between quotation marks",
				    n, c->column_count);
	for (int i = 0; fault == NULL && i < n; i++) {
		if (c->columns[i] == NULL || c->fields[i].n == 0)
			continue;
		if (memchr(c->fields[i].p, '\0', c->fields[i].n) != NULL)
			return LIST_HOLDS_NUL;
		if (text_casecmp(c->columns[i], "target") == 0)
			fault = list_words_read(a, c->fields[i], row);
		else
			list_row_add(row, a, piece_of(c->columns[i]), c->fields[i]);
	}
	return fault;
}

const char *list_csv_read(struct list_csv *c, struct arena *a, struct list_text *t,
			  struct bytes line, struct list_row *row)
{
	const char *fault;

	begin(c, a);
	fault = read_lines(c, t, line);
	lib.csv_free(&c->parser);
	return fault != NULL ? fault : make_row(c, a, row);
}

#else

struct list_csv *list_csv_new(struct arena *a, struct bytes header, char delimiter,
			      struct list *others, const char **fault)
{
	(void)a;
	(void)others;
	(void)header;
	(void)delimiter;
	*fault = "is CSV, and this smtpscope was built without libcsv: write a TARGET in each line";
	return NULL;
}

struct list_csv *list_csv_free(struct list_csv *c)
{
	return c;
}

const char *list_csv_read(struct list_csv *c, struct arena *a, struct list_text *t,
			  struct bytes line, struct list_row *row)
{
	(void)c;
	(void)a;
	(void)t;
	(void)line;
	(void)row;
	return NULL;
}

#endif
