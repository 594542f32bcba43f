/* peer.h - the other end of one connection: a thread with blocking calls, for tests */
#ifndef SMTPSCOPE_TESTS_PEER_H
#define SMTPSCOPE_TESTS_PEER_H

#include "certmaker.h"

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct peer {
	/* what it does with its one connection; the thread closes `fd` unless set to -1 */
	void (*serve)(struct peer *p);
	const struct identity *const *chain; /* for TLS, ends with NULL */
	const char *priority;		     /* for TLS; NULL: "NORMAL" */
	bool tickets;			     /* of sessions */
	/* */
	int listener, fd, port;
	uv_thread_t thread;
	char heard[4096];
	size_t heard_n;
	bool heard_end, heard_close_notify;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t credentials;
};

void peer_start(struct peer *p);
void peer_join(struct peer *p); /* waits for the thread's end */

/* For serve functions. */
void peer_say(struct peer *p, const char *text);
void peer_hear(struct peer *p, size_t n); /* until `heard` has n bytes or the end has come */
void peer_reset(struct peer *p);
int peer_handshake(struct peer *p); /* as TLS server; what GnuTLS answers */

#endif
