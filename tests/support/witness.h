/* witness.h - watches one connection from outside: what was said, in whose turn, and to whom
 *
 * It reads SMTP on its own, so that a fault of the program's reading is none of its own. Whatever
 * breaks the manners of DESIGN section 3, or shows a secret to somebody who must not have it, ends
 * the test program. */
#ifndef SMTPSCOPE_TESTS_WITNESS_H
#define SMTPSCOPE_TESTS_WITNESS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { WITNESS_LOG = 64, WITNESS_VERB = 16 };

/* What holds for all connections of a run. */
struct witness_rules {
	const char *secret;   /* NULL: there is none */
	bool anybody;	      /* --insecure-auth: everybody may have it */
	uint64_t patience_ms; /* before it, nobody may speak without a greeting */
	int logins;	      /* AUTH commands so far, over all connections */
};

struct witness {
	struct witness_rules *rules;
	uint64_t since; /* the connection stands */
	bool verified;	/* the one behind the TLS is who he should be */
	bool tls;	/* the program has begun a handshake; below are TLS records */
	unsigned char header[5];
	size_t header_n, record_left; /* of the TLS record that the program sends */
	size_t unsent;		      /* of a command that the socket did not take whole */
	struct buf hearing;	      /* a line that is under way */
	unsigned commands, replies;
	bool gone_wrong; /* the server does not speak SMTP: nothing is to be said any more */
	/* log[0] is the greeting; what follows are commands and what was replied to each */
	struct {
		char verb[WITNESS_VERB];
		int code; /* 0: nothing */
	} log[WITNESS_LOG];
};

void witness_free(struct witness *w);

/* On the wire: what the program gave to one send(), and how much of it was taken; what it got. */
void witness_sends(struct witness *w, const char *data, size_t n, size_t taken);
void witness_reads(struct witness *w, const char *data, size_t n);

/* Inside TLS: one record that the peer decrypted; what it is about to encrypt. */
void witness_sends_in_tls(struct witness *w, const char *data, size_t n);
void witness_reads_in_tls(struct witness *w, const char *data, size_t n);

/* The code that came for the `n`th command (from 0) that begins with `verb`, 0 if there is none. */
int witness_reply(const struct witness *w, const char *verb, int n);

/* Whether the secret, or enough of it to know it by, is in there: as it is or within base64. */
bool shows_secret(const char *secret, const char *data, size_t n);

/* Whether a piece of it is in there: who says that may put the whole together. */
bool knows_secret(const char *secret, const char *data, size_t n);

#endif
