/* hello.h - a ClientHello made by hand, and what a server answers: no I/O, no cryptography
 *
 * For what a TLS library does not offer any more: SSL 3.0, versions that the system's policy
 * forbids, suites that nobody should agree on. The answer is read as far as it comes in clear: up
 * to ServerHelloDone (RFC 6101, 2246, 4346, 5246), in TLS 1.3 (RFC 8446) up to the ServerHello. */
#ifndef SMTPSCOPE_NET_HELLO_H
#define SMTPSCOPE_NET_HELLO_H

#include "base/buf.h"
#include "net/suites.h"

enum { HELLO_RANDOM = 32 };

struct hello_offer {
	enum tls_version version;
	const uint16_t *suites;
	size_t n;	 /* at most SUITES_MAX */
	const char *sni; /* NULL: none; no extension goes with SSL 3.0 */
	unsigned char random[HELLO_RANDOM], session[HELLO_RANDOM], share[HELLO_RANDOM];
};

/* Appends the records. */
void hello_write(struct buf *out, const struct hello_offer *o);

/* Why we go: user_canceled and close_notify (RFC 8446 section 6.1). */
void hello_farewell(struct buf *out, enum tls_version version);

/* What is not there is 0, but for `alert` and `last`: -1. */
struct hello_answer {
	enum tls_version version; /* TLS_ANY: no ServerHello came */
	uint16_t suite;
	uint8_t compression;
	bool retry; /* HelloRetryRequest: it wants another group */
	bool extended_master_secret, safe_renegotiation, tickets;
	uint16_t group;	    /* supported_groups (RFC 8422, 7919) */
	uint16_t signature; /* SignatureScheme, of TLS 1.2 */
	int dh_bits;
	int alert; /* the fatal one */
	int last;  /* type of the last handshake message that came whole */
};

enum hello_step {
	HELLO_WAIT,    /* more is to come */
	HELLO_DONE,    /* a ServerHello, and all that follows it in clear */
	HELLO_ALERTED, /* the server ended it */
	HELLO_PLAIN,   /* no TLS from the first byte on */
	HELLO_BROKEN,  /* what came makes no sense, or there is no end to it */
};

enum {
	HELLO_MESSAGE_MAX = 16 * 1024, /* of those that are read; others are passed over */
	HELLO_BYTES_MAX = 256 * 1024,  /* of all that comes */
	HELLO_FIRST = 64,	       /* bytes kept for who does not speak TLS */
};

struct hello_reader {
	enum hello_step step;
	struct hello_answer answer;
	size_t total;
	unsigned char first[HELLO_FIRST];
	size_t first_n;
	/* the record */
	unsigned char head[5];
	size_t head_n, left; /* bytes of its fragment that are still to come */
	/* the message, which may go over several records */
	unsigned char message_head[4];
	size_t message_head_n, message_left;
	unsigned char message[HELLO_MESSAGE_MAX];
	size_t message_n;
	unsigned char alert[2];
	size_t alert_n;
};

void hello_begin(struct hello_reader *r);

/* Takes what came, in pieces of any size; r->step is the answer. After anything but HELLO_WAIT it
 * takes nothing any more. */
enum hello_step hello_read(struct hello_reader *r, const void *data, size_t n);

/* As GnuTLS calls them: "SECP256R1", "RSA-SHA256"; NULL: unknown. */
const char *hello_group_name(unsigned group);
const char *hello_signature_name(unsigned scheme);

#endif
