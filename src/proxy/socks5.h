/* socks5.h - SOCKS5 as its client says and hears it (RFC 1928, login: RFC 1929): bytes, no I/O
 *
 * Writers append a message; readers take one message from the front of `in` and nothing behind it:
 * that is the server's. */
#ifndef SMTPSCOPE_PROXY_SOCKS5_H
#define SMTPSCOPE_PROXY_SOCKS5_H

#include "base/arena.h"
#include "base/buf.h"

enum { SOCKS5_NO_LOGIN = 0, SOCKS5_PASSWORD = 2, SOCKS5_NO_METHOD = 0xff };

/* Most that the one byte of a length can say, of a name, a user and a password. */
enum { SOCKS5_TEXT_MAX = 255 };

enum socks5_read { SOCKS5_PARTIAL, SOCKS5_OK, SOCKS5_OTHER /* no SOCKS5 */ };

/* The methods that we can do: with a password, or none. */
void socks5_write_methods(struct buf *out, bool password);

/* Neither may be empty or longer than SOCKS5_TEXT_MAX. */
void socks5_write_login(struct buf *out, const char *user, const char *password, size_t n);

/* CONNECT to an address, or to a name that the proxy is to look up: at most SOCKS5_TEXT_MAX. */
void socks5_write_connect(struct buf *out, const char *host, int port);

enum socks5_read socks5_read_method(struct buf *in, int *method);
enum socks5_read socks5_read_login(struct buf *in, int *status); /* 0: taken */

/* `rep` 0: connected, and *bound is from where, NULL if the proxy does not say. Any other is told
 * by its second byte; what follows it says no more. */
enum socks5_read socks5_read_reply(struct arena *a, struct buf *in, int *rep, const char **bound);

/* "connection refused"; NULL: the RFC has no such code. */
const char *socks5_rep_words(int rep);

#endif
