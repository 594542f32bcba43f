/* context.h - inside this room: what one session says about another
 *
 * Each session is diagnosed for itself; this is for what only the run as a whole shows. */
#ifndef SMTPSCOPE_INTERPRET_CONTEXT_H
#define SMTPSCOPE_INTERPRET_CONTEXT_H

#include "interpret/diagnose.h"

/* After all sessions were diagnosed: a session that ended without a word gets the words of its
 * neighbour for its cause, a sender refused for want of a login the login that failed, an address
 * that nobody answers at the hosts file or the answer of the DNS that made it up. */
void diagnose_context(struct diagnosis *d);

/* Findings stand worst first, `root`, that of the verdict, before all: what has the same cause on
 * several ports becomes a consequence of the first. */
void join_same_causes(struct diagnosis *d, const struct finding *root);

#endif
