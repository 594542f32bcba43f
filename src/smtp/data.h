/* data.h - how a message goes over the wire (RFC 5321 section 4.5.2) */
#ifndef SMTPSCOPE_SMTP_DATA_H
#define SMTPSCOPE_SMTP_DATA_H

#include "base/buf.h"

/* `text`, whose lines end with LF or CRLF, as DATA carries it: lines end with CRLF, a dot at the
 * front of a line is doubled, and a line with nothing but a dot ends it all. */
void data_encode(struct buf *out, const char *text, size_t n);

#endif
