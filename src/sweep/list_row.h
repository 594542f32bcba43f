/* list_row.h - inside this room: what a line of a list says, whatever the form of the list
 *
 * Each form makes rows of names and values; one function makes targets of rows. */
#ifndef SMTPSCOPE_SWEEP_LIST_ROW_H
#define SMTPSCOPE_SWEEP_LIST_ROW_H

#include "sweep/list_text.h"
#include "sweep/targets.h"

struct list_pair {
	struct item item;
	const char *name, *value; /* any bytes but NUL */
};

struct list_row {
	struct list pairs;
};

void list_row_add(struct list_row *row, struct arena *a, struct bytes name, struct bytes value);

#define LIST_HOLDS_NUL "holds a NUL byte: a list is text in UTF-8"

/* ---- the forms: NULL, or what is wrong with the line; no pairs: nothing stands there ---- */

/* TARGET and what follows it, up to a comment. What the other forms have as "target" is read so,
 * too. */
const char *list_words_read(struct arena *a, struct bytes line, struct list_row *row);

const char *list_json_read(struct arena *a, struct bytes line, struct list_row *row);

/* CSV: the first line names the columns. */
struct list_csv;

/* Whether `line` is such a first line, by its column "target"; `delimiter` is what stands between
 * its columns. */
bool list_csv_begins(struct bytes line, char *delimiter);

/* NULL, and *fault: libcsv is not here, or a column cannot be. Names of columns that no target has
 * go to `others`, of struct string_item. */
struct list_csv *list_csv_new(struct arena *a, struct bytes header, char delimiter,
			      struct list *others, const char **fault);
struct list_csv *list_csv_free(struct list_csv *c); /* takes NULL */

/* The row that begins with `line`, which was given last; it takes more lines of `t` where a field
 * in quotation marks goes on there. */
const char *list_csv_read(struct list_csv *c, struct arena *a, struct list_text *t,
			  struct bytes line, struct list_row *row);

/* ---- targets ---- */

/* Whether a target has that; whether it announces a secret, which nobody may show. */
bool list_name_is_known(const char *name);
bool list_name_is_secret(const char *name);

/* Why no word, column or member may have a name that is not known. */
const char *list_name_fault(struct arena *a, const char *name);

/* NULL, or what is wrong with the row. Fills all but `line`. */
const char *list_target_read(struct arena *a, const struct list_row *row,
			     const struct targets_options *o, struct sweep_target *t);

#endif
