/* ocspmaker.h - OCSP responses (RFC 6960) made on the spot, true and false ones */
#ifndef SMTPSCOPE_TESTS_OCSPMAKER_H
#define SMTPSCOPE_TESTS_OCSPMAKER_H

#include "certmaker.h"

enum ocsp_says { OCSP_SAYS_GOOD, OCSP_SAYS_REVOKED, OCSP_SAYS_UNKNOWN };

struct ocsp_spec {
	int response_status;	      /* of the whole; not 0: nothing else is in it */
	const struct identity *about; /* a certificate, and who issued it */
	const struct identity *issuer;
	const struct identity *signer; /* NULL: the issuer; else its certificate goes along */
	enum ocsp_says says;
	int reason;		  /* of the revocation; 0: not told */
	int from_hours, to_hours; /* thisUpdate and nextUpdate from now; both 0: -1 to 1000 */
	bool endless;		  /* without nextUpdate */
	int others;		  /* entries that call other certificates good, before this one */
	bool spoilt;		  /* a bit of the signature is wrong */
};

/* Release its `data` with free(). */
gnutls_datum_t ocsp_make(const struct ocsp_spec *spec);

#endif
