/* guard.h - keeps a run from locking an account: what earlier runs have tried is remembered
 *
 * Before a login it is written down as failed; once its end is known, it is settled. */
#ifndef SMTPSCOPE_RUN_GUARD_H
#define SMTPSCOPE_RUN_GUARD_H

#include "know/knowledge.h"
#include "probe/job.h"
#include "run/attempts.h"

struct guard {
	struct login_guard hook;       /* for struct settings */
	struct record *record;	       /* its user is the identity; `earlier` is filled */
	const char *folder;	       /* of the file, NULL: there is no home */
	bool lets_all;		       /* the user knows what a failed login may lead to */
	bool refused;		       /* said once: the same for the whole run */
	const struct session *session; /* whose login is to be settled, or NULL */
	struct login_attempt attempt;
};

void guard_begin(struct guard *g, struct record *r, const char *folder, bool lets_all);

/* After the session that asked is over. */
void guard_settle(struct guard *g, const struct knowledge *k);

#endif
