/* comeback.h - when a server that puts a sender off wants to see it again, by its own words */
#ifndef SMTPSCOPE_INTERPRET_COMEBACK_H
#define SMTPSCOPE_INTERPRET_COMEBACK_H

#include "base/text.h"

/* Seconds from "for 300 seconds", "in 5 minutes", "in 00:04:59"; 0: the words do not say. At most a
 * day: nobody is put off for longer. */
int comeback_seconds(struct bytes words);

/* "in 5 minutes"; "in some minutes" where the words do not say. */
const char *comeback_words(struct arena *a, struct bytes words);

#endif
