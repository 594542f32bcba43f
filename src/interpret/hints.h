/* hints.h - inside this room: at which stage and after which command something was said */
#ifndef SMTPSCOPE_INTERPRET_HINTS_H
#define SMTPSCOPE_INTERPRET_HINTS_H

#include "base/text.h"

struct hint {
	int stage;	     /* enum stage_id, -1: not said */
	const char *command; /* NULL: not said */
};

/* What the words of a program tell; leaves both alone where they tell nothing. */
void hint_read(struct bytes words, int *stage, const char **command);

/* The same for a line that a client sent in a transcript. */
void hint_of_command(const char *line, struct hint *h);

#endif
