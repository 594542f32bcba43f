/* lookup.h - a batch of DNS questions, and the addresses of hosts */
#ifndef SMTPSCOPE_PROBE_LOOKUP_H
#define SMTPSCOPE_PROBE_LOOKUP_H

#include "net/hosts.h"
#include "probe/answers.h"
#include "record/record.h"

/* Questions under way. {0} with those before `asked` set is an empty batch. */
struct lookup {
	struct record *record;
	struct answers *answers;
	struct hosts *hosts;
	void (*done)(void *arg); /* the last answer is there; with `each`: one more is */
	void *arg;
	struct list asked; /* of struct asked, in the order of asking */
	size_t open;	   /* answers still to come */
	bool each;
};

void lookup_ask(struct lookup *l, const char *name, const char *type);

/* What is answered goes to the record, in the order of asking; how many. */
size_t lookup_take(struct lookup *l);

/* Queries to the record in the order of asking; what has no answer by now is a time-out. */
void lookup_end(struct lookup *l);

/* A literal or a name from the hosts file: its addresses go to `to` (of struct address), no
 * question is due. Else A and AAAA are asked. `family`: 0 (both), 4, 6. */
void lookup_host(struct lookup *l, const char *host, int family, struct list *to);

/* Addresses from the answers to lookup_host(); after lookup_end(). */
void lookup_take_addresses(struct record *r, const char *host, int family, struct list *to);

/* Unless it is there already. */
void lookup_add_address(struct arena *a, struct list *to, const char *host, const char *address,
			enum address_source source);

#endif
