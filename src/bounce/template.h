/* template.h - inside this room: where a text says what a template of know/frame.h says */
#ifndef SMTPSCOPE_BOUNCE_TEMPLATE_H
#define SMTPSCOPE_BOUNCE_TEMPLATE_H

#include "base/text.h"

/* A line end inside a word: it is not there for those who read. */
enum { WRAP = '\v' };

/* What stood in the slots, as bytes of the text; n is 0 for what did not. */
struct told {
	struct bytes recipient, reporter, refuser;
	bool reply; /* what follows is one */
};

/* How many bytes of `text` say it, 0 where it does not begin with them. */
size_t template_match(const char *template, char *text, struct told *told);

/* The mailbox at `p`, with what encloses it and "mailto:" before or behind; 0: there is none. */
size_t template_mailbox(char *p, struct bytes *mailbox);

/* The name or address of a server at `p`, with "[192.0.2.1]" and a port behind; 0: there is none.
 */
size_t template_host(char *p, struct bytes *host);

#endif
