/* oddities.h - what may be wrong with a secret, told without a byte of it */
#ifndef SMTPSCOPE_SMTP_ODDITIES_H
#define SMTPSCOPE_SMTP_ODDITIES_H

#include "base/arena.h"
#include "record/login_facts.h"

/* Fills bytes, characters and oddities of `f`. Nothing of the secret is kept or copied, and of
 * places in it no more is said than first and last. */
void secret_look(struct arena *a, const char *secret, size_t n, const char *user, bool token,
		 struct secret_facts *f);

#endif
