/* html.h - the parts of a report in HTML; html.c puts them in order
 *
 * Each part writes one or more chapters (a <section> with an <h2>), or nothing where the record has
 * nothing of it. What the terminal says in rows comes by the same functions (report/details.h and
 * its like), through a page whose form writes HTML.
 *
 * Caps, so that no record makes a page that nobody can open: HTMLW_TEXT_MAX bytes a text, and those
 * below. */
#ifndef SMTPSCOPE_REPORT_HTML_H
#define SMTPSCOPE_REPORT_HTML_H

#include "report/htmlw.h"
#include "report/page.h"

enum {
	HTML_PAGE_MAX = 3 << 20,    /* bytes; begun rows are ended */
	HTML_SESSIONS_MAX = 256,    /* in chart, tables and conversations */
	HTML_CHAINS_MAX = 8,	    /* different ones */
	HTML_CERTIFICATES_MAX = 16, /* of a chain */
	HTML_LISTS_MAX = 8,	    /* of EHLO, different ones */
	HTML_LINES_MAX = 400,	    /* of one conversation */
};

struct html {
	struct page_form form; /* first: page.form points here */
	struct htmlw w;
	struct page page;
	const struct record *record;
	const struct interpretation *interpretation;
	const struct knowledge *knowledge;
	const char *title; /* of the chapter that begins with the next row, or NULL */
	bool folded;	   /* ... and is shown when it is clicked on */
	bool in_chapter;
	enum { HTML_NOTHING, HTML_ROWS, HTML_TABLE } inside;
	size_t columns; /* of the table */
	/* of the list of rows: the last one's place and label, and all labels */
	int indent;
	const char *label;
	struct list labels; /* of struct string_item */
	int chapters;
	bool cut; /* something was left out */
};

/* The page is as long as it may get: what comes now is left out, and the foot says so. Asked before
 * each row. */
bool html_full(struct html *h);

/* ---- chapters (html_rows.c) ---- */

/* From here on rows belong to a chapter of that title; it is not begun before there is one. What
 * the page's functions call sections are its parts. Without one, each section is a chapter. */
void html_chapter(struct html *h, const char *title, bool folded);
void html_begin_chapter(struct html *h); /* now: for who writes his own elements */
void html_end_chapter(struct html *h);
void html_end_rows(struct html *h); /* the list or table of rows that stands open */
void html_form(struct html *h);	    /* makes h->page */

/* ---- pieces ---- */

/* "OK", "FAIL": a shape and a word, never colour alone. */
void html_mark(struct html *h, enum mark m);
void html_marked(struct html *h, enum mark m, const char *word); /* with another word */
const char *html_mark_class(enum mark m);

/* A box that scrolls by itself where it is too wide; to be closed once. */
void html_begin_scroll(struct html *h, const char *label);

/* A table in such a box, its heads and the begin of its body; html_end_table() closes all. */
void html_begin_table(struct html *h, const char *label, const char *const *heads, size_t n);
void html_end_table(struct html *h);
void html_heads(struct html *h, const char *const *heads, size_t n); /* a <thead> alone */

/* Of pictures: x in percent of the width, y in pixels. */
void html_draw_text(struct html *h, const char *class, const char *anchor, double x, int y,
		    const char *s);
void html_draw_line(struct html *h, const char *class, double x1, int y1, double x2, int y2);

/* A session that has a row in charts and tables; those that try cipher suites have none. */
bool html_shows(const struct session *s);

/* ---- the parts ---- */

void html_verdict(struct html *h);
void html_paths(struct html *h);
void html_time(struct html *h);
void html_chains(struct html *h);
void html_ehlo(struct html *h);
void html_tls(struct html *h);
void html_environment(struct html *h);
void html_trace_ids(struct html *h);
void html_settings(struct html *h);
void html_transcripts(struct html *h);

#endif
