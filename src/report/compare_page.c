#include "report/compare_page.h"

#include "report/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 19, INNER = 4 };

/* ---- the whole ---- */

static enum verdict_status status_of(const struct comparison *c, size_t i)
{
	return c->records[i].interpretation->verdict.status;
}

static const char *status_of_change(struct arena *a, const struct comparison *c)
{
	if (!c->differ)
		return "SAME";
	if (status_of(c, 0) == status_of(c, 1))
		return arena_printf(a, "STILL %s", verdict_words[status_of(c, 0)]);
	return arena_printf(a, "%s -> %s", verdict_words[status_of(c, 0)],
			    verdict_words[status_of(c, 1)]);
}

const char *compare_status(struct arena *a, const struct comparison *c)
{
	if (c->mode == COMPARE_BEFORE_AFTER)
		return status_of_change(a, c);
	return c->differ ? "DIFFERENT" : "SAME";
}

enum mark compare_mark(const struct comparison *c)
{
	if (c->mode == COMPARE_BEFORE_AFTER)
		return verdict_mark(status_of(c, 1));
	return c->differ ? MARK_WARN : verdict_mark(status_of(c, 0));
}

/* As page_labelled(); a label that is too long for its column is wrapped, too. */
static void told(const struct page *p, int indent, const char *label, const char *text)
{
	bool fits = indent + (int)text_columns(label) < BODY;

	if (fits || p->form != NULL) {
		page_labelled(p, indent, label, BODY, text);
		return;
	}
	page_paragraph(p, indent, label);
	page_labelled(p, indent, "", BODY, text);
}

/* ---- the records ---- */

/* "before", "after", or a site. */
static const char *called(const struct comparison *c, size_t i)
{
	static const char *const words[] = {"before", "after"};

	return c->mode == COMPARE_BEFORE_AFTER ? words[i] : c->records[i].label;
}

void compare_page_records(const struct page *p, const struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct compared *r = &c->records[i];
		const struct verdict *v = &r->interpretation->verdict;
		bool named = strcmp(called(c, i), r->file) == 0;

		told(p, LABEL, called(c, i),
		     arena_printf(p->arena, "%s: %s (%s%s%s)", verdict_words[v->status], v->summary,
				  named ? "" : r->file, named ? "" : ", ",
				  utc_words(p->arena, r->record->started)));
	}
	LIST_EACH (const struct string_item, note, &c->notes)
		page_labelled(p, LABEL, "note", BODY, note->s);
}

/* ---- endpoints ---- */

enum { GAP = 2, MARK = 6, SITES_ACROSS = 8 };

static enum mark mark_of(const struct endpoint_outcome *o)
{
	if (o->words == NULL || (!o->good && !o->offered))
		return MARK_NONE;
	return o->good ? MARK_OK : MARK_FAIL;
}

static const char *words_of(const struct endpoint_outcome *o)
{
	return o->words == NULL ? "not tried" : o->words;
}

static size_t widest_outcome(const struct comparison *c, size_t site)
{
	size_t width = text_columns(c->records[site].label);

	LIST_EACH (const struct endpoint_row, row, &c->endpoints) {
		size_t n = MARK + 1 + text_columns(words_of(&row->outcomes[site]));

		width = n > width ? n : width;
	}
	return width;
}

static size_t widest_place(const struct page *p, const struct comparison *c)
{
	size_t width = 0;

	LIST_EACH (const struct endpoint_row, row, &c->endpoints) {
		size_t n = text_columns(compare_place_words(p->arena, &row->place));

		width = n > width ? n : width;
	}
	return width;
}

/* Columns of each site; false: side by side there is no room for them. */
static bool measure(const struct page *p, const struct comparison *c, size_t head,
		    size_t widths[SITES_ACROSS])
{
	size_t all = LABEL + head;

	if (c->n > SITES_ACROSS)
		return false;
	for (size_t i = 0; i < c->n; i++) {
		widths[i] = widest_outcome(c, i);
		all += GAP + widths[i];
	}
	return all <= (size_t)p->options->columns;
}

