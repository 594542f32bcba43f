/* sent.h - the message of --send: what became of it, and by which names it is found again */
#ifndef SMTPSCOPE_INTERPRET_SENT_H
#define SMTPSCOPE_INTERPRET_SENT_H

#include "know/knowledge.h"
#include "record/record.h"

enum sent_fate { SENT_ACCEPTED, SENT_REFUSED, SENT_UNKNOWN };
extern const char *const sent_fate_names[]; /* "accepted", "refused", "unknown" */

struct sent {
	enum sent_fate fate;
	const struct session *session;
	const char *message_id;
	struct bytes server_id; /* by its reply; {0}: it named none */
	const char *software;	/* whose kind of id that is: "Exim"; NULL: unknown */
};

/* NULL: none was on its way. A message whose DATA was refused never was. */
const struct sent *sent_of(struct arena *a, const struct record *r, const struct knowledge *k);

#endif
