/* tls_client.h - what classes of clients can offer in TLS, by default (data/clients) */
#ifndef SMTPSCOPE_KNOW_TLS_CLIENT_H
#define SMTPSCOPE_KNOW_TLS_CLIENT_H

#include "know/knowledge.h"

enum tls_trait { TRAIT_NO, TRAIT_YES };
extern const char *const tls_trait_names[]; /* "no", "yes" */

struct tls_client {
	struct item item;
	const char *id, *title;
	const char *newest;	  /* "TLS1.0" */
	const char *oldest;	  /* it accepts nothing below; NULL: as old as servers go */
	struct list key_exchange; /* of struct string_item: "RSA", "DHE", "ECDHE"; empty: any */
	struct list ciphers;	  /* the same: "3DES_EDE", as in the names of suites; empty: any */
	const char *dh_bits_min, *dh_bits_max; /* digits: of DHE it accepts no other; NULL: any */
	enum tls_trait without_sni;	       /* it names no server */
	enum tls_trait wants_rfc5746;	       /* no session without secure renegotiation */
	const char *fix;		       /* what its owner does, or NULL */
	struct list references;		       /* of struct reference */
};

#endif
