/* transcript.h - what programs print of a dialogue with a server -> records, as if we had held it
 *
 * The record of a transcript holds what the text shows and nothing else: a stage that it does not
 * show is not in the session, or skipped with the note "not-seen". Pure and bounded: any bytes may
 * come; no more than the numbers below are kept. Secrets are masked before they reach a record. */
#ifndef SMTPSCOPE_TRANSCRIPT_TRANSCRIPT_H
#define SMTPSCOPE_TRANSCRIPT_TRANSCRIPT_H

#include "interpret/explain.h"

enum {
	TRANSCRIPT_MAX = 4 << 20,     /* bytes that are read */
	TRANSCRIPT_LINES_MAX = 40000, /* lines, of those */
	TRANSCRIPT_LINE_MAX = 4096,   /* bytes of one line; what follows is dropped */
	DIALOGUES_MAX = 64,	      /* connections of one text */
};

/* One target and the connections to it. */
struct dialogue {
	struct item item;
	struct record *record; /* in the arena of the reading */
	const char *form;      /* "swaks", "curl -v", ...: see transcript_forms */
	bool of_no_program;    /* what was said and no more: any two lines may look like it */
	int line;	       /* of its beginning, from 1 */
	struct paste_item of;  /* what explanations of it point to */
};

/* Whether a text is a dialogue rather than words to be explained one by one. */
bool transcript_is(struct bytes text);

/* What of such a text is the dialogue: from its first paragraph to its last. */
struct bytes transcript_part(struct bytes text);

/* The dialogues of `text`, as they stand in it, of struct dialogue in `a`; none where no form fits.
 * `show_user`: with the names of users and mailboxes, which otherwise become "user-1" and so on. */
void transcript_read(struct arena *a, const struct knowledge *k, struct bytes text, bool show_user,
		     struct list *dialogues);

/* What each comes to, of struct explanation in `a`: with `verdict` and `record`. A dialogue in
 * which nothing was said has none. */
struct list transcript_explain(struct arena *a, const struct knowledge *k,
			       const struct list *dialogues);

#endif
