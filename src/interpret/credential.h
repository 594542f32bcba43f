/* credential.h - inside this room: what a text itself calls a password, a token or a login */
#ifndef SMTPSCOPE_INTERPRET_CREDENTIAL_H
#define SMTPSCOPE_INTERPRET_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a text, from `p` on. */
struct span {
	const char *p;
	size_t n; /* 0: none */
};

/* The secret that `word` announces; it stands behind the word, and what is between is none. `text`
 * holds both and ends with a NUL. */
struct span credential_behind(const char *text, struct span word);

/* `word` is base64 and all that its line says, but for a prompt: the answer to a 334. */
bool credential_alone(const char *text, struct span word);

#endif
