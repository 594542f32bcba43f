/* htmlw.h - streaming HTML writer that does all escaping
 *
 * What it writes is HTML that is also well-formed XML, so that any XML reader can check it. Names
 * of elements, attributes, classes and ids are ours, never anything from outside; nothing from
 * outside gets into style sheets, scripts (there are none) or addresses. Text and values of
 * attributes may come from anywhere: markup is escaped, and what is not printable (controls,
 * invalid UTF-8, bidi and other format characters) stands as "\xNN", as text_safe() writes it. */
#ifndef SMTPSCOPE_REPORT_HTMLW_H
#define SMTPSCOPE_REPORT_HTMLW_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>

enum {
	HTMLW_DEPTH = 32,      /* elements within each other */
	HTMLW_TEXT_MAX = 4000, /* bytes of one text or value; "..." follows where there was more */
};

/* Start with {.out = &buf}. */
struct htmlw {
	struct buf *out;
	int depth;
	const char *open[HTMLW_DEPTH];
	bool in_tag; /* attributes may follow */
	int literal; /* elements around us in which each blank counts */
};

/* The whole page around what is written between the two: it begins with the doctype, forbids
 * everything but its own style sheet (data/report.css), and ends inside <body>. */
void htmlw_page_begin(struct htmlw *w, const char *title);
void htmlw_page_end(struct htmlw *w);

void htmlw_open(struct htmlw *w, const char *element);
void htmlw_close(struct htmlw *w); /* the element opened last */

/* Of the element just opened, before any text. */
void htmlw_attr(struct htmlw *w, const char *name, const char *value);
void htmlw_attr_number(struct htmlw *w, const char *name, double value);  /* two decimals kept */
void htmlw_attr_percent(struct htmlw *w, const char *name, double value); /* "12.34%" */
void htmlw_attr_id(struct htmlw *w, const char *name, const char *prefix, int number);

void htmlw_text(struct htmlw *w, const char *s); /* NULL: nothing */

/* A peer's: isolated from the direction of what is around it; ends of lines are line feeds. */
void htmlw_bytes(struct htmlw *w, struct bytes b);
void htmlw_peer(struct htmlw *w, const char *s);

/* <element class="class">, NULL: none. */
void htmlw_begin(struct htmlw *w, const char *element, const char *class);

/* The same with text and its end. */
void htmlw_leaf(struct htmlw *w, const char *element, const char *class, const char *text);

#endif
