/* bounce.h - a mail message that tells of mail: what became of which recipient, and who said so
 *
 * Reports of RFC 3464 and 6533, what servers write instead of them, and what is taken for them:
 * read receipts, complaints, answers of people who are away. Pure but for the library that knows
 * MIME, which is loaded when the first message is read (mime.h). */
#ifndef SMTPSCOPE_BOUNCE_BOUNCE_H
#define SMTPSCOPE_BOUNCE_BOUNCE_H

#include "interpret/paste.h"
#include "know/knowledge.h"

enum {
	BOUNCE_MAX = 4 << 20,  /* bytes of a message that are read */
	BOUNCE_RECIPIENTS = 5, /* of one refusal, that are named */
	BOUNCE_ITEMS_MAX = 64, /* refusals of one message */
};

/* What a report tells beside the reply: paste_item.bounced. */
struct bounced {
	const char *kind; /* "failed", "delayed", "delivered", "relayed", "expanded"; "read",
			   * "complaint", "answer" of no report of delivery; NULL: not said */
	const char *date; /* as the report has it: of the last attempt, else of its arrival */
	const char *retry_until; /* NULL: not said */
	const char *sender;	 /* of the message it is about; NULL: not said */
	struct list recipients;	 /* of struct string_item, the first few */
	size_t recipient_count;	 /* all whom the same was said of */
};

/* Whether what begins with `head` is a mail message, or what a report tells as a file of its own.
 */
bool bounce_is_message(struct bytes head);

/* The items of `message`, of struct paste_item in `a`, each with its `bounced`; what could not be
 * read, a line each, in `faults` (of struct string_item). */
void bounce_read(struct arena *a, const struct knowledge *k, struct bytes message,
		 struct list *items, struct list *faults);

#endif
