/* list_text.h - inside this room: the lines of a list, as bytes, in bounded memory */
#ifndef SMTPSCOPE_SWEEP_LIST_TEXT_H
#define SMTPSCOPE_SWEEP_LIST_TEXT_H

#include "input/source.h"

struct list_text;

struct list_text *list_text_new(struct source *s);     /* `s` stays the caller's */
struct list_text *list_text_free(struct list_text *t); /* takes NULL */

enum list_line {
	LIST_LINE,
	LIST_TOO_LONG, /* more than `most` bytes: all of it is passed over */
	LIST_END,
	LIST_BROKEN, /* *fault; a line that had begun is not given */
};

/* The next line without its LF, valid until the next call. */
enum list_line list_text_next(struct list_text *t, size_t most, struct bytes *line,
			      const char **fault);
unsigned long list_text_number(const struct list_text *t); /* of the line given last, from 1 */

void list_text_again(struct list_text *t); /* gives the line given last, a whole one, once more */

/* What is given from here on stays in memory, until list_text_go_on(); list_text_back() gives it
 * again, and must be called where a line is too long meanwhile. */
void list_text_hold(struct list_text *t);
void list_text_back(struct list_text *t);
void list_text_go_on(struct list_text *t);

#endif
