/* documents.h - documents of a domain, fetched by HTTPS from the addresses that the DNS names
 *
 * The domain's owner decides what stands there: a document has its caps of size and time, and
 * redirects are told, not followed (RFC 8461 section 3.3). */
#ifndef SMTPSCOPE_PROBE_DOCUMENTS_H
#define SMTPSCOPE_PROBE_DOCUMENTS_H

#include "probe/common.h"

struct documents; /* of one engine */

struct documents *documents_new(struct common *c);
struct documents *documents_free(struct documents *d); /* drops what is under way; takes NULL */

/* The result goes to record.domain->fetched, and the engine is nudged. At most 8 in a run: more of
 * them end as "own". */
void documents_fetch(struct documents *d, const char *url, const struct list *addresses);

/* How many have come since the last call. */
size_t documents_take(struct documents *d);
size_t documents_open(const struct documents *d); /* still to come, or to be taken */

/* The time is up: who has not answered has been silent. Nothing else follows. */
void documents_give_up(struct documents *d);

#endif
