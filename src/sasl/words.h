/* words.h - what the mechanisms say that are our own; of src/sasl only */
#ifndef SMTPSCOPE_SASL_WORDS_H
#define SMTPSCOPE_SASL_WORDS_H

#include "sasl/exchange.h"

struct sasl_words {
	/* Appends our n-th words (from 0). What the server asks for does not matter: order decides.
	 * 0, or -1 where no further challenge was due. */
	int (*say)(struct buf *out, int n, const struct sasl_identity *id);
};

extern const struct sasl_words words_plain, words_login, words_xoauth2, words_oauthbearer,
	words_external;

#endif
