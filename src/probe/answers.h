/* answers.h - what the DNS has said to one loop: a question is asked once for all its targets
 *
 * Who asks what is asked already waits for the same answer; who asks later gets a copy of it for
 * as long as its TTL says, five minutes at most. That a name or its data does not exist is known
 * for a minute. Time-outs and other failures are kept for nobody but those who waited. */
#ifndef SMTPSCOPE_PROBE_ANSWERS_H
#define SMTPSCOPE_PROBE_ANSWERS_H

#include "net/resolver.h"

struct answers;
struct asking;

/* Keeps at most `most` answers; 0: none, and each question is asked. At most `at_once` questions
 * are under way, 0: any number; the others wait: resolvers drop what comes in a burst, and what is
 * dropped looks like a name server's silence. `r` must outlive it. */
struct answers *answers_new(uv_loop_t *loop, struct resolver *r, size_t most, size_t at_once);

/* Takes NULL, returns NULL. Before the resolver is freed, and never from a resolver_fn; nobody is
 * told anything any more, and no struct asking is left. */
struct answers *answers_free(struct answers *m);

/* As resolver_ask(): `fn` gets a query of its own in `a`, never before this returns, exactly once
 * unless dropped before. Its `ms` is how long this caller has waited; `remembered`: the answer was
 * there before he asked, and its TTLs are what is left of them. */
struct asking *answers_ask(struct answers *m, struct arena *a, const char *name, const char *type,
			   resolver_fn *fn, void *arg);
void asking_drop(struct asking *q); /* takes NULL */

struct answers_counts {
	unsigned long asked, joined, remembered; /* of the DNS; beside one who had; never */
	size_t kept;
	size_t queued; /* wait until others are answered */
};
struct answers_counts answers_counts(const struct answers *m);

#endif
