/* unfold.h - inside this room: a pasted text without what mail programs did to its lines */
#ifndef SMTPSCOPE_BOUNCE_UNFOLD_H
#define SMTPSCOPE_BOUNCE_UNFOLD_H

#include "base/arena.h"
#include "base/text.h"

/* `text` without "> " before its lines, typographic quotes made plain, other blanks and control
 * bytes made blanks. A line end that cut a word in two becomes a WRAP (template.h); lines are not
 * joined otherwise, so that they can be counted. */
char *unfold(struct arena *a, struct bytes text);

#endif
