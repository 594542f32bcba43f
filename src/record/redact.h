/* redact.h - a record that may be shown to strangers */
#ifndef SMTPSCOPE_RECORD_REDACT_H
#define SMTPSCOPE_RECORD_REDACT_H

#include "record/record.h"

/* Puts "user-1", "host-1", "address-1" ... in the place of user names and mailboxes, of this
 * machine's name and of its addresses, wherever they stand as a word of their own: also in what a
 * server said. Names and addresses of the target stay. The same text has the same placeholder
 * everywhere in the record. What the record does not know (an address that only the other side
 * sees, say) cannot be found in what a server said. */
void record_redact(struct record *r);

#endif
