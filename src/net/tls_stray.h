/* tls_stray.h - follows a peer's TLS records from outside, to the first byte that is none of them
 */
#ifndef SMTPSCOPE_NET_TLS_STRAY_H
#define SMTPSCOPE_NET_TLS_STRAY_H

#include <stdbool.h>
#include <stddef.h>

enum { TLS_RECORD_HEADER = 5, TLS_STRAY_MAX = 256 };

struct tls_stray {
	char head[TLS_RECORD_HEADER]; /* of the next record, as far as it came */
	size_t head_n;
	size_t rest; /* bytes of the present record that are still to come */
	bool astray;
	char bytes[TLS_STRAY_MAX]; /* from where no record begins */
	size_t n;
};

/* Bytes in the order in which they came, in any pieces. */
void tls_stray_feed(struct tls_stray *s, const char *data, size_t len);

#endif
