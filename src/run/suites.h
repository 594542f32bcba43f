/* suites.h - the cipher suites that a server accepts, in its order (--tls-versions all) */
#ifndef SMTPSCOPE_RUN_SUITES_H
#define SMTPSCOPE_RUN_SUITES_H

#include "probe/engine.h"
#include "run/run.h"

/* For each version that an endpoint of version probes accepts, one session after the other:
 * each offers what is not known yet, until the server refuses or the connections are used up. One
 * more offers the first two the other way round: if the first one comes again, the order is the
 * server's. False: nothing was asked. */
bool find_suites(struct engine *e, const struct run *run, struct record *r);

#endif
