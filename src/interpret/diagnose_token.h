/* diagnose_token.h - inside this room: what a token and its service say, as findings */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_TOKEN_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_TOKEN_H

#include "interpret/diagnose.h"
#include "interpret/token_judge.h"

/* Who has looked at it so far. */
enum token_moment {
	TOKEN_TOLD,	/* we: nobody was to be asked */
	TOKEN_NOT_SENT, /* we: a server was to be asked, and something else came in between */
	TOKEN_WITHHELD, /* we, and kept it back */
	TOKEN_REFUSED,	/* a server */
};

/* The first fault to repair as a finding, the others in its evidence. NULL: there is none that
 * matters then. at->stage may be NULL. */
struct finding *found_token_fault(const struct place *at, enum token_moment when);

/* All that is right with it, as evidence of a refusal without a reason. */
void show_claims(const struct place *at, struct finding *f);

/* After all sessions of a check. */
void diagnose_token(struct diagnosis *d);

#endif
