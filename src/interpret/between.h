/* between.h - inside this room: somebody else answers in the server's place */
#ifndef SMTPSCOPE_INTERPRET_BETWEEN_H
#define SMTPSCOPE_INTERPRET_BETWEEN_H

#include "interpret/diagnose.h"
#include "know/box.h"

/* The protocol whose first words came in place of a greeting, or in the form of one ("220 vsFTPd");
 * NULL: none that is known. */
const struct box *spoken_protocol(const struct diagnosis *d, const struct session *s);

/* Of a session that failed: a box that answers for every port, a portal, a redirection, where other
 * sessions of the run show it. */
void explain_between(struct diagnosis *d, const struct session *s);

#endif
