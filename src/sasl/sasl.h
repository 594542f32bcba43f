/* sasl.h - SASL (RFC 4422): which mechanisms there are, and who can use them
 *
 * Mechanisms that show the secret are written out here; those that compute something are
 * libgsasl's, opened when the first of them is needed. */
#ifndef SMTPSCOPE_SASL_SASL_H
#define SMTPSCOPE_SASL_SASL_H

#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>

enum sasl_credential { SASL_PASSWORD, SASL_TOKEN, SASL_CERTIFICATE, SASL_TICKET };

struct sasl_mechanism {
	const char *name; /* as registered with IANA */
	enum sasl_credential takes;
	bool reveals;	   /* whoever hears the exchange, the server first, has the secret then */
	bool client_first; /* the client's first words may stand in the AUTH command */
	bool binds;	   /* to the TLS channel (RFC 5056) */
	bool must_prove; /* no success before the server has shown that it knows the secret, too */
	int words;	 /* of ours until the server has all that it can judge us by */
	bool slow;	 /* a step may take seconds: on a thread of its own */
	bool library;	 /* is libgsasl's */
	const struct sasl_words *own; /* ... or ours; of own.c only */
};

/* The i-th in order of preference, with a password on a channel that may be told it; NULL: no more.
 */
const struct sasl_mechanism *sasl_at(size_t i);

/* By name, in any case; NULL: not one of these. */
const struct sasl_mechanism *sasl_find(const char *name);

/* NULL: it can be used here. Else one line (static) that says what is missing and what to do: the
 * library, in this build or on this machine. Opens libgsasl if it needs to know. */
const char *sasl_missing(const struct sasl_mechanism *m);

/* What a user has to show, and what the channel is worth. */
struct sasl_means {
	bool password, token, certificate, ticket;
	bool binding; /* the channel has bytes to bind to */
	bool guarded; /* strangers may listen: those that do not reveal the secret come first */
};

/* Appends to `able` (struct string_item) those of `offered` (the same, as in the server's list)
 * that can be used here, best first, each once. */
void sasl_able(struct arena *a, const struct list *offered, const struct sasl_means *means,
	       struct list *able);

/* The first of them; *why: "only", "least-revealing" or "preferred". NULL: there is none. */
const struct sasl_mechanism *sasl_choose(const struct list *able, const struct sasl_means *means,
					 const char **why);

/* "2.2.0", or NULL: libgsasl is not here. Opens it. */
const char *sasl_library_version(void);

#endif
