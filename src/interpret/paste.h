/* paste.h - what a person pasted, cut into the items that can be explained: replies, and words of
 * programs that tell of an error without one
 *
 * Pure and bounded: any bytes may come, a few of them more than once. Readers of other forms (logs,
 * bounces) make the same items. */
#ifndef SMTPSCOPE_INTERPRET_PASTE_H
#define SMTPSCOPE_INTERPRET_PASTE_H

#include "record/record.h"

enum {
	PASTE_MAX = 1 << 20,	/* bytes that are read; what follows is not */
	PASTE_ITEMS_MAX = 64,	/* replies of one paste */
	PASTE_WORDS_MAX = 3500, /* bytes of one item's words */
};

struct bounced;

/* What it points to is in the arena of whoever read it, or constant; `file` is of the caller that
 * named it. Nothing is freed by itself. */
struct paste_item {
	struct item item;
	struct bytes input;   /* what it was read from, secrets masked */
	int line;	      /* of its beginning, from 1 */
	struct reply reply;   /* code 0: swallowed, or no reply at all; text {0}: none */
	struct bytes words;   /* of the program around it */
	const char *provider; /* profile id, NULL: not said */
	int stage;	      /* enum stage_id, -1: not said */
	const char *command;  /* "MAIL", "RCPT", ..., NULL: not said */
	const char *reported; /* an enhanced code that a program made a field of: "dsn=4.4.1" */
	/* of bounces and logs; NULL: not said */
	const char *recipient;	       /* the mailbox it is about */
	const char *refused_by;	       /* the host whose words the reply is */
	const char *reported_by;       /* the host that wrote the report or the log */
	const struct bounced *bounced; /* what a report tells beside (bounce/bounce.h) */
	const char *file; /* as it was named; a part of a folder or a mailbox as "name:3" */
};

/* The items of `text`, as they stand in it, of struct paste_item in `a`. */
void paste_read(struct arena *a, struct bytes text, struct list *items);

#endif
