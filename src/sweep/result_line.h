/* result_line.h - what a line of a sweep's results says of itself, read fast
 *
 * A file of results may hold gigabytes, and all that --resume asks of a line is whose it is, and
 * how it went. */
#ifndef SMTPSCOPE_SWEEP_RESULT_LINE_H
#define SMTPSCOPE_SWEEP_RESULT_LINE_H

#include "base/text.h"

#include <stdbool.h>

enum result_form {
	RESULT_NONE, /* JSON of another kind */
	RESULT_REPORT,
	RESULT_BRIEF,
};

struct result_line {
	enum result_form form;
	struct bytes key;    /* target.key, in the line or in `room`; {0}: it has none */
	struct bytes status; /* verdict.status, likewise */
};

/* `line` is without its newline. Reads all of it, since one that is cut off, or two that ran into
 * each other, count for nobody. False: it is no JSON object (RFC 8259). `room` is for what is not
 * to be found in the line as it is. */
bool result_line_read(const char *line, size_t n, struct buf *room, struct result_line *l);

/* The two ways of that. The quick one knows the JSON that smtpscope writes; false: it is not sure.
 * Where it is, it says what the other does. */
bool result_line_quick(const char *line, size_t n, struct result_line *l);
bool result_line_slow(const char *line, size_t n, struct buf *room, struct result_line *l);

#endif
