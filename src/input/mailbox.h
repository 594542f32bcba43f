/* mailbox.h - an mbox -> its messages, one at a time, from a source of any size
 *
 * A message begins at a line "From SENDER DATE" behind an empty line; ">From " in a message loses
 * its ">" (mboxo, mboxrd). Lengths that a header claims are not believed. */
#ifndef SMTPSCOPE_INPUT_MAILBOX_H
#define SMTPSCOPE_INPUT_MAILBOX_H

#include "input/source.h"

#include <stdbool.h>

enum { MESSAGE_MAX = 4 << 20 }; /* bytes of a message that are kept */

struct mailbox;

/* Whether what begins with `head` is an mbox. */
bool mailbox_is(struct bytes head);

/* Never NULL; the source stays the caller's. */
struct mailbox *mailbox_open(struct source *s);

struct message {
	struct bytes text; /* without the line "From ", until the next call */
	int number;	   /* from 1 */
	int64_t line;	   /* of the mailbox where it begins, from 1 */
	bool cut;	   /* it is larger than MESSAGE_MAX */
};

/* False: that was the last. A fault of the source, if any, is then in *fault, else NULL. */
bool mailbox_next(struct mailbox *m, struct message *message, const char **fault);

/* Takes NULL. */
void mailbox_close(struct mailbox *m);

#endif
