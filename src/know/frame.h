/* frame.h - what programs write around the replies in bounces (data/bounces)
 *
 * Templates: words, with slots in braces where a bounce has something of its own. Any run of blanks
 * and line ends is one blank; upper and lower case are the same. */
#ifndef SMTPSCOPE_KNOW_FRAME_H
#define SMTPSCOPE_KNOW_FRAME_H

#include "know/knowledge.h"

struct frame {
	struct item item;
	const char *id, *program;
	/* Lists of struct string_item. */
	struct list opens;	/* what nothing but a bounce says */
	struct list marks;	/* what tells something within one */
	struct list labels;	/* the same, where a line begins with it */
	struct list ends;	/* behind it stands the message that came back */
	struct list references; /* of struct reference */
};

/* The slots of a template. */
enum slot {
	SLOT_RECIPIENT, /* a mailbox */
	SLOT_REPORTER,	/* the server that wrote the bounce */
	SLOT_REFUSER,	/* the server whose words the reply is */
	SLOT_REPLY,	/* nothing: a reply follows, whatever it looks like */
	SLOT_ANY,	/* "...": words of no interest */
	SLOT_COUNT
};

/* The slot that `text` begins with and its length in *n; SLOT_COUNT where it begins with none. */
enum slot frame_slot(const char *text, size_t *n);

/* What is wrong with a template, or NULL. */
const char *frame_fault(struct arena *a, const char *text);

#endif
