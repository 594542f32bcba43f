/* hint.h - words of programs that tell where in a session something was said (data/hints) */
#ifndef SMTPSCOPE_KNOW_HINT_H
#define SMTPSCOPE_KNOW_HINT_H

#include "know/knowledge.h"

struct hint {
	struct item item;
	const char *id;
	int stage;		/* enum stage_id */
	const char *command;	/* "RCPT", or NULL */
	struct list words;	/* of struct string_item */
	struct list references; /* of struct reference */
};

/* The hint whose words stand in `text`, that of the longest where several do; NULL: none. */
const struct hint *hint_in(const struct knowledge *k, struct bytes text);

#endif
