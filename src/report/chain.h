/* chain.h - the certificates that a server sent, as a file for other tools */
#ifndef SMTPSCOPE_REPORT_CHAIN_H
#define SMTPSCOPE_REPORT_CHAIN_H

#include "base/buf.h"
#include "interpret/finding.h"

/* Appends the chain of the session that the verdict rests on, else of the first that has one: PEM,
 * the server's own first, before each a comment that says where it came from. False: nobody sent
 * one, or the record was read from a report that was to hold none (--redact names). */
bool chain_write(struct buf *out, const struct record *r, const struct interpretation *i);

/* Whether a server sent one at all, be its bytes in the record or not. */
bool chain_was_sent(const struct record *r);

#endif
