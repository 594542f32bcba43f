/* reply.h - bytes to SMTP replies (RFC 5321 section 4.2); no I/O */
#ifndef SMTPSCOPE_SMTP_REPLY_H
#define SMTPSCOPE_SMTP_REPLY_H

#include "base/buf.h"
#include "record/record.h"

enum { REPLY_LINE_MAX = 8192, REPLY_MAX = 65536, REPLY_LINES_MAX = 128 };

enum reply_status {
	REPLY_OK,
	REPLY_PARTIAL,	 /* more bytes are needed */
	REPLY_MALFORMED, /* not SMTP: no three digits, or the code changed between lines */
	REPLY_TOO_LONG,	 /* a cap above was passed */
};

/* Looks for one whole reply at the front of `in`. On REPLY_OK it is in *r (arena) and its bytes are
 * taken from `in`; each line as sent, without CRLF, goes to `lines` (of struct bytes_item) unless
 * NULL. Otherwise nothing is taken and *r is untouched. Bare LF ends a line too. The enhanced code
 * is the first line's; it is taken off every line that repeats it. */
enum reply_status reply_parse(struct arena *a, struct buf *in, struct reply *r, struct list *lines);

/* The same for text that a person pasted: "535 5.7.3 Authentication unsuccessful". False where it
 * does not begin with a reply code. */
bool reply_read(struct arena *a, const char *text, struct reply *r);

#endif
