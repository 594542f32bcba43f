/* mechanisms.h - one login with each mechanism that the server offers and we can do (--auth all) */
#ifndef SMTPSCOPE_RUN_MECHANISMS_H
#define SMTPSCOPE_RUN_MECHANISMS_H

#include "probe/engine.h"
#include "run/run.h"

/* After the first login, at the endpoint that had it: the others, each on a connection of its own,
 * one after the other and not in haste. Ends early where one more might bar the account or this
 * address. Nobody needs the secret after it. */
void try_mechanisms(struct engine *e, const struct run *run, struct record *r);

#endif
