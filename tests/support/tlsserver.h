/* tlsserver.h - the server's side of TLS between two buffers, for tests with fakesock.h
 *
 * Its certificates are made once; they name all hosts that tests use. */
#ifndef SMTPSCOPE_TESTS_TLSSERVER_H
#define SMTPSCOPE_TESTS_TLSSERVER_H

#include <stdbool.h>
#include <stddef.h>

enum tls_server_certificate {
	SERVES_GOOD,
	SERVES_EXPIRED,
	SERVES_WRONG_NAME,
	SERVES_SELF_SIGNED,
	SERVES_UNTRUSTED,
	SERVES_INCOMPLETE,
	SERVES_WEAK,
	SERVES_NOT_YET_VALID,
	SERVES_EXPIRING,
	SERVES_INTERCEPTED,
	SERVES_OLD_CHAIN,
	SERVES_RSA,
	SERVES_KINDS
};

enum { TLS_SERVER_MANNERS = 9 }; /* 0: what GnuTLS does by itself; tlsserver.c has the others */

/* PEM of the root that a client may trust. Certificates are made at the first call. */
const char *tls_server_ca(void);

/* The program may take it for the host that it means. */
bool tls_server_is_good(enum tls_server_certificate c);

/* SHA-256 of its public key: the data of a TLSA record 3 1 1. */
void tls_server_key(enum tls_server_certificate c, unsigned char digest[32]);

struct tls_server;
struct tls_server *tls_server_new(enum tls_server_certificate c, int manner,
				  void (*send)(void *arg, const void *data, size_t n), void *arg);
void tls_server_free(struct tls_server *s); /* takes NULL */

void tls_server_feed(struct tls_server *s, const void *data, size_t n);

/* 0: it goes on; 1: done; -1: failed, and an alert was sent. */
int tls_server_handshake(struct tls_server *s);

/* One record, at most `room` bytes; 0: none. */
size_t tls_server_read(struct tls_server *s, char *data, size_t room);
void tls_server_write(struct tls_server *s, const void *data, size_t n);
void tls_server_alert(struct tls_server *s, int description);
void tls_server_bye(struct tls_server *s);
void tls_server_renew(struct tls_server *s); /* new keys, or a HelloRequest before TLS 1.3 */

#endif
