/* token_within.h - inside this room: a token and what it stands in */
#ifndef SMTPSCOPE_SMTP_TOKEN_WITHIN_H
#define SMTPSCOPE_SMTP_TOKEN_WITHIN_H

#include "smtp/token.h"

#include <jansson.h>

struct token_place {
	struct bytes token;  /* of the answer, where there is one */
	struct bytes sent;   /* the same within the text; {0}: not written so */
	const char *wrapped; /* as in token_facts.h */
	const char *fault;   /* of an answer without a token, as there; or NULL */
	json_t *answer;
};

struct token_place token_place(const char *text, size_t n);
void token_place_free(struct token_place *place);

#endif
