/* sniff.h - what a text is, by its content, never by the name of its file; and the parts of a text
 * of several kinds */
#ifndef SMTPSCOPE_INPUT_SNIFF_H
#define SMTPSCOPE_INPUT_SNIFF_H

#include "base/text.h"

enum form {
	FORM_PASTE, /* anything else */
	FORM_MBOX,
	FORM_MESSAGE,
	FORM_TRANSCRIPT,
	FORM_LOG,
};
extern const char *const form_names[]; /* "paste", "mbox", ... */

/* What a text of any size is that begins with `head`. */
enum form sniff(struct bytes head);

struct part {
	struct item item;
	enum form form;
	struct bytes text; /* points into the text */
	int line;	   /* of the text where it begins, from 1 */
};

/* The parts of `text`, of struct part in `a`, as they stand in it: runs of log lines, messages,
 * dialogues, and what is between them. Bounded: no more than PARTS_MAX of them; the last one holds
 * what is left. */
enum { PARTS_MAX = 256 };

/* Fewer lines of a log than `log_lines` are no log: a few tell more together, as a paste, than
 * counted one by one. */
void sniff_parts(struct arena *a, struct bytes text, int log_lines, struct list *parts);

/* There is a NUL near its beginning. */
bool sniff_is_binary(struct bytes head);

#endif
