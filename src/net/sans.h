/* sans.h - the names of a certificate (RFC 5280 section 4.2.1.6), however many they are */
#ifndef SMTPSCOPE_NET_SANS_H
#define SMTPSCOPE_NET_SANS_H

#include "net/tls.h"

/* The first CERTIFICATE_NAMES_MAX dNSNames and iPAddresses go to `names`; how many there are. */
int sans_list(struct arena *a, struct tls_der certificate, struct list *names);

/* One of all its names is `host`, a name in A-labels or a numeric address. What stands in the
 * subject is no name (RFC 9525 section 2), and an address only what is kept as one. */
bool sans_fit(struct tls_der certificate, const char *host);

#endif