/* Nothing stands behind the last cell. */
static void fill(const struct page *p, size_t used, size_t width, bool last)
{
	if (!last && used < width)
		buf_printf(p->out, "%*s", (int)(width - used), "");
	if (last)
		buf_char(p->out, '\n');
}

static void write_heads(const struct page *p, const struct comparison *c, size_t head,
			const size_t *widths)
{
	buf_printf(p->out, "%*s", (int)(LABEL + head), "");
	for (size_t i = 0; i < c->n; i++) {
		buf_printf(p->out, "%*s%s", GAP, "", c->records[i].label);
		fill(p, text_columns(c->records[i].label), widths[i], i + 1 == c->n);
	}
}

static void write_cells(const struct page *p, const struct comparison *c,
			const struct endpoint_row *row, const size_t *widths)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct endpoint_outcome *o = &row->outcomes[i];

		buf_printf(p->out, "%*s%s %s", GAP, "", page_mark(p, mark_of(o)), words_of(o));
		fill(p, MARK + 1 + text_columns(words_of(o)), widths[i], i + 1 == c->n);
	}
}

static void write_across(const struct page *p, const struct comparison *c, size_t head,
			 const size_t *widths)
{
	write_heads(p, c, head, widths);
	LIST_EACH (const struct endpoint_row, row, &c->endpoints) {
		const char *place = compare_place_words(p->arena, &row->place);

		buf_printf(p->out, "%*s%s", LABEL, "", place);
		fill(p, text_columns(place), head, false);
		write_cells(p, c, row, widths);
	}
}

static void write_down(const struct page *p, const struct comparison *c)
{
	LIST_EACH (const struct endpoint_row, row, &c->endpoints) {
		page_paragraph(p, LABEL, compare_place_words(p->arena, &row->place));
		for (size_t i = 0; i < c->n; i++) {
			const struct endpoint_outcome *o = &row->outcomes[i];

			if (o->words == NULL)
				continue;
			told(p, INNER, c->records[i].label,
			     arena_printf(p->arena, "%s %s", page_mark(p, mark_of(o)),
					  words_of(o)));
		}
	}
}

/* In another form than lines: as a table. */
static void write_table(const struct page *p, const struct comparison *c)
{
	struct page_cell *cells = arena_alloc(p->arena, (c->n + 1) * sizeof(cells[0]));
	const char **heads = arena_alloc(p->arena, (c->n + 1) * sizeof(heads[0]));

	heads[0] = "endpoint";
	for (size_t i = 0; i < c->n; i++)
		heads[i + 1] = called(c, i);
	p->form->heads(p->form, heads, c->n + 1);
	LIST_EACH (const struct endpoint_row, row, &c->endpoints) {
		cells[0] = (struct page_cell){.text = compare_place_words(p->arena, &row->place)};
		for (size_t i = 0; i < c->n; i++)
			cells[i + 1] = (struct page_cell){.text = words_of(&row->outcomes[i]),
							  .marked = true,
							  .mark = mark_of(&row->outcomes[i])};
		p->form->cells(p->form, cells, c->n + 1);
	}
}

void compare_page_endpoints(const struct page *p, const struct comparison *c)
{
	size_t head = widest_place(p, c), widths[SITES_ACROSS];

	if (c->endpoints.n == 0)
		return;
	page_section(p, "Who reaches what");
	if (p->form != NULL)
		write_table(p, c);
	else if (measure(p, c, head, widths))
		write_across(p, c, head, widths);
	else
		write_down(p, c);
}

/* ---- differences ---- */

static const char *title_of(struct arena *a, const struct comparison *c, const struct difference *d)
{
	const char *where = compare_places_words(a, &d->places);
	const char *title = *where == '\0' ? d->what : arena_printf(a, "%s, %s", where, d->what);

	if (c->mode == COMPARE_SITES && d->tells_apart > 0)
		return arena_printf(a, "%s (explains %d %%)", title, d->tells_apart);
	return title;
}

