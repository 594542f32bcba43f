/* fakeares.h - the DNS in a test: the ares_* functions that the program calls, over no network
 *
 * Linked into a test program they win over the library's; what makes and takes apart packets stays
 * the library's. One server, 192.0.2.53. */
#ifndef SMTPSCOPE_TESTS_FAKEARES_H
#define SMTPSCOPE_TESTS_FAKEARES_H

#include "dnspacket.h"

#include <stdbool.h>
#include <stdint.h>

struct dns_question {
	const unsigned char *packet; /* of the query */
	size_t len;
	char name[256];
	int type;
	bool tcp;
};

/* What the server does with a question: an answer in `d` after so many ms, or none (d->n 0). */
typedef uint64_t fake_dns(void *arg, const struct dns_question *q, struct dnspacket *d);

void fake_dns_begin(fake_dns *answer, void *arg);

#endif
