/* hints.h - inside this room: at which stage and after which command something was said */
#ifndef SMTPSCOPE_INTERPRET_HINTS_H
#define SMTPSCOPE_INTERPRET_HINTS_H

#include "know/provider.h"

#include <stdbool.h>

struct hint {
	int stage;	     /* enum stage_id, -1: not said */
	const char *command; /* NULL: not said */
};

/* What the words of a program tell; leaves `h` alone where they tell nothing. */
void hint_read(struct bytes words, struct hint *h);

/* "4.4.1" of "dsn=4.4.1" or "Status: 4.4.1", NULL where there is none. */
const char *hint_enhanced(struct arena *a, struct bytes words);

/* The profile of a host that is named in the words, NULL where there is none. */
const struct provider *hint_provider(struct arena *a, const struct knowledge *k,
				     struct bytes words);

/* A line of IMAP or POP3, of which nothing is known here. */
bool hint_other_protocol(const char *line);

/* The same for a line that a client sent in a transcript. */
void hint_of_command(const char *line, struct hint *h);

#endif
