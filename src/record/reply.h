/* reply.h - one SMTP reply (RFC 5321 section 4.2), as a fact; a part of record.h */
#ifndef SMTPSCOPE_RECORD_REPLY_H
#define SMTPSCOPE_RECORD_REPLY_H

#include "base/text.h"

/* One SMTP reply (RFC 5321 section 4.2), all lines. */
struct reply {
	int code; /* 200..599; 0: no reply */
	int lines;
	const char *enhanced; /* "5.7.139" (RFC 3463) or NULL */
	struct bytes text;    /* lines joined by LF, codes and enhanced codes taken off */
};

#endif
