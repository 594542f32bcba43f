/* conn.h - one TCP connection as a byte pipe with an optional TLS filter in the middle
 *
 * Everything is asynchronous: `wake` is called on the loop whenever something may have changed
 * (connected, failed, bytes in, end, handshake done), never from inside a call of ours. The user
 * looks at the state and the `in` buffer then. A conn owns no deadline. */
#ifndef SMTPSCOPE_NET_CONN_H
#define SMTPSCOPE_NET_CONN_H

#include "base/buf.h"
#include "net/dial.h"
#include "net/tls.h"
#include "record/record.h"

#include <stdbool.h>
#include <uv.h>

struct conn;

enum conn_state {
	CONN_DIALLING,
	CONN_OPEN,
	CONN_FAILED, /* could not connect: conn_tcp_facts() tells */
	CONN_ENDED,  /* FIN came: bytes before it are in `in` */
	CONN_BROKEN, /* reset or another error; conn_errno_name() tells, "GNUTLS_E_..." in TLS */
};

enum conn_tls { CONN_PLAIN, CONN_HANDSHAKE, CONN_TLS, CONN_TLS_FAILED };

enum { CONN_IN_MAX = 256 * 1024 }; /* reading pauses while `in` holds that much */

/* Starts to connect to `address`:`port`. Never fails at once: a
 * local error shows as CONN_FAILED at the next wake. TCP_NODELAY is set. */
struct conn *conn_dial(uv_loop_t *loop, const char *address, int port, const struct dial_how *how,
		       void (*wake)(void *arg), void *arg);

enum conn_state conn_state(const struct conn *c);
const char *conn_errno_name(const struct conn *c); /* of CONN_BROKEN; NULL otherwise */

/* What broke it, or its TLS, on this machine: a name as above. NULL: nothing did, or it came from
 * the peer or the way there. */
const char *conn_local_fault(const struct conn *c);

/* Of CONN_FAILED: dial_is_short(). */
bool conn_is_short(const struct conn *c);

/* What is known of the TCP connection so far (class TCP_TIMEOUT while dialling). */
void conn_tcp_facts(struct conn *c, struct arena *a, struct tcp_facts *f);

/* What TCP has in hand, of a connection that stood; false: the system does not tell. */
bool conn_stall_facts(const struct conn *c, struct stall_facts *f);

/* When it is freed, what the peer has not acknowledged is forgotten: RST instead of FIN. */
void conn_abort(struct conn *c);

/* Plain text from the peer: before TLS as sent, in TLS as decrypted. The user takes from it. */
struct buf *conn_in(struct conn *c);

/* Queues bytes and writes as much as the socket takes. `secret`: our copies are wiped as soon as
 * they are handed to the kernel or to TLS. Nothing is sent during a handshake or after a failed
 * one: what was meant for TLS never goes out in clear. */
void conn_write(struct conn *c, const void *data, size_t len, bool secret);

/* Starts the handshake as client. Bytes still in conn_in() are fed to TLS as its first input. */
void conn_start_tls(struct conn *c, const struct tls_setup *setup);
enum conn_tls conn_tls(const struct conn *c);

/* Facts of the handshake so far, whatever its outcome; the chain is filled in but not judged. */
void conn_tls_facts(struct conn *c, struct arena *a, struct tls_facts *f);

/* Of a connection that ended after the handshake: the server's last alert goes into its facts. */
void conn_tls_late_alert(struct conn *c, struct arena *a, struct tls_facts *f);

/* tls_session_tickets(): true may come late, after the facts were taken. */
bool conn_tls_tickets(const struct conn *c);

/* Bytes that no other TLS session has (RFC 5056), in `a`, and what such bytes are called; false,
 * NULL: there are none to rely on. With `bytes` NULL it only says so. */
bool conn_tls_binding(const struct conn *c, struct arena *a, struct bytes *bytes);
const char *conn_tls_binding_name(const struct conn *c);

/* conn_tls_facts() must have been called; judges with a ready trust (tls_judge()). */
void conn_tls_judge(struct conn *c, struct arena *a, struct tls_facts *f, const struct trust *trust,
		    const char *host, int64_t now);

/* close_notify, FIN, close; no wake after it. Takes NULL, returns NULL. */
struct conn *conn_free(struct conn *c);

#endif