/* What is short stands side by side. */
static void write_change(const struct page *p, const struct difference *d)
{
	enum { ROOM = 60 };
	const char *before = seen_words(&d->values[0]), *after = seen_words(&d->values[1]);

	if (strlen(before) + strlen(after) <= ROOM) {
		page_labelled(p, INNER, "", BODY,
			      arena_printf(p->arena, "%s -> %s", before, after));
		return;
	}
	page_labelled(p, INNER, "before", BODY, before);
	page_labelled(p, INNER, "after", BODY, after);
}

/* Each value once, with the sites that have it. */
static void write_camps(const struct page *p, const struct comparison *c,
			const struct difference *d)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *names = "";
		bool first = true;

		for (size_t k = 0; k < c->n; k++) {
			if (d->values[k].alike != d->values[i].alike)
				continue;
			first = first && k >= i;
			names = arena_printf(p->arena, "%s%s%s", names, *names == '\0' ? "" : ", ",
					     c->records[k].label);
		}
		if (first)
			told(p, INNER, names, seen_words(&d->values[i]));
	}
}

static void write_difference(const struct page *p, const struct comparison *c,
			     const struct difference *d)
{
	page_paragraph(p, LABEL, title_of(p->arena, c, d));
	if (c->mode == COMPARE_BEFORE_AFTER)
		write_change(p, d);
	else
		write_camps(p, c, d);
}

/* Of one weight, at most `most`; how many were left out. */
static size_t write_weight(const struct page *p, const struct comparison *c,
			   enum difference_weight weight, size_t most)
{
	size_t n = 0;

	LIST_EACH (const struct difference, d, &c->differences)
		if (d->weight == weight && n++ < most)
			write_difference(p, c, d);
	return n > most ? n - most : 0;
}

static size_t count(const struct comparison *c, enum difference_weight weight)
{
	size_t n = 0;

	LIST_EACH (const struct difference, d, &c->differences)
		n += d->weight == weight ? 1 : 0;
	return n;
}

static const char *title_of_facts(const struct comparison *c)
{
	return c->mode == COMPARE_BEFORE_AFTER ? "What changed" : "What differs";
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void write_rest(const struct page *p, size_t left, size_t effects, size_t slight)
{
	const char *text = "";

	if (left > 0)
		text = arena_printf(p->arena, "%zu more; ", left);
	if (effects > 0)
		text = arena_printf(p->arena, "%s%zu consequence%s; ", text, effects,
				    plural(effects));
	if (slight > 0)
		text = arena_printf(p->arena, "%s%zu expected difference%s; ", text, slight,
				    plural(slight));
	if (*text != '\0')
		page_paragraph(p, 0, arena_printf(p->arena, "and %s-v shows more", text));
}

void compare_page_differences(const struct page *p, const struct comparison *c)
{
	enum { SHOWN = 8 };
	bool all = p->options->verbosity > 0;
	size_t most = all ? SIZE_MAX : SHOWN, left = 0;
	size_t effects = count(c, WEIGHT_EFFECT), slight = count(c, WEIGHT_SLIGHT);

	if (count(c, WEIGHT_CAUSE) + count(c, WEIGHT_FACT) > 0) {
		page_section(p, title_of_facts(c));
		left = write_weight(p, c, WEIGHT_CAUSE, most);
		left += write_weight(p, c, WEIGHT_FACT, most);
	}
	if (!all) {
		write_rest(p, left, effects, slight);
		return;
	}
	if (effects > 0) {
		page_section(p, "What follows from that");
		write_weight(p, c, WEIGHT_EFFECT, most);
	}
	if (slight > 0) {
		page_section(p, "What is to be expected");
		write_weight(p, c, WEIGHT_SLIGHT, most);
	}
}
