/* path.h - one trace: SYNs with short lives to one address and port, and who answers them
 *
 * Each TTL has a socket of its own, so that an answer, however late, cannot be laid at the door of
 * the wrong hop. A port that is believed dead gets a burst of TTLs at once, whatever answers. One
 * that takes connections gets as many as end at routers, then one SYN after the other until it
 * answers, so that no more than one connection is made. */
#ifndef SMTPSCOPE_NET_PATH_H
#define SMTPSCOPE_NET_PATH_H

#include "net/loop.h"
#include "record/record.h"

/* TTLs of a path, at most, and of a burst. */
enum { PATH_LONGEST = 32, PATH_BURST = 8 };

/* A kernel sends a SYN again after 1 s (RFC 6298 section 2): that is how hops are asked again that
 * did not answer because they answer so many a second only. The rest is for its timer. */
enum { PATH_RESEND_MS = 1100 };

/* How long a round trip may take, where none has been seen; and at least and at most of what was.
 */
enum { PATH_PATIENCE_MS = 250, PATH_PATIENCE_MIN_MS = 100, PATH_PATIENCE_MAX_MS = 500 };

struct path_how {
	const char *source; /* numeric, or NULL */
	bool open;	    /* it answers, as far as we know */
	int routers;	    /* if open: as many hops are known not to be its end */
	double rtt_ms;	    /* the longest round trip seen in that direction, 0: none */
};

struct path;

/* `wake` is called, never from within path_start(), when it is settled and when it is over; it may
 * free the path. */
struct path *path_start(uv_loop_t *loop, const char *address, int port, const struct path_how *how,
			void (*wake)(void *arg), void *arg);

/* Only SYNs that are sent again may still find anything. */
bool path_settled(const struct path *p);

/* Nothing more will come. */
bool path_over(const struct path *p);

/* Nothing more is waited for; what is known stays. */
void path_stop(struct path *p);

/* The longest round trip seen, 0: none. */
double path_rtt(const struct path *p);

/* SYNs that went past its end, and have cost whoever is there an answer each. */
int path_behind(const struct path *p);

/* The hops as far as they are known, with their strings in `a`; and the trace's own figures. */
void path_facts(const struct path *p, struct arena *a, struct trace *t);

struct path *path_free(struct path *p); /* takes NULL, returns NULL */

#endif
