/* ways.h - routers and hosts for fakesock.h: what becomes of a SYN with a short life */
#ifndef SMTPSCOPE_TESTS_WAYS_H
#define SMTPSCOPE_TESTS_WAYS_H

#include <stdbool.h>
#include <stdint.h>

enum { WAY_LONGEST = 64, WAY_HOP_MS = 5 };

enum way_end { WAY_NONE, WAY_SILENT, WAY_OPEN, WAY_REFUSED, WAY_REJECTED };

/* The way to a port of an address. Hop n answers after n times WAY_HOP_MS. */
struct way {
	const char *address;
	int port;
	int routers; /* before the host */
	enum way_end host;
	int stop; /* this router does not pass on the SYNs (0: the first does not even get them) */
	enum way_end how;	      /* ... and does this with them; WAY_NONE: all are passed on */
	const char *icmp;	      /* what a reject says: "3/3", "1/4", ...; NULL: prohibited */
	bool silent[WAY_LONGEST + 1]; /* routers that say nothing of themselves, by hop */
	bool tired[WAY_LONGEST + 1];  /* ... that answer only a SYN that was sent again */
	int late_ms[WAY_LONGEST + 1]; /* ... that take longer */

	uint64_t opens_ms; /* from then on the host takes connections, whatever it did before */

	/* what came of it */
	int syns, reached;	    /* by the program; those that came to the host */
	int asked[WAY_LONGEST + 1]; /* SYNs whose life ended at that router */
	uint64_t first_ms;	    /* of the SYNs */
};

/* Ends with what no way was given for. `ways` ends with an address that is NULL. */
void ways_begin(struct way *ways);
void ways_end(void);

/* Each router answers so many at once, and then one a second; 0: as many as are asked. */
void ways_limit(int at_once);
void ways_left(double answers); /* at each router, now */

/* The most SYNs that ended at one router within a second. */
int ways_busiest(void);

const char *ways_router(int family, int hop); /* its address */

#endif
