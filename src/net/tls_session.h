/* tls_session.h - one TLS session between two buffers: a filter, no socket in sight */
#ifndef SMTPSCOPE_NET_TLS_SESSION_H
#define SMTPSCOPE_NET_TLS_SESSION_H

#include "base/buf.h"
#include "net/tls.h"

struct tls_session;

enum tls_step { TLS_WAIT, TLS_DONE, TLS_ENDED, TLS_BROKEN };

/* A client session that appends what is to be sent to `out`, which must outlive it. NULL never
 * comes back: a session that this system cannot make breaks at its first step. */
struct tls_session *tls_open(const struct tls_setup *setup, struct buf *out);
struct tls_session *tls_close(struct tls_session *s); /* takes NULL, returns NULL */

/* Bytes from the peer, and their end (`error`: errno, 0 for a FIN). Neither does any work. */
void tls_feed(struct tls_session *s, const void *data, size_t len);
void tls_end(struct tls_session *s, int error);
size_t tls_unread(const struct tls_session *s);

/* TLS_WAIT, TLS_DONE or TLS_BROKEN. */
enum tls_step tls_handshake(struct tls_session *s);

/* Appends what can be decrypted to `in` while that holds less than `max`. TLS_WAIT: more may come;
 * TLS_ENDED: close_notify or the end of the bytes; TLS_BROKEN: tls_error() tells. */
enum tls_step tls_receive(struct tls_session *s, struct buf *in, size_t max);

/* Encrypts into the buffer of tls_open(). 0, or -1 where the session is broken. */
int tls_send(struct tls_session *s, const void *data, size_t len);
void tls_bye(struct tls_session *s); /* close_notify */

const char *tls_error(const struct tls_session *s);   /* "GNUTLS_E_...", or NULL */
bool tls_fault_is_local(const struct tls_session *s); /* nothing of the peer's led to it */

/* All that a session knows; the chain is filled in but not judged. */
void tls_session_facts(struct tls_session *s, struct arena *a, struct tls_facts *f);

/* conn_tls_binding(), conn_tls_binding_name() */
bool tls_session_binding(const struct tls_session *s, struct arena *a, struct bytes *bytes);
const char *tls_session_binding_name(const struct tls_session *s);

/* The alert that ended the session after the handshake goes into facts that were read before. */
void tls_session_late_alert(const struct tls_session *s, struct arena *a, struct tls_facts *f);

/* The server gave a session ticket. In TLS 1.3 one comes after the handshake, if at all: known for
 * good when the session ends. */
bool tls_session_tickets(const struct tls_session *s);

/* The certificates as sent, at most TLS_CHAIN_MAX of them; valid while the session is. */
enum { TLS_CHAIN_MAX = TLS_DER_MAX };
unsigned tls_session_chain(const struct tls_session *s, struct tls_der der[TLS_CHAIN_MAX]);

/* The OCSP response that came beside the first of them, of whatever size; {0}: none. */
struct tls_der tls_session_staple(const struct tls_session *s);

#endif
