/* md_text.h - the parts of a ticket in Markdown (CommonMark, and what GitHub, GitLab and their like
 * add to it)
 *
 * ASCII, 80 columns, readable as it is. What a peer has said may stand anywhere in `text` of the
 * functions below: nothing of it becomes a heading, link, image, HTML, mention or the end of a
 * block. */
#ifndef SMTPSCOPE_REPORT_MD_TEXT_H
#define SMTPSCOPE_REPORT_MD_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "report/page.h"

struct md {
	struct arena *arena; /* for what is only needed while writing */
	struct buf *out;
	const struct report_options *options;
};

enum { MD_COLUMNS = 80 };

/* "# FAILED: `mail.example.org`", in one line. */
void md_title(const struct md *m, const char *label, const char *text);

/* "## title"; `title` is ours. This and each block below: a blank line before it. */
void md_section(const struct md *m, const char *title);
void md_paragraph(const struct md *m, const char *text);

/* Items of a list, each in lines of its own: no blank line before them. "- text"; "- **label:**
 * text"; "3. text". */
void md_begin_list(const struct md *m);
void md_item(const struct md *m, const char *text);
void md_labelled(const struct md *m, const char *label, const char *text);
void md_numbered(const struct md *m, int number, const char *text);

/* Below an item of md_numbered(): more of its text; a command, which stays in one line. */
void md_numbered_more(const struct md *m, const char *text);
void md_numbered_command(const struct md *m, const char *command);
void md_command(const struct md *m, const char *command);     /* ... of no list */
void md_record(const struct md *m, const struct list *lines); /* ... of a zone, or of a file */

/* Rows of a table whose columns are `widths` wide; `right`: how many of the last are numbers.
 * Cells are cut to fit. */
struct md_table {
	const size_t *widths;
	size_t columns, right;
};
void md_table_head(const struct md *m, const struct md_table *t, const char *const *cells);
void md_table_row(const struct md *m, const struct md_table *t, const char *const *cells);

/* A page for what is to stand in a block as it is, `indent` blanks at the beginning of its lines
 * taken away. md_block() writes the block and frees the page's buffer: nothing, where the page is
 * empty. A long one is cut without -v. The page's parts point to each other: it must not move. */
struct md_page {
	struct page page;
	struct report_options options;
	struct buf out;
	int indent;
};
void md_page_begin(const struct md *m, struct md_page *p, int indent);
void md_block(const struct md *m, struct md_page *p);

#endif
