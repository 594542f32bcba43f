/* recipients.h - what two recipients tell that one cannot: whether it is the relay or the mailbox
 */
#ifndef SMTPSCOPE_INTERPRET_RECIPIENTS_H
#define SMTPSCOPE_INTERPRET_RECIPIENTS_H

#include "record/record.h"

enum recipients {
	RECIPIENTS_UNTOLD,     /* one only, or both of one kind, or nothing against them */
	RECIPIENTS_ALIKE,      /* both refused in the same words: it is not about them */
	RECIPIENTS_APART,      /* both refused, each in words of its own */
	RECIPIENTS_FOREIGN_NO, /* the server's own is taken, the one elsewhere is not: relay */
	RECIPIENTS_OWN_NO,     /* the one elsewhere is taken: it is about that mailbox */
};

enum recipients recipients_tell(const struct record *r, const struct session *s,
				const struct envelope_facts *f);

#endif
