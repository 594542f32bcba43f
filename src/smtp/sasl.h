/* sasl.h - SASL mechanisms as a table: first words, next words (RFC 4954, 4616; XOAUTH2) */
#ifndef SMTPSCOPE_SMTP_SASL_H
#define SMTPSCOPE_SMTP_SASL_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>

struct sasl_mechanism {
	const char *name;
	bool token; /* wants an OAuth access token, else a password */
	/* Appends the initial response to `out` (raw, not base64), or NULL where the server speaks
	 * first. */
	void (*first)(struct buf *out, const char *user, const char *secret, size_t secret_len);
	/* Appends the answer to the `step`-th challenge (from 0; decoded). 0, or -1 where no
	 * further challenge was due. With `initial` sent, an XOAUTH2 challenge is an error report:
	 * the answer is empty. */
	int (*next)(struct buf *out, int step, struct bytes challenge, const char *user,
		    const char *secret, size_t secret_len, bool initial);
};

/* NULL: not one of ours. */
const struct sasl_mechanism *sasl_find(const char *name);

/* The best of `offered` (list of struct string_item) for that kind of secret: PLAIN before LOGIN,
 * XOAUTH2 for a token; NULL: none in common. */
const struct sasl_mechanism *sasl_choose(const struct list *offered, bool token);

/* Names of all, for messages; ends with NULL. */
extern const char *const sasl_names[];

/* Base64 (RFC 4648), no line breaks. Decoding: -1 on anything else than canonical base64. */
void base64_encode(struct buf *out, const void *data, size_t len);
int base64_decode(struct buf *out, const char *text, size_t len);

#endif
