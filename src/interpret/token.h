/* token.h - what is wrong with a token, and why a token service gave none; no I/O, no clock */
#ifndef SMTPSCOPE_INTERPRET_TOKEN_H
#define SMTPSCOPE_INTERPRET_TOKEN_H

#include "interpret/interpret.h"

/* Of a record with `token`, `asked` or both, `provider` and `user` where they are known: findings
 * and a verdict, as interpret() gives for a whole check. */
struct interpretation *interpret_token(const struct record *r, const struct knowledge *k);

/* The id of the reason why no server of the record's provider can take the record's token, seen on
 * this machine for certain: it has expired, is for another service, lacks the scope. What only the
 * clock speaks against counts for nothing where `s` shows another time; NULL: there is no session.
 * NULL: a server has to say, or there is no token. */
const char *token_withheld(const struct record *r, const struct knowledge *k,
			   const struct session *s);

#endif
