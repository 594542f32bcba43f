/* named.h - inside this room: hosts and mailboxes that the words of a program name */
#ifndef SMTPSCOPE_INTERPRET_NAMED_H
#define SMTPSCOPE_INTERPRET_NAMED_H

#include "base/text.h"

/* What is not named is NULL. */
struct named {
	const char *host; /* the server */
	int port;	  /* its port; 0: none */
	const char *from; /* the sender of the envelope */
	const char *user; /* who logs in */
};

struct named named_read(struct arena *a, struct bytes words);

#endif
