/* own.h - inside this room: what smtpscope -v and -vv print, read back
 *
 * Reports show facts as rows, "label  text" at fixed columns, wrapped at the width of the page.
 * own_rows.c undoes the wrapping, form_own.c reads sections, own_stage.c the facts of stages. The
 * report's own verdict and findings are not read: they are found anew. */
#ifndef SMTPSCOPE_TRANSCRIPT_OWN_H
#define SMTPSCOPE_TRANSCRIPT_OWN_H

#include "record/record.h"
#include "transcript/form.h"

/* Where a kind of row stands. */
struct layout {
	int indent, body;
	const char *const *labels; /* ends with NULL */
};

struct row {
	int indent;	   /* of its first line */
	const char *label; /* one of the layout's, NULL: a paragraph */
	struct bytes text; /* unwrapped */
	int line;	   /* from 1 */
};

enum { TRANSCRIPT_ROW_MAX = 65536 };

struct rows {
	struct arena *arena;
	const char *p, *end;
	int line;
	int width; /* of the page: its longest line */
};

struct rows rows_of(struct arena *a, struct bytes text);

/* The next row; false at the end. `layouts`: of what may come, ends with body 0. Blank lines are
 * passed over. */
bool rows_next(struct rows *r, const struct layout *layouts, struct row *row);
/* The same, but a paragraph is no more than its line: for those that one cannot tell from what goes
 * on with them. */
bool rows_line(struct rows *r, const struct layout *layouts, struct row *row);
bool rows_heading(struct rows *r); /* what comes next begins another section, or nothing comes */

/* own_stage.c */
extern const struct layout own_session_layouts[];
/* A row of a session; `st` is the stage that it belongs to, NULL before the first. The stage that
 * it begins, or `st`. */
struct stage *own_stage_row(struct arena *a, struct session *s, struct stage *st,
			    const struct row *row);

/* own_path.c: a way to a port, if `title` is that of one. */
bool own_path(struct record *r, struct bytes title, struct rows *rows);

/* own_suites.c: the cipher suites of an endpoint, if `title` is that of them. */
bool own_suites(struct record *r, struct bytes title, struct rows *rows);

/* own_token.c: what a token says of itself, if `title` is that of it. */
bool own_token(struct record *r, struct bytes title, struct rows *rows);

/* own_tls.c: rows of a stage that has them; false: it is none of these. */
bool own_tls_row(struct arena *a, struct tls_facts *f, const struct row *row);
bool own_certificate_row(struct arena *a, struct tls_facts *f, const struct row *row);
/* "a, b" */
void own_list(struct arena *a, struct bytes text, struct list *bytes_items);

#endif
