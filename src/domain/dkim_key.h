/* dkim_key.h - the text of one TXT record at a selector: a public key (RFC 6376 section 3.6.1,
 * RFC 8301, RFC 8463) */
#ifndef SMTPSCOPE_DOMAIN_DKIM_KEY_H
#define SMTPSCOPE_DOMAIN_DKIM_KEY_H

#include "base/text.h"

enum dkim_verdict {
	DKIM_FOREIGN,	 /* no key record at all: text of another use */
	DKIM_SYNTAX,	 /* no tag list that a verifier reads as a key */
	DKIM_REVOKED,	 /* p= is empty: nothing that is signed with it counts */
	DKIM_BROKEN,	 /* p= is no public key */
	DKIM_OTHER_TYPE, /* a key, but not of the type that k= says, or of one nobody knows */
	DKIM_WEAK,	 /* an RSA key that verifiers must not accept */
	DKIM_RESTRICTED, /* h= or s= leave nothing that mail is signed with */
	DKIM_USABLE,
};
extern const char *const dkim_verdict_names[];

/* RSA, in bits: below the first no verifier may accept a key, below the second signers should not
 * use one, above the third verifiers need not try (RFC 8301 section 3.2). */
enum { DKIM_BITS_MIN = 1024, DKIM_BITS_GOOD = 2048, DKIM_BITS_MAX = 4096 };

/* Texts are looked at up to here; no key is that long. */
enum { DKIM_TEXT_MAX = 16 * 1024 };

struct dkim_key {
	struct item item;
	struct bytes text; /* the record's strings as one */
	enum dkim_verdict verdict;
	const char *fault;    /* one line: why it is not usable, or NULL */
	int fault_at;	      /* where in `text`, in bytes from 0; -1: nowhere in particular */
	const char *type;     /* "rsa", "ed25519", or what k= says (harmless); NULL: not read */
	int bits;	      /* of an RSA key; 0: none was read */
	bool cut;	      /* fewer bytes than the key says that it has */
	bool testing, strict; /* t=y, t=s */
	bool granular;	      /* g= stands there, which RFC 6376 took out */
	const char *hashes, *services, *notes; /* h=, s=, n= (harmless), or NULL */
	const char *mended; /* the whole record as it was meant, NULL: only the signer knows */
};

/* `text` need not be text. Everything lives in `a`. */
struct dkim_key *dkim_key_read(struct arena *a, struct bytes text);

/* The record of a usable key, for mail in earnest: without t=y. */
const char *dkim_key_in_earnest(struct arena *a, const struct dkim_key *k);

#endif
