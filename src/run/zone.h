/* zone.h - reading a domain's zone: what is missing is asked until nothing is */
#ifndef SMTPSCOPE_RUN_ZONE_H
#define SMTPSCOPE_RUN_ZONE_H

#include "know/knowledge.h"
#include "probe/engine.h"

struct zone; /* of one run */

/* Begins on the engine; `r` has record.domain. zone_end() once that is idle, or to give up. */
struct zone *zone_begin(struct engine *e, struct record *r, const struct knowledge *k);

/* The record's queries in the order in which the zone is read, whichever answer came first; and
 * whose the domain's mail servers are. `z` is gone; takes NULL. */
void zone_end(struct zone *z);

enum {
	ZONE_HOSTS_MAX = 16
}; /* more mail servers tell nobody more, and the zone chooses whose they are */

/* The MX hosts that a mail server would try first (of struct string_item), their addresses in
 * r->addresses as far as `family` (0: any) goes. */
void zone_hosts(struct record *r, const struct knowledge *k, int family, struct list *hosts);

#endif
