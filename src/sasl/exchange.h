/* exchange.h - one SASL exchange, from the first words to the server's yes or no */
#ifndef SMTPSCOPE_SASL_EXCHANGE_H
#define SMTPSCOPE_SASL_EXCHANGE_H

#include "base/buf.h"
#include "base/text.h"
#include "sasl/sasl.h"

#include <stdbool.h>
#include <uv.h>

/* All of it must outlive the exchange, but for what a library has copied. */
struct sasl_identity {
	const char *user;    /* or NULL */
	const char *authzid; /* who to act as, NULL: nobody else */
	const char *secret;  /* not ended by a NUL; NULL: none */
	size_t secret_len;
	const char *host; /* whom we meant to connect to */
	int port;
	const char *binding_name; /* "tls-exporter" (RFC 9266), "tls-unique" (RFC 5929), or NULL */
	struct bytes binding;
};

enum sasl_state {
	SASL_SAY,     /* say `answer`; it may be empty */
	SASL_WORKING, /* wake() will be called: ask sasl_result() then */
	SASL_FAULT,   /* say no more: sasl_fault() */
};

struct sasl_exchange;

/* `wake` is called on the loop; with loop NULL nothing is put on a thread. Never NULL: a session
 * that cannot be made has its fault at the first step. */
struct sasl_exchange *sasl_new(const struct sasl_mechanism *m, const struct sasl_identity *id,
			       uv_loop_t *loop, void (*wake)(void *arg), void *arg);

/* At any time, also while it works: what is under way then ends by itself and wipes what it has.
 * Takes NULL, returns NULL. */
struct sasl_exchange *sasl_free(struct sasl_exchange *x);

/* Appends our first words, raw; only where the mechanism says that the client speaks first. */
enum sasl_state sasl_first(struct sasl_exchange *x, struct buf *answer);

/* They did not fit into the AUTH command: `words` are the answer to the next challenge, then. */
void sasl_postpone(struct sasl_exchange *x, const struct buf *words);

/* ... the answer to a challenge (decoded). */
enum sasl_state sasl_next(struct sasl_exchange *x, struct bytes challenge, struct buf *answer);

/* ... what came of SASL_WORKING, which it still is as long as the work goes on. */
enum sasl_state sasl_result(struct sasl_exchange *x, struct buf *answer);

/* The server says that it takes us. NULL, or why that is not to be believed: a word as below. */
const char *sasl_success(struct sasl_exchange *x);

/* Why we break it off, a word:
 *   challenge         what came cannot be a challenge of this mechanism, or came out of turn
 *   iterations        SCRAM: fewer than 1, or more than SASL_ITERATIONS_MAX
 *   server-signature  what should prove that the server knows the secret does not
 *   server-unproved   it says yes without that proof
 *   too-early         it says yes before it has heard what it could judge us by
 *   identity          the user's name or the secret cannot be written in this mechanism
 *   no-binding        there is nothing to bind to: no TLS, or one that does not tell sessions apart
 *   no-ticket         Kerberos: there is none, or it has expired
 *   kerberos          no ticket for this server is to be had
 *   too-slow          our own work was not done in time (set by who waits)
 *   library           libgsasl fails for another reason */
const char *sasl_fault(const struct sasl_exchange *x);

int sasl_iterations(const struct sasl_exchange *x);	/* of SCRAM, as asked for; 0: none yet */
bool sasl_server_proved(const struct sasl_exchange *x); /* it showed that it knows the secret */
const char *
sasl_binding(const struct sasl_exchange *x); /* what the exchange is bound to, or NULL */

enum {
	SASL_CHALLENGE_MAX = 12288 / 4 * 3, /* RFC 4954 section 4 */
	SASL_ITERATIONS_MAX = 5000000,
};

#endif
