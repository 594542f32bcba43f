/* ledger.h - who visits fleetd, where and how many at once, and who offends against good manners
 *
 * Any thread may call any of these. */
#ifndef SMTPSCOPE_TESTS_LEDGER_H
#define SMTPSCOPE_TESTS_LEDGER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum offence {
	OFFENCE_AT_ONCE, /* more than LEDGER_AT_ONCE connections to one address */
	OFFENCE_NETWORK, /* more than LEDGER_AT_ONCE_NETWORK to one /24 */
	OFFENCE_EARLY,	 /* spoke before the 220 */
	OFFENCE_AHEAD,	 /* a second command before the answer to the first */
	OFFENCE_COMMAND, /* AUTH, MAIL, RCPT or another that no sweep needs */
	OFFENCE_NO_QUIT,
	OFFENCES
};

enum { LEDGER_AT_ONCE = 3, LEDGER_AT_ONCE_NETWORK = 16, LEDGER_KINDS_MAX = 32 };

/* One connection, from accept() to its end; the caller's. */
struct visit {
	struct visit *next, **back; /* at the same address */
	uint32_t address;	    /* of 127.0.0.0/8, host order */
	int port, fd, kind;
};

/* How many are open at its address now, with this one. One that its client has closed already
 * counts no more, even if we have not come to see that. */
int ledger_enter(struct visit *v);

/* Before the client can know that it is over, or it begins the next one too early for us. */
void ledger_leave(struct visit *v);

/* Among those that are shown one by one: what a limited address has seen. */
void ledger_show(const struct visit *v, int at_once, bool refused);

void ledger_offence(enum offence o, const struct visit *v, const char *what);

/* One JSON object on one line; kinds[] are the names of visit.kind. */
void ledger_print(FILE *out, const char *const *kinds, int n);

#endif
