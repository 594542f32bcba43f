/* tls_facts.h - what a handshake showed; a part of record.h */
#ifndef SMTPSCOPE_RECORD_TLS_FACTS_H
#define SMTPSCOPE_RECORD_TLS_FACTS_H

#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct certificate {
	struct item item;
	const char *subject, *issuer;  /* RFC 4514 strings, harmless UTF-8 */
	const char *serial;	       /* hex */
	const char *sha256;	       /* hex fingerprint of the DER form */
	struct bytes der;	       /* as sent; in JSON apart (certificates.h); {0}: not kept */
	int64_t not_before, not_after; /* dates */
	const char *key;	       /* "RSA", "ECDSA", ... */
	int key_bits;
	const char *signature;	 /* "RSA-SHA256" */
	struct list names;	 /* of struct bytes_item: dNSName and iPAddress of the SAN */
	int names_total;	 /* of which `names` may be the first; 0: all are there */
	const char *aia;	 /* caIssuers URI or NULL */
	const char *ocsp;	 /* OCSP URI or NULL */
	struct list key_usage;	 /* of struct string_item: "digitalSignature" (RFC 5280 4.2.1.3);
				    empty: for anything */
	struct list purposes;	 /* of struct string_item: "serverAuth" (4.2.1.12), or an OID */
	const char *path_length; /* the number of CAs that may follow, or NULL: any */
	bool must_staple;	 /* RFC 7633: valid only with an OCSP response beside it */
	bool ca;
	bool self_signed;
	bool unused; /* sent along, but not on the path from the server's to an anchor */
};

/* One step of the path that was verified: the server's certificate first, an anchor last. */
enum link_origin { LINK_SENT, LINK_STORE, LINK_FETCHED };
struct chain_link {
	struct item item;
	const char *subject, *sha256;
	enum link_origin from;
	int64_t not_after; /* date */
};

/* What came of asking for an issuer that the server did not send (--fetch-aia). */
struct fetched {
	struct item item;
	const char *url;
	const char *address; /* numeric, who was asked; NULL: nobody */
	int code;	     /* HTTP status, 0: none came */
	const char *
		fault; /* in words, some of the HTTP library; NULL: the issuer's certificate came */
	const char *form; /* "DER", "PKCS #7", "PEM": of the answer; NULL: none of them */
	const char *subject, *sha256; /* of that certificate */
	double ms;
};

/* The OCSP response beside the certificate (RFC 6066 section 8, RFC 6960). */
struct staple {
	enum staple_status {
		STAPLE_GOOD,
		STAPLE_REVOKED,
		STAPLE_UNKNOWN, /* the responder does not know the certificate */
		STAPLE_INVALID, /* proves nothing: see `fault` */
	} status;
	const char *fault; /* "signature", "issuer-unknown", "other-certificate", "malformed",
			      "out-of-date", or the responder's own: "try-later" */
	int64_t produced, this_update, next_update, revoked_at; /* dates, 0: not told */
	const char *reason; /* of the revocation, RFC 5280 5.3.1: "keyCompromise" */
};

/* RFC 6698, 7671, 7672: what the TLSA records say of this chain, each for itself. */
enum dane_state {
	DANE_NONE,     /* signed names, and there is no TLSA record */
	DANE_SECURE,   /* signed records: `records` */
	DANE_INSECURE, /* records that nobody signed: they count for nothing */
	DANE_BOGUS,    /* the resolver refuses them (SERVFAIL) or did not answer */
};
enum tlsa_verdict { TLSA_MATCHES, TLSA_DIFFERS, TLSA_UNUSABLE };
struct tlsa {
	struct item item;
	int usage, selector, matching;
	const char *data; /* hex, at most 128 digits of it */
	enum tlsa_verdict verdict;
	const char *why; /* a word: why it is unusable, or what differs; NULL where it matches */
	int certificate; /* 1 + the place in the chain of the one that matched; 0: none */
};
struct dane_facts {
	enum dane_state state;
	const char *name;	 /* "_25._tcp.mx.example.org": where the records are */
	struct list records;	 /* of struct tlsa */
	const char *fitting;	 /* "3 1 1 0123abcd": what would match the server's certificate
				    where nothing does; else NULL */
	const char *unsigned_at; /* nobody was asked: "example.org MX", the answer that led here
				    and that nobody signed, unlike others; else NULL */
};

/* One of the records is this chain's, and all that leads to it is signed. Takes NULL. */
bool dane_authenticates(const struct dane_facts *d);
/* Somebody publishes signed records: a session without TLS is not what they mean. Takes NULL. */
bool dane_binds(const struct dane_facts *d);
/* Of the signed records that can be used none fits: whoever answers is not whom they name. */
bool dane_contradicts(const struct dane_facts *d);
int dane_count(const struct dane_facts *d, enum tlsa_verdict verdict);

/* Each property judged on its own: GnuTLS's status word hides causes. */
struct tls_facts {
	const char *offered;	 /* "TLS1.2-TLS1.3": the versions our ClientHello offered */
	const char *sni;	 /* NULL: none sent */
	const char *version;	 /* "TLS1.3", NULL until agreed */
	const char *cipher;	 /* IANA name of the suite */
	const char *compression; /* "DEFLATE"; NULL: none */
	const char *key_exchange, *group, *peer_signature; /* NULL where the suite has none */
	int dh_bits;					   /* 0: no finite-field DH */
	bool extended_master_secret, safe_renegotiation, tickets;
	bool by_hand; /* a hello made by hand: only the answer to it was read, nothing agreed on */
	bool asked_for_certificate; /* of the client: a CertificateRequest came */
	const char
		*client_certificate; /* subject of the one that we showed (RFC 4514); NULL: none */
	const char *error;	     /* GnuTLS's name of the failure, "GNUTLS_E_..." */
	const char *alert;	     /* name of the alert the server sent, or NULL */
	int alert_number;	     /* valid where alert is set */
	const char *last_in;	     /* last handshake message that came, or NULL */
	struct bytes plaintext;	     /* first bytes from the server where they were no TLS record */
	struct list chain;	     /* of struct certificate, as sent, the server's first */
	int chain_total;	     /* sent, of which `chain` is the beginning; 0: it is all */
	bool judged;		     /* the fields below hold */
	bool name_ok, trusted, chain_complete;
	bool expired, not_yet_valid; /* any member of the chain, at the time of the check */
	bool weak;		     /* a key or signature below today's floor */
	bool wrong_order;	     /* sent in another order than that of the path */
	const char *trust_fault;     /* why it is not trusted: "unknown-issuer", "issuer-not-ca",
					"signature", "constraints", "purpose", "critical", ...; NULL */
	const char *usage_fault;     /* the server's certificate is not made for that:
					"not-for-servers", "key-usage", "is-a-ca"; NULL */
	struct list verified;	     /* of struct chain_link; empty: no path to an anchor */
	const char *trust_store;     /* file name or "system" */
	int anchors;		     /* how many CAs it holds */
	struct staple *staple;	     /* NULL: none came */
	struct list fetched;	     /* of struct fetched */
	struct dane_facts *dane;     /* NULL: not asked */
};

/* Who goes by the public CAs takes that certificate: every property is as it has to be. One that is
 * an authority's is usable (OpenSSL takes it), the other faults of usage nobody lets pass. */
bool tls_acceptable(const struct tls_facts *f);

#endif
