/* dialogues.h - inside this room: which dialogues of a text get a verdict */
#ifndef SMTPSCOPE_INPUT_DIALOGUES_H
#define SMTPSCOPE_INPUT_DIALOGUES_H

#include "interpret/explain.h"

struct input_place {
	const char *file; /* NULL: there is one text only */
	int line;	  /* of it where the text begins, from 1 */
};

/* What the dialogues of `text` come to, of struct explanation in `a`, if they tell enough for that.
 */
struct list dialogues_explain(struct arena *a, const struct knowledge *k, struct bytes text,
			      bool show_user, struct input_place place);

/* Whether all of them end before anything was asked of the server, and nothing is amiss in them. */
bool dialogues_break_off(const struct list *explained);

#endif
