/* known.h - certificates that were read before: many servers of a sweep show the same ones */
#ifndef SMTPSCOPE_NET_KNOWN_H
#define SMTPSCOPE_NET_KNOWN_H

#include "net/tls.h"

struct known;

struct known *known_new(void);
struct known *known_free(struct known *k); /* takes NULL, returns NULL */

/* As certificate_read(), to which reading one takes hundreds of times as long as copying what it
 * said. `k` NULL: nothing is remembered. A few MB are kept at most. */
struct certificate *known_read(struct known *k, struct arena *a, struct tls_der der);
bool known_affordable(struct known *k, struct tls_der der); /* as certificate_affordable() */

#endif
