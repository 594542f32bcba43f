/* token_refusal.h - the JSON with which a server refuses a token */
#ifndef SMTPSCOPE_SMTP_TOKEN_REFUSAL_H
#define SMTPSCOPE_SMTP_TOKEN_REFUSAL_H

#include "base/text.h"

/* RFC 7628, 3.2.2, and Google's of XOAUTH2. Harmless text, capped; NULL: not said. */
struct token_refusal {
	const char *status;	   /* "invalid_token", "401" */
	const char *schemes;	   /* "Bearer" */
	const char *scope;	   /* what a token must be good for */
	const char *configuration; /* URL: openid-configuration */
};

/* False: it is none, or says nothing. */
bool token_refusal_read(struct arena *a, struct bytes challenge, struct token_refusal *r);

#endif
