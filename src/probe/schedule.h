/* schedule.h - how many connections an address gets, at once and in all
 *
 * The few at once also pace our SYNs: a burst at a short accept queue makes a healthy server look
 * dead (its SYN cookies lose the connection, and both sides wait for ever). */
#ifndef SMTPSCOPE_PROBE_SCHEDULE_H
#define SMTPSCOPE_PROBE_SCHEDULE_H

#include "base/arena.h"
#include "base/list.h"

enum { CONNECTIONS_AT_ONCE = 3 };

/* A proxy takes the connections to all addresses. */
enum { PROXY_AT_ONCE = 8 };

struct schedule {
	struct arena *arena;
	struct list places; /* of struct place */
	int open;
	int in_all;  /* to one address */
	int at_once; /* to all addresses together; 0: any number */
};

enum slot { SLOT_NOW, SLOT_LATER, SLOT_NEVER };

/* SLOT_NOW: counted, to be given back with schedule_give_back() once the connection is closed. */
enum slot schedule_ask(struct schedule *s, const char *address);
void schedule_give_back(struct schedule *s, const char *address);

/* It did not begin after all. */
void schedule_undo(struct schedule *s, const char *address);

#endif
