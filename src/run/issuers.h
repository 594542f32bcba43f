/* issuers.h - from what the interpreter wants to know to chains that are to be completed */
#ifndef SMTPSCOPE_RUN_ISSUERS_H
#define SMTPSCOPE_RUN_ISSUERS_H

#include "run/run.h"

/* Jobs of struct issuer_job, in the arena of `r`, for each want of an issuer, where --fetch-aia
 * allows it: it is a connection to somebody whom only the server's certificate names. */
void followup_issuers(struct record *r, const struct run *run, const struct list *wants,
		      struct list *jobs);

#endif
