/* lasting.h - inside this room: what of a server's words stays the same from one session to the
 * next */
#ifndef SMTPSCOPE_INTERPRET_LASTING_H
#define SMTPSCOPE_INTERPRET_LASTING_H

#include "know/knowledge.h"
#include "record/record.h"

/* The text of a reply of `r`, to be compared and not to be shown: "#" stands for dates, times, ids
 * of sessions and messages, and addresses of ours. Versions and names stay; of a known provider,
 * whose names stand for many machines, only what is no number. In the arena. */
const char *lasting_words(struct arena *a, const struct knowledge *k, const struct record *r,
			  const struct reply *reply);

#endif
