/* sasl_blob.h - inside this room: the user's name in what a client sent to log in, decoded
 *
 * PLAIN, XOAUTH2, OAUTHBEARER, CRAM-MD5, DIGEST-MD5, SCRAM, NTLM, EXTERNAL. */
#ifndef SMTPSCOPE_TRANSCRIPT_SASL_BLOB_H
#define SMTPSCOPE_TRANSCRIPT_SASL_BLOB_H

#include "base/text.h"

#include <stdbool.h>

struct sasl_blob {
	struct bytes user, domain; /* {0}: not told */
	struct bytes secret;	   /* a password or token that stands by itself; {0}: none does */
	bool secret_sent;	   /* one of these, or a proof that was made with one */
	bool malformed;		   /* it does not look like this mechanism */
};

/* NULL: an unknown mechanism. The result points into `blob`, that of NTLM into the arena. */
struct sasl_blob sasl_blob_read(struct arena *a, const char *mechanism, struct bytes blob);

/* Base64 as far as it goes, appended to `out`. True: that was not all of `text`. */
bool sasl_decode(struct buf *out, struct bytes text);

#endif
