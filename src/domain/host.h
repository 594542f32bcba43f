/* host.h - what a host name that a record holds leads to, as far as the view knows */
#ifndef SMTPSCOPE_DOMAIN_HOST_H
#define SMTPSCOPE_DOMAIN_HOST_H

#include "domain/view.h"

enum { HOST_ADDRESSES_MAX = 16 }; /* that are kept */

enum host_fate {
	HOST_UNKNOWN,	 /* not known yet, or nothing follows from the answers */
	HOST_FOUND,	 /* it has an address on the internet */
	HOST_PRIVATE,	 /* only addresses that nobody outside reaches */
	HOST_NO_ADDRESS, /* the name exists, its address does not */
	HOST_NO_NAME,	 /* there is no such name */
	HOST_LOOP,	 /* aliases in a circle */
	HOST_LITERAL,	 /* an address stands where a name must be */
	HOST_LOCAL,	 /* a name that means nothing outside: "mail", "localhost", "mx.lan" */
	HOST_INVALID,	 /* no host can have that name */
};
extern const char *const host_fate_names[];

struct host_look {
	const struct dns_query *a, *aaaa; /* NULL: not known yet, or not asked for such a name */
	enum host_fate fate;
	const char *alias;     /* what its aliases end in, or NULL: it is none */
	struct list addresses; /* of struct string_item */
};

/* In small letters and A-labels, without a final dot; what no host can be called stays as it is. */
const char *host_name(struct arena *a, const char *written);

/* Asks for the addresses of `name` (as host_name() gives it) where that makes sense. */
struct host_look host_look(struct view *v, const char *name);

/* `name` is `domain`, or ends in it behind a dot. */
bool host_is_below(const char *name, const char *domain);

#endif
