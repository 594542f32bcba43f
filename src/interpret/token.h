/* token.h - what is wrong with a token, and why a token service gave none; no I/O, no clock */
#ifndef SMTPSCOPE_INTERPRET_TOKEN_H
#define SMTPSCOPE_INTERPRET_TOKEN_H

#include "interpret/interpret.h"

/* Of a record with `token`, `asked` or both, `provider` and `user` where they are known: findings
 * and a verdict, as interpret() gives for a whole check. */
struct interpretation *interpret_token(const struct record *r, const struct knowledge *k);

/* The id of the reason why no server of that provider (NULL: unknown) can take it, seen on this
 * machine for certain: it has expired, is for another service, lacks the scope. NULL: a server has
 * to say. */
const char *token_hopeless(const struct token_facts *f, const struct knowledge *k,
			   const char *provider);

/* The same for the login of a check (NULL also where the record has no token). What only the clock
 * speaks against counts for nothing where the greeting of `s` tells another time. */
const char *token_withheld(const struct record *r, const struct knowledge *k,
			   const struct session *s);

#endif
