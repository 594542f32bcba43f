/* token.h - what an access token says of itself */
#ifndef SMTPSCOPE_SMTP_TOKEN_H
#define SMTPSCOPE_SMTP_TOKEN_H

#include "base/text.h"
#include "record/token_facts.h"

/* Reads the claims of what is at `text`; the answer of a token service and "Bearer x" are looked
 * into. Fills all of `f` but read_at. Texts are harmless and capped; neither the token nor its
 * signature is kept. */
void token_look(struct arena *a, const char *text, size_t n, struct token_facts *f);

/* Whether a word begins as tokens do, or what people take for one: refresh tokens, client secrets,
 * codes. It is not repeated, then. */
bool token_resembles(const char *word);

/* Where the access token itself stands within such a text. */
struct bytes token_within(const char *text, size_t n);

#endif
