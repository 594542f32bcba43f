/* answers.h - mail servers that MX and SRV answers name, in order of preference */
#ifndef SMTPSCOPE_PLAN_ANSWERS_H
#define SMTPSCOPE_PLAN_ANSWERS_H

#include "record/record.h"

enum { EXCHANGERS_MAX = 16 };

enum exchangers {
	EXCHANGERS_UNKNOWN, /* no usable answer: a fault of DNS, or the domain does not exist */
	EXCHANGERS_NULL,    /* RFC 7505: the domain takes no mail */
	EXCHANGERS_NONE,    /* the domain exists and has no MX: RFC 5321 section 5.1 */
	EXCHANGERS_SOME,
};

/* The exchangers of `domain`, best first, each once, at most EXCHANGERS_MAX, as struct string_item.
 * What cannot be a host name is left out. */
enum exchangers answers_exchangers(struct record *r, const char *domain, struct list *hosts);

/* RFC 6186, 8314: the best server of a service. */
struct service {
	struct item item;
	const char *host;
	int port;
	enum tls_mode mode;
};

/* The services that `domain` publishes, implicit TLS first, as struct service. */
void answers_services(struct record *r, const char *domain, struct list *services);

/* Names to ask for SRV, in the order of answers_services(); ends with NULL. */
extern const char *const service_labels[];

#endif
