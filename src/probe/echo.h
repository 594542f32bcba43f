/* echo.h - recognises a secret that a server sends back, without keeping the secret
 *
 * A server may repeat in any later reply, and to any other session, what one session told it; the
 * secret itself is wiped when the login is over. What stays are keyed hashes of it and of its
 * beginnings: as it is, as base64 shows it within something longer, and that within base64 once
 * more: a challenge may quote what was said; and as HTML, URLs, quoted strings and hexadecimal have
 * it. */
#ifndef SMTPSCOPE_PROBE_ECHO_H
#define SMTPSCOPE_PROBE_ECHO_H

#include "base/buf.h"

#include <stdint.h>

/* Eighteen of the secret, and the words of each login: --auth all makes several. */
enum { ECHO_FORMS = 40 };

/* {0} recognises nothing. */
struct echo {
	uint64_t key;
	size_t n;
	struct {
		uint32_t length; /* of the whole form */
		uint32_t sure;	 /* of its beginning that is enough to know it */
		uint64_t hash;	 /* of that beginning */
		uint64_t whole;	 /* of all of it: forms may begin alike, and end elsewhere */
	} forms[ECHO_FORMS];
};

void echo_learn(struct echo *e, const char *secret, size_t n);

/* Words in which the secret was said, as they went over the line. */
void echo_learn_words(struct echo *e, const char *words, size_t n);

/* Puts "****" in place of echoes (of NULL: there are none) in the first `len` bytes of `heard`; how
 * many they are then. The mask has one length, so that it does not tell the secret's. */
size_t echo_mask(const struct echo *e, struct buf *heard, size_t len);

#endif
