/* match.h - which catalogue entry fits a reply best */
#ifndef SMTPSCOPE_INTERPRET_MATCH_H
#define SMTPSCOPE_INTERPRET_MATCH_H

#include "know/knowledge.h"
#include "record/record.h"

#include <stdbool.h>

struct match_query {
	const struct reply *reply;
	int stage;	      /* enum stage_id, -1: unknown */
	const char *command;  /* "MAIL", "RCPT", "AUTH", NULL: unknown */
	const char *provider; /* profile id, NULL: unknown */
};

/* The best entry by the order provider+text > provider+enhanced > text > enhanced > code > first
 * digit; among equals the first in the catalogue. Innermost reply of a wrapped text wins. NULL only
 * where not even the first digit has an entry. */
const struct entry *match_reply(const struct knowledge *k, const struct match_query *q);

/* True for an entry that knows no more than a number: the stage that saw the reply knows as much.
 */
bool match_is_general(const struct entry *e);

/* The text that patterns see: lines joined by a blank, server suffixes ("[SERVER...
 * PROD.OUTLOOK.COM
 * ...]", "... - gsmtp") cut off, blanks squeezed. In the arena. */
char *match_normalise(struct arena *a, const struct reply *r);

#endif
