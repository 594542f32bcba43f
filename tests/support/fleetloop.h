/* fleetloop.h - one loop of fleetd: listens at all addresses, and serves whom it has accepted */
#ifndef SMTPSCOPE_TESTS_FLEETLOOP_H
#define SMTPSCOPE_TESTS_FLEETLOOP_H

#include "fleetkinds.h"

#include <gnutls/gnutls.h>

struct fleet {
	int limit;   /* connections at once to one address of a limited kind */
	int slow_ms; /* before a late greeting */
	int hold;    /* sessions that wait for their last answer; 0: nobody does */
	gnutls_certificate_credentials_t credentials[CERTIFICATES];
	gnutls_priority_t priorities;
};

struct fleet_loop;

/* Is there for good; `f` must be, too. Whatever does not go ends the program. */
struct fleet_loop *fleet_loop_start(const struct fleet *f);

/* Nobody is held any more, by any loop. */
void fleet_release(void);
void fleet_loop_wake(struct fleet_loop *l);

#endif
