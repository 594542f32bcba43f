/* cutwords.h - inside this room: words that a line end cut in two, mended by what the catalogue
 * knows */
#ifndef SMTPSCOPE_BOUNCE_CUTWORDS_H
#define SMTPSCOPE_BOUNCE_CUTWORDS_H

#include "know/knowledge.h"

/* Makes a WRAP (template.h) of each line end in `text` before and behind which stand the halves of
 * a word of the catalogue's patterns, unless both are words, too. The first few only. */
void cutwords_mend(const struct knowledge *k, char *text);

#endif
