/* details_token.h - what a token says of itself, in words */
#ifndef SMTPSCOPE_REPORT_DETAILS_TOKEN_H
#define SMTPSCOPE_REPORT_DETAILS_TOKEN_H

#include "report/page.h"

/* A section of its own; times are told as seen when the token was read. */
void details_token(const struct page *p, const struct token_facts *f);

/* "status 400, scheme Bearer, scope https://mail.google.com/": the JSON with which a server refuses
 * a token; NULL: it is none. */
const char *token_refusal_in_words(struct arena *a, struct bytes challenge);

#endif
