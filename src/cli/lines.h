/* lines.h - a stream that is one text, or a line for each of many, in memory of two lines */
#ifndef SMTPSCOPE_CLI_LINES_H
#define SMTPSCOPE_CLI_LINES_H

#include "base/buf.h"
#include "input/source.h"

#include <stdbool.h>

enum { LINES_TEXT_MAX = 64 * 1024 * 1024 }; /* bytes of a line, or of a text as a whole */

struct line {
	struct buf text; /* without its line feed */
	int number;	 /* from 1 */
	bool ended;	 /* there was a line feed */
};

struct lines;

/* Reads from `s`, which is the caller's and must outlive it. */
struct lines *lines_new(struct source *s);

/* The next line that is not blank, in the room of what it replaces: 1; 0: there is none; -1:
 * reading went wrong, or a line is longer than LINES_TEXT_MAX, *fault (arena) says it, and it ends
 * here. */
int lines_next(struct lines *l, struct arena *a, struct line *line, const char **fault);

/* Appends all that is left behind `line` to it: 0, or -1 with *fault as above. */
int lines_rest(struct lines *l, struct arena *a, struct line *line, const char **fault);

void lines_free(struct lines *l); /* takes NULL */

#endif
