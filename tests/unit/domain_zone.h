/* domain_zone.h - a domain for tests, told as lines of its zone, and what is found in it
 *
 *	struct domain_zone *z = zone_new("example.org", "example.org MX 10 mx.example.org\n"
 *							"mx.example.org A 192.0.2.1\n"
 *							"mx.example.org AAAA TIMEOUT\n");
 *	zone_read(z, knowledge);
 *	assert_false(zone_has(z, "mx-dangling"));
 *	zone_free(z);
 *
 * A line is `NAME [TTL] [IN] TYPE DATA`, as publish_line() writes it, or `NAME TYPE STATUS` with
 *NODATA, NXDOMAIN, SERVFAIL, BOGUS, REFUSED, TIMEOUT, MALFORMED, OTHER, or CUT (there are more
 *records than are kept); TYPE "*" is any. `$SIGNED NAME` signs all below it: answers have the AD
 *bit. Empty lines and those that begin with ";" are nothing. Aliases are followed and "*." is
 *matched as a resolver does; a name that no line has is NXDOMAIN.
 *
 * All that is asked in one round was asked at once: tests of speed look at `rounds`. */
#ifndef SMTPSCOPE_TESTS_UNIT_DOMAIN_ZONE_H
#define SMTPSCOPE_TESTS_UNIT_DOMAIN_ZONE_H

#include "domain/study.h"
#include "interpret/interpret.h"
#include "interpret/publish.h"

enum { ZONE_ROUNDS_MAX = 40 };

struct domain_zone {
	struct arena *arena;
	struct record *record;	   /* `domain` is there; selectors, ip and the like may be set */
	struct interpretation *i;  /* NULL before zone_read() */
	const struct study *study; /* of `i` */
	int rounds;		   /* in which something was asked */
	struct list lines, documents, asked;
};

struct domain_zone *zone_new(const char *domain, const char *lines);
struct domain_zone *zone_free(struct domain_zone *z); /* takes NULL, returns NULL */

void zone_add(struct domain_zone *z, const char *lines);

/* What an HTTPS server says; `type` is "text/plain". A URL that no call has named cannot be
 * connected to. */
struct policy_fetch *zone_document(struct domain_zone *z, const char *url, int code,
				   const char *body);

/* Asks until nothing is missing (the test fails where that never ends), then interprets. A second
 * call begins anew, with the zone as it is by then. */
void zone_read(struct domain_zone *z, const struct knowledge *k);

/* The round in which that was asked, from 1; 0: never. */
int zone_round(const struct domain_zone *z, const char *name, const char *type);

/* The first with that id; zone_finding() fails the test where there is none. */
bool zone_has(const struct domain_zone *z, const char *id);
const struct finding *zone_finding(const struct domain_zone *z, const char *id);
size_t zone_count(const struct domain_zone *z, const char *id);

/* Fails the test where what begins so ("mx-") is found, as grave as that or worse. */
void zone_is_quiet(const struct domain_zone *z, const char *prefix, enum severity severity);
size_t zone_count_of(const struct domain_zone *z, const char *prefix);

/* Fails the test, and says of what, where anything is found that is a warning or worse. */
void zone_is_healthy(const struct domain_zone *z);
/* What the verdict is about. */
void zone_verdict(const struct domain_zone *z, enum verdict_status status, const char *id);

/* What is to be published, a line each, with a line feed between them; "" where it is nothing. */
const char *zone_published(struct domain_zone *z, const struct finding *f);
/* Edits the zone as the finding says. */
void zone_mend(struct domain_zone *z, const struct finding *f);
/* The finding publishes these lines, and with them in the zone it is gone. */
void zone_is_mended_by(struct domain_zone *z, const struct knowledge *k, const char *id,
		       const char *lines);

/* The text of some evidence has that in it. */
bool zone_shows(const struct finding *f, const char *part);

#endif
