/* tls_offer.h - which TLS versions a session offers, as GnuTLS's priorities */
#ifndef SMTPSCOPE_NET_TLS_OFFER_H
#define SMTPSCOPE_NET_TLS_OFFER_H

#include "net/tls.h"

#include <gnutls/gnutls.h>

struct tls_offer {
	gnutls_priority_t priority; /* NULL: this system cannot offer that */
	char versions[24];	    /* "TLS1.2-TLS1.3" */
	char fault[320];	    /* why not */
};

/* Compiled once for all sessions and threads. */
const struct tls_offer *tls_offer(const struct tls_setup *setup);

#endif
