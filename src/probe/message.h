/* message.h - the one message that --send sends: it says what it is
 *
 * Whoever finds it in a mailbox or a log must see who sent it, why, and that no answer is waited
 * for (RFC 3834). */
#ifndef SMTPSCOPE_PROBE_MESSAGE_H
#define SMTPSCOPE_PROBE_MESSAGE_H

#include "probe/probe.h"

struct message {
	const char *id;	   /* Message-ID, with its angle brackets */
	struct bytes text; /* lines ended by LF */
	int64_t size;	   /* octets with CRLF at their ends, as RFC 1870 counts them */
};

/* `from` and `to` (of struct string_item) as they are said; `utf8`: they hold more than ASCII. */
const struct message *message_compose(const struct probe *p, const char *from,
				      const struct list *to, bool utf8);

/* Whether the session may carry it: the server is known, or is the one that the user wants whoever
 * it is; servers among each other ask less. */
bool message_fits_channel(const struct probe *p);

#endif
