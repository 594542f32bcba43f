/* sasl_line.h - inside this room: one line of a login, as somebody has printed it, to its meaning
 *
 * Lines come as they went over the wire (base64), decoded by the program that printed them, or with
 * other words in the place of the secret. Nothing here remembers anything: what is told goes with
 * sasl_told_free(), which wipes it. */
#ifndef SMTPSCOPE_TRANSCRIPT_SASL_LINE_H
#define SMTPSCOPE_TRANSCRIPT_SASL_LINE_H

#include "transcript/sasl_blob.h"

enum sasl_question { SASL_ASKS_ANYTHING, SASL_ASKS_USER, SASL_ASKS_SECRET };

struct sasl_asked {
	enum sasl_question what;
	bool in_clear; /* the question was no base64: the program decodes what it prints */
};

/* What the text of a 334 asks for; {0} for the words that come with the command itself. */
struct sasl_asked sasl_asked(struct bytes challenge);

struct sasl_told {
	struct sasl_blob blob; /* user, domain, secret; point into `raw` or the line */
	bool hidden;	       /* the program put other words in the place of a secret or a name */
	bool cancelled;	       /* "*" */
	struct buf raw;
};

/* `words`: what stands behind the mechanism of an AUTH command, or a whole answer to 334; `step`
 * counts them from 0. */
struct sasl_told sasl_line_read(struct arena *a, const char *mechanism, int step,
				struct sasl_asked asked, struct bytes words);
void sasl_told_free(struct sasl_told *told);

#endif
