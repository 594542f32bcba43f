/* page.h - lines of text for a terminal: wrapped, labelled, coloured only on request */
#ifndef SMTPSCOPE_REPORT_PAGE_H
#define SMTPSCOPE_REPORT_PAGE_H

#include "base/arena.h"
#include "base/buf.h"
#include "report/report.h"

enum mark { MARK_OK, MARK_FAIL, MARK_WARN, MARK_SKIP, MARK_NONE };

struct page_cell {
	const char *text;
	bool marked; /* `mark` stands before it */
	enum mark mark;
};

/* Another form of page than lines for a terminal: takes what the functions below are given, with
 * nothing wrapped. Texts are only there during the call. */
struct page_form {
	void (*section)(struct page_form *f, const char *title);
	void (*row)(struct page_form *f, int indent, const char *label, const char *text);
	void (*paragraph)(struct page_form *f, const char *text);
	void (*line)(struct page_form *f, const char *text); /* of the row before, or alone */
	void (*marked)(struct page_form *f, enum mark m, const char *text);
	/* A table: its heads, then rows of as many cells, the first of which is the row's head, or
	 * a remark that takes a whole row; ends with the next other call. */
	void (*heads)(struct page_form *f, const char *const *heads, size_t n);
	void (*cells)(struct page_form *f, const struct page_cell *cells, size_t n);
	void (*remark)(struct page_form *f, const char *text, bool strong);
};

struct page {
	struct arena *arena; /* for what is only needed while writing */
	struct buf *out;
	const struct report_options *options;
	struct page_form *form; /* NULL: lines of text go to `out` */
};

/* "[ OK ]", always six columns; coloured where the options say so, readable without. */
const char *page_mark(const struct page *p, enum mark m);

/* `text` in the colour of a mark, where the options say so. */
const char *page_coloured(const struct page *p, enum mark m, const char *text);

/* `text` in bold. This and all below: wrapped at the page's width, and a line feed after it. */
void page_title(const struct page *p, const char *text);
void page_section(const struct page *p, const char *title); /* ... below a blank line */

/* `text`, each line from column `indent` on. */
void page_paragraph(const struct page *p, int indent, const char *text);

/* `text` in one line, however long it is: to be copied whole, so from the left edge on. */
void page_line(const struct page *p, const char *text);

/* `label` at column `indent`, `text` from column `body` on; a label that is too long gets a line
 * of its own. */
void page_labelled(const struct page *p, int indent, const char *label, int body, const char *text);

/* The same from the left edge on, the label in the colour of a mark. */
void page_headline(const struct page *p, enum mark m, const char *label, const char *text);

/* "[FAIL] text". */
void page_marked(const struct page *p, enum mark m, const char *text);

/* Bytes of the command that `s` begins with, up to its last option and the value of that; 0: it
 * begins with none. */
size_t page_command(const char *s);

/* At most `columns` of `s`; "..." follows where there was more. */
const char *page_shortened(const struct page *p, const char *s, size_t columns);

/* "  label    [FAIL] text", the mark at column `at`; only for lines of text. */
void page_marked_row(const struct page *p, int indent, const char *label, int at, enum mark m,
		     const char *text);

/* In `columns` of a table, which has no more room: cut with dots where it is wider; padded with
 * blanks, too. */
const char *page_fitted(const struct page *p, const char *s, int columns);
const char *page_padded(const struct page *p, const char *s, int columns);

/* "one, two", of struct string_item; "": none */
const char *page_joined(const struct page *p, const struct list *strings);
const char *page_joined_bytes(const struct page *p, const struct list *bytes); /* bytes_item */

#endif
