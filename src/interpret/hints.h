/* hints.h - inside this room: what stands around a reply and tells something of it */
#ifndef SMTPSCOPE_INTERPRET_HINTS_H
#define SMTPSCOPE_INTERPRET_HINTS_H

#include "know/provider.h"

#include <stdbool.h>

/* The last command of a transcript. */
struct said_after {
	int stage;	     /* enum stage_id, -1: none */
	const char *command; /* NULL: none */
};

/* "4.4.1" of "dsn=4.4.1" or "Status: 4.4.1", NULL where there is none. */
const char *hint_enhanced(struct arena *a, struct bytes words);

/* The profile of a host that is named in the words, NULL where there is none. */
const struct provider *hint_provider(struct arena *a, const struct knowledge *k,
				     struct bytes words);

/* A line of IMAP or POP3, of which nothing is known here. */
bool hint_other_protocol(const char *line);

/* Takes the command that a client sent in a line of a transcript; nothing where it is none. */
void hint_of_command(const char *line, struct said_after *last);

#endif
