/* domain_facts.h - what was asked about a domain, and what its policies' web servers said
 *
 * What the DNS said of it stands in record.queries; all that is drawn from both is drawn anew by
 * whoever reads the record (domain/study.h). */
#ifndef SMTPSCOPE_RECORD_DOMAIN_FACTS_H
#define SMTPSCOPE_RECORD_DOMAIN_FACTS_H

#include "base/list.h"
#include "base/text.h"

#include <stdint.h>

/* One document that was fetched by HTTPS; redirects are not followed. */
struct policy_fetch {
	struct item item;
	const char *url;
	/* NULL: a whole answer came; "unreached": nobody took the connection; "silent": no answer
	 * in time; "tls": no handshake, or `certificate`; "cut": it ended before its end;
	 * "too-long"; "own": this machine could not ask */
	const char *trouble;
	const char *fault;    /* one line in words, or NULL */
	const char *address;  /* numeric, who was connected to; NULL: nobody */
	int code;	      /* HTTP status, 0: none came */
	const char *location; /* where a 3xx sends us, or NULL */
	const char *type;     /* media type, or NULL */
	struct bytes body;    /* at most POLICY_MAX bytes */
	/* of "tls": why the certificate is not believed; "name", "expired", "not-yet-valid",
	 * "untrusted"; or NULL */
	const char *certificate;
	int64_t not_after; /* date of that certificate's last day, 0: not seen */
	double ms;
};

enum { POLICY_MAX = 64 * 1024 }; /* RFC 8461 section 3.2 */

struct domain_facts {
	const char *name;      /* in A-labels, without a final dot */
	struct list selectors; /* of struct string_item: --selector */
	const char *ip;	       /* --ip: would this client's mail pass? or NULL */
	const char *from;      /* --from: mailbox or local part, or NULL */
	const char *helo;      /* --ehlo: the name it says, or NULL */
	struct bytes reply;    /* --reply: what a server said of its mail, or {0} */
	bool probed;	       /* --probe: its MX hosts were connected to */
	struct list fetched;   /* of struct policy_fetch */
};

#endif
