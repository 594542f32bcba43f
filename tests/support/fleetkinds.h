/* fleetkinds.h - the kinds of servers that fleetd plays, and which address is which */
#ifndef SMTPSCOPE_TESTS_FLEETKINDS_H
#define SMTPSCOPE_TESTS_FLEETKINDS_H

#include <stdbool.h>
#include <stdint.h>

enum certificate { CERTIFICATE_GOOD, CERTIFICATE_EXPIRED, CERTIFICATES };

struct kind {
	const char *name;
	const char *greeting; /* NULL: none */
	const char *ehlo;
	const char *starttls; /* NULL: an unknown command */
	enum certificate certificate;
	bool hangs_up; /* instead of a greeting */
	bool no_quit;  /* who leaves without QUIT does no wrong here */
	bool late;     /* the greeting has to wait */
	bool limited;  /* 421 for all but a few at once */
	bool deaf;     /* whatever comes is not heard */
};

enum { KINDS = 12 };
extern const struct kind kinds[KINDS];

/* "garbage=9-11": that kind at addresses whose second byte is 9 to 11; false: it is no such rule.
 */
bool kinds_rule(const char *rule);

/* Which of kinds[]: the last rule that holds, or the first kind. Host order. */
int kinds_at(uint32_t address);

#endif
