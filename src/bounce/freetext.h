/* freetext.h - bounces that are told in sentences: who refused what, for whom
 *
 * Pure and bounded: any bytes may come. */
#ifndef SMTPSCOPE_BOUNCE_FREETEXT_H
#define SMTPSCOPE_BOUNCE_FREETEXT_H

#include "interpret/paste.h"
#include "know/knowledge.h"

enum { FREETEXT_MAX = 256 << 10 }; /* bytes that are read; what follows is not */

/* Appends what `text` (UTF-8; HTML is flattened) tells of undelivered mail, of struct paste_item in
 * `a`, one for each recipient, in their order. False, and nothing is appended, where it is no
 * bounce. */
bool freetext_read(struct arena *a, const struct knowledge *k, struct bytes text,
		   struct list *items);

#endif
