/* match.h - which catalogue entries fit what was said, the best first */
#ifndef SMTPSCOPE_INTERPRET_MATCH_H
#define SMTPSCOPE_INTERPRET_MATCH_H

#include "know/knowledge.h"
#include "record/record.h"

#include <stdbool.h>

struct match_query {
	const struct reply *reply; /* code 0: it was swallowed on the way */
	int stage;		   /* enum stage_id, -1: unknown */
	const char *command;	   /* "MAIL", "RCPT", "AUTH", NULL: unknown */
	const char *provider;	   /* profile id, NULL: unknown */
	/* Words of the program that tells of it; {0} in a session, where there are none. With them
	 * stage and command are guessed, too: evidence, not proof. */
	struct bytes words;
};

enum { MATCHES_MAX = 5 };

struct match {
	const struct entry *entry;
	bool sure; /* no other provider's entry, perhaps */
};

struct matches {
	struct match best[MATCHES_MAX];
	size_t n;
	struct reply reply;   /* what was matched: that of the query, or one inside its text */
	const char *provider; /* whose words these are, NULL: unknown */
};

/* The best entries by the order provider+text > provider+enhanced > text > provider+code > enhanced
 * > code > first digit; among equals the first in the catalogue goes first. Innermost reply of a
 * wrapped text wins. What a program says counts more than a number, less than the text of a reply.
 */
void match_ranked(struct arena *a, const struct knowledge *k, const struct match_query *q,
		  struct matches *m);

/* The best of them. NULL only where not even the first digit has an entry. */
const struct entry *match_reply(const struct knowledge *k, const struct match_query *q);

/* True for an entry that knows no more than a number: the stage that saw the reply knows as much.
 * Of a program's words, one that is told where no other fits. */
bool match_is_general(const struct entry *e);

/* What the entry tells of a reply or, where it has other words for that, of a program's. */
struct client match_words(const struct entry *e, bool reply);

/* The text that patterns see: lines joined by a blank, server suffixes ("[SERVER...
 * PROD.OUTLOOK.COM
 * ...]", "... - gsmtp") cut off, blanks squeezed. In the arena. */
char *match_normalise(struct arena *a, const struct knowledge *k, const struct reply *r);

#endif
