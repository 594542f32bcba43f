/* guard.h - keeps a run from logins that can only do harm
 *
 * A token that no server can take is not sent. What earlier runs have tried is remembered, so that
 * no account is locked: before a login it is written down as failed; once its end is known, it is
 * settled. */
#ifndef SMTPSCOPE_RUN_GUARD_H
#define SMTPSCOPE_RUN_GUARD_H

#include "know/knowledge.h"
#include "probe/job.h"
#include "run/attempts.h"

struct guard {
	struct login_guard hook;       /* for struct settings */
	struct record *record;	       /* its user is the identity; `earlier` is filled */
	const struct knowledge *know;
	const char *folder;	       /* of the file, NULL: there is no home */
	bool lets_all;		       /* the user knows what a failed login may lead to */
	bool lets_any_token;	       /* ... and wants to see the server's answer all the same */
	bool refused;		       /* said once: the same for the whole run */
	const struct session *session; /* whose login is to be settled, or NULL */
	struct login_attempt attempt;
};

void guard_begin(struct guard *g, struct record *r, const struct knowledge *k, const char *folder);

/* After the session that asked is over. */
void guard_settle(struct guard *g);

#endif
